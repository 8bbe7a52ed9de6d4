"""Counts of wrong tries and of codes sent, over a day, across requests.

Rules
- The day is any 24 hours, not a date: nobody gets twice as many tries around midnight.
- Only instants are kept, no more of them than the bound, and the older ones fall away.
- Which of them are counted together is for `pools`.

Example
    >>> Tally().with_wrong(now).room(now)
    True
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

DAY = timedelta(hours=24)
MOST_WRONG_A_DAY = 10
MOST_WRONG_A_SOURCE = 50
MOST_WRONG_NEARBY = 5
MOST_WRONG_A_DEVICE = 5
MOST_CODES_A_DAY = 10
MOST_CODES_NEARBY = 5
MOST_CODES_A_DEVICE = 5
MOST_CODES_EVER = 30
"""How many codes to sign in leave for one person in a day, when each network beyond the first ten asks for one only."""


@dataclass(frozen=True, slots=True)
class Tally:
    """The instants of the last wrong tries, and of the codes sent, of one person or one source of calls."""

    wrong: tuple[datetime, ...] = ()
    codes: tuple[datetime, ...] = ()

    def room(self, now: datetime, most: int = MOST_WRONG_A_DAY) -> bool:
        """Return whether a try may still count as right."""
        return len(_within(self.wrong, now)) < most

    def room_for_code(self, now: datetime, most: int = MOST_CODES_A_DAY) -> bool:
        """Return whether another code may be sent."""
        return len(_within(self.codes, now)) < most

    def with_wrong(self, now: datetime) -> Tally:
        """Return it with one more wrong try."""
        return replace(self, wrong=(*_within(self.wrong, now), now)[-MOST_WRONG_A_SOURCE:])

    def with_code(self, now: datetime) -> Tally:
        """Return it with one more code sent."""
        return replace(self, codes=(*_within(self.codes, now), now)[-MOST_CODES_EVER:])

    def as_json(self) -> dict[str, Any]:
        """Return it as it is kept: lists of ISO 8601 instants."""
        return {
            "wrong": [at.isoformat() for at in self.wrong],
            "codes": [at.isoformat() for at in self.codes],
        }

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Tally:
        """Return the tally in `kept`."""
        return cls(
            tuple(datetime.fromisoformat(at) for at in kept.get("wrong", ())),
            tuple(datetime.fromisoformat(at) for at in kept.get("codes", ())),
        )


def _within(instants: tuple[datetime, ...], now: datetime) -> tuple[datetime, ...]:
    return tuple(at for at in instants if now - at < DAY)
