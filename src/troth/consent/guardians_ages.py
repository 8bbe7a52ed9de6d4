"""How an age goes on by itself: the day on which a declared band ends, and what ends with it.

Rules
- No birthday is kept. A declared age becomes a band and the day on which the band ends: the day that was told, or the
  latest on which somebody who said that number of years can still be in it. What comes after follows from the limits.
- From the day on which a person has outgrown the policy's guardian, a guardian's choices count for nothing, no and yes alike:
  the person is asked anew. So with what the child itself said yes to before that day; a no goes on.

Example
    >>> band_end(15, 18, date(2026, 3, 2))
    datetime.date(2029, 3, 2)
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any


def band_end(years: int, limit: int, today: date) -> date:
    """Return the latest day on which somebody who is `years` old today turns `limit`."""
    return later(today, limit - years)


def later(day: date, years: int) -> date:
    """Return the same day `years` later; who was born on 29 February is older from 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def age_at(value: Mapping[str, Any], at: str) -> int | None:
    """Return the least age of the person at the instant `at`, from the declared one and the days that passed."""
    known: int | None = value.get("at-least")
    until: str | None = value.get("until")
    ahead: list[int] = list(value.get("ahead") or ())
    if until is None or known is None:
        return known
    first = date.fromisoformat(until[:10])
    for limit in ahead:
        reached = later(first, limit - ahead[0]).isoformat() + until[10:]
        if at >= reached:
            known = max(known, limit)
    return known


def outgrown(value: Mapping[str, Any], at: str) -> bool:
    """Return whether the person, of whom `value` is the declared age, is too old for a guardian at `at`."""
    below, age = value.get("guardian-below"), age_at(value, at)
    return below is not None and age is not None and age >= below


def grown_since(value: Mapping[str, Any], at: str) -> str | None:
    """Return the instant at which the person had outgrown the guardian, if that was since an age was first declared."""
    noted: str | None = value.get("grown")
    below = value.get("guardian-below")
    reached = reaches(value, below) if below is not None else None
    return reached if reached is not None and reached <= at else noted


def counts_no_more(said: Mapping[str, Any], when: str, since: str | None) -> bool:
    """Return whether `said`, at the instant `when`, is the yes of a child that is one no more, `since` that instant."""
    return since is not None and said.get("state") == "given" and when < since


def reaches(value: Mapping[str, Any], limit: int) -> str | None:
    """Return the instant at which the person turns `limit`, as far as the declared age tells; None where it does not."""
    until: str | None = value.get("until")
    ahead: list[int] = list(value.get("ahead") or ())
    if until is None or limit not in ahead:
        return None
    return later(date.fromisoformat(until[:10]), limit - ahead[0]).isoformat() + until[10:]
