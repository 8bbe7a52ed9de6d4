"""kill -9 of a worker at any moment: every duty is done in the end, and each left exactly one entry."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter

import pytest

from tests.stores.books import Clock, Seeded
from tests.stores.working import KEY, owed
from troth.adapters.stores import open_store
from troth.duties import open_duty
from troth.ledger import read_entry

COUNT, SEED = 200, 20260210


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def place(request, tmp_path):
    """The address and key of an empty store that several processes can open, one after the other."""
    if request.param == "postgres":
        return request.getfixturevalue("postgres"), None
    return f"sqlite:///{tmp_path / 'books.db'}", KEY


def started(url, minutes):
    command = [sys.executable, "-m", "tests.stores.working", url, str(minutes)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.slow
def test_killed_workers_lose_and_double_nothing(place):
    url, key = place
    chance = random.Random(SEED)
    store = open_store(url, key=key, clock=Clock(), randomness=Seeded())
    store.write("acme", lambda book: [open_duty(book, owed(number)) for number in range(COUNT)])
    store.close()
    told, lives = [], 0
    for life in range(4):
        worker = started(url, life * 10)
        told.append(worker.stdout.readline().strip())  # it works, and now dies at some moment
        time.sleep(chance.random() * 0.1)
        worker.kill()
        rest, _ = worker.communicate(timeout=60)
        told += rest.splitlines()
        lives += worker.returncode != 0
    last = started(url, 1000)
    rest, errors = last.communicate(timeout=240)
    assert (last.returncode, errors) == (0, "")
    assert lives > 0, "nobody was killed in the middle of the work"
    told += rest.splitlines()

    def look(book):
        done = {duty.part for duty in book.duties_about("case-1") if duty.state == "done"}
        entries = Counter(
            each.body["state"] for each in map(read_entry, book.entries()) if "account" in each.kind.value
        )
        return done, entries

    store = open_store(url, key=key, clock=Clock(), randomness=Seeded())
    done, entries = store.read("acme", look)
    store.close()
    everything = {owed(number).part for number in range(COUNT)}
    assert done == everything
    assert entries == Counter(everything), "one entry for each duty, never two"
    assert Counter(filter(None, told)) <= Counter(everything), "told done, and done again"


@pytest.mark.postgres
def test_workers_of_several_processes_share_the_work(postgres):
    store = open_store(postgres, clock=Clock(), randomness=Seeded())
    store.write("acme", lambda book: [open_duty(book, owed(number)) for number in range(60)])
    workers = [started(postgres, 0) for _ in range(3)]
    told = [line for worker in workers for line in worker.communicate(timeout=120)[0].splitlines()]
    assert Counter(told) == Counter(owed(number).part for number in range(60))
    assert store.read("acme", lambda book: book.head().size) == 3 * 60  # opened, told, ended
    store.close()
