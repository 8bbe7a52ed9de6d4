"""Many at once: people of whom everything is destroyed, in a draft and underneath; entries of a crowd, and many rows in one go."""

from __future__ import annotations

from contextlib import suppress

import pytest

from tests.stores.books import AT, SALTS, check_tree, digest, entry
from troth.adapters.stores.memory import MemoryStore
from troth.adapters.stores.turns import Job
from troth.consent.errors import BookError
from troth.ledger import Entry, EntryKind, Value, read_entry
from troth.vault.ports import FindRow, KeyRow, PeopleRows, RecordRow

LI, WANG, HAN = "11" * 16, "22" * 16, "33" * 16
EVERYBODY = [LI, WANG, HAN]
TAGS = {who: bytes([at]) * 16 for at, who in enumerate(EVERYBODY)}


def keep(book, handle, parts=("contact", "name"), version=1):
    """Keep a key, groups and two blind indexes of somebody."""
    book.keep_key(KeyRow(handle, b"w%d" % version, 1))
    for part in parts:
        book.keep_record(RecordRow(handle, part, version, b"s%d" % version))
    book.keep_find(FindRow("phone", 1, TAGS[handle], handle))
    book.keep_find(FindRow("email", 1, TAGS[handle], handle))


def look(book):
    """Everything that a book says of the three."""
    people = book.rows_of_people(EVERYBODY)
    return (
        [book.key_row(each) for each in EVERYBODY],
        [book.record(each, part) for each in EVERYBODY for part in ("contact", "name")],
        [book.record_and_key(each, "contact") for each in EVERYBODY],
        [list(book.records(each)) for each in EVERYBODY],
        [book.records_and_key(each) is None for each in EVERYBODY],
        [book.rows_of(each, ["contact"], indexed=True).key for each in EVERYBODY],
        [dict(book.rows_of(each, ["contact"], indexed=True).records) for each in EVERYBODY],
        [list(book.rows_of(each, ["contact"], indexed=True).finds) for each in EVERYBODY],
        [list(book.finds_of(each)) for each in EVERYBODY],
        PeopleRows(sorted(people.keys), sorted(people.records), sorted(people.finds)),
        [list(book.holders("phone", {1: TAGS[each]})) for each in EVERYBODY],
        [list(book.holders_in("phone", 1, TAGS[each]) or ()) for each in EVERYBODY],
        sorted(row.handle for row in book.keys_below(2, 9)),
        [row.handle for row in book.keys_below(2, 1)],
        book.count_below(2),
        sorted(row.handle for row in book.finds_below("phone", 2, 9)),
        len(book.finds_below("phone", 2, 1)),
        list(book.key_handles("", 9)),
        list(book.key_handles("", 1)),
    )


def one_by_one(book, handle):
    """Destroy everything of somebody, row by row."""
    for row in book.records(handle):
        book.drop_record(handle, row.part)
    for find in book.finds_of(handle):
        book.drop_find(find)
    book.drop_key(handle)


def twice(store, destroy):
    """What is seen within a work and after it, when people are destroyed and some come back."""
    seen = []

    def fill(book):
        for each in EVERYBODY:
            keep(book, each)

    def work(book):
        keep(book, WANG, parts=("location",), version=2)
        destroy(book, [LI, WANG])
        seen.append(look(book))
        keep(book, LI, parts=("contact",), version=3)
        seen.append(look(book))
        destroy(book, [LI])
        seen.append(look(book))
        keep(book, LI, parts=("name",), version=4)
        seen.append(look(book))

    store.write("acme", fill)
    store.write("acme", work)
    seen.append(store.read("acme", look))
    store.write("acme", lambda book: destroy(book, EVERYBODY))
    seen.append(store.read("acme", look))
    return seen


def test_a_draft_says_the_same_as_if_every_row_had_been_dropped(store):
    together = twice(store, lambda book, people: book.drop_people(people))
    alone = twice(store, lambda book, people: [one_by_one(book, each) for each in people])
    assert together == alone
    assert together[0][0][:2] == [None, None]
    assert together[0][0][2] is not None
    assert together[-2][0][0] == KeyRow(LI, b"w4", 1)
    assert together[-1][0] == [None, None, None]


def test_who_is_destroyed_and_kept_again_has_what_was_kept(store):
    def fill(book):
        keep(book, LI)
        keep(book, HAN)

    def work(book):
        book.drop_people([LI])
        keep(book, LI, parts=("contact",), version=7)

    store.write("acme", fill)
    store.write("acme", work)
    assert store.read("acme", lambda book: [row.part for row in book.records(LI)]) == ["contact"]
    assert store.read("acme", lambda book: book.key_row(LI)) == KeyRow(LI, b"w7", 1)
    assert store.read("acme", lambda book: len(book.records(HAN))) == 2


