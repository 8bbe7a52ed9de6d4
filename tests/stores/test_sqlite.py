"""What only the SQLite store promises: one owner, an encrypted file, nothing half done on a full disk."""

from __future__ import annotations

import multiprocessing
import resource
import signal

import pytest
from sqlcipher3 import dbapi2

from tests.stores.books import Clock, Seeded, check_tree, digest, entry, say, set_state
from troth.adapters.stores import errors, open_store
from troth.adapters.stores.errors import (
    BadAddress,
    Occupied,
    StoreUnavailable,
    Unconfirmed,
    UnsafeSqlite,
    WrongKey,
)
from troth.adapters.stores.sqlite import check_version, connect
from troth.consent.ports import Statement

KEY, OTHER_KEY = b"\x07" * 32, b"\x08" * 32


def opened(path, key=None):
    return open_store(f"sqlite:///{path}", key=key, clock=Clock(), randomness=Seeded())


@pytest.fixture
def path(tmp_path):
    return tmp_path / "books.db"


def files(path):
    return {each.name: each.read_bytes() for each in path.parent.iterdir()}


@pytest.mark.parametrize("version", [(3, 7, 0), (3, 40, 1), (3, 51, 2)])
def test_a_sqlite_that_can_damage_a_file_is_refused(version, monkeypatch, path):
    with pytest.raises(UnsafeSqlite):
        check_version(version)
    monkeypatch.setattr(dbapi2, "sqlite_version_info", version)
    with pytest.raises(UnsafeSqlite):
        opened(path)
    assert list(path.parent.iterdir()) == []


@pytest.mark.parametrize("version", [(3, 6, 23), (3, 51, 3), (3, 53, 4), (4, 0, 0)])
def test_another_sqlite_is_taken(version):
    check_version(version)


def test_the_sqlite_that_is_locked_is_taken():
    check_version(dbapi2.sqlite_version_info)


@pytest.mark.parametrize(("made", "used"), [(KEY, OTHER_KEY), (KEY, None), (None, KEY)])
def test_a_file_opens_with_its_own_key_only(path, made, used):
    opened(path, made).close()
    before = path.read_bytes()
    with pytest.raises(WrongKey):
        opened(path, used)
    assert path.read_bytes() == before
    store = opened(path, made)
    store.write("acme", set_state("li", "open"))
    store.close()


def test_a_file_that_is_no_store_is_refused(path):
    path.write_bytes(b"hello, this is a letter and no database\n" * 200)
    with pytest.raises(WrongKey):
        opened(path)
    assert path.read_bytes().startswith(b"hello")


@pytest.mark.parametrize("key", [b"", b"short", b"x" * 33])
def test_a_key_of_another_length_is_refused(path, key):
    with pytest.raises(BadAddress):
        opened(path, key)
    assert list(path.parent.iterdir()) == []


@pytest.mark.parametrize(
    "url",
    [
        "",
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "sqlite:///a.db?mode=ro",
        "mysql://u:secret@h/d",
        "x",
    ],
)
def test_an_address_that_is_not_understood_is_refused_and_not_repeated(url):
    with pytest.raises(BadAddress) as caught:
        open_store(url, clock=Clock(), randomness=Seeded())
    assert "secret" not in str(caught.value)


def test_a_folder_that_is_not_there_is_unavailable(tmp_path):
    with pytest.raises(StoreUnavailable) as caught:
        opened(tmp_path / "nowhere" / "books.db")
    assert "nowhere" not in str(caught.value)


def test_one_owner_at_a_time(path):
    store = opened(path)
    with pytest.raises(Occupied):
        opened(path)
    store.write("acme", set_state("li", "open"))
    store.close()
    again = opened(path)
    assert again.read("acme", check_tree) == 1
    again.close()


def test_a_folder_in_the_place_of_the_file_is_unavailable(path):
    path.mkdir()
    with pytest.raises(StoreUnavailable):
        opened(path)


def test_the_files_are_their_owner_s_only(path):
    store = opened(path)
    store.write("acme", set_state("li", "open"))
    modes = {each.name: each.stat().st_mode & 0o777 for each in path.parent.iterdir()}
    store.close()
    assert set(modes) >= {"books.db", "books.db-wal", "books.db.lock"}
    assert set(modes.values()) == {0o600}


def test_a_refused_opening_lets_go_of_the_lock(path):
    opened(path, KEY).close()
    with pytest.raises(WrongKey):
        opened(path, OTHER_KEY)
    opened(path, KEY).close()


CANARY = "canary-zwieback-93"


def with_canary(book):
    index = book.append(entry("acme", None))
    value = {"state": [CANARY] * 20}
    book.state(Statement("", "note", CANARY, index, "2026-02-10T09:00:00.000Z", value))


def test_nothing_is_readable_in_an_encrypted_file(path):
    store = opened(path, KEY)
    store.write("acme", with_canary)
    store.write("acme", set_state("li", "open"))
    while_open = files(path)
    store.close()
    for found in (while_open, files(path)):
        for content in found.values():
            assert CANARY.encode() not in content
            assert digest("li").encode() not in content
            assert b"SQLite format 3" not in content
            assert b"CREATE TABLE" not in content
            assert KEY not in content


def test_what_was_replaced_is_overwritten(path):
    store = opened(path)
    store.write("acme", with_canary)
    assert any(CANARY.encode() in content for content in files(path).values())

    def replace(book):
        index = book.append(entry("acme", None))
        book.state(Statement("", "note", CANARY, index, "2026-02-10T09:00:00.000Z", {"state": "gone"}))

    store.write("acme", replace)
    store.close()
    left = b"".join(files(path).values())
    assert left.count(CANARY.encode()) == 1, "the key stays, the value that was replaced does not"
    assert "books.db-wal" not in files(path)


