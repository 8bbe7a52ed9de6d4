"""One entry: what happened, about whom (a random handle), under which policy; its bytes, and reading them back.

Rules
- An entry is checked when it is made, so no entry that breaks the schema exists; its bytes are RFC 8785 JSON.
- `salt` is random and never used twice in a log: it keeps a leaf hash from being guessed, so a proof handed to one
  person tells nothing about the entries beside theirs.
- `subject` is a random handle. The table that links it to a person lies elsewhere; once that link is destroyed the
  entry is still proved and nobody is named.
- Reading accepts exactly the bytes that writing gives.

Example
    >>> entry = Entry(EntryKind.ACCOUNT_CHANGED, "2026-01-02T03:04:05.678Z", "acme", "00" * 16,
    ...               subject="ab" * 16, body={"state": "closed"})
    >>> read_entry(entry.bytes) == entry
    True
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from types import MappingProxyType

from troth.ledger.errors import (
    BAD_ENTRY_BYTES,
    BAD_VALUE,
    ENTRY_TOO_LONG,
    MISSING_FIELD,
    NEEDS,
    UNKNOWN_FIELD,
    UNKNOWN_KIND,
    EntryError,
    FormatError,
)
from troth.ledger.kinds import FIELDS, EntryKind, Fields
from troth.ledger.ports import Randomness
from troth.ledger.values import DIGEST, HANDLE, ID, INSTANT, VERSION, Shape, Value
from troth.vocabulary.errors import Plain

VERSION_1 = 1
LONGEST_ENTRY = 65_535
SALT_LENGTH = 16

_KINDS = {kind.value: kind for kind in EntryKind}


@dataclass(frozen=True, slots=True)
class PolicyRef:
    """The policy version that an entry was made under: its id, version and canonical SHA-256. Raises EntryError."""

    id: str
    version: str
    hash: str

    def __post_init__(self) -> None:
        """Check each part, once for all the entries that name this version."""
        _need("policy.id", self.id, ID)
        _need("policy.version", self.version, VERSION)
        _need("policy.hash", self.hash, DIGEST)


@dataclass(frozen=True, slots=True)
class Entry:
    """What is recorded. `at` is UTC with milliseconds, `salt` and `subject` are 32 hexadecimal digits each.

    `body` maps the fields of `kind` (see `FIELDS`) to values; lists become tuples.
    Raises EntryError when anything breaks the schema; the message never repeats the value.
    """

    kind: EntryKind
    at: str
    controller: str
    salt: str
    subject: str | None = None
    policy: PolicyRef | None = None
    body: Mapping[str, Value] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Check every part and freeze the body."""
        if not isinstance(self.kind, EntryKind):
            raise EntryError(UNKNOWN_KIND, kind=Plain("this"))
        fields = FIELDS[self.kind]
        _need("at", self.at, INSTANT)
        _need("controller", self.controller, ID)
        _need("salt", self.salt, HANDLE)
        if self.subject is not None:
            _need("subject", self.subject, HANDLE)
        elif fields.subject:
            raise EntryError(NEEDS, kind=self.kind, part=Plain("subject"))
        if self.policy is None and fields.policy:
            raise EntryError(NEEDS, kind=self.kind, part=Plain("policy"))
        object.__setattr__(self, "body", MappingProxyType(_checked(self.kind, fields, self.body)))

    @property
    def bytes(self) -> bytes:
        """The canonical bytes: what the leaf hash is over. Raises EntryError when longer than 65,535.

        Written by hand: every value was checked and needs no escape, and the body is in order already.
        """
        known = FIELDS[self.kind].known
        body = ",".join([f'"{name}":{known[name].write(value)}' for name, value in self.body.items()])
        ref = self.policy
        policy = (
            "null" if ref is None else f'{{"hash":"{ref.hash}","id":"{ref.id}","version":"{ref.version}"}}'
        )
        subject = "null" if self.subject is None else f'"{self.subject}"'
        written = (
            f'{{"at":"{self.at}","body":{{{body}}},"controller":"{self.controller}","kind":"{self.kind.value}",'
            f'"policy":{policy},"salt":"{self.salt}","subject":{subject},"v":1}}'
        ).encode("ascii")
        if len(written) > LONGEST_ENTRY:
            raise EntryError(ENTRY_TOO_LONG, length=len(written), most=LONGEST_ENTRY)
        return written

    def json(self) -> dict[str, object]:
        """The entry as plain JSON values, under the names of docs/LEDGER.md."""
        policy = self.policy
        return {
            "at": self.at,
            "body": dict(self.body),
            "controller": self.controller,
            "kind": self.kind.value,
            "policy": None
            if policy is None
            else {"hash": policy.hash, "id": policy.id, "version": policy.version},
            "salt": self.salt,
            "subject": self.subject,
            "v": VERSION_1,
        }


