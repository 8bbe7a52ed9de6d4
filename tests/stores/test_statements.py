"""Every statement names its controller, and finds its rows by a key that begins with it."""

from __future__ import annotations

import dataclasses
import re
from datetime import UTC, datetime

import psycopg
import pytest
from sqlcipher3 import dbapi2

from tests.stores.books import Clock, Seeded, check_tree, digest, say, set_state
from troth.adapters.stores import open_store
from troth.adapters.stores.postgres_lines import PostgresLines
from troth.adapters.stores.prepared import abreast
from troth.adapters.stores.sealed_statements import TAKES
from troth.adapters.stores.statements import Statements, compiled, postgresql_dialect, sqlite_dialect
from troth.consent.ports import PublishedPolicy
from troth.duties import Term, opened
from troth.ledger import text_digest
from troth.operators.ports import Paper
from troth.rights import Case
from troth.vault.ports import FindRow, KeyRow, RecordRow, SeriesRow, Swap

ACROSS = "controllers"
"""The one statement that is about all controllers: it lists them, and nothing else of them."""

DUTY = opened(
    "deliver",
    about="case-1",
    clauses=("right.access",),
    anchor=datetime(2026, 2, 10, tzinfo=UTC),
    terms=(Term(1, "day", "CN", "right.access"),),
)
TAG = b"\x01" * 16
CASE = Case(
    "case-bcdf-ghjk-mnpq",
    "question",
    "received",
    "",
    "ab" * 16,
    "anyone",
    "mail",
    "1",
    DUTY.anchor,
    DUTY.anchor,
)
DIALECTS = {"sqlite": sqlite_dialect, "postgres": postgresql_dialect}
BY_NAME = {name: compiled(dialect()) for name, dialect in DIALECTS.items()}
HANDLING = re.compile(
    r"BEGIN|COMMIT|ROLLBACK|PRAGMA|SET |SELECT set_config|SELECT count\(\*\) FROM sqlite_master"
)

PAPER = Paper("once", "a", "2026-02-10T09:00:00.000Z", "{}")


def each_statement(statements):
    return [(field.name, getattr(statements, field.name)) for field in dataclasses.fields(Statements)]


CASES = [(database, *each) for database, found in BY_NAME.items() for each in each_statement(found)]


@pytest.mark.parametrize(("database", "name", "prepared"), CASES, ids=[f"{a}-{b}" for a, b, _ in CASES])
def test_a_statement_names_its_controller(database, name, prepared):
    if name == ACROSS:
        assert (
            prepared.text == "SELECT controllers.controller FROM controllers ORDER BY controllers.controller"
        )
        return
    text = prepared.text
    if text.startswith("WITH"):
        whole = re.fullmatch(r"WITH done AS \((.*) RETURNING 1\) SELECT 1 / count\(\*\) FROM done", text)
        whole = whole or re.fullmatch(
            r"WITH gone AS \((DELETE .*) RETURNING \w+\.handle\) SELECT string_agg\(handle, ','\) FROM gone",
            text,
        )
        assert whole is not None
        text = whole[1]
    if text.startswith("UPDATE"):
        assert re.match(r"UPDATE \w+ SET [^()]* WHERE \w+\.controller = (\?|%s)", text)
        return
    assert prepared.parameters[0] == "controller"
    if text.startswith("SELECT"):
        assert re.search(r"WHERE \w+\.controller = (\?|%s)", text)
    else:
        assert re.match(
            r"INSERT INTO \w+ \(controller, |DELETE FROM \w+ WHERE \w+\.controller = (\?|%s)", text
        )


def test_a_statement_has_a_place_for_each_parameter():
    for _, _, prepared in CASES:
        assert len(re.findall(r"\?|%s", prepared.text)) == len(prepared.parameters)


TWINS = {
    twin.text: name
    for name, each in each_statement(BY_NAME["postgres"])
    if (twin := abreast(each)) is not None
}


def test_only_what_changes_no_row_that_is_there_goes_abreast():
    assert len(TWINS) == 8
    for text in TWINS:
        assert re.match(
            r"INSERT INTO \w+ \(controller, [\w, ]+\) SELECT %s::text, many\.\* FROM unnest\(%s::", text
        ), text
        assert "UPDATE" not in text
    assert not any(abreast(each) for _, each in each_statement(BY_NAME["sqlite"]))


