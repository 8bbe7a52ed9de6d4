"""One suite for every store: what the port promises holds on memory, SQLite and PostgreSQL alike."""

from __future__ import annotations

import pytest

from tests.stores.books import AT, check_tree, digest, entry, say, set_state
from troth.adapters.stores.errors import BookError, StaleStatement, StoreUnavailable, VersionChanged
from troth.consent.ports import PublishedPolicy, Statement
from troth.ledger import EMPTY, read_entry, text_digest

HASH, OTHER_HASH = "ab" * 32, "cd" * 32


def test_an_empty_store_says_nothing(store):
    assert store.controllers() == []
    assert store.read("acme", lambda book: book.head()) == EMPTY
    assert store.read("acme", lambda book: list(book.entries())) == []
    assert store.read("acme", lambda book: list(book.standing(""))) == []
    assert store.read("acme", lambda book: book.handle_of(digest("li"))) is None
    assert store.read("acme", lambda book: list(book.policies())) == []
    assert store.read("acme", lambda book: book.text(HASH)) is None
    assert store.controllers() == []


def test_what_was_written_is_read_back(store):
    handle, index = store.write("acme", set_state("li", "open"))
    assert index == 0
    assert len(handle) == 32

    def look(book):
        (standing,) = book.standing(handle)
        ((at, data),) = book.entries_of(handle)
        return book.handle_of(digest("li")), standing, at, read_entry(data)

    known, standing, at, recorded = store.read("acme", look)
    assert known == handle
    assert standing == Statement(handle, "account", "", 0, AT, {"state": "open"})
    assert (at, recorded.subject, recorded.body["state"]) == (0, handle, "open")
    assert store.controllers() == ["acme"]


def test_values_keep_their_json_types(store):
    value = {"b": True, "n": 7, "none": None, "list": ["x", "y"], "deep": {"a": [1, 2]}, "zh": "手机号"}

    def work(book):
        index = book.append(entry("acme", None))
        book.state(Statement("", "origin", "x", index, AT, {**value, "pair": ("a", "b")}))
        return book.standing("")[0].value

    inside = store.write("acme", work)
    outside = store.read("acme", lambda book: book.standing("")[0].value)
    assert inside == outside == {**value, "pair": ["a", "b"]}


def test_a_subject_is_made_only_when_asked(store):
    assert store.write("acme", lambda book: book.subject(digest("li"), create=False)) is None
    made = store.write("acme", lambda book: book.subject(digest("li"), create=True))
    again = store.write("acme", lambda book: book.subject(digest("li"), create=True))
    assert made == again == store.write("acme", lambda book: book.subject(digest("li"), create=False))
    other = store.write("acme", lambda book: book.subject(digest("wang"), create=True))
    assert other != made


def test_a_person_has_another_handle_with_every_controller(store):
    here, _ = store.write("acme", set_state("li", "open"))
    there, _ = store.write("globex", set_state("li", "closed"))
    assert here != there
    assert store.read("globex", lambda book: list(book.standing(here))) == []
    assert store.read("acme", lambda book: list(book.entries_of(there))) == []
    assert store.controllers() == ["acme", "globex"]


def test_a_work_reads_what_it_wrote(store):
    def work(book):
        handle = book.subject(digest("li"), create=True)
        first = say(book, handle, "open")
        second = say(book, handle, "closed")
        book.keep_text(text_digest("同意"), "同意")
        assert book.subject(digest("li"), create=False) == handle == book.handle_of(digest("li"))
        assert [each.value["state"] for each in book.standing(handle)] == ["closed"]
        assert [at for at, _ in book.entries_of(handle)] == [first, second]
        assert book.next_index() == book.head().size == 2
        assert book.text(text_digest("同意")) == "同意"
        return check_tree(book)

    assert store.write("acme", work) == 2
    assert store.read("acme", check_tree) == 2


def test_a_draft_reads_across_its_edge(store):
    for number in range(5):
        store.write("acme", set_state(f"p{number}", "open"))

    def work(book):
        handle = book.subject(digest("p0"), create=False)
        say(book, handle, "closed")
        say(book, handle, "open")
        assert [at for at, _ in book.entries_of(handle)] == [0, 5, 6]
        everything = list(book.entries())
        assert len(everything) == 7
        for start in range(8):
            for end in range(start, 8):
                assert list(book.entries(start, end)) == everything[start:end]
        return check_tree(book)

    assert store.write("acme", work) == 7


def test_a_failing_work_leaves_nothing(store):
    store.write("acme", set_state("li", "open"))
    before = store.read("acme", lambda book: (book.head(), list(book.standing(""))))

    def work(book):
        handle = book.subject(digest("wang"), create=True)
        say(book, handle, "open")
        say(book, "", "open", kind="service")
        book.keep_text(text_digest("x"), "x")
        raise KeyError("stop")

    with pytest.raises(KeyError):
        store.write("acme", work)
    assert store.read("acme", lambda book: (book.head(), list(book.standing("")))) == before
    assert store.read("acme", lambda book: book.handle_of(digest("wang"))) is None
    assert store.read("acme", lambda book: book.text(text_digest("x"))) is None
    assert store.write("acme", set_state("wang", "open"))[1] == 1


def test_a_failing_first_work_leaves_no_controller(store):
    with pytest.raises(KeyError):
        store.write("acme", lambda book: vars(book)["none"])
    assert store.controllers() == []


