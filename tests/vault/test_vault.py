"""One suite for every store: values go in and come out with a permit, and stay where they belong."""

from __future__ import annotations

from dataclasses import replace as another
from datetime import timedelta

import pytest
from msgspec.structs import replace

from tests.vault.house import EVERYTHING, LI, WANG
from troth.vault.errors import BadVault, Damaged, ErasedBefore, NotFindable, NotPermitted, Restricted
from troth.vault.ports import RecordRow
from troth.vocabulary import Act, TrothError


def test_what_goes_in_comes_out_cold_and_warm_and_after_a_start(house):
    li, wang = house.person("li"), house.person("wang")
    house.write(li, LI)
    house.write(wang, WANG)
    for _ in range(2):
        assert house.read(li) == LI
        assert house.read(wang) == WANG
    assert house.read(house.person("zhao")) == {}
    if house.url != "memory:":
        house.reopen()
        assert house.read(li) == LI


def test_a_write_replaces_what_it_names_and_leaves_the_rest(house):
    li = house.person("li")
    house.write(li, LI)
    house.write(li, {"phone": "13700137000"})
    assert house.read(li) == LI | {"phone": "13700137000"}
    assert house.find("phone", "13700137000") == [li]
    assert house.find("phone", LI["phone"]) == []
    versions = house.store.read("acme", lambda book: {each.part: each.version for each in book.records(li)})
    assert versions == {"contact": 2, "demographic": 1, "government_id": 1, "name": 1}


def test_forms_show_no_more_than_they_say(house):
    li, wang = house.person("li"), house.person("wang")
    house.write(li, LI)
    house.write(wang, WANG | {"phone": LI["phone"]})
    shown = house.read(li, dict.fromkeys(LI, "masked"))
    assert shown == {
        "phone": "138****8000",
        "email": "l***@mail.example",
        "name": "李**",
        "gender": "***",
        "id-card": "1****************X",
    }
    codes = [house.read(each, {"phone": "keyed-code"})["phone"] for each in (li, wang, li)]
    assert codes[0] == codes[1] == codes[2]
    assert len(codes[0]) == 32
    assert house.read(li, {"email": "keyed-code"})["email"] not in codes
    with pytest.raises(BadVault):
        house.vault.read(house.permit(li, elements={"phone": "aggregated"}), {"phone": "aggregated"})


def test_nobody_sees_another_controllers_people(house):
    li = house.person("li")
    house.write(li, LI)
    house.person("li", "globex")
    assert house.read(li, controller="globex") == {}
    assert house.find("phone", LI["phone"], controller="globex") == []
    with pytest.raises(NotPermitted):
        house.holding.export(another(house.order(li, Act.READ), controller="globex"))


def test_a_person_is_found_by_any_way_of_writing_the_number(house):
    li, wang = house.person("li"), house.person("wang")
    house.write(li, LI)
    house.write(wang, WANG)
    for written in ("13800138000", "+86 138-0013-8000", "0086 138 0013 8000", "１３８００１３８０００"):
        assert house.find("phone", written) == [li]
    assert house.find("email", "LI.LEI@mail.example") == [li]
    assert house.find("id-card", "11010519491231002x") == [li]
    assert house.find("phone", "13800138001") == []


def test_what_few_people_differ_in_is_not_searched(house):
    with pytest.raises(NotFindable):
        house.find("gender", "male-canary")
    li = house.person("li")
    house.write(li, LI)
    found = house.store.read("acme", lambda book: {each.element for each in book.finds_of(li)})
    assert found == {"phone", "email", "id-card"}


