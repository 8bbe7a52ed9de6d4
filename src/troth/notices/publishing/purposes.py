"""What a purpose or a kind of message lists, put into words: data, basis, recipients, period, what a no costs.

Rules
- A purpose that keeps data says how long: itself, or by the rule of `retention` that names it, else "not stated".
- A purpose that only uses what another one keeps says so and leads there; "nothing is kept" only where it is true.
- What a no costs follows from the file: what it `loses`; the function alone, where it rests on a consent; the
  function, where something is needed for it.

Example
    >>> [fact.label for fact in purpose_facts(reader, "registration", purpose)][:2]
    ['Needed', 'Optional']
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from troth.notices.publishing.reader import Reader
from troth.notices.publishing.tree import Fact, Run, Words
from troth.policy import Consented, DataLists, MessageType, Purpose, keepers, keeps
from troth.vocabulary import DEFAULT_ACTS

MOST_KEEPERS = 3
Facts = Iterator[Fact]


def purpose_facts(reader: Reader, name: str, purpose: Purpose) -> Facts:
    """Yield what a purpose lists."""
    policy = reader.policy
    if purpose.gap is not None:
        return
    yield from data_facts(reader, name, purpose)
    yield from reader.fact("basis", (basis(reader, purpose.basis),))
    if purpose.acts != DEFAULT_ACTS and not isinstance(purpose, MessageType):
        yield from reader.fact("acts", reader.labels("act", purpose.acts))
    yield from reader.fact("when", _scene(reader, purpose), apart=True)
    yield from reader.fact("need", reader.needs(purpose.need), apart=True)
    yield from reader.fact("origins", reader.named("origins", policy.origins, purpose.origins))
    yield from reader.fact("reuses", reader.entries(purpose.reuses))
    yield from reader.fact("form", reader.labels("form", purpose.form))
    if purpose.min_group is not None:
        yield from reader.stated("group", str(purpose.min_group))
    if isinstance(purpose, MessageType):
        yield from _message(reader, purpose)
    yield from reader.fact("recipients", receiving(reader, name))
    yield kept(reader, name, purpose)
    yield from refusal(reader, name, purpose)
    if purpose.decides is not None:
        yield from reader.stated("decides", reader.label("decides", purpose.decides.effect))
    yield from reader.fact("products", reader.named("products", policy.products, purpose.products))


def _scene(reader: Reader, purpose: Purpose) -> tuple[Words, ...]:
    known = [each for each in purpose.functions if reader.known("function", each) is not None]
    return (*reader.labels("function", known), *reader.condition(purpose.when))


def data_facts(reader: Reader, name: str, purpose: Purpose) -> Facts:
    """Yield which information a purpose takes."""
    lists = purpose.data
    if isinstance(lists, DataLists):
        yield from reader.fact("required", reader.elements(lists.required))
        yield from reader.fact("one-of", reader.elements(lists.one_of))
        for case, names in lists.required_if.items():
            label = reader.text("fact.required-if", case=reader.label("case", case))
            yield Fact(label, reader.elements(names))
        yield from reader.fact("optional", reader.elements(lists.optional))
        if not lists.names():
            yield from reader.stated("data", reader.label("data", "none"))
    elif lists == "any":
        yield from reader.stated("data", reader.label("data", "any"))
    else:
        yield from reader.fact("data", reader.elements(data_of(reader, name)))


def data_of(reader: Reader, purpose: str) -> list[str]:
    """Return the elements that the entry `purpose` may take, in the order of the file."""
    found = reader.policy.entry(purpose)
    every = reader.allowed.get(found[0], frozenset()) if found else frozenset()
    return [name for name in reader.policy.data if name in every]


def basis(reader: Reader, written: Any) -> Words:
    """Return the legal basis of a purpose."""
    if isinstance(written, Consented):
        words = reader.label("basis", f"consent-{written.consent}")
        if written.by != ("own",):
            by = reader.plain(reader.labels("witness", written.by), "punct.or")
            words = f"{words}{reader.text('punct.open')}{by}{reader.text('punct.close')}"
        return (Run(words, reader.language, strong=True),)
    if written is None:
        return reader.ours("missing")
    return (Run(reader.label("basis", str(written)), reader.language),)


def kept(reader: Reader, name: str, purpose: Purpose) -> Fact:
    """Return how long a purpose keeps what it takes."""
    if purpose.keep == "none" and not keepers(reader.compiled, name):
        words = reader.label("keep", "none")
    elif purpose.keep == "none":
        others = _elsewhere(reader, name)
        own = (Run(reader.label("keep", "none"), reader.language, strong=True),)
        return replace(others, items=(own, *others.items), apart=True) if purpose.data else others
    elif purpose.keep is not None:
        words = length(reader, purpose.keep)
    elif not keeps(purpose):
        return _elsewhere(reader, name)
    else:
        rules = [
            key for key, rule in reader.policy.retention.items() if name in rule.purposes and not rule.gap
        ]
        if not rules:
            return reader.missing("keep")
        return Fact(reader.text("fact.keep"), reader.named("retention", reader.policy.retention, rules))
    return Fact(reader.text("fact.keep"), ((Run(words, reader.language, strong=True),),))


def _elsewhere(reader: Reader, name: str) -> Fact:
    """Return for a purpose that keeps nothing itself where the period of its information stands, if that is kept."""
    label = reader.text("fact.keep")
    found = _kept_by(reader, name)
    if not found:
        return Fact(label, ((Run(reader.label("keep", "not"), reader.language, strong=True),),))
    words = [Run(reader.label("keep", "elsewhere"), reader.language, strong=True)]
    words += reader.joined((each,) for each in found[:MOST_KEEPERS])
    if len(found) > MOST_KEEPERS:
        rest = len(found) if reader.language == "zh" else len(found) - MOST_KEEPERS
        space = "" if reader.language == "zh" else " "
        words.append(Run(space + reader.text("brief.more", count=rest), reader.language))
    return Fact(label, (tuple(words),))


def _kept_by(reader: Reader, name: str) -> list[Run]:
    """Return the purposes and rules that keep what the purpose `name` only uses."""
    found = []
    for clause in keepers(reader.compiled, name):
        section, _, entry = clause.rpartition(".")
        if section == "retention":
            found += [run for item in reader.named(section, reader.policy.retention, [entry]) for run in item]
        else:
            found.append(reader.target(entry))
    return found


def length(reader: Reader, keep: Any) -> str:
    """Return a period of keeping with what follows it."""
    parts = []
    if keep.until:
        parts.append(reader.filled("keep", "until", what=reader.period(keep.until)))
    if keep.for_:
        period = reader.period(keep.for_)
        parts.append(
            reader.filled("keep", "from", period=period, what=reader.event(keep.from_))
            if keep.from_
            else period
        )
    if keep.at_least:
        parts.append(reader.filled("keep", "at-least", period=reader.period(keep.at_least)))
    if keep.then:
        parts.append(reader.label("then", keep.then))
    return ("，" if reader.language == "zh" else ", ").join(parts)


def refusal(reader: Reader, name: str, purpose: Purpose) -> Facts:
    """Yield what a no costs, and what it leaves."""
    lost = purpose.refused.loses if purpose.refused is not None else ()
    if lost:
        others = [each for each in lost if each != name]
        if others:
            words = reader.filled("refused", "this", what=reader.plain(reader.entries(lost)))
        else:
            words = reader.label("refused", "this-only")
        yield from reader.stated("loses", words)
    elif isinstance(purpose.basis, Consented):
        yield from reader.stated("loses", reader.label("refused", "this-only"))
    elif isinstance(purpose.data, DataLists) and (purpose.data.required or purpose.data.one_of):
        yield from reader.stated("loses", reader.label("refused", "needed"))
    if purpose.refused is not None:
        yield from reader.fact("keeps", reader.entries(purpose.refused.keeps))


def receiving(reader: Reader, purpose: str) -> tuple[Words, ...]:
    """Return the recipients for a purpose."""
    recipients = reader.policy.recipients
    return reader.named(
        "recipients", recipients, [key for key, each in recipients.items() if purpose in each.purposes]
    )


def _message(reader: Reader, message: MessageType) -> Facts:
    channels = reader.policy.messages.channels
    named = []
    for each in message.channels:
        run = reader.said(channels.get(each), "", to=f"messages.channels.{each}")
        named.append((run if run.text else Run(reader.label("channel", each), reader.language),))
    yield from reader.fact("channels", named)
    yield from reader.fact("opt-out", reader.labels("stop", message.opt_out))
    yield from reader.fact("with", reader.entries(message.with_))