def read_entry(data: bytes) -> Entry:
    """Return the entry whose canonical bytes are `data`.

    Raises FormatError for anything else: other JSON, another order, an unknown kind or field, a value of another
    shape. What `data` held is not repeated.
    """
    try:
        if len(data) > LONGEST_ENTRY:
            raise ValueError
        entry = _entry(json.loads(data.decode("ascii")))
        same = entry.bytes == data
    except (ValueError, TypeError, KeyError, RecursionError, EntryError) as error:
        raise FormatError(BAD_ENTRY_BYTES) from error
    if not same:
        raise FormatError(BAD_ENTRY_BYTES)
    return entry


def instant(moment: datetime) -> str:
    """Return an aware `moment` as entries write it: UTC, milliseconds (cut, not rounded), `Z`.

    Raises EntryError for a naive moment: it names no instant.
    """
    if moment.tzinfo is None:
        raise EntryError(BAD_VALUE, field=Plain("at"), wanted=Plain(INSTANT.en), wanted_zh=Plain(INSTANT.zh))
    utc = moment.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z"


def new_salt(randomness: Randomness) -> str:
    """Return a fresh salt for one entry, from 16 random bytes."""
    return randomness(SALT_LENGTH).hex()


@lru_cache(maxsize=1024)
def _policy_ref(*, id: str, version: str, hash: str) -> PolicyRef:  # noqa: A002  # the names of the format
    return PolicyRef(id, version, hash)


def _entry(value: dict[str, object]) -> Entry:
    """Return the entry that the JSON `value` describes; other members or another `v` show when it is written again.

    Raises KeyError, TypeError, ValueError, EntryError.
    """
    policy = value["policy"]
    body = value["body"]
    if not isinstance(body, dict) or not isinstance(policy, dict | None):
        raise TypeError
    return Entry(
        kind=_KINDS[value["kind"]],  # type: ignore[index]  # an unknown or unhashable kind raises here
        at=value["at"],  # type: ignore[arg-type]  # every part is checked when the entry is made
        controller=value["controller"],  # type: ignore[arg-type]  # as above
        salt=value["salt"],  # type: ignore[arg-type]  # as above
        subject=value["subject"],  # type: ignore[arg-type]  # as above
        policy=None if policy is None else _policy_ref(**policy),
        body=body,
    )


def _checked(kind: EntryKind, fields: Fields, body: Mapping[str, Value]) -> dict[str, Value]:
    """Return `body` in canonical order, lists as tuples, every field known, needed ones present, values in shape."""
    known = fields.known
    for name in fields.needed:
        if name not in body:
            raise EntryError(MISSING_FIELD, kind=kind, field=name)
    if not body.keys() <= known.keys():
        raise EntryError(
            UNKNOWN_FIELD, kind=kind, field=Plain("given"), known=Plain(", ".join(sorted(known)))
        )
    checked: dict[str, Value] = {}
    for name in sorted(body):
        taken = known[name].take(body[name])
        if taken is None:
            raise _bad(name, known[name])
        checked[name] = taken
    return checked


def _need(name: str, value: object, shape: Shape) -> None:
    if not shape.holds(value):
        raise _bad(name, shape)


def _bad(name: str, shape: Shape) -> EntryError:
    return EntryError(BAD_VALUE, field=name, wanted=Plain(shape.en), wanted_zh=Plain(shape.zh))
