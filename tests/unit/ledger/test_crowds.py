"""Entries of a crowd are the entries that one by one would be, and nothing else passes."""

from __future__ import annotations

import os

import pytest

from troth.ledger import Entry, EntryKind, PolicyRef, alike, read_entry
from troth.ledger.errors import EntryError

AT = "2026-02-10T09:00:00.000Z"
POLICY = PolicyRef("acme", "1", "ab" * 32)
BODIES = [
    {"place": "vault", "act": "erase", "state": "done", "clauses": ("right.delete",), "cites": (7,)},
    {"place": "vault", "act": "erase", "state": "done", "code": "replayed"},
    {"place": "vault", "act": "erase", "state": "done", "cites": (7, 8)},
]


def entry(body, subject, salt, policy=None):
    return Entry(EntryKind.HOLDING_ANSWERED, AT, "acme", salt, subject=subject, policy=policy, body=body)


@pytest.mark.parametrize("policy", [None, POLICY])
@pytest.mark.parametrize("body", BODIES)
def test_they_are_what_each_would_be_alone(body, policy):
    citing = len(body.get("cites", ())) == 1
    people = [(os.urandom(16).hex(), at * 1_234_567 if citing else None) for at in range(40)]
    drawn = os.urandom(16 * len(people))
    first = entry(body, "00" * 16, "11" * 16, policy)
    found = alike(first, people, lambda count: drawn[:count])
    for at, ((subject, cited), data) in enumerate(zip(people, found, strict=True)):
        salt = drawn[16 * at : 16 * at + 16].hex()
        said = body | {"cites": (cited,)} if citing else body
        assert data == entry(said, subject, salt, policy).bytes
        assert read_entry(data).subject == subject
    assert alike(first, [], os.urandom) == []


@pytest.mark.parametrize(
    ("body", "who"),
    [
        (BODIES[0], ("13800138000", 7)),
        (BODIES[0], ("ab" * 16, None)),
        (BODIES[0], ("ab" * 16, -1)),
        (BODIES[0], ("ab" * 16, True)),
        (BODIES[0], ("ab" * 16, 10_000_000_000)),
        (BODIES[0], ('a"' + "b" * 30, 7)),
        (BODIES[1], ("ab" * 16, 7)),
    ],
)
def test_what_breaks_the_schema_is_refused_and_not_repeated(body, who):
    with pytest.raises(EntryError) as refused:
        alike(
            entry(body, "00" * 16, "11" * 16), [("ab" * 16, 7 if "cites" in body else None), who], os.urandom
        )
    assert who[0] not in str(refused.value)
