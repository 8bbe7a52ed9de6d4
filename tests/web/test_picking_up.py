"""Who does not sign in gets the answer and the copy: a secret handed over by an officer, good once and for one request."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from tests.vault.unlocking import opened as unlocked
from tests.web.desk import words
from tests.web.office import act, approve, entered, notes
from tests.web.people import fields
from tests.web.picking import (
    NAME,
    OFFICER,
    OPERATOR,
    OTHER,
    PAGE,
    POLICY,
    answered,
    carry_out,
    codes,
    granted,
    judged,
    open_site,
    secret_of,
    secret_on,
    typed,
)
from tests.web.staff import at_work, said
from troth.rights import WAYS, Acceptance, Actor, Intake
from troth.rights.errors import Guarded, NoSuchCase


@pytest.fixture(scope="module")
def whole():
    site = open_site()
    yield site
    site.gate.close()


@pytest.fixture
def site(whole):
    """The site as it stands, with a clock that goes back to where it was."""
    before = whole.clock.at
    yield whole
    whole.clock.at = before


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
    assert PAGE in words(shown.text), "where it opens"
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
    for _ in range(11):
        with pytest.raises(NoSuchCase):
            site.desk.open_pick_up(POLICY, case, "wrong")
    with pytest.raises(NoSuchCase):
        site.desk.collect(POLICY, case, "wrong")
    assert site.desk.pick_up(POLICY, case).tries == 12, "the officer sees them"
    assert site.desk.open_pick_up(POLICY, case, secret).case.id == case, "nobody locks its owner out"
    new = secret_of(site, case)
    with pytest.raises(NoSuchCase):
        site.desk.open_pick_up(POLICY, case, secret)
    assert site.desk.pick_up(POLICY, case).tries == 1, "of the new one"
    assert site.desk.open_pick_up(POLICY, case, new).case.id == case
    newest = secret_of(site, case)
    with pytest.raises(NoSuchCase):
        site.desk.collect(POLICY, case, new)
    assert site.desk.collect(POLICY, case, newest)[0].values == {"name": NAME}


def test_it_is_over_with_the_copy(site):
    case = answered(site)
    secret = secret_of(site, case)
    until = site.desk.pick_up(POLICY, case).until
    site.clock.at = until - timedelta(seconds=1)
    assert site.desk.open_pick_up(POLICY, case, secret).case.id == case
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
    assert site.desk.open_pick_up(POLICY, letter, site_secret).case.id == letter
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


def test_who_had_something_restricted_by_letter_lifts_it_with_the_same_secret(site):
    """By number and secret alone, once; a wrong secret lifts nothing and gets the page of every wrong one."""
    asked = site.desk.receive(POLICY, Intake("restrict", "u-1", "subject", "mail", OPERATOR)).id
    judged(site, asked, "written-form", "two-operators")
    site.desk.accept(POLICY, asked, OFFICER, Acceptance())
    carry_out(site, asked)
    assert site.desk.restriction(POLICY, asked).restriction is not None
    secret = secret_of(site, asked)
    browser = TestClient(site.app, headers={"accept": "text/html", "accept-language": "en"})
    wrong = typed(browser, asked, "aaaa-bbbb")
    assert (wrong.status_code, PAGE + "/lift" in wrong.text) == (404, False)
    opened = typed(browser, asked, secret)
    lifted = browser.post(PAGE + "/lift", data=fields(opened.text, PAGE + "/lift"))
    assert "The restriction is lifted." in words(lifted.text)
    assert site.desk.restriction(POLICY, asked).restriction is None
    assert PAGE + "/lift" not in typed(browser, asked, secret).text
