"""Cases carried out by real workers over the real vault: nothing is opened early, and what is asked for is done."""

from __future__ import annotations

import pytest

from tests.rights.desks import OFFICER, POLICIES, SetClock, at
from tests.web.people import POLICY as SHOP
from troth.assembly import Settings, Workers, desk_of, install
from troth.rights import Acceptance, Intake
from troth.rights.errors import Guarded
from troth.rights.identity import Session
from troth.vault.layout import fields_of

POLICY = "joinbase"
VALUES = {"phone": "13800138000", "name": "王小明"}


@pytest.fixture
def house(tmp_path):
    """An installation with somebody in its vault, its desk, and a clock."""
    yield from opened(tmp_path, POLICIES / f"{POLICY}.yaml", POLICY, VALUES)


def opened(folder, file, policy, values):
    """Install one policy and put somebody in its vault; yield (installation, desk, clock, handle)."""
    clock = SetClock(at("2026-02-10 10:00"))
    made = install(Settings(folder, "memory:", "a-key-that-is-long-enough"), [file], clock)
    digest = made.gate.digest(policy, "u-1")

    def work(book):
        handle = book.subject(digest, create=True)
        made.vault.put(book, handle, fields_of(made.vault.layouts(policy), values), values)
        return handle

    handle = made.gate.store.write(policy, work)
    yield made, desk_of(made), clock, handle
    made.gate.close()


def signed_in(desk, case, handle, clock, policy=POLICY):
    session = Session(handle, clock.now())
    desk.change_proof(
        policy,
        case.id,
        lambda proving, counts: (desk.identity.signed_in(proving, session, (), clock.now()), None),
    )
    return desk.case(policy, case.id)


def held(made, handle, policy=POLICY):
    return made.gate.store.read(policy, lambda book: len(book.records(handle)))


def done(workers, clock):
    workers.once()
    clock.go(minutes=2)
    workers.once()


def test_access_comes_out_of_the_vault_and_erasing_leaves_nothing_but_the_answer(house):
    made, desk, clock, handle = house
    case = desk.receive(POLICY, Intake("access", "u-1"))
    workers = Workers(made)
    workers.once()
    with pytest.raises(Guarded):
        desk.exports(POLICY, case.id)
    assert signed_in(desk, case, handle, clock).state == "accepted"
    done(workers, clock)
    case = desk.case(POLICY, case.id)
    assert (case.state, case.outcome) == ("answered", "fulfilled")
    (export,) = desk.exports(POLICY, case.id)
    assert (export.place, dict(export.values)) == ("vault", VALUES)
    entries = b"".join(made.gate.store.read(POLICY, lambda book: list(book.entries())))
    assert b"13800138000" not in entries

    case = signed_in(desk, desk.receive(POLICY, Intake("delete", "u-1")), handle, clock)
    workers.once()
    assert held(made, handle) > 0, "proved, and nobody has decided"
    desk.accept(POLICY, case.id, OFFICER, Acceptance("ceased-use"))
    done(workers, clock)
    assert held(made, handle) == 0
    assert desk.case(POLICY, case.id).outcome == "fulfilled"
    assert "个人信息保险库：删除，已完成" in desk.letter(POLICY, case.id)["zh"]


def test_a_file_without_any_time_for_a_right_still_has_its_work_done(tmp_path):
    """Nothing is accepted that no duty does: this file sets no time to erase, and names no law that would."""
    file = tmp_path / "shop.yaml"
    file.write_text(SHOP, encoding="utf-8")
    for made, desk, clock, handle in opened(tmp_path, file, "shop", {"phone": VALUES["phone"]}):
        case = signed_in(desk, desk.receive("shop", Intake("delete", "u-1")), handle, clock, "shop")
        assert desk.accept("shop", case.id, OFFICER, Acceptance()).state == "accepted"
        owed = made.gate.store.read("shop", lambda book, about=case.id: list(book.duties_about(about)))
        (order,) = (each for each in owed if each.kind == "act-on-holding")
        assert [each.source for each in order.terms] == ["app.6", "gbt35273.8.7"]
        done(Workers(made), clock)
        assert held(made, handle, "shop") == 0
        assert desk.case("shop", case.id).outcome == "fulfilled"
