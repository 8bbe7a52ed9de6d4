"""The worker under a clock that the test sets: nothing lost, nothing done for somebody else, everything visible."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.duties.simulating import NOW, RECEIPT, House, Performer, owed
from tests.stores.books import digest, say
from troth.assembly.beating import Beats
from troth.duties import (
    MOST_ATTEMPTS,
    Done,
    Later,
    Pace,
    Waits,
    Worker,
    again,
    needing_people,
    open_duty,
    resume,
    take_up,
    unfinished,
)
from troth.duties.errors import NO_SUCH_DUTY, NoSuchDuty

LATER = timedelta(minutes=5)


@pytest.fixture
def house():
    return House()


def test_what_is_ready_is_done_and_told(house):
    performer = Performer()
    house.open(owed("a"), owed("b"), owed("later", anchor=NOW + timedelta(hours=1)))
    done = house.worker({"deliver": performer}).round()
    assert performer.seen == ["a", "b"]
    assert (done.counts, done.busy) == ({"done": 2}, True)
    assert house.duty("deliver/case-1/a").receipt == RECEIPT
    assert house.worker({"deliver": performer}).round().busy is False
    house.clock.forward(hours=1)
    house.worker({"deliver": performer}).round()
    assert performer.seen == ["a", "b", "later"]


def test_opening_lateness_and_end_are_in_the_ledger_once_each(house):
    house.open(owed("a", hours=10))
    worker = house.worker({"deliver": Performer(lambda duty: Later("unreachable"))}, Pace(tick=timedelta(0)))
    for _ in range(30):
        worker.round()
        house.clock.forward(hours=1)
    worker = house.worker({"deliver": Performer()})
    house.clock.forward(days=1)
    worker.round()
    kinds = Counter(kind for kind, _ in house.entries())
    assert kinds == {"duties.duty.opened": 1, "duties.duty.late": 1, "duties.duty.ended": 1}
    (_, opened), (_, late), (_, ended) = house.entries()
    assert opened["owed"] == "deliver"
    assert opened["duty"] == late["duty"] == ended["duty"]
    assert opened["due"] == late["due"] == "2026-02-10T11:00:00.000Z"
    assert (ended["late"], ended["state"], ended["receipt"]) == (True, "done", RECEIPT)
    reminders = [(each.how, each.percent) for each in house.told if each.percent]
    assert reminders[:3] == [("reminder", 50), ("reminder", 80), ("late", 100)]


def test_what_goes_with_it_is_kept_in_the_same_transaction(house):
    def also(book):
        say(book, book.subject(digest("li"), create=True), "told")
        open_duty(book, owed("next"))

    house.open(owed("a"))
    house.worker(
        {"deliver": Performer(lambda duty: Done(RECEIPT, also if duty.part == "a" else None))}
    ).round()
    assert house.duty("deliver/case-1/next").state == "open"
    assert house.duty("deliver/case-1/a").state == "done"

    def broken(book):
        also(book)
        raise NoSuchDuty(NO_SUCH_DUTY, duty="x")

    house.open(owed("b"))
    before = len(house.entries())
    house.worker({"deliver": Performer(lambda duty: Done(RECEIPT, broken))}).round()
    assert house.duty("deliver/case-1/b").state in ("claimed", "open")
    assert [kind for kind, _ in house.entries()][before:].count("duties.duty.ended") == 0


def test_an_overtaken_worker_keeps_nothing(house):
    """The performer takes so long that another worker took the duty up and did it."""
    kept = []

    def slow(duty):
        if duty.fence == 1:
            house.clock.forward(minutes=6)
            house.worker({"deliver": Performer(lambda duty: Done("cd" * 32))}).round()
        return Done(RECEIPT, lambda book: kept.append(duty.fence))

    house.open(owed("a"))
    house.worker({"deliver": Performer(slow)}).round()
    assert ("overtaken", "a") in house.hows()
    assert (house.duty("deliver/case-1/a").receipt, kept) == ("cd" * 32, [])


def test_the_late_write_is_refused_while_the_taker_still_works(house):
    def slow(duty):
        house.clock.forward(minutes=6)
        house.store.write("acme", lambda book: take_up(book, house.clock.now(), lease=LATER, most=9))

        def also(book):
            say(book, book.subject(digest("li"), create=True), "told")

        return Done(RECEIPT, also)

    house.open(owed("a"))
    house.worker({"deliver": Performer(slow)}).round()
    duty = house.duty("deliver/case-1/a")
    assert (duty.state, duty.fence, house.hows()) == ("claimed", 2, [("overtaken", "a")])
    assert [kind for kind, _ in house.entries()] == ["duties.duty.opened"]


def test_failures_are_tried_again_and_end_with_a_person(house):
    def fails(duty):
        raise RuntimeError("li@mail.example")  # a defect; its text goes nowhere

    performer = Performer(fails)
    house.open(owed("a"))
    worker = house.worker({"deliver": performer})
    for _ in range(40):
        worker.round()
        house.clock.forward(days=1)
    assert len(performer.seen) == MOST_ATTEMPTS
    duty = house.duty("deliver/case-1/a")
    assert (duty.for_person, duty.reason, duty.state) == (True, "unexpected", "open")
    shown = house.store.read("acme", lambda book: needing_people(unfinished(book, 9)))
    assert [each.id for each in shown] == [duty.id]
    house.store.write("acme", lambda book: again(book, duty.id, house.clock.now()))
    house.worker({"deliver": Performer()}).round()
    assert house.duty(duty.id).state == "done"


def test_a_duty_that_nobody_can_do_is_for_a_person_until_somebody_can(house):
    house.open(owed("a"))
    house.worker({}).round()
    assert house.duty("deliver/case-1/a").reason == "no-performer"
    house.worker({"announce": Performer()}).round()
    assert house.duty("deliver/case-1/a").for_person
    house.worker({"deliver": Performer()}).round()
    assert house.duty("deliver/case-1/a").state == "done"


def test_waiting_for_others_stops_no_clock(house):
    house.open(owed("a"))
    due = house.duty("deliver/case-1/a").due
    house.worker({"deliver": Performer(lambda duty: Waits("confirmation"))}).round()
    waiting = house.duty("deliver/case-1/a")
    assert (waiting.state, waiting.due, waiting.reason) == ("waiting", due, "confirmation")
    house.store.write("acme", lambda book: resume(book, waiting.id, house.clock.now()))
    house.worker({"deliver": Performer()}).round()
    assert house.duty(waiting.id).state == "done"


def test_told_to_stop_it_ends_the_duty_in_hand_and_puts_the_rest_back(house):
    house.open(owed("a"), owed("b"), owed("c"))
    performer = Performer()
    house.worker({"deliver": performer}, stopping=lambda: bool(performer.seen)).run(lambda _: None)
    assert performer.seen == ["a"]
    left = [house.duty(f"deliver/case-1/{part}") for part in "bc"]
    assert [(each.state, each.attempts) for each in left] == [("open", 0), ("open", 0)]
    house.worker({"deliver": performer}).round()
    assert performer.seen == ["a", "b", "c"]


def test_nothing_is_begun_that_the_lease_may_not_cover(house):
    def slow(duty):
        house.clock.forward(minutes=3)
        return Done(RECEIPT)

    house.open(owed("a"), owed("b"))
    performer = Performer(slow)
    house.worker({"deliver": performer}).round()
    assert performer.seen == ["a"]
    assert house.duty("deliver/case-1/b").attempts == 0


def test_a_parent_closes_with_the_last_child_of_a_worker(house):
    whole = owed(kind="complete")
    house.open(whole, owed("1", parent=whole.id), owed("2", parent=whole.id))
    house.worker({"deliver": Performer()}, Pace(most=1)).round()
    assert house.duty(whole.id).state == "open"
    house.worker({"deliver": Performer()}, Pace(most=1)).round()
    assert house.duty(whole.id).state == "done"


def test_what_waits_for_the_person_is_looked_at_every_week(house):
    house.open(owed("a", hours=1))
    worker = house.worker({}, Pace(tick=timedelta(0)))
    terms = tuple(replace(term, pauses=True) for term in owed().terms)
    house.open(replace(owed("b"), terms=terms).wait("proof", NOW))
    assert {each.part for each in house.store.read("acme", lambda book: unfinished(book, 9))} == {"a", "b"}
    worker.round()
    house.told.clear()
    house.clock.forward(days=8)
    worker.round()
    assert ("reminder", "b") in house.hows()


def test_a_store_that_is_away_is_told_and_tried_again(house):
    worker = house.worker({"deliver": Performer()})
    house.open(owed("a"))
    write, house.store.write = (
        house.store.write,
        lambda *_: (_ for _ in ()).throw(NoSuchDuty(NO_SUCH_DUTY, duty="x")),
    )
    naps = []

    def sleep(seconds):
        naps.append(seconds)
        house.store.write = write
        worker._stopping = lambda: house.duty("deliver/case-1/a").state == "done"

    worker.run(sleep)
    assert (house.told[0].how, len(naps)) == ("trouble", 1)
    assert house.duty("deliver/case-1/a").state == "done"


def test_a_thousand_duties_of_one_day(house):
    """The small version of benchmarks/duties.py: each is done once, none late, and each has its two entries."""
    count = 1000
    house.open(
        *(
            owed(f"d{number}", about=f"case-{number % 50}", anchor=NOW + timedelta(seconds=number * 86))
            for number in range(count)
        )
    )
    performer = Performer(
        lambda duty: Later("unreachable") if duty.attempts == 1 and duty.part.endswith("7") else Done(RECEIPT)
    )
    worker = house.worker({"deliver": performer}, Pace(most=50))
    for _ in range(24 * 2 + 4):
        while worker.round().busy:
            pass
        house.clock.forward(minutes=30)
    kinds = Counter(kind for kind, _ in house.entries())
    assert kinds == {"duties.duty.opened": count, "duties.duty.ended": count}
    assert Counter(performer.seen) == Counter(
        {f"d{number}": 2 if number % 10 == 7 else 1 for number in range(count)}
    )
    assert not any(body["late"] for kind, body in house.entries() if kind == "duties.duty.ended")


def test_take_up_is_what_a_worker_uses(house):
    house.open(owed("a"))
    (held,) = house.store.write("acme", lambda book: take_up(book, NOW, lease=LATER, most=9))
    worker = house.worker({"deliver": Performer()})
    worker.round()
    assert house.duty(held.id).fence == 1


class Long:
    """Work that takes twelve minutes, with a beat every four and whatever `meanwhile` does after the second."""

    extend: Callable[[], bool]

    def __init__(self, house, meanwhile=lambda: None):
        self.house, self.meanwhile, self.said = house, meanwhile, []

    def __call__(self, extend):
        self.extend = extend
        return nullcontext()

    def perform(self, controller, duty):
        for number in range(3):
            self.house.clock.forward(minutes=4)
            self.said.append(self.extend())
            if number == 1:
                self.meanwhile()
        return Done(RECEIPT)


def long_worker(house, long, pace=None):
    return Worker(
        house.store, {"deliver": long}, house.clock, pace=pace, told=house.told.append, beating=long
    )


def test_long_work_is_nobody_elses_while_it_goes_on(house):
    house.open(owed("a"))
    other = Performer()
    long = Long(house, lambda: house.worker({"deliver": other}).round())
    long_worker(house, long).round()
    assert (long.said, other.seen) == ([True] * 3, [])
    assert (house.duty("deliver/case-1/a").state, house.duty("deliver/case-1/a").fence) == ("done", 1)


def test_who_was_overtaken_extends_nothing(house):
    house.open(owed("a"))
    other = Performer()

    def asleep():
        house.clock.forward(minutes=30)
        house.worker({"deliver": other}).round()

    long = Long(house, asleep)
    long_worker(house, long).round()
    assert (long.said, other.seen) == ([True, True, False], ["a"])
    assert house.told[-1].how == "overtaken"
    assert house.duty("deliver/case-1/a").fence == 2


def test_work_that_hangs_is_given_to_another_in_the_end(house):
    house.open(owed("a"))
    hanging = Long(house, lambda: house.clock.forward(minutes=4))
    long_worker(house, hanging, Pace(longest=LATER * 2)).round()
    assert hanging.said == [True, False, False]


def test_a_thread_beats_for_as_long_as_the_work_takes():
    said: list[int] = []
    over = threading.Event()

    def extend():
        said.append(len(said))
        if len(said) == 3:
            over.set()
        return True

    beats = Beats(timedelta(seconds=0.04))
    with beats(extend):
        assert over.wait(10)
    count = len(said)
    with beats(lambda: True):
        pass
    assert len(said) <= count + 1, "what is over is extended no more"
