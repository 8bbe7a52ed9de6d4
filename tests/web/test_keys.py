"""The vault's keys at the console of a Troth that serves from one SQLite file: a rotation beside reads and writes, killed and gone on with, old
keys destroyed by two persons, and what the command says meanwhile."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from tests.api.calling import KEY, Caller
from tests.api.shop import SHOP
from tests.web.office import approve
from tests.web.people import fields
from tests.web.staff import hire, said, sign_in
from troth.adapters.keystores import Argon2Passwords
from troth.assembly import Settings, Workers, drill_keys, install
from troth.assembly.key_work import RETIRE, ROTATE, STEP, KeyWork
from troth.cli import app
from troth.decisions import Request
from troth.duties import Done, Later
from troth.ledger import EntryKind, read_entry
from troth.vault import Progress, Rotation
from troth.vault.errors import NO_KEY, NoKey
from troth.vocabulary import Act, TrothError
from troth.web import make_app

HERE = "/console/shop/keys"
STAFF = {"li.wei": ["officer"], "adm": ["administrator"], "see": ["auditor"]}
PEOPLE = 2 * STEP + 40
KILLED = """
import os, signal, sys
from troth.assembly import Settings, Workers, install
from troth.assembly import key_work
from troth.vault import Rotation
steps, step = [], Rotation.step
def counted(self, controller, most):
    if len(steps) == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    steps.append(most)
    return step(self, controller, most)
