"""A person chooses: what stands, what is recorded, what is refused."""

from __future__ import annotations

import hashlib
import json
import re

import pytest

from tests.web.people import POLICY, Site, choice, fields, forms, prompt_on
from troth.adapters.keystores import Ed25519
from troth.decisions import Request
from troth.ledger import read_key, verify_receipt
from troth.vocabulary import Act

CHOICES = "/centre/shop/me/choices"
ME = "/centre/shop/me"


def state(page, anchor):
    """The state of a card."""
    found = re.search(rf'id="{anchor}"[^>]*data-state="([a-z]+)"', page)
    assert found, anchor
    return found[1]


def say(browser, about, answer, page=None, **changed):
    """Press a button of the card about something."""
    page = page or browser.get(ME).text
    return browser.post(CHOICES, data={**choice(page, about), "choice": answer, **changed})


def size(site, policy="shop"):
    return site.gate.evidence(policy).size


def test_nothing_is_chosen_before_a_choice(site):
    page = site.person().get(ME).text
    assert set(re.findall(r'data-state="([a-z]+)"', page)) == {"none"}
    assert not re.search(r"\b(checked|selected)\b", page)
    assert size(site) == 1, "only the publication stands in the books"


@pytest.mark.parametrize("target", ["tips", "counting"])
def test_agree_withdraw_agree_again(site, target):
    browser = site.person()
    anchor = f"consent--{target}"
    page = say(browser, target, "agree")
    assert (page.status_code, page.url.path, page.url.fragment) == (200, ME, anchor)
    assert state(page.text, anchor) == "given"
    page = say(browser, target, "withdraw", page.text)
    assert state(page.text, anchor) == "withdrawn"
    page = say(browser, target, "agree", page.text)
    assert state(page.text, anchor) == "given"


def test_a_no_is_as_short_a_way_as_a_yes(site):
    page = say(site.person(), "tips", "refuse")
    assert state(page.text, "consent--tips") == "refused"


def test_permissions_and_the_policy_itself(site):
    browser = site.person()
    page = say(browser, "location", "agree")
    assert state(page.text, "permission--location") == "granted"
    page = say(browser, "location", "refuse", page.text)
    assert state(page.text, "permission--location") == "denied"
    page = say(browser, "shop", "agree", page.text)
    assert state(page.text, "agreement") == "given"
    assert "You agreed to version 1." in page.text
    page = say(browser, "shop", "withdraw", page.text)
    assert state(page.text, "agreement") == "withdrawn"
    assert "No agreement of yours stands." in page.text


def test_what_is_chosen_here_is_what_a_step_is_answered(site):
    browser = site.person("u-7")
    request = Request(act=Act.USE, purpose="tips", data=("interest",), subject="u-7")

    def answer():
        return str(site.gate.ask("shop", [request])[0].answer.verdict)

    before = answer()
    say(browser, "shop", "agree")
    say(browser, "tips", "agree")
    site.gate.ask("shop", [Request(act=Act.COLLECT, purpose="tips", data=("interest",), subject="u-7")])
    given = answer()
    say(browser, "tips", "withdraw")
    assert (before, given, answer()) == ("ask", "permit", "refuse")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_text_on_the_page_is_the_text_of_the_hash(site, language):
    page = site.person(language=language).get(ME).text
    cards = [hidden for action, hidden, _ in forms(page) if action == CHOICES]
    assert len(cards) == 4
    for card in cards:
        anchor = {"agreement": "agreement"}.get(card["kind"], f"{card['kind']}--{card['target']}")
        text = prompt_on(page, anchor)
        assert hashlib.sha256(text.encode()).hexdigest() == card["shown"]
        assert card["language"] == language


def test_an_old_page_sent_again_after_a_withdrawal_is_refused_and_shows_the_current_text(site):
    browser = site.person()
    old = browser.get(ME).text
    say(browser, "tips", "agree", old)
    say(browser, "tips", "withdraw")
    entries = size(site)
    again = say(browser, "tips", "agree", old)
    assert again.status_code == 409
    assert 'role="alert"' in again.text
    assert "nothing was recorded" in again.text
    assert 'href="#consent--tips"' in again.text
    assert state(again.text, "consent--tips") == "withdrawn"
    assert choice(again.text, "tips")["shown"] != choice(old, "tips")["shown"]
    assert size(site) == entries
    assert say(browser, "tips", "agree", again.text).status_code == 200, "the page shown can be answered"


