"""What only the PostgreSQL store promises: controllers kept apart by the database, and a connection that may break."""

from __future__ import annotations

import random
import re

import psycopg
import pytest
from psycopg import errors as sql

from tests.stores.books import Clock, Seeded, check_tree, digest, say, set_state
from troth.adapters.stores import open_store
from troth.adapters.stores.errors import NotAllowed, StoreUnavailable, Unconfirmed
from troth.adapters.stores.postgres_errors import narrowed
from troth.adapters.stores.postgres_lines import PostgresLines
from troth.adapters.stores.schema import BOOKS

pytestmark = pytest.mark.postgres

TABLES = [table.name for table in BOOKS]


@pytest.fixture
def store(postgres):
    opened = open_store(postgres, clock=Clock(), randomness=Seeded())
    yield opened
    opened.close()


@pytest.fixture
def filled(store):
    def work(book):
        handle = book.subject(digest("li"), create=True)
        for _ in range(256):
            say(book, handle, "open")

    for controller in ("acme", "globex"):
        store.write(controller, work)
    return store


@pytest.mark.parametrize("role", ["owner", "troth_books"])
@pytest.mark.parametrize("table", ["heads", "entries", "subtrees", "subjects", "standing"])
def test_without_a_controller_there_are_no_rows(filled, postgres, role, table):
    with psycopg.connect(postgres) as connection:
        if role != "owner":
            connection.execute(f"SET LOCAL ROLE {role}")
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
        connection.execute("SET LOCAL troth.controller = ''")
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
        connection.execute("SET LOCAL troth.controller = 'acme'")
        found = connection.execute(f"SELECT DISTINCT controller FROM {table}").fetchall()
        assert found == [("acme",)]


def test_the_role_owns_nothing_and_bypasses_nothing(filled, postgres):
    with psycopg.connect(postgres) as connection:
        rows = connection.execute(
            "SELECT relname, relrowsecurity, relforcerowsecurity, pg_get_userbyid(relowner) = 'troth_books'"
            " FROM pg_class WHERE relname = ANY(%s)",
            (TABLES,),
        ).fetchall()
        assert sorted(rows) == sorted((name, True, True, False) for name in TABLES)
        assert connection.execute(
            "SELECT rolsuper, rolbypassrls, rolcanlogin FROM pg_roles WHERE rolname = 'troth_books'"
        ).fetchone() == (False, False, False)


def as_books(connection, controller):
    connection.execute("SET LOCAL ROLE troth_books")
    connection.execute(f"SET LOCAL troth.controller = '{controller}'")


def test_a_row_of_another_controller_cannot_be_written(filled, postgres):
    with psycopg.connect(postgres) as connection:
        as_books(connection, "acme")
        with pytest.raises(sql.InsufficientPrivilege):
            connection.execute("INSERT INTO texts VALUES ('globex', repeat('ab', 32), 'x')")
    with psycopg.connect(postgres) as connection:
        as_books(connection, "acme")
        with pytest.raises(sql.InsufficientPrivilege):
            connection.execute("UPDATE standing SET controller = 'globex'")


@pytest.mark.parametrize("table", ["entries", "subtrees", "policies", "texts", "controllers"])
@pytest.mark.parametrize("act", ["UPDATE {} SET controller = controller", "DELETE FROM {}", "TRUNCATE {}"])
def test_what_is_appended_cannot_be_changed(filled, postgres, table, act):
    with psycopg.connect(postgres) as connection:
        as_books(connection, "acme")
        with pytest.raises(sql.InsufficientPrivilege):
            connection.execute(act.format(table))


def test_a_connection_of_the_pool_forgets_its_controller(filled):
    chance = random.Random(1)
    handles = {
        name: filled.read(name, lambda book: book.handle_of(digest("li"))) for name in ("acme", "globex")
    }
    assert handles["acme"] != handles["globex"]
    for _ in range(500):
        name = chance.choice(("acme", "globex", "initech"))
        assert filled.read(name, lambda book: book.handle_of(digest("li"))) == handles.get(name)
    connection = filled._pool.getconn()
    try:
        assert connection.execute("SELECT current_user <> 'troth_books'").fetchone() == (True,)
        assert connection.execute("SELECT current_setting('troth.controller', true)").fetchone() in (
            (None,),
            ("",),
        )
        assert connection.execute("SHOW synchronous_commit").fetchone() == ("on",)
        assert connection.execute("SHOW statement_timeout").fetchone() == ("15s",)
    finally:
        filled._pool.putconn(connection)


def end_connections(postgres):
    """End every other connection of the database, as a restart of the server would."""
    with psycopg.connect(postgres) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_connections_that_broke_while_idle_are_replaced(store, postgres):
    store.write("acme", set_state("li", "open"))
    end_connections(postgres)
    assert store.read("acme", check_tree) == 1
    end_connections(postgres)
    store.write("acme", set_state("li", "closed"))
    assert store.read("acme", check_tree) == 2


