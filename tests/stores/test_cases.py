"""One suite for every store: a case moves by the table of states only, with proof of itself; the database says so too."""

from __future__ import annotations

import importlib
import itertools
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from tests.stores.books import Clock, Seeded, digest
from troth.adapters.stores import case_guards, open_store
from troth.adapters.stores.cases import case_row
from troth.adapters.stores.schema import cases as table
from troth.rights import ENDS, EVENTS, STATES, Actor, Case, Proof, steps
from troth.rights.errors import Guarded, NotNow

NOW = datetime(2026, 2, 10, 1, 0, tzinfo=UTC)
FILE, HANDLE = "ab" * 16, "cd" * 16
OFFICER, SYSTEM = Actor("officer", "ef" * 16), Actor("system")
LATER = NOW + timedelta(hours=72)
NUMBER = "case-bcdf-ghjk-mnpq"
OTHER = "case-zzzz-zzzz-zzzz"
COLUMNS = [column.name for column in table.columns]


def received(id_: str = NUMBER, kind: str = "delete", **more: Any) -> Case:
    known: dict[str, Any] = {
        "handle": HANDLE,
        "file": FILE,
        "role": "subject",
        "route": "centre",
        "policy": "1",
    }
    return Case(id_, kind, "received", **{**known, "received": NOW, "opened": NOW, **more})


def proved(case: Case, of: str = "") -> Case:
    stamp = Proof(of or case.id, ("one-time-code",), NOW, 2)
    return case.step("prove", SYSTEM, NOW, proof=stamp)


def accepted(case: Case) -> Case:
    return case.step("accept", OFFICER, NOW, accepted=NOW)


def keep(*found: Case, look: datetime | None = None):
    def work(book):
        for each in found:
            book.keep_case(each, look)

    return work


def walk(case: Case) -> list[Case]:
    first = proved(case)
    return [case, first, accepted(first)]


def test_a_case_is_kept_as_it_is_and_found(store):
    def work(book):
        handle = book.subject(digest("li"), create=True)
        case = received(handle=handle, due=NOW + timedelta(days=1), asked=(), elements=("phone",))
        keep(case, received(OTHER, handle=""), look=NOW)(book)
        assert book.case(case.id) == case
        assert list(book.cases_of(handle)) == [case]
        return case

    case = store.write("acme", work)

    def look(book):
        assert book.case("case-none-none-none") is None
        assert [each.id for each in book.cases_due(NOW + timedelta(days=2), 9)] == [case.id]
        assert [each.id for each in book.cases_looking(NOW, 9)] == [case.id, OTHER]
        assert list(book.cases_looking(NOW - timedelta(seconds=1), 9)) == []
        assert [each.id for each in book.cases_in("received", "", 1)] == [case.id]
        assert [each.id for each in book.cases_in("received", case.id, 9)] == [OTHER]
        assert len(book.cases_between(NOW, NOW + timedelta(seconds=1), 9)) == 2
        assert list(book.cases_between(NOW + timedelta(seconds=1), NOW + timedelta(days=1), 9)) == []
        assert book.count_cases() == {"received": 2}
        return list(book.cases_of(case.handle))

    assert store.read("acme", look) == [case]
    assert store.read("globex", lambda book: (book.case(case.id), dict(book.count_cases()))) == (None, {})


def test_several_steps_of_one_work_are_kept_one_after_the_other(store):
    first, second, third = walk(received())
    store.write("acme", keep(first, second, third))
    assert store.read("acme", lambda book: book.case(NUMBER)) == third

    def more(book):
        done = third.step("all-done", SYSTEM, NOW, outcome="fulfilled")
        book.keep_case(done, NOW)
        assert book.count_cases() == {"answered": 1}
        assert list(book.cases_due(NOW + timedelta(days=9999), 9)) == []
        return done

    done = store.write("acme", more)
    assert store.read("acme", lambda book: (book.case(NUMBER), dict(book.count_cases()))) == (
        done,
        {"answered": 1},
    )
    assert store.read("acme", lambda book: list(book.cases_looking(NOW, 9))) == []


def waiting(how: str) -> list[Case]:
    """A case that is proved, and waits: it cools off, or its person says that it is not theirs."""
    first = received()
    stamp = Proof(first.id, ("one-time-code",), NOW, 2)
    second = first.step("prove", SYSTEM, NOW, proof=stamp, cooling=LATER if how == "cooling" else None)
    return [first, second, *([] if how == "cooling" else [second.step("note", SYSTEM, NOW, disowned=NOW)])]


def too_early(how: str) -> list[Case]:
    """That case, accepted all the same."""
    ways = waiting(how)
    return [
        *ways,
        replace(ways[-1], state="accepted", event="accept", version=ways[-1].version + 1, accepted=NOW),
    ]


def swept_aside(how: str) -> list[Case]:
    """That case, with what stands in the way taken out by a note."""
    ways = waiting(how)
    return [*ways, replace(ways[-1], event="note", version=ways[-1].version + 1, cooling=None, disowned=None)]


