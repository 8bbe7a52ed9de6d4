"""Taking turns: one runs all that waits, each caller hears of its own work, and nobody waits for ever."""

from __future__ import annotations

import threading
import time

import pytest

from troth.adapters.stores.errors import BookError, StoreUnavailable
from troth.adapters.stores.turns import MOST, Turns


class Runner:
    """Runs groups, and can be held in the middle of one."""

    def __init__(self):
        self.groups = []
        self.threads = []
        self.open = threading.Event()
        self.entered = threading.Event()
        self.open.set()

    def __call__(self, jobs):
        self.groups.append([job.controller for job in jobs])
        self.threads.append(threading.get_ident())
        self.entered.set()
        assert self.open.wait(10)
        for job in jobs:
            try:
                job.result = job.work(None)
            except ValueError as error:
                job.error = error

    def hold(self):
        self.open.clear()
        self.entered.clear()


def started(turns, name, work, results):
    def run():
        try:
            results[name] = turns.take(name, work)
        except BaseException as error:  # noqa: BLE001  # what the caller heard is what is looked at
            results[name] = error

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def wait_for(count, turns):
    for _ in range(1000):
        if len(turns._waiting) == count:
            return
        time.sleep(0.005)
    raise AssertionError("they do not come")


def crowd(runner, turns, count, work=lambda _: "done"):
    """Hold a first job in its run while `count` others come; let go; return (results, threads)."""
    results: dict[str, object] = {}
    threads = []
    runner.hold()
    threads.append(started(turns, "first", lambda _: "first", results))
    assert runner.entered.wait(10)
    threads += [started(turns, f"n{number}", work, results) for number in range(count)]
    wait_for(count, turns)
    runner.open.set()
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()
    return results


def test_a_lone_caller_runs_its_own_work():
    runner = Runner()
    assert Turns(runner).take("a", lambda _: 7) == 7
    assert runner.threads == [threading.get_ident()]


def test_those_who_come_meanwhile_are_one_group():
    runner = Runner()
    turns = Turns(runner)
    results = crowd(runner, turns, 5)
    assert [len(group) for group in runner.groups] == [1, 5]
    assert set(results.values()) == {"first", "done"}
    assert turns.take("again", lambda _: 1) == 1


def test_a_group_has_an_end():
    runner = Runner()
    crowd(runner, Turns(runner), MOST + 3)
    assert [len(group) for group in runner.groups] == [1, MOST, 3]


def test_each_hears_of_its_own_error():
    def refuse(_):
        raise ValueError("no")

    runner = Runner()
    results = crowd(runner, Turns(runner), 3, refuse)
    assert results.pop("first") == "first"
    assert all(isinstance(each, ValueError) for each in results.values())


def test_when_a_run_breaks_off_the_others_hear_and_the_next_goes_on():
    def interrupted(_):
        raise KeyboardInterrupt

    runner = Runner()
    turns = Turns(runner)
    results = crowd(runner, turns, 4, interrupted)
    heard = [results[f"n{number}"] for number in range(4)]
    assert sum(isinstance(each, KeyboardInterrupt) for each in heard) == 1
    assert sum(isinstance(each, StoreUnavailable) for each in heard) == 3
    assert turns.take("again", lambda _: 1) == 1


@pytest.mark.parametrize("leads", [False, True])
def test_one_who_is_interrupted_while_waiting_keeps_nobody_waiting(monkeypatch, leads):
    runner = Runner()
    turns = Turns(runner)
    runner.hold()
    results: dict[str, object] = {}
    first = started(turns, "first", lambda _: "first", results)
    assert runner.entered.wait(10)

    from troth.adapters.stores import turns as module

    real = module.Job.wait

    def wait(job):
        if job.controller == "b":
            if leads:
                runner.open.set()
                real(job)
            raise KeyboardInterrupt
        real(job)

    monkeypatch.setattr(module.Job, "wait", wait)
    second = started(turns, "b", lambda _: "second", results)
    if not leads:
        second.join(10)
    third = started(turns, "c", lambda _: "third", results)
    runner.open.set()
    for thread in (first, second, third):
        thread.join(10)
        assert not thread.is_alive()
    assert isinstance(results["b"], KeyboardInterrupt)
    assert (results["first"], results["c"]) == ("first", "third")
    assert not any("b" in group for group in runner.groups)
    turns.close()


def test_a_work_does_not_take_another_turn():
    turns = Turns(Runner())
    with pytest.raises(ValueError, match="x"):
        turns.take("a", lambda _: (_ for _ in ()).throw(ValueError("x")))
    seen = []

    def inside(_):
        try:
            turns.take("a", lambda _: 1)
        except BookError as error:
            seen.append(error)

    turns.take("a", inside)
    assert len(seen) == 1


def test_closed_takes_no_more():
    turns = Turns(Runner())
    turns.close()
    with pytest.raises(StoreUnavailable):
        turns.take("a", lambda _: 1)
