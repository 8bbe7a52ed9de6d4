"""A customer's administrator at the console: its own requests and no other, by when, and answering them."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from tests.scenarios.company import Company, Office
from tests.web.office import DESK
from tests.web.people import fields
from tests.web.staff import PASSWORD, said, sign_in
from troth.operators import OUTSIDE
from troth.operators.errors import BadOperator
from troth.web.console.roles import RULES

LIST = "/console/forwarded"
HERE = DESK.replace("  objection:", "  forward: {within: 5 working days}\n  objection:", 1)
WORDS = {"en": "Your working hours are kept for a year.", "zh": "您的工时记录保存一年。"}
TYPED = "Which of my hours does Acme keep?"


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    """A shop and a club on one Troth, officers, and administrators of two customers of the shop and one of the club."""
    folder = tmp_path_factory.mktemp("forwarded")
    for name in ("shop", "club"):
        (folder / f"{name}.yaml").write_text(HERE.replace("id: shop", f"id: {name}"), encoding="utf-8")
    opened: Any = Company(folder, [folder / "shop.yaml", folder / "club.yaml"])
    opened.office = Office(opened)
    operators = opened.installation.doors.operators
    opened.handles = {}
    for login, organisation, policy in (
        ("ann", "Acme Ltd", "shop"),
        ("ben", "Beta", "shop"),
        ("cat", "Acme Ltd", "club"),
    ):
        made, token = operators.invite(None, login, login, (OUTSIDE,), (policy,), organisation)
        operators.join_with_password(token, PASSWORD)
        opened.handles[login] = made.handle
    yield opened
    opened.stop()


def at_work(company, login, language="en"):
    browser = company.browser(language)
    assert sign_in(browser, login).url.path == LIST
    return browser


def ask(company, organisation, policy="shop", **more):
    return company.person(policy).request("question", words=TYPED, organisation=organisation, **more)


def numbers(browser):
    return re.findall(r"/forwarded/(case[a-z-]+)", browser.get(LIST).text)


def answer(browser, case, **words):
    path = f"/console/shop/forwarded/{case.id}"
    return browser.post(path, data={**fields(browser.get(path).text, path), **WORDS, **words})


def test_each_sees_what_went_to_its_own_organisation_and_nothing_else(company):
    acme, spaced, beta = (ask(company, each) for each in ("Acme Ltd", " acme  LTD ", "Beta"))
    ours, club = ask(company, ""), ask(company, "Acme Ltd", "club")
    ann, ben, cat = (at_work(company, each) for each in ("ann", "ben", "cat"))
    assert sorted(numbers(ann)) == sorted([acme.id, spaced.id])
    assert (numbers(ben), numbers(cat)) == ([beta.id], [club.id])
    for case in (beta, ours, club):
        for policy in ("shop", "club"):
            page = ann.get(f"/console/{policy}/forwarded/{case.id}")
            assert (page.status_code, TYPED in page.text) == (404, False)
    path = f"/console/shop/forwarded/{beta.id}"
    mark = fields(ann.get(LIST).text, "/console/-/leave")
    assert ann.post(path, data={**mark, **WORDS}).status_code == 404
    assert beta.state == ours.state == club.state == "received"
    assert ann.get("/console/shop/forwarded/case-bbbb-bbbb-bbbb").status_code == 404


def test_the_page_says_what_is_expected_and_by_when_and_the_answer_goes_to_the_person(company):
    case = ask(company, "Acme Ltd")
    for language, expected, day in (
        ("en", "Answer the person", "9 March 2026, 24:00"),
        ("zh", "答复本人", "2026 年 3 月 9 日 24:00"),
    ):
        browser = at_work(company, "ann", language)
        row = html.unescape(browser.get(LIST).text)
        assert expected in row
        assert day in row, "five working days from Monday, 2 March"
    browser = at_work(company, "ann")
    page = html.unescape(browser.get(f"/console/shop/forwarded/{case.id}").text)
    assert TYPED in page
    assert "u-1" in page
    assert "not yet: make sure yourselves" in page
    for wrong in ({"zh": ""}, {"en": "Call 13800138000"}):
        refused = answer(browser, case, **wrong)
        assert (refused.status_code, said(refused.text)) == (409, "rights.guarded")
    assert case.state == "received"
    assert browser.post(f"/console/shop/forwarded/{case.id}", data=WORDS).status_code == 403, "an own form"
    assert "on its way" in answer(browser, case).text
    assert case.state == "answered"
    assert WORDS["zh"] in case.letter("zh")
    path = f"/console/shop/forwarded/{case.id}"
    again = {**fields(browser.get(path).text, "/console/-/leave"), **WORDS}
    assert browser.post(path, data=again).status_code == 409, "once"
    mine = [e["body"] for e in company.entries("shop") if e["body"].get("case") == case.id]
    ann = company.handles["ann"]
    assert {"file-read"} <= {each.get("code") for each in mine if each.get("operator") == ann}
    assert [each["operator"] for each in mine if each.get("outcome") == "forwarded"] == [ann]


def test_an_officer_hands_a_request_to_an_organisation_that_nobody_named(company):
    case = ask(company, "")
    assert company.office.act(case, "forward", organisation="Beta") == "forward"
    assert case.id in numbers(at_work(company, "ben"))
    assert case.id not in numbers(at_work(company, "ann"))


def test_every_other_page_of_the_console_is_closed_to_it(company):
    browser, case = at_work(company, "ann"), ask(company, "Acme Ltd")
    own = {path for (_, path), roles in RULES.items() if OUTSIDE in roles}
    assert own == {
        "/console", "/console/-/leave", "/console/forwarded", "/console/{policy}/forwarded/{case}", "/console/me",
        "/console/me/password", "/console/me/passkeys", "/console/me/passkeys/remove", "/console/{rest:path}",
    }  # fmt: skip
    for (method, path), roles in RULES.items():
        if path.startswith("/console/-/"):
            continue
        wanted = path.replace("{policy}", "shop").replace("{case}", case.id).replace("{rest:path}", "no-such")
        page = browser.request(method, wanted.replace("{handle}", "0" * 32))
        refused = page.status_code == 403 and said(page.text) == "operators.not-allowed"
        assert refused == (OUTSIDE not in roles), (method, path)
        assert refused or TYPED not in page.text or path.endswith("/forwarded/{case}"), (method, path)
    page = browser.get("/console", follow_redirects=True)
    assert page.url.path == LIST
    assert "/console/operators" not in page.text
    assert browser.get("/console/shop").status_code == 404


def test_it_is_nobody_s_officer_and_never_becomes_one(company):
    case, ann = ask(company, ""), company.handles["ann"]
    as_officer = case.try_("look", operator=ann, role="officer")
    assert (as_officer.status_code, as_officer.json()["error"]["id"]) == (403, "operators.not-allowed") or (
        as_officer.status_code == 403
    )
    operators = company.installation.doors.operators
    boss = operators.find(company.office.handles[0])
    for roles, places in ((("officer",), ("shop",)), ((OUTSIDE, "auditor"), ("shop",)), ((OUTSIDE,), ("*",))):
        with pytest.raises(BadOperator):
            operators.change(boss, ann, roles, places)
    with pytest.raises(BadOperator):
        operators.change(boss, company.office.handles[1], (OUTSIDE,), ("shop",))
    for name in ("", " ", "x" * 201):
        with pytest.raises(BadOperator):
            operators.invite(None, "dan", "Dan", (OUTSIDE,), ("shop",), name)
    with pytest.raises(BadOperator):
        operators.invite(None, "dan", "Dan", ("auditor",), ("shop",), "Acme Ltd")


def test_an_officer_invites_one_at_the_console(company):
    page = company.office.first.get("/console/operators").text
    form = fields(page, "/console/operators")
    typed = {
        **form,
        "name": "Eve",
        "id": "eve",
        "roles": [OUTSIDE],
        "controllers": ["shop"],
        "organisation": "Beta",
    }
    made = company.office.first.post("/console/operators", data=typed)
    assert "/console/-/join/" in made.text, said(made.text)
    found = next(each for each in company.installation.doors.operators.all() if each.id == "eve")
    assert (found.roles, found.organisation) == ({OUTSIDE}, "Beta")
    refused = company.office.first.post("/console/operators", data={**typed, "id": "fay", "organisation": ""})
    assert said(refused.text) == "operators.of-one"


def test_who_was_silent_answers_no_more(company):
    case = ask(company, "Acme Ltd")
    browser = at_work(company, "ann")
    path = f"/console/shop/forwarded/{case.id}"
    form = fields(browser.get(path).text, path)
    company.clock.forward(days=8)
    company.work()
    browser = at_work(company, "ann")
    page = browser.get(path)
    assert "The time for your answer is over" in page.text
    assert '<form method="post" action="' + path not in page.text
    late = browser.post(path, data={**fields(page.text, "/console/-/leave"), **WORDS})
    assert (late.status_code, said(late.text)) == (409, "rights.guarded")
    assert case.state == "received"
    assert form
