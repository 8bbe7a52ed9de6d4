"""Erasure that stays: bytes, tombstones, restores, and deaths in between."""

from __future__ import annotations

import os
import shutil
import threading

import pytest

from tests.vault.house import LI, WANG
from troth.adapters.vaults import FileTombstones
from troth.vault.errors import ErasedBefore, TombstonesLost, UnsafeSecret


def files_of(house):
    """The bytes of every file of the store, by name."""
    return {file.name: file.read_bytes() for file in house.folder.glob("books.db*")}


def secrets_of(house, handle):
    """Everything of a person that may not be left anywhere: values, key, wrapped key, ciphertexts, tags."""
    key, records, finds = house.store.read(
        "acme", lambda book: (book.key_row(handle), book.records(handle), book.finds_of(handle))
    )
    context = b"key:" + b"".join(
        b"%d:%b" % (len(each), each) for each in (b"acme", handle.encode(), b"", b"0")
    )
    plain = house.keys.unwrap("acme", key.generation, key.wrapped, context)
    values = [value.encode() for value in LI.values()]
    return values, [plain], [key.wrapped, *(each.sealed for each in records)], [each.tag for each in finds]


def test_after_an_erasure_no_byte_is_left_in_any_file(plain):
    li, wang = plain.person("li"), plain.person("wang")
    plain.write(wang, WANG)
    older = []
    for number in range(30):  # several versions, in the log and in the file
        plain.write(li, LI | {"name": f"李雷{number}"})
        older += [each.sealed for each in plain.store.read("acme", lambda book: book.records(li))]
    plain.write(li, LI)
    values, keys, sealed, tags = secrets_of(plain, li)
    before = b"".join(files_of(plain).values())
    assert all(each in before for each in (*sealed, *tags)), "the search would find it if it were there"
    assert not any(each in before for each in (*values, *keys)), "nothing is ever there in plain"
    assert any(each in before for each in older)
    receipt = plain.erase(li)
    assert (receipt.state, receipt.remains) == ("done", ())
    assert not any(
        each in data for data in files_of(plain).values() for each in (*values, *keys, *sealed, *tags, *older)
    )
    assert files_of(plain)["books.db-wal"] == b""
    assert plain.read(wang) == WANG
    plain.close()
    after = b"".join(files_of(plain).values())
    assert not any(each in after for each in (*values, *keys, *sealed, *tags))
    plain.open()


def test_while_a_reader_is_in_the_way_the_erasure_is_unfinished(plain):
    li = plain.person("li")
    plain.write(li, LI)
    _, _, sealed, _ = secrets_of(plain, li)

    def reading(book):
        book.records(li)  # the snapshot begins
        return plain.erase(li)

    receipt = plain.store.read("acme", reading)
    assert (receipt.state, receipt.why) == ("unfinished", ("readers",))
    assert any(each in data for data in files_of(plain).values() for each in sealed)
    assert plain.read(li) == {}, "it is unreadable at once all the same"
    assert plain.erase(li).state == "done"
    assert not any(each in data for data in files_of(plain).values() for each in sealed)


def test_yesterdays_backup_brings_nobody_back(house):
    if not house.url.startswith("sqlite"):
        pytest.skip("the backup of this test is a copy of a file")
    people = {name: house.person(name) for name in ("li", "wang", "zhao")}
    for handle in people.values():
        house.write(handle, LI)
    file = house.folder / "books.db"
    house.close()
    shutil.copy(file, house.folder / "yesterday.db")
    house.open()
    house.erase(people["li"])
    house.erase(people["zhao"])
    house.close()
    for left in house.folder.glob("books.db*"):
        left.unlink()
    shutil.copy(house.folder / "yesterday.db", file)
    house.open()
    assert house.store.read("acme", lambda book: book.key_row(people["li"])) is not None
    assert house.read(people["wang"]) == LI, "the first call about the controller replays the list"
    for name in ("li", "zhao"):
        assert house.store.read("acme", lambda book, name=name: book.key_row(people[name])) is None
        assert house.read(people[name]) == {}
        assert house.entries(people[name]) == [
            (
                "holdings.order.answered",
                {"act": "erase", "code": "replayed", "place": "vault", "state": "done"},
            )
        ]
    assert house.find("phone", LI["phone"]) == [people["wang"]]
    assert house.vault.replay.before("acme") == 0


def test_killed_between_the_tombstone_and_the_rows(house, monkeypatch):
    li = house.person("li")
    house.write(li, LI)

    def killed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(type(house.vault.replay), "_drop", killed)
    with pytest.raises(KeyboardInterrupt):
        house.erase(li)
    monkeypatch.undo()
    if house.url == "memory:":
        house.vault.replay._ready.clear()
    else:
        house.reopen()
    assert house.read(li) == {}
    with pytest.raises(ErasedBefore):
        house.write(li, LI)


