"""Cases carried out by real workers over the real vault: nothing is opened early, and what is asked for is done."""

from __future__ import annotations

import pytest

from tests.rights.desks import OFFICER, POLICIES, SetClock, at
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
    clock = SetClock(at("2026-02-10 10:00"))
    made = install(
        Settings(tmp_path, "memory:", "a-key-that-is-long-enough"), [POLICIES / f"{POLICY}.yaml"], clock
    )
    digest = made.gate.digest(POLICY, "u-1")

    def work(book):
        handle = book.subject(digest, create=True)
        made.vault.put(book, handle, fields_of(made.vault.layouts(POLICY), VALUES), VALUES)
        return handle

    handle = made.gate.store.write(POLICY, work)
    yield made, desk_of(made), clock, handle
    made.gate.close()


def signed_in(desk, case, handle, clock):
    session = Session(handle, clock.now())
    desk.change_proof(
        POLICY,
        case.id,
        lambda proving, counts: (desk.identity.signed_in(proving, session, (), clock.now()), None),
    )
    return desk.case(POLICY, case.id)


def held(made, handle):
    return made.gate.store.read(POLICY, lambda book: len(book.records(handle)))


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
