"""What is put before a person: the exact text, in both languages, and its hash.

Rules
- A text is made from the policy's own words and ours; nothing in it is a template from outside, and the same prompt
  always gives the same text, so its SHA-256 says what was shown (GB/T 35273 5.4; ISO/IEC TS 27560).
- A text states who asks, what for, which data, who receives them, how long, what a no means, and how to take it back
  (PIPL 14-17, 23, 30).
- It states the person's last choice on the matter. So once a choice is made the text is another one, and an old answer
  that arrives late, or is sent again, answers a text that is no longer in force.

Example
    >>> prompt = prompt_of(compiled, Wish("consent", "recommendations", Level.EXPLICIT))
    >>> prompt.text["zh"].splitlines()[0]
    '是否同意：推荐更合适的服务'
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from troth.decisions import Wish
from troth.notices.coverage import age_limits, elements_of
from troth.notices.publishing.labels import LABELS
from troth.notices.wording import ACTS, LEVELS, PHRASES, STATES, joined
from troth.policy import Clause, Compiled, Purpose, Recipient, Tracker
from troth.vocabulary import NOTICE_ITEMS, Level

LANGUAGES = ("en", "zh")


@dataclass(frozen=True)
class LastChoice:
    """What the person last said on the matter: `state` and the number of its record."""

    state: str
    sequence: int


@dataclass(frozen=True)
class Prompt:
    """A wish with the texts to show and their hashes, by language."""

    wish: Wish
    text: Mapping[str, str]
    shown: Mapping[str, str]


def prompt_of(compiled: Compiled, wish: Wish, last: LastChoice | None = None, purpose: str = "") -> Prompt:
    """Return the prompt for `wish`; `purpose` is what the step is for, where the wish itself does not name it."""
    text = {language: _text(compiled, wish, last, purpose, language) for language in LANGUAGES}
    return Prompt(wish, text, {language: digest(text[language]) for language in LANGUAGES})


def digest(text: str) -> str:
    """Return the SHA-256 of a text's UTF-8 bytes, 64 hexadecimal digits: the `shown` of a choice."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def notice_items(compiled: Compiled, clause: str) -> tuple[str, ...]:
    """Return every notice item that the demands of `clause` name, in order."""
    found = dict(compiled.policy.clauses()).get(clause)
    needs = getattr(found, "need", ())
    return tuple(
        dict.fromkeys(w for need in needs for a in need.leaves() if a.kind == "told" for w in a.words)
    )


def _text(compiled: Compiled, wish: Wish, last: LastChoice | None, purpose: str, language: str) -> str:
    lines = _LINES[wish.kind](compiled, wish, purpose, language)
    if last is not None:
        state = STATES[last.state][language]
        lines.append(PHRASES["last"][language].format(state=state, sequence=last.sequence))
    lines.append(
        PHRASES["version"][language].format(title=title_of(compiled, language), version=compiled.version)
    )
    return "\n".join(lines)


def title_of(compiled: Compiled, language: str) -> str:
    """Return the policy's title, else the controller's name, else the id."""
    policy = compiled.policy
    written = getattr(policy.title, language) or policy.title.en or policy.title.zh
    return written or policy.controller.name or policy.id


def name_of(clause: Clause | None, fallback: str, language: str) -> str:
    """Return what a clause is called in `language`, else in the other one, else its id."""
    if clause is None:
        return fallback
    first, second = (clause.zh, clause.en) if language == "zh" else (clause.en, clause.zh)
    own = getattr(clause, "name", None)
    return first or own or second or fallback


def _target(compiled: Compiled, target: str) -> Clause | None:
    found = compiled.policy.entry(target)
    if found is not None:
        return found[1]
    return compiled.policy.trackers.categories.get(target) or compiled.policy.demands.get(target)


