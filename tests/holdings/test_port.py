"""What every holding keeps: the vault, databases of each kind, memory. One suite, so that a desk need not know which it has."""

from __future__ import annotations

import os
from typing import Any

import pytest
import sqlalchemy as sa

from tests.holdings import shop
from tests.vault.house import House
from troth.adapters.connectors import MemoryAttestations, MemoryErasures, MemoryHolding
from troth.holdings import After, ManualHolding, erase_many
from troth.holdings.errors import ComesBack
from troth.holdings.ports import Attestation, Order, Planning
from troth.vault.errors import ErasedBefore
from troth.vocabulary import Act, TrothError

VALUES = {"phone": "13800138000", "email": "li.lei@mail.example", "name": "李雷"}
OTHERS = {"phone": "+8613900139000", "email": "wang.fang@mail.example", "name": "王芳"}
MAP = """
troth-map: 1
policy: acme
places:
  crm:
    sql: TROTH_PLACE_CRM
    columns:
      customers: {id: none, phone: contact.phone_number, mail: contact.email, name: name, level: none, blocked: none}
      orders: {id: none, customer_id: none, address: none, total: none}
      lines: {order_id: none, number: none, note: none}
      invoices: {id: none, customer_id: none, title: none, restricted: none}
      messages: {id: none, sender: none, receiver: none, sender_name: none, receiver_name: none, body: none}
      events: {id: none, customer_id: none, what: none}
    tables:
      customers: {by: {phone: phone, mail: email}, data: {phone: phone, mail: email, name: name}, restrict: blocked}
      orders: {by: {customer_id: customers.id}}
      lines: {by: {order_id: orders.id}}
      messages: {by: {sender: customers.id, receiver: customers.id}}
"""


class Company:
    """A holding with two people in it."""

    def __init__(self, holding, handle, other, order):
        self.holding, self.handle, self.other, self.order = holding, handle, other, order


@pytest.fixture
def vault(tmp_path):
    house = House(f"sqlite:///{tmp_path / 'books.db'}", tmp_path, shop.Clock(), os.urandom, None)
    handle, other = house.person("li"), house.person("wang")
    house.write(handle, VALUES)
    house.write(other, OTHERS)

    def order(who, act, case="case-7", **more):
        permit = house.permit(who, act)
        return Order("acme", who, f"act-on-holding/{case}/vault", "right.delete", 7, warrant=permit, **more)

    yield Company(house.holding, handle, other, order)
    house.close()


@pytest.fixture
def memory():
    holding = MemoryHolding("desk", shop.Clock())
    holding.put("acme", shop.HANDLE, VALUES)
    holding.put("acme", shop.OTHER, OTHERS)
    return Company(
        holding,
        shop.HANDLE,
        shop.OTHER,
        lambda who, _, case="case-7", **more: shop.order(who, "desk", case, **more),
    )


@pytest.fixture
def sql(database):
    url, engine = database
    with engine.begin() as connection:
        for name in ("lines", "orders", "messages"):
            connection.execute(sa.delete(shop.tables().tables[name]))
    holding = shop.holding(url, map_=MAP, erasures=MemoryErasures())
    yield Company(
        holding,
        shop.HANDLE,
        shop.OTHER,
        lambda who, _, case="case-7", **more: shop.order(who, "crm", case, **more),
    )
    holding.close()


KINDS = ["memory", "vault", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres), "mariadb"]


def pytest_generate_tests(metafunc):
    if "kept" in metafunc.fixturenames:
        metafunc.parametrize("kept", KINDS, indirect=True)


@pytest.fixture
def kept(request):
    """Each holding in turn."""
    if request.param in ("memory", "vault"):
        yield request.getfixturevalue(request.param)
        return
    yield request.getfixturevalue("sql")


@pytest.fixture
def address(request, tmp_path):
    """The server that `kept` is at."""
    name = request.node.callspec.params["kept"]
    if name == "sqlite":
        path = tmp_path / "crm.db"
        path.touch()
        return f"sqlite:///{path}"
    return request.getfixturevalue({"postgres": "postgres_database"}.get(name, name))


def test_what_was_put_in_comes_out_and_nothing_of_others(kept):
    found = kept.holding.find(kept.order(kept.handle, Act.READ))
    assert found.parts
    assert {"phone", "email", "name"} <= set(found.elements)
    assert kept.holding.export(kept.order(kept.handle, Act.READ)).values == VALUES
    assert kept.holding.export(kept.order(kept.handle, Act.READ, elements=("name",))).values == {
        "name": "李雷"
    }