def test_a_permit_opens_what_it_says_and_only_once(house):
    li, wang = house.person("li"), house.person("wang")
    house.write(li, LI)
    once = house.permit(li)
    assert house.vault.read(once, {"phone": "raw"})
    thrice = house.permit(li, uses=3)
    assert [house.vault.read(thrice, {"name": "raw"}) for _ in range(3)] == [{"name": "李雷雷"}] * 3
    fresh = house.permit(li, elements={"phone": "masked"})
    refused = [
        (once, {"phone": "raw"}),
        (thrice, {"name": "raw"}),
        (fresh, {"phone": "raw"}),
        (house.permit(li, elements={"phone": "raw"}), {"name": "raw"}),
        (house.permit(li, Act.COLLECT), {"phone": "raw"}),
        (house.permit(li, Act.KEEP), {"phone": "raw"}),
        (house.permit(""), {"phone": "raw"}),
        (replace(house.permit(wang), handle=li), {"phone": "raw"}),
        (replace(fresh, elements=(("phone", "raw"),)), {"phone": "raw"}),
        (replace(once, nonce=b"\0" * 16), {"phone": "raw"}),
        (replace(once, uses=9), {"phone": "raw"}),
        (None, {"phone": "raw"}),
        ("permit", {"phone": "raw"}),
    ]
    for permit, forms in refused:
        with pytest.raises(NotPermitted):
            house.vault.read(permit, forms)
    assert house.vault.read(fresh, {"phone": "masked"}) == {"phone": "138****8000"}
    late, last = house.permit(li), house.permit(li)
    house.clock.advance(9)
    assert house.vault.read(last, {"phone": "raw"})
    house.clock.advance(1)
    with pytest.raises(NotPermitted):
        house.vault.read(late, {"phone": "raw"})


def test_a_permit_of_another_process_is_refused(house):
    from troth.vault import Permits

    li = house.person("li")
    house.write(li, LI)
    other = Permits(house.clock, house.randomness, timedelta(hours=1))
    foreign = other.issue("acme", li, Act.USE, "delivery", EVERYTHING, entry=7)
    with pytest.raises(NotPermitted):
        house.vault.read(foreign, EVERYTHING)


def test_writing_and_searching_need_their_own_permit(house):
    li = house.person("li")
    with pytest.raises(NotPermitted):
        house.vault.write(house.permit(li, Act.USE), LI)
    with pytest.raises(NotPermitted):
        house.vault.write(house.permit("", Act.COLLECT), LI)
    with pytest.raises(NotPermitted):
        house.vault.find(house.permit(li), "phone", LI["phone"])
    for values in ({}, {"phone": ""}, {"phone": "a\0"}, {"phone": "x" * 65_537}, {"shoe-size": "43"}):
        with pytest.raises(BadVault):
            house.write(li, values)
    assert house.read(li) == {}


def test_a_row_in_another_place_does_not_open(house):
    li, wang = house.person("li"), house.person("wang")
    house.write(li, LI)
    house.write(wang, WANG)
    rows = house.store.read("acme", lambda book: {each.part: each for each in book.records(li)})
    moved = [
        RecordRow(wang, "contact", rows["contact"].version, rows["contact"].sealed),
        RecordRow(li, "name", rows["name"].version, rows["contact"].sealed),
        RecordRow(li, "name", rows["name"].version + 1, rows["name"].sealed),
        RecordRow(li, "name", rows["name"].version, b"\x02" + rows["name"].sealed[1:]),
        RecordRow(li, "name", rows["name"].version, rows["name"].sealed[:-1]),
        RecordRow(li, "name", rows["name"].version, b""),
    ]
    for row in moved:
        house.store.write("acme", lambda book, row=row: book.keep_record(row))
        with pytest.raises(Damaged) as raised:
            house.read(row.handle)
        assert not any(value in str(raised.value) for value in (*LI.values(), li))
    key = house.store.read("acme", lambda book: book.key_row(li))
    house.store.write("acme", lambda book: book.keep_key(replace(key, handle=wang)))
    house.vault.keyring.forget("acme", wang)
    with pytest.raises(TrothError):
        house.read(wang)


def test_restricted_data_is_kept_and_not_used(house):
    li = house.person("li")
    house.write(li, LI)
    receipt = house.holding.restrict(house.order(li, Act.KEEP), on=True)
    assert (receipt.state, receipt.act, receipt.counts) == ("done", "restrict", {"records": 4})
    for attempt in (lambda: house.read(li), lambda: house.write(li, {"phone": "1"})):
        with pytest.raises(Restricted):
            attempt()
    with pytest.raises(Restricted):
        house.holding.correct(house.order(li, Act.COLLECT), {"phone": "1"})
    assert house.holding.export(house.order(li, Act.READ)).values == LI
    assert house.holding.restrict(house.order(li, Act.KEEP), on=True).counts == {"records": 0}
    house.holding.restrict(house.order(li, Act.KEEP), on=False)
    assert house.read(li) == LI