def test_an_older_statement_is_refused(store):
    handle, first = store.write("acme", set_state("li", "open"))
    store.write("acme", set_state("li", "closed"))
    late = Statement(handle, "account", "", first, AT, {"state": "open"})
    with pytest.raises(StaleStatement):
        store.write("acme", lambda book: book.state(late))
    other_key = Statement(handle, "account", "other", first, AT, {"state": "open"})
    store.write("acme", lambda book: book.state(other_key))
    standing = store.read("acme", lambda book: book.standing(handle))
    assert [(each.key, each.value["state"]) for each in standing] == [("", "closed"), ("other", "open")]


@pytest.mark.parametrize(
    "statement",
    [
        Statement("", "account", "", 0, AT, {}),
        Statement("", "account", "", -1, AT, {}),
        Statement("somebody", "account", "", 0, AT, {}),
        Statement("", "13800138000", "", 0, AT, {}),
        Statement("", "account", "two words\n", 0, AT, {}),
        Statement("", "account", "x" * 401, 0, AT, {}),
        Statement("", "account", "", 0, AT, {"x": "y" * 70_000}),
    ],
    ids=["no-entry", "negative", "handle", "kind", "key", "long-key", "long-value"],
)
def test_a_statement_that_breaks_the_rules_is_refused(store, statement):
    with pytest.raises(BookError):
        store.write("acme", lambda book: book.state(statement))
    assert store.controllers() == []


def test_an_entry_of_another_controller_is_refused(store):
    with pytest.raises(BookError):
        store.write("acme", lambda book: book.append(entry("globex", None)))
    assert store.read("acme", lambda book: book.head()) == EMPTY


def test_a_book_is_closed_when_its_work_ends(store):
    kept = store.write("acme", lambda book: book)
    with pytest.raises(BookError):
        kept.subject(digest("li"), create=True)
    with pytest.raises(BookError):
        kept.append(entry("acme", None))


def test_a_published_version_never_changes(store):
    def publish(version, content_hash, text="troth: 1"):
        def work(book):
            book.publish(
                PublishedPolicy("shop", version, content_hash, text, book.append(entry("acme", None)))
            )

        return work

    store.write("acme", publish("2", HASH))
    store.write("acme", publish("1", OTHER_HASH))
    store.write("acme", publish("2", HASH, text="other layout, same meaning"))
    with pytest.raises(VersionChanged):
        store.write("acme", publish("2", OTHER_HASH))
    found = store.read("acme", lambda book: list(book.policies()))
    assert [(each.id, each.version, each.sequence) for each in found] == [("shop", "2", 0), ("shop", "1", 1)]
    assert found[0].text == "troth: 1"
    assert store.read("acme", lambda book: book.head().size) == 3
    assert store.read("globex", lambda book: list(book.policies())) == []


def test_two_policies_may_have_the_same_version(store):
    def work(book):
        index = book.append(entry("acme", None))
        for name in ("shop", "club"):
            book.publish(PublishedPolicy(name, "1", HASH, "troth: 1", index))

    store.write("acme", work)
    assert [each.id for each in store.read("acme", lambda book: book.policies())] == ["club", "shop"]


def test_a_text_is_kept_under_its_own_digest(store):
    store.write("acme", lambda book: book.keep_text(text_digest("我同意。"), "我同意。"))
    store.write("acme", lambda book: book.keep_text(text_digest("我同意。"), "我同意。"))
    assert store.read("acme", lambda book: book.text(text_digest("我同意。"))) == "我同意。"
    assert store.read("globex", lambda book: book.text(text_digest("我同意。"))) is None
    with pytest.raises(BookError):
        store.write("acme", lambda book: book.keep_text(text_digest("我同意。"), "我不同意。"))


def test_the_tree_holds_over_its_tiles(store):
    def many(book):
        for _ in range(150):
            book.append(entry("acme", None))
        return book.head().size

    for expected in (150, 300, 450, 600):
        assert store.write("acme", many) == expected
    assert store.read("acme", check_tree) == 600
    assert store.write("acme", check_tree) == 600


def test_many_entries_in_one_work(store):
    def many(book):
        for _ in range(1500):
            book.append(entry("acme", None))
        return check_tree(book)

    assert store.write("acme", many) == 1500
    assert store.read("acme", check_tree) == 1500


def test_a_reading_sees_one_moment(store):
    store.write("acme", set_state("li", "open"))

    def look(book):
        before = book.head().size
        if store_can_write_beside:
            store.write("acme", set_state("li", "closed"))
        return before, book.head().size, len(list(book.entries()))

    store_can_write_beside = type(store).__name__ != "MemoryStore"  # memory: one lock for all
    assert store.read("acme", look) == (1, 1, 1)


def test_a_work_does_not_write_through_the_store(store):
    def work(book):
        say(book, "", "open", kind="service")
        store.write("acme", set_state("li", "open"))

    with pytest.raises(BookError):
        store.write("acme", work)
    assert store.read("acme", lambda book: book.head()) == EMPTY
    store.write("acme", set_state("li", "open"))


def test_a_closed_store_is_unavailable(store):
    store.write("acme", set_state("li", "open"))
    store.close()
    store.close()
    with pytest.raises(StoreUnavailable):
        store.write("acme", set_state("li", "closed"))
    with pytest.raises(StoreUnavailable):
        store.read("acme", lambda book: book.head())
