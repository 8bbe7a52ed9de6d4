"""Connections to PostgreSQL that are settled for a controller: how often they ask, and whom they belong to."""

from __future__ import annotations

import random
import threading

import pytest

from tests.stores.books import Clock, Seeded, digest, say
from troth.adapters.stores import open_store, settled
from troth.adapters.stores.errors import StoreUnavailable
from troth.adapters.stores.postgres_lines import PostgresLines
from troth.vault.ports import KeyRow, RecordRow

pytestmark = pytest.mark.postgres

NAMES = ("acme", "globex", "initech")


@pytest.fixture
def store(postgres):
    opened = open_store(postgres, clock=Clock(), randomness=Seeded())
    yield opened
    opened.close()


@pytest.fixture
def asked(monkeypatch):
    """What goes to the server, one word for each round trip."""
    heard = []
    for name in ("_exchanged", "say", "_prepare"):
        real = getattr(PostgresLines, name)

        def listening(lines, said, name=name, real=real):
            heard.append(said if name == "say" else name)
            return real(lines, said)

        monkeypatch.setattr(PostgresLines, name, listening)
    return heard


def test_a_question_takes_one_round_trip_and_a_write_two(store, asked):
    def write(book):
        rows = book.rows_of("ab" * 16, ["contact"], indexed=True)
        book.keep_record(RecordRow("ab" * 16, "contact", 1 + len(rows.records), b"s"))
        book.keep_key(KeyRow("ab" * 16, b"w", 1))

    for _ in range(2):
        store.write("acme", write)
        store.peek("acme", lambda book: book.record_and_key("ab" * 16, "contact"))
    asked.clear()
    store.peek("acme", lambda book: book.record_and_key("ab" * 16, "contact"))
    assert asked == []  # nothing but the statement itself
    store.write("acme", write)
    assert asked == ["_exchanged", "_exchanged"]


def test_a_connection_serves_the_controller_that_it_is_settled_for(store, monkeypatch):
    monkeypatch.setattr(settled, "MOST_USES", 7)
    handles = {
        name: store.write(name, lambda book: book.subject(digest("li"), create=True)) for name in NAMES[:2]
    }
    wrong, chance = [], random.Random(3)
    plan = [[chance.choice(NAMES) for _ in range(25)] for _ in range(20)]

    def work(names):
        for name in names:
            found = store.peek(name, lambda book: book.handle_of(digest("li")))
            if found != handles.get(name):
                wrong.append(name)

    threads = [threading.Thread(target=work, args=(names,)) for names in plan]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert wrong == []
    assert store._settled._open == len(store._settled._idle) <= settled.MOST


def test_what_was_not_committed_is_not_there_for_the_next(store):
    def broken(book):
        say(book, "", "open", kind="service")
        raise KeyError

    with pytest.raises(KeyError):
        store.write("acme", broken)
    assert store.peek("acme", lambda book: book.head().size) == 0
    assert store.write("acme", lambda book: book.head().size) == 0


def test_whoever_waits_too_long_for_a_connection_is_told(store, monkeypatch):
    monkeypatch.setattr(settled, "WAIT_SECONDS", 0.01)
    taken = [store._settled.take("acme") for _ in range(settled.MOST)]
    with pytest.raises(StoreUnavailable):
        store.peek("acme", lambda book: book.head())
    for each in taken:
        store._settled.put_back(each)
    assert store.peek("acme", lambda book: book.head().size) == 0