Rotation.step = counted
Workers(install(Settings.of({"TROTH_HOME": sys.argv[1]}), [])).once()
"""


class Shop:
    """An installation on a file as `troth serve` has it, with its application and the browsers of its operators."""

    def __init__(self, home):
        self.home = home
        self.settings = Settings(home, f"sqlite:///{home / 'books.sqlite'}", KEY)
        (home / "shop.yaml").write_text(SHOP, encoding="utf-8")
        self.open()

    def open(self, **later):
        clock = SimpleNamespace(now=lambda: datetime.now(UTC) + timedelta(**later))
        self.installation = install(self.settings, [self.home / "shop.yaml"], clock)
        self.doors, self.gate = self.installation.doors, self.installation.gate
        self.vault = self.installation.vault
        self.doors.operators._hasher = Argon2Passwords(self.installation.randomness, 64, 1)
        self.app, self.browsers = make_app(self.installation), {}
        self.rotation = Rotation(self.vault, self.installation.clock, self.installation.randomness)

    def client(self, language="en"):
        return TestClient(
            self.app,
            base_url="http://troth.example",
            headers={"accept": "text/html", "accept-language": language},
        )

    def at_work(self, login, language="en"):
        if (login, language) not in self.browsers:
            browser = self.client(language)
            assert sign_in(browser, login).url.path == "/console"
            self.browsers[login, language] = browser
        return self.browsers[login, language]

    def write(self, person, phone):
        step = Request(act=Act.COLLECT, purpose="registration", data=("phone",), subject=person)
        self.vault.write(self.gate.permit("shop", step)[1], {"phone": phone})

    def phone(self, person):
        step = Request(act=Act.USE, purpose="registration", data=("phone",), subject=person)
        return self.vault.read(self.gate.permit("shop", step)[1], {"phone": "raw"})["phone"]

    def crowd(self, count):
        """Put the keys of `count` people beside those of the few who are written as they are."""

        def work(book):
            for number in range(count):
                book.keep_key(self.vault.keyring.fresh("shop", f"{number:032x}", 1)[0])

        self.vault.store.write("shop", work)

    def entries(self, kind):
        found = self.gate.store.read("shop", lambda book: [read_entry(each) for each in book.entries()])
        return [dict(each.body) for each in found if each.kind == kind]

    def duties(self, kind):
        names = [f"generation-{number}" for number in range(2, 7)]
        known = self.gate.store.read(
            "shop", lambda book: [d for each in names for d in book.duties_about(each)]
        )
        return [each for each in known if each.kind == kind]

    def ask(self, do, login="li.wei"):
        browser = self.at_work(login)
        return browser.post(HERE, data=fields(browser.get(HERE).text, HERE, do=do))

    def post(self, do, login="li.wei"):
        browser = self.at_work(login)
        mark = fields(browser.get("/console/me").text, "/console/-/leave")
        return browser.post(HERE, data={**mark, "do": do})


@pytest.fixture
def shop(tmp_path):
    made = Shop(tmp_path)
    for person in ("u-1", "u-2"):
        Caller(made.installation, subject=person, http=made.client()).agree()
    for login, roles in STAFF.items():
        hire(made, login, roles)
    yield made
    made.gate.close()


def a_rotation_begun_at_the_console_is_carried_out_while_values_are_read_and_written(shop):
    see = shop.at_work("see")
    assert "There are no keys yet" in see.get(HERE).text
    shop.write("u-1", "13800138001")
    shop.crowd(PEOPLE)
    page = see.get(HERE).text
    assert "generation 1" in page
    assert '<form method="post" action="/console/shop/keys"' not in page, "an auditor reads"
    assert '<button type="submit">开始轮换</button>' in shop.at_work("li.wei", "zh").get(HERE).text
    assert shop.post("begin", "see").status_code == 403
    assert shop.duties(ROTATE) == []

    stop, seen = threading.Event(), list[tuple[str, str]]()

    def use():
        while not stop.is_set() or len(seen) < 3:
            shop.write("u-2", f"139000{len(seen):05d}")
            seen.append((shop.phone("u-1"), shop.phone("u-2")))

    begun = shop.ask("begin", "adm")
    assert "it begins within a minute" in begun.text
    beside = threading.Thread(target=use)
    beside.start()
    counts = Workers(shop.installation).once()
    stop.set()
    beside.join()
    assert counts["done"] == 1
    assert seen == [("13800138001", f"139000{number:05d}") for number in range(len(seen))]
    assert shop.rotation.progress("shop").left == 0
    assert dict(drill_keys(shop.settings)[0].opened) == {2: PEOPLE + 2 + 1}
    bodies = shop.entries(EntryKind.VAULT_ROTATED)
    assert bodies == [{"state": "begun", "generation": 2}, {"state": "done", "generation": 2}]
    page = see.get(HERE).text
    assert re.search(r"(24[23]) of \1 done \(100 %\)", page)
    assert "asked for by Name adm" in page
    assert "Rotating keys" in see.get("/console/shop/runs").text


def the_command_says_where_to_do_it_instead(shop, monkeypatch):
    monkeypatch.setenv("TROTH_HOME", str(shop.home))
    told = CliRunner().invoke(app, ["vault", "rotate", "shop"]).exception
    assert isinstance(told, TrothError)
    assert told.id == "vault.served"
    assert "/console/shop/keys" in told.help("en")
    assert "/console/shop/keys" in told.help("zh")
    monkeypatch.delenv("TROTH_HOME")


def a_slice_is_short_and_the_count_goes_on(shop):
    assert shop.ask("begin").status_code == 200
    (duty,) = [each for each in shop.duties(ROTATE) if each.state == "open"]
    work = KeyWork(shop.gate.store, shop.rotation, shop.installation.clock, slice_=timedelta(0))
    assert isinstance(work.perform("shop", duty), Later)
    assert shop.rotation.progress("shop").generation == 3
    assert shop.post("begin").status_code == 200, "asked for twice it is one"
    assert shop.rotation.progress("shop").generation == 3
    assert len([each for each in shop.duties(ROTATE) if each.state == "open"]) == 1


def a_rotation_that_was_killed_goes_on_after_the_next_start(shop):
    """It is killed in the second step of the rotation that stands begun; the next start does the rest."""
    whole = shop.rotation.progress("shop").left
    shop.gate.close()
    killed = subprocess.run([sys.executable, "-c", KILLED, str(shop.home)], check=False)
    assert killed.returncode == -9
    shop.open(minutes=6)
    left = shop.rotation.progress("shop").left
    assert left == whole - STEP - 1, "one step was kept whole, the other not at all"
    page = shop.at_work("see").get(HERE).text
    assert "interrupted" in page
    assert "goes on by itself" in page
    assert "Possible once the rotation has come to its end" in page
    assert said(shop.post("retire").text) == "operators.not-waiting"
    assert Workers(shop.installation).once()["done"] == 1, "nobody asked for it again"
    assert shop.rotation.progress("shop") == Progress(3, 0, 0)
    page = shop.at_work("see").get(HERE).text
    assert f"{whole} of {whole} done (100 %)" in page
    assert (shop.phone("u-1"), dict(drill_keys(shop.settings)[0].failed)) == ("13800138001", {})


def old_keys_are_destroyed_once_two_persons_want_it(shop):
    keys = shop.vault.keyring.keys
    assert keys.generations("shop") == [1, 2, 3]
    page = shop.at_work("li.wei", "zh").get(HERE).text
    assert "提交销毁第 1 代、第 2 代" in page
    assert shop.post("retire", "see").status_code == 403
    assert "It waits for a second person now" in shop.ask("retire").text
    mine = fields(shop.at_work("li.wei").get("/console/waiting").text, "/console/waiting", do="refuse")
    alone = shop.at_work("li.wei").post("/console/waiting", data={**mine, "do": "approve"})
    assert said(alone.text) == "operators.needs-second"
    waiting = shop.at_work("adm").get("/console/waiting").text
    assert "Generations that are destroyed</dt><dd>1, 2</dd>" in waiting
    Workers(shop.installation).once()
    assert keys.generations("shop") == [1, 2, 3], "one person is not enough"
    assert approve(shop.at_work("adm")).status_code == 200
    assert keys.generations("shop") == [1, 2, 3], "first the approval stands, then it is done"
    assert "it is being destroyed" in shop.at_work("see").get(HERE).text
    assert Workers(shop.installation).once()["done"] == 1
    assert keys.generations("shop") == [3]
    assert shop.phone("u-1") == "13800138001"
    assert "There is no older generation to destroy" in shop.at_work("see").get(HERE).text
    ended = [each for each in shop.entries(EntryKind.APPROVAL_ENDED) if each["act"] == "vault.retire-keys"]
    assert [each["state"] for each in ended] == ["done"]


def only_what_was_approved_is_destroyed_and_never_what_is_used(shop):
    keys = shop.vault.keyring.keys
    shop.ask("begin")
    Workers(shop.installation).once()
    shop.ask("retire")
    shop.ask("begin")
    assert approve(shop.at_work("adm")).status_code == 200
    (order,) = [each for each in shop.duties(RETIRE) if each.about == "generation-4"]
    shop.rotation.begin("shop")
    work = KeyWork(shop.gate.store, shop.rotation, shop.installation.clock)
    work.perform("shop", order)
    assert shop.rotation.retire("shop", 5) == []
    assert keys.generations("shop") == [4, 5], "everybody's key is still wrapped under the fourth"
    (wrapped,) = [work.perform("shop", each) for each in shop.duties(ROTATE) if each.about == "generation-5"]
    assert isinstance(wrapped, Done)
    work.perform("shop", order)
    assert keys.generations("shop") == [4, 5], "the fourth was not named"
    Workers(shop.installation).once()
    assert [each.state for each in (*shop.duties(ROTATE), *shop.duties(RETIRE))] == ["done"] * 6


def a_key_store_that_does_not_answer_is_tried_again_and_told(shop, monkeypatch):
    def away(*_):
        raise NoKey(NO_KEY, controller="shop", generation=5, reason="away", reason_zh="无响应")

    monkeypatch.setattr(type(shop.vault.keyring.keys), "generations", away)
    monkeypatch.setattr(type(shop.vault.keyring.keys), "make", away)
    shop.ask("begin")
    assert Workers(shop.installation).once()["later"] == 1
    page = shop.at_work("see").get(HERE).text
    assert "The key store does not answer" in page


def test_one_shop_whose_keys_are_rotated_again_and_again(shop, monkeypatch):
    """Each chapter goes on where the one before it ended."""
    a_rotation_begun_at_the_console_is_carried_out_while_values_are_read_and_written(shop)
    the_command_says_where_to_do_it_instead(shop, monkeypatch)
    a_slice_is_short_and_the_count_goes_on(shop)
    a_rotation_that_was_killed_goes_on_after_the_next_start(shop)
    old_keys_are_destroyed_once_two_persons_want_it(shop)
    only_what_was_approved_is_destroyed_and_never_what_is_used(shop)
    a_key_store_that_does_not_answer_is_tried_again_and_told(shop, monkeypatch)
