"""People, contacts and counts for the tests of identity; everything in memory and from a seed."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from troth.rights.identity import MUCH, Claim, Demand, Identity, Proving, Tally, demand_of
from troth.rights.identity.codes import value_mark
from troth.rights.identity.ports import Contact

NOW = datetime(2026, 2, 10, 9, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=400)
KEY = bytes(range(7, 39))
LI, WANG, MOTHER = "a1" * 16, "b2" * 16, "c3" * 16
CODES = ("login", "one-time-code", "written-form")


class Counts:
    """Tallies in memory. Implements `troth.rights.identity.ports.Counts`."""

    def __init__(self) -> None:
        self.kept: dict[str, Tally] = {}

    def tally(self, key: str) -> Tally:
        return self.kept.get(key, Tally())

    def keep_tally(self, key: str, tally: Tally) -> None:
        assert key
        self.kept[key] = Tally.of(tally.as_json())


def randomness(seed: int = 1):
    """Bytes from a seed."""
    return random.Random(seed).randbytes


def identity(seed=1):
    return Identity(KEY, randomness(seed))


def contact(
    value: str, channel: str = "sms", since: datetime = LONG_AGO, changed: datetime | None = None
) -> Contact:
    return Contact(channel, f"{channel}-element", value_mark(KEY, "acme", value), since, changed)


PHONE, MAIL = contact("+8613800138000"), contact("li@mail.example", "mail")


def claim(case: str = "case-1", requester: str = "subject", holder: str = LI, about: str = LI) -> Claim:
    return Claim("acme", case, requester, holder, about, holder or "unknown-reference", 7)


def demand(least: int = MUCH, requester: str = "subject", allowed: Sequence[str] = CODES) -> Demand:
    return demand_of(least, requester, allowed)


def kept(proving: Proving) -> Proving:
    """As it comes back from where it was kept."""
    import json

    again = Proving.of(json.loads(json.dumps(proving.as_json())))
    assert again == proving
    return again


def marks(values: Mapping[str, str]) -> dict[str, str]:
    return {element: value_mark(KEY, "acme", value) for element, value in values.items()}
