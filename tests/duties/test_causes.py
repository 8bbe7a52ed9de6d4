"""Taking a consent back: what it makes the company owe, opened in the same transaction, and done in the vault."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.api.calling import Caller
from tests.api.shop import SHOP
from tests.duties.simulating import NOW, Clock, Performer
from troth.assembly import Settings, install
from troth.assembly.working import Workers, performers
from troth.decisions import Request
from troth.duties import Pace, open_duty, opened, unfinished
from troth.vocabulary import Act

STUDY = SHOP.replace("acts: [collect, use, share]", "acts: [collect, use, share, read]")


@pytest.fixture
def shop(tmp_path):
    """Somebody who gave e-mail and nickname for a study, whose laboratory got the nickname."""
    file = tmp_path / "shop.yaml"
    file.write_text(STUDY, encoding="utf-8")
    clock = Clock()
    caller: Any = Caller(install(Settings(tmp_path / "home", "memory:", "k" * 20), [file], clock), "shop")
    caller.clock = clock
    caller.http.headers["Authorization"] = "Bearer " + "k" * 20
    caller.agree()
    yes(caller, "study", ["email", "nickname"])
    yes(caller, "study", ["nickname"], "share", recipient="lab")
    return caller


def yes(caller, purpose, data, act="collect", **more):
    answer: dict[str, Any] = {}
    for _ in range(6):
        answer = caller.ask(purpose, data, act, **more)
        if answer["answer"] == "permit":
            return
        prompts = answer["ask"] or [_reopened(caller, purpose)]
        for prompt in prompts:
            assert caller.put(prompt).status_code == 200
    raise AssertionError(answer)


def _reopened(caller, purpose):
    """The choice that only the person opens again, in the privacy centre."""
    found = caller.http.get("/v1/subjects/u-1/consents", params={"policy": "shop"}).json()
    return next(each for each in found if each["purpose"] == purpose and each["recipient"] is None)


def put_in(caller, **values):
    """The values go into the vault, by a permit of the gate."""
    gate, vault = caller.installation.gate, caller.installation.vault
    request = Request(act=Act.COLLECT, purpose="study", data=tuple(values), subject="u-1")
    _, permit = gate.permit("shop", request)
    vault.write(permit, values)


def owed(caller):
    read = caller.installation.gate.store.read
    return {f"{each.kind}:{each.part}": each for each in read("shop", lambda book: unfinished(book, 99))}


def withdraw(caller, purpose="study", **more):
    done = caller.http.delete(f"/v1/subjects/u-1/consents/{purpose}", params={"policy": "shop", **more})
    assert done.status_code == 200, done.text
    return done.json()["entry"]


def test_taking_a_consent_back_opens_what_is_owed(shop):
    sequence = withdraw(shop)
    duties = owed(shop)
    assert set(duties) == {"act-on-holding:vault", "deliver:receipt", "tell-recipient:lab"}
    erase, tell = duties["act-on-holding:vault"], duties["tell-recipient:lab"]
    assert (erase.act, erase.elements, erase.cause, erase.about) == (
        "erase",
        ("email", "nickname"),
        sequence,
        f"entry-{sequence}",
    )
    assert (tell.act, tell.elements, tell.clauses) == ("stop", ("nickname",), ("purposes.study",))
    assert all(
        each.due.ends is not None and each.due.ends <= NOW + timedelta(days=2) for each in duties.values()
    )
    assert {each.terms[-1].source for each in duties.values()} == {"pipl.15"}
    kinds = [each["kind"] for each in shop_entries(shop)]
    assert kinds[sequence] == "consent.choice.withdrawn"
    assert kinds[-3:] == ["duties.duty.opened"] * 3


def shop_entries(caller):
    import json

    export = caller.http.get("/v1/policies/shop/export").content
    return [each for each in map(json.loads, export.splitlines()) if "kind" in each]


def test_twice_is_once_and_nothing_given_owes_nothing(shop):
    withdraw(shop)
    before = owed(shop)
    withdraw(shop)
    withdraw(shop, "ideas")
    assert owed(shop) == before


def test_a_no_after_a_yes_owes_the_same(shop):
    assert shop.put(_reopened(shop, "study"), "refuse").status_code == 200
    assert set(owed(shop)) == {"act-on-holding:vault", "deliver:receipt", "tell-recipient:lab"}


def test_what_another_live_purpose_keeps_stays(shop):
    assert shop.ask("registration", ["email"])["answer"] == "permit"
    withdraw(shop)
    assert owed(shop)["act-on-holding:vault"].elements == ("nickname",)


def test_towards_one_recipient_only_that_one_is_told(shop):
    yes(shop, "study", ["email"], "share", recipient="panel")
    withdraw(shop, recipient="panel")
    assert set(owed(shop)) == {"deliver:receipt", "tell-recipient:panel"}


def test_who_was_told_and_got_nothing_since_is_not_told_again(shop):
    withdraw(shop)
    yes(shop, "study", ["nickname"])
    later = withdraw(shop)
    again = [each for each in owed(shop).values() if each.about == f"entry-{later}"]
    assert {each.kind for each in again} == {"act-on-holding", "deliver"}


def test_the_worker_erases_in_the_vault_and_people_see_the_rest(shop):
    put_in(shop, email="li.canary@mail.example", nickname="canary")
    withdraw(shop)
    counts = Workers(shop.installation).once()
    assert counts == {"done": 1, "later": 1, "person": 1}
    vault = shop.installation.vault
    handle = next(iter(owed(shop).values())).handle
    assert vault.store.read("shop", lambda book: list(book.records(handle))) == []
    left = owed(shop)
    assert {each.kind: (each.reason, each.for_person) for each in left.values()} == {
        "deliver": ("channel.none", False),  # no channel is set up here: tried again, and then for a person
        "tell-recipient": ("no-performer", True),
    }
    facts = shop.installation.gate.facts("shop", "u-1")
    assert "email" not in facts.records
    kinds = [each["kind"] for each in shop_entries(shop)]
    assert kinds.count("holdings.order.answered") == 1
    assert kinds.count("duties.duty.ended") == 1


def test_what_was_agreed_to_and_given_again_is_not_erased(shop):
    withdraw(shop)
    yes(shop, "study", ["email"])
    put_in(shop, email="li.canary@mail.example")
    Workers(shop.installation).once()
    vault = shop.installation.vault
    handle = next(iter(owed(shop).values())).handle
    assert len(vault.store.read("shop", lambda book: list(book.records(handle)))) == 1


def test_a_hold_keeps_it_back_until_it_ends(shop):
    put_in(shop, email="li.canary@mail.example", nickname="canary")
    gate = shop.installation.gate
    gate.state(
        "shop",
        "hold",
        "registration",
        {"elements": ["email"], "purpose": "registration", "citation": "law-9"},
        "u-1",
    )
    withdraw(shop)
    Workers(shop.installation).once()
    erase = owed(shop)["act-on-holding:vault"]
    assert (erase.state, erase.reason) == ("waiting", "held")
    vault = shop.installation.vault
    parts = vault.store.read("shop", lambda book: [each.part for each in book.records(erase.handle)])
    assert len(parts) == 1, "what the hold keeps is there, the rest is gone"
    gate.end("shop", "hold", "registration", "u-1")
    Workers(shop.installation).once()
    assert vault.store.read("shop", lambda book: list(book.records(erase.handle))) == []
    assert "act-on-holding:vault" not in owed(shop)


def test_workers_in_threads_do_the_same_and_stop(shop):
    put_in(shop, email="li.canary@mail.example")
    withdraw(shop)
    told: list[Any] = []
    with Workers(shop.installation, threads=2, pace=Pace(idle=0.01), told=told.append) as workers:
        for _ in range(500):
            if sum(each.how in ("done", "person", "later") for each in told) >= 3:
                break
            workers.stopping.wait(0.01)
    became: dict[str, list[str]] = {}
    for each in told:
        became.setdefault(each.duty.kind, []).append(each.how)
    for_person = became.pop("tell-recipient")  # the other worker's first look may bring it back, once
    assert became == {"act-on-holding": ["done"], "deliver": ["later"]}
    assert for_person == ["person", "revived", "person"][: len(for_person)]


def test_a_duty_that_orders_nothing_itself_goes_to_its_desk_and_stays_if_that_knows_no_such_case(shop):
    """A case's duty says nothing of act and data: taking it for done because nothing was found to do would lose it."""
    withdraw(shop)
    store = shop.installation.gate.store
    of_case = opened(
        "act-on-holding",
        about="case-1",
        part="vault",
        anchor=NOW,
        clauses=("rights.delete",),
        terms=next(iter(owed(shop).values())).terms,
    )
    store.write("shop", lambda book: open_duty(book, of_case))
    Workers(shop.installation).once()
    left = store.read("shop", lambda book: book.duty(of_case.id))
    assert (left.state, left.for_person, left.reason) == ("open", False, "rights.unknown")
    shop.clock.at += timedelta(minutes=2)
    desk = Performer()
    Workers(shop.installation, by_kind=performers(shop.installation, desk=desk)).once()
    assert desk.seen == ["vault"]
    assert store.read("shop", lambda book: book.duty(of_case.id)).state == "done"