def keep_sealed(book, handle):
    book.keep_key(KeyRow(handle, b"w", 1))
    book.keep_record(RecordRow(handle, "contact", 1, b"s"))
    book.keep_find(FindRow("phone", 1, TAG, handle))
    book.keep_series(SeriesRow("phone", 1, b"w", 1))
    book.keep_mark("generation", 1)


OTHERS = ["cd" * 16]


def drop_what_was_just_kept(book):
    book.keep_key(KeyRow(OTHERS[0], b"w", 1))
    book.drop_people(OTHERS)


def swap_sealed(store):
    """Keep somebody new in one go, and then what became of them."""
    key, find = KeyRow("cd" * 16, b"v", 1), FindRow("phone", 1, TAG, "cd" * 16)
    made = RecordRow(key.handle, "contact", 1, b"s")
    assert store.swap("acme", Swap(key, True, 0, [made], [find], ()))
    again = RecordRow(key.handle, "contact", 2, b"t")
    assert store.swap("acme", Swap(key, False, 0, [again], (), [find], [b"s"]))
    assert store.swap("acme", Swap(key, False, 0, [again], (), (), [b"s"])) is False
    other = RecordRow(key.handle, "contact", 3, b"u")
    assert store.swap("acme", Swap(key, False, 0, [other], (), (), [b"x"])) is False  # it never stood so
    assert store.read("acme", lambda book: book.record(key.handle, "contact")) == again


def look_sealed(book, handle):
    return (
        book.key_row(handle),
        book.key_handles("", 9),
        book.keys_below(2, 9),
        book.count_below(2),
        book.record(handle, "contact"),
        book.record_and_key(handle, "contact"),
        book.records(handle),
        book.records_and_key(handle),
        book.rows_of(handle, ["contact"], indexed=True),
        book.rows_of_people([handle]),
        book.finds_of(handle),
        book.finds_below("phone", 2, 9),
        book.holders("phone", {1: TAG}),
        book.holders_in("phone", 1, TAG),
        book.series(),
        book.mark("generation"),
    )


def look_cases(book):
    return (
        book.case(CASE.id),
        book.cases_of(""),
        book.cases_due(DUTY.anchor, 1),
        book.cases_looking(DUTY.anchor, 1),
        book.cases_in("received", "", 1),
        book.cases_between(DUTY.anchor, DUTY.anchor, 1),
        book.count_cases(),
    )


def drop_sealed(book, handle):
    book.drop_key(handle)
    book.drop_record(handle, "contact")
    book.drop_find(FindRow("phone", 1, TAG, handle))
    book.drop_series("phone", 1)


def everything(store):
    """Use every method of the port."""

    def work(book):
        handle = book.subject(digest("li"), create=True)
        for _ in range(300):
            say(book, handle, "open")
        book.keep_text(text_digest("x"), "x")
        book.keep_duty(DUTY)
        book.keep_case(CASE, DUTY.anchor)
        book.keep_paper(PAPER)
        keep_sealed(book, handle)
        book.publish(PublishedPolicy("shop", "1", "ab" * 32, "troth: 1", book.next_index() - 1))
        return handle

    handle = store.write("acme", work)
    store.write("acme", set_state("wang", "closed"))

    def look(book):
        return (
            book.handle_of(digest("li")),
            book.digest_of(handle),
            book.entries_of(handle),
            book.text(text_digest("x")),
            book.policies(),
            book.standing(""),
            check_tree(book),
            book.duty(DUTY.id),
            book.duties_about(DUTY.about),
            book.duties_of(handle),
            book.open_children(DUTY.id, 1),
            book.ready(DUTY.anchor, 1),
            book.reminding(DUTY.anchor, 1),
            look_sealed(book, handle),
            look_cases(book),
            book.paper("once", "a"),
            book.papers("once"),
            book.papers_over("once", "2026-02-11T00:00:00.000Z", 1),
        )

    store.read("acme", look)
    store.write("acme", look)
    swap_sealed(store)
    store.write("acme", lambda book: drop_sealed(book, handle))
    store.write("acme", lambda book: book.drop_people(OTHERS))
    store.write("acme", drop_what_was_just_kept)
    store.write("acme", lambda book: book.drop_paper("once", "a"))
    store.controllers()


