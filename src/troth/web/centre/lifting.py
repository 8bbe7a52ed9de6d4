"""What a person sees of what is restricted about them: the list, and on the page of a request what it restricts and how that ends.

Rules
- A restriction is lifted by who was recognised just now, as a copy is handed out; anybody else is asked to sign in.
- What the law has kept is told beside it, and has no button.

Example
    >>> restriction_of(compiled, desk.restriction("jeejio", case.id), "en")["lifting"]
    '2 March 2026'
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from troth.calendars import day_in
from troth.consent import Restriction
from troth.policy import Compiled
from troth.rights import Desk, Lift, place_name
from troth.vocabulary import Reach
from troth.web.centre.requests import day_text
from troth.web.frame import Language, Said, end_of, said


@dataclass(frozen=True)
class Aside:
    """One thing that is restricted: the request that asked for it (empty: the law), what, what not, since when."""

    case: str
    whole: bool
    elements: tuple[Said, ...]
    but: tuple[Said, ...]
    since: str


def _names(compiled: Compiled, elements: Iterable[str], language: Language) -> tuple[Said, ...]:
    return tuple(said(compiled.policy.data.get(each), each, language) for each in sorted(elements))


def _aside(compiled: Compiled, case: str, reach: Reach, at: str, language: Language) -> Aside:
    since = day_text(day_in(compiled.policy.calendar, datetime.fromisoformat(at)), language) if at else ""
    elements, but = _names(compiled, reach.elements, language), _names(compiled, reach.but, language)
    return Aside(case, reach.whole, elements, but, since)


def list_of(
    compiled: Compiled, found: tuple[Sequence[Restriction], Reach], language: Language
) -> list[Aside]:
    """Return what is restricted of a person, on request and by law."""
    requests, by_law = found
    rows = [
        _aside(compiled, each.key if each.key.startswith("case-") else "", each.reach, each.at, language)
        for each in requests
    ]
    return [*rows, *([_aside(compiled, "", by_law, "", language)] if by_law else [])]


def restriction_of(compiled: Compiled, desk: Desk, lift: Lift, language: Language) -> dict[str, Any]:
    """Return how the restriction of a request stands, for its page."""
    found = lift.restriction
    names = desk.place_names(compiled, language)
    day = datetime.fromisoformat(found.lifting) if found is not None and found.lifting else None
    return {
        "aside": _aside(compiled, found.key, found.reach, found.at, language) if found is not None else None,
        "lifting": end_of(day, language, compiled.policy.calendar) if day is not None else "",
        "reason": lift.reason.get(language, ""),
        "disputed": lift.disputed,
        "places": [
            (place_name(each.part, names, language), each.state if each.state in ("done", "void") else "open")
            for each in lift.places
        ],
    }