def _consent_lines(compiled: Compiled, wish: Wish, purpose: str, language: str) -> list[str]:
    entry = _target(compiled, wish.target)
    head = "guardian" if wish.by == "guardian" else "consent"
    level = LEVELS[wish.level or Level.EXPLICIT][language]
    lines = [
        PHRASES[head][language].format(what=name_of(entry, wish.target, language)),
        PHRASES["who"][language].format(who=_controller(compiled, language)),
    ]
    data = _elements(compiled, wish.data, language) or _data_names(compiled, wish.target, entry, language)
    if data:
        lines.append(PHRASES["data"][language].format(data=joined(data, language)))
    sensitive = _sensitive_names(compiled, wish.target, language)
    if sensitive:
        lines.append(PHRASES["sensitive"][language].format(data=joined(sensitive, language)))
    if wish.recipient:
        lines += _recipient_lines(compiled, wish, language)
    if wish.acts:
        acts = [ACTS.get(act, {"en": act, "zh": act})[language] for act in wish.acts]
        lines.append(PHRASES["acts"][language].format(acts=joined(acts, language)))
    lines += _ending(compiled, entry, language)
    lines.append(PHRASES["level"][language].format(level=level))
    lines.append(PHRASES["withdraw"][language])
    return lines


def _agreement_lines(compiled: Compiled, wish: Wish, purpose: str, language: str) -> list[str]:
    return [
        PHRASES["agreement"][language].format(title=title_of(compiled, language), version=compiled.version),
        PHRASES["who"][language].format(who=_controller(compiled, language)),
        PHRASES["hash"][language].format(hash=compiled.hash),
        PHRASES["level"][language].format(level=LEVELS[wish.level or Level.EXPLICIT][language]),
        PHRASES["disagree"][language],
    ]


def _notice_lines(compiled: Compiled, wish: Wish, purpose: str, language: str) -> list[str]:
    clause = dict(compiled.policy.clauses()).get(wish.clause)
    entry = _target(compiled, purpose) if purpose else None
    lines = [PHRASES["notice"][language].format(what=name_of(entry, purpose or wish.clause, language))]
    if clause is not None and (clause.en or clause.zh):
        lines.append(name_of(clause, wish.clause, language))
    items = notice_items(compiled, wish.clause) or wish.data
    return [*lines, *(_item(compiled, item, wish, purpose, language) for item in items)]


def _item(compiled: Compiled, item: str, wish: Wish, purpose: str, language: str) -> str:
    declared = compiled.policy.notices.get(item)
    en, zh = NOTICE_ITEMS.get(item, (item, item))
    label = name_of(declared, zh if language == "zh" else en, language)
    value = _item_value(compiled, item, wish, purpose, language)
    colon = "：" if language == "zh" else ": "
    return f"- {label}{colon}{value}" if value else f"- {label}"


def _item_value(compiled: Compiled, item: str, wish: Wish, purpose: str, language: str) -> str:
    entry = _target(compiled, purpose) if purpose else None
    recipient = compiled.policy.recipients.get(wish.recipient)
    if item in ("purpose", "processing-purposes"):
        return name_of(entry, purpose, language) if purpose else ""
    if item in ("kinds", "content", "scope", "sensitive-items"):
        names = _data_names(compiled, purpose, entry, language)
        return joined(names, language)
    if item == "recipient-name":
        return name_of(recipient, wish.recipient, language) if wish.recipient else ""
    if item == "recipient-contact":
        return (recipient.contact or "") if recipient else ""
    if item == "region":
        return (recipient.region or "") if recipient else ""
    return ""


def _permission_lines(compiled: Compiled, wish: Wish, purpose: str, language: str) -> list[str]:
    permission = compiled.policy.permissions.get(wish.target)
    data = _elements(compiled, permission.data if permission else (), language)
    lines = [
        PHRASES["permission"][language].format(what=name_of(permission, wish.target, language)),
        PHRASES["who"][language].format(who=_controller(compiled, language)),
        PHRASES["data"][language].format(data=joined(data, language)),
    ]
    if permission is not None and permission.serves:
        lines.append(
            PHRASES["serves"][language].format(
                functions=joined(_functions(permission.serves, language), language)
            )
        )
    lines.append(PHRASES["permission-no"][language])
    return lines


