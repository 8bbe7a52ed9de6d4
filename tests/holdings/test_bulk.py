"""Many people at once, on databases of each kind: the same as one by one, in few statements; it stops, goes on, and is exact."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace

import pytest
import sqlalchemy as sa

from tests.holdings import shop
from troth.adapters.connectors import MemoryErasures, sql_bulk
from troth.adapters.connectors.sql_performing import Performance
from troth.adapters.vaults import FileTombstones
from troth.holdings import erase_many, plan_many
from troth.holdings.ports import Receipt, digests_of
from troth.vocabulary import canonical

HANDLES = [f"{number:032x}" for number in range(40)]
PEOPLE = {handle: {"phone": (f"1370000{number:04d}",)} for number, handle in enumerate(HANDLES)}


@pytest.fixture
def crowd(database):
    """The shop with forty more people, two orders each, and nobody who is worked on by himself."""
    url, engine = database
    found = shop.tables().tables
    rows = [
        {"id": 100 + n, "phone": f"+861370000{n:04d}", "mail": None, "name": f"n{n}", "level": 1}
        for n in range(40)
    ]
    orders = [{"id": 1000 + n, "customer_id": 100 + n % 40, "address": "a", "total": 1} for n in range(80)]
    talks = {
        "id": 900,
        "sender": 100,
        "receiver": 101,
        "sender_name": "n0",
        "receiver_name": "n1",
        "body": "x",
    }
    with engine.begin() as connection:
        connection.execute(sa.insert(found["customers"]), rows)
        connection.execute(sa.insert(found["orders"]), orders)
        connection.execute(sa.insert(found["messages"]), [talks])
    erasures = MemoryErasures()
    holding = shop.holding(url, {**PEOPLE, shop.HANDLE: shop.LI}, erasures=erasures)
    yield holding, engine, erasures
    holding.close()


def orders_of(handles=HANDLES, **more):
    return [shop.order(handle, case=f"case-{handle}", **more) for handle in handles]


def test_a_crowd_is_erased_as_one_by_one_would_be(crowd, monkeypatch):
    holding, engine, erasures = crowd
    monkeypatch.setattr(Performance, "results", None)  # the way for single people is not taken
    before = shop.everything(engine)
    plan = plan_many(holding, orders_of())
    assert plan.counts == {"customers": 40, "orders": 80, "messages": 2}
    assert shop.everything(engine) == before
    heard = []
    receipts = erase_many(holding, orders_of(), told=lambda done, of: heard.append((done, of)))
    assert heard == [(40, 40)]
    assert [each.handle for each in receipts] == HANDLES
    assert {each.state for each in receipts} == {"done"}
    assert [dict(each.counts) for each in receipts] == [{"cleared": 3, "deleted": 1}] * 2 + [
        {"cleared": 2, "deleted": 1}
    ] * 38
    after = shop.everything(engine)
    assert list(after["customers"]) == before["customers"][:3]
    assert after["orders"][:3] == before["orders"][:3]
    assert {row[1:3] for row in after["orders"][3:]} == {(None, None)}
    assert after["messages"] == before["messages"][:2]  # the row of two is gone with both
    assert holding.erase_many(orders_of()) == receipts
    assert all(
        erasures.known("acme", [f"place\0crm\0phone\0{PEOPLE[handle]['phone'][0]}"]) for handle in HANDLES
    )


def test_who_is_beyond_a_plan_is_held_and_the_others_are_done(crowd):
    holding, engine, erasures = crowd
    orders = orders_of(HANDLES[:4])
    orders[1] = replace(
        orders[1], plan=replace(holding.plan(orders[1]), counts={"customers": 1, "orders": 1})
    )
    receipts = holding.erase_many(orders)
    assert [each.state for each in receipts] == ["done", "held", "done", "done"]
    left = shop.everything(engine)
    assert [row[0] for row in left["customers"] if row[0] >= 100][:2] == [101, 104]
    assert not erasures.known("acme", ["place\0crm\0phone\0" + PEOPLE[HANDLES[1]]["phone"][0]])


def test_it_stops_between_groups_and_what_is_done_is_not_done_twice(crowd, monkeypatch):
    holding, _, _ = crowd
    monkeypatch.setattr("troth.holdings.placing.ABREAST", 15)
    seen: list[int] = []
    first = erase_many(
        holding, orders_of(), stopping=lambda: bool(seen), told=lambda done, _: seen.append(done)
    )
    assert len(first) == 15
    whole = erase_many(holding, orders_of())
    assert len(whole) == 40
    assert whole[:15] == first
    assert {each.counts["deleted"] for each in whole} == {1}


def test_a_batch_with_too_many_rows_is_divided(crowd, monkeypatch):
    holding, engine, _ = crowd
    monkeypatch.setattr(sql_bulk, "MOST_ROWS", 40)
    receipts = holding.erase_many(orders_of())
    assert {(each.state, each.counts["deleted"]) for each in receipts} == {("done", 1)}
    assert len(shop.everything(engine)["customers"]) == 3


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_batch_that_is_killed_before_its_second_look_keeps_its_counts(crowd, monkeypatch):
    holding, _, _ = crowd

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(sql_bulk.BulkPerformance, "_left", killed)
        with pytest.raises(KeyboardInterrupt):
            holding.erase_many(orders_of())
    receipts = holding.erase_many(orders_of())
    assert {(each.state, each.counts["deleted"]) for each in receipts} == {("done", 1)}


def test_digests_written_together_are_those_of_each():
    receipts = [
        Receipt(
            "acme",
            handle,
            f"o/{handle}/crm",
            "crm",
            "erase",
            "done",
            "2026-02-10T09:00:00.000Z",
            {"deleted": n % 2},
            (),
            ("x",),
        )
        for n, handle in enumerate(HANDLES)
    ]
    for receipt, digest in zip(receipts, digests_of(receipts), strict=True):
        said = {
            name: getattr(receipt, name)
            for name in ("act", "at", "controller", "handle", "order", "place", "state")
        }
        said |= {"counts": dict(receipt.counts), "why": [], "remains": ["x"]}
        assert digest == receipt.digest == hashlib.sha256(canonical(said)).hexdigest()


def test_a_list_of_erasures_is_keyed_and_bound_and_reads_older_lines(tmp_path):
    secret = hashlib.sha256(b"a list").digest()
    marks = [f"mark {number}" for number in range(250)]
    digests = [hmac.digest(secret, f"acme\0{mark}".encode(), "sha256").hex() for mark in marks]
    chain = hmac.digest(secret, f" {digests[0]} now".encode(), "sha256").hex()[:32]
    (tmp_path / "acme.erased").write_text(f"{digests[0]} now {chain}\n")  # as it was written one by one
    assert FileTombstones(tmp_path, secret).add("acme", marks, "later") == 250
    lines = (tmp_path / "acme.erased").read_text().splitlines()
    assert [len(line.split(" ")[0].split(",")) for line in lines] == [1, 100, 100, 49]
    again = FileTombstones(tmp_path, secret)
    assert again.count("acme") == 250
    assert all(again.known("acme", [mark]) for mark in marks)
    assert not again.known("acme", ["mark 250"])
