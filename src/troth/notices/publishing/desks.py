"""What a duty lists, put into words: rights and their clocks, requests, incidents, changes, ends, measures, contacts.

Rules
- A right without a clock of its own is answered by the clock of `requests`; without that, the term is not stated.
- Keys that a duty leaves free are read out by their labels, in the order of the file.

Example
    >>> [fact.label for fact in desk_facts(reader, right)][:2]
    ['Within', 'How']
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from troth.notices.publishing.purposes import length
from troth.notices.publishing.reader import Reader
from troth.notices.publishing.tree import Fact, Run, Words
from troth.policy import Clause, parse_period

Facts = Iterator[Fact]


def desk_facts(reader: Reader, clause: Clause) -> Facts:
    """Yield what a clause of a duty section lists."""
    found = _KINDS.get(type(clause).__name__)
    if found is not None and clause.gap is None:
        yield from found(reader, clause)


def _strong(words: str, language: str) -> tuple[Words, ...]:
    return ((Run(words, language, strong=True),),)


def _clock(reader: Reader, clause: Any) -> Facts:
    if clause.within is not None:
        words = reader.within(clause.within, clause.from_)
        yield from reader.fact("within", _strong(words, reader.language))
    yield from reader.fact("pause", reader.labels("pause", clause.pause))


def _right(reader: Reader, right: Any) -> Facts:
    requests = reader.policy.requests
    if (
        right.within is None
        and requests is not None
        and requests.answer is not None
        and requests.answer.within
    ):
        words = reader.within(requests.answer.within, requests.answer.from_)
        yield from reader.fact("within", _strong(words, reader.language))
    yield from _clock(reader, right)
    if right.acknowledge is not None:
        yield from reader.stated("acknowledge", reader.within(right.acknowledge, None))
    yield from reader.fact("routes", reader.labels("route", right.routes))
    yield from reader.fact("channels", reader.labels("channel", right.channels))
    yield from reader.fact("gives", reader.labels("form", right.form))
    yield from reader.fact("goes-to", reader.labels("to", right.to))
    yield from reader.fact("direct", _own(reader, right.direct))
    yield from reader.fact("opened-by", reader.labels("opened-by", right.opened_by))
    yield from reader.fact("data", _own(reader, right.data))
    if right.scope:
        yield from reader.stated("scope", reader.label("scope", right.scope))
    yield from reader.fact("asks", _own(reader, right.asks))
    yield from reader.fact("verify", _own(reader, right.verify))
    if right.justified:
        yield from reader.fact("justified", ((Run(right.justified),),))
    yield from reader.fact("need", reader.needs(right.need), apart=True)
    if right.approve is not None:
        yield from reader.fact("approve", term(reader, right.approve), apart=True)
    if right.withdrawable:
        yield from reader.stated("withdrawable", reader.label("event", right.withdrawable))
    yield from reader.fact("before", reader.labels("before", right.before))
    yield from reader.fact("then", free(reader, "then", right.then), apart=True)
    yield from reader.fact("backups", free(reader, "backups", right.backups), apart=True)
    if right.tell_recipients is not None:
        yield from reader.fact("tell", term(reader, right.tell_recipients), apart=True)
    if right.reviewer:
        yield from reader.stated("reviewer", reader.label("by", right.reviewer))
    yield from reader.fact("grounds", _grounds(reader, right.grounds))


def _own(reader: Reader, words: tuple[str, ...]) -> tuple[Words, ...]:
    """Return words that may be elements or groups of the file, each as what it is."""
    policy = reader.policy
    items: list[Words] = []
    for word in words:
        if word in policy.data or word in policy.groups:
            items += [(run,) for item in reader.elements([word]) for run in item[:1]]
        else:
            items += reader.labels("asks", [word])
    return tuple(dict.fromkeys(items))


def _grounds(reader: Reader, words: tuple[str, ...]) -> tuple[Words, ...]:
    grounds = reader.policy.grounds
    items: list[Words] = []
    for word in words:
        table = next((name for name, each in grounds.items() if word in each.list), None)
        if table is not None:
            items.append((reader.said(grounds[table].list[word], word, to=f"grounds.{table}.{word}"),))
        elif word in grounds:
            items.append((reader.said(grounds[word], reader.label("clause", word), to=f"grounds.{word}"),))
        else:
            items += reader.labels("ground", [word])
    return tuple(items)


def term(reader: Reader, deadline: Any) -> tuple[Words, ...]:
    """Return a deadline as phrases: how long, of what, by whom, what else."""
    found: list[str] = []
    if deadline.within is not None:
        found.append(reader.within(deadline.within, deadline.from_))
    if deadline.lead is not None:
        found.append(reader.filled("term", "lead", period=reader.period(deadline.lead)))
    if deadline.not_before is not None:
        found.append(reader.filled("term", "not-before", period=reader.period(deadline.not_before)))
    if deadline.when:
        found.append(reader.filled("term", "when", what=reader.label("event", deadline.when)))
    if deadline.otherwise:
        found.append(reader.filled("term", "otherwise", what=reader.label("event", deadline.otherwise)))
    if deadline.final is not None:
        found.append(reader.filled("term", "final", period=reader.period(deadline.final)))
    lists = (
        ("channels", "channel", deadline.channels),
        ("do", "do", deadline.do),
        ("plan", "do", deadline.plan),
        ("pause", "pause", deadline.pause),
        ("unless", "unless", deadline.unless),
        ("rejections", "rejection", deadline.rejections),
    )
    for key, area, words in lists:
        if words:
            found.append(reader.filled("term", key, what=reader.plain(reader.labels(area, words))))
    if deadline.at_least is not None:
        found.append(reader.filled("term", "at-least", count=deadline.at_least))
    if deadline.announce:
        found.append(reader.label("term", "announce"))
    if deadline.by:
        found.append(reader.filled("term", "by", what=reader.label("by", deadline.by)))
    return tuple((Run(each, reader.language, strong=place == 0),) for place, each in enumerate(found))


def free(reader: Reader, fact: str, keys: Mapping[str, Any]) -> tuple[Words, ...]:
    """Return the free keys of a duty, which stand under the label `fact`, each as a sentence."""
    return tuple((Run(_sentence(reader, fact, key, each), reader.language),) for key, each in keys.items())


def _sentence(reader: Reader, fact: str, key: str, written: Any) -> str:
    """Return the sentence for this value, else the one for its key, else label and value."""
    said = f"{fact}.{key}"
    word = str(written).lower() if isinstance(written, bool) else str(written)
    whole = f"{said}.{'nothing' if _NOTHING.fullmatch(word) else word}"
    if reader.known("said", whole) is not None:
        return reader.label("said", whole)
    times = _TIMES.fullmatch(word)
    if times is not None and reader.known("said", f"{said}.times") is not None:
        count, period = times[1], reader.period(times[2])
        return reader.filled("said", f"{said}.times", count=count, period=period)
    words = value(reader, written)
    if isinstance(written, (list, tuple)) and any(reader.known(key, str(each)) for each in written):
        between = "punct.or" if key == "per" else "punct.comma"
        words = reader.plain(reader.labels(key, map(str, written)), between)
    if reader.known("said", said) is not None:
        return reader.filled("said", said, value=words)
    return f"{reader.label('key', key)}{reader.text('punct.colon')}{words}"


_TIMES = re.compile(r"(\d+) per (\d+ \w+(?: \w+)?)")
_NOTHING = re.compile(r"(?:[A-Z]{3} )?0(?:\.0+)?")
_MONEY = re.compile(r"([A-Z]{3}) (\d+(?:\.\d+)?)")


def value(reader: Reader, written: Any) -> str:
    """Return a free value in words: a flag, a list, a period, a word, a text."""
    if isinstance(written, bool):
        return reader.label("flag", "true" if written else "false")
    if isinstance(written, Mapping):
        colon = reader.text("punct.colon")
        parts = [
            f"{reader.label('key', str(key))}{colon}{value(reader, each)}" for key, each in written.items()
        ]
        return reader.text("punct.semicolon").join(parts)
    if isinstance(written, (list, tuple)):
        return reader.text("punct.comma").join(value(reader, each) for each in written)
    return _word(reader, str(written))


def _word(reader: Reader, written: str) -> str:
    try:
        return reader.period(parse_period(written))
    except ValueError:
        pass
    times = _TIMES.fullmatch(written)
    if times is not None:
        return reader.filled("said", "times", count=times[1], period=reader.period(times[2]))
    money = _MONEY.fullmatch(written)
    if money is not None and reader.known("money", money[1]) is not None:
        return reader.filled("money", money[1], amount=money[2])
    plain = written.replace("-", "").replace(".", "").replace("_", "")
    if plain.isascii() and plain.isalnum() and plain[:1].isalpha() and plain == plain.lower():
        return reader.label("word", written)
    return written


def _requests(reader: Reader, requests: Any) -> Facts:
    if requests.first_look is not None:
        yield from reader.stated("first-look", reader.within(requests.first_look, None))
    for key in ("proof", "fees", "objection", "forward"):
        yield from reader.fact(key, free(reader, key, getattr(requests, key)), apart=True)
    if requests.extension is not None:
        longer = {"by": str(requests.extension.by)}
        yield from reader.fact("extension", free(reader, "extension", longer), apart=True)


def _incidents(reader: Reader, incidents: Any) -> Facts:
    for key in ("contain", "account", "people", "authority"):
        deadline = getattr(incidents, key)
        if deadline is not None:
            yield from reader.fact(key, term(reader, deadline), apart=True)
    yield from reader.fact("announce", free(reader, "announce", incidents.announce), apart=True)
    yield from reader.fact("notice", reader.labels("notice", incidents.notice))
    yield from reader.fact("plan", reader.labels("do", incidents.plan))
    if incidents.drills is not None:
        yield from reader.stated("drills", reader.period(incidents.drills))


def _changes(reader: Reader, changes: Any) -> Facts:
    if changes.lead is not None:
        yield from reader.fact("lead", _strong(reader.period(changes.lead), reader.language))
    yield from reader.fact("publish", free(reader, "publish", changes.publish), apart=True)
    yield from reader.fact("material", reader.labels("material", changes.material))
    if changes.tell is not None:
        yield from reader.fact("people", term(reader, changes.tell), apart=True)


def _termination(reader: Reader, termination: Any) -> Facts:
    if termination.notice is not None:
        yield from reader.fact("people", term(reader, termination.notice), apart=True)
    if termination.empty_within is not None:
        yield from reader.fact("empty", _strong(reader.period(termination.empty_within), reader.language))
    for key in ("organisation", "recipients", "succession"):
        yield from reader.fact(key, free(reader, key, getattr(termination, key)), apart=True)


def _protection(reader: Reader, protection: Any) -> Facts:
    if protection.standard:
        yield from reader.fact("standard", ((Run(protection.standard),),))
    yield from reader.fact("ciphers", tuple((Run(each),) for each in protection.ciphers))
    for key in ("evidence", "sweep", "findings", "storage"):
        yield from reader.fact(key, free(reader, key, getattr(protection, key)), apart=True)


def _measure(reader: Reader, measure: Any) -> Facts:
    yield from reader.fact("against", reader.labels("against", measure.against))
    if measure.law:
        yield from reader.stated("law", cited(reader, measure.law))
    if measure.owner:
        yield from reader.stated("owner", reader.label("by", measure.owner))
    if measure.proof:
        yield from reader.stated("proved", reader.label("decided", measure.proof))
    if measure.renew is not None:
        yield from reader.stated("renew", reader.period(measure.renew))


def cited(reader: Reader, key: str) -> str:
    """Return a citation key such as `pipl-51` as people cite it."""
    law, _, article = key.replace(".", "-").partition("-")
    if reader.known("statute", law) is None:
        return key
    return reader.filled("statute", law, article=article)


def _contacts(reader: Reader, contacts: Any) -> Facts:
    yield from reader.fact("unit", free(reader, "unit", _in_language(reader, contacts.unit)), apart=True)


def _in_language(reader: Reader, unit: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return `unit` with its name in our language, where it has one in each."""
    if "zh" not in unit or "name" not in unit:
        return unit
    name = unit["zh"] if reader.language == "zh" else unit["name"]
    return {**{key: each for key, each in unit.items() if key != "zh"}, "name": name}


