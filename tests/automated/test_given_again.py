"""An order of erasure that is given again since somebody was killed: the second receipt counts the decisions that the first one did."""

from __future__ import annotations

import os
import signal
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.api.calling import KEY
from tests.automated.lender import FIRST, SECRET
from tests.automated.test_going import OFFICER, House, house
from troth.assembly import Settings, Workers, desk_of, install
from troth.assembly.holdings import Holdings
from troth.duties import unfinished
from troth.holdings.ports import Order
from troth.vocabulary import Act

__all__ = ["house"]  # the fixture: the lender on each kind of store


class Later:
    """The clock of whoever comes after, once every lease is over."""

    def now(self) -> datetime:
        return FIRST + timedelta(hours=1)


@pytest.mark.parametrize("elements", [(), ("income",)])
def test_an_order_that_is_given_again_is_told_the_same_count(house, elements):
    """The receipt was not kept before whoever asked was killed: the next one says the same, and another order's does not."""
    house.decided(inputs=["phone", "income"], values={"income": SECRET, "phone": "13800138000"})
    (place,) = Holdings(house.made, {})("lender")

    def told(case: str) -> dict[str, int]:
        permit = house.made.gate.permits.issue(
            "lender", house.handle, Act.ERASE, "x", dict.fromkeys(elements, "raw"), entry=1
        )
        number = f"act-on-holding/{case}/vault"
        order = Order("lender", house.handle, number, "rights.delete", 1, elements, warrant=permit)
        counts = place.erase(order).counts
        return {name: count for name, count in counts.items() if name.startswith("decisions")}

    first = told("case-1")
    assert first == ({"decisions": 1, "decisions-changed": 1} if elements else {"decisions": 3})
    assert (told("case-1"), told("case-2")) == (first, {})


def test_killed_after_the_decisions_went_the_letter_and_the_receipt_still_count_them(tmp_path):
    """kill -9 once the register has dropped them, before the receipt is anywhere; the next worker ends it."""
    url = f"sqlite:///{tmp_path / 'books.db'}"
    child = os.fork()
    if child == 0:
        house = House(tmp_path, url)
        house.request("delete")
        scrub = house.store.scrub
        house.store.scrub = lambda: scrub() if house.there() else os.kill(os.getpid(), signal.SIGKILL)
        house.work()
        os._exit(0)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    made: Any = install(Settings(tmp_path / "home", url, KEY), [tmp_path / "lender.yaml"], Later())
    store: Any = made.gate.store
    (duty,) = [
        each for each in store.read("lender", lambda book: unfinished(book, 99)) if each.part == "vault"
    ]
    assert duty.receipt == ""
    Workers(made).once()
    kept = desk_of(made).file("lender", duty.about, OFFICER)["places"]["vault"]
    assert (kept["state"], kept["counts"]["decisions"]) == ("done", 2)
    assert kept["digest"] == store.read("lender", lambda book: book.duty(duty.id)).receipt
    made.gate.close()
