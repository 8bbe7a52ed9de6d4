"""The desk at the console over HTTP: lists, the day at a glance, duties that people close or void, and who may do what."""

from __future__ import annotations

import html
import re

import pytest

from tests.web.office import (
    act,
    approve,
    busy,
    entered,
    notes,
    offered,
    opened,
)
from tests.web.people import fields
from tests.web.staff import at_work, hire, said
from troth.operators import ROLES
from troth.rights import Actor, Intake
from troth.web.console.case_views import DONE
from troth.web.console.cases import ACTS


@pytest.fixture
def shop():
    site = opened("shop")
    yield site
    site.gate.close()


# --- the list, today and duties


def test_lists_find_by_state_lateness_and_number(shop):
    numbers, browser = busy(shop, "shop"), at_work(shop)
    for query, wanted in (
        ("", {"late", "dead", "verified", "waiting", "received"}),
        ("?state=waiting", {"waiting"}),
        ("?state=accepted", {"dead"}),
        ("?state=answered", set()),
    ):
        page = browser.get(f"/console/shop/cases{query}").text
        assert {name for name, number in numbers.items() if number in page} == wanted, query
    assert numbers["late"] in browser.get("/console/shop/cases?late=yes").text
    found = browser.get("/console/shop/cases", params={"number": numbers["dead"].upper()})
    assert found.url.path.endswith(numbers["dead"])
    assert "no request with this number" in browser.get("/console/shop/cases?number=case-x").text


def test_today_shows_what_waits_for_whom(shop):
    busy(shop, "shop")
    first = at_work(shop)
    act(first, "shop", entered(first, "shop"), "judge", method="two-operators", seen="x")
    page = first.get("/console/shop/desk?month=2026-02").text
    glance = {
        html.unescape(name): int(count)
        for count, name in re.findall(r"<strong>(\d+)</strong> <span>([^<]+)</span>", page)
    }
    assert glance["Waiting for the person"] == 1
    assert glance["Waiting for a second person"] == 1
    assert glance["For a person to do"] == 1
    assert glance["Overdue"] >= 1
    month = page[page.index('<table class="month">') : page.index("</table>", page.index('class="month"'))]
    assert (
        month.count('class="rest') == 14
    )  # 26 January to 1 March: eight days of weekends, six of the festival
    assert re.search(
        r'class="work[^"]*">\s*<span class="day">14</span>\s*<span class="why">work</span>', month
    )
    assert "Week from" in page


def test_a_dead_end_is_closed_with_evidence_and_who_did_it_is_recorded(shop):
    numbers, browser = busy(shop, "shop"), at_work(shop)
    path, id_ = "/console/shop/duties", f"act-on-holding/{numbers['dead']}/orders"
    page = browser.get(f"{path}?which=for-person").text
    form = fields(page, path, id=id_, do="close")
    assert browser.post(path, data={**form, "receipt": "not a digest"}).status_code == 400
    assert browser.post(path, data={**form, "receipt": "AB" * 32}).url.query == b"done=close"
    duty = shop.store.read("shop", lambda book: book.duty(id_))
    assert (duty.state, duty.receipt) == ("done", "ab" * 32)
    people = {each.id: each.handle for each in shop.doors.operators.all()}
    entry = [each["body"] for each in notes(shop, "shop") if each["kind"] == "rights.evidence.recorded"][-1]
    assert (entry["operator"], entry["digest"]) == (people["li.wei"], "ab" * 32)


def test_voiding_takes_two_and_a_reason_of_the_list(shop):
    numbers, first, second = busy(shop, "shop"), at_work(shop), at_work(shop, "han.mei")
    path, id_ = "/console/shop/duties", f"act-on-holding/{numbers['dead']}/orders"
    form = fields(first.get(f"{path}?which=for-person").text, path, id=id_, do="void")
    assert first.post(path, data={**form, "reason": "too-much-work"}).status_code == 400
    assert first.post(path, data={**form, "reason": "opened-in-error"}).url.query == b"done=proposed"
    assert shop.store.read("shop", lambda book: book.duty(id_)).state == "open"
    approve(second)
    assert shop.store.read("shop", lambda book: book.duty(id_)).state == "void"


def test_what_a_step_at_the_desk_ends_is_not_closed_as_a_duty(shop):
    numbers, browser = busy(shop, "shop"), at_work(shop)
    path = "/console/shop/duties"
    page = browser.get(path).text
    form = fields(page, path, do="close")
    for kind in ("decide", "answer", "acknowledge"):
        sent = {**form, "id": f"{kind}/{numbers['verified']}/-", "receipt": "ab" * 32}
        assert browser.post(path, data=sent).status_code == 404, kind


# --- roles


@pytest.mark.parametrize("role", ROLES)
def test_every_act_is_for_the_roles_of_the_table(role):
    site = opened("shop", staff={"boss": ["officer"], "one": [role]})
    number = site.desk.receive(
        "shop", Intake("access", "u-1", route="mail", by=Actor("operator", "0f" * 16))
    ).id
    browser, path = at_work(site, "one"), f"/console/shop/cases/{number}"
    mark = re.findall(r'name="mark" value="([^"]+)"', browser.get(path).text)[0]
    for doing, roles in ACTS.items():
        answer = browser.post(path, data={"mark": mark, "do": doing})
        refused = answer.status_code == 403 and said(answer.text) == "operators.not-allowed"
        assert refused == (role not in roles), doing
    page = browser.get(f"/console/shop/cases/{number}").text
    assert ("Open the file" in page) == (role != "auditor")
    site.gate.close()


def test_an_auditor_sees_and_does_nothing(shop):
    numbers, browser = busy(shop, "shop"), at_work(shop, "see")
    for number in numbers.values():
        assert offered(browser, "shop", number) == set()
    page = browser.get("/console/shop/duties").text
    assert 'name="receipt"' not in page
    assert browser.get("/console/shop/cases/new").status_code == 403


def test_another_controller_s_requests_are_not_there():
    site = opened("shop", "joinbase", staff={"boss": ["officer"]})
    hire(site, "only", ["reviewer"], ["joinbase"])
    number = site.desk.receive(
        "shop", Intake("access", "u-1", route="mail", by=Actor("operator", "0f" * 16))
    ).id
    browser = at_work(site, "only")
    for path in ("desk", "cases", "duties", f"cases/{number}"):
        assert browser.get(f"/console/shop/{path}").status_code == 404, path
    assert browser.get(f"/console/joinbase/cases/{number}").status_code == 404
    site.gate.close()


def test_a_post_without_the_mark_of_its_session_does_nothing(shop):
    browser = at_work(shop)
    number = entered(browser, "shop")
    path = f"/console/shop/cases/{number}"
    assert browser.post(path, data={"do": "withdraw", "mark": "x"}).status_code == 403
    assert browser.post(f"{path}/file", data={"mark": "x"}).status_code == 403
    assert shop.desk.case("shop", number).state == "received"


def test_every_act_says_when_it_is_done():
    assert set(ACTS) <= DONE
