"""Recording a change: one ledger entry, and the statement that it makes stand.

Rules
- Each change names the sequence of the statement that it replaces, in the ledger (`replaces`).
- A change that opens something says what its author saw (`expected`, the sequence of the statement that stood, or
  None where nothing stood). If something else stands by now, the change is stale and refused, so that a message
  that was sent twice, or overtaken on its way, never brings back what was withdrawn since. The same choice on the
  same text is answered with the record that stands.
- A change that closes something (a withdrawal, a denied permission) is always accepted, and twice is once.

Example
    >>> context = Context(at=at, salt=randomness, policy=PolicyRef("shop", "1", digest), language="zh", shown=digest)
    >>> record(book, Change(handle, "account", "", {"state": "closed"}, EntryKind.ACCOUNT_CHANGED, body), context)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from troth.consent.errors import STALE_CHOICE, StaleChoice
from troth.consent.ports import Book, Statement, WritingBook
from troth.ledger import Entry, EntryKind, PolicyRef, Value, new_salt
from troth.ledger.ports import Randomness

OWN = "own"


@dataclass(frozen=True, slots=True)
class Context:
    """How a change came about.

    `at` is UTC with milliseconds, `salt` gives the random bytes of the entry's salt, `policy` is the version in
    force, `language` and `shown` (SHA-256) are those of the text that the person saw, `by` says who spoke for the
    person, `operator` is the handle of the operator who entered it, if one did,
    `terms` the SHA-256 of the terms that were shown with a consent or agreement.
    """

    at: str
    salt: Randomness
    policy: PolicyRef | None = None
    language: str | None = None
    shown: str | None = None
    by: str = OWN
    operator: str | None = None
    channel: str | None = None
    product: str | None = None
    terms: str | None = None

    @property
    def how(self) -> dict[str, Value]:
        """The fields of an entry that say how the change was made."""
        fields = {"operator": self.operator, "channel": self.channel, "product": self.product}
        return {name: value for name, value in fields.items() if value is not None}

    @property
    def seen(self) -> dict[str, Value]:
        """The fields of an entry that say what text was shown, in which language."""
        fields = {"language": self.language, "shown": self.shown}
        return {name: value for name, value in fields.items() if value is not None}

    @property
    def kept(self) -> dict[str, Any]:
        """What a statement keeps of it."""
        version = {"version": self.policy.version} if self.policy else {}
        return {"by": self.by, **version, **self.seen}


@dataclass(frozen=True, slots=True)
class Change:
    """What is to stand, under (handle, kind, key), and the entry that says so. Fields that are None are left out."""

    handle: str
    kind: str
    key: str
    value: Mapping[str, Any]
    entry: EntryKind
    body: Mapping[str, Value | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What stands after a change. `new` is False when it stood already and nothing was written."""

    statement: Statement
    new: bool = True

    @property
    def sequence(self) -> int:
        """The index of the ledger entry that made it so."""
        return self.statement.sequence


def find(book: Book, handle: str, kind: str, key: str) -> Statement | None:
    """Return the statement that stands under (handle, kind, key), or None."""
    for each in book.standing(handle):
        if each.kind == kind and each.key == key:
            return each
    return None


def record(
    book: WritingBook, change: Change, context: Context, replaced: Statement | None = None
) -> Recorded:
    """Write the entry of `change` and make its statement stand, in the place of `replaced`."""
    given: dict[str, Value] = {name: value for name, value in change.body.items() if value is not None}
    body = {**context.how, **given}
    if replaced is not None:
        body["replaces"] = replaced.sequence
    entry = Entry(
        change.entry,
        context.at,
        book.controller,
        new_salt(context.salt),
        subject=change.handle or None,
        policy=context.policy,
        body=body,
    )
    value = {name: _plain(part) for name, part in change.value.items() if part is not None}
    index = book.append(entry)
    statement = Statement(change.handle, change.kind, change.key, index, context.at, value)
    book.state(statement)
    return Recorded(statement)


def stands(statement: Statement | None, value: Mapping[str, Any]) -> bool:
    """Return whether `statement` says exactly `value` (lists and tuples are the same, None is not there)."""
    if statement is None:
        return False
    plain = {name: _plain(given) for name, given in value.items() if given is not None}
    return {name: _plain(given) for name, given in statement.value.items()} == plain


def settle(
    book: WritingBook, change: Change, context: Context, expected: int | None, latest: int | None = None
) -> Recorded:
    """Record `change` if its author saw what stands; if the very same stands already, return that.

    `latest` is the sequence of the newest statement that the author had to see; by default that of the one that
    is replaced. Raises StaleChoice.
    """
    standing = find(book, change.handle, change.kind, change.key)
    if standing is not None and stands(standing, change.value):
        return Recorded(standing, new=False)
    if latest is None and standing is not None:
        latest = standing.sequence
    if expected != latest:
        raise StaleChoice(STALE_CHOICE, target=change.key or change.kind)
    return record(book, change, context, standing)


def close(book: WritingBook, change: Change, context: Context, closed: frozenset[str]) -> Recorded:
    """Record `change`, whatever was seen; when what stands has a `state` in `closed`, return that."""
    standing = find(book, change.handle, change.kind, change.key)
    if standing is not None and standing.value.get("state") in closed:
        return Recorded(standing, new=False)
    return record(book, change, context, standing)


def _plain(value: Any) -> Any:
    """Return `value` with lists for tuples, as it reads back from a store."""
    return [_plain(each) for each in value] if isinstance(value, (list, tuple)) else value
