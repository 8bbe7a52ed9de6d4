"""Operators: who comes in, what each role may, what takes two, and what the ledger says of it."""

from __future__ import annotations

import threading

import pytest
from fastapi.routing import APIRoute

from tests.web.people import KEY, Site, fields
from tests.web.staff import (
    DOOR,
    PASSWORD,
    at_work,
    entries,
    hire,
    link_on,
    said,
    sign_in,
    with_key,
)
from troth.operators import BOOK, ROLES
from troth.operators.errors import BadOperator, NeedsSecond, NotAllowed, SignInRefused, TooOften
from troth.operators.failures import network_of
from troth.operators.ports import Paper
from troth.web.console.roles import EVERY, RULES
from troth.web.frame import ANYBODY

OWN = {"/console/-/leave", "/console/me/password", "/console/me/passkeys", "/console/me/passkeys/remove"}


def routes_of(routes):
    """Every (method, path) below /console."""
    for route in routes:
        if isinstance(route, APIRoute):
            if route.path.startswith("/console"):
                yield from ((method, route.path) for method in route.methods or ())
        elif (inside := getattr(route, "original_router", None)) is not None:
            yield from routes_of(inside.routes)


# -- roles


def test_the_table_names_every_path_and_no_other(site):
    assert set(routes_of(site.app.routes)) == set(RULES)


def test_an_auditor_only_reads():
    assert {path for (method, path), roles in RULES.items() if method == "POST" and "auditor" in roles} == OWN


@pytest.mark.parametrize("role", ROLES)
def test_each_role_comes_as_far_as_the_table_says(staffed, role):
    browser = at_work(staffed, role)
    for (method, path), roles in RULES.items():
        if path.startswith("/console/-/"):
            continue
        wanted = (
            path.replace("{policy}", "shop").replace("{handle}", "0" * 32).replace("{rest:path}", "no-such")
        )
        answer = browser.request(method, wanted)
        refused = answer.status_code == 403 and said(answer.text) == "operators.not-allowed"
        assert refused == (role not in roles), (method, path)
        if method == "POST" and not refused:  # an own form is needed next
            assert answer.status_code in (400, 403), (method, path)


def test_nobody_comes_in_without_signing_in(site):
    for (method, path), roles in RULES.items():
        answer = site.client().request(method, path.replace("{policy}", "shop"), follow_redirects=False)
        if roles != ANYBODY:
            assert answer.status_code == (303 if method == "GET" else 401), (method, path)


def test_a_path_that_no_rule_names_is_open_to_nobody(site):
    routes = site.frame.router("/console", {("GET", "/console/known"): EVERY})
    routes.add_api_route("/known", lambda: "in", methods=["GET"])
    routes.add_api_route("/forgotten", lambda: "in", methods=["GET"])
    site.app.router.routes.clear()
    site.app.include_router(routes)
    officer = hire(site)
    page = site.frame.redirect("/")
    site.frame.console.begin(page, officer)
    browser = site.client()
    browser.headers["cookie"] = page.headers["set-cookie"].partition(";")[0]
    assert browser.get("/console/known").status_code == 200
    assert browser.get("/console/forgotten").status_code == 403


def test_an_operator_sees_only_their_controllers():
    from tests.web.people import POLICY

    site = Site(POLICY, POLICY.replace("id: shop", "id: club"))
    hire(site, "boss")
    hire(site, "wang", ["administrator"], ["shop"])
    hire(site, "zhao", ["auditor"], ["club"])
    browser = at_work(site, "wang")
    page = browser.get("/console").text
    assert 'href="/console/promises/shop"' in page
    assert "club" not in page
    for path in ("promises", "map", "evidence"):
        assert browser.get(f"/console/{path}/shop").status_code == 200
        assert browser.get(f"/console/{path}/club").status_code == 404
    assert browser.get("/console/evidence/club/export").status_code == 404
    asked = fields(browser.get("/console/ask?policy=shop&purpose=tips").text, "/console/ask", purpose="tips")
    assert (
        browser.post("/console/ask", data={**asked, "act": "collect", "actor": "system"}).status_code == 200
    )
    before = site.gate.evidence("club").size
    other = browser.post(
        "/console/ask", data={**asked, "policy": "club", "act": "collect", "actor": "system"}
    )
    assert (other.status_code, site.gate.evidence("club").size) == (404, before)
    people = browser.get("/console/operators").text
    assert "Name wang" in people
    assert "Name zhao" not in people


def test_menus_show_what_a_role_may(staffed):
    assert 'href="/console/new"' in at_work(staffed, "officer").get("/console").text
    page = at_work(staffed, "auditor").get("/console").text
    assert 'href="/console/new"' not in page
    assert 'href="/console/operators"' in page


# -- the first officer


