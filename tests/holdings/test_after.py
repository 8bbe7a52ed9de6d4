"""What people are found by is put right and goes only after the places where they are found by it."""

from __future__ import annotations

from typing import cast

import pytest

from tests.holdings.shop import Clock, order
from troth.holdings import After, receipt_of
from troth.holdings.ports import Holding


class Vault:
    """A place that does what it is told."""

    place = "vault"

    def correct(self, order, values):
        return receipt_of(order, self.place, "correct", "now")

    def erase(self, order):
        return receipt_of(order, self.place, "erase", "now")


class Lake:
    """A place where people are found by what the vault has."""

    place = "lake"

    def plan(self, order, act="erase"):
        raise AssertionError("its duty tells")


@pytest.mark.parametrize(("ended", "state", "why"), [
    ({"lake": False}, "unfinished", ("waits-for.lake",)),
    ({"lake": True}, "done", ()),
    ({}, "done", ()),
])  # fmt: skip
def test_some_values_change_and_go_after_the_duties_of_the_same_cause(ended, state, why):
    last = After(cast("Holding", Vault()), [Lake()], Clock(), lambda _: ended)
    some = order(place="vault", elements=("phone",))
    for receipt in (last.correct(some, {"phone": "19900000001"}), last.erase(some)):
        assert (receipt.state, receipt.why) == (state, why)
