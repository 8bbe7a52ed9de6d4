"""Every state, event, role and kind: nothing is opened without proof of this very case, and the pages say the same."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from troth.rights import (
    ENDS,
    EVENTS,
    GROUNDED,
    KINDS,
    LABELS,
    STATES,
    TABLE,
    Actor,
    Case,
    Proof,
    after,
    check,
)
from troth.rights.case import AUTHORITIES, PARTS
from troth.rights.errors import BadCase, Guarded, NotNow, NotYours
from troth.rights.kinds import ROLES
from troth.rights.states import EVENT_LABELS, PROVED

NOW = datetime(2026, 2, 10, 1, 0, tzinfo=UTC)
NUMBER, OTHER = "case-bcdf-ghjk-mnpq", "case-zzzz-zzzz-zzzz"
PAGE = Path(__file__).parents[3] / "docs" / "RIGHTS.md"
STAMPS: dict[str, Proof | None] = {
    "none": None,
    "another's": Proof(OTHER, ("login", *AUTHORITIES.values()), NOW, 3),
    "too weak": Proof(NUMBER, ("login", *AUTHORITIES.values()), NOW, -1),
    "without authority": Proof(NUMBER, ("login",), NOW, 3),
    "over": Proof(NUMBER, ("login", *AUTHORITIES.values()), NOW, 3, until=NOW),
    "good": Proof(NUMBER, ("login", *AUTHORITIES.values()), NOW, 3),
}
WAITS: dict[str, dict[str, Any]] = {
    "nothing": {},
    "cooling off": {"cooling": NOW + timedelta(microseconds=1)},
    "cooled off": {"cooling": NOW},
    "disowned": {"disowned": NOW},
    "disowned, cooled off": {"disowned": NOW, "cooling": NOW},
}


def case(state: str, kind: str, role: str, stamp: Proof | None) -> Case:
    """A row in any state whatever, as somebody might have forged it."""
    return Case(
        NUMBER, kind, state, "", "ab" * 16, role, "centre", "1", NOW, NOW, proof=stamp, back="received",  # type: ignore[arg-type]
        accepted=NOW if state == "accepted" else None,
    )  # fmt: skip


def good(stamp: str, kind: str, role: str) -> bool:
    return stamp in ("good", "over") or (stamp == "without authority" and role not in AUTHORITIES)


def test_no_way_leads_to_an_act_without_proof_of_this_very_case():
    """states x events x roles x kinds x stamps: accepted or verified is reached with a good stamp only."""
    reached = released = 0
    requesters = ("subject", "guardian")
    for state, event, actor, kind in itertools.product(STATES, EVENTS, ROLES, KINDS):
        if (state, event) in TABLE and actor in PARTS[event]:
            continue
        with pytest.raises((NotNow, NotYours)):
            case(state, kind, "subject", STAMPS["good"]).step(event, Actor(actor), NOW, accepted=NOW)
    ways = [(state, event, actor) for state, event in TABLE for actor in PARTS[event]]
    every = itertools.product(ways, KINDS, requesters, STAMPS, (False, True), WAITS)
    for (state, event, actor), kind, role, stamp, rests, wait in every:
        if event != "accept" and wait != "nothing":
            continue  # what stands in the way stands in the way of nothing else
        old = replace(case(state, kind, role, STAMPS[stamp]), **WAITS[wait])
        more: dict[str, Any] = {"accepted": NOW} if event == "accept" else {}
        if rests and event == "accept":
            more |= {"basis": "law", "elements": ("name",), "decider": "aa" * 16, "approver": "bb" * 16}
        if event in ("refuse", "answer-plainly", "all-done"):
            more["outcome"] = "fulfilled" if event == "all-done" else "answered"
        try:
            new = old.step(event, Actor(actor), NOW, **more)
        except (NotNow, NotYours, Guarded):
            continue
        reached += 1
        assert actor in PARTS[event]
        assert new.state == after(old.state, event, old.back)
        if new.state in PROVED or new.outcome in ("fulfilled", "partly"):
            assert good(stamp, kind, role), (state, event, actor, kind, role, stamp)
        if event == "accept":
            assert stamp != "over"
            assert wait in ("nothing", "cooled off"), wait
            assert kind != "unsorted"
            assert rests or kind not in GROUNDED
            released += kind in GROUNDED
            assert actor in ("officer", "system")
    assert reached > 1000
    assert released > 0


def test_acceptance_comes_from_verified_alone_and_ends_lead_nowhere():
    ways = {(before, event) for (before, event), ends in TABLE.items() if "accepted" in ends}
    assert ways == {("verified", "accept"), ("accepted", "note")}
    for (before, event), ends in TABLE.items():
        if before in ENDS:
            assert (event, ends) == ("note", (before,))
    assert {state for (state, event) in TABLE if event == "prove"} == {"received", "waiting"}


def test_waiting_goes_back_to_where_it_came_from():
    person = Actor("subject")
    asked = case("received", "access", "subject", None).step("ask", Actor("operator"), NOW)
    assert asked.step("person-replies", person, NOW).state == "received"
    proved = case("received", "access", "subject", None).step(
        "prove", Actor("system"), NOW, proof=STAMPS["good"]
    )
    again = proved.step("ask", Actor("operator"), NOW).step("person-replies", person, NOW)
    assert (again.state, again.back) == ("verified", None)


def test_what_erases_is_not_taken_back_once_accepted():
    for kind in KINDS.values():
        accepted = case("accepted", kind.id, "subject", STAMPS["good"])
        if kind.recallable:
            assert accepted.step("withdraw", Actor("subject"), NOW).state == "withdrawn"
        else:
            with pytest.raises(NotNow):
                accepted.step("withdraw", Actor("subject"), NOW)


def test_a_note_changes_neither_proof_nor_outcome():
    verified = case("verified", "access", "subject", STAMPS["good"])
    later = Proof(NUMBER, ("login",), NOW + timedelta(1), 3)
    for change in ({"proof": later}, {"accepted": NOW}, {"outcome": "answered"}):
        with pytest.raises(Guarded):
            verified.step("note", Actor("system"), NOW, **change)


def test_what_is_no_case_is_refused():
    fine = case("received", "access", "subject", None)
    check(fine)
    for wrong in (
        {"id": "case-1"},
        {"id": "138-0013-8000"},
        {"file": ""},
        {"handle": "x"},
        {"role": "king"},
        {"received": NOW.replace(tzinfo=None)},
    ):
        with pytest.raises(BadCase):
            check(replace(fine, **wrong))
    with pytest.raises(Guarded):
        check(replace(fine, state="answered", outcome=""))


def test_every_word_has_labels_in_both_languages():
    assert set(LABELS) == set(STATES)
    assert set(EVENT_LABELS) == set(EVENTS)
    for kind in KINDS.values():
        assert kind.en
        assert kind.zh
        assert not (kind.acts and not kind.proof)


def table() -> str:
    """The table of states as the page shows it."""
    lines = ["| state | events |", "|---|---|"]
    for state in STATES:
        found = [
            f"`{event}` -> {' or '.join(f'`{end}`' for end in ends)}"
            for (before, event), ends in TABLE.items()
            if before == state and event != "note"
        ]
        lines.append(f"| `{state}` | {', '.join(found)} |".replace("|  |", "| |"))
    return "\n".join(lines)


def kinds_table() -> str:
    """The table of kinds as the page shows it."""
    lines = ["| kind | who may open it | proof | places are ordered to |", "|---|---|---|---|"]
    for kind in KINDS.values():
        openers = ", ".join(role for role in ROLES if role in kind.openers)
        lines.append(f"| `{kind.id}` {kind.en} | {openers} | {kind.proof} | {', '.join(kind.acts)} |")
    return "\n".join(line.replace("|  |", "| |") for line in lines)


def test_the_page_has_the_tables():
    text = PAGE.read_text(encoding="utf-8")
    assert table() in text, "write the table of states into docs/RIGHTS.md:\n" + table()
    assert kinds_table() in text, "write the table of kinds into docs/RIGHTS.md:\n" + kinds_table()