def test_the_key_invites_the_first_officer_and_then_no_longer_signs_in(site):
    browser = with_key(site)
    page = browser.get("/console/operators").text
    typed = {"id": "Li.Wei", "name": "Li Wei", "roles": "officer", "controllers": "*"}
    shown = browser.post("/console/operators", data={**fields(page, "/console/operators"), **typed}).text
    link = link_on(shown)
    assert link.rsplit("/", 1)[1] not in browser.get("/console/operators").text, "it is shown once"
    mine = site.client()
    door = mine.get(link)
    assert door.url.path == "/console/-/join"
    form = {**fields(door.text, "/console/-/join", how="password"), "password": PASSWORD}
    assert said(mine.post("/console/-/join", data={**form, "again": "another"}).text) == "operators.not-twice"
    assert mine.post("/console/-/join", data={**form, "again": PASSWORD}).url.path == "/console"
    assert site.client().get(link).status_code == 401, "it works once"
    assert browser.get("/console").url.path == DOOR, "what was open by the key is closed"
    late = site.client()
    assert 'name="key"' not in late.get(DOOR).text
    page = late.get(DOOR).text
    again = late.post(DOOR, data={**fields(page, "/console/-/password"), "key": KEY})
    assert again.status_code == 401
    kinds = [each["kind"] for each in entries(site)]
    assert kinds == ["operators.session.began", "operators.operator.invited", "operators.operator.joined"]


def test_an_invitation_ends_and_is_not_kept_in_plain(site):
    operator, token = hire(site, join=False)
    paper = site.store.read(BOOK, lambda book: book.paper("operator", operator.handle))
    assert token not in paper.value
    site.clock.forward(hours=73)
    with pytest.raises(SignInRefused):
        site.doors.operators.join_with_password(token, PASSWORD)
    _, fresh = site.doors.operators.renew(None, operator.handle)
    with pytest.raises(SignInRefused):
        site.doors.operators.join_with_password(token, PASSWORD)
    assert site.doors.operators.join_with_password(fresh, PASSWORD).state == "active"


# -- passwords


@pytest.mark.parametrize(
    "password", ["fourteen chars", "aaaaaaaaaaaaaaaaaaaa", "my.li.wei2 password", "x" * 257]
)
def test_a_weak_password_is_refused_on_every_path(site, password):
    operator = hire(site, "li.wei2")
    _, token = hire(site, "my.li.wei2", join=False)
    with pytest.raises(BadOperator):
        site.doors.operators.set_password(operator, password)
    with pytest.raises(BadOperator):
        site.doors.operators.join_with_password(token, password)


def counting(hasher):
    """Note every password that is looked at in the list that is returned."""
    looked: list[str] = []
    real = hasher.fits

    def fits(password, hashed):
        looked.append(password)
        return real(password, hashed)

    hasher.fits = fits
    return looked


def test_known_and_unknown_names_get_the_same_answer_after_the_same_work(site):
    hire(site)
    hashed = counting(site.doors.operators._hasher)
    pages = []
    for login in ("li.wei", "nobody"):
        answer = sign_in(site.client(), login, "wrong wrong wrong")
        pages.append((answer.status_code, said(answer.text), len(answer.text)))
        assert "wrong wrong" not in answer.text
        assert login not in answer.text
    assert pages[0] == pages[1] == (401, "operators.refused", pages[0][2])
    assert len(hashed) == 2


@pytest.mark.parametrize("login", ["li.wei", "nobody"])
def test_guessing_has_to_wait_longer_and_longer_even_after_a_restart(site, login):
    hire(site)
    operators = site.doors.operators

    def wait(address="192.0.2.1"):
        with pytest.raises((SignInRefused, TooOften)) as caught:
            operators.sign_in(login, "wrong", address)
        return caught.value.values.get("minutes", 0)

    assert [wait(f"192.0.2.{n}") for n in range(6)] == [0] * 5 + [1]
    again = type(operators)(site.store, site.clock, operators._randomness, operators._hasher, b"o" * 32)
    with pytest.raises(TooOften):
        again.sign_in(login, PASSWORD, "192.0.2.99")
    waits = []
    for minutes in (1, 2, 4, 8, 16, 32, 60, 60):
        site.clock.forward(minutes=minutes, seconds=1)
        waits.append((wait(), wait()))
    assert [second for _, second in waits] == [2, 4, 8, 16, 32, 60, 60, 60]
    assert all(first == 0 for first, _ in waits)
    blocked = [each["body"] for each in entries(site) if each["kind"] == "operators.session.blocked"]
    assert len(blocked) == 9
    assert all(("who" in each) == (login == "li.wei") for each in blocked)


def test_the_right_password_clears_the_count_of_the_name(site):
    hire(site)
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(SignInRefused):
                site.doors.operators.sign_in("li.wei", "wrong", "192.0.2.1")
        site.doors.operators.sign_in("li.wei", PASSWORD, "192.0.2.1")


def test_many_names_from_one_address_have_to_wait(site):
    hire(site)
    for n in range(20):
        with pytest.raises(SignInRefused):
            site.doors.operators.sign_in(f"name{n}", "wrong", f"2001:db8::{n:x}")
    with pytest.raises(TooOften):
        site.doors.operators.sign_in("li.wei", PASSWORD, "2001:db8::ffff")
    assert site.doors.operators.sign_in("li.wei", PASSWORD, "2001:db8:0:1::1").id == "li.wei"
    assert network_of("::ffff:192.0.2.1") == "192.0.2.1"


