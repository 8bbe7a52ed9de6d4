"""Real databases: a person is found, exported, corrected, restricted, erased and anonymised, and nobody else is."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from tests.holdings import shop
from troth.adapters.connectors import MemoryErasures
from troth.holdings import MASKED
from troth.holdings.errors import BadMap, ComesBack, Drifted, NotIdentified, Stopped
from troth.holdings.ports import Unable
from troth.vocabulary import NOTHING, Reach


@pytest.fixture
def opening(database):
    """Opens the shop as a holding, and closes what was opened."""
    url, engine = database
    opened = []

    def open_(people=None, **more):
        opened.append(shop.holding(url, people, **more))
        return opened[-1]

    yield open_, engine
    for each in opened:
        each.close()


@pytest.fixture
def crm(opening):
    open_, engine = opening
    return open_(), engine


def test_a_person_is_found_along_the_ways_of_the_map(crm):
    holding, _ = crm
    found = holding.find(shop.order())
    assert found.parts == {"customers": 1, "orders": 2, "lines": 2, "invoices": 1, "messages": 2, "events": 1}
    assert set(found.elements) == {"phone", "email", "name", "address", "message", "invoice", "event"}
    assert holding.find(shop.order(shop.OTHER)).parts["customers"] == 1  # written as +86 there


def test_an_export_masks_the_other_person_of_a_row(crm):
    holding, _ = crm
    export = holding.export(shop.order())
    assert export.values["phone"] == "13800138000"
    messages = [
        dict(zip(each.part.columns, each.cells, strict=True))
        for each in export.records
        if each.part.name == "messages"
    ]
    assert messages == [
        {"sender_name": "李雷", "body": "hello wang", "receiver_name": MASKED},
        {"receiver_name": "李雷", "sender_name": MASKED, "body": MASKED},
    ]
    assert "王芳" not in repr([each.cells for each in export.records])
    some = holding.export(shop.order(elements=("address",)))
    assert set(some.values) == {"address"}


def test_erasing_leaves_others_as_they_were_and_happens_once(crm):
    holding, engine = crm
    before = shop.everything(engine)
    receipt = holding.erase(shop.order())
    assert (receipt.state, receipt.why) == ("done", ())
    assert receipt.counts == {"deleted": 4, "cleared": 4, "restricted": 1}
    after = shop.everything(engine)
    assert [row[0] for row in after["customers"]] == [2, 3]
    assert after["orders"] == [(10, None, None, 5), (11, None, None, 7), before["orders"][2]]
    assert after["lines"] == before["lines"][2:]
    assert [(row[0], bool(row[3])) for row in after["invoices"]] == [(20, True), (21, False)]
    assert after["messages"] == [(30, None, 2, None, "王芳", None), (31, 2, None, "王芳", None, "hello li")]
    assert after["events"] == before["events"][1:]
    assert holding.erase(shop.order()) == receipt
    assert shop.everything(engine) == after
    assert holding.erase(shop.order(case="case-8")).counts == {}  # nothing is left to do


def test_a_row_of_two_goes_when_both_are_gone(crm):
    holding, engine = crm
    holding.erase(shop.order())
    holding.erase(shop.order(shop.OTHER, case="case-8"))
    after = shop.everything(engine)
    assert after["messages"] == []
    assert [row[0] for row in after["customers"]] == [3]


def test_some_elements_are_erased_and_the_rest_stays(crm):
    holding, engine = crm
    receipt = holding.erase(shop.order(elements=("address",)))
    assert receipt.counts == {"cleared": 2}
    after = shop.everything(engine)
    assert after["orders"][:2] == [(10, 1, None, 5), (11, 1, None, 7)]
    assert len(after["customers"]) == 3


def test_correcting_changes_what_is_there_but_not_what_law_keeps(crm):
    holding, engine = crm
    receipt = holding.correct(shop.order(), {"name": "李磊", "invoice": "other"})
    assert receipt.counts == {"corrected": 3}
    after = shop.everything(engine)
    assert after["customers"][0][3] == "李磊"
    assert after["messages"][0][3:5] == ("李磊", "王芳")
    assert after["invoices"][0][2] == "Li Ltd"
    assert holding.correct(shop.order(), {"name": "again"}).counts == receipt.counts
    assert shop.everything(engine) == after


def test_restricting_needs_a_mark_in_every_table(crm):
    """Rows that hold what is named are put aside and no others; a lift frees only what nothing else restricts."""
    holding, engine = crm

    def aside(case, *, on, **more):
        holding.restrict(shop.order(case=case, **more), on=on)
        after = shop.everything(engine)
        return [bool(after["customers"][0][5]), bool(after["invoices"][0][3])]

    with pytest.raises(Unable):
        holding.restrict(shop.order(), on=True)
    assert aside("case-1", on=True, elements=("invoice",)) == [False, True], (
        "orders have no mark, and none is asked of them"
    )
    assert aside("case-2", on=True, elements=("phone",)) == [True, True]
    assert aside("case-3", on=False, stays=Reach.of(("email", "message"))) == [True, False]
    assert aside("case-4", on=True, elements=("invoice",)) == [True, True]
    assert aside("case-5", on=False, stays=NOTHING, erased=frozenset({"invoice"})) == [False, True], (
        "law keeps it"
    )
    assert aside("case-6", on=False, stays=NOTHING) == [False, False]
    with engine.begin() as connection:
        for name in ("lines", "messages", "events", "orders"):
            connection.execute(sa.delete(shop.tables().tables[name]))
    assert holding.restrict(shop.order(), on=True).counts == {"restricted": 2}
    assert [bool(row[5]) for row in shop.everything(engine)["customers"]] == [True, False, False]
    assert holding.restrict(shop.order(case="case-9"), on=False).counts == {"lifted": 2}


def test_anonymising_is_refused_where_the_map_does_not_have_it(crm):
    holding, engine = crm
    before = shop.everything(engine)
    with pytest.raises(Unable):
        holding.anonymise(shop.order())
    assert shop.everything(engine) == before


def test_an_order_beyond_its_plan_is_held_and_nothing_is_touched(crm):
    holding, engine = crm
    plan = holding.plan(shop.order())
    assert plan.counts == {"customers": 1, "orders": 2, "lines": 2, "invoices": 1, "messages": 2, "events": 1}
    with engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO orders VALUES (13, 1, 'new', 1)"))
    before = shop.everything(engine)
    held = holding.erase(shop.order(plan=plan))
    assert (held.state, held.why) == ("held", ("quarantine", "more-rows.orders"))
    assert shop.everything(engine) == before
    again = holding.erase(shop.order(plan=holding.plan(shop.order())))
    assert again.state == "done"


def test_a_schema_that_drifted_stops_the_order(crm):
    holding, engine = crm
    plan = holding.plan(shop.order())
    with engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE orders ADD COLUMN recipient VARCHAR(40)"))
    before = shop.everything(engine)
    with pytest.raises(Drifted):
        holding.erase(shop.order(plan=plan))
    with pytest.raises(Drifted):  # and again, because the map does not have the column
        holding.erase(shop.order())
    assert shop.everything(engine) == before


def test_nobody_is_found_by_an_empty_or_a_similar_value(opening):
    open_, engine = opening
    before = shop.everything(engine)
    opened = open_({shop.HANDLE: {"phone": ("", " "), "email": ("Li.Lei@mail.example",)}})
    assert opened.find(shop.order()).parts["customers"] == 1  # an address is looked for in lower case too
    for people in ({"phone": ("",)}, {}):
        with pytest.raises(NotIdentified):
            open_({shop.HANDLE: people}).find(shop.order())
    nobody = open_({shop.HANDLE: {"email": ("lì.lei@mail.example",), "phone": ("13800138000 ",)}})
    assert nobody.find(shop.order()).parts.get("customers", 0) <= 1
    strange = open_({shop.HANDLE: {"email": ("lì.lei@mail.example",)}})
    assert strange.find(shop.order()).parts == {}
    assert shop.everything(engine) == before


def test_many_are_erased_at_once_with_a_receipt_each(crm):
    holding, engine = crm
    orders = [shop.order(), shop.order(shop.OTHER)]
    receipts = holding.erase_many(orders)
    assert [each.state for each in receipts] == ["done", "done"]
    assert [each.handle for each in receipts] == [shop.HANDLE, shop.OTHER]
    assert receipts[0].counts == {"deleted": 4, "cleared": 4, "restricted": 1}
    assert holding.erase_many(orders) == receipts
    assert [row[0] for row in shop.everything(engine)["customers"]] == [3]


def test_what_is_large_goes_in_batches(crm):
    holding, engine = crm
    with engine.begin() as connection:
        rows = [{"id": 1000 + number, "customer_id": 1, "what": "x"} for number in range(6_500)]
        connection.execute(sa.insert(shop.tables().tables["events"]), rows)
    receipt = holding.erase(shop.order())
    assert (receipt.state, receipt.counts["deleted"]) == ("done", 6_504)
    assert holding.erase(shop.order()) == receipt


def test_errors_hold_no_value(opening):
    open_, engine = opening
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE UNIQUE INDEX one_phone ON customers (phone)"))
    holding = open_()
    with pytest.raises(Stopped) as stopped:
        holding.correct(shop.order(), {"phone": "+8613900139000"})
    error = stopped.value
    said = f"{error!r} {error.text('zh')} {error.__cause__} {error.__context__ if not error.__suppress_context__ else ''}"
    assert "139001" not in said
    assert "138001" not in said


def test_who_was_erased_is_not_written_again(opening):
    open_, _ = opening
    holding = open_(erasures=MemoryErasures())
    holding.erase(shop.order())
    with pytest.raises(ComesBack):
        holding.correct(shop.order(case="case-9"), {"name": "back"})
    assert holding.correct(shop.order(shop.OTHER), {"name": "王方"}).state == "done"


def test_a_map_names_no_address():
    with pytest.raises(BadMap):
        shop.holding("sqlite:///x", map_=shop.MAP.replace("TROTH_PLACE_CRM", "postgresql://me:secret@db/crm"))


def test_without_a_table_of_orders_reading_again_tells_what_is_left(opening):
    open_, engine = opening
    holding = open_(
        map_=shop.MAP.replace("    sql: TROTH_PLACE_CRM", "    sql: TROTH_PLACE_CRM\n    marker: false")
    )
    assert holding.erase(shop.order()).counts == {"deleted": 4, "cleared": 4, "restricted": 1}
    assert "troth_orders" not in sa.inspect(engine).get_table_names()
    assert replace(holding.erase(shop.order()), at="").counts == {}
