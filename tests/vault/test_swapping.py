"""Writes in one go: nothing is lost, undone or kept under an old key, whatever happens between looking and writing."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest

from tests.vault.house import LAYOUT, LI, WANG
from troth.holdings.ports import Order
from troth.vault import Permits, Rotation, Vault, VaultHolding
from troth.vault.errors import ErasedBefore, Restricted
from troth.vocabulary import Act

pytestmark = pytest.mark.parametrize(
    "house", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)


class Other:
    """A vault of another process on the same store."""

    def __init__(self, house: Any) -> None:
        self.permits = Permits(house.clock, house.randomness)
        self.vault = Vault(
            house.store, house.keys, house.tombstones, self.permits, lambda _: LAYOUT, house.clock, house.randomness
        )  # fmt: skip
        self.holding = VaultHolding(self.vault, house.clock)

    def permit(self, handle: str, act: Act, elements: Any = LI) -> Any:
        return self.permits.issue("acme", handle, act, "delivery", dict.fromkeys(elements, "raw"), entry=7)

    def write(self, handle: str, values: dict[str, str]) -> None:
        self.vault.write(self.permit(handle, Act.COLLECT, values), values)

    def read(self, handle: str) -> dict[str, str]:
        return self.vault.read(self.permit(handle, Act.USE), dict.fromkeys(LI, "raw"))

    def order(self, handle: str, act: Act) -> Order:
        return Order(
            "acme", handle, "complete/case-7/vault", "right.delete", 7, warrant=self.permit(handle, act)
        )


@pytest.fixture
def begun(house: Any) -> Any:
    """A vault with somebody in it, whose keys of indexes are held; what its writes ask of the store is counted."""
    house.write(house.person("zhao"), LI)
    house.swaps, house.between = [], []
    real = house.store.swap

    def swap(controller: str, made: Any) -> Any:
        for each in house.between[:1]:
            house.between.clear()
            each()
        house.swaps.append(real(controller, made))
        return house.swaps[-1]

    house.store.swap = swap
    return house


def versions(house: Any, handle: str) -> dict[str, int]:
    return house.store.read("acme", lambda book: {row.part: row.version for row in book.records(handle)})  # type: ignore[no-any-return]


def test_a_person_is_written_in_one_go_and_again_and_as_before(begun):
    house, li = begun, begun.person("li")
    house.write(li, LI)
    house.write(li, {"phone": "13700137000"})
    house.write(li, {"name": "李梅", "phone": "+86 137-0013-7000"})  # the same number in another way
    assert house.swaps == [True, True, True]
    assert house.read(li) == LI | {"name": "李梅", "phone": "+86 137-0013-7000"}
    assert versions(house, li) == {"contact": 3, "demographic": 1, "government_id": 1, "name": 2}
    assert (house.find("phone", "13700137000"), li in house.find("phone", LI["phone"])) == ([li], False)
    other = Other(house)  # who has seen nothing yet looks first
    other.write(li, {"email": "li@mail.example"})
    assert house.swaps == [True, True, True, True]
    assert other.read(li)["email"] == "li@mail.example"
    house.reopen()
    assert house.read(li)["email"] == "li@mail.example"


def test_what_another_process_wrote_meanwhile_is_not_lost(begun):
    house, li, other = begun, begun.person("li"), Other(begun)
    house.write(li, LI)
    other.write(li, {"email": "first@mail.example"})
    house.write(li, {"phone": "13700137000"})  # from what it saw before
    assert house.swaps == [True, True, False]
    house.between.append(lambda: other.write(li, {"email": "second@mail.example"}))
    house.write(li, {"phone": "13600136000"})
    assert house.read(li) == LI | {"phone": "13600136000", "email": "second@mail.example"}
    assert house.find("phone", "13600136000") == [li]
    assert house.find("phone", "13700137000") == []
    assert li not in house.find("phone", LI["phone"])
    assert house.find("email", "first@mail.example") == []


@pytest.mark.parametrize("new", [False, True])
def test_an_erasure_in_between_is_not_undone(begun, new):
    house, li, other = begun, begun.person("li"), Other(begun)
    house.write(begun.person("wang"), WANG)
    if not new:
        house.write(li, LI)
    house.between.append(lambda: other.holding.erase(other.order(li, Act.ERASE)))
    with pytest.raises(ErasedBefore):
        house.write(li, LI)
    assert house.swaps[-1] is False
    rows = house.store.read("acme", lambda book: (book.key_row(li), book.records(li), book.finds_of(li)))
    assert [bool(each) for each in rows] == [False, False, False]


def test_a_restriction_in_between_holds(begun):
    house, li, other = begun, begun.person("li"), Other(begun)
    house.write(li, LI)
    house.between.append(lambda: other.holding.restrict(other.order(li, Act.KEEP), on=True))
    with pytest.raises(Restricted):
        house.write(li, {"phone": "13700137000"})
    export = other.holding.export(other.order(li, Act.READ))
    assert export.values["phone"] == LI["phone"]


def test_what_stands_alone_in_its_write_undoes_nothing_either(begun):
    """One group, no index that changes: a single statement, which holds only if the row is what was seen."""
    house, li, other = begun, begun.person("li"), Other(begun)
    house.write(li, LI)
    same = {"phone": LI["phone"]}
    house.between.append(lambda: other.write(li, {"email": "second@mail.example"}))
    house.write(li, same)
    assert house.swaps.pop() is False
    assert house.read(li) == LI | {"email": "second@mail.example"}
    house.write(li, same)
    assert house.swaps.pop() is True
    order = replace(other.order(li, Act.ERASE), elements=("email",))
    house.between.append(lambda: other.holding.erase(order))
    house.write(li, same)
    assert house.swaps[-1] is False
    assert house.read(li) == {name: value for name, value in LI.items() if name != "email"}
    house.between.append(lambda: other.holding.restrict(other.order(li, Act.KEEP), on=True))
    with pytest.raises(Restricted):
        house.write(li, same)
    assert house.swaps[-1] is False


def test_a_rotation_in_between_leaves_no_key_behind(begun):
    house, li = begun, begun.person("li")
    house.write(begun.person("wang"), WANG)
    rotation = Rotation(house.vault, house.clock, house.randomness)

    def rotate() -> None:
        rotation.begin("acme")
        while rotation.step("acme").left:
            pass

    house.between.append(rotate)
    house.write(li, LI)
    assert house.swaps[-1] is False
    assert house.store.read("acme", lambda book: book.count_below(2)) == 0
    house.between.append(lambda: rotation.begin_index("acme", "phone"))
    house.write(li, {"phone": "13700137000"})
    assert house.swaps[-1] is False
    found = house.store.read(
        "acme", lambda book: [row.series for row in book.finds_of(li) if row.element == "phone"]
    )
    assert found == [2]
    assert house.find("phone", "13700137000") == [li]


def test_many_at_once_lose_nothing(begun):
    house, people = begun, [begun.person(f"p{number}") for number in range(4)]
    for each in people:
        house.write(each, LI)

    def work(element: str) -> None:
        for turn in range(6):
            for each in people:
                house.write(each, {element: f"{turn}-{element}-{people.index(each)}"})

    threads = [threading.Thread(target=work, args=(element,)) for element in ("email", "name", "gender")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number, each in enumerate(people):
        wanted = {name: f"5-{name}-{number}" for name in ("email", "name", "gender")}
        assert house.read(each) == LI | wanted
        assert versions(house, each) == {"contact": 7, "demographic": 7, "government_id": 1, "name": 7}


def test_who_imports_writes_on_after_a_rotation_whose_older_key_is_destroyed(begun: Any) -> None:
    """The generation that was seen last is not in force any more, and its key is gone."""
    for name in ("li", "wang"):
        begun.write(begun.person(name), {"gender": "f"})
    rotation = Rotation(begun.vault, begun.clock, begun.randomness)
    assert rotation.begin("acme").generation == 2
    assert rotation.step("acme").left == 0
    assert rotation.retire("acme") == [1]
    begun.swaps.clear()
    people = [begun.person(f"later-{number}") for number in range(4)]
    for each in people:
        begun.write(each, {"gender": "f"})
    assert [begun.read(each) for each in people] == [{"gender": "f"}] * 4
    assert begun.swaps == [True] * 3  # the first was written the longer way
