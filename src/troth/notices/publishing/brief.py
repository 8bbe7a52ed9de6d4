"""The answers that a reader wants first: who, what for what, who gets it, how long, how to withdraw; and the head.

Rules
- Each answer follows from the clauses and leads to the chapter that says it in full; what is not there is "not stated".
- Of names only so many stand in an answer as fit two lines of a phone, and it says how many more there are: all five
  answers are seen within a screen and a half.

Example
    >>> [fact.label for fact in brief_of(reader)][0]
    'Who is responsible'
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from troth.notices.publishing.chapters import title_of
from troth.notices.publishing.purposes import basis, data_of, kept
from troth.notices.publishing.reader import Reader
from troth.notices.publishing.tree import Fact, Run, Words
from troth.policy import Clause, Consented, DataLists, Purpose, Recipient, keepers, keeps
from troth.vocabulary import Level, RecipientRole

MOST_WIDTH = 46
"""How wide the names of one sentence may be together: Latin letters count 1, Chinese characters 2."""
MOST_PERIODS = 3


def head_of(reader: Reader) -> tuple[Fact, ...]:
    """Return who is responsible, version, dates, contact and fingerprint. Missing ones say so."""
    policy = reader.policy
    dated = policy.version[:10] if policy.version[:2] == "20" and policy.version[4:5] == "-" else ""
    return (
        _head(reader, "controller", who(reader)),
        _head(reader, "version", (Run(policy.version),)),
        _head(reader, "effective", (Run(policy.effective or dated),)),
        _head(reader, "updated", (Run(dated or policy.effective or ""),)),
        _head(reader, "contact", contact_of(reader)),
        _head(reader, "hash", (Run(reader.compiled.hash),)),
    )


def _head(reader: Reader, key: str, words: Words) -> Fact:
    label = reader.text(f"head.{key}")
    if any(run.text for run in words):
        return Fact(label, (words,))
    return Fact(label, (reader.ours("missing"),), missing=True)


def who(reader: Reader) -> Words:
    """Return the name of the controller: its Chinese one where it has one and the text is Chinese."""
    controller = reader.policy.controller
    if reader.language == "zh" and controller.zh and not controller.en:  # then it is a name and no sentence
        return (Run(controller.zh, "zh", strong=True),)
    return (Run(controller.name, strong=True),) if controller.name else ()


def contact_of(reader: Reader) -> Words:
    """Return how to reach the controller, else the first contact point that takes requests."""
    policy = reader.policy
    items = [(Run(address),) for address in policy.controller.contact.values()]
    if not items and policy.contacts is not None:
        points = policy.contacts.points.values()
        items = [(Run(each.address),) for each in points if each.address and "request" in each.opens][:2]
    return reader.joined(items)


def brief_of(reader: Reader) -> tuple[Fact, ...]:
    """Return the five answers."""
    return (
        _answer(reader, "who", _who(reader), "about"),
        _answer(reader, "what", _what(reader), "collect"),
        _answer(reader, "whom", _whom(reader), "share"),
        _answer(reader, "long", _long(reader), "storage"),
        _answer(reader, "withdraw", _withdraw(reader), "rights"),
    )


def _answer(reader: Reader, key: str, items: list[Words], chapter: str) -> Fact:
    title = reader.text(f"chapter.{chapter}")
    see = (Run(reader.text("brief.see", chapter=title), reader.language, to=f"chapter-{chapter}"),)
    missing = not items
    said = (*(items or [reader.ours("missing")]), see)
    return Fact(reader.text(f"brief.{key}"), said, apart=True, missing=missing, key=key)


def few(reader: Reader, items: Iterable[Words], between: str = "punct.comma") -> str:
    """Return as many names as there is room for, one at least, as one text; and how many more there are."""
    every = list(dict.fromkeys("".join(run.text for run in words) for words in items))
    most, room = 0, MOST_WIDTH
    for name in every:
        room -= sum(1 if each.isascii() else 2 for each in name)
        if room < 0 and most:
            break
        most += 1
    shown = reader.text(between).join(every[:most])
    if len(every) <= most:
        return shown
    more = reader.text("brief.more", count=len(every) if reader.language == "zh" else len(every) - most)
    return f"{shown}{'' if reader.language == 'zh' else ' '}{more}"


def _sentence(reader: Reader, key: str, **values: object) -> Words:
    return (Run(reader.text(key, **values), reader.language),)


def _who(reader: Reader) -> list[Words]:
    name = who(reader)
    contact = "".join(run.text for run in contact_of(reader))
    if not contact:
        return [name] if name else []
    reach = _sentence(reader, "brief.contact", contact=contact)
    return [(*name, Run(reader.text("punct.clause"), reader.language), *reach)] if name else [reach]


def _what(reader: Reader) -> list[Words]:
    policy = reader.policy
    open_ = {name: each for name, each in policy.purposes.items() if each.gap is None}
    if not open_:
        return []
    basic = [each for each in open_.values() if each.function == "basic"]
    needed: dict[str, None] = {}
    for each in basic:
        if isinstance(each.data, DataLists):
            needed.update(dict.fromkeys(policy.elements((*each.data.required, *each.data.one_of))))
    found = [
        _sentence(reader, "brief.basic", data=few(reader, (words[:1] for words in reader.elements(needed))))
        if needed
        else reader.ours("brief.basic-none")
    ]
    basic_names = [name for name, each in open_.items() if each.function == "basic"]
    if basic_names:
        listed = few(reader, reader.entries(basic_names), "punct.semicolon")
        found.insert(0, _sentence(reader, "brief.for", names=listed))
    asked = [name for name, each in open_.items() if each.function != "basic"]
    if asked:
        key = "brief.additional.one" if len(asked) == 1 else "brief.additional"
        found.append(_sentence(reader, key, count=len(asked)))
    used = {element for name in open_ for element in data_of(reader, name)}
    sensitive = [name for name in policy.data if name in used and name in reader.compiled.sensitive]
    if sensitive:
        data = few(reader, (words[:1] for words in reader.elements(sensitive)))
        found.append((Run(reader.text("brief.sensitive", data=data), reader.language, strong=True),))
    return found


def _whom(reader: Reader) -> list[Words]:
    every = {name: each for name, each in reader.policy.recipients.items() if each.gap is None}
    if not every:
        return [reader.ours("brief.nobody")] if not reader.policy.recipients else []
    groups: dict[str, list[str]] = {"processors": [], "others": [], "authorities": []}
    for name, each in every.items():
        key = _GROUPS.get(each.role)
        if key is not None:
            groups[key].append(name)
    found = []
    for key, names in groups.items():
        if names:
            listed = few(reader, reader.named("recipients", reader.policy.recipients, names))
            found.append(_sentence(reader, f"brief.{key}", names=listed))
    away = [name for name, each in every.items() if _abroad(reader, each)]
    if away:
        listed = few(reader, reader.named("recipients", reader.policy.recipients, away))
        found.append((Run(reader.text("brief.abroad", names=listed), reader.language, strong=True),))
    else:
        found.append(reader.ours("brief.none-abroad"))
    return found


_GROUPS = {
    RecipientRole.PROCESSOR: "processors",
    RecipientRole.AFFILIATE: "others",
    RecipientRole.PARTNER: "others",
    RecipientRole.THIRD_PARTY: "others",
    RecipientRole.SUCCESSOR: "others",
    RecipientRole.AUTHORITY: "authorities",
}


def _abroad(reader: Reader, recipient: Recipient) -> bool:
    return recipient.region not in (None, reader.policy.region)


def _long(reader: Reader) -> list[Words]:
    periods: Counter[str] = Counter()
    for name in reader.purposes():
        entry = reader.policy.entry(name)
        if entry is None or not isinstance(entry[1], Purpose) or entry[1].gap is not None:
            continue
        if keeps(entry[1]) or (entry[1].keep == "none" and not keepers(reader.compiled, name)):
            periods[reader.plain(kept(reader, name, entry[1]).items)] += 1
    found = []
    for words, count in periods.most_common(MOST_PERIODS):
        key = "brief.kept.one" if count == 1 else "brief.kept"
        found.append(_sentence(reader, key, period=words, count=count))
    return found


def _withdraw(reader: Reader) -> list[Words]:
    rights = reader.policy.rights
    found: list[Words] = []
    right = rights.get("withdraw")
    if right is not None and right.gap is None:
        found.append((reader.said(right, reader.label("clause", "withdraw"), to="rights.withdraw"),))
        if right.routes:
            routes = reader.plain(reader.labels("route", right.routes))
            label = reader.text("fact.routes") + reader.text("punct.colon")
            found.append((Run(label + routes, reader.language),))
    marketing = reader.policy.marketing
    if marketing is not None and (marketing.en or marketing.zh):
        found.append((reader.said(marketing, "", to="marketing"),))
    return found


SEPARATE = frozenset({Level.SEPARATE, Level.WRITTEN})
_GROUPS_OF_CONSENT = {
    "purposes": "functions",
    "messages": "functions",
    "supplements": "functions",
    "providing": "giving",
    "recipients": "giving",
    "sensitive": "sensitive",
}


def separate_consents(reader: Reader) -> tuple[Fact, ...]:
    """Return what takes a separate or written consent, by what asks for it (PIPL 14, 23, 25, 29, 39).

    It can be the basis of a purpose, a demand of any clause (a purpose, a case of giving, a demand that stands alone),
    the level of a sensitive kind, or what a new purpose of a recipient or beyond a source takes.
    """
    groups: dict[str, list[Words]] = {"functions": [], "giving": [], "sensitive": [], "other": []}
    colon = Run(reader.text("punct.colon"), reader.language)
    for path, clause in reader.policy.clauses():
        asked = () if clause.gap is not None else tuple(_separately(reader, path, clause))
        if asked:
            title = tuple(replace(run, to=path) for run in title_of(reader, path, clause))
            group = _GROUPS_OF_CONSENT.get(path.partition(".")[0], "other")
            groups[group].append((*title, colon, *reader.joined(asked, "punct.semicolon")))
    return tuple(
        Fact(reader.text(f"fact.separate-{key}"), tuple(items), apart=True)
        for key, items in groups.items()
        if items
    )


def _separately(reader: Reader, path: str, clause: Clause) -> Iterator[Words]:
    """Yield what a clause asks for that is a separate or written consent of the person."""
    own = getattr(clause, "basis", None)
    if isinstance(own, Consented) and own.consent in SEPARATE:
        yield basis(reader, own)
    level = getattr(clause, "level", None)
    if path.startswith("sensitive.") and level in SEPARATE:
        words = reader.filled("need", "consent", level=reader.label("level", str(level)))
        yield (Run(words, reader.language, strong=True),)
    for atom in getattr(clause, "need", ()):
        if any(leaf.kind == "consent" and leaf.level in SEPARATE for leaf in atom.leaves()):
            yield reader.need(atom)
    for key in ("may_change_purpose", "beyond_scope"):
        further = getattr(clause, key, None)
        if isinstance(further, Consented) and further.consent in SEPARATE:
            yield (Run(reader.text("fact.change-purpose"), reader.language), *basis(reader, further))
