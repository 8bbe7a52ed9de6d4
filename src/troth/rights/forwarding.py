"""Routing by controller: what concerns an organisation's data goes to the organisation, and does not end there.

Rules
- The policy says whose record an element is (`data.ID.of`). A request about such elements only, or said to be about an
  organisation's data, is handed to the organisation (`assist-controller`) and the person is told.
- An organisation that is named finds the request in a list of its own (`organisations`), under a digest of its name.
- No clock stands still for it. If the organisation is silent past `requests.forward`, the request is decided here.

Example
    >>> concerns_organisation(policy, ("work-log",))
    True
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable

from troth.ledger import EntryKind, instant
from troth.policy import Policy, parse_period
from troth.rights import clocks
from troth.rights.bench import Bench
from troth.rights.case import SYSTEM, Actor, Case, guarded
from troth.vault.ports import RecordRow

OWN = "individual"
LONGEST = 200


def concerns_organisation(policy: Policy, elements: Iterable[str]) -> bool:
    """Return whether every one of `elements` (and there is one) is of another controller than the individual."""
    owners = {policy.data[each].of or OWN for each in elements if each in policy.data}
    return bool(owners) and OWN not in owners


def forward(bench: Bench, case: Case, by: Actor, organisation: str = "") -> Case:
    """Hand the request to the organisation whose data it is: the one that it names, or else `organisation`.

    Raises Guarded when it went there already.
    """
    if case.forwarded is not None:
        raise guarded("note", "it was handed on already", "已转交")
    desk = bench.compiled.policy.requests
    within = desk.forward.get("within") if desk is not None else None
    until = clocks.period_end(bench.compiled.policy, bench.now, parse_period(within)) if within else bench.now
    noted = case.step("note", by, bench.now, forwarded=bench.now, answer_by=until)
    content = bench.read_file(case)
    named = str(content.get("organisation") or "").strip() or organisation.strip()[:LONGEST]
    if named:
        if named != content.get("organisation"):
            bench.write_file(case, {**content, "organisation": named})
        hand_over(bench, case, named)

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


# --- which organisation has what


def hand_over(bench: Bench, case: Case, organisation: str) -> None:
    """List `case` for `organisation`."""
    bench.book.keep_record(RecordRow(place_of(organisation), case.id, 1, b"{}"))


def forget(bench: Bench, case: Case) -> None:
    """List `case` for nobody any more: its file is about to go."""
    organisation = str(bench.read_file(case).get("organisation") or "")
    if case.forwarded is not None and organisation:
        bench.book.drop_record(place_of(organisation), case.id)


def handed(bench: Bench, organisation: str) -> list[str]:
    """Return the numbers of the requests that went to `organisation`."""
    return [row.part for row in bench.book.records(place_of(organisation))] if organisation.strip() else []


def place_of(organisation: str) -> str:
    """Return where the requests of an organisation are listed: never where a person's own rows are. Case and spacing do not matter."""
    name = " ".join(unicodedata.normalize("NFKC", organisation).casefold().split())
    return hashlib.sha256(f"organisation\0{name}".encode()).hexdigest()[:32]
