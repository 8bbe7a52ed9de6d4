"""What a clause lists, put into words: data, basis, recipients, periods, what a no costs.

Rules
- One function a kind of clause. A detail has a key of the catalogue for its label, and texts.
- A clause of a kind without a function has its sentence only.

Example
    >>> [each.key for each in details_of(compiled, "purposes.registration", purpose, "en")][:2]
    ['detail.data-required', 'detail.basis']
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from troth.policy import (
    Atom,
    Clause,
    Compiled,
    Consented,
    DataLists,
    MessageType,
    Purpose,
    Recipient,
    Tracker,
)
from troth.vocabulary import EVIDENCE, NOTICE_ITEMS, RecipientRole
from troth.web.frame import Language, Said, known, period, said, text

PHRASES = frozenset(
    "detail.need detail.reuses detail.purposes detail.loses detail.keeps detail.includes".split()
)
"""Details whose items are phrases rather than names."""


@dataclass(frozen=True)
class Detail:
    """One line beside a clause: a label and what belongs under it; `marked` are the sensitive ones among them.

    `apart`: the items are whole phrases, to be set further apart than by a comma.
    """

    key: str
    items: tuple[Said, ...]
    marked: frozenset[str] = frozenset()
    apart: bool = False


@dataclass(frozen=True)
class _Reader:
    """Puts the words of one policy into one language."""

    compiled: Compiled
    language: Language

    def word(self, area: str, word: str) -> Said:
        """Return a closed word."""
        return Said(known(area, word, self.language), self.language)

    def own(self, key: str, **values: object) -> Said:
        """Return a text of ours."""
        return Said(text(key, self.language, **values), self.language)

    def elements(self, names: Iterable[str]) -> tuple[Said, ...]:
        """Return the names of elements, groups opened."""
        data = self.compiled.policy.data
        return tuple(said(data.get(e), e, self.language) for e in self.compiled.policy.elements(names))

    def entries(self, names: Iterable[str]) -> tuple[Said, ...]:
        """Return the names of purposes, message types, trackers or categories."""
        return tuple(said(self.target(name), name, self.language) for name in names)

    def target(self, name: str) -> Clause | None:
        """Return the entry or tracker category called `name`."""
        found = self.compiled.policy.entry(name)
        return found[1] if found else self.compiled.policy.trackers.categories.get(name)

    def named(self, section: Mapping[str, Clause], names: Iterable[str]) -> tuple[Said, ...]:
        """Return the names of entries of a section."""
        return tuple(said(section.get(name), name, self.language) for name in names)

    def data(self, key: str, names: Iterable[str]) -> Iterator[Detail]:
        """Yield the detail that lists elements."""
        elements = self.compiled.policy.elements(names)
        if elements:
            marked = frozenset(
                said(self.compiled.policy.data.get(e), e, self.language).text
                for e in elements
                if e in self.compiled.sensitive
            )
            yield Detail(key, self.elements(names), marked)

    def many(self, key: str, items: tuple[Said, ...]) -> Iterator[Detail]:
        """Yield a detail if there is something to list."""
        if items:
            yield Detail(key, items, apart=key in PHRASES)


def details_of(compiled: Compiled, path: str, clause: Clause, language: Language) -> Iterator[Detail]:
    """Yield what `clause`, whose id is `path`, lists."""
    reader = _Reader(compiled, language)
    name = path.rpartition(".")[2]
    if isinstance(clause, Purpose):
        yield from _purpose(reader, name, clause)
    elif isinstance(clause, Recipient):
        yield from _recipient(reader, clause)
    elif isinstance(clause, Tracker):
        yield from _tracker(reader, clause)
    elif path.startswith("trackers.categories."):
        yield from _category(reader, name)
    else:
        yield from _ANY.get(type(clause).__name__, _nothing)(reader, clause)


def _nothing(reader: _Reader, clause: Any) -> Iterator[Detail]:
    yield from ()


def _purpose(reader: _Reader, name: str, purpose: Purpose) -> Iterator[Detail]:
    policy = reader.compiled.policy
    yield from _lists(reader, name, purpose)
    if isinstance(purpose, MessageType):
        channels = tuple(said(policy.messages.channels.get(c), c, reader.language) for c in purpose.channels)
        yield from reader.many("detail.channels", channels)
    if purpose.basis is not None:
        yield Detail("detail.basis", (_basis(reader, purpose.basis),))
    acts = tuple(reader.word("act", each.value) for each in purpose.acts)
    yield Detail("detail.acts", acts)
    yield from reader.many("detail.origins", reader.named(policy.origins, purpose.origins))
    yield from reader.many("detail.reuses", reader.entries(purpose.reuses))
    receivers = [each for each, entry in policy.recipients.items() if name in entry.purposes]
    yield from reader.many("detail.recipients", reader.named(policy.recipients, receivers))
    yield from reader.many("detail.need", tuple(_atom(reader, atom) for atom in purpose.need))
    yield from reader.many("detail.form", tuple(reader.word("form", each) for each in purpose.form))
    yield from _keeping(reader, purpose)
    yield from _no(reader, purpose)
    if purpose.decides is not None:
        yield Detail("detail.decides", (reader.own(f"decides.{purpose.decides.effect}"),))
    yield from reader.many("detail.products", reader.named(policy.products, purpose.products))


def _lists(reader: _Reader, name: str, purpose: Purpose) -> Iterator[Detail]:
    lists = purpose.data
    if isinstance(lists, DataLists):
        yield from reader.data("detail.data-required", lists.required)
        yield from reader.data("detail.data-one-of", lists.one_of)
        for names in lists.required_if.values():
            yield from reader.data("detail.data-required-if", names)
        yield from reader.data("detail.data-optional", lists.optional)
        if not lists.names():
            yield Detail("detail.data", (reader.own("data.none"),))
    elif lists == "any":
        yield Detail("detail.data", (reader.own("data.any"),))
    else:
        found = reader.compiled.policy.entry(name)
        every = reader.compiled.allowed.get(found[0], frozenset()) if found else frozenset()
        yield from reader.data("detail.data", sorted(every))


def _basis(reader: _Reader, basis: Any) -> Said:
    if isinstance(basis, Consented):
        return reader.word("basis", f"consent-{basis.consent.value}")
    return reader.word("basis", str(basis))


def _keeping(reader: _Reader, clause: Any) -> Iterator[Detail]:
    keep = getattr(clause, "keep", None)
    if keep == "none":
        yield Detail("detail.keep", (reader.own("keep.none"),))
    elif keep is not None:
        parts = [
            reader.own(key, period=period(str(length), reader.language))
            for key, length in (
                ("keep.until", keep.until),
                ("keep.for", keep.for_),
                ("keep.at-least", keep.at_least),
            )
            if length
        ]
        if parts:
            words = [*(each.text for each in parts), reader.word("then", keep.then).text]
            comma = text("list.phrase", reader.language)
            yield Detail("detail.keep", (Said(comma.join(words), reader.language),))


def _no(reader: _Reader, purpose: Purpose) -> Iterator[Detail]:
    if purpose.refused is not None:
        yield from reader.many("detail.loses", reader.entries(purpose.refused.loses))
        yield from reader.many("detail.keeps", reader.entries(purpose.refused.keeps))
    elif isinstance(purpose.basis, Consented):
        yield Detail("detail.loses", (reader.own("refused.this-only"),))


def _recipient(reader: _Reader, recipient: Recipient) -> Iterator[Detail]:
    policy = reader.compiled.policy
    if recipient.name:
        yield Detail("detail.name", (Said(recipient.name),))
    yield Detail("detail.role", (reader.word("role", RecipientRole(recipient.role).value),))
    yield from reader.many("detail.purposes", reader.entries(recipient.purposes))
    yield from reader.data("detail.data", recipient.data)
    yield from reader.many("detail.form", tuple(reader.word("form", each) for each in recipient.form))
    if recipient.region and recipient.region != policy.region:
        yield Detail("detail.region", (Said(recipient.region),))
    if recipient.contact:
        yield Detail("detail.contact", (Said(recipient.contact),))
    yield from reader.many("detail.need", tuple(_atom(reader, atom) for atom in recipient.need))


def _tracker(reader: _Reader, tracker: Tracker) -> Iterator[Detail]:
    trackers = reader.compiled.policy.trackers
    category = said(trackers.categories.get(tracker.category), tracker.category, reader.language)
    yield Detail("detail.category", (category,))
    if tracker.kind:
        yield Detail("detail.kind", (reader.word("storage", tracker.kind),))
    yield from reader.data("detail.data", tracker.data)
    if tracker.lives is not None:
        yield Detail("detail.lives", (Said(period(str(tracker.lives), reader.language), reader.language),))
    yield from reader.many("detail.needed-by", reader.entries(tracker.needed_by))


def _category(reader: _Reader, name: str) -> Iterator[Detail]:
    trackers = reader.compiled.policy.trackers
    held = {each: entry for each, entry in trackers.entries.items() if entry.category == name}
    yield from reader.many("detail.includes", reader.named(held, held))
    asked = "choice.needed" if name in trackers.before_choice else "choice.asked"
    yield Detail("detail.choice", (reader.own(asked),))


def _age(reader: _Reader, clause: Any) -> Iterator[Detail]:
    yield Detail("detail.age", (reader.own(f"age.{clause.unknown}"),))


def _permission(reader: _Reader, clause: Any) -> Iterator[Detail]:
    yield from reader.data("detail.data", clause.data)
    serves = tuple(Said(known("function", each, reader.language)) for each in clause.serves)
    yield from reader.many("detail.serves", serves)
    yield from reader.many("detail.purposes", reader.entries(clause.purposes))


def _origin(reader: _Reader, clause: Any) -> Iterator[Detail]:
    yield from reader.data("detail.data", clause.data)
    yield from reader.many("detail.purposes", reader.entries(clause.purposes))


def _case(reader: _Reader, clause: Any) -> Iterator[Detail]:
    policy = reader.compiled.policy
    yield from reader.many("detail.purposes", reader.entries(clause.purposes))
    yield from reader.many("detail.recipients", reader.named(policy.recipients, clause.recipients))
    yield from reader.many("detail.need", tuple(_atom(reader, atom) for atom in clause.need))


def _needed(reader: _Reader, clause: Any) -> Iterator[Detail]:
    yield from reader.many("detail.need", tuple(_atom(reader, atom) for atom in clause.need))


def _within(reader: _Reader, clause: Any) -> Iterator[Detail]:
    if clause.within is not None:
        length = period(str(clause.within), reader.language)
        if clause.from_:
            since = known("event", clause.from_, reader.language)
            yield Detail("detail.within", (reader.own("within.from", period=length, event=since),))
        else:
            yield Detail("detail.within", (Said(length, reader.language),))
    routes = tuple(reader.word("route", each) for each in getattr(clause, "routes", ()))
    yield from reader.many("detail.routes", routes)


def _retention(reader: _Reader, clause: Any) -> Iterator[Detail]:
    yield from reader.data("detail.data", clause.data)
    for key, length in (("keep.until", clause.until), ("keep.for", clause.for_)):
        if length:
            words = period(str(length), reader.language)
            yield Detail("detail.keep", (reader.own(key, period=words),))


def _contact(reader: _Reader, clause: Any) -> Iterator[Detail]:
    for key, value in (("detail.contact", clause.address), ("detail.hours", clause.hours)):
        if value:
            yield Detail(key, (Said(value),))


def _controller(reader: _Reader, clause: Any) -> Iterator[Detail]:
    if clause.name:
        yield Detail("detail.name", (Said(clause.name),))
    yield from reader.many("detail.contact", tuple(Said(value) for value in clause.contact.values()))


_ANY: dict[str, Callable[[_Reader, Any], Iterator[Detail]]] = {
    "Permission": _permission,
    "Origin": _origin,
    "Case": _case,
    "Demand": _needed,
    "Ground": _needed,
    "Sensitive": _needed,
    "Age": _age,
    "Band": _needed,
    "Supplements": _needed,
    "Right": _within,
    "RequestKind": _within,
    "Retention": _retention,
    "ContactPoint": _contact,
    "Controller": _controller,
}


def _atom(reader: _Reader, atom: Atom) -> Said:
    """Return one demand in words."""
    language = reader.language
    if atom.kind == "any":
        parts = [_atom(reader, each).text for each in atom.alternatives]
        return Said(text("need.or", language).join(parts), language)
    if atom.level is not None:
        return reader.own(f"need.{atom.kind}", level=known("level", atom.level.value, language))
    if atom.kind == "age":
        return reader.own("need.age", age=atom.age)
    words = text("list.comma", language).join(_words(reader, atom))
    return reader.own(f"need.{atom.kind}", words=words)


def _words(reader: _Reader, atom: Atom) -> list[str]:
    policy, language = reader.compiled.policy, reader.language
    if atom.kind == "told":
        return [_item(reader, each) for each in atom.words]
    if atom.kind == "role":
        return [each.text for each in reader.named(policy.roles, atom.words)]
    if atom.kind == "permission":
        return [each.text for each in reader.named(policy.permissions, atom.words)]
    if atom.kind == "form":
        return [known("form", each, language) for each in atom.words]
    if atom.kind == "relation":
        return [known("relation", each, language) for each in atom.words]
    if atom.kind == "evidence":
        return [_evidence(reader, each) for each in atom.words]
    return list(atom.words)


def _item(reader: _Reader, item: str) -> str:
    declared = reader.compiled.policy.notices.get(item)
    en, zh = NOTICE_ITEMS.get(item, (item, item))
    return said(declared, zh if reader.language == "zh" else en, reader.language).text


def _evidence(reader: _Reader, word: str) -> str:
    declared = reader.compiled.policy.evidence.get(word)
    kind = EVIDENCE.get(word)
    fallback = (kind.zh if reader.language == "zh" else kind.en) if kind else word
    return said(declared, fallback, reader.language).text