def _functions(names: Iterable[str], language: str) -> list[str]:
    return [_word(f"function.{each}", each, language) for each in names]


def _word(key: str, word: str, language: str) -> str:
    """Return what the published text calls a closed word, else the word with its dashes opened."""
    pair = LABELS.get(key)
    return pair[language == "zh"] if pair is not None else word.replace("-", " ")


def _age_lines(compiled: Compiled, wish: Wish, purpose: str, language: str) -> list[str]:
    ages = [str(age) for _, age in sorted(compiled.bands, key=lambda band: band[1])] or ["14", "18"]
    return [
        PHRASES["age"][language].format(ages=joined(ages, language)),
        PHRASES["age-yes"][language].format(age=max(age_limits(compiled))),
        PHRASES["age-use"][language],
    ]


_LINES = {
    "consent": _consent_lines,
    "agreement": _agreement_lines,
    "notice": _notice_lines,
    "permission": _permission_lines,
    "age": _age_lines,
}


def _controller(compiled: Compiled, language: str) -> str:
    """Return the name of who asks, in `language`; the id of a policy that names nobody."""
    return compiled.policy.controller.called(language) or compiled.id


def _elements(compiled: Compiled, names: Iterable[str], language: str) -> list[str]:
    data = compiled.policy.data
    return [name_of(data.get(each), each, language) for each in compiled.policy.elements(names)]


def _data_names(compiled: Compiled, target: str, entry: Clause | None, language: str) -> list[str]:
    """Return the names of the elements that a purpose (or every tracker of a category) may take."""
    return _elements(compiled, elements_of(compiled, target), language)


def _sensitive_names(compiled: Compiled, target: str, language: str) -> list[str]:
    return _elements(
        compiled, [e for e in elements_of(compiled, target) if e in compiled.sensitive], language
    )


def _recipient_lines(compiled: Compiled, wish: Wish, language: str) -> list[str]:
    name, home = wish.recipient, compiled.policy.region
    recipient: Recipient | None = compiled.policy.recipients.get(name)
    lines = [PHRASES["recipient"][language].format(who=name_of(recipient, name, language))]
    if recipient is not None and recipient.contact:
        lines.append(PHRASES["recipient-contact"][language].format(contact=recipient.contact))
    region = wish.region or (recipient.region if recipient is not None else None)
    if region and region != home:
        lines.append(PHRASES["abroad"][language].format(region=region))
    return lines


def _ending(compiled: Compiled, entry: Clause | None, language: str) -> list[str]:
    lines: list[str] = []
    keep = getattr(entry, "keep", None)
    if isinstance(entry, Tracker) and entry.lives is not None:
        lines.append(PHRASES["kept"][language].format(period=_period(str(entry.lives), language)))
    elif keep == "none":
        lines.append(PHRASES["kept-not"][language])
    elif keep is not None and (keep.for_ or keep.until):
        lines.append(PHRASES["kept"][language].format(period=_period(str(keep.for_ or keep.until), language)))
    if isinstance(entry, Purpose) and entry.refused is not None and entry.refused.loses:
        lost = [name_of(_target(compiled, each), each, language) for each in entry.refused.loses]
        lines.append(PHRASES["loses"][language].format(lost=joined(lost, language)))
    return lines


def _period(period: str, language: str) -> str:
    if language == "en":
        return period.replace("-", " ")
    known = PERIODS_ZH.get(period)
    if known:
        return known
    count, _, unit = period.partition(" ")
    if unit.rstrip("s") in UNITS_ZH:
        return f"{count} 个{UNITS_ZH[unit.rstrip('s')]}"
    return _word(f"event.{period}", period, language)


PERIODS_ZH = {
    "account-closed": "账号注销",
    "visit": "本次访问",
    "purpose-met": "目的实现",
    "consent-withdrawn": "撤回同意",
}
UNITS_ZH = {
    "day": "自然日",
    "working day": "工作日",
    "month": "月",
    "year": "年度",
    "hour": "小时",
    "week": "星期",
    "minute": "分钟",
}