def test_orders_find_export_and_correct(house):
    li = house.person("li")
    house.write(li, LI)
    found = house.holding.find(house.order(li, Act.READ))
    assert (found.place, dict(found.parts)["contact"]) == ("vault", 1)
    assert house.holding.export(house.order(li, Act.READ, ("phone", "name"))).values == {
        "name": LI["name"],
        "phone": LI["phone"],
    }
    receipt = house.holding.correct(house.order(li, Act.COLLECT), {"name": "李磊", "phone": "13600136000"})
    assert receipt.counts == {"records": 2}
    assert house.read(li) == LI | {"name": "李磊", "phone": "13600136000"}
    assert house.find("phone", "13600136000") == [li]
    assert [body["act"] for _, body in house.entries(li)] == ["correct"]
    for attempt in (
        lambda: house.holding.export(house.order(li, Act.ERASE)),
        lambda: house.holding.correct(house.order(li, Act.USE), {"name": "x"}),
        lambda: house.holding.restrict(house.order(li, Act.USE), on=True),
        lambda: house.holding.erase(house.order(li, Act.USE)),
        lambda: house.holding.erase(another(house.order(li, Act.ERASE), warrant=None)),
        lambda: house.holding.erase(another(house.order(house.person("w"), Act.ERASE), handle=li)),
    ):
        with pytest.raises(NotPermitted):
            attempt()
    with pytest.raises(TrothError):
        house.holding.anonymise(house.order(li, Act.ERASE))
    assert len(house.read(li)) == 5


def test_who_was_erased_is_gone_and_does_not_come_back(house):
    li, wang = house.person("li"), house.person("wang")
    house.write(li, LI)
    house.write(wang, WANG)
    assert house.read(li) == LI
    receipt = house.erase(li, marks=("feed-17",))
    assert receipt.state == "done"
    assert receipt.counts == {"records": 4, "indexes": 3, "keys": 1}
    assert house.read(li) == {}
    assert house.find("phone", LI["phone"]) == []
    assert not house.holding.find(house.order(li, Act.READ)).parts
    with pytest.raises(ErasedBefore):
        house.write(li, LI)
    with pytest.raises(ErasedBefore):
        house.write(house.person("li again"), LI, marks=("feed-17",))
    with pytest.raises(ErasedBefore):
        house.holding.correct(house.order(li, Act.COLLECT), {"name": "x"})
    assert house.read(wang) == WANG
    again = house.erase(li)
    assert (again.state, again.counts["keys"]) == ("done", 0)
    assert house.entries(li) == [
        (
            "holdings.order.answered",
            {"act": "erase", "cites": (7,), "clauses": ("right.delete",), "place": "vault", "state": "done"},
        )
    ]
    assert again.digest != receipt.digest
    assert len(receipt.digest) == 64


def test_erasing_some_gives_the_rest_another_key(house):
    li = house.person("li")
    house.write(li, LI)
    before = house.store.read("acme", lambda book: (book.key_row(li), book.records(li)))
    receipt = house.erase(li, ("phone", "gender"))
    assert receipt.counts == {"records": 2, "indexes": 1, "keys": 1}
    rest = {each: LI[each] for each in ("email", "name", "id-card")}
    assert house.read(li) == rest
    assert house.find("phone", LI["phone"]) == []
    assert house.find("email", LI["email"]) == [li]
    after = house.store.read("acme", lambda book: book.key_row(li))
    new = house.vault.keyring.opened("acme", after)
    for row in before[1]:
        with pytest.raises(Damaged):
            house.vault.unsealed("acme", row, new)
    assert house.erase(li, ("phone",)).counts == {"records": 0, "indexes": 0, "keys": 0}
    house.erase(li, tuple(rest))
    assert house.store.read("acme", lambda book: book.key_row(li)) is None


def test_if_the_commit_fails_nothing_of_a_write_is_there(house, monkeypatch):
    from troth.vault import Vault

    def broken(*_):
        raise KeyError

    li = house.person("li")
    monkeypatch.setattr(Vault, "_index", broken)
    with pytest.raises(KeyError):
        house.write(li, LI)
    monkeypatch.undo()
    assert house.store.read("acme", lambda book: (book.key_row(li), book.records(li))) == (None, [])
