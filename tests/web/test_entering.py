"""Who comes in, by what, for how long; and who does not."""

from __future__ import annotations

from http.cookies import SimpleCookie

import pytest

from tests.web.people import KEY, POLICY, Site, fields
from troth.web.frame import Person
from troth.web.frame.limits import Attempts, Once
from troth.web.frame.tokens import Tokens

DOOR = "/centre/-/enter"


def enter(browser, link):
    """Follow a link and press the button."""
    door = browser.get(link)
    if door.status_code != 200:
        return door
    return browser.post(DOOR, data=fields(door.text, DOOR))


def test_a_link_leads_in(site):
    page = enter(site.client(), site.frame.person_link("shop", "u-1"))
    assert (page.status_code, page.url.path) == (200, "/centre/shop/me")


def test_the_token_leaves_the_address_at_once(site):
    link = site.frame.person_link("shop", "u-1")
    answer = site.client().get(link, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == DOOR
    assert "HttpOnly" in answer.headers["set-cookie"]


def test_a_link_works_once(site):
    link = site.frame.person_link("shop", "u-1")
    assert enter(site.client(), link).status_code == 200
    again = enter(site.client(), link)
    assert again.status_code == 403
    assert "link.unusable" in again.text


def test_two_doors_open_with_one_link_let_in_only_one(site):
    link = site.frame.person_link("shop", "u-1")
    first, second = site.client(), site.client()
    doors = [(browser, browser.get(link)) for browser in (first, second)]
    codes = [b.post(DOOR, data=fields(d.text, DOOR)).status_code for b, d in doors]
    assert codes == [200, 403]


def test_looking_at_a_link_does_not_use_it_up(site):
    link = site.frame.person_link("shop", "u-1")
    for _ in range(5):
        site.client().get(link)
    assert enter(site.client(), link).status_code == 200


def test_a_link_grows_old(site):
    link = site.frame.person_link("shop", "u-1")
    site.clock.forward(minutes=15, seconds=1)
    assert enter(site.client(), link).status_code == 403


def test_a_link_may_grow_old_at_the_door(site):
    browser = site.client()
    door = browser.get(site.frame.person_link("shop", "u-1"))
    site.clock.forward(minutes=16)
    assert browser.post(DOOR, data=fields(door.text, DOOR)).status_code == 403


@pytest.mark.parametrize("at", [0, 5, 20, 40, -10, -1])
def test_a_link_changed_anywhere_is_no_link(site, at):
    link = site.frame.person_link("shop", "u-1")
    token = link.rsplit("/", 1)[1]
    other = "A" if token[at] != "A" else "B"
    changed = token[:at] + other + (token[at + 1 :] if at != -1 else "")
    assert enter(site.client(), f"/centre/-/enter/{changed}").status_code == 403


def test_the_door_needs_its_form(site):
    browser = site.client()
    browser.get(site.frame.person_link("shop", "u-1"))
    assert browser.post(DOOR, data={}).status_code == 403
    assert browser.post(DOOR, data={"mark": "x"}).status_code == 403
    assert browser.get("/centre/shop/me").status_code == 401


def test_the_session_of_one_policy_is_nothing_in_another():
    site = Site(POLICY, POLICY.replace("id: shop", "id: club"))
    browser = site.person(policy="shop")
    assert browser.get("/centre/shop/me").status_code == 200
    other = browser.get("/centre/club/me")
    assert other.status_code == 401
    assert "page.not-signed-in" in other.text


def test_a_value_signed_for_one_use_is_nothing_in_another(site):
    tokens = Tokens(b"f" * 32, site.clock)
    session = tokens.seal(
        "troth-person", {"policy": "shop", "subject": "u-1", "nonce": "n", "born": 1770715800}
    )
    assert site.client().get(f"/centre/-/enter/{session}").status_code == 403
    browser = site.client()
    link = site.frame.person_link("shop", "u-1").rsplit("/", 1)[1]
    browser.cookies.set("troth-person", link, path="/centre")
    assert browser.get("/centre/shop/me").status_code == 401
    browser.cookies.set("troth-officer", link, path="/console")
    assert browser.get("/console").url.path == "/console/-/enter"


def test_an_old_secret_opens_nothing(site):
    foreign = Tokens(b"g" * 32, site.clock).seal("link", {"policy": "shop", "subject": "u-1", "nonce": "n"})
    assert site.client().get(f"/centre/-/enter/{foreign}").status_code == 403


def test_a_session_ends_after_an_hour_without_a_visit(site):
    browser = site.person()
    for _ in range(3):
        site.clock.forward(minutes=59)
        assert browser.get("/centre/shop/me").status_code == 200
    site.clock.forward(minutes=61)
    assert browser.get("/centre/shop/me").status_code == 401


def test_a_session_ends_after_twelve_hours_anyway(site):
    browser = site.person()
    for _ in range(14):
        site.clock.forward(minutes=50)
        assert browser.get("/centre/shop/me").status_code == 200
    site.clock.forward(minutes=30)
    assert browser.get("/centre/shop/me").status_code == 401


def test_leaving_ends_the_session_wherever_its_cookie_was_copied_to(site):
    browser = site.person()
    thief = site.client()
    for cookie in browser.cookies.jar:
        thief.cookies.set(cookie.name, cookie.value, domain=cookie.domain, path=cookie.path)
    assert thief.get("/centre/shop/me").status_code == 200
    page = browser.get("/centre/shop/me").text
    left = browser.post("/centre/-/leave", data=fields(page, "/centre/-/leave"))
    assert left.url.path == "/centre/shop"
    assert browser.get("/centre/shop/me").status_code == 401
    assert thief.get("/centre/shop/me").status_code == 401


def test_leaving_needs_the_mark_of_the_session(site):
    browser = site.person()
    assert browser.post("/centre/-/leave", data={"mark": "no"}).status_code == 403
    assert browser.get("/centre/shop/me").status_code == 200


def test_cookies_are_for_us_alone():
    site = Site(secure=True)
    browser = site.client()
    browser.base_url = "https://troth.example"
    seen = {}
    answer = browser.get(site.frame.person_link("shop", "u-1"), follow_redirects=False)
    answers = [answer, browser.get(DOOR)]
    answers.append(browser.post(DOOR, data=fields(answers[-1].text, DOOR), follow_redirects=False))
    answers.append(browser.get("/centre/shop/me?lang=zh"))
    for each in answers:
        for header in each.headers.get_list("set-cookie"):
            seen.update({k: v for k, v in SimpleCookie(header).items() if v["max-age"] != "0"})
    assert {"troth-entry", "troth-visit", "troth-person", "troth-language"} <= set(seen)
    for name, morsel in seen.items():
        assert morsel["httponly"], name
        assert morsel["secure"], name
        assert morsel["samesite"].lower() == ("lax" if name == "troth-entry" else "strict"), name
    assert seen["troth-person"]["path"] == "/centre"


def test_invented_people_can_be_entered_as_and_nobody_else(site):
    browser = site.client()
    form = fields(browser.get("/").text, "/centre/-/demo")
    assert browser.post("/centre/-/demo", data={**form, "subject": "u-1"}).status_code == 401
    assert browser.post("/centre/-/demo", data={**form, "mark": ""}).status_code == 403
    assert browser.post("/centre/-/demo", data=form).url.path == "/centre/shop/me"


def test_without_a_demonstration_there_are_no_buttons_and_no_cookie(site):
    site.frame.demo = ()
    page = site.client().get("/")
    assert "/centre/-/demo" not in page.text
    assert "set-cookie" not in page.headers


def test_a_subject_that_cannot_be_is_an_error_and_not_repeated(site):
    browser = site.client()
    page = enter(browser, site.frame.person_link("shop", " spaced "))
    assert page.status_code == 400
    assert "request.bad-subject" in page.text
    assert "spaced" not in page.text


# -- the officer


def sign_in(browser, key, **more):
    page = browser.get("/console/-/enter").text
    return browser.post("/console/-/enter", data={**fields(page, "/console/-/enter"), "key": key, **more})


@pytest.mark.parametrize(
    "path", ["/console", "/console/ask", "/console/promises/shop", "/console/evidence/shop"]
)
def test_the_console_leads_to_its_door_and_back(site, path):
    browser = site.client()
    door = browser.get(path)
    assert door.url.path == "/console/-/enter"
    page = browser.post("/console/-/enter", data={**fields(door.text, "/console/-/enter"), "key": KEY})
    assert (page.status_code, page.url.path) == (200, path)


def test_the_export_needs_the_officer(site):
    answer = site.client().get("/console/evidence/shop/export", follow_redirects=False)
    assert answer.status_code == 303
    assert site.person().get("/console/evidence/shop/export", follow_redirects=False).status_code == 303


@pytest.mark.parametrize(
    "onward",
    [
        "https://evil.example/",
        "//evil.example",
        "/centre/shop",
        "/console/../centre",
        "/console//evil",
        "javascript:1",
    ],
)
def test_the_door_leads_nowhere_else(site, onward):
    browser = site.client()
    page = browser.get("/console/-/enter", params={"next": onward}).text
    assert fields(page, "/console/-/enter")["next"] == "/console"
    answer = browser.post(
        "/console/-/enter",
        data={**fields(page, "/console/-/enter"), "key": KEY, "next": onward},
        follow_redirects=False,
    )
    assert answer.headers["location"] == "/console"


def test_a_wrong_key_is_said_at_the_field(site):
    page = sign_in(site.client(), "wrong-key-typed")
    assert page.status_code == 401
    assert 'role="alert"' in page.text
    assert 'href="#key"' in page.text
    assert 'aria-invalid="true"' in page.text
    assert "wrong-key-typed" not in page.text


def test_too_many_wrong_keys_from_one_place_have_to_wait(site):
    browser = site.client()
    codes = [sign_in(browser, f"wrong-{n}").status_code for n in range(12)]
    assert codes == [401] * 10 + [429] * 2
    assert sign_in(browser, KEY).status_code == 429, "the right key would tell that it is right"
    site.clock.forward(minutes=16)
    assert sign_in(browser, KEY).status_code == 200


def test_a_header_cannot_pretend_to_be_another_place(site):
    browser = site.client()
    for n in range(10):
        browser.headers["x-forwarded-for"] = f"10.0.0.{n}"
        sign_in(browser, "wrong")
    browser.headers["x-forwarded-for"] = "10.9.9.9"
    assert sign_in(browser, KEY).status_code == 429


def test_the_officer_leaves(site):
    browser = site.officer()
    page = browser.get("/console").text
    browser.post("/console/-/leave", data=fields(page, "/console/-/leave"))
    assert browser.get("/console").url.path == "/console/-/enter"


def test_a_person_is_no_officer_and_an_officer_nobody_s_person(site):
    assert site.person().get("/console").url.path == "/console/-/enter"
    assert site.officer().get("/centre/shop/me").status_code == 401


# -- limits


def test_once_forgets_only_what_is_past(site):
    once, now = Once(site.clock), site.clock.now()
    site.clock.forward(minutes=5)
    assert once.spend("a", site.clock.now())
    assert not once.spend("a", site.clock.now())
    site.clock.forward(minutes=1)
    assert once.spend("b", site.clock.now())
    assert not once.is_spent("a")
    assert now < site.clock.now()


def test_attempts_are_counted_in_a_window(site):
    attempts = Attempts(site.clock, 2, 10)
    attempts.count("x")
    site.clock.forward(minutes=6)
    attempts.count("x")
    assert not attempts.allowed("x")
    assert attempts.allowed("y")
    site.clock.forward(minutes=5)
    assert attempts.allowed("x")


def test_a_session_does_not_show_who_it_is():
    assert "13800000000" not in repr(Person("n", 0, "shop", "13800000000"))
