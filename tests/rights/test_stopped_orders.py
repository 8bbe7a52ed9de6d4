"""An order that was stopped as too large is given again with what two people approved, and does that and no more: by page, call and command."""

from __future__ import annotations

import json
import sqlite3

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from tests.rights.desks import OFFICER
from tests.rights.test_quarantined import worked  # noqa: F401  # a fixture
from tests.rights.test_work import POLICY, VALUES, house, signed_in  # noqa: F401  # `house` is a fixture
from tests.web.office import approve
from tests.web.people import fields
from tests.web.staff import at_work, hire, said
from troth.assembly import allow_plan, plans_of
from troth.cli import app
from troth.holdings.errors import PlanChanged
from troth.ledger import read_entry
from troth.operators.errors import NeedsSecond, NotAllowed
from troth.rights import Acceptance, Intake
from troth.web import make_app

KEY = {"Authorization": "Bearer a-key-that-is-long-enough"}
PATH = f"/console/{POLICY}/stopped"


class Site:
    """What the tests of pages need of an installation."""

    def __init__(self, made):
        self.app, self.doors = make_app(made), made.doors

    def client(self, language="en"):
        headers = {"accept": "text/html", "accept-language": language}
        return TestClient(self.app, base_url="http://troth.example", headers=headers)


@pytest.fixture
def stopped(worked, tmp_path):  # noqa: F811
    """A request to be deleted that stopped at a place with three rows; how to work on, and how many rows are left."""
    work, rows, made, clock, handle = worked
    found = []

    def ask(desk):
        case = signed_in(desk, desk.receive(POLICY, Intake("delete", "u-1")), handle, clock)
        if case.state != "accepted":
            desk.accept(POLICY, case.id, OFFICER, Acceptance("ceased-use"))
        found.append(case.id)

    def more(count):
        with sqlite3.connect(tmp_path / "crm.db") as connection:
            connection.executemany("INSERT INTO visits (phone) VALUES (?)", [(VALUES["phone"],)] * count)

    work(1, ask)
    return lambda: work(1), rows, more, made, found[0]


def test_what_a_second_person_approved_is_done_and_what_came_since_stops_it_again(stopped):
    work, rows, more, made, case = stopped
    site, order = Site(made), f"act-on-holding/{case}/crm"
    hire(site, "han.mei")
    rev = hire(site, "rev", ["reviewer"])
    (plan,) = plans_of(made).stopped_orders(POLICY)
    assert (plan.order, plan.place, plan.act, plan.counts) == (order, "crm", "erase", {"visits": 3})
    first, second, http = at_work(site, "rev"), at_work(site, "han.mei"), TestClient(site.app, headers=KEY)
    assert "Stopped as too large" in first.get(f"/console/{POLICY}/desk").text
    page = first.get(PATH).text
    assert (order in page, "<dd>3</dd>" in page, VALUES["phone"] in page) == (True, True, False)
    assert "待放行的指令" in first.get(PATH, headers={"accept-language": "zh"}).text
    assert 'id="done"' in first.post(PATH, data=fields(page, PATH)).text
    assert 'action="/console/joinbase/stopped"' not in first.get(PATH).text, "it waits for a second person"
    work()
    assert rows() == 3, "nobody approved it yet"
    assert "visits: 3" in second.get("/console/waiting").text
    approve(second)
    more(1)
    work()
    assert rows() == 4, "one came since: it is more than what was approved"
    (again,) = plans_of(made).stopped_orders(POLICY)
    assert (again.counts, again.until, again.digest == plan.digest) == ({"visits": 4}, "", False)
    body = {"policy": POLICY, "order": order, "plan": plan.digest, "operator": rev.handle}
    stale = http.post("/v1/stopped-orders", json=body)
    assert (stale.status_code, stale.json()["error"]["id"]) == (409, "holdings.plan-changed")
    (listed,) = http.get("/v1/stopped-orders", params={"policy": POLICY}).json()
    assert (listed["tables"], listed["plan"], listed["allowed-until"]) == ({"visits": 4}, again.digest, None)
    body["plan"] = again.digest
    nobody = http.post("/v1/stopped-orders", json={**body, "operator": "0f" * 16})
    assert (nobody.status_code, nobody.json()["error"]["id"]) == (403, "operators.not-on-roster")
    assert http.post("/v1/stopped-orders", json=body).status_code == 201
    approve(second)
    (allowed,) = http.get("/v1/stopped-orders", params={"policy": POLICY}).json()
    assert allowed["allowed-until"]
    work()
    assert rows() == 0
    assert plans_of(made).stopped_orders(POLICY) == []
    assert "No order is stopped." in first.get(PATH).text
    entries = made.gate.store.read(POLICY, lambda book: [read_entry(each) for each in book.entries()])
    by = [each.body for each in entries if each.body.get("evidence") == "plan-allowed"]
    handles = {each.id: each.handle for each in made.doors.operators.all()}
    assert [each["operator"] for each in by] == [handles["rev"], handles["han.mei"]] * 2
    assert [each["digest"] for each in by] == [plan.digest] * 2 + [again.digest] * 2
    duties = made.gate.store.read(POLICY, lambda book: book.duties_about(case))
    (crm,) = [each for each in duties if each.part == "crm" and each.kind == "act-on-holding"]
    assert (crm.state, len(crm.receipt)) == ("done", 64)