WRONG = {
    "accepted while it cools off": lambda: too_early("cooling"),
    "accepted though disowned": lambda: too_early("disowned"),
    "a cooling-off gone by a note": lambda: swept_aside("cooling"),
    "owned again by a note": lambda: swept_aside("disowned"),
    "no beginning": lambda: [accepted(proved(received()))],
    "no proof between": lambda: [received(), accepted(proved(received()))],
    "twice begun": lambda: [received(), received()],
    "a version left out": lambda: [received(), replace(proved(received()), version=3)],
    "back to the start": lambda: [*walk(received()), replace(received(), version=4, event="note")],
    "another file": lambda: [received(), replace(proved(received()), file="00" * 16)],
    "proof by a note": lambda: [received(), replace(proved(received()), event="note")],
    "another kind": lambda: [received(), replace(proved(received()), kind="access")],
    "erasure taken back": lambda: [*walk(received()), withdrawn()],
}


def withdrawn() -> Case:
    return replace(walk(received())[2], state="withdrawn", event="withdraw", version=4, ended=NOW)


def test_what_is_no_step_is_refused_and_leaves_nothing(store):
    for wrong in WRONG.values():
        with pytest.raises((NotNow, Guarded)):
            store.write("acme", keep(*wrong()))
        assert store.read("acme", lambda book: book.case(NUMBER)) is None


def test_the_stamp_of_another_case_opens_nothing(store):
    first = received()
    with pytest.raises(Guarded):
        proved(first, of=OTHER)
    stolen = replace(
        first, state="verified", event="prove", version=2, proof=Proof(OTHER, ("login",), NOW, 3)
    )
    with pytest.raises(Guarded):
        store.write("acme", keep(first, stolen))


# --- the database alone, without our code before it ---------------------------------------------------------------


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def bare(request, tmp_path):
    """(run, mark): `run` gives a statement to the database itself, past every check of ours."""
    if request.param == "sqlite":
        from sqlcipher3 import dbapi2

        path = tmp_path / "books.db"
        open_store(f"sqlite:///{path}", clock=Clock(), randomness=Seeded()).close()
        connection = dbapi2.connect(str(path), isolation_level=None)
        yield connection.execute, "?"
        connection.close()
        return
    address = request.getfixturevalue("postgres")
    open_store(address, clock=Clock(), randomness=Seeded()).close()
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("SET ROLE troth_books")
        connection.execute("SET troth.controller = 'acme'")
        yield connection.execute, "%s"


def raw(bare, case: Case, **forged: Any) -> None:
    run, mark = bare
    row = {**dict(zip(COLUMNS, ("acme", *case_row(case, None)), strict=True)), **forged}
    if case.version == 1:
        run(
            f"INSERT INTO cases ({', '.join(row)}) VALUES ({', '.join([mark] * len(row))})",
            tuple(row.values()),
        )
    else:
        named = ", ".join(f"{name} = {mark}" for name in row)
        run(f"UPDATE cases SET {named} WHERE id = {mark}", (*row.values(), case.id))


def refused(bare, case: Case, **forged: Any) -> None:
    with pytest.raises(Exception, match=r"case|CHECK|check|no step"):
        raw(bare, case, **forged)


def test_the_database_lets_a_good_walk_through(bare):
    for case in walk(received()):
        raw(bare, case)
    raw(bare, walk(received())[2].step("all-done", SYSTEM, NOW, outcome="fulfilled"))


def test_the_database_refuses_acceptance_without_proof_of_this_case(bare):
    first, second, third = walk(received())
    refused(bare, first, state="verified", proof_case=NUMBER)  # it begins as received, and nowhere else
    refused(bare, first, state="accepted", proof_case=NUMBER, accepted="x")
    raw(bare, first)
    refused(bare, second, proof_case=None)
    refused(bare, second, proof_case=OTHER)
    refused(bare, replace(third, version=2), event="accept")
    refused(bare, replace(third, version=2), event="prove")
    refused(bare, replace(first, version=2), event="note", proof_case=NUMBER)
    refused(bare, replace(first, version=2), event="note", outcome="fulfilled")
    refused(bare, replace(first, version=2), event="answer-plainly", state="answered", outcome="fulfilled",
            ended="x", due=None)  # fmt: skip
    raw(bare, second)
    refused(bare, third, accepted=None)
    refused(bare, replace(second, version=3), event="note", accepted="x")
    refused(bare, third, kind="access")
    refused(bare, third, handle="00" * 16)
    raw(bare, third)
    refused(bare, replace(third, version=4), state="withdrawn", event="withdraw", ended="x", due=None)
    run, mark = bare
    with pytest.raises(Exception, match=r"never removed|permission denied"):
        run(f"DELETE FROM cases WHERE id = {mark}", (NUMBER,))