def test_correcting_is_seen(kept):
    receipt = kept.holding.correct(kept.order(kept.handle, Act.COLLECT), {"name": "李磊"})
    assert (receipt.state, receipt.act, receipt.place) == ("done", "correct", kept.holding.place)
    assert kept.holding.export(kept.order(kept.handle, Act.READ)).values == {**VALUES, "name": "李磊"}
    assert kept.holding.export(kept.order(kept.other, Act.READ)).values == OTHERS


def test_restricting_and_lifting_leave_the_values(kept):
    assert kept.holding.restrict(kept.order(kept.handle, Act.KEEP), on=True).state == "done"
    assert kept.holding.restrict(kept.order(kept.handle, Act.KEEP, case="case-8"), on=False).state == "done"
    assert kept.holding.export(kept.order(kept.handle, Act.READ)).values == VALUES


def test_erasing_once_or_twice_leaves_nothing_and_others_as_they_were(kept):
    receipt = kept.holding.erase(kept.order(kept.handle, Act.ERASE))
    assert (receipt.state, receipt.handle, receipt.act) == ("done", kept.handle, "erase")
    assert sum(receipt.counts.values()) > 0
    assert not any(value in str(receipt) for value in VALUES.values())
    assert kept.holding.erase(kept.order(kept.handle, Act.ERASE)).state == "done"
    assert kept.holding.find(kept.order(kept.handle, Act.READ)).parts == {}
    assert kept.holding.export(kept.order(kept.handle, Act.READ)).values == {}
    assert kept.holding.export(kept.order(kept.other, Act.READ)).values == OTHERS


def test_erasing_an_element_leaves_the_others(kept):
    kept.holding.erase(kept.order(kept.handle, Act.ERASE, elements=("email",)))
    values = kept.holding.export(kept.order(kept.handle, Act.READ)).values
    assert values == {name: value for name, value in VALUES.items() if name != "email"}


def test_nobody_comes_back_after_an_erasure(kept):
    kept.holding.erase(kept.order(kept.handle, Act.ERASE))
    with pytest.raises((ComesBack, ErasedBefore)) as refused:
        kept.holding.correct(kept.order(kept.handle, Act.COLLECT, case="case-9"), {"name": "李四"})
    assert "李四" not in f"{refused.value} {refused.value.text('zh')}"


def test_many_at_once_give_a_receipt_each(kept):
    orders = [kept.order(each, Act.ERASE) for each in (kept.handle, kept.other)]
    receipts = erase_many(kept.holding, orders)
    assert [(each.handle, each.state) for each in receipts] == [(kept.handle, "done"), (kept.other, "done")]
    assert len({each.digest for each in receipts}) == 2


def test_a_plan_changes_nothing(kept):
    assert isinstance(kept.holding, Planning) is (
        kept.holding.place != "vault"
    )  # it has a permit for each act
    if not isinstance(kept.holding, Planning):
        return
    assert kept.holding.plan(kept.order(kept.handle, Act.ERASE)).total == 1
    holding: Any = kept.holding
    assert holding.export(kept.order(kept.handle, Act.READ)).values == VALUES


def test_a_manual_place_is_done_when_its_keeper_says_so():
    said = MemoryAttestations()
    paper = ManualHolding("paper", "records-office", ("name",), said, shop.Clock())
    order = shop.order(place="paper")
    receipt = paper.erase(order)
    assert (receipt.state, receipt.why) == ("unfinished", ("by-hand",))
    with pytest.raises(TrothError):
        paper.export(order)
    said.keep("acme", Attestation(order.id, "erase", "done", "ef" * 16, "2026-02-10T09:00:00.000Z", 2))
    assert paper.erase(order).counts == {"attested": 2}
    assert paper.restrict(order, on=True).state == "unfinished"  # that was not attested
    assert paper.erase(shop.order(place="paper", case="case-8")).state == "unfinished"


def test_a_place_that_people_are_found_through_waits_for_the_others(memory):
    said = MemoryAttestations()
    paper = ManualHolding("paper", "records-office", ("name",), said, shop.Clock())
    last = After(memory.holding, [paper], shop.Clock())
    order = shop.order(place="desk")
    assert last.erase(order).why == ("waits-for.paper",)
    assert memory.holding.find(order).parts
    said.keep("acme", Attestation("act-on-holding/case-7/paper", "erase", "done", "ef" * 16, "", 1))
    assert last.erase(order).state == "done"
