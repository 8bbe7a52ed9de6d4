"""A decision that does not open any more: it keeps nobody's data from going, its own person's or others'."""

from __future__ import annotations

import pytest

from tests.automated.test_going import House
from troth.assembly.holdings import Holdings
from troth.holdings.ports import Bulk, Order
from troth.vault.errors import NoKey
from troth.vault.ports import KeyRow, RecordRow
from troth.vocabulary import Act


@pytest.fixture
def lender(tmp_path):
    """The lender in memory."""
    made = House(tmp_path, "memory:")
    yield made
    made.made.gate.close()


def damage(house, decision):
    """Flip a bit of what is sealed."""
    row, _ = house.rows(decision)
    sealed = row.sealed[:-1] + bytes([row.sealed[-1] ^ 1])
    new = RecordRow(row.handle, row.part, row.version, sealed)
    house.store.write("lender", lambda book: book.keep_record(new))


def without_its_key(house, decision):
    """Wrap the key of a decision under a generation that the key store does not have."""
    _, row = house.rows(decision)
    new = KeyRow(row.handle, row.wrapped, 9)
    house.store.write("lender", lambda book: book.keep_key(new))


def order(house, handle, number, elements=()):
    permit = house.made.gate.permits.issue(
        "lender", handle, Act.ERASE, "x", dict.fromkeys(elements, "raw"), entry=number
    )
    return Order(
        "lender", handle, f"complete/case-{number}/vault", "rights.delete", number, elements, warrant=permit
    )


def test_a_damaged_decision_goes_and_keeps_nothing_else(lender):
    damage(lender, lender.about_credit)
    assert lender.get(lender.about_credit).status_code >= 400
    case = lender.request("delete")
    lender.work()
    assert [lender.rows(each) for each in (lender.about_credit, lender.about_ideas)] == [(None, None)] * 2
    assert lender.duty(case).state == "done"
    assert lender.said() == [("erase", "done")]


def test_it_goes_with_what_went_in_as_the_ledger_says(lender):
    damage(lender, lender.about_credit)
    (place,) = Holdings(lender.made, {})("lender")
    assert place.erase(order(lender, lender.handle, 1, ("clicks",))).counts["decisions"] == 1
    assert lender.rows(lender.about_credit)[0], "it was made from something else"
    assert place.erase(order(lender, lender.handle, 2, ("income",))).counts["decisions"] == 1
    assert lender.rows(lender.about_credit) == (None, None)


def test_whose_decision_cannot_be_done_keeps_no_crowd(lender):
    lender.subject = "u-2"
    lender.agree()
    lender.clock.go(minutes=1)
    lender.decided()
    other = lender.store.read("lender", lambda book: book.handle_of(lender.made.gate.digest("lender", "u-2")))
    without_its_key(lender, lender.about_credit)
    (place,) = Holdings(lender.made, {})("lender")
    assert isinstance(place, Bulk)
    first, second = place.erase_many([order(lender, lender.handle, 1), order(lender, other, 2)])
    assert (first.state, first.why) == ("unfinished", ("vault.no-key",))
    assert (second.state, second.counts["decisions"]) == ("done", 1)
    with pytest.raises(NoKey):
        place.erase(order(lender, lender.handle, 3))