def test_the_writer_flushes_and_only_it_checkpoints(path):
    def setting(connection, name):
        return connection.execute(f"PRAGMA {name}").fetchone()[0]

    opened(path).close()
    writer, reader = connect(path, None, writing=True), connect(path, None, writing=False)
    assert setting(writer, "journal_mode") == "wal"
    assert setting(writer, "synchronous") == 2
    assert setting(writer, "secure_delete") == 1
    assert setting(writer, "wal_autocheckpoint") > 0
    assert setting(reader, "wal_autocheckpoint") == 0
    for each in (writer, reader):
        assert setting(each, "foreign_keys") == 1
        assert setting(each, "mmap_size") == 0
    with pytest.raises(dbapi2.OperationalError):
        reader.execute("DELETE FROM entries")
    writer.close()
    reader.close()


def test_a_full_disk_refuses_the_whole_act(path):
    store = opened(path)
    store.write("acme", set_state("li", "open"))
    before = store.read("acme", lambda book: (book.head(), book.standing(book.handle_of(digest("li")))))
    connection = store._writer.connection
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages + 2}").fetchone()

    def much(book):
        for number in range(200):
            say(book, book.subject(digest(f"p{number}"), create=True), "open")

    with pytest.raises(StoreUnavailable) as caught:
        store.write("acme", much)
    assert "full" in caught.value.text("en")
    assert "磁盘已满" in caught.value.text("zh")
    assert (
        store.read("acme", lambda book: (book.head(), book.standing(book.handle_of(digest("li"))))) == before
    )
    assert store.read("acme", lambda book: book.handle_of(digest("p0"))) is None
    connection.execute("PRAGMA max_page_count = 100000").fetchone()
    store.write("acme", much)
    assert store.read("acme", check_tree) == 201
    store.close()


def test_every_page_too_few_in_turn(path):
    """The disk is full after 0, 1, 2 ... further pages, until the act goes through: done or not done, no between."""
    store = opened(path)
    connection = store._writer.connection

    def much(book):
        for number in range(60):
            say(book, book.subject(digest(f"p{number}"), create=True), "open")

    refused = 0
    for more in range(1000):
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + more}").fetchone()
        try:
            store.write("acme", much)
        except StoreUnavailable:
            refused += 1
            assert store.read("acme", check_tree) == 0
            assert store.controllers() == []
        else:
            break
    assert refused > 2
    assert store.read("acme", check_tree) == 60
    store.close()


def write_against_a_limit(path, limit):
    """In a process of its own: no file may grow over `limit` bytes. Exit code 3 when it came out as it must."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    store = opened(path)
    done = 0
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    try:
        while True:
            store.write("acme", set_state("li", f"s-{done}"))
            done += 1
    except StoreUnavailable:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    size = store.read("acme", check_tree)
    store.close()
    raise SystemExit(3 if done <= size <= done + 1 and done else 4)


@pytest.mark.parametrize("limit", [80_000, 100_001, 131_072])
def test_a_write_error_of_the_system_is_not_half_an_act(path, limit):
    opened(path).close()
    worker = multiprocessing.get_context("forkserver").Process(
        target=write_against_a_limit, args=(path, limit)
    )
    worker.start()
    worker.join(60)
    assert worker.exitcode == 3
    store = opened(path)
    assert store.read("acme", check_tree) > 0
    store.write("acme", set_state("li", "open"))
    store.close()


class Failing:
    """A connection whose COMMIT is not confirmed by the disk."""

    def __init__(self, connection):
        self._connection = connection
        self.fails = True

    def __getattr__(self, name):
        return getattr(self._connection, name)

    def execute(self, text, *rest):
        if text == "COMMIT" and self.fails:
            error = dbapi2.OperationalError("disk I/O error")
            error.sqlite_errorcode = 10 | (4 << 8)  # SQLITE_IOERR_FSYNC
            raise error
        return self._connection.execute(text, *rest)


def test_after_an_unconfirmed_commit_the_store_stops(path):
    store = opened(path)
    store.write("acme", set_state("li", "open"))
    store._writer.connection = Failing(store._writer.connection)
    with pytest.raises(Unconfirmed):
        store.write("acme", set_state("li", "closed"))
    store._writer.connection.fails = False
    with pytest.raises(StoreUnavailable):
        store.write("acme", set_state("li", "closed"))
    store.close()
    again = opened(path)
    assert again.read("acme", check_tree) == 1
    again.write("acme", set_state("li", "closed"))
    again.close()


def test_an_interrupted_work_goes_to_its_caller_and_the_store_goes_on(path):
    store = opened(path)

    def interrupted(book):
        say(book, "", "open", kind="service")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.write("acme", interrupted)
    store.write("acme", set_state("li", "open"))
    assert store.read("acme", check_tree) == 1
    store.close()


def test_every_error_says_what_to_do_in_both_languages():
    for code in (5, 10, 11, 13, 14, 26, 1):
        error = dbapi2.OperationalError("x")
        error.sqlite_errorcode = code
        from troth.adapters.stores.sqlite import narrowed

        found = narrowed(error)
        assert found.help("en")
        assert found.help("zh")
    assert set(errors.REASONS) >= {"full", "disk", "damaged"}
