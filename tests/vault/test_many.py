"""Many people erased together: the same rows gone, the same receipts, and of each the ledger says the same as one by one, also after a kill."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import pytest
from msgspec.structs import replace as replace_in

from tests.vault.house import LI, WANG, House
from troth.adapters.stores.errors import unconfirmed
from troth.assembly.vaults import StoreNoted
from troth.holdings import erase_many
from troth.holdings.ports import Order
from troth.ledger import Entry, EntryKind, new_salt, read_entry
from troth.vault import VaultHolding, holding, permits, replaying
from troth.vault.errors import ErasedBefore, NotPermitted
from troth.vault.permits import ERASING
from troth.vocabulary import Act

PEOPLE = 13
AT = "2026-02-10T09:00:00.000Z"
PHONE = {"phone": "raw"}
DONE = {"place": "vault", "act": "erase", "state": "done", "clauses": ("right.delete",)}


def values_of(number: int) -> dict[str, str]:
    """What somebody has: some more, some less, and one nothing at all."""
    if number == 5:
        return {}
    return {**(LI if number % 3 else WANG), "phone": f"138{number:08d}"}


def crowd_of(house: House, name: str) -> list[str]:
    """People with values in the vault."""
    handles = [house.person(f"{name}-{number}") for number in range(PEOPLE)]
    for number, handle in enumerate(handles):
        if values_of(number):
            house.vault.write(
                house.permit(handle, Act.COLLECT, dict.fromkeys(values_of(number), "raw")), values_of(number)
            )
    return handles


def permitted(house: House, handles: list[str]) -> list[int]:
    """The entry about each that their order rests on; the same when it is asked for again."""

    def work(book: Any) -> list[int]:
        found = []
        for each in handles:
            known = [at for at, data in book.entries_of(each) if b"consent.account.changed" in data]
            salt = new_salt(house.randomness)
            entry = Entry(EntryKind.ACCOUNT_CHANGED, AT, "acme", salt, subject=each, body={"state": "closed"})
            found.append(known[0] if known else book.append(entry))
        return found

    return list(house.store.write("acme", work))


def orders_of(house: House, handles: list[str], elements: tuple[str, ...] = ()) -> list[Order]:
    """An order for each, with its permit."""
    return [
        Order(
            "acme", handle, f"complete/case-{number}/vault", "right.delete", entry=entry, elements=elements,
            warrant=house.permit(handle, Act.ERASE), marks=(f"mark-{handle}",),
        )
        for number, (handle, entry) in enumerate(zip(handles, permitted(house, handles), strict=True))
    ]  # fmt: skip


def ledger(house: House, kind: EntryKind) -> list[Entry]:
    """The entries of one kind."""
    entries = map(read_entry, house.store.read("acme", lambda book: list(book.entries())))
    return [each for each in entries if each.kind is kind]


def answered(house: House, handles: list[str]) -> list[list[dict[str, Any]]]:
    """What the ledger says that was done for each: in an entry about them, or in one that cites what permitted it."""
    single, crowds = ledger(house, EntryKind.HOLDING_ANSWERED), ledger(house, EntryKind.CROWD_ANSWERED)
    assert {each.subject for each in crowds} <= {None}
    found = []
    for handle, entry in zip(handles, permitted(house, handles), strict=True):
        mine = [dict(each.body) for each in single if each.subject == handle]
        cited = [each.body for each in crowds if entry in cast("tuple[int, ...]", each.body["cites"])]
        found.append([*mine, *({**body, "cites": (entry,)} for body in cited)])
    return found


def facts(house: House, handles: list[str]) -> list[Any]:
    """What the ledger says of each without the numbers of entries, and what is left of them."""

    def left(book: Any) -> list[Any]:
        return [
            (
                book.key_row(each) is not None,
                [row.part for row in book.records(each)],
                [(row.element, row.series) for row in book.finds_of(each)],
            )
            for each in handles
        ]

    said = [[{**each, "cites": len(each["cites"])} for each in some] for some in answered(house, handles)]
    return [said, house.store.read("acme", left)]


def together(house: House) -> VaultHolding:
    return VaultHolding(house.vault, house.clock, StoreNoted(house.clock))


@pytest.mark.parametrize("elements", [(), ("phone", "name")])
def test_a_crowd_goes_as_one_by_one_would(house, elements, monkeypatch):
    monkeypatch.setattr(holding, "TOGETHER", 6)
    monkeypatch.setattr(holding, "SOME_TOGETHER", 6)
    many, single = crowd_of(house, "many"), crowd_of(house, "single")
    bystander = house.person("bystander")
    house.write(bystander, WANG)
    at_once = erase_many(together(house), orders_of(house, many, elements))
    one_by_one = [house.holding.erase(each) for each in orders_of(house, single, elements)]
    assert [(each.handle, each.order) for each in at_once] == [
        (handle, f"complete/case-{number}/vault") for number, handle in enumerate(many)
    ]
    for mine, other in zip(at_once, one_by_one, strict=True):
        assert (mine.state, mine.counts, mine.why, mine.remains, mine.act, mine.at) == (
            other.state, other.counts, other.why, other.remains, other.act, other.at
        )  # fmt: skip
        assert len({mine.digest, other.digest}) == 2
    assert sum(each.counts["keys"] for each in at_once) == PEOPLE - 1
    assert facts(house, many) == facts(house, single)
    for number, handle in enumerate(many):
        found = set() if not elements else set(values_of(number)) - set(elements)
        assert set(house.read(handle)) == found
    assert house.find("phone", "13800000001") == []
    assert house.read(bystander) == WANG
    if not elements:
        for handle in many:
            with pytest.raises(ErasedBefore):
                house.write(handle, LI)
        with pytest.raises(ErasedBefore):
            house.write(house.person("again"), LI, marks=(f"mark-{many[3]}",))


def test_a_crowd_has_one_entry_that_cites_what_permitted_each_in_their_order(plain, monkeypatch):
    """One who had nothing is not in it; the rest of a crowd that does not fit has the next; nothing but numbers tells of anybody."""
    monkeypatch.setattr(replaying, "LONGEST_LIST", 8)
    house = plain
    many = crowd_of(house, "many")
    orders = orders_of(house, many)
    together(house).erase_many(orders)
    there = [each.entry for number, each in enumerate(orders) if number != 5]
    said = ledger(house, EntryKind.CROWD_ANSWERED)
    assert [dict(each.body) for each in said] == [
        {**DONE, "cites": tuple(some)} for some in (there[:8], there[8:])
    ]
    assert [(each.subject, each.policy) for each in said] == [(None, None)] * 2
    assert ledger(house, EntryKind.HOLDING_ANSWERED) == []
    assert [[kind for kind, _ in house.entries(each)] for each in many] == [
        ["consent.account.changed"]
    ] * PEOPLE
    together(house).erase_many(orders_of(house, many))
    assert len(ledger(house, EntryKind.CROWD_ANSWERED)) == 2, "the same orders again write no second entry"


def test_who_shares_what_permitted_it_has_an_entry_of_their_own(plain):
    """The end of a service is one entry for all of its users: to cite it would not say whose data it was."""
    house = plain
    many = crowd_of(house, "many")
    orders = [replace(each, entry=orders[2].entry) for orders in [orders_of(house, many)] for each in orders]
    together(house).erase_many(orders)
    assert ledger(house, EntryKind.CROWD_ANSWERED) == []
    said = {each.subject: dict(each.body) for each in ledger(house, EntryKind.HOLDING_ANSWERED)}
    assert said == {each: {**DONE, "cites": (orders[2].entry,)} for at, each in enumerate(many) if at != 5}


def test_an_entry_that_permitted_two_under_two_clauses_is_cited_in_no_crowd(plain):
    """Each of the two has an entry of their own; the others go together, by clause."""
    house = plain
    many = crowd_of(house, "many")
    orders = orders_of(house, many)
    orders = [
        each if number < 6 else replace(each, clause="right.other") for number, each in enumerate(orders)
    ]
    orders[7] = replace(orders[7], entry=orders[2].entry)
    together(house).erase_many(orders)
    said = ledger(house, EntryKind.CROWD_ANSWERED)
    mine = [[each.entry for at, each in enumerate(orders[:6]) if at not in (2, 5)]]
    mine.append([each.entry for at, each in enumerate(orders) if at > 5 and at != 7])
    assert [[*cast("tuple[int, ...]", each.body["cites"])] for each in said] == mine
    alone = {each.subject: each.body["cites"] for each in ledger(house, EntryKind.HOLDING_ANSWERED)}
    assert alone == {many[at]: (orders[2].entry,) for at in (2, 7)}


def test_killed_in_the_middle_the_same_orders_get_the_same_receipts(house, monkeypatch):
    monkeypatch.setattr(holding, "TOGETHER", 3)
    many, single = crowd_of(house, "many"), crowd_of(house, "single")
    orders = orders_of(house, many)
    batches = []
    real = type(house.vault.replay).erase_many

    def killed(self: Any, controller: str, people: Any, noted: Any, note: Any) -> Any:
        found = real(self, controller, people, noted, note)
        batches.append(len(people))
        if len(batches) == 3:
            raise KeyboardInterrupt
        return found

    monkeypatch.setattr(type(house.vault.replay), "erase_many", killed)
    with pytest.raises(KeyboardInterrupt):
        together(house).erase_many(orders)
    assert batches == [3, 3, 3]
    assert [house.read(each) != {} for each in many[9:]] == [True] * (PEOPLE - 9)
    if house.url != "memory:":
        house.reopen()
        orders = orders_of(house, many)  # a permit does not outlive its process
    else:
        orders = orders_of(house, many)
    again = together(house).erase_many(orders)
    one_by_one = [house.holding.erase(each) for each in orders_of(house, single)]
    assert [(each.state, each.counts) for each in again] == [(each.state, each.counts) for each in one_by_one]
    assert facts(house, many) == facts(house, single)
    assert [each.counts for each in together(house).erase_many(orders_of(house, many))] == [
        each.counts for each in again
    ]


def test_killed_between_the_list_and_the_rows_the_replay_does_the_rest(house, monkeypatch):
    many = crowd_of(house, "many")

    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(type(house.vault.replay), "_gone", killed)
    with pytest.raises(KeyboardInterrupt):
        together(house).erase_many(orders_of(house, many))
    monkeypatch.undo()
    if house.url == "memory:":
        house.vault.replay._ready.clear()
    else:
        house.reopen()
    assert house.vault.replay.before("acme") == PEOPLE - 1
    assert all(house.read(each) == {} for each in many)
    again = {each.subject: each.body["code"] for each in ledger(house, EntryKind.HOLDING_ANSWERED)}
    assert again == {each: "replayed" for at, each in enumerate(many) if at != 5}
    found = together(house).erase_many(orders_of(house, many))
    assert [(each.state, each.counts["keys"]) for each in found] == [("done", 0)] * PEOPLE
    assert ledger(house, EntryKind.CROWD_ANSWERED) == [], "nothing was left to say"


def test_one_who_cannot_be_done_does_not_stop_the_others(plain):
    house = plain
    many = crowd_of(house, "many")
    house.store.write(
        "acme",
        lambda book: book.keep_record(
            type(row)(row.handle, row.part, row.version, row.sealed[:-1] + bytes([row.sealed[-1] ^ 1]))
            if (row := book.record(many[7], "contact"))
            else None
        ),
    )
    found = erase_many(together(house), orders_of(house, many, ("phone",)))
    assert [each.order for each in found if each.state != "done"] == ["complete/case-7/vault"]
    assert found[7].why == ("vault.damaged",)
    assert all("phone" not in house.read(each) for at, each in enumerate(many) if at != 7)


def test_one_whose_entry_cannot_be_written_leaves_the_others_an_entry_of_their_own(plain):
    house = plain
    many = crowd_of(house, "many")
    orders = orders_of(house, many)
    orders[4] = replace(orders[4], entry=10_000_000_000)  # no index has so many digits
    found = together(house).erase_many(orders)
    assert [each.order for each in found if each.state != "done"] == ["complete/case-4/vault"]
    assert house.read(many[4]) == values_of(4), "of whom nothing can be said nothing is destroyed"
    said = {each.subject: dict(each.body) for each in ledger(house, EntryKind.HOLDING_ANSWERED)}
    assert said == {
        each.handle: {**DONE, "cites": (each.entry,)} for at, each in enumerate(orders) if at not in (4, 5)
    }
    assert ledger(house, EntryKind.CROWD_ANSWERED) == []


def refused_permits(house: House) -> dict[str, tuple[object, str]]:
    """Permits that are none for an erasure of a telephone number, each with whom it is shown for."""
    li, wang = house.person("li"), house.person("wang")
    late = house.permit(li, Act.ERASE, PHONE)
    house.clock.advance(11)
    used = house.permit(li, Act.ERASE, PHONE)
    house.permits.redeem(used, "acme", ERASING, PHONE, li)
    return {
        "late": (late, li),
        "used": (used, li),
        "of somebody else": (house.permit(wang, Act.ERASE, PHONE), li),
        "of another controller": (house.permit(li, Act.ERASE, PHONE, controller="other"), li),
        "for another act": (house.permit(li, elements=PHONE), li),
        "for something else": (house.permit(li, Act.ERASE, {"name": "raw"}), li),
        "for less": (house.permit(li, Act.ERASE, {"phone": "masked"}), li),
        "changed": (replace_in(house.permit(wang, Act.ERASE, PHONE), handle=li), li),
        "none": ("permit", li),
    }


@pytest.mark.parametrize(
    "which",
    [
        "late",
        "used",
        "of somebody else",
        "of another controller",
        "for another act",
        "for something else",
        "for less",
        "changed",
        "none",
    ],
)
def test_the_permits_of_a_crowd_are_spent_as_each_would_be_alone(plain, which, monkeypatch):
    """Those before one that is refused are spent, those after it are not; one that says more than is asked for is taken."""
    monkeypatch.setattr(permits, "ABREAST", 3)
    house = plain
    bad = refused_permits(house)[which]
    good: list[tuple[object, str]] = [
        (house.permit(who, Act.ERASE, PHONE if at % 2 else {"name": "raw", "phone": "raw"}), who)
        for at, who in enumerate(house.person(f"p-{number}") for number in range(9))
    ]
    with pytest.raises(NotPermitted) as crowd:
        house.permits.redeem_each([*good[:5], bad, *good[5:]], "acme", ERASING, PHONE)
    with pytest.raises(NotPermitted) as alone:
        house.permits.redeem(bad[0], "acme", ERASING, PHONE, bad[1])
    assert str(crowd.value) == str(alone.value)
    for permit, who in good[:5]:
        with pytest.raises(NotPermitted):
            house.permits.redeem(permit, "acme", ERASING, PHONE, who)
    house.permits.redeem_each(good[5:], "acme", ERASING, PHONE)
    with pytest.raises(NotPermitted):
        house.permits.redeem_each(good[5:], "acme", ERASING, PHONE)


def test_the_permits_of_a_crowd_live_as_long_as_each_would_alone(plain):
    li = plain.person("li")
    shown: list[tuple[object, str]] = [(plain.permit(li, Act.ERASE, PHONE), li) for _ in range(3)]
    plain.clock.advance(9)
    plain.permits.redeem_each(shown[:1], "acme", ERASING, PHONE)
    plain.clock.advance(1)
    with pytest.raises(NotPermitted, match="over"):
        plain.permits.redeem_each(shown[1:], "acme", ERASING, PHONE)


def test_without_a_permit_for_each_nothing_is_done(plain):
    house = plain
    many = crowd_of(house, "many")
    orders = orders_of(house, many)
    with pytest.raises(NotPermitted):
        together(house).erase_many([*orders[:9], orders[8], *orders[10:]])
    assert all(house.read(each) for at, each in enumerate(many) if at != 5)


@pytest.mark.parametrize("elements", [(), ("phone", "name")])
@pytest.mark.parametrize("lost", [1, 2])
def test_a_crowd_whose_commit_was_kept_and_not_confirmed_has_its_receipts(plain, monkeypatch, elements, lost):
    """What there was of each is not said to be nothing, whether the store answers at once or only when the orders come again."""
    house, many = plain, crowd_of(plain, "many")
    orders, left = orders_of(house, many, elements), ["write", "read"][:lost]
    real = {name: getattr(house.store, name) for name in left}

    def losing(name: str) -> Any:
        def call(controller: str, work: Any) -> Any:
            found = real[name](controller, work)
            if name in left:
                left.remove(name)
                raise unconfirmed("lost")
            return found

        return call

    for name in real:
        monkeypatch.setattr(house.store, name, losing(name))
    house.read(many[3], PHONE)
    said = together(house).erase_many(orders)
    assert left == []
    if lost == 2:
        assert {(each.state, each.why) for each in said} == {("unfinished", ("store.unconfirmed",))}
        said = together(house).erase_many(orders_of(house, many, elements))
    assert [each.counts["keys"] for each in said] == [int(number != 5) for number in range(PEOPLE)]
    assert not any(house.vault.keyring.holds("acme", each) for each in many)
