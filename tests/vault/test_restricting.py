"""What is restricted in the vault: named elements or the whole person, what is written later as well; a lift leaves the rest."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.vault.house import LI
from troth.vault import OWN_REQUEST
from troth.vault.errors import Restricted
from troth.vault.ports import KeyRow
from troth.vault.restricting import reach_of
from troth.vocabulary import NOTHING, Act, Reach


def somebody(house, name="li"):
    handle = house.person(name)
    house.write(handle, {name: LI[name] for name in ("phone", "email", "name")})
    return handle


@pytest.fixture
def li(house):
    return somebody(house)


def restrict(house, handle, *elements, on=True, **more):
    return house.holding.restrict(house.order(handle, Act.KEEP, tuple(elements), **more), on=on)


def free(house, handle):
    """Which elements can be read, each asked for alone."""
    found = set()
    for name in LI:
        try:
            found.update(house.read(handle, {name: "raw"}))
        except Restricted:
            continue
    return found


def reach(house, handle):
    return reach_of(house.store.read("acme", lambda book: book.key_row(handle)))


def test_one_element_is_restricted_and_the_rest_of_its_group_is_not(house, li):
    assert restrict(house, li, "phone").counts == {"records": 1}
    assert free(house, li) == {"email", "name"}
    assert house.read(li, {"email": "masked", "name": "keyed-code"}).keys() == {"email", "name"}
    with pytest.raises(Restricted):
        house.read(li, {"email": "raw", "phone": "masked"})
    for values in ({"phone": "13600136000"}, {"phone": "13600136000", "gender": "x"}):
        with pytest.raises(Restricted):
            house.write(li, values)
    house.write(li, {"email": "other@mail.example", "gender": "x"})
    house.write(li, {"email": "third@mail.example"})
    assert house.read(li, {"email": "raw", "gender": "raw"}) == {"email": "third@mail.example", "gender": "x"}
    assert house.holding.export(house.order(li, Act.READ, ("phone",))).values == {"phone": LI["phone"]}
    assert restrict(house, li, "phone", on=False, stays=NOTHING).counts == {"records": 1}
    assert free(house, li) == {"email", "name", "phone", "gender"}
    house.write(li, {"phone": "13600136000"})
    assert [body["act"] for _, body in house.entries(li)] == ["restrict", "lift"]


def test_the_whole_person_is_what_they_will_have_too(house, li):
    wang = house.person("wang")
    restrict(house, li, but=("name",))
    restrict(house, wang)
    assert (reach(house, li), reach(house, wang)) == (Reach.of((), ("name",)), Reach.of(()))
    assert free(house, li) == {"name"}
    for handle in (li, wang):
        with pytest.raises(Restricted):
            house.write(handle, {"gender": "x"})  # which nobody had named, or there was nothing at all
    house.write(li, {"name": "李磊"})
    for handle in (li, wang):
        house.vault.keyring.forget("acme", handle)
    assert (free(house, li), free(house, wang)) == ({"name"}, set())
    restrict(house, wang, on=False)
    house.write(wang, {"gender": "x"})
    assert free(house, wang) == {"gender"}


def test_a_lift_and_an_erasure_leave_what_else_is_restricted(house, li):
    restrict(house, li, "phone")
    restrict(house, li)
    assert free(house, li) == set()
    restrict(house, li, on=False, stays=Reach.of(("phone",)))
    assert free(house, li) == {"email", "name"}
    restrict(house, li)
    restrict(house, li, "email", on=False)
    assert reach(house, li) == Reach.of((), ("email",)), (
        "ordered by somebody who says nothing of other reasons"
    )

    li = somebody(house, "another")  # what is erased is not restricted any more, and a new key keeps the rest
    restrict(house, li, "phone", "name")
    before = house.store.read("acme", lambda book: book.key_row(li))
    house.erase(li, ("phone",))
    after = house.store.read("acme", lambda book: book.key_row(li))
    assert (after.wrapped != before.wrapped, after.names) == (True, "name")
    house.write(li, {"phone": "13600136000"})
    assert free(house, li) == {"phone", "email"}
    house.erase(li, ("name", "phone", "email"))
    house.write(li, {"name": "李磊"})
    assert free(house, li) == {"name"}
    restrict(house, li)
    house.erase(li, ("name",))
    with pytest.raises(Restricted):
        house.write(li, {"name": "李雷雷"})  # the whole is the whole, whatever is left of it


def test_what_ones_own_request_may_do_with_what_is_restricted(house, li):
    """The answer to it uses the contact; what only the person had restricted is put right for them."""
    restrict(house, li)
    for purpose, act in ((OWN_REQUEST, Act.CONTACT), ("request-handling", Act.CONTACT)):
        permit = house.permits.issue("acme", li, act, purpose, {"phone": "raw"}, entry=7)
        if purpose == OWN_REQUEST:
            assert house.vault.read(permit, {"phone": "raw"}) == {"phone": LI["phone"]}
        else:
            with pytest.raises(Restricted):
                house.vault.read(permit, {"phone": "raw"})

    order = house.order(li, Act.COLLECT, stays=NOTHING)
    assert house.holding.correct(order, {"phone": "13600136000"}).counts == {"records": 1}
    with pytest.raises(Restricted):
        house.holding.correct(house.order(li, Act.COLLECT, stays=Reach.of(("phone",))), {"phone": "1"})
    assert free(house, li) == set()


def test_a_restriction_from_before_is_of_the_whole_person(house, li):
    """Rows of an older version have the mark and no words."""

    def work(book):
        key = book.key_row(li)
        book.keep_key(KeyRow(key.handle, key.wrapped, key.generation, True))
        for each in book.records(li):
            book.keep_record(replace(each, restricted=True))

    house.store.write("acme", work)
    house.vault.keyring.forget("acme", li)
    assert (free(house, li), reach(house, li)) == (set(), Reach.of(()))
    restrict(house, li, on=False, stays=Reach.of(("name",)))
    assert free(house, li) == {"phone", "email"}

    house.erase(li)  # and nobody who was erased gets a key by a late order
    assert restrict(house, li).counts == {"records": 0}
    assert house.store.read("acme", lambda book: book.key_row(li)) is None


class Meanwhile:
    """A book in which somebody is erased between the two looks of a read."""

    def __init__(self, book, after):
        self._book, self._after = book, after

    def __getattr__(self, name):
        return getattr(self._book, name)

    def key_row(self, handle):
        return self._after(self._book.key_row(handle))


@pytest.mark.parametrize(
    "after", [lambda _: None, lambda key: replace(key, wrapped=b"another", restricted=False)]
)
def test_what_was_restricted_is_not_read_while_it_is_erased(plain, after):
    li = somebody(plain)
    restrict(plain, li, "phone")
    for parts, elements in (({"contact"}, ["phone"]), ({"contact", "name"}, ["phone", "name"])):
        with pytest.raises(Restricted):
            plain.store.read(
                "acme",
                lambda book, parts=parts, elements=elements: plain.vault.open(
                    Meanwhile(book, after), li, parts, elements
                ),
            )