def test_many_tries_at_once_are_no_more_than_one_after_another(site):
    hire(site)
    looked = counting(site.doors.operators._hasher)
    ready = threading.Barrier(20)

    def guess():
        ready.wait()
        with pytest.raises((SignInRefused, TooOften)):
            site.doors.operators.sign_in("li.wei", "wrong", "192.0.2.1")

    threads = [threading.Thread(target=guess) for _ in range(20)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(looked) == 5


# -- what ends a sign-in


def change_password(browser, current=PASSWORD, new="another good long password"):
    page = browser.get("/console/me").text
    typed = {"current": current, "password": new, "again": new}
    return browser.post("/console/me/password", data={**fields(page, "/console/me/password"), **typed})


def test_a_new_password_ends_every_other_sign_in(site):
    hire(site)
    mine, stolen = at_work(site), at_work(site)
    assert change_password(stolen, current="not this one").status_code == 401
    assert change_password(mine).status_code == 200
    assert mine.get("/console").url.path == "/console"
    assert stolen.get("/console").url.path == DOOR
    assert sign_in(site.client()).status_code == 401
    assert sign_in(site.client(), password="another good long password").url.path == "/console"


def test_other_roles_a_suspension_and_a_removal_count_at_once(staffed):
    operators = staffed.doors.operators
    officer = next(each for each in operators.all() if each.id == "officer")
    reviewer = next(each for each in operators.all() if each.id == "reviewer")
    acts = [
        lambda: operators.change(officer, reviewer.handle, ["auditor"], ["shop"]),
        lambda: operators.suspend(officer, reviewer.handle),
        lambda: operators.suspend(officer, reviewer.handle, back=True),
        lambda: operators.remove(officer, reviewer.handle),
    ]
    for number, act in enumerate(acts):
        browser = at_work(staffed, "reviewer") if number != 2 else None
        act()
        if browser is not None:
            assert browser.get("/console").url.path == DOOR, number
    assert sign_in(staffed.client(), "reviewer").status_code == 401


def test_a_session_made_up_or_of_somebody_removed_is_nobody_s(site):
    officer = hire(site)
    page = site.frame.redirect("/")
    site.frame.sessions.begin_operator(page, officer.handle, officer.epoch + 1)
    browser = site.client()
    browser.headers["cookie"] = page.headers["set-cookie"].partition(";")[0]
    assert browser.get("/console").url.path == DOOR


# -- who may change whom


def test_nobody_gives_more_than_they_have(staffed):
    operators = staffed.doors.operators
    of = {each.id: each for each in operators.all()}
    for by, roles, places in (
        ("administrator", ["officer"], ["shop"]),
        ("administrator", ["auditor"], ["*"]),
        ("administrator", ["auditor"], ["club"]),
        ("reviewer", ["auditor"], ["shop"]),
        ("auditor", ["auditor"], ["shop"]),
    ):
        with pytest.raises(NotAllowed):
            operators.invite(of[by], "new.one", "New One", roles, places)
    with pytest.raises(NeedsSecond):  # there is an officer, who could approve it
        operators.invite(of["administrator"], "new.one", "New One", ["reviewer"], ["shop"])
    operators.invite(of["administrator"], "new.one", "New One", ["auditor"], ["shop"])
    for act in (
        lambda: operators.change(of["officer"], of["officer"].handle, ["auditor"], ["*"]),
        lambda: operators.remove(of["officer"], of["officer"].handle),
        lambda: operators.renew(of["administrator"], of["officer"].handle),
    ):
        with pytest.raises((NotAllowed, NeedsSecond)):
            act()


def test_the_last_officer_stays(staffed):
    operators = staffed.doors.operators
    of = {each.id: each for each in operators.all()}
    hire(staffed, "second")
    second = next(each for each in operators.all() if each.id == "second")
    operators.remove(None, second.handle)
    with pytest.raises(NotAllowed, match="last-officer"):
        staffed.store.write(
            BOOK,
            lambda book: operators.remove_in(
                book, operators.moment(), of["officer"].handle, of["administrator"]
            ),
        )


# -- the ledger and the papers


def test_forgotten_counters_are_dropped(site):
    for n in range(30):
        with pytest.raises((SignInRefused, TooOften)):
            site.doors.operators.sign_in(f"name{n}", "wrong", f"198.51.100.{n}")
    site.clock.forward(hours=25)
    for n in range(4):
        with pytest.raises((SignInRefused, TooOften)):
            site.doors.operators.sign_in(f"other{n}", "wrong", f"203.0.113.{n}")
    left = site.store.read(BOOK, lambda book: book.papers("failures"))
    assert len(left) == 8


def test_papers_belong_to_one_controller(site):
    paper = Paper("once", "a", "", "{}")
    site.store.write("shop", lambda book: book.keep_paper(paper))
    assert site.store.read("club", lambda book: book.paper("once", "a")) is None
    assert site.store.read("shop", lambda book: book.papers("once")) == [paper]
