"""Who does not sign in gets the answer and the copy: a secret handed over by an officer, good once and for one request."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from tests.vault.unlocking import opened as unlocked
from tests.web.desk import DeskSite, words
from tests.web.office import act, approve, entered, notes, opened
from tests.web.people import fields
from tests.web.staff import at_work, said
from troth.rights import WAYS, Acceptance, Actor, Draft, Intake
from troth.rights.errors import Guarded, NoSuchCase
from troth.web import centre, console
from troth.web.api.desk import router as requests_api

POLICY = "jeejio"
PAGE = f"/centre/{POLICY}/requests/pick-up"
NAME = "林小雨"
OFFICER, OTHER = Actor("officer", "0f" * 16), Actor("officer", "1f" * 16)


@pytest.fixture(scope="module")
def whole():
    site = opened(POLICY, places=("vault",))
    site.app = FastAPI()
    site.app.add_middleware(site.frame.headers)
    site.app.include_router(site.frame.home(site.gate))
    site.app.include_router(centre.router(site.gate, site.frame, None, site.desk))
    site.app.include_router(console.router(site.gate, site.frame, site.desk, site.office))
    site.app.include_router(requests_api(site.desk, lambda: None))
    yield site
    site.gate.close()


@pytest.fixture
def site(whole):
    """The site as it stands, with a clock that goes back to where it was."""
    before = whole.clock.at
    yield whole
    whole.clock.at = before


def judged(site, case, *methods):
    """Let two operators judge, past the pages."""
    for method in methods:

        def step(proving, counts, method=method):
            people, now = ("aa" * 16, "bb" * 16), site.clock.now()
            return site.identity.judged(proving, method, people, "cd" * 32, now), None

        site.desk.change_proof(POLICY, case, step)


def carry_out(site, case):
    """Do what a request opened, as workers do, and let the desk answer."""
    for duty in site.store.read(POLICY, lambda book: list(book.duties_about(case))):
        if duty.kind == "act-on-holding" and duty.state == "open":
            DeskSite._do(site, POLICY, duty, {"name": NAME})
    site.desk.tick(POLICY)


def answered(site, role="relative", **more):
    """A request of somebody who speaks for another one, judged, carried out and answered; return its number."""
    case = site.desk.receive(
        POLICY, Intake("access", "u-1", role, "mail", Actor("operator", "aa" * 16), **more)
    ).id
    judged(site, case, "relative-proof" if role == "relative" else "written-form", "two-operators")
    site.desk.accept(POLICY, case, OFFICER, Acceptance())
    carry_out(site, case)
    assert site.desk.case(POLICY, case).outcome == "fulfilled"
    return case


def granted(site, case):
    """Let two operators agree that a request is picked up, past the pages."""
    digest = site.desk.draft(POLICY, case, OFFICER, Draft("pick-up"))
    site.store.write(POLICY, site.desk.approved(POLICY, case, digest, OTHER.who))


def secret_of(site, case):
    """A secret for a request that two operators let be picked up, past the pages."""

    granted(site, case)
    return site.desk.issue_pick_up(POLICY, case, OFFICER, "letter")


def typed(browser, number, secret):
    """Type number and secret in; return the page."""
    page = browser.get(PAGE)
    return browser.post(PAGE, data={**fields(page.text, PAGE), "number": number, "secret": secret})


def secret_on(page):
    """The secret that a page shows."""
    return page.split('<code class="password">', 1)[1].split("</code>", 1)[0]


def codes(site, case):
    """The notes of a request, in order."""
    return [
        each["body"]["code"]
        for each in notes(site, POLICY)
        if each["body"].get("case") == case and "code" in each["body"]
    ]


# --- the story


def test_a_relative_who_never_signs_in_gets_answer_and_copy_from_two_operators(site):
    first, second = at_work(site), at_work(site, "han.mei")
    case = entered(first, POLICY, "access", role="relative", requester="")
    path = f"/console/{POLICY}/cases/{case}"
    for method in ("relative-proof", "two-operators"):
        act(first, POLICY, case, "judge", method=method, seen="register of the family")
        approve(second)
    act(first, POLICY, case, "accept")
    carry_out(site, case)
    page = first.get(path)
    form = fields(page.text, f"{path}/pick-up")
    assert 'name="way"' not in page.text  # two judged, so one alone issues nothing
    with pytest.raises(Guarded):
        site.desk.issue_pick_up(POLICY, case, OFFICER, "in-person")
    assert first.post(f"{path}/pick-up", data={**form, "way": "in-person"}).url.query == b"done=proposed"
    with pytest.raises(AssertionError):  # no form for it: nobody approves what they proposed
        approve(first)
    assert 'name="way"' not in first.get(path).text
    approve(second)
    assert 'name="way"' not in second.get(path).text  # it is the proposer's to issue
    with pytest.raises(Guarded):
        site.desk.issue_pick_up(POLICY, case, OTHER, "in-person")
    form = fields(first.get(path).text, f"{path}/pick-up")
    shown = first.post(f"{path}/pick-up", data={**form, "way": "in-person"})
    secret = secret_on(shown.text)
    assert len(secret.replace("-", "")) * 5 >= 128
    assert secret not in first.get(path).text  # shown once
    assert secret not in json.dumps(site.desk.file(POLICY, case, OFFICER))
    assert secret not in json.dumps(notes(site, POLICY))
    relative = site.client("zh")
    page = typed(relative, case, secret.upper().replace("-", " "))
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    assert case in words(page.text)
    assert "您的请求已办结。" in words(page.text)
    assert (
        relative.get(f"/centre/{POLICY}/requests/{case}").status_code == 404
    )  # nothing is kept in the browser
    hidden = fields(page.text, f"{PAGE}/locked")
    weak = relative.post(f"{PAGE}/locked", data={**hidden, "password": "1234"})
    assert weak.status_code == 404
    got = relative.post(f"{PAGE}/locked", data=hidden)
    assert got.headers["content-type"] == "application/zip"
    inside = b"".join(unlocked(got.content, hidden["password"]).values())
    assert NAME in inside.decode()
    assert typed(relative, case, secret).status_code == 404  # used up
    assert relative.post(f"{PAGE}/package", data=hidden).status_code == 404
    said_of_it = [each for each in codes(site, case) if each.startswith(("pick-up", "handed"))]
    assert said_of_it == ["pick-up-granted", "pick-up-issued", "pick-up-opened", "handed-out"]
    assert f"{path}/pick-up" not in first.get(path).text


# --- what opens nothing


def test_wrong_numbers_and_wrong_secrets_get_one_answer(site):
    case, other = answered(site), answered(site)
    secret, browser = secret_of(site, case), site.client()
    secret_of(site, other)
    answers = [
        typed(browser, *each)
        for each in (
            (case, "wrong"),
            (other, secret),  # good for its own request alone
            ("case-bbbb-bbbb-bbbb", secret),
            ("nonsense", secret),
            (entered_open(site), secret),
        )
    ]
    assert {each.status_code for each in answers} == {404}
    assert len({words(each.text) for each in answers}) == 1
    assert len({tuple(sorted(each.headers)) for each in answers}) == 1
    assert typed(browser, case, secret).status_code == 200


def entered_open(site):
    """The number of a request that is not answered yet."""
    return site.desk.receive(
        POLICY, Intake("access", "u-1", "relative", "mail", Actor("operator", "aa" * 16))
    ).id


def test_tries_are_counted_and_a_new_secret_ends_the_old_one(site):
    case = answered(site)
    secret = secret_of(site, case)
    for _ in range(9):
        with pytest.raises(NoSuchCase):
            site.desk.open_pick_up(POLICY, case, "wrong")
    site.desk.open_pick_up(POLICY, case, secret)
    with pytest.raises(NoSuchCase):
        site.desk.collect(POLICY, case, "wrong")
    with pytest.raises(NoSuchCase):
        site.desk.open_pick_up(POLICY, case, secret)
    new = secret_of(site, case)
    assert site.desk.open_pick_up(POLICY, case, new).id == case
    newest = secret_of(site, case)
    with pytest.raises(NoSuchCase):
        site.desk.collect(POLICY, case, new)
    assert site.desk.collect(POLICY, case, newest)[0].values == {"name": NAME}


def test_it_is_over_with_the_copy(site):
    case = answered(site)
    secret = secret_of(site, case)
    until = site.desk.pick_up(POLICY, case).until
    site.clock.at = until - timedelta(seconds=1)
    assert site.desk.open_pick_up(POLICY, case, secret).id == case
    site.clock.at = until
    assert site.desk.pick_up(POLICY, case) is None
    for step in (site.desk.open_pick_up, site.desk.collect):
        with pytest.raises(NoSuchCase):
            step(POLICY, case, secret)
    with pytest.raises(Guarded):
        site.desk.issue_pick_up(POLICY, case, OFFICER, "letter")


def test_who_signs_in_what_is_open_and_who_does_not_decide_issue_nothing(site):
    self_service = site.desk.receive(POLICY, Intake("access", "u-1", "subject", "centre")).id
    judged(site, self_service, "written-form", "two-operators")
    carry_out(site, self_service)
    for number in (self_service, entered_open(site)):
        assert site.desk.pick_up(POLICY, number) is None
        with pytest.raises(Guarded):
            site.desk.issue_pick_up(POLICY, number, OFFICER, "letter")
    letter = answered(site, "subject")
    assert site.desk.pick_up(POLICY, letter).two
    site_secret = secret_of(site, letter)
    assert site.desk.open_pick_up(POLICY, letter, site_secret).id == letter
    for by, way in ((Actor("operator", "aa" * 16), "letter"), (OFFICER, "mail")):
        with pytest.raises(Guarded):
            site.desk.issue_pick_up(POLICY, letter, by, way)
    reviewer = at_work(site, "rev")
    path = f"/console/{POLICY}/cases/{letter}"
    page = reviewer.get(path).text
    assert f"{path}/pick-up" not in page
    forged = {**fields(page, f"{path}/file"), "way": WAYS[0]}
    assert reviewer.post(f"{path}/pick-up", data=forged).status_code == 403


def test_the_secret_is_issued_over_http_to_the_officer_who_may(site):
    case = answered(site)
    http = TestClient(site.app)
    path, sent = f"/v1/requests/{case}/pick-up", {"policy": POLICY, "operator": OFFICER.who, "way": "letter"}
    with pytest.raises(Guarded):  # two judged: the console first
        http.post(path, json=sent)
    granted(site, case)
    answer = http.post(path, json=sent)
    assert answer.status_code == 201
    assert site.desk.collect(POLICY, case, answer.json()["secret"])[0].values == {"name": NAME}


# --- what is released


def test_what_is_released_is_taken_by_an_officer_at_the_console_once(site):
    handle = site.store.read(POLICY, lambda book: book.handle_of(site.gate.digest(POLICY, "u-1")))
    assert handle
    case = site.desk.receive(
        POLICY,
        Intake(
            "release", "u-1", "operator", "mail", Actor("operator", "aa" * 16), elements=("name", "phone")
        ),
    ).id
    for element in ("name", "phone"):
        site.gate.state(POLICY, "record", element, {"collected-for": ["registration"]}, "u-1")
    judged(site, case, "written-form", "two-operators")
    named = {
        "reference": "(2026) 12",
        "purpose": "legal-demand",
        "recipient": "public-authority",
        "citation": "article 54",
        "authority-demand": "letter of 3 March",
    }
    site.desk.accept(POLICY, case, OFFICER, Acceptance("law-or-authority", named, approvers=(OTHER.who,)))
    carry_out(site, case)
    first, path = at_work(site), f"/console/{POLICY}/cases/{case}"
    assert f"{path}/copy" not in at_work(site, "rev").get(path).text
    page = first.get(path).text
    assert f"{path}/pick-up" not in page
    hidden = fields(page, f"{path}/copy", how="plain")
    got = first.post(f"{path}/copy", data=hidden)
    assert got.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(got.content)) as archive:
        assert NAME in b"".join(archive.read(each) for each in archive.namelist()).decode()
    assert said(first.post(f"{path}/copy", data=hidden).text) == "rights.guarded"
    assert f"{path}/copy" not in first.get(path).text
    entry = [each for each in notes(site, POLICY) if each["body"].get("code") == "handed-out"][-1]
    people = {each.id: each.handle for each in site.doors.operators.all()}
    assert entry["body"]["operator"] == people["li.wei"]
    other = answered(site)  # and no copy of a person is taken that way
    assert first.post(f"/console/{POLICY}/cases/{other}/copy", data=hidden).status_code == 404