@pytest.mark.parametrize("how", ["cooling", "disowned"])
def test_the_database_refuses_what_cools_off_and_what_its_person_disowned(bare, how):
    way = waiting(how)
    for case in way:
        raw(bare, case)
    last = way[-1]
    accepted_ = replace(last, state="accepted", event="accept", version=last.version + 1, accepted=NOW)
    for wrong in (
        accepted_,
        replace(accepted_, accepted=LATER - timedelta(microseconds=1)),
        replace(accepted_, cooling=None, disowned=None),
        replace(last, event="note", version=last.version + 1, cooling=None, disowned=None),
        replace(last, event="note", version=last.version + 1, cooling=LATER + timedelta(1), disowned=None),
    ):
        with pytest.raises(Exception, match="cooling-off"):
            raw(bare, wrong)
    if how == "cooling":
        raw(bare, replace(accepted_, accepted=LATER))
        return
    asked = last.step("ask", SYSTEM, NOW)
    stamp = Proof(last.id, ("two-operators",), NOW, 3)
    again = asked.step("prove", SYSTEM, NOW, proof=stamp, disowned=None)
    for case in (asked, again, again.step("accept", OFFICER, NOW, accepted=NOW)):
        raw(bare, case)


def ways() -> dict[str, list[Case]]:
    """A way to each state, by good steps."""
    first, second, third = walk(received(kind="access"))
    done = third.step("all-done", SYSTEM, NOW, outcome="fulfilled")
    return {
        "received": [first],
        "waiting": [first, first.step("ask", OFFICER, NOW)],
        "verified": [first, second],
        "accepted": [first, second, third],
        "answered": [first, second, third, done],
        "lapsed": [first, first.step("fail", OFFICER, NOW)],
        "withdrawn": [first, first.step("withdraw", Actor("subject", "u-1"), NOW)],
    }


def test_the_database_lets_every_step_of_the_table_through_and_no_other(bare):
    """states x events x states: what the table has passes, with the stamps it takes; everything else is refused."""
    run = bare[0]
    known, passed, said = set(steps()), set(), set()
    for before, way in ways().items():
        run("BEGIN")
        for case in way:
            raw(bare, case)
        last = way[-1]
        for event, end in itertools.product(EVENTS, STATES):
            row = forged(last, event, end)
            run("SAVEPOINT step")
            try:
                raw(bare, row)
                passed.add((before, event, end))
            except Exception as error:  # noqa: BLE001  # of either driver
                said.add(str(error))
            run("ROLLBACK TO step")
        run("ROLLBACK")
    assert all(re.search("case|check|no step", each, re.IGNORECASE) for each in said), said
    assert passed == {each for each in known if each != ("waiting", "person-replies", "verified")}


def forged(last: Case, event: Any, end: Any) -> Case:
    """A row that takes `event` to `end` with everything that a good one of that state would carry."""
    proof = last.proof or (Proof(NUMBER, ("one-time-code",), NOW, 2) if event == "prove" else None)
    accepted_ = last.accepted or (NOW if event == "accept" else None)
    outcome = last.outcome or ("answered" if end == "answered" and accepted_ is None else "")
    outcome = outcome or ("fulfilled" if end == "answered" else "")
    ended = last.ended or (NOW if end in ENDS else None)
    changed: dict[str, Any] = {"proof": proof, "accepted": accepted_, "outcome": outcome, "ended": ended}
    return replace(last, state=end, event=event, version=last.version + 1, **changed)


RESTS = {"elements": ("name",), "basis": "law", "approver": "aa" * 16, "decider": OFFICER.who}


@pytest.mark.parametrize("kind", ["release", "disclose"])
def test_the_database_refuses_a_release_without_its_ground_items_and_two_persons(bare, kind):
    first = received(kind=kind, role="operator", elements=("name",))
    second = first.step("prove", SYSTEM, NOW, proof=Proof(NUMBER, ("two-operators",), NOW, 3))
    good = second.step("accept", OFFICER, NOW, accepted=NOW, **RESTS)
    raw(bare, first)
    raw(bare, second)
    for lacking in (
        {"basis": ""},
        {"elements": ()},
        {"approver": ""},
        {"decider": ""},
        {"approver": OFFICER.who},
    ):
        with pytest.raises(Guarded):
            second.step("accept", OFFICER, NOW, accepted=NOW, **{**RESTS, **lacking})
        with pytest.raises(Exception, match="rests on a ground"):
            raw(bare, replace(good, **lacking))
    raw(bare, good)


def test_the_migration_is_the_table_as_it_is_now():
    frozen = importlib.import_module("troth.adapters.stores.migrations.versions.0004_cases")
    grounds = importlib.import_module("troth.adapters.stores.migrations.versions.0006_case_grounds")
    cooling = importlib.import_module("troth.adapters.stores.migrations.versions.0009_case_cooling")
    assert frozen.CHECKS == case_guards.CHECKS
    for dialect in ("sqlite", "postgresql"):
        assert cooling.guards(dialect) == case_guards.cooling_guards(dialect)
        assert grounds.guards(dialect) == case_guards.ground_guards(dialect)
        assert tuple(frozen.guards(dialect)) == case_guards.guards(dialect)