def test_an_approval_of_what_was_counted_before_is_refused(stopped):
    work, rows, more, made, case = stopped
    site = Site(made)
    hire(site, "li.wei")
    hire(site, "han.mei")
    first, second = at_work(site, "li.wei"), at_work(site, "han.mei")
    first.post(PATH, data=fields(first.get(PATH).text, PATH))
    more(2)
    made.gate.store.write(POLICY, lambda book: _soon(book, case, made.clock.now()))
    work()
    refused = approve(second)
    assert (refused.status_code, said(refused.text)) == (409, "holdings.plan-changed")
    work()
    assert rows() == 5


def _soon(book, case, now):
    from troth.duties import hasten

    hasten(book, book.duty(f"act-on-holding/{case}/crm"), now)


def test_from_the_host_two_operators_are_named_and_without_any_the_host_decides(stopped, monkeypatch):
    work, rows, _, made, case = stopped
    monkeypatch.setattr("troth.assembly.install", lambda *_: made)
    monkeypatch.setattr(type(made.gate), "close", lambda _: None)
    order = f"act-on-holding/{case}/crm"
    with pytest.raises(NotAllowed):
        allow_plan(made, POLICY, order, (), approved=False)
    with pytest.raises(PlanChanged):
        allow_plan(made, POLICY, "act-on-holding/case-x/crm", (), approved=True)
    site = Site(made)
    for login, roles in (("li.wei", ["officer"]), ("han.mei", ["officer"]), ("rev", ["reviewer"])):
        hire(site, login, roles)
    for logins, approved, wrong in (
        ((), True, NotAllowed),
        (("li.wei",), True, NeedsSecond),
        (("li.wei", "li.wei"), False, NeedsSecond),
        (("li.wei", "rev"), False, NotAllowed),
        (("li.wei", "nobody"), False, NotAllowed),
    ):
        with pytest.raises(wrong):
            allow_plan(made, POLICY, order, logins, approved=approved)
    run = CliRunner().invoke(app, ["map", "stopped", POLICY, "--json"], catch_exceptions=False)
    (row,) = json.loads(run.stdout)["orders"]
    assert (row["order"], row["tables"], row["allowed-until"]) == (order, {"visits": 3}, None)
    told = CliRunner().invoke(app, ["map", "stopped", POLICY, "--lang", "zh"], catch_exceptions=False)
    assert "删除  共 3 行：visits 3" in told.stdout
    allow_plan(made, POLICY, order, ["li.wei", "han.mei"], approved=False)
    made.clock.go(days=8)
    work()
    assert rows() == 3, "what is allowed is allowed for a week"
    words = ["map", "allow", POLICY, order, "--approved-by", "li.wei", "--approved-by", "han.mei"]
    assert "3 rows" in CliRunner().invoke(app, [*words, "--lang", "en"], catch_exceptions=False).stdout
    work()
    assert rows() == 0
