"""Features of the office: legal holds, many requests at once, orders that were stopped, the end of a service and of a customer.

Each is a feature of `tests.thousands.walking`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from examples.company.company import POLICY
from examples.company.people import Person as Invented
from tests.scenarios.company import Case
from tests.thousands.asking import told
from tests.thousands.bookshop import ORGANISATION
from tests.thousands.walking import MONTH, SEEN, Steps, Walk, sent
from troth.rights import STATES

BULK = f"/console/{POLICY}/bulk"
LEAD = timedelta(days=31)
TEXT = {"en": "This ends.", "zh": "即将停止服务。"}
INSTRUCTION = {
    "controller": ORGANISATION, "role": "administrator", "purposes": ["binding"], "acts": ["collect", "keep", "read"], "elements": ["shift"],
    "functions": ["shifts"], "told": ["purpose", "scope", "method"], "consent": "explicit", "live": True,
}  # fmt: skip


def holds(walk: Walk, people: Sequence[Invented]) -> Steps:
    """What a hold names outlives an erasure, and goes when the hold ends."""
    where = [f"/v1/subjects/{each.subject}/facts/hold/ordering" for each in people]
    for each, path in zip(people, where, strict=True):
        kept = {
            "elements": ["order"],
            "purpose": "ordering",
            "citation": "civil.188",
            "justification": f"dispute-{each.number}",
        }
        walk.front.call("PUT", path, **kept)
    cases = walk.asked("delete", people)
    yield from walk.prove(people, cases)
    yield None
    for case in cases:
        walk.approved(case, "accept")
    yield from walk.done(cases, outcome="partly")
    for path in where:
        walk.front.call("DELETE", path)
    yield None
    walk.gone += people


def bulk(walk: Walk, people: Sequence[Invented]) -> Steps:
    """One step for many requests: some erasures are accepted, the other requests are refused with a reason; two persons each."""
    going, staying = people[::2], people[1::2]
    cases = walk.asked("delete", going)
    others = walk.asked("restrict", staying)
    yield from walk.prove([*going, *staying], [*cases, *others])
    yield None
    _many(walk, "delete", "accept", cases)
    _many(
        walk,
        "restrict",
        "refuse",
        others,
        **told(walk.of(staying[0])),
        ground="malice",
        **{"whole": "No part can be given.", "evidence.evidence": walk.of(staying[0]).phone},
    )
    yield from walk.done(cases)
    yield from walk.done(others, outcome="refused")
    walk.gone += going


def _many(walk: Walk, kind: str, act: str, cases: Sequence[Case], **typed: str) -> None:
    office = walk.by_operators()
    page = f"{BULK}?kind={kind}&state=verified&act={act}&ground={typed.pop('ground', '')}"
    numbers = [each.id for each in cases]
    answer = sent(office.first, page, BULK, {"kind": kind}, case=numbers, do="propose", **typed)
    if 'id="done"' not in answer.text:
        raise LookupError(
            f"{act} of many {kind}: not proposed, of {sorted(STATES)}: {[each.now for each in cases[:2]]}"
        )
    office.approve()


def stopped(walk: Walk, people: Sequence[Invented]) -> Steps:
    """An erasure would touch more calls than the map allows: it stops, is counted, approved by two persons, and done."""
    cases = walk.asked("delete", people)
    yield from walk.prove(people, cases)
    yield None
    for case in cases:
        walk.approved(case, "accept")
    yield None
    numbers = {each.id for each in cases}
    listed = walk.front.call("GET", "/v1/stopped-orders")
    mine = [each for each in listed if each["order"].split("/")[1] in numbers]
    if [each["tables"].get("calls") for each in mine] != [3] * len(people):
        raise LookupError(f"the erasures were not stopped: {listed}")
    for each in mine:
        body = {"order": each["order"], "plan": each["plan"], "operator": walk.office.handles[0]}
        walk.front.call("POST", "/v1/stopped-orders", **body)
    walk.by_operators().approve()
    yield from walk.done(cases)
    walk.gone += people


# --- ends


def service_end(walk: Walk, people: Sequence[Invented]) -> Steps:
    """The readers' club ends: announced a month ahead, then what was collected for it goes, with a certificate."""
    for each in people:
        person = walk.front.person(each.subject)
        person.yes("club", ["card"], product="club")
        stored(person.give("club", {"card": walk.of(each).name}, product="club"), "card")
    number = planned(walk, "service-end", {"products": ["club"]})
    yield MONTH
    yield from certified(walk, number, people)


def organisation_end(walk: Walk, people: Sequence[Invented]) -> Steps:
    """A customer leaves: what was kept for it of its people goes, and their own accounts stay."""
    walk.front.call("PUT", "/v1/facts/instruction/activated", **INSTRUCTION)
    for each in people:
        person, more = walk.front.person(each.subject), {"controller": ORGANISATION, "function": "shifts"}
        stored(
            person.give("binding", {"shift": f"{walk.of(each).name} {walk.of(each).phone}"}, **more), "shift"
        )
    number = planned(walk, "organisation-end", {"organisation": ORGANISATION, "request": SEEN})
    yield MONTH
    yield from certified(walk, number, people)


def stored(found: Sequence[str], element: str) -> None:
    """Check that a value went into the vault."""
    if list(found) != [element]:
        raise LookupError(f"{element} was not stored: {found}")


def planned(walk: Walk, kind: str, more: Mapping[str, Any]) -> str:
    """Plan and announce an end a month ahead; return its number."""
    by = {"operator": walk.office.handles[0]}
    day = (walk.front.now + LEAD).date().isoformat()
    number = str(
        walk.front.call("POST", "/v1/changes", kind=kind, day=day, text=TEXT, **more, **by)["change"]
    )
    where = f"/v1/changes/{number}/events"
    walk.front.call("POST", where, event="announce", **by)
    if kind == "service-end":
        walk.front.call("POST", where, event="posted", place="site", evidence=SEEN, **by)
    return number


def certified(walk: Walk, number: str, people: Sequence[Invented]) -> Steps:
    """Let the end take effect and be completed; the certificate counts its people."""

    def state() -> str:
        return str(walk.front.call("GET", f"/v1/changes/{number}")["state"])

    for _ in range(6):
        if state() == "completed":
            break
        yield None
    if state() != "completed":
        raise LookupError(f"the end {number} is {state()}")
    found = walk.front.call("GET", f"/v1/changes/{number}/certificate")
    if found["people"] != len(people):
        raise LookupError(f"{found['people']} of {len(people)} in the certificate")
