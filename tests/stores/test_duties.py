"""One suite for every store: duties are kept with what causes them, found by time, and held by one worker at a time."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlcipher3 import dbapi2

from tests.stores.books import Clock, Seeded, digest, say
from troth.adapters.stores import open_store
from troth.adapters.stores.statements import compiled, sqlite_dialect
from troth.consent.errors import BookError
from troth.duties import Term, close, close_parents, complete, open_duty, opened, remind, retry, take_up, void
from troth.duties.errors import Fenced, NoSuchDuty

NOW = datetime(2026, 2, 10, 1, 0, tzinfo=UTC)
LEASE = timedelta(minutes=5)
RECEIPT = "ab" * 32
TERMS = (Term(10, "hour", "CN", "right.delete", pauses=True),)


def duty(part="-", kind="tell-recipient", about="case-1", anchor=NOW, **more):
    return opened(kind, about=about, part=part, clauses=("right.delete",), anchor=anchor, terms=TERMS, **more)


def keep(*duties):
    return lambda book: [open_duty(book, each) for each in duties]


def claim(now=NOW, most=10, lease=LEASE):
    return lambda book: take_up(book, now, lease=lease, most=most)


def test_a_duty_is_kept_as_it_is_and_found(store):
    def work(book):
        handle = book.subject(digest("li"), create=True)
        stopped = duty("b", handle=handle).wait("proof", NOW + timedelta(microseconds=7))
        keep(duty("a"), stopped, duty(about="case-2"))(book)
        assert book.duty(stopped.id) == stopped
        assert [each.part for each in book.duties_about("case-1")] == ["a", "b"]
        return handle, stopped

    handle, stopped = store.write("acme", work)

    def look(book):
        assert book.duty("tell-recipient/none/-") is None
        assert [each.part for each in book.duties_about("case-1")] == ["a", "b"]
        assert book.duties_of(handle) == [stopped]
        return book.duty(stopped.id)

    assert store.read("acme", look) == stopped
    assert store.read("globex", lambda book: list(book.duties_about("case-1"))) == []
    assert store.read("globex", lambda book: list(book.ready(NOW, 9))) == []


def test_act_entry_and_duty_are_kept_together_or_not_at_all(store):
    def work(book, stop):
        say(book, book.subject(digest("li"), create=True), "closed")
        keep(duty())(book)
        if stop:
            raise KeyError("stop")

    with pytest.raises(KeyError):
        store.write("acme", lambda book: work(book, stop=True))
    assert store.read("acme", lambda book: (book.head().size, book.duty(duty().id))) == (0, None)
    store.write("acme", lambda book: work(book, stop=False))
    assert store.read("acme", lambda book: (book.head().size, book.duty(duty().id))) == (2, duty())


def test_opening_twice_is_harmless(store):
    store.write("acme", keep(duty()))
    store.write("acme", claim())
    (standing,) = store.write("acme", keep(duty()))
    assert (standing.state, standing.fence) == ("claimed", 1)
    assert store.read("acme", lambda book: book.duty(duty().id).state) == "claimed"


def test_the_longest_ready_is_taken_up_first_and_only_once(store):
    later = duty("later", anchor=NOW + timedelta(minutes=3))
    store.write("acme", keep(later, duty("c"), duty("a"), duty("b"), duty(kind="decide")))
    assert [each.part for each in store.write("acme", claim(most=2))] == ["a", "b"]
    assert [each.part for each in store.write("acme", claim())] == ["c"]
    assert store.write("acme", claim()) == []
    assert [each.part for each in store.write("acme", claim(NOW + timedelta(minutes=3)))] == ["later"]
    again = store.write("acme", claim(NOW + LEASE))
    assert [(each.part, each.fence) for each in again] == [("a", 2), ("b", 2), ("c", 2)]


def test_a_work_sees_what_it_kept_itself(store):
    store.write("acme", keep(duty("a"), duty("c")))

    def work(book):
        keep(duty("b"))(book)
        first = take_up(book, NOW, lease=LEASE, most=2)
        second = take_up(book, NOW, lease=LEASE, most=2)
        return [each.part for each in (*first, *second)]

    assert store.write("acme", work) == ["a", "b", "c"]


def test_a_paused_workers_late_write_is_refused(store):
    store.write("acme", keep(duty()))
    (paused,) = store.write("acme", claim())
    (taker,) = store.write("acme", claim(NOW + LEASE))
    for report in (
        lambda book: complete(book, paused.id, paused.fence, RECEIPT, NOW + LEASE),
        lambda book: retry(book, paused.id, paused.fence, "unreachable", NOW + LEASE),
        lambda book: book.keep_duty(paused.complete(paused.fence, RECEIPT, NOW + LEASE)),
    ):
        with pytest.raises(Fenced):
            store.write("acme", report)
    done = store.write("acme", lambda book: complete(book, taker.id, taker.fence, RECEIPT, NOW + LEASE))
    assert store.read("acme", lambda book: book.duty(done.id)) == done
    assert store.write("acme", claim(NOW + timedelta(days=9))) == []
    with pytest.raises(NoSuchDuty):
        store.write("acme", lambda book: complete(book, "deliver/x/-", 1, RECEIPT, NOW))


def test_what_failed_comes_back_when_its_time_has_come(store):
    store.write("acme", keep(duty()))
    (held,) = store.write("acme", claim())
    store.write("acme", lambda book: retry(book, held.id, held.fence, "unreachable", NOW))
    assert store.write("acme", claim(NOW + timedelta(seconds=59))) == []
    assert [each.attempts for each in store.write("acme", claim(NOW + timedelta(minutes=1)))] == [2]


def test_parents_close_with_their_last_child(store):
    answer = duty(kind="answer")
    whole = duty(kind="complete", parent=answer.id)
    first, second = duty("1", parent=whole.id), duty("2", parent=whole.id)
    apart = duty("3", kind="lapse-backup")
    store.write("acme", keep(answer, whole, first, second, apart))
    assert store.write("acme", lambda book: close_parents(book, first, NOW)) == []
    assert {each.part for each in store.read("acme", lambda book: book.open_children(whole.id, 9))} == {
        "1",
        "2",
    }
    assert len(store.read("acme", lambda book: book.open_children(whole.id, 1))) == 1
    held = {each.id: each for each in store.write("acme", claim())}
    store.write("acme", lambda book: complete(book, first.id, held[first.id].fence, RECEIPT, NOW))
    assert store.read("acme", lambda book: book.duty(whole.id).state) == "open"
    store.write("acme", lambda book: void(book, second.id, "own-authorisation", NOW))
    states = store.read(
        "acme", lambda book: [(each.kind, each.state) for each in book.duties_about("case-1")]
    )
    assert ("answer", "done") in states
    assert ("complete", "done") in states
    assert ("lapse-backup", "claimed") in states


def test_a_parent_is_not_closed_when_a_child_opens_beside_its_last(store):
    whole = duty(kind="complete")
    decided = duty("1", kind="decide", parent=whole.id)
    store.write("acme", keep(whole, decided))

    def work(book):
        keep(duty("2", parent=whole.id))(book)
        close(book, decided.id, RECEIPT, NOW)

    store.write("acme", work)
    assert store.read("acme", lambda book: book.duty(whole.id).state) == "open"


def test_reminders_are_given_once(store):
    store.write("acme", keep(duty("a"), duty("b", anchor=NOW + timedelta(hours=1))))

    def reminded(hours):
        found = store.write("acme", lambda book: remind(book, NOW + timedelta(hours=hours), most=9))
        return [(each.part, percent) for each, percent in found]

    assert [reminded(hours) for hours in (4, 5, 5, 6, 8, 20, 21)] == [
        [],
        [("a", 50)],
        [],
        [("b", 50)],
        [("a", 80)],
        [("b", 100), ("a", 100)],
        [],
    ]


def test_a_book_of_duties_is_closed_when_its_work_ends(store):
    kept = store.write("acme", lambda book: book)
    with pytest.raises(BookError):
        kept.keep_duty(duty())


def test_many_workers_take_up_each_duty_once(store):
    count = 60
    store.write("acme", keep(*(duty(f"{number:03}") for number in range(count))))
    taken: list[str] = []

    def worker():
        while held := store.write("acme", claim(most=3)):
            for each in held:
                store.write("acme", lambda book, each=each: complete(book, each.id, each.fence, RECEIPT, NOW))
                taken.append(each.part)

    threads = [threading.Thread(target=worker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == [f"{number:03}" for number in range(count)]
    assert store.read("acme", lambda book: {each.state for each in book.duties_about("case-1")}) == {"done"}


def test_duties_are_there_when_the_store_is_opened_again(address):
    url, key = address
    if url == "memory:":
        pytest.skip("memory forgets")
    first = open_store(url, key=key, clock=Clock(), randomness=Seeded())
    first.write("acme", keep(duty()))
    (held,) = first.write("acme", claim())
    first.close()
    second = open_store(url, key=key, clock=Clock(), randomness=Seeded())
    assert second.read("acme", lambda book: book.duty(held.id)) == held
    assert [each.fence for each in second.write("acme", claim(NOW + LEASE))] == [2]
    second.close()


@pytest.mark.parametrize(
    ("name", "index"),
    [
        ("entries_of", "ix_entries_subject"),
        ("cases_of", "ix_cases_handle"),
        ("duties_about", "ix_duties_about"),
        ("duties_of", "ix_duties_handle"),
        ("duties_under", "ix_duties_parent"),
        ("duties_ready", "ix_duties_ready"),
        ("duties_reminding", "ix_duties_remind"),
    ],
)
def test_sqlite_never_walks_all_rows_of_a_controller(tmp_path, name, index):
    """Closing a parent reads its case, a withdrawal the person's entries: neither may grow with the size of the books."""
    file = tmp_path / "books.db"
    open_store(f"sqlite:///{file}", clock=Clock(), randomness=Seeded()).close()
    statement = getattr(compiled(sqlite_dialect()), name)
    connection = dbapi2.connect(str(file))
    plan = connection.execute(
        f"EXPLAIN QUERY PLAN {statement.text}", ("1",) * statement.text.count("?")
    ).fetchall()
    connection.close()
    assert index in plan[0][-1]
