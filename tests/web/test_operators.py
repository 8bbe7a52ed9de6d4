"""Operators: who comes in, what each role may, what takes two, and what the ledger says of it."""

from __future__ import annotations

import threading

import pytest
from fastapi.routing import APIRoute

from tests.web.people import KEY, Site, fields
from tests.web.staff import (
    DOOR,
    PASSWORD,
    Device,
    at_work,
    entries,
    hire,
    link_on,
    options_on,
    said,
    sign_in,
    with_key,
)
from troth.operators import BOOK, ROLES
from troth.operators.errors import BadOperator, NeedsSecond, NotAllowed, NotWaiting, SignInRefused, TooOften
from troth.operators.failures import _network
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


@pytest.fixture
def staffed():
    """A site with one operator of each role, all of the shop only but the officer."""
    site = Site()
    for role in ROLES:
        hire(site, role, [role], ["*"] if role == "officer" else ["shop"])
    yield site
    site.gate.close()


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
    assert _network("::ffff:192.0.2.1") == "192.0.2.1"


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
    operators.invite(of["administrator"], "new.one", "New One", ["reviewer"], ["shop"])
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


# -- two persons


@pytest.fixture
def two(site):
    """A site with two officers, and their browsers."""
    hire(site, "li.wei")
    hire(site, "han.mei", by=None)
    return site, at_work(site, "li.wei"), at_work(site, "han.mei")


def propose_officer(browser, login="puppet"):
    page = browser.get("/console/operators").text
    typed = {"id": login, "name": "Pu Pet", "roles": "officer", "controllers": "*"}
    return browser.post("/console/operators", data={**fields(page, "/console/operators"), **typed})


def decide(browser, doing):
    page = browser.get("/console/waiting").text
    return browser.post("/console/waiting", data=fields(page, "/console/waiting", do=doing))


def test_a_new_officer_takes_two_persons_on_the_pages(two):
    site, first, second = two
    page = propose_officer(first)
    assert 'id="proposed"' in page.text
    assert "/console/-/join/" not in page.text
    assert not any(each.id == "puppet" for each in site.doors.operators.all())
    mine = first.get("/console/waiting").text
    assert "Pu Pet" in mine
    assert 'value="approve"' not in mine, "nobody approves their own"
    shown = decide(second, "approve").text
    assert link_on(shown), "who approves gets the link"
    assert "/console/-/join/" not in second.get("/console/waiting").text
    assert any(each.id == "puppet" for each in site.doors.operators.all())
    kinds = [each["kind"].removeprefix("operators.") for each in entries(site)]
    assert kinds[-3:] == ["approval.proposed", "approval.ended", "operator.invited"]


def test_the_same_person_never_approves_however_they_ask(two):
    site, first, _ = two
    propose_officer(first)
    page = first.get("/console/waiting").text
    form = fields(page, "/console/waiting", do="refuse")
    answer = first.post("/console/waiting", data={**form, "do": "approve"})
    assert (answer.status_code, said(answer.text)) == (409, "operators.needs-second")
    assert not any(each.id == "puppet" for each in site.doors.operators.all())
    assert decide(first, "refuse").status_code == 200, "but may take it back"
    assert "Pu Pet" not in first.get("/console/waiting").text


def test_resetting_or_removing_an_officer_takes_two_as_well(two):
    site, first, second = two
    third = hire(site, "third")
    for doing in ("renew", "suspend", "remove", "change"):
        page = first.get(f"/console/operators/{third.handle}").text
        form = fields(page, f"/console/operators/{third.handle}", do=doing)
        more = {"roles": "auditor", "controllers": "shop"} if doing == "change" else {}
        assert 'id="proposed"' in first.post(f"/console/operators/{third.handle}", data={**form, **more}).text
        assert site.doors.operators.find(third.handle) == third, doing
        assert decide(second, "refuse").status_code == 200


