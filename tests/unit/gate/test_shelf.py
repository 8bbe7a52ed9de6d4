"""A version is in force from its day on; until then it can be read, and nothing is decided under it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.api.shop import SHOP
from troth.gate.errors import NotYet, Unknown
from troth.gate.shelf import Shelf, begins

LATER = SHOP.replace('version: "1"', 'version: "2"').replace("2026-01-01", "2026-03-01")


class Clock:
    def __init__(self, year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> None:
        self.at = datetime(year, month, day, hour, minute, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


def shelf(*texts, day):
    clock = Clock(*day)
    found = Shelf(clock)
    for text in texts:
        found.add(text)
    return found, clock


def test_a_new_version_waits_for_its_day():
    found, clock = shelf(SHOP, LATER, day=(2026, 2, 28, 15, 59))
    assert found.in_force("shop").version == "1"
    assert [each.policy.version for each in found.announced("shop")] == ["2"]
    clock.at = datetime(2026, 2, 28, 16, 0, tzinfo=UTC)  # midnight in China
    assert found.in_force("shop").version == "2"
    assert found.announced("shop") == []
    assert found.governing("shop", "1", "registration").version == "1"


def test_an_announced_version_governs_nobody_even_who_is_said_to_have_agreed_to_it():
    found, _ = shelf(SHOP, LATER, day=(2026, 2, 1))
    assert found.governing("shop", "2", "registration").version == "1"


def test_before_the_first_day_nothing_is_in_force_and_the_text_can_be_read():
    found, _ = shelf(SHOP, day=(2025, 12, 1))
    with pytest.raises(NotYet) as caught:
        found.in_force("shop")
    assert "2026-01-01" in caught.value.text("en")
    assert found.current("shop").version == "1"
    with pytest.raises(Unknown):
        found.in_force("nobody")


def test_a_version_that_is_a_date_begins_on_it():
    undated = SHOP.replace('version: "1"\neffective: "2026-01-01"', 'version: "2026-05-01"')
    found, _ = shelf(undated, day=(2026, 4, 1))
    assert begins(found.current("shop").policy) == "2026-05-01"
    with pytest.raises(NotYet):
        found.in_force("shop")
