"""An announced change as it stands in the books: one standing statement about the controller, and its steps.

Rules
- Ids, days and digests. The announcement itself is text for everybody; it is kept under its SHA-256.
- A step gives back another change; what the table does not allow is refused here.

Example
    >>> Change.of_statement(statement).state
    'announced'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from troth.closure.errors import CHANGE_NOT_NOW, NO_SUCH_CHANGE, ChangeNotNow, NoSuchChange, bad
from troth.closure.states import KINDS, Event, Kind, State, after
from troth.consent.ports import Book, Statement
from troth.vocabulary import Plain

STATEMENT = "change"
LANGUAGES = ("en", "zh")
LONGEST_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to end, when, and what people are told.

    `day` is the day on which it takes effect; `text` the announcement by language; `products` those of a service end (none:
    the whole service); `affiliates` the recipients that go on for who agreed to them; `organisation` who leaves, and
    `request` the SHA-256 of its own request.
    """

    kind: str
    day: date
    text: Mapping[str, str] = field(default_factory=dict)
    products: tuple[str, ...] = ()
    affiliates: tuple[str, ...] = ()
    organisation: str = ""
    request: str = ""

    @property
    def complete(self) -> bool:
        """Whether the announcement is there in both languages."""
        return all(self.text.get(each, "").strip() for each in LANGUAGES)


@dataclass(frozen=True, slots=True)
class Change:
    """An announced change. `announced` and `effective` are instants (ISO 8601 UTC), `texts` digests by language.

    `entry` is the index of the ledger entry that made it effective, `people` and `places` who and where it reaches,
    `certificate` the SHA-256 of the certificate.
    """

    id: str
    kind: str
    state: State
    day: str
    texts: Mapping[str, str]
    products: tuple[str, ...] = ()
    affiliates: tuple[str, ...] = ()
    organisation: str = ""
    request: str = ""
    announced: str = ""
    effective: str = ""
    entry: int = -1
    people: int = 0
    places: tuple[str, ...] = ()
    certificate: str = ""
    round: int = 1

    @property
    def of(self) -> Kind:
        """Its kind."""
        return KINDS[self.kind]

    @property
    def whole(self) -> bool:
        """Whether everything of the controller ends."""
        return self.kind == "service-end" and not self.products

    def step(self, event: Event, **changed: Any) -> Change:
        """Return it after `event`. Raises ChangeNotNow."""
        state = after(self.state, event)
        if state is None:
            raise ChangeNotNow(
                CHANGE_NOT_NOW, change=Plain(self.id), state=Plain(self.state), event=Plain(event)
            )
        return replace(self, state=state, **changed)

    def value(self) -> dict[str, Any]:
        """Return it as a statement keeps it."""
        return {
            "kind": self.kind,
            "state": self.state,
            "day": self.day,
            "texts": dict(self.texts),
            "products": list(self.products),
            "affiliates": list(self.affiliates),
            "organisation": self.organisation,
            "request": self.request,
            "announced": self.announced,
            "effective": self.effective,
            "entry": self.entry,
            "people": self.people,
            "places": list(self.places),
            "certificate": self.certificate,
            "round": self.round,
        }

    @classmethod
    def of_statement(cls, statement: Statement) -> Change:
        """Return the change that `statement` keeps."""
        kept = dict(statement.value)
        for name in ("products", "affiliates", "places"):
            kept[name] = tuple(kept[name])
        return cls(id=statement.key, **kept)


def changes_in(book: Book) -> list[Change]:
    """Return every announced change in `book`, by number."""
    return [Change.of_statement(each) for each in book.standing("") if each.kind == STATEMENT]


def change_in(book: Book, id_: str) -> Change:
    """Return the change `id_`. Raises NoSuchChange."""
    for each in changes_in(book):
        if each.id == id_:
            return each
    raise NoSuchChange(NO_SUCH_CHANGE)


def kind_of(plan: Plan) -> Kind:
    """Return the kind of `plan`. Raises BadChange: the list is closed."""
    found = KINDS.get(plan.kind)
    if found is None:
        raise bad("its kind is none of the list", "种类不在列表中")
    return found
