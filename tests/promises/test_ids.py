"""Ids of clauses never change: what was published once stays, and new ones are added to the list.

`tests/promises/ids/POLICY.txt` holds the clause ids of a policy, one a line, in the order in which they came. Receipts, ledger
entries and cases of years ago name these ids, so a clause may be emptied or moved, and is never renamed or given to another.
`python -m tests.promises.test_ids` adds new ids at the end; it takes none away.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.promises.rows import POLICIES, listed

IDS = Path(__file__).parent / "ids"
# How many ids each list held when it was made; a list never gets shorter than that.
FIRST = {"joinbase": 263, "jeejio": 307, "jingdigital": 305, "qunyi": 363, "generic-app": 72}
every_policy = pytest.mark.parametrize("policy", POLICIES)


def file(policy: str) -> Path:
    """Return the list of one policy."""
    return IDS / f"{policy}.txt"


def published(policy: str) -> list[str]:
    """Return the ids that the list of `policy` holds; none if there is no list yet."""
    return file(policy).read_text(encoding="utf-8").split() if file(policy).exists() else []


def present(policy: str) -> list[str]:
    """Return the ids that the policy has now, in the order of the file."""
    return [each.clause for each in listed(policy)]


def lost(known: list[str], now: list[str]) -> list[str]:
    """Return the published ids that no clause has any more."""
    return sorted(set(known) - set(now))


def added(known: list[str], now: list[str]) -> list[str]:
    """Return the ids that were not published yet, in the order of the file."""
    return [each for each in now if each not in set(known)]


@every_policy
def test_no_published_id_is_gone(policy):
    assert lost(published(policy), present(policy)) == []


@every_policy
def test_every_id_is_in_the_list(policy):
    assert added(published(policy), present(policy)) == [], "run `python -m tests.promises.test_ids`"


@every_policy
def test_a_list_only_grows(policy):
    known = published(policy)
    assert len(known) == len(set(known)) >= FIRST[policy]


def test_an_id_that_is_renamed_is_noticed_on_both_sides():
    known = ["purposes.browse", "purposes.login"]
    assert lost(known, ["purposes.browse", "purposes.sign-in"]) == ["purposes.login"]
    assert added(known, ["purposes.browse", "purposes.sign-in"]) == ["purposes.sign-in"]


def main() -> None:
    """Add the ids that are new to each list."""
    IDS.mkdir(exist_ok=True)
    for policy in POLICIES:
        known = published(policy)
        lines = [*known, *added(known, present(policy))]
        file(policy).write_text("".join(f"{each}\n" for each in lines), encoding="utf-8")


if __name__ == "__main__":
    main()
