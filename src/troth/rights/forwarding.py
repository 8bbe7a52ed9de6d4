"""Routing by controller: what concerns an organisation's data goes to the organisation, and does not end there.

Rules
- The policy says whose record an element is (`data.ID.of`). A request about such elements only, or said to be about an
  organisation's data, is handed to the organisation (`assist-controller`) and the person is told.
- No clock stands still for it. If the organisation is silent past `requests.forward`, the request is decided here.

Example
    >>> concerns_organisation(policy, ("work-log",))
    True
"""

from __future__ import annotations

from collections.abc import Iterable

from troth.ledger import EntryKind, instant
from troth.policy import Policy, parse_period
from troth.rights import clocks
from troth.rights.bench import Bench
from troth.rights.case import SYSTEM, Actor, Case, guarded

OWN = "individual"


def concerns_organisation(policy: Policy, elements: Iterable[str]) -> bool:
    """Return whether every one of `elements` (and there is one) is of another controller than the individual."""
    owners = {policy.data[each].of or OWN for each in elements if each in policy.data}
    return bool(owners) and OWN not in owners


def forward(bench: Bench, case: Case, by: Actor) -> Case:
    """Hand the request to the organisation whose data it is. Raises Guarded when it went there already."""
    if case.forwarded is not None:
        raise guarded("note", "it was handed on already", "已转交")
    desk = bench.compiled.policy.requests
    within = desk.forward.get("within") if desk is not None else None
    until = clocks.period_end(bench.compiled.policy, bench.now, parse_period(within)) if within else bench.now
    noted = case.step("note", by, bench.now, forwarded=bench.now, answer_by=until)

    def duties(kept: Case) -> None:
        clocks.open_for(bench.book, kept, bench.compiled, "assist-controller")
        clocks.open_for(bench.book, kept, bench.compiled, "deliver", part="forwarded")

    return bench.keep(noted, EntryKind.CASE_NOTED, by, {"code": "forwarded", "until": instant(until)}, duties)


def fall_back(bench: Bench, case: Case) -> Case:
    """Note that the organisation was silent: from now on the request is decided here."""
    noted = case.step("note", SYSTEM, bench.now, silent=bench.now)
    return bench.keep(noted, EntryKind.CASE_NOTED, SYSTEM, {"code": "organisation-silent"})


def held_elsewhere(case: Case) -> bool:
    """Return whether the organisation has the request now and may still answer."""
    return case.forwarded is not None and case.silent is None