def test_the_same_answer_sent_twice_is_one_record(site):
    browser = site.person()
    page = browser.get(ME).text
    say(browser, "tips", "agree", page)
    entries = size(site)
    again = say(browser, "tips", "agree", page)
    assert again.status_code == 200
    assert size(site) == entries


@pytest.mark.parametrize(
    "changed",
    [
        {"shown": "0" * 64},
        {"shown": ""},
        {"language": "zh"},
        {"level": "written"},
        {"recipient": "nobody-known"},
        {"target": "counting"},
    ],
)
def test_an_answer_to_another_text_is_not_recorded(site, changed):
    browser = site.person()
    entries = size(site)
    answer = say(browser, "tips", "agree", **changed)
    assert answer.status_code in (404, 409)
    assert size(site) == entries


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"kind": "guardian"}, 400),
        ({"choice": "maybe"}, 400),
        ({"language": "de"}, 400),
        ({"level": "loud"}, 400),
        ({"choice": ["agree", "refuse"]}, 400),
        ({"target": "no-such-purpose"}, 404),
        ({"kind": "permission", "choice": "withdraw"}, 400),
    ],
)
def test_a_malformed_answer_is_a_page_that_says_so(site, changed, status):
    browser = site.person()
    entries = size(site)
    form = {**choice(browser.get(ME).text, "tips"), "choice": "agree", **changed}
    answer = browser.post(CHOICES, data=form)
    assert answer.status_code == status
    assert "<h1" in answer.text
    assert size(site) == entries


def test_a_form_without_its_mark_or_with_another_s_is_refused(site):
    browser, other = site.person("u-1"), site.person("u-2")
    form = {**choice(browser.get(ME).text, "tips"), "choice": "agree"}
    foreign = choice(other.get(ME).text, "tips")["mark"]
    entries = size(site)
    for mark in ("", "x", "é", foreign, form["mark"][:-1]):
        assert browser.post(CHOICES, data={**form, "mark": mark}).status_code == 403
    del form["mark"]
    assert browser.post(CHOICES, data=form).status_code == 403
    assert browser.post(CHOICES).status_code == 403
    assert size(site) == entries


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "http://troth.example.evil.example"},
        {"origin": "http://troth.example:8080"},
    ],
)
def test_a_form_sent_by_another_site_is_refused(site, headers):
    browser = site.person()
    form = {**choice(browser.get(ME).text, "tips"), "choice": "agree"}
    assert browser.post(CHOICES, data=form, headers=headers).status_code == 403
    assert browser.post(CHOICES, data=form, headers={"origin": "http://troth.example"}).status_code == 200


def test_without_a_session_nothing_is_recorded(site):
    form = {**choice(site.person().get(ME).text, "tips"), "choice": "agree"}
    entries = size(site)
    assert site.client().post(CHOICES, data=form).status_code == 401
    assert size(site) == entries


@pytest.mark.parametrize(
    "body",
    [
        ("text/plain", b"choice=agree"),
        ("multipart/form-data; boundary=x", b"--x--"),
        ("application/json", b"{}"),
        ("application/x-www-form-urlencoded", b"a" * 70_000),
        ("application/x-www-form-urlencoded", b"&".join(b"a=b" for _ in range(1500))),
        ("application/x-www-form-urlencoded", b"a=%ff%fe"),
        ("application/x-www-form-urlencoded", b"\xff\xfe=1"),
        ("application/x-www-form-urlencoded", b"noequals"),
    ],
)
def test_a_body_that_is_no_form_is_refused(site, body):
    browser = site.person()
    answer = browser.post(CHOICES, content=body[1], headers={"content-type": body[0]})
    assert answer.status_code in (400, 413)
    assert "form." in answer.text


def test_looking_never_acts(site):
    browser, officer = site.person(), site.officer()
    say(browser, "tips", "agree")
    entries = size(site)
    number = site.gate.evidence("shop").size - 1
    for path in (
        "/",
        "/centre",
        "/centre/shop",
        ME,
        f"{ME}?choice=agree&kind=consent&target=tips",
        f"{ME}/receipts/{number}",
    ):
        assert browser.get(path).status_code == 200
    assert browser.get(f"{CHOICES}?choice=withdraw&kind=consent&target=tips").status_code == 404
    for path in (
        "/console",
        "/console/ask?policy=shop&purpose=tips&act=collect",
        "/console/promises/shop",
        "/console/evidence/shop",
        "/console/evidence/shop/export",
    ):
        assert officer.get(path).status_code == 200
    assert size(site) == entries
    assert state(browser.get(ME).text, "consent--tips") == "given"