def proposed(site, hours=None):
    """(approvals, proposer, approver, proposal) of an act of the shop that is not known here."""
    by = {each.id: each for each in site.doors.operators.all()}
    approvals = site.doors.approvals
    made = approvals.propose("shop", by["officer"], "holdings.bulk-erase", "closed", {"count": 2000})
    return approvals, by, made


def test_who_may_approve(staffed):
    approvals, by, made = proposed(staffed)
    from troth.operators import KEY_OPERATOR

    for who in (
        by["reviewer"],
        by["auditor"],
        KEY_OPERATOR,
        hire(staffed, "other", ["administrator"], ["club"]),
    ):
        with pytest.raises(NotAllowed):
            approvals.approve("shop", who, made.id)
    for who in (KEY_OPERATOR, by["auditor"]):
        with pytest.raises(NotAllowed):
            approvals.propose("shop", who, "holdings.bulk-erase", "closed", {})
    assert approvals.approve("shop", by["administrator"], made.id)[0].state == "approved"


def test_an_approval_is_for_this_act_once_and_in_time(staffed):
    approvals, by, made = proposed(staffed)
    spend = lambda *given: staffed.store.write("shop", lambda book: approvals.spend(book, *given))  # noqa: E731
    exact = (made.id, "holdings.bulk-erase", "closed", {"count": 2000})
    with pytest.raises(NotWaiting):
        spend(*exact)
    approvals.approve("shop", by["administrator"], made.id)
    for wrong in (
        (made.id, "holdings.bulk-export", "closed", {"count": 2000}),
        (made.id, "holdings.bulk-erase", "open", {"count": 2000}),
        (made.id, "holdings.bulk-erase", "closed", {"count": 2001}),
        ("0" * 32, *exact[1:]),
    ):
        with pytest.raises(NotWaiting):
            spend(*wrong)
    with pytest.raises(NotWaiting):
        staffed.store.write("club", lambda book: approvals.spend(book, *exact))
    assert spend(*exact).state == "done"
    with pytest.raises(NotWaiting):
        spend(*exact)
    late = approvals.propose("shop", by["officer"], *exact[1:])
    approvals.approve("shop", by["administrator"], late.id)
    unseen = approvals.propose("shop", by["officer"], *exact[1:])
    staffed.clock.forward(hours=24)
    with pytest.raises(NotWaiting):
        spend(late.id, *exact[1:])
    with pytest.raises(NotWaiting):
        approvals.approve("shop", by["administrator"], unseen.id)
    assert approvals.waiting("shop") == []


