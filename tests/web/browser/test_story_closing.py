"""Closing an account in Chromium: taken back during the review, carried out after it, erased in every place."""

from __future__ import annotations

import sqlite3

import pytest

from tests.scenarios.company import from_, policy_files
from tests.scenarios.website import MINE, SIGN_UP, SITE, THEIRS
from tests.web.browser.story import approve, case_of, hire, story

pytestmark = [pytest.mark.browser, pytest.mark.slow]

APP = {"product": "bubble-app"}
JOIN = {"function": "sign-up", **APP}
ACCOUNT = ["phone", "member-name", "email", "password"]
REACHED = {"phone": "13800000001", "member-name": "Li Lei"}
SEEN = ("offer-copy", "warn-backup", "warn-consequences")
SHOPS = ("crm", "mailer", "events")
PLACE = """  {shop}:
    sql: TROTH_PLACE_{setting}
    columns: {{people: {{id: none, email: contact.email, name: name}}}}
    tables: {{people: {{by: {{email: email}}, data: {{email: email, name: name}}}}}}
"""


def test_taken_back_on_day_ten_and_closed_the_second_time(browser, open_company):
    """001-1, 001-2: fifteen working days of review, taken back on the tenth; asked again, approved by an officer, closed, erased."""
    company = open_company(*policy_files("jeejio"))
    person = company.person("jeejio")
    person.yes("registration", ACCOUNT, **JOIN)
    person.give("registration", REACHED, **JOIN)
    company.clock.forward(days=20)
    hire(company, "li.wei", "zhao.min")
    works = ("sign-in", ["account", "password"])
    with story(browser, company, language="zh", width=375) as told:
        told.sign_in("jeejio", REACHED["phone"])
        told.go("/centre/jeejio/requests/new/cancel-account")
        told.look("closing-form")
        first = told.ask("jeejio", "cancel-account", *SEEN, detail__phone=REACHED["phone"])
        assert told.state() == "verified"
        told.look("closing-review")
        told.go("/centre/jeejio/overview")
        told.says("Until that is approved it works as before.", "批准之前账号照常使用。")
        told.look("overview-closing")
        company.clock.forward(days=14)
        company.work()
        assert person.may(*works, function="sign-in", **APP) == works[1]
        told.come_in("jeejio", "u-1")
        told.go("/centre/jeejio/overview")
        told.press("form[action$='/take-back'] button")
        assert told.state() == "withdrawn"
        company.clock.forward(days=30)
        company.work()
        assert (first.state, person.may(*works, function="sign-in", **APP)) == ("withdrawn", works[1])
        told.come_in("jeejio", "u-1")
        second = told.ask("jeejio", "cancel-account", *SEEN, detail__phone=REACHED["phone"])
        company.clock.forward(days=7)
        told.operator("li.wei")
        told.act(second, "accept")
        assert approve(company, "zhao.min") == 1, "what cannot be undone takes two"
        company.work()
        company.work()
        told.find(second, "u-1")
        assert told.state() == "answered"
        assert "state" in person.why_not(*works, function="sign-in", **APP)
        assert company.clock.now().isoformat() < second.clock("answer")["due"]
        assert not company.holds(REACHED["phone"])


def test_by_telephone_identified_first_then_erased_in_three_databases(
    browser, open_company, tmp_path, monkeypatch
):
    """002-8: entered by an officer, proved by a code, erased in three databases and the vault; the partner waits for its word."""
    _connect(tmp_path, monkeypatch)
    company = open_company(*policy_files("jingdigital"))
    company.bind("jingdigital", "partner")
    user = company.person("jingdigital", "u-2")
    user.yes("registration", [*MINE], **SIGN_UP)
    user.give("registration", MINE, **SIGN_UP)
    shared = {"act": "share", "recipient": "partner", **SITE}
    user.yes("promotion-sharing", from_("registration", "name"), **shared)
    company.clock.forward(days=20)
    hire(company, "li.wei")
    with story(browser, company, language="en", width=1280) as told:
        told.operator("li.wei")
        told.go("/console/jingdigital/cases/new")
        told.page.select_option("#kind", "cancel-account")
        told.page.fill("#subject", "u-2")
        told.page.select_option("#route", "phone")
        told.page.fill("#day", company.clock.now().date().isoformat())
        told.page.fill("#words", "Please close my account.")
        told.press("main form button[type=submit]")
        (asked,) = [case_of(company, "jingdigital", "u-2", each["case"]) for each in user.requests()]
        company.work()
        assert _left(tmp_path) == {each: [MINE["email"], THEIRS["email"]] for each in SHOPS}, "identity first"
        company.letters()
        told.find(asked, "u-2")
        told.prove(asked)
        assert told.state() == "accepted", "nobody has to approve: proof is all it takes"
        company.work()
        assert _left(tmp_path) == {each: [THEIRS["email"]] for each in SHOPS}
        assert not any(company.holds(value) for value in MINE.values())
        told.operator("li.wei")
        told.go(f"/console/jingdigital/cases/{asked.id}")
        done = told.page.locator("section[aria-labelledby=places] tbody tr").count()
        assert done == len(SHOPS) + 1, "each place with its receipt"
        owed = {each["kind"] for each in company.owed("jingdigital") if each["about"] == asked.id}
        assert "lapse-backup" in owed


def _connect(folder, monkeypatch):
    """Three databases of people beside the vault, named in a data map."""
    places = []
    for shop in SHOPS:
        with sqlite3.connect(folder / f"{shop}.db") as database:
            database.execute("CREATE TABLE people (id INTEGER PRIMARY KEY, email TEXT, name TEXT)")
            rows = [(MINE["email"], MINE["name"]), (THEIRS["email"], THEIRS["name"])]
            database.executemany("INSERT INTO people (email, name) VALUES (?, ?)", rows)
        database.close()
        monkeypatch.setenv(f"TROTH_PLACE_{shop.upper()}", f"sqlite:///{folder / shop}.db")
        places.append(PLACE.format(shop=shop, setting=shop.upper()))
    (folder / "map.yaml").write_text(f"troth-map: 1\npolicy: jingdigital\nplaces:\n{''.join(places)}")
    monkeypatch.setenv("TROTH_MAPS", str(folder / "map.yaml"))


def _left(folder):
    found = {}
    for shop in SHOPS:
        database = sqlite3.connect(folder / f"{shop}.db")
        query = "SELECT email FROM people WHERE email IS NOT NULL ORDER BY id"
        found[shop] = [email for (email,) in database.execute(query)]
        database.close()
    return found
