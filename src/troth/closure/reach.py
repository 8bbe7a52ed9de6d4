"""Whom a change reaches, and which of their data: from the ledger, the standing statements and the policy.

Rules
- Everybody the books ever knew is looked at: whoever is in the ledger. Who never came up here has nothing known here; a
  place that holds more says so in its data map.
- The whole service: everything of everybody. One product: what was collected for its purposes alone. An organisation: what is
  recorded as its own, and what its instructions cover of the data that organisations decide over; never what is a person's own.
- What a hold keeps, of the person or of everybody, and what the policy keeps for a least time, is not erased: it goes into
  restriction until that ends.
- Who got data is told to give it back or erase it; an affiliate that goes on is told whose data it may go on with.

Example
    >>> theirs(book, compiled, change, handle)
    ('face', 'fingerprint')
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from troth.closure.change import Change
from troth.consent import expired
from troth.consent.ports import Book, Statement
from troth.ledger import EntryKind, read_entry
from troth.policy import Compiled, Purpose
from troth.vocabulary import OUTWARD

EVERYTHING: tuple[str, ...] = ()
OWN = "individual"
_OUTWARD = frozenset(act.value for act in OUTWARD)


@dataclass(frozen=True)
class Seen:
    """What the ledger says: the handles of everybody in it, and the recipients that got data, with the handles."""

    people: tuple[str, ...]
    recipients: Mapping[str, frozenset[str]]


def seen(book: Book) -> Seen:
    """Return who is in the ledger, in one pass."""
    people: set[str] = set()
    got: dict[str, set[str]] = {}
    for data in book.entries():
        entry = read_entry(data)
        if entry.subject is None:
            continue
        people.add(entry.subject)
        recipient = entry.body.get("recipient")
        if (
            entry.kind is EntryKind.STEP_PERMITTED
            and entry.body.get("act") in _OUTWARD
            and isinstance(recipient, str)
        ):
            got.setdefault(recipient, set()).add(entry.subject)
    return Seen(tuple(sorted(people)), {name: frozenset(found) for name, found in sorted(got.items())})


def theirs(
    statements: Sequence[Statement], registers: Sequence[Statement], compiled: Compiled, change: Change
) -> tuple[str, ...] | None:
    """Return the elements of a person that `change` reaches (`EVERYTHING`: all), or None when it reaches none."""
    if change.whole:
        return EVERYTHING
    records = {each.key: each.value for each in statements if each.kind == "record" and _live(each)}
    if change.kind == "organisation-end":
        found = _of_organisation(records, registers, compiled, change.organisation)
    else:
        found = _of_products(records, compiled, change.products)
    return tuple(sorted(found)) or None


def _of_organisation(
    records: Mapping[str, Mapping[str, Any]],
    registers: Sequence[Statement],
    compiled: Compiled,
    organisation: str,
) -> set[str]:
    covered, others = set[str](), set[str]()
    for each in registers:
        if each.kind == "instruction":
            mine = each.value.get("controller") == organisation
            (covered if mine else others).update(each.value["elements"] if mine or _live(each) else ())
    found = set()
    for name, value in records.items():
        element = compiled.policy.data.get(name)
        organisations = element is not None and element.of != OWN
        said = value.get("controller")
        if said == organisation or (
            said is None and organisations and name in covered and name not in others
        ):
            found.add(name)
    return found


def _of_products(
    records: Mapping[str, Mapping[str, Any]], compiled: Compiled, products: Sequence[str]
) -> set[str]:
    over = purposes_of(compiled, products)
    return {
        name
        for name, value in records.items()
        if value.get("collected-for") and set(value["collected-for"]) <= over
    }


def purposes_of(compiled: Compiled, products: Sequence[str]) -> frozenset[str]:
    """Return the purposes that end with `products`: those that name products, and none but these."""
    return frozenset(
        name
        for name, entry in compiled.policy.purposes.items()
        if entry.products and set(entry.products) <= set(products)
    )


@dataclass(frozen=True)
class Held:
    """What must not be erased now: the elements, and what keeps them (the purposes of holds, `retention`)."""

    elements: tuple[str, ...] = ()
    because: tuple[str, ...] = ()


def held(
    statements: Iterable[Statement],
    registers: Iterable[Statement],
    compiled: Compiled,
    elements: Sequence[str],
    at: str,
) -> Held:
    """Return what of `elements` (`EVERYTHING`: of all that is on record) is kept for the law at `at`."""
    mine = list(statements)
    known = set(elements) or set(compiled.policy.data)
    on_record = {each.key for each in mine if each.kind == "record" and _live(each)}
    kept: dict[str, set[str]] = {}
    for each in (*mine, *registers):
        if each.kind == "hold" and _live(each) and not expired(each.value, at):
            near = known if each.handle else known & on_record
            for element in near.intersection(each.value["elements"]):
                kept.setdefault(element, set()).add(str(each.value["purpose"]))
    for element in known & on_record & kept_at_least(compiled):
        kept.setdefault(element, set()).add("retention")
    return Held(tuple(sorted(kept)), tuple(sorted({why for found in kept.values() for why in found})))


def kept_at_least(compiled: Compiled) -> frozenset[str]:
    """Return the elements that the file keeps for a least time, whoever ends."""
    policy = compiled.policy
    found: set[str] = set()
    for rule in policy.retention.values():
        if rule.at_least is not None:
            found |= set(policy.elements(rule.data))
    for path, listed in compiled.allowed.items():
        entry = policy.entry(path.rpartition(".")[2])
        keep = entry[1].keep if entry is not None and isinstance(entry[1], Purpose) else None
        if keep is not None and keep != "none" and keep.at_least is not None:
            found |= set(listed)
    return frozenset(found)


def _live(statement: Statement) -> bool:
    return statement.value.get("state") != "ended"