def test_an_act_runs_once_in_the_transaction_of_its_approval(staffed):
    approvals, by, _ = proposed(staffed)
    ran = []

    def act(book, proposal, operator):
        ran.append(proposal.id)
        if proposal.parameters["fail"]:
            raise BadOperator(_unknown())
        return ""

    approvals.acts["test.act"] = act
    bad = approvals.propose("shop", by["officer"], "test.act", "x", {"fail": True})
    with pytest.raises(BadOperator):
        approvals.approve("shop", by["administrator"], bad.id)
    assert [each.id for each in approvals.waiting("shop") if each.kind == "test.act"] == [bad.id]
    good = approvals.propose("shop", by["officer"], "test.act", "x", {"fail": False})
    done, ready = [], threading.Barrier(8)

    def approve():
        ready.wait()
        try:
            done.append(approvals.approve("shop", by["administrator"], good.id))
        except NotWaiting:
            pass

    threads = [threading.Thread(target=approve) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert (len(done), ran.count(good.id)) == (1, 1)


def _unknown():
    from troth.operators.errors import UNKNOWN

    return UNKNOWN


# -- passkeys


@pytest.fixture
def localhost(site):
    """A site that is reached by a name that passkeys belong to."""
    site.base = "http://localhost"
    return site


def join_with(site, device, login="li.wei"):
    _, token = hire(site, login, join=False)
    browser = site.client()
    page = browser.get(f"/console/-/join/{token}").text
    options, _ = options_on(page, "/console/-/join")
    form = fields(page, "/console/-/join", how="passkey")
    return browser.post("/console/-/join", data={**form, "answer": device.create(options)})


def enter_with(site, device, browser=None, **more):
    browser = browser or site.client()
    page = browser.get(DOOR).text
    options, _ = options_on(page, "/console/-/passkey")
    form = {**fields(page, "/console/-/passkey"), "answer": device.get(options), **more}
    return browser.post("/console/-/passkey", data=form), form, browser


def test_a_passkey_joins_and_signs_in(localhost):
    device = Device()
    assert join_with(localhost, device).url.path == "/console"
    device.count = 7
    answer, form, browser = enter_with(localhost, device)
    assert answer.url.path == "/console"
    assert "publickey-credentials-get=(self)" in localhost.client().get(DOOR).headers["permissions-policy"]
    assert "publickey-credentials-get=()" in browser.get("/console").headers["permissions-policy"]
    again = browser.post("/console/-/passkey", data=form)
    assert again.status_code == 401, "a challenge works once"
    began = [each["body"] for each in entries(localhost) if each["kind"] == "operators.session.began"]
    assert [each["method"] for each in began] == ["passkey"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "http://localhost.evil.example"},
        {"domain": "evil.example"},
        {"flags": 0x01},
        {"flags": 0x04},
    ],
)
def test_a_passkey_of_another_place_or_without_its_user_opens_nothing(localhost, wrong):
    device = Device()
    join_with(localhost, device)
    vars(device).update(wrong)
    assert enter_with(localhost, device)[0].status_code == 401
    bad = Device()
    vars(bad).update(wrong)
    assert join_with(localhost, bad, "han.mei").status_code == 401


def test_a_counter_that_goes_back_removes_the_key(localhost):
    device, spare = Device(), Device()
    join_with(localhost, device)
    device.count = 5
    answer, _, browser = enter_with(localhost, device)
    page = browser.get("/console/me").text
    options, _ = options_on(page, "/console/me/passkeys")
    added = browser.post(
        "/console/me/passkeys", data={**fields(page, "/console/me/passkeys"), "answer": spare.create(options)}
    )
    assert 'id="done"' in added.text
    spare.handle = device.handle
    device.count = 5
    copied, _, _ = enter_with(localhost, device)
    assert said(copied.text) == "operators.passkey-copied"
    device.count = 9
    assert enter_with(localhost, device)[0].status_code == 401
    assert enter_with(localhost, spare)[0].url.path == "/console"
    assert answer.status_code == 200


def test_another_s_passkey_or_handle_is_nobody(localhost):
    mine, other = Device(), Device()
    join_with(localhost, mine)
    join_with(localhost, other, "han.mei")
    other.id = mine.id
    assert enter_with(localhost, other)[0].status_code == 401
    assert join_with(localhost, mine, "third").status_code == 401, "one passkey, one operator"


def test_the_last_way_in_stays(localhost):
    device = Device()
    join_with(localhost, device)
    _, _, browser = enter_with(localhost, device)
    page = browser.get("/console/me").text
    answer = browser.post("/console/me/passkeys/remove", data=fields(page, "/console/me/passkeys/remove"))
    assert said(answer.text) == "operators.last-way-in"


# -- the ledger and the papers


def test_the_ledger_has_handles_and_nothing_that_names_anybody(two):
    site, first, second = two
    propose_officer(first)
    decide(second, "approve")
    with pytest.raises(SignInRefused):
        site.doors.operators.sign_in("li.wei", "wrong", "192.0.2.1")
    text = str(entries(site))
    for word in ("li.wei", "han.mei", "Name", "Pu Pet", "puppet", "192.0.2.1", "testclient"):
        assert word not in text, word
    handles = {each.handle for each in site.doors.operators.all()}
    assert {each["body"]["who"] for each in entries(site) if "who" in each["body"]} <= handles


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
