"""Checks that what a file commits itself to can be held against it: clocks, proofs, ages, registers.

Rules
- A right has a clock: its own, or that of the desk (`requests.answer`, `requests.kinds`).
- A protective measure is shown by a probe, or attested by an owner on a date; else nobody could tell whether it is kept.
- What a company works out about a person (`derived`) cannot be demanded of the person.
- What is left open with `gap` is in every report already, and is let be here.

Example
    `protection: {measures: {doors: {proof: attested, owner: facilities}}}` gives:
    protection.measures.doors: the measure is attested, and it is not said by whom and when
"""

from __future__ import annotations

from troth.policy.clauses import DataLists, Tracker
from troth.policy.file import Policy
from troth.policy.findings import Findings
from troth.policy.openings import entries


def check_commitments(policy: Policy, findings: Findings) -> None:
    """Add a finding for every commitment of `policy` that could not be held against it."""
    for topic in (
        _check_rights,
        _check_measures,
        _check_age,
        _check_attested,
        _check_tracker_kinds,
        _check_derived,
    ):
        topic(policy, findings)


def _check_rights(policy: Policy, findings: Findings) -> None:
    desk = policy.requests
    for name, right in policy.rights.items():
        kind = desk.kinds.get(name) if desk else None
        clocks = [right, kind, desk.answer if desk else None]
        if right.gap is None and not any(clock is not None and clock.within for clock in clocks):
            findings.add("error", "right-clock", ("rights", name))


def _check_measures(policy: Policy, findings: Findings) -> None:
    for name, measure in (policy.protection.measures if policy.protection else {}).items():
        path = ("protection", "measures", name)
        if measure.gap is not None:
            continue
        if measure.proof is None:
            findings.add("error", "measure-proof", path)
        elif measure.proof == "attested" and not (measure.owner and measure.dated):
            findings.add("error", "measure-attested", path)


def _check_age(policy: Policy, findings: Findings) -> None:
    """Whoever counts as an adult without being asked loses a child's protection, so that is a decision (PIPL 31)."""
    if policy.minors is None:
        return
    age = policy.minors.age
    if age.unknown == "treat-as-adult" and not age.decided and not policy.minors.decided:
        findings.add("error", "age-undecided", ("minors", "age", "unknown"))


def _check_attested(policy: Policy, findings: Findings) -> None:
    for name, block in policy.instructions.items():
        if block.within == "attested" and block.attests is None and block.gap is None:
            findings.add("error", "attests-nothing", ("instructions", name))


def _check_tracker_kinds(policy: Policy, findings: Findings) -> None:
    kinds = policy.trackers.kinds
    for name, entry in policy.trackers.entries.items():
        if kinds and entry.kind is not None and entry.kind not in kinds:
            path = ("trackers", "entries", name, "kind")
            findings.add("error", "tracker-kind", path, value=entry.kind, kinds=list(kinds))


def _check_derived(policy: Policy, findings: Findings) -> None:
    derived = {name for name, element in policy.data.items() if element.derived}
    for path, entry in entries(policy):
        if isinstance(entry, Tracker) or not isinstance(entry.data, DataLists):
            continue
        lists = [("required", entry.data.required), ("one-of", entry.data.one_of)]
        lists += [("required-if", names) for names in entry.data.required_if.values()]
        for key, names in lists:
            for name in sorted(derived & set(policy.elements(names))):
                place = findings.place_of(name, (*path, "data", key))
                findings.add("error", "derived-demanded", place, value=name)
