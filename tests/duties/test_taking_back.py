"""A consent or the agreement taken back owes the same, whichever door it came through."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.api.calling import Caller
from tests.api.shop import SHOP
from tests.duties.simulating import Clock
from tests.duties.test_causes import owed, yes
from troth.assembly import Guardians, Settings, Workers, desk_of, install
from troth.decisions import Request
from troth.duties import unfinished
from troth.vocabulary import Act

RULES = """
retention:
  books: {en: Bills are kept, zh: 账单须留存, data: [nickname], at-least: 90 days}
rights:
  withdraw: {en: Take it back, zh: 撤回, routes: [centre, mail], within: 15 days, from: receipt}
"""
STUDY = SHOP.replace("acts: [collect, use, share]", "acts: [collect, use, share, read]") + RULES
EVERYWHERE = {"act-on-holding:vault", "deliver:receipt", "tell-recipient:lab"}


class Timed(Caller):
    """A caller who has the clock of what is called."""

    clock: Clock


@pytest.fixture
def shop(tmp_path):
    """Somebody with an account, who gave e-mail for a study whose laboratory got it."""
    file = tmp_path / "shop.yaml"
    file.write_text(STUDY, encoding="utf-8")
    clock = Clock()
    caller = Timed(install(Settings(tmp_path / "home", "memory:", "k" * 20), [file], clock), "shop")
    caller.clock = clock
    caller.http.headers["Authorization"] = "Bearer " + "k" * 20
    caller.agree()
    yes(caller, "study", ["email"])
    yes(caller, "study", ["email"], "share", recipient="lab")
    return caller


def at_the_gate(shop):
    done = shop.http.delete("/v1/subjects/u-1/consents/study", params={"policy": "shop"})
    assert done.status_code == 200, done.text


def at_the_desk(shop, target="study", **more):
    body = {"policy": "shop", "kind": "withdraw", "subject": "u-1", "details": {"target": target}, **more}
    made = shop.http.post("/v1/requests", json=body)
    assert made.status_code == 201, made.text
    return made.json()


def by_letter(shop):
    """An operator enters what came by mail, and the officer accepts it."""
    made = at_the_desk(shop, operator="0f" * 16, route="mail")
    assert made["state"] in ("answered", "accepted"), made


class Verified(Guardians):
    """The desk of guardians to one who is verified already."""

    def active(self, policy, link, secret):
        return None, "u-1"


def by_a_guardian(shop):
    desk = desk_of(shop.installation)
    guardians = Verified(shop.installation, desk)
    assert shop.installation.gate.facts("shop", "u-1")
    guardians.withdraw("shop", "link", "secret", "study")


@pytest.mark.parametrize("door", [at_the_gate, at_the_desk, by_letter, by_a_guardian])
def test_whichever_door_it_came_through(shop, door):
    door(shop)
    found = {name: each for name, each in owed(shop).items() if each.about.startswith("entry-")}
    asked = door in (at_the_desk, by_letter)
    assert set(found) == EVERYWHERE - ({"deliver:receipt"} if asked else set())
    letters = [each for each in owed(shop).values() if each.part == "letter"]
    assert len(letters) == asked, "of a request its letter tells the person, and nothing beside it"
    assert found["act-on-holding:vault"].elements == ("email",)
    assert found["tell-recipient:lab"].act == "stop"
    assert shop.ask("study", ["email"])["answer"] != "permit"


def leave(shop):
    done = shop.http.delete("/v1/subjects/u-1/agreement", params={"policy": "shop"})
    assert done.status_code == 200, done.text


def the_agreement(shop):
    views = shop.http.get("/v1/subjects/u-1/consents", params={"policy": "shop"}).json()
    return next(each for each in views if each["kind"] == "agreement")


def all_duties(shop):
    read = shop.installation.gate.store.read
    return [
        each for each in read("shop", lambda book: unfinished(book, 99)) if each.about.startswith("entry-")
    ]


@pytest.mark.parametrize("door", ["gate", "desk", "no"])
def test_the_agreement_taken_back_owes_what_rested_on_it(shop, door):
    assert shop.ask("registration", ["phone", "nickname"])["answer"] == "permit"
    if door == "gate":
        leave(shop)
    elif door == "desk":
        at_the_desk(shop, "agreement")
    else:
        assert shop.put(the_agreement(shop), "refuse").status_code == 200
    found = {(each.kind, each.part, each.act): each for each in all_duties(shop)}
    assert set(found) == {
        ("act-on-holding", "vault", "erase"),
        ("act-on-holding", "vault", "restrict"),
        *([] if door == "desk" else [("deliver", "receipt", "")]),
        ("tell-recipient", "lab", "stop"),
    }
    assert found["act-on-holding", "vault", "erase"].elements == ("phone",)
    assert found["act-on-holding", "vault", "restrict"].elements == ("nickname",)


def test_what_a_shortest_time_keeps_is_restricted_until_the_person_agrees_again(shop):
    gate, vault = shop.installation.gate, shop.installation.vault
    values = {"phone": "13800004711", "nickname": "canary"}
    asked = Request(act=Act.COLLECT, purpose="registration", data=tuple(values), subject="u-1")
    vault.write(gate.permit("shop", asked)[1], values)
    leave(shop)
    Workers(shop.installation).once()
    handle = all_duties(shop)[0].handle

    def kept():
        return vault.store.read(
            "shop", lambda book: {each.part: each.restricted for each in book.records(handle)}
        )

    assert list(kept().values()) == [True], "the number is gone, the name is there for the law only"
    assert shop.put(the_agreement(shop)).status_code == 200
    lifts = [each for each in all_duties(shop) if each.act == "lift"]
    assert [each.elements for each in lifts] == [("nickname",)]
    Workers(shop.installation).once()
    assert list(kept().values()) == [False]
    shop.clock.at += timedelta(days=91)
    leave(shop)
    assert [each.act for each in all_duties(shop) if each.kind == "act-on-holding"] == ["erase"]
