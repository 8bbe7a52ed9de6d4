"""Cases as stores keep them: a row with what is searched and what is checked, and the whole of it as JSON.

Rules
- A row takes the place of the version before it, one step of the table of states at a time: `check_step` refuses
  anything else in every store, and the triggers of migration 0004 refuse it in the database.
- Times that are searched are text of one width in UTC, so that the order of texts is the order of time.
- `due` is NULL once a case has ended; an open case without a duty stands last.

Example
    >>> read_case(case_row(case, None)[-1]) == case
    True
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from heapq import nsmallest
from typing import Any

import msgspec

from troth.adapters.stores.duties import moment
from troth.rights import Case, check, kind_of, steps
from troth.rights.errors import NOT_NOW, NotNow
from troth.rights.ports import CaseRows
from troth.vocabulary.errors import Plain

LAST = "9999-12-31T23:59:59.999999Z"
"""Where an open case without a due time stands."""

_STEPS = frozenset(steps())
_encode = msgspec.json.Encoder(order="sorted").encode
_decoder = msgspec.json.Decoder(Case)
Kept = tuple[Case, datetime | None]


def case_row(case: Case, look: datetime | None) -> tuple[Any, ...]:
    """Return what is kept of `case`, in the order of the columns after the controller."""
    return (
        case.id,
        case.version,
        case.kind,
        case.state,
        case.event,
        case.back,
        case.handle,
        case.file,
        case.proof.case if case.proof else None,
        moment(case.accepted) if case.accepted else None,
        case.outcome,
        moment(case.received),
        moment(case.ended) if case.ended else None,
        _due(case),
        _look(case, look),
        _encode(case).decode(),
    )


def read_case(value: str) -> Case:
    """Return the case that was kept as `value`."""
    return _decoder.decode(value)


def _due(case: Case) -> str | None:
    if not case.open:
        return None
    return moment(case.due) if case.due else LAST


def _look(case: Case, look: datetime | None) -> str | None:
    return moment(look) if case.open and look is not None else None


def check_step(standing: Case | None, case: Case) -> None:
    """Return when `case` may take the place of `standing`. Raises NotNow, Guarded, BadCase."""
    kind_of(case.kind)
    check(case)
    if standing is None:
        good = (case.state, case.event, case.version) == ("received", "receive", 1) and not case.proof
    else:
        good = (
            case.version == standing.version + 1
            and (standing.state, case.event, case.state) in _STEPS
            and (case.event != "person-replies" or case.state == standing.back)
            and (case.proof == standing.proof or case.event == "prove")
            and (case.accepted == standing.accepted or case.event == "accept")
            and (case.event == "prove" or standing.accepted is not None or _waits_on(standing, case))
            and (case.outcome == standing.outcome or case.event != "note")
            and (standing.state != "accepted" or case.event != "withdraw" or standing.of.recallable)
            and (case.id, case.file, case.received) == (standing.id, standing.file, standing.received)
            and (case.handle == standing.handle or (not standing.handle and not standing.proof))
            and (case.kind == standing.kind or (standing.kind == "unsorted" and not standing.proof))
        )
    if not good:
        state = standing.state if standing else "none"
        raise NotNow(NOT_NOW, case=Plain(case.id), state=Plain(state), event=Plain(case.event))


def _waits_on(standing: Case, case: Case) -> bool:
    """Return whether what stands in the way of an acceptance still does, or does not any more."""
    kept = case.cooling == standing.cooling and (case.disowned is not None or standing.disowned is None)
    free = case.disowned is None and (case.cooling is None or (case.accepted or case.cooling) >= case.cooling)
    return kept and (case.accepted is None or free)


def newest(below: Iterable[Case], above: Iterable[Case]) -> list[Case]:
    """Return the cases of both, by number; those `above` stand in the place of those `below`."""
    found = {case.id: case for case in below} | {case.id: case for case in above}
    return [found[id_] for id_ in sorted(found)]


class HeldCases:
    """The questions about cases, answered from a mapping that is laid over what is `under` it (None: nothing)."""

    kept: Mapping[str, Kept]
    beneath: CaseRows | None

    def case(self, id: str) -> Case | None:  # noqa: A002  # the port says it so
        """Return the case with this number, or None."""
        if id in self.kept:
            return self.kept[id][0]
        return self.beneath.case(id) if self.beneath else None

    def cases_of(self, handle: str) -> Sequence[Case]:
        """Return every case about the person with this handle, by number."""
        below = self.beneath.cases_of(handle) if self.beneath else ()
        found = newest(below, (case for case, _ in self.kept.values()))
        return [case for case in found if case.handle == handle]

    def cases_due(self, before: datetime, most: int) -> Sequence[Case]:
        """Return up to `most` open cases with a duty that ends by `before`, the earliest due first."""
        below = self.beneath.cases_due(before, most + len(self.kept)) if self.beneath else ()
        found = [case for case in below if case.id not in self.kept]
        found += [
            case for case, _ in self.kept.values() if case.open and (_due(case) or "") <= moment(before)
        ]
        return nsmallest(most, found, key=lambda case: (_due(case), case.id))

    def cases_looking(self, now: datetime, most: int) -> Sequence[Case]:
        """Return up to `most` open cases that the desk must look at by `now`, the longest waiting first."""
        below = self.beneath.cases_looking(now, most + len(self.kept)) if self.beneath else ()
        found = [("", case) for case in below if case.id not in self.kept]
        found += [
            (moment(look), case)
            for case, look in self.kept.values()
            if look is not None and case.open and look <= now
        ]
        return [case for _, case in nsmallest(most, found, key=lambda each: (each[0], each[1].id))]

    def cases_in(self, state: str, after: str, most: int) -> Sequence[Case]:
        """Return up to `most` cases in `state`, by number, after the number `after`."""
        below = self.beneath.cases_in(state, after, most + len(self.kept)) if self.beneath else ()
        found = newest(below, (case for case, _ in self.kept.values()))
        return [case for case in found if case.state == state and case.id > after][:most]

    def cases_between(self, since: datetime, until: datetime, most: int) -> Sequence[Case]:
        """Return up to `most` cases received from `since` until before `until`, in that order."""
        below = self.beneath.cases_between(since, until, most + len(self.kept)) if self.beneath else ()
        found = newest(below, (case for case, _ in self.kept.values()))
        mine = [case for case in found if since <= case.received < until]
        return nsmallest(most, mine, key=lambda case: (case.received, case.id))

    def count_cases(self) -> Mapping[str, int]:
        """Return how many cases are in each state; states without any are left out."""
        found = dict(self.beneath.count_cases()) if self.beneath else {}
        for case, _ in self.kept.values():
            before = self.beneath.case(case.id) if self.beneath else None
            if before is not None:
                found[before.state] -= 1
            found[case.state] = found.get(case.state, 0) + 1
        return {state: count for state, count in found.items() if count}


class CaseChanges:
    """What a draft changes of cases: each step in order, since the database checks each, and what stands at last."""

    __slots__ = ("latest", "steps")

    def __init__(self) -> None:
        """Begin with nothing."""
        self.steps: list[Kept] = []
        self.latest: dict[str, Kept] = {}

    def keep(self, case: Case, look: datetime | None) -> None:
        """Add a step."""
        self.steps.append((case, look))
        self.latest[case.id] = (case, look)

    def add(self, later: CaseChanges) -> None:
        """Take over what `later`, made on top of these, changes."""
        self.steps.extend(later.steps)
        self.latest.update(later.latest)
