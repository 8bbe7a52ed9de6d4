"""How a row is kept is true to how it can be held to.

The inventory says of every row how it can be held to (`enforceable`); after a second look at what each row's own check
does, some are held to otherwise (`CHANGED`). A row needs a clause that is at least as binding: what must be refused is
decided, what must be done is a duty or a decision, what must be shown leaves a record, and only a document may be a mere
text. What is not so yet stands in `WEAKER`, and what stands there must be so: the list can only get shorter.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import pytest

from tests.promises.rows import POLICIES, listed, rows
from troth.vocabulary import How

every_policy = pytest.mark.parametrize("name", POLICIES)

CHANGED = {
    "joinbase": {
        "runtime-decision": "2 35 36 37 124 127 253 14",
        "automated-job": "71",
        "document": "172",
    },
    "jeejio": {
        "runtime-decision": "4 36 40 60 104 108 116 173",
        "record": "27",
        "automated-job": "207",
        "workflow": "204",
    },
    "jingdigital": {
        "runtime-decision": "5 17 19 26 32 33 63 64 70 73 79 90 112 186 209",
        "record": "51 52 80 175 181 261",
        "automated-job": "171 180 182 183 184",
        "workflow": "238",
        "document": "89 173",
    },
    "qunyi": {
        "runtime-decision": "81 137 183 194 226",
        "record": "73 90 195 278 279",
        "automated-job": "71",
        "workflow": "320",
    },
    "generic-app": {
        "runtime-decision": "24",
        "automated-job": "4 11 64 65",
        "workflow": "3",
        "document": "63",
    },
}
BINDING = {
    "runtime-decision": {How.DECISION},
    "automated-job": {How.DUTY, How.DECISION},
    "workflow": {How.DUTY, How.DECISION},
    "record": {How.RECORD, How.ATTESTATION, How.DUTY, How.DECISION},
    "document": {How.TEXT, How.RECORD, How.DUTY, How.DECISION},
    "physical-only": {How.ATTESTATION},
}
# Row, what it should be held to, and what there is.
WEAKER: dict[str, set[str]] = {}


@cache
def held_to(name: str) -> dict[str, str]:
    """Return how every row of `name` is to be held to, by id."""
    prefix = POLICIES[name][1]
    changed = {
        f"{prefix}-{int(number):03d}": enforceable
        for enforceable, numbers in CHANGED[name].items()
        for number in numbers.split()
    }
    return {each.id: changed.get(each.id, each.enforceable) for each in rows(name).values()}


def weaker(name: str, promises) -> set[str]:
    """Return the rows of `name` that no clause among `promises` keeps as they are to be held to."""
    hows = defaultdict(set)
    for each in promises:
        for row in each.source:
            hows[row].add(each.how)
    return {
        f"{row} {enforceable}: {' '.join(sorted(hows[row])) or 'nothing'}"
        for row, enforceable in held_to(name).items()
        if not hows[row] & BINDING[enforceable]
    }


@every_policy
def test_a_row_is_kept_as_it_can_be_held_to(name):
    assert weaker(name, listed(name)) == WEAKER.get(name, set())


@every_policy
def test_what_is_held_to_otherwise_is_a_row(name):
    prefix = POLICIES[name][1]
    numbers = [each for written in CHANGED[name].values() for each in written.split()]
    assert len(numbers) == len(set(numbers))
    assert {f"{prefix}-{int(each):03d}" for each in numbers} <= set(rows(name))


def test_a_row_that_is_only_told_is_noticed():
    told = [each for each in listed("joinbase") if each.how is How.TEXT]
    assert {each.partition(" ")[0] for each in weaker("joinbase", told)} >= {
        "mjzk-003",
        "mjzk-041",
        "mjzk-247",
    }