def _point(reader: Reader, point: Any) -> Facts:
    if point.address:
        yield from reader.fact("address", ((Run(point.address, strong=True),),))
    if point.hours:
        yield from reader.fact("hours", ((Run(point.hours),),))
    yield from reader.fact("opens", reader.labels("opens", point.opens))
    yield from reader.fact("demands", _own(reader, point.demands))
    if point.received:
        yield from reader.stated("received", reader.label("event", point.received))


def _disputes(reader: Reader, disputes: Any) -> Facts:
    if disputes.law:
        yield from reader.stated("governing", reader.label("law", disputes.law))
    if disputes.court:
        yield from reader.stated("court", reader.label("court", disputes.court))
    if disputes.severable:
        yield from reader.stated("severable", reader.label("term", "severable"))
    if disputes.authority:
        yield from reader.stated("complaints", reader.label("authority", disputes.authority))


def _marketing(reader: Reader, marketing: Any) -> Facts:
    yield from reader.fact("stop", free(reader, "stop", marketing.stop), apart=True)


def _channel(reader: Reader, channel: Any) -> Facts:
    yield from reader.fact("to", reader.elements(channel.to))
    if channel.opt_out:
        yield from reader.stated("stop", reader.label("stop", channel.opt_out))


def _retention(reader: Reader, rule: Any) -> Facts:
    yield from reader.fact("keep", _strong(length(reader, rule), reader.language))
    yield from reader.fact("data", reader.elements(rule.data))
    yield from reader.fact("purposes", reader.entries(rule.purposes))
    yield from reader.fact("except", reader.labels("state", rule.except_))


def _minors(reader: Reader, minors: Any) -> Facts:
    yield from reader.fact("consent", free(reader, "consent", minors.consent), apart=True)
    yield from reader.fact("found", free(reader, "found", minors.found_without_consent), apart=True)
    yield from reader.fact("at-age", free(reader, "at-age", minors.at_age), apart=True)


_KINDS: dict[str, Callable[[Reader, Any], Facts]] = {
    "Right": _right,
    "RequestKind": _clock,
    "Requests": _requests,
    "Incidents": _incidents,
    "Changes": _changes,
    "Termination": _termination,
    "Protection": _protection,
    "Measure": _measure,
    "Contacts": _contacts,
    "ContactPoint": _point,
    "Disputes": _disputes,
    "Marketing": _marketing,
    "Channel": _channel,
    "Retention": _retention,
    "Minors": _minors,
}