def test_a_transaction_that_breaks_off_is_run_again(store, postgres):
    runs = []

    def work(book):
        runs.append(book)
        handle = book.subject(digest("li"), create=True)
        if len(runs) == 1:
            end_connections(postgres)
        book.standing("")
        return say(book, handle, "open")

    assert store.write("acme", work) == 0
    assert len(runs) == 2
    assert store.read("acme", check_tree) == 1


def test_a_transaction_that_always_breaks_off_is_given_up(store, postgres):
    def work(book):
        say(book, "", "open", kind="service")
        end_connections(postgres)
        book.standing("")

    with pytest.raises(StoreUnavailable):
        store.write("acme", work)
    assert store.read("acme", check_tree) == 0
    store.write("acme", set_state("li", "open"))


def test_a_commit_that_is_not_answered_is_not_repeated(store, postgres, monkeypatch):
    store.write("acme", set_state("li", "open"))
    real = PostgresLines.commit

    def cut(lines):
        with psycopg.connect(postgres) as other:
            other.execute("SELECT pg_terminate_backend(%s)", (lines.connection.info.backend_pid,))
        real(lines)

    runs = []

    def work(book):
        runs.append(book)
        return set_state("li", "closed")(book)

    monkeypatch.setattr(PostgresLines, "commit", cut)
    with pytest.raises(Unconfirmed):
        store.write("acme", work)
    assert len(runs) == 1
    monkeypatch.undo()
    assert store.read("acme", check_tree) in (1, 2)


def test_one_ruined_work_does_not_take_the_others_of_its_group(store, monkeypatch):
    def slow(book):
        say(book, "", "open", kind="service")
        book._ground._ground._lines.connection.execute("SET LOCAL statement_timeout = '20ms'")
        book._ground._ground._lines.connection.execute("SELECT pg_sleep(1)")

    from troth.adapters.stores.turns import Job

    good, bad, last = (
        Job("acme", work) for work in (set_state("li", "open"), slow, set_state("wang", "open"))
    )
    store._group([good, bad, last])
    assert (good.error, last.error) == (None, None)
    assert isinstance(bad.error, sql.QueryCanceled)
    assert (good.result[1], last.result[1]) == (0, 1)
    assert store.read("acme", check_tree) == 2


def test_a_statement_over_its_time_is_late(store):
    def slow(book):
        lines = book._ground._ground._lines
        book.head()  # a transaction begins with its first statement
        lines.connection.execute("SET LOCAL statement_timeout = '20ms'")
        lines.connection.execute("SET LOCAL lock_timeout = 0")
        from troth.adapters.stores.prepared import Prepared

        lines.rows(Prepared("SELECT 1 FROM pg_sleep(1)", ()), ())

    with pytest.raises(StoreUnavailable) as caught:
        store.write("acme", slow)
    assert "time limit" in caught.value.text("en")
    store.write("acme", set_state("li", "open"))


def test_a_user_without_the_role_is_told_what_to_do(postgres_server, postgres):
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS troth_stranger")
        connection.execute("CREATE ROLE troth_stranger LOGIN")
    stranger = re.sub("//[^:]*:", "//troth_stranger:", postgres)
    with pytest.raises(NotAllowed) as caught:
        open_store(stranger, clock=Clock(), randomness=Seeded())
    assert "troth_books" in caught.value.help("zh")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:hunter2@127.0.0.1:1/none",
        "postgresql://u:hunter2@nowhere.invalid/none",
        "postgresql://u:hunter2@/none?host=/nonexistent",
        "postgresql://u:hunter2@:bad:/none",
    ],
)
def test_a_server_that_is_not_there_is_unavailable_and_its_password_stays_secret(url):
    with pytest.raises(StoreUnavailable) as caught:
        open_store(url, clock=Clock(), randomness=Seeded())
    found = caught.value
    assert "hunter2" not in f"{found} {found.text('zh')} {found.help('en')} {found.__cause__}"
    assert found.__suppress_context__


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (sql.DiskFull, "the disk is full"),
        (sql.LockNotAvailable, "something else holds it"),
        (sql.DeadlockDetected, "something else holds it"),
        (sql.SerializationFailure, "something else holds it"),
        (sql.QueryCanceled, "time limit"),
        (sql.AdminShutdown, "connection was lost"),
        (sql.CannotConnectNow, "cannot be reached"),
        (sql.UniqueViolation, "refused the statement"),
        (psycopg.OperationalError, "connection was lost"),
    ],
)
def test_errors_of_the_driver_are_narrowed_and_say_no_value(error, said):
    found = narrowed(error("DETAIL: Key (digest)=(secret-value) already exists"))
    assert isinstance(found, StoreUnavailable)
    assert said in found.text("en")
    assert "secret-value" not in str(found)
