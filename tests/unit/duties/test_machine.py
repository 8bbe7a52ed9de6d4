"""A duty under any sequence of events: ends are ends, numbers only rise, one holder at a time, nothing is dropped."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from troth.duties import ENDS, KINDS, MOST_ATTEMPTS, Duty, Term, opened
from troth.duties.errors import Fenced, NotNow

START = datetime(2026, 2, 10, 1, 0, tzinfo=UTC)
LEASE = timedelta(minutes=5)


class DutyMachine(RuleBasedStateMachine):
    """Several workers and a person act on one duty while time goes on."""

    duty: Duty
    now: datetime

    @initialize(kind=st.sampled_from(sorted(KINDS)))
    def open(self, kind):
        term = Term(15, "working day", "CN", "right.access", pauses=True)
        law = Term(40, "day", "CN", "law.x")
        self.duty = opened(kind, about="c", clauses=("right.access",), anchor=START, terms=(term, law))
        self.now = START
        self.holders: list[int] = []
        self.latest = self.duty.due.ends

    def step(self, act: Any) -> bool:
        before = self.duty
        try:
            self.duty = act()
        except (NotNow, Fenced):
            return False
        assert before.state not in ENDS
        assert self.duty.fence >= before.fence
        assert (self.duty.id, self.duty.clauses, self.duty.terms) == (before.id, before.clauses, before.terms)
        return True

    @rule(minutes=st.integers(0, 40_000))
    def time_goes_on(self, minutes):
        self.now += timedelta(minutes=minutes)

    @rule()
    def claim(self):
        held_by_other = self.duty.state == "claimed" and self.duty.lease and self.duty.lease > self.now
        taken = self.step(lambda: self.duty.claim(self.now, LEASE))
        assert not (taken and held_by_other)
        if taken and self.duty.state == "claimed":
            self.holders.append(self.duty.fence)

    @rule(data=st.data(), how=st.sampled_from(["complete", "retry", "wait"]))
    def a_holder_reports(self, data, how):
        if not self.holders:
            return
        fence = data.draw(st.sampled_from(self.holders))
        acts = {
            "complete": lambda: self.duty.complete(fence, "ab" * 32, self.now),
            "retry": lambda: self.duty.retry(fence, "unreachable", self.now),
            "wait": lambda: self.duty.wait("proof", self.now, fence=fence),
        }
        current = fence == self.duty.fence and self.duty.state == "claimed"
        assert self.step(acts[how]) == current

    @rule(how=st.sampled_from(["close", "void", "wait", "resume"]))
    def a_person_acts(self, how):
        acts = {
            "close": lambda: self.duty.close("ab" * 32, self.now),
            "void": lambda: self.duty.void("withdrawn", self.now),
            "wait": lambda: self.duty.wait("fee", self.now),
            "resume": lambda: self.duty.resume(self.now),
        }
        self.step(acts[how])

    @rule()
    def remind(self):
        before = self.duty.reminded
        self.duty, percent = self.duty.remind(self.now)
        assert percent == 0 or percent > before

    @invariant()
    def what_always_holds(self):
        duty = self.duty
        assert (duty.state in ENDS) == (duty.ended is not None)
        assert (duty.state == "claimed") == (duty.lease is not None)
        assert duty.state != "done" or duty.receipt
        assert duty.attempts <= MOST_ATTEMPTS
        assert duty.due.ends is not None, "the statutory clock never stands still"
        assert duty.state in ENDS or duty.late(duty.due.ends)
        if duty.state in ENDS or duty.state == "waiting":
            assert duty.ready is None
        elif duty.of.hand == "worker":
            assert duty.for_person or duty.ready is not None, "somebody must see to it"


TestDutyMachine = DutyMachine.TestCase
TestDutyMachine.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