def test_a_list_that_is_shorter_than_the_books_say_opens_nothing(house):
    if house.url == "memory:":
        pytest.skip("memory forgets")
    li, wang = house.person("li"), house.person("wang")
    house.write(wang, WANG)
    house.write(li, LI)
    house.erase(li)
    (file,) = (house.folder / "erased").iterdir()
    kept = file.read_bytes()
    file.unlink()
    house.reopen()
    with pytest.raises(TombstonesLost):
        house.read(wang)
    file.write_bytes(kept)
    house.reopen()
    assert house.read(wang) == WANG


@pytest.fixture
def listed(tmp_path):
    """A list with three marks, and how to open it again."""
    secret = bytes((each * 37 + each * each * 11) % 256 for each in range(32))
    first = FileTombstones(tmp_path, secret)
    for mark in ("a", "b", "c"):
        first.add("acme", [mark], "2026-02-10T09:00:00.000Z")
    return tmp_path / "acme.erased", lambda: FileTombstones(tmp_path, secret)


def test_a_list_names_nobody(listed):
    file, opened = listed
    assert opened().known("acme", ["x", "b"])
    assert not opened().known("acme", ["x"])
    assert not opened().known("globex", ["b"])
    assert opened().add("acme", ["b", "b"], "2026-02-11T09:00:00.000Z") == 3
    assert file.stat().st_mode & 0o077 == 0


def test_every_change_of_a_list_is_seen(listed):
    file, opened = listed
    data = file.read_bytes()
    lines = data.splitlines(keepends=True)
    changed = [data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :] for at in range(0, len(data) - 1, 5)]
    for each in [*changed, b"".join(lines[1:]), lines[0] + lines[2], b"".join(lines[::-1])]:
        file.write_bytes(each)
        with pytest.raises(TombstonesLost):
            opened().count("acme")


def test_a_line_cut_off_at_the_end_counts_for_nothing(listed):
    file, opened = listed
    data = file.read_bytes()
    last = len(data.splitlines(keepends=True)[-1])
    for cut in (1, last // 2, last - 1):
        file.write_bytes(data[:-cut])
        again = opened()
        assert (again.count("acme"), again.known("acme", ["c"])) == (2, False)
    assert opened().add("acme", ["d"], "2026-02-11T09:00:00.000Z") == 3
    assert opened().known("acme", ["a", "d"])


def test_two_processes_share_a_list(listed):
    _, opened = listed
    one, other = opened(), opened()
    one.add("acme", ["x"], "2026-02-11T09:00:00.000Z")
    assert other.known("acme", ["x"])
    assert other.add("acme", ["y"], "2026-02-11T09:00:00.000Z") == 5
    assert one.known("acme", ["y"])
    assert opened().count("acme") == 5


def test_threads_that_look_while_a_line_is_written_take_it_once_and_lose_none(listed, monkeypatch):
    _, again = listed
    list_, fsync, seen = again(), os.fsync, []
    before = list_.count("acme")

    def look():
        try:
            seen.append(list_.without("acme", ["somebody-else"]))
        except TombstonesLost as lost:
            seen.append(lost)

    threads = []

    def written(descriptor):
        threads.append(threading.Thread(target=look))
        threads[-1].start()
        threads[-1].join(0.1)  # whoever looks now finds the line in the file already
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", written)
    counts = [list_.add("acme", [f"person-{number}"], "2026-02-10T09:00:00.000Z") for number in range(3)]
    for each in threads:
        each.join()
    assert counts == [before + 1, before + 2, before + 3]
    assert not [each for each in seen if not isinstance(each, int)]
    assert again().count("acme") == before + 3


def test_what_could_not_be_written_is_not_known(listed, monkeypatch):
    _, again = listed
    list_ = again()
    before = list_.count("acme")

    def full(descriptor):
        raise OSError(28, "no space left")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="space"):
            list_.add("acme", ["person-7"], "2026-02-10T09:00:00.000Z")
    assert list_.count("acme") == again().count("acme"), "what is known is what is on disk"
    assert list_.add("acme", ["person-8"], "2026-02-10T09:00:00.000Z") == again().count("acme") > before


def test_a_sample_secret_opens_nothing(tmp_path):
    samples = [
        bytes(32),
        b"\x07" * 32,
        bytes(range(32)),
        bytes(range(64, 0, -2)),
        b"change-me-change-me-change-me-12",
        b"0123456789abcdef0123456789abcdef",
        b"short",
        bytes(range(31)),
    ]
    for each in samples:
        with pytest.raises(UnsafeSecret) as raised:
            FileTombstones(tmp_path, each)
        assert repr(each)[2:10] not in str(raised.value)
