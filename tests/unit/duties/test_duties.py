"""Kinds, states, times and steps of duties."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from troth.calendars import calendar_of, read_year
from troth.duties import (
    ENDS,
    EVENTS,
    KINDS,
    LABELS,
    MOST_ATTEMPTS,
    STATES,
    TABLE,
    Duty,
    Term,
    after,
    kind_of,
    needing_people,
    opened,
)
from troth.duties.errors import BadDuty, Fenced, NotNow

NOW = datetime(2026, 2, 10, 1, 0, tzinfo=UTC)
LEASE = timedelta(minutes=5)
RECEIPT = "ab" * 32
FIFTEEN = Term(15, "working day", "CN", "right.access", pauses=True)
THIRTY = Term(30, "day", "CN", "gbt35273.8.7")


def duty(kind="tell-recipient", terms=(FIFTEEN,), **more) -> Duty:
    return opened(kind, about="case-7", clauses=("right.access",), anchor=NOW, terms=terms, **more)


# --- the lists ------------------------------------------------------------------------------------------------------


def test_there_are_22_kinds_each_named_in_both_languages():
    assert len(KINDS) == 24
    assert all(kind.en and kind.zh and kind.breach <= {"S", "B", "G"} for kind in KINDS.values())
    assert {kind.id for kind in KINDS.values() if kind.hand == "children"} == {
        "answer",
        "complete",
        "reach-all",
    }
    with pytest.raises(BadDuty):
        kind_of("remember")


def test_nothing_leads_out_of_an_end_and_every_state_is_reached():
    assert not [state for state, _ in TABLE if state in ENDS]
    assert set(TABLE.values()) == set(STATES) == set(LABELS)
    assert {event for _, event in TABLE} == set(EVENTS)
    assert after("waiting", "complete") is None


def test_the_document_shows_the_table():
    page = (Path(__file__).parents[3] / "docs" / "DUTIES.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z]+)` \| (.*?) ?\|$", page.partition("## Times")[0], re.MULTILINE)
    shown = {
        (state, event): target
        for state, events in rows
        for event, target in re.findall(r"`([a-z-]+)` -> `([a-z]+)`", events)
    }
    assert (shown, tuple(state for state, _ in rows)) == (
        TABLE,
        ("open", "claimed", "waiting", "done", "void"),
    )


def test_every_state_but_an_end_leads_to_an_end():
    def reaches(state, seen=frozenset()):
        return state in ENDS or any(
            reaches(target, seen | {state})
            for (of, _), target in TABLE.items()
            if of == state and target not in seen
        )

    assert [state for state in STATES if not reaches(state)] == []


# --- the time -------------------------------------------------------------------------------------------------------


def test_the_earliest_limit_leads_with_its_source():
    found = duty(terms=(THIRTY, FIFTEEN)).due
    assert (found.due, found.source, found.provisional) == (date(2026, 3, 9), "right.access", False)
    later = duty(terms=(THIRTY, Term(60, "day", "CN", "own"))).due
    assert (later.aim, later.source) == (date(2026, 3, 12), "gbt35273.8.7")


def test_late_is_at_the_end_of_the_last_day_and_stays_when_it_was_done_late():
    one = duty("answer")
    assert one.due.ends == datetime(2026, 3, 9, 16, tzinfo=UTC)
    assert not one.late(one.due.ends - timedelta(seconds=1))
    assert one.late(one.due.ends)
    in_time = one.close(RECEIPT, one.due.ends - timedelta(seconds=1))
    assert not in_time.late(one.due.ends + timedelta(days=9))
    assert one.close(RECEIPT, one.due.ends).late(NOW)


def test_waiting_for_the_person_stops_the_promised_clock_and_not_the_statutory_one():
    waiting = duty(terms=(FIFTEEN,)).wait("proof", NOW + timedelta(days=1))
    assert waiting.due.ends is None
    assert not waiting.late(NOW + timedelta(days=400))
    both = duty(terms=(FIFTEEN, THIRTY)).wait("proof", NOW + timedelta(days=1))
    assert (both.due.aim, both.due.source) == (date(2026, 3, 12), "gbt35273.8.7")
    back = waiting.resume(NOW + timedelta(days=17))  # from the 11th to the 27th of February
    assert back.state == "open"
    assert back.due.due == date(2026, 3, 18)


def test_a_reason_stops_the_clock_once():
    first = duty().wait("proof", NOW).resume(NOW + timedelta(days=2))
    again = first.wait("proof", NOW + timedelta(days=3))
    assert again.due == first.due
    assert first.wait("fee", NOW + timedelta(days=3)).due.ends is None


def test_a_new_term_never_makes_it_later():
    one = duty()
    assert one.with_term(Term(60, "day", "CN", "v2")).due == one.due
    sooner = one.with_term(Term(3, "working day", "CN", "v2"))
    assert (sooner.due.due, sooner.due.source) == (date(2026, 2, 13), "v2")


def test_a_provisional_day_is_counted_again_when_the_list_is_out():
    late = opened(
        "answer",
        about="case-8",
        clauses=("right.access",),
        anchor=datetime(2026, 12, 20, 4, tzinfo=UTC),
        terms=(FIFTEEN,),
    )
    assert (late.due.due, late.due.provisional) == (date(2027, 1, 11), True)
    year = read_year({"year": 2027, "off": {"2027-01-01": "new-year"}, "worked": {"2027-01-09": "new-year"}})
    known = {"CN": calendar_of("CN").with_year(year)}
    again = late.recounted(known.__getitem__)
    assert (again.due.due, again.due.provisional) == (date(2027, 1, 9), False)


def test_reminders_come_at_50_80_and_100_percent_and_once():
    hours = duty(terms=(Term(10, "hour", "CN", "x"),))
    told = []
    for hour in range(13):
        hours, percent = hours.remind(NOW + timedelta(hours=hour))
        told += [(hour, percent)] if percent else []
    assert told == [(5, 50), (8, 80), (10, 100)]
    assert duty(terms=(Term(10, "hour", "CN", "x"),)).remind(NOW + timedelta(days=1))[1] == 100
    assert duty().void("withdrawn", NOW).next_reminder is None


# --- the steps ------------------------------------------------------------------------------------------------------


def test_a_worker_takes_it_up_and_completes_it():
    held = duty().claim(NOW, LEASE)
    assert (held.state, held.fence, held.attempts, held.lease) == ("claimed", 1, 1, NOW + LEASE)
    with pytest.raises(NotNow):
        held.claim(NOW + LEASE - timedelta(seconds=1), LEASE)
    done = held.complete(1, RECEIPT, NOW + timedelta(minutes=1))
    assert (done.state, done.receipt, done.ended) == ("done", RECEIPT, NOW + timedelta(minutes=1))
    for step in (
        lambda: done.claim(NOW, LEASE),
        lambda: done.void("x", NOW),
        lambda: done.complete(1, RECEIPT, NOW),
        lambda: done.retry(1, "x", NOW),
    ):
        with pytest.raises(NotNow):
            step()


def test_whoever_comes_back_late_is_fenced_off():
    paused = duty().claim(NOW, LEASE)
    taken_over = paused.claim(NOW + LEASE, LEASE)
    assert taken_over.fence == 2
    for step in (
        lambda: taken_over.complete(paused.fence, RECEIPT, NOW + LEASE),
        lambda: taken_over.retry(paused.fence, "x", NOW + LEASE),
        lambda: taken_over.wait("proof", NOW + LEASE, fence=paused.fence),
    ):
        with pytest.raises(Fenced):
            step()


def test_it_is_tried_again_later_and_later_and_then_is_for_a_person():
    one, at, waits = duty(), NOW, []
    for _ in range(MOST_ATTEMPTS):
        held = one.claim(at, LEASE)
        one = held.retry(held.fence, "unreachable", at)
        if one.ready is not None:
            waits.append(one.ready - at)
            assert not one.claimable(one.ready - timedelta(seconds=1))
            at = one.ready
    assert waits[:4] == [timedelta(minutes=n) for n in (1, 2, 4, 8)]
    assert max(waits) <= timedelta(days=1)
    assert (one.state, one.for_person, one.reason) == ("open", True, "unreachable")
    assert not one.claimable(at + timedelta(days=99))
    assert needing_people([duty(), one]) == [one]
    assert one.close(RECEIPT, at).state == "done"


def test_a_duty_whose_holders_vanish_is_for_a_person_in_the_end():
    one, at = duty(), NOW
    for _ in range(MOST_ATTEMPTS):
        one = one.claim(at, LEASE)
        at += LEASE
    last = one.claim(at, LEASE)
    assert (last.state, last.for_person, last.reason) == ("open", True, "vanished")
    with pytest.raises(Fenced):
        last.complete(one.fence, RECEIPT, at)


def test_a_person_closes_what_is_a_persons_and_not_what_a_worker_owes():
    assert duty("decide").close(RECEIPT, NOW).state == "done"
    with pytest.raises(NotNow):
        duty().close(RECEIPT, NOW)
    with pytest.raises(NotNow):
        duty("decide").claim(NOW, LEASE)
    assert needing_people([duty("decide"), duty("answer"), duty()]) == [duty("decide")]


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "remember"},
        {"about": "li na"},
        {"about": ""},
        {"part": "x" * 81},
        {"handle": "138"},
        {"clauses": ()},
        {"clauses": ("right access",)},
        {"terms": ()},
        {"anchor": datetime(2026, 2, 10)},
        {"parent": "deliver/case-7/-"},
        {"parent": "answer/case-8/-"},
    ],
)
def test_what_is_not_well_formed_is_refused(change):
    good: dict[str, Any] = {
        "kind": "deliver",
        "about": "case-7",
        "clauses": ("c",),
        "anchor": NOW,
        "terms": (FIFTEEN,),
    }
    assert opened(**good, parent="answer/case-7/-").parent
    with pytest.raises(BadDuty):
        opened(**{**good, **change})


def test_receipts_and_reasons_are_no_free_text():
    held = duty().claim(NOW, LEASE)
    for step in (
        lambda: held.complete(1, "delivered to li@na.example", NOW),
        lambda: held.retry(1, "mailbox of li na is full", NOW),
        lambda: held.void("she said so", NOW),
        lambda: held.wait("her answer", NOW, fence=1),
    ):
        with pytest.raises(BadDuty):
            step()