def test_what_there_was_is_told_once(store):
    def fill(book):
        for each in (LI, HAN):
            keep(book, each)

    store.write("acme", fill)
    told = store.write("acme", lambda book: [book.drop_people(EVERYBODY), book.drop_people(EVERYBODY)])
    assert [[sorted(each) for each in (rows.keys, rows.records, rows.finds)] for rows in told] == [
        [[LI, HAN], sorted([LI, HAN] * 2), sorted([LI, HAN] * 2)],
        [[], [], []],
    ]
    assert store.read("acme", lambda book: list(book.rows_of_people(EVERYBODY).records)) == []


def test_a_work_that_fails_leaves_nobody_destroyed_and_does_not_hold_up_its_group(store):
    """What a database destroys as it looks comes back with the failure, and the others of the group are run again without it."""

    def gone(*people, fails=False):
        def work(book):
            rows = book.drop_people(people)
            book.append(entry("acme", people[0]))
            if fails:
                raise ValueError(people[0])
            return sorted(rows.keys), book.rows_of_people(EVERYBODY).keys

        return work

    def fill(book):
        for each in EVERYBODY:
            keep(book, each)

    store.write("acme", fill)
    jobs = [Job("acme", gone(WANG)), Job("acme", gone(LI, fails=True)), Job("acme", gone(WANG, HAN))]
    if isinstance(store, MemoryStore):
        for job in jobs:
            with suppress(ValueError):
                job.result = store.write("acme", job.work)
    else:
        store._group(jobs)
        assert [type(job.error) for job in jobs] == [type(None), ValueError, type(None)]
    assert [sorted(job.result[0]) if job.result else None for job in jobs] == [[WANG], None, [HAN]]
    assert [sorted(job.result[1]) for job in jobs if job.result] == [[LI, HAN], [LI]]
    assert store.read("acme", lambda book: [row.part for row in book.records(LI)]) == ["contact", "name"]
    assert store.read(
        "acme", lambda book: (list(book.holders("phone", {1: TAGS[LI]})), book.key_row(LI) is not None)
    ) == ([LI], True)
    assert store.read("acme", lambda book: [book.key_row(each) for each in (WANG, HAN)]) == [None, None]
    assert store.read("acme", check_tree) == 2
    with pytest.raises(ValueError, match=LI):
        store.write("acme", gone(LI, fails=True))
    assert store.read("acme", lambda book: book.rows_of_people(EVERYBODY).keys) == [LI]


def test_entries_of_a_crowd_stand_in_the_tree_like_others(store):
    def first():
        body: dict[str, Value] = {
            "place": "vault",
            "act": "erase",
            "state": "done",
            "clauses": ("right.delete",),
            "cites": (0,),
        }
        return Entry(EntryKind.HOLDING_ANSWERED, AT, "acme", SALTS(16).hex(), subject="00" * 16, body=body)

    handles = [digest(f"p{number}")[:32] for number in range(300)]

    def work(book):
        at = [book.append(entry("acme", None)), book.append(entry("acme", handles[7]))]
        at.append(book.append_alike(first(), [(each, number) for number, each in enumerate(handles)]))
        at += [book.append(entry("acme", handles[7])), book.append(entry("acme", None))]
        assert check_tree(book) == 304
        return at

    assert store.write("acme", work) == [0, 1, 2, 302, 303]
    assert store.write("acme", lambda book: book.append_alike(first(), [(handles[7], 5)])) == 304
    assert store.read("acme", check_tree) == 305
    found = store.read("acme", lambda book: list(book.entries_of(handles[7])))
    assert [at for at, _ in found] == [1, 9, 302, 304]
    assert [read_entry(data).body.get("cites") for _, data in found] == [None, (7,), None, (5,)]
    salts = store.read("acme", lambda book: {read_entry(data).salt for data in book.entries()})
    assert len(salts) == 305


def test_a_crowd_of_another_controller_is_refused(store):
    body: dict[str, Value] = {"place": "vault", "act": "erase", "state": "done", "code": "replayed"}
    said = Entry(EntryKind.HOLDING_ANSWERED, AT, "other", "00" * 16, subject=LI, body=body)
    with pytest.raises(BookError):
        store.write("acme", lambda book: book.append_alike(said, [(LI, None)]))
    assert store.read("acme", check_tree) == 0


def test_many_rows_are_kept_as_few_are(store):
    names = [f"p{number}" for number in range(2_050)]  # more than go abreast in one statement

    def work(book):
        handles = [book.subject(digest(name), create=True) for name in names]
        for at, handle in enumerate(handles[:20]):
            book.append(entry("acme", handle if at % 2 else None))
        return handles

    handles = store.write("acme", work)
    assert len({*handles}) == len(names)
    assert store.read("acme", lambda book: [book.digest_of(each) for each in handles[::97]]) == [
        digest(name) for name in names[::97]
    ]
    assert store.read("acme", check_tree) == 20
