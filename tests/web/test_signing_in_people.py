"""People sign in by a contact on file: the pages and `/v1` of an installation as it is served."""

from __future__ import annotations

import re

import pytest

from tests.scenarios.company import Company, policy_files
from tests.web.desk import mark_of, number, state
from tests.web.people import fields, forms

SIGN_UP = {"function": "sign-up", "product": "website"}
MAIL = "chen.yu@mail.example"
HOME = "/centre/jingdigital/sign-in"
CODE = re.compile(r"(?<!\d)\d{8}(?:\d{4})?(?!\d)")


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    """JINGdigital, with three people: two of them share an address."""
    opened = Company(tmp_path_factory.mktemp("people"), policy_files("jingdigital"))
    for subject, mail in (("e-7", MAIL), ("twin-1", "home@mail.example"), ("twin-2", "home@mail.example")):
        person = opened.person("jingdigital", subject)
        person.yes("registration", ["account-name", "name", "email"], **SIGN_UP)
        person.give("registration", {"email": mail}, **SIGN_UP)
    opened.clock.forward(days=20)
    yield opened
    opened.stop()


@pytest.fixture
def day(company):
    """A day of its own: counts of other tests are over, and what they left to do is done, in whatever order they come."""
    company.work()
    company.clock.forward(days=2)
    company.work()
    company.letters()
    return company


def begin(browser, who):
    """Name somebody on the first form; return the page for the code."""
    page = browser.get(HOME)
    return browser.post(HOME, data={**fields(page.text, HOME), "who": who})


def enter(browser, page, code):
    """Type a code in; return the answer."""
    return browser.post(f"{HOME}/code", data={**fields(page.text, f"{HOME}/code"), "code": code})


def codes(company):
    """The codes in the letter boxes, by address."""
    company.work()
    return {each.to: found[0] for each in company.letters() if (found := CODE.search(each.body))}


def bare(response):
    """An answer without what differs from visit to visit."""
    kept = {k: v for k, v in response.headers.items() if k not in ("date", "set-cookie", "content-length")}
    return response.status_code, kept, re.sub(r'name="mark" value="[^"]*"', "", response.text)


@pytest.mark.parametrize("who", [MAIL, " CHEN.YU@mail.example ", "e-7"])
def test_a_code_to_the_contact_on_file_lets_in(day, who):
    browser = day.browser()
    page = begin(browser, who)
    sent = codes(day)
    assert list(sent) == [MAIL]
    inside = enter(browser, page, sent[MAIL])
    assert inside.url.path == "/centre/jingdigital/overview"
    assert enter(day.browser(), page, sent[MAIL]).status_code == 403, "another browser has no such attempt"
    asked = browser.post(
        "/centre/jingdigital/requests/new/copy",
        data={**mark_of(browser, "jingdigital"), "role": "subject"},
    )
    assert state(asked.text) in ("accepted", "verified"), "it is a fresh sign-in, which proves a copy"
    mine = day.person("jingdigital", "e-7").requests()[0]["case"]
    assert mine == number(asked), "the same person, whichever way they came in"


def test_known_and_unknown_are_answered_alike_and_nobody_is_made_known(day):
    seen = []
    before = len(day.installation.vault.store.read("jingdigital", lambda book: book.key_handles("", 1000)))
    for who in (MAIL, "nobody@mail.example", "home@mail.example", "13900000000"):
        browser = day.browser()
        page = begin(browser, who)
        day.work()
        seen.append((bare(page), bare(enter(browser, page, "00000000"))))
    assert all(each == seen[0] for each in seen)
    assert [each.to for each in day.letters()] == [MAIL], "an address that two share belongs to nobody here"
    day.clock.forward(hours=2)
    day.work()
    after = len(day.installation.vault.store.read("jingdigital", lambda book: book.key_handles("", 1000)))
    left = [each for each in day.owed("jingdigital") if each["part"].startswith("sign-in")]
    assert (after, left) == (before, []), "nothing is left of the attempts"
    asked = [e for e in day.entries("jingdigital") if e["kind"] == "rights.sign-in.asked"]
    assert {each["subject"] for each in asked if each["subject"]} <= {
        each["subject"] for each in day.entries("jingdigital") if each["kind"].startswith("decision.")
    }, "no account is made"


def guessed(day, address, times=5):
    """Somebody at `address` tries `times` wrong codes for the person, and is sent no other code but to them."""
    browser = day.browser(address=address)
    page = begin(browser, MAIL)
    codes(day)
    for _ in range(times):
        assert enter(browser, page, "00000000").status_code == 400