def test_what_was_recorded_is_said_once(site):
    browser = site.person()
    page = say(browser, "tips", "agree").text
    assert re.search(r'role="status"[^>]*>.*Recorded: you agree \(record \d+\)', page, re.DOTALL)
    assert "<title>Recorded" in page
    assert "Recorded:" not in browser.get(ME).text


def test_two_people_see_only_their_own(site):
    first, second = site.person("u-1"), site.person("u-2")
    say(first, "tips", "agree")
    assert state(second.get(ME).text, "consent--tips") == "none"
    number = site.gate.evidence("shop").size - 1
    assert first.get(f"{ME}/receipts/{number}").status_code == 200
    assert second.get(f"{ME}/receipts/{number}").status_code == 404
    assert site.client().get(f"{ME}/receipts/{number}").status_code == 401


def test_a_receipt_can_be_checked_by_a_stranger(site):
    browser = site.person(language="zh")
    page = say(browser, "tips", "agree").text
    path = re.search(rf'href="({ME}/receipts/\d+)"', page)
    assert path
    answer = browser.get(path[1])
    assert answer.headers["content-disposition"].startswith("attachment;")
    verified = verify_receipt(answer.content, read_key(site.gate.evidence("shop").key), Ed25519())
    assert verified.shown is not None
    assert verified.shown.startswith("是否同意：为您推荐合适的商品")
    assert "u-1" not in json.dumps(json.loads(answer.content))


@pytest.mark.parametrize("number", ["-1", "99", "abc", "%00", "1e0", "0"])
def test_a_receipt_that_is_not_there(site, number):
    assert site.person().get(f"{ME}/receipts/{number}").status_code == 404


def test_a_new_version_is_offered_and_the_old_one_goes_on():
    site = Site()
    browser = site.person()
    say(browser, "shop", "agree")
    site.gate.publish(
        POLICY.replace('version: "1"', 'version: "2"').replace("Deliver what you order", "Deliver your order")
    )
    page = browser.get(ME).text
    assert "You agreed to version 1. Version 2 is out" in page
    buttons = next(values for action, hidden, values in forms(page) if hidden.get("kind") == "agreement")
    assert buttons == ["agree", "withdraw"]
    page = say(browser, "shop", "agree", page).text
    assert "You agreed to version 2." in page


def test_buttons_are_of_one_kind_and_there_is_always_a_way_out(site):
    page = site.person().get(ME).text
    assert set(re.findall(r'<button type="submit" class="([^"]+)" name="choice"', page)) == {"choice"}
    for _, hidden, values in forms(page):
        if "kind" in hidden:
            assert values == ["agree", "refuse"]


def test_purposes_without_a_choice_are_named_with_what_they_rest_on(site):
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", site.person(language="zh").get(ME).text))
    assert "1 项无需单独选择的目的 配送您的订单 您对本政策的同意" in page


def test_the_reference_of_the_person_is_nowhere_on_the_page(site):
    browser = site.person("13800000000")
    say(browser, "tips", "agree")
    assert "13800000000" not in browser.get(ME).text


@pytest.mark.parametrize("policy", ["jeejio", "jingdigital", "joinbase", "qunyi"])
def test_everything_in_the_real_policies_can_be_agreed_to_and_taken_back(real, policy):
    browser = real.person(f"all-{policy}", policy, "zh")
    me = f"/centre/{policy}/me"
    cards = [h for a, h, _ in forms(browser.get(me).text) if a == f"{me}/choices"]
    assert len(cards) > 5
    page = browser.get(me).text
    for card in cards:
        for answer in ("agree", "refuse" if card["kind"] == "permission" else "withdraw"):
            wanted = {key: card[key] for key in ("kind", "target", "recipient")}
            done = browser.post(
                f"{me}/choices", data={**fields(page, f"{me}/choices", **wanted), "choice": answer}
            )
            assert done.status_code == 200, (card["target"], answer)
            page = done.text
    assert set(re.findall(r'data-state="([a-z]+)"', page)) <= {"withdrawn", "denied"}