def check_said(said, database):
    known = {prepared.text for _, prepared in each_statement(BY_NAME[database])}
    known |= {*TWINS} if database == "postgres" else set()
    for statement in said:
        assert statement in known or HANDLING.match(statement), statement
    used = {name for name, prepared in each_statement(BY_NAME[database]) if prepared.text in said}
    used |= {name for twin, name in TWINS.items() if twin in said and database == "postgres"}
    skipped = {"begin_head", *TAKES} if database == "sqlite" else set()
    assert used == {name for name, _ in each_statement(BY_NAME[database])} - skipped


def test_sqlite_says_nothing_else(tmp_path, monkeypatch):
    said = []
    real = dbapi2.connect

    def listening(*arguments, **named):
        connection = real(*arguments, **named)

        class Listening:
            """Writes down what is said to the connection."""

            def __getattr__(self, name):
                return getattr(connection, name)

            def execute(self, text, *rest):
                said.append(text)
                return connection.execute(text, *rest)

            def executemany(self, text, *rest):
                said.append(text)
                return connection.executemany(text, *rest)

        return Listening()

    path = tmp_path / "books.db"
    open_store(f"sqlite:///{path}", clock=Clock(), randomness=Seeded()).close()
    monkeypatch.setattr(dbapi2, "connect", listening)
    store = open_store(f"sqlite:///{path}", clock=Clock(), randomness=Seeded())
    said.clear()
    everything(store)
    store.close()
    check_said(said, "sqlite")


@pytest.mark.postgres
def test_postgres_says_nothing_else(postgres, monkeypatch):
    said = []
    execute, prepare, say = psycopg.Cursor.execute, PostgresLines._prepare, PostgresLines.say

    def executing(self, query, *rest, **named):
        said.append((query.decode() if isinstance(query, bytes) else str(query)).strip())
        return execute(self, query, *rest, **named)

    def preparing(self, statement):
        said.append(statement.text)
        return prepare(self, statement)

    def saying(self, text):
        said.append(text)
        return say(self, text)

    monkeypatch.setattr(psycopg.Cursor, "execute", executing)
    monkeypatch.setattr(PostgresLines, "_prepare", preparing)
    monkeypatch.setattr(PostgresLines, "say", saying)
    store = open_store(postgres, clock=Clock(), randomness=Seeded())
    said.clear()
    everything(store)
    store.close()
    check_said(said, "postgres")
    assert any("troth_books" in each and "'acme'" in each for each in said)


def arguments(prepared):
    value = {"start": 0, "end": 1, "level": 1, "most": 1, "generation": 1, "series": 1, "tag": TAG}
    return tuple(value.get(name, "x") for name in prepared.parameters)


HANDLED = re.compile(
    r"USE TEMP B-TREE|LIST SUBQUERY|SCAN json_each|(MERGE|COMPOUND QUERY|LEFT|RIGHT|LEFT-MOST SUBQUERY|UNION ALL)\b"
)
READING = [name for name, prepared in each_statement(BY_NAME["sqlite"]) if prepared.text.startswith("SELECT")]


@pytest.mark.parametrize("name", [name for name in READING if name != ACROSS])
def test_sqlite_finds_rows_by_controller(tmp_path, name):
    path = tmp_path / "books.db"
    open_store(f"sqlite:///{path}", clock=Clock(), randomness=Seeded()).close()
    prepared = getattr(BY_NAME["sqlite"], name)
    connection = dbapi2.connect(str(path))
    plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {prepared.text}", arguments(prepared))]
    connection.close()
    found = [step for step in plan if not HANDLED.match(step)]
    assert len(found) == 1 + prepared.text.count(" JOIN ") + prepared.text.count(" UNION ALL ")
    for step in found:
        assert re.match(
            r"SEARCH \w+ USING (PRIMARY KEY|INDEX \w+|COVERING INDEX \w+) \(controller=\?", step
        ), plan


@pytest.mark.postgres
def test_postgres_finds_rows_by_controller(postgres):
    open_store(postgres, clock=Clock(), randomness=Seeded()).close()
    with psycopg.connect(postgres) as connection:
        connection.execute("SET enable_seqscan = off")
        connection.execute("SET LOCAL ROLE troth_books")
        connection.execute("SET LOCAL troth.controller = 'x'")
        for name in READING:
            prepared = getattr(BY_NAME["postgres"], name)
            if name == ACROSS:
                continue
            rows = connection.execute(f"EXPLAIN {prepared.text}", arguments(prepared)).fetchall()
            plan = "\n".join(row[0] for row in rows)
            assert re.search(r"Index Cond: \(.*controller = 'x'", plan), plan
