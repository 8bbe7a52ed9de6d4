"""Orders with approved plans, at a place that counts: bound by what was approved, stopped by what came since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from troth.holdings import Planned, PlannedMany, receipt_of
from troth.holdings.errors import DRIFTED, Drifted
from troth.holdings.ports import QUARANTINE, Bulk, Order, Plan, Planning
from troth.vocabulary import Plain

HANDLES = ["ab" * 16, "cd" * 16, "ef" * 16]
MOST = 2


class Crm:
    """A place with so many rows of each person, in a schema; more than two it touches with a plan only."""

    place = "crm"

    def __init__(self) -> None:
        self.rows = dict(zip(HANDLES, (1, 5, 3), strict=True))
        self.schema = "one"
        self.given: list[tuple[str, Plan | None]] = []

    def plan(self, order: Order, act: str = "erase") -> Plan:
        return Plan("crm", act, {"visits": self.rows[order.handle]}, self.schema)

    def erase(self, order: Order) -> Any:
        self.given.append((order.handle, order.plan))
        if order.plan is not None and order.plan.fingerprint != self.schema:
            raise Drifted(DRIFTED, place="crm", count=1, what=Plain("x"), what_zh=Plain("x"))
        most = MOST if order.plan is None else order.plan.counts["visits"]
        if self.rows[order.handle] > most:
            return receipt_of(order, "crm", "erase", "now", state="held", why=(QUARANTINE,))
        self.rows[order.handle] = 0
        return receipt_of(order, "crm", "erase", "now", {"deleted": most})

    def restrict(self, order: Order, *, on: bool) -> Any:
        return replace(self.erase(order), act="restrict" if on else "lift")

    def anonymise(self, order: Order) -> Any:
        return replace(self.erase(order), act="anonymise")

    def erase_many(self, orders: Sequence[Order]) -> Sequence[Any]:
        return [self.erase(each) for each in orders]


class Book:
    """Keeps what was stopped; what is `allowed` goes with its order."""

    def __init__(self) -> None:
        self.counted: dict[str, Plan] = {}
        self.allowed: dict[str, Plan] = {}
        self.done: list[str] = []

    def approved(self, orders: Sequence[Order], act: str) -> Any:
        return {each.id: self.allowed[each.id] for each in orders if each.id in self.allowed}

    def stopped(self, order: Order, plan: Plan) -> None:
        self.counted[order.id] = plan
        self.allowed.pop(order.id, None)

    def used(self, orders: Sequence[Order], act: str) -> None:
        self.done += [each.id for each in orders]


@pytest.fixture
def made() -> Any:
    crm, book = Crm(), Book()
    place: Any = PlannedMany(crm, book)  # type: ignore[arg-type]  # as much of a place as is needed
    orders = [Order("acme", each, f"act-on-holding/{each}/crm", "c", 1) for each in HANDLES]
    return crm, book, place, orders


def test_a_stopped_order_is_counted_and_goes_with_what_was_approved_once(made: Any) -> None:
    crm, book, place, (small, large, _) = made
    assert place.erase(small).state == "done"
    assert (book.counted, book.done) == ({}, []), "whom no place stops is no matter for anybody"
    assert place.erase(large).state == "held"
    assert book.counted[large.id].counts == {"visits": 5}
    book.allowed = dict(book.counted)
    crm.rows[large.handle] = 6
    assert place.erase(large).state == "held"
    assert (book.counted[large.id].counts, book.allowed) == ({"visits": 6}, {}), (
        "one came since: counted anew"
    )
    book.allowed = dict(book.counted)
    assert place.erase(large).state == "done"
    assert book.done == [large.id]


def test_a_plan_of_another_schema_counts_as_if_nobody_had_looked(made: Any) -> None:
    crm, book, place, (_, large, third) = made
    place.erase_many([large, third])
    book.allowed = dict(book.counted)
    crm.schema = "two"
    receipts = place.erase_many([large, third])
    assert [each.state for each in receipts] == ["held", "held"]
    assert {each.fingerprint for each in book.counted.values()} == {"two"}
    assert (book.allowed, book.done) == ({}, [])


def test_where_the_place_itself_drifted_nothing_is_tried_again(made: Any) -> None:
    crm, _, place, (small, *_) = made
    with pytest.raises(Drifted):
        place.erase(replace(small, plan=Plan("crm", "erase", {"visits": 9}, "other")))
    assert len(crm.given) == 1


def test_of_a_crowd_each_goes_with_a_plan_of_its_own(made: Any) -> None:
    _, book, place, orders = made
    assert [each.state for each in place.erase_many(orders)] == ["done", "held", "held"]
    assert sorted(book.counted) == sorted(each.id for each in orders[1:])
    book.allowed = {orders[1].id: book.counted[orders[1].id]}
    assert [each.state for each in place.erase_many(orders)] == ["done", "done", "held"]
    assert book.done == [orders[1].id]
    assert place.erase_many([]) == ()
    given = replace(orders[2], plan=Plan("crm", "erase", {"visits": 3}, "one"))
    assert place.erase(given).state == "done", "a plan that came with the order is the one"


def test_restricting_and_anonymising_go_with_plans_too(made: Any) -> None:
    _, book, place, (_, large, third) = made
    assert (place.restrict(large, on=True).state, place.anonymise(third).state) == ("held", "held")
    assert [each.act for each in book.counted.values()] == ["restrict", "anonymise"]
    book.allowed = dict(book.counted)
    assert (place.restrict(large, on=True).state, place.anonymise(third).state) == ("done", "done")


def test_what_takes_no_crowd_still_takes_none() -> None:
    single: Any = Planned(Crm(), Book())  # type: ignore[arg-type]  # as above
    assert isinstance(single, Planning)
    assert not isinstance(single, Bulk)
