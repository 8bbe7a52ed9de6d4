"""What a vault holds in memory: keys for minutes, and never a key of somebody whom another process erased."""

from __future__ import annotations

import pytest

from tests.vault.house import LAYOUT, LI, WANG
from troth.vault import Permits, Rotation, Vault
from troth.vault.errors import Damaged
from troth.vault.keyring import HOLD
from troth.vocabulary import Act

pytestmark = pytest.mark.parametrize(
    "house", ["memory", pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)


class Counting:
    """A key store that counts how often a key is unwrapped."""

    def __init__(self, keys) -> None:
        self._keys, self.unwrapped = keys, 0

    def __getattr__(self, name):
        return getattr(self._keys, name)

    def unwrap(self, *arguments):
        self.unwrapped += 1
        return self._keys.unwrap(*arguments)


class Other:
    """A vault of another process on the same store: its keys and its permits are its own."""

    def __init__(self, house) -> None:
        self.permits = Permits(house.clock, house.randomness)
        self.keys = Counting(house.keys)
        self.vault = Vault(
            house.store,
            self.keys,
            house.tombstones,
            self.permits,
            lambda _: LAYOUT,
            house.clock,
            house.randomness,
        )

    def read(self, handle, *elements):
        forms = dict.fromkeys(elements or LI, "raw")
        return self.vault.read(self.permits.issue("acme", handle, Act.USE, "delivery", forms, entry=7), forms)

    def find(self, element, value):
        permit = self.permits.issue("acme", "", Act.USE, "delivery", {element: "raw"}, entry=7)
        return self.vault.find(permit, element, value)

    def holds(self, handle):
        return self.vault.keyring.holds("acme", handle)


def records(house, handle):
    return house.store.read("acme", lambda book: list(book.records(handle)))


def put_back(house, rows):
    def work(book):
        for row in rows:
            book.keep_record(row)

    house.store.write("acme", work)


@pytest.mark.parametrize("elements", [("phone",), tuple(LI)], ids=["one group", "every group"])
def test_the_key_of_an_erased_person_is_not_used_by_another_process(house, elements):
    li, other = house.person("li"), Other(house)
    house.write(li, LI)
    assert other.read(li, *elements) == {each: LI[each] for each in elements}
    assert other.holds(li)
    old = records(house, li)
    assert house.erase(li).state == "done"
    assert not house.vault.keyring.holds("acme", li)
    put_back(house, old)  # as a backup of the table would
    house.clock.advance(1)  # the list of erasures is looked at again after a tenth of a second
    assert other.read(li, *elements) == {}
    assert not other.holds(li)


def test_a_read_between_the_list_and_the_deed_keeps_no_key_for_afterwards(house, monkeypatch):
    li, other = house.person("li"), Other(house)
    house.write(li, LI)
    assert other.find("phone", "13100131000") == []
    old = records(house, li)
    deed = house.store.write

    def late(controller, work):
        assert other.read(li, "name") == {"name": LI["name"]}  # on the list, and still there
        return deed(controller, work)

    monkeypatch.setattr(house.store, "write", late)
    house.erase(li)
    monkeypatch.undo()
    put_back(house, old)
    assert other.read(li, "name") == {}


def test_what_was_erased_of_a_person_does_not_open_under_the_key_before(house):
    li, other = house.person("li"), Other(house)
    house.write(li, LI)
    assert other.read(li, "phone") == {"phone": LI["phone"]}
    old = records(house, li)
    assert house.erase(li, ("phone",)).state == "done"
    assert other.read(li, "email") == {"email": LI["email"]}
    put_back(house, [row for row in old if row.part == "contact"])
    with pytest.raises(Damaged):
        other.read(li, "phone")


def test_a_held_key_is_unwrapped_once_and_let_go_after_minutes(house):
    li, wang, other = house.person("li"), house.person("wang"), Other(house)
    house.write(li, LI)
    house.write(wang, WANG)
    for _ in range(3):
        assert other.read(li) == LI
    assert other.keys.unwrapped == 1
    house.clock.advance(int(HOLD.total_seconds()) - 1)
    assert other.read(wang, "name") == {"name": WANG["name"]}
    assert (other.holds(li), other.holds(wang)) == (True, True)
    house.clock.advance(1)
    assert other.read(wang, "name") == {"name": WANG["name"]}
    assert (other.holds(li), other.holds(wang), other.keys.unwrapped) == (False, True, 2)
    Rotation(house.vault, house.clock, house.randomness).begin("acme")
    Rotation(house.vault, house.clock, house.randomness).step("acme")
    assert other.read(wang, "name") == {"name": WANG["name"]}
    assert other.keys.unwrapped == 2  # the key is the same, and only wrapped anew
    assert house.erase(li).state == "done"
    house.clock.advance(1)
    for _ in range(2):
        assert other.read(wang, "name") == {"name": WANG["name"]}
    assert other.keys.unwrapped == 3  # somebody was erased: the books are asked for the key again, once


def test_no_more_keys_are_held_than_there_is_room_for(house, monkeypatch):
    monkeypatch.setattr("troth.vault.keyring.MOST_HELD", 2)
    other, people = Other(house), [house.person(name) for name in ("li", "wang", "zhao")]
    for each in people:
        house.write(each, WANG)
        assert other.read(each, "name") == {"name": WANG["name"]}
    assert [other.holds(each) for each in people] == [False, True, True]


def test_a_search_knows_of_a_series_that_another_process_began(house):
    li, wang, other = house.person("li"), house.person("wang"), Other(house)
    house.write(li, LI)
    for _ in range(2):
        assert other.find("phone", LI["phone"]) == [li]
    Rotation(house.vault, house.clock, house.randomness).begin_index("acme", "phone")
    house.write(wang, WANG | {"phone": LI["phone"]})
    assert other.find("phone", LI["phone"]) == sorted([li, wang])


def test_the_key_of_an_index_out_of_a_work_that_failed_is_not_used(house):
    """The first ones who are ever indexed: a group of works makes the series, and is undone."""
    li, wang = house.person("li"), house.person("wang")
    fields = [LAYOUT["phone"]]

    def work(book):
        for each, said in ((li, LI), (wang, WANG)):
            house.vault.put(book, each, fields, {"phone": said["phone"]})
        raise ValueError("undone")

    with pytest.raises(ValueError, match="undone"):
        house.store.write("acme", work)
    house.write(li, LI)
    house.write(wang, WANG)
    other = Other(house)
    for vault in (house, other):
        assert [vault.find("phone", each["phone"]) for each in (LI, WANG)] == [[li], [wang]]