def test_who_tries_codes_for_somebody_locks_nobody_out(day):
    mine = day.browser(address="192.0.2.7")
    assert enter(mine, begin(mine, MAIL), codes(day)[MAIL]).status_code == 200
    mine.post("/centre/jingdigital/leave", data=mark_of(mine, "jingdigital"))
    early = day.browser(address="192.0.2.44")
    page, code = begin(early, MAIL), codes(day)[MAIL]
    guessed(day, "198.51.100.1")
    near = day.browser(address="198.51.100.200")
    assert enter(near, begin(near, MAIL), longer := codes(day)[MAIL]).status_code == 200
    assert (len(code), len(longer)) == (8, 12), "five wrong ones a day from one network, whoever in it tries"
    guessed(day, "203.0.113.77")
    assert enter(early, page, code).status_code == 400, "ten a day of everybody together"
    for host in range(20):
        begin(day.browser(address=f"{('198.51.100', '203.0.113')[host % 2]}.{host}"), MAIL)
        codes(day)
    page = begin(day.browser(address="198.51.100.9"), MAIL)
    assert codes(day) == {}, "and so many codes"
    third = day.browser(address="233.252.0.1")
    page = begin(third, MAIL)
    assert len(code := codes(day)[MAIL]) == 12, (
        "a network that asked for none gets one, and it is a longer one"
    )
    assert enter(third, page, code[:8]).status_code == 400
    assert enter(third, page, code).status_code == 200
    device = mine.cookies.get("troth-device")
    again = day.browser(address="198.51.100.3")
    again.cookies.set("troth-device", device, path=HOME)
    page = begin(again, "e-7")
    assert enter(again, page, "00000000").status_code == 400
    assert len(code := codes(day)[MAIL]) == 8
    assert enter(again, page, code).status_code == 200, "a device on which they came in before"


def test_a_remembered_device_is_told_from_one_that_is_not_by_nothing(day):
    mine = day.browser()
    assert enter(mine, begin(mine, MAIL), codes(day)[MAIL]).status_code == 200
    token = mine.cookies.get("troth-device")
    jar = next(each for each in mine.cookies.jar if each.name == "troth-device")
    assert (jar.path, jar.has_nonstandard_attr("HttpOnly"), jar.get_nonstandard_attr("SameSite")) == (
        HOME,
        True,
        "strict",
    )
    assert MAIL not in token
    seen = []
    for who, known in (
        (MAIL, token),
        (MAIL, ""),
        (MAIL, token[:-1] + "0"),
        ("nobody@mail.example", token),
        ("twin-1", token),
    ):
        browser = day.browser()
        browser.cookies.set("troth-device", known, path=HOME)
        page = begin(browser, who)
        day.work()
        seen.append((bare(page), bare(enter(browser, page, "00000000"))))
    assert all(each == seen[0] for each in seen)


def test_a_code_is_over_after_ten_minutes_and_works_once(day):
    browser = day.browser()
    page = begin(browser, MAIL)
    late = codes(day)[MAIL]
    day.clock.forward(minutes=11)
    assert enter(browser, page, late).status_code == 400
    page = begin(browser, MAIL)
    code = codes(day)[MAIL]
    hidden = fields(page.text, f"{HOME}/code")
    assert browser.post(f"{HOME}/code", data={"code": code}).status_code == 403, "a form of ours only"
    assert browser.post(f"{HOME}/code", data={**hidden, "code": code}).url.path.endswith("/overview")
    assert [to for to, _, _ in forms(browser.get(HOME).text)][-1] == HOME


def test_a_contact_that_changed_of_late_brings_nobody_in(day):
    person = day.person("jingdigital", "moved-1")
    person.yes("registration", ["account-name", "name", "email"], **SIGN_UP)
    person.give("registration", {"email": "old@mail.example"}, **SIGN_UP)
    day.clock.forward(days=20)
    person.give("registration", {"email": "thief@mail.example"}, **SIGN_UP)
    begin(day.browser(), "moved-1")
    begin(day.browser(), "thief@mail.example")
    assert codes(day) == {}
    day.clock.forward(days=15)
    begin(day.browser(), "moved-1")
    assert list(codes(day)) == ["thief@mail.example"]


def test_over_http_the_right_code_gives_a_link_for_one_visit(day):
    begun = day.http.post("/v1/sign-ins", json={"policy": "jingdigital", "who": MAIL, "language": "en"})
    unknown = day.http.post("/v1/sign-ins", json={"policy": "jingdigital", "who": "x@y.example"})
    assert (begun.status_code, set(begun.json())) == (unknown.status_code, set(unknown.json()))
    sent = {"policy": "jingdigital", "attempt": begun.json()["attempt"], "source": "203.0.113.9"}
    code = codes(day)[MAIL]
    wrong = day.http.post("/v1/sign-ins/codes", json={**sent, "code": "00000000"})
    nobody = {**sent, "attempt": unknown.json()["attempt"], "code": "00000000"}
    assert wrong.json() == day.http.post("/v1/sign-ins/codes", json=nobody).json() == {
        "recognised": False, "path": None, "device": None,
    }  # fmt: skip
    right = day.http.post("/v1/sign-ins/codes", json={**sent, "code": code}).json()
    browser = day.browser()
    door = browser.get(right["path"])
    assert "My choices" in browser.post("/centre/-/enter", data=fields(door.text, "/centre/-/enter")).text
    assert day.http.post("/v1/sign-ins", json={"policy": "none", "who": MAIL}).status_code == 404
    assert day.http.post("/v1/sign-ins", json={"policy": "jingdigital", "who": ""}).status_code == 400


def test_nothing_of_what_was_typed_is_left_anywhere(day):
    begin(day.browser(), "typed.once@mail.example")
    assert not day.holds("typed.once@mail.example")
    day.work()
    assert not day.holds("typed.once@mail.example")
