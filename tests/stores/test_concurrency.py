"""Many at once: sequences only grow, the last one stands, and no act about a person falls between another's."""

from __future__ import annotations

import hashlib
import itertools
import multiprocessing
import threading

import pytest

from tests.stores.books import Clock, Seeded, check_tree, digest, say, set_state
from tests.stores.writer import write_states
from troth.adapters.stores import open_store
from troth.adapters.stores.errors import StoreUnavailable
from troth.ledger import read_entry

THREADS, EACH = 8, 25


def together(*works):
    """Run `works` at once; return what they returned, or raise what one of them raised."""
    results, errors = [None] * len(works), []
    start = threading.Barrier(len(works))

    def run(number, work):
        start.wait()
        try:
            results[number] = work()
        except BaseException as error:  # noqa: BLE001  # raised again below
            errors.append(error)

    threads = [threading.Thread(target=run, args=each) for each in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads), "somebody waits for ever"
    if errors:
        raise errors[0]
    return results


def check_person(book, name):
    """Compare what stands about a person with their last entry; return their entries' states."""
    handle = book.handle_of(digest(name))
    entries = book.entries_of(handle)
    indexes = [at for at, _ in entries]
    assert indexes == sorted(set(indexes))
    (standing,) = book.standing(handle)
    states = [read_entry(data).body["state"] for _, data in entries]
    assert (standing.sequence, standing.value["state"]) == (indexes[-1], states[-1])
    return states


def test_eight_threads_on_one_person(store):
    def many(number):
        return [store.write("acme", set_state("li", f"s-{number}-{step}"))[1] for step in range(EACH)]

    indexes = together(*(lambda n=number: many(n) for number in range(THREADS)))
    assert sorted(itertools.chain(*indexes)) == list(range(THREADS * EACH))
    assert all(mine == sorted(mine) for mine in indexes), "a writer's own order is kept"
    states = store.read("acme", lambda book: check_person(book, "li"))
    assert len(states) == len(set(states)) == THREADS * EACH
    assert store.read("acme", check_tree) == THREADS * EACH


def test_eight_threads_on_many_people_and_two_controllers(store):
    def many(number):
        controller = ("acme", "globex")[number % 2]
        for step in range(EACH):
            store.write(controller, set_state(f"p{step % 5}", f"s-{number}-{step}"))

    together(*(lambda n=number: many(n) for number in range(THREADS)))
    for controller in ("acme", "globex"):
        assert store.read(controller, check_tree) == THREADS * EACH // 2
        for number in range(5):
            states = store.read(controller, lambda book, n=number: check_person(book, f"p{n}"))
            assert len(states) == THREADS * EACH // 10


def test_an_act_reads_and_writes_without_another_between(store):
    def count(book):
        handle = book.subject(digest("li"), create=True)
        standing = book.standing(handle)
        number = int(standing[0].value["state"][1:]) if standing else 0
        return say(book, handle, f"n{number + 1}")

    together(*(lambda: [store.write("acme", count) for _ in range(EACH)] for _ in range(THREADS)))
    states = store.read("acme", lambda book: check_person(book, "li"))
    assert states == [f"n{number}" for number in range(1, THREADS * EACH + 1)]


def test_grants_and_withdrawals_interleaved(store):
    def switch(state):
        return lambda: [store.write("acme", set_state("li", state)) for _ in range(EACH)]

    together(*(switch(state) for state in ("given", "withdrawn") * 4))
    states = store.read("acme", lambda book: check_person(book, "li"))
    assert sorted(states) == ["given"] * EACH * 4 + ["withdrawn"] * EACH * 4


def test_failing_works_between_good_ones(store):
    def many(number):
        for step in range(EACH):
            if (step + number) % 3:
                store.write("acme", set_state(f"p{number}", f"s-{step}"))
                continue
            with pytest.raises(ZeroDivisionError):
                store.write("acme", lambda book: (set_state(f"bad-{number}", "open")(book), 1 // 0))

    together(*(lambda n=number: many(n) for number in range(THREADS)))
    good = sum((step + number) % 3 > 0 for number in range(THREADS) for step in range(EACH))
    assert store.read("acme", check_tree) == good
    for number in range(THREADS):
        assert store.read("acme", lambda book, n=number: book.handle_of(digest(f"bad-{n}"))) is None


def test_readers_beside_writers_see_whole_states(store):
    stop = threading.Event()

    def pair(book):
        handle = book.subject(digest("li"), create=True)
        state = hashlib.sha256(str(book.next_index()).encode()).hexdigest()[:4]
        say(book, handle, f"s-{state}", key="one")
        say(book, handle, f"s-{state}", key="two")

    def write():
        for _ in range(EACH * 4):
            store.write("acme", pair)
        stop.set()

    def look(book):
        handle = book.handle_of(digest("li"))
        states = {each.value["state"] for each in book.standing(handle)} if handle else set()
        assert len(states) <= 1
        assert len(list(book.entries())) == book.head().size

    def read():
        while not stop.is_set():
            store.read("acme", look)

    together(write, read, read)
    store.read("acme", look)


def test_closing_waits_for_what_was_handed_in(store):
    done, refused = [], []

    def many():
        try:
            for _ in range(EACH):
                _, index = store.write("acme", set_state("li", "open"))
                done.append(index)
        except StoreUnavailable as error:
            refused.append(error)

    together(many, many, many, store.close)
    assert sorted(done) == list(range(len(done)))
    assert len(refused) == 3 or len(done) == 3 * EACH


@pytest.mark.postgres
def test_two_processes_on_one_postgres(postgres):
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=write_states, args=(postgres, name, 60)) for name in ("a", "b")]
    for worker in workers:
        worker.start()
    store = open_store(postgres, clock=Clock(), randomness=Seeded("third"))
    for step in range(60):
        store.write("acme", set_state("li", f"c-{step}"))
    for worker in workers:
        worker.join(60)
        assert worker.exitcode == 0
    assert store.read("acme", check_tree) == 300
    states = store.read("acme", lambda book: check_person(book, "li"))
    assert sorted(states) == sorted(f"{who}-{step}" for who in "abc" for step in range(60))
    for who in "abc":
        assert [each for each in states if each[0] == who] == [f"{who}-{step}" for step in range(60)]
    store.close()
