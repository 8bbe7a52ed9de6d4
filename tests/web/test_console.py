"""The officer's pages: policies and findings, a decision asked, promises, evidence."""

from __future__ import annotations

import html
import json
import re
import shlex

import pytest

from tests.web.people import POLICY, Site, choice, fields
from troth.adapters.keystores import Ed25519
from troth.ledger import read_key, verify_export
from troth.policy import promises
from troth.vocabulary import in_language


def plain(page):
    """What a page says, without its marks."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def ask(browser, about="tips", under="shop", **typed):
    """Ask as the form would send it."""
    page = browser.get("/console/ask", params={"policy": under, "purpose": about}).text
    hidden = fields(page, "/console/ask", purpose=about)
    return browser.post("/console/ask", data={**hidden, "act": "collect", "actor": "system", **typed})


def test_policies_with_counts_and_findings(real):
    page = plain(real.officer().get("/console").text)
    assert re.search(r"generic-app .* Gaps: nothing is permitted there: 1\d", page)
    assert re.search(r"line \d+ · contacts", page)


def test_findings_are_the_checker_s_own_in_both_languages(real):
    loaded = real.gate.shelf.versions("generic-app")[-1]
    for language in ("en", "zh"):
        page = plain(real.officer(language).get("/console").text)
        for finding in loaded.findings:
            assert plain(html.escape(finding.text(language))).strip() in page
            assert finding.message.id in page


def test_an_ask_shows_why_and_what_to_put_before_the_person(site):
    page = ask(site.officer(), subject="u-1", data="interest")
    assert page.status_code == 200
    assert 'data-verdict="ask"' in page.text
    assert "<title>Ask first" in page.text
    words = plain(page.text)
    assert "Ask first Not yet: the person can still open it by an answer." in words
    assert "purposes.tips" in words
    assert 'href="/centre/shop#purposes.tips"' in page.text
    assert "Do you agree: Recommend what may suit you" in words
    assert "Entry in the ledger 1" in words


def test_a_permit_lists_what_is_permitted(site):
    person = site.person("u-1")
    for about in ("shop", "tips"):
        page = person.get("/centre/shop/me").text
        person.post("/centre/shop/me/choices", data={**choice(page, about), "choice": "agree"})
    page = ask(site.officer(), subject="u-1", data=["interest", "city"])
    assert 'data-verdict="permit"' in page.text
    assert "Permitted data interest " in plain(page.text)


def test_a_refusal_says_what_would_help(site):
    page = ask(site.officer(), subject="u-1", data="phone")
    assert 'data-verdict="refuse"' in page.text
    assert "unlisted-data" in page.text
    assert "What would help: leave it out" in plain(page.text)


def test_what_was_typed_stands_in_the_form_again(site):
    page = ask(
        site.officer(),
        subject="u-1",
        data="interest",
        insist="interest",
        region="CN",
        **{"occasion.app-state": "background"},
    ).text
    assert re.search(r'name="subject" value="u-1"', page)
    assert re.search(r'name="data" value="interest" checked', page)
    assert re.search(r'name="insist" value="interest"', page)
    assert re.search(r'name="occasion.app-state"[^>]*value="background"', page)


def test_the_same_as_json_and_as_curl(site):
    page = ask(site.officer(), subject="it's u-1", data=["interest", "city"], evidence="t-1, t-2")
    shown = [
        html.unescape(each)
        for each in re.findall(r"<pre[^>]*><code>(.*?)</code></pre>", page.text, re.DOTALL)
    ]
    body = json.loads(shown[0])
    assert body == {
        "policy": "shop",
        "subject": "it's u-1",
        "act": "collect",
        "purpose": "tips",
        "data": ["interest", "city"],
        "claim": {"evidence": ["t-1", "t-2"]},
    }
    words = shlex.split(shown[1].replace("\\\n", " "))
    assert words[:3] == ["curl", "-sS", "http://troth.example/v1/decisions"]
    assert json.loads(words[-1]) == body
    assert "Bearer $TROTH_API_KEY" in shown[1]


@pytest.mark.parametrize(
    "typed",
    [
        {"insist": "phone", "data": "interest"},
        {"subject": " "},
        {"subject": "x" * 201},
        {"subject": "a\u200bb"},
    ],
)
def test_a_question_that_cannot_be_asked_is_said_at_the_form(site, typed):
    size = site.gate.evidence("shop").size
    page = ask(site.officer(), **typed)
    if typed.get("subject") == " ":
        assert page.status_code == 200, "a subject of spaces is none"
        return
    assert page.status_code == 400
    assert 'role="alert"' in page.text
    assert site.gate.evidence("shop").size == size


@pytest.mark.parametrize(
    "typed",
    [
        {"purpose": "no-such"},
        {"policy": "no-such"},
        {"data": "no-such"},
        {"recipient": "no-such"},
        {"product": "no-such"},
        {"ground": "no-such"},
        {"act": "export-abroad"},
        {"roles": "no-such"},
    ],
)
def test_what_there_is_not_is_refused_with_the_reason(site, typed):
    page = ask(site.officer(), subject="u-1", **typed)
    assert page.status_code == 200
    assert re.search(r'data-verdict="(refuse|ask)"', page.text)


@pytest.mark.parametrize("typed", [{"act": "steal"}, {"actor": "ghost"}, {"act": ["use", "keep"]}])
def test_a_malformed_question_is_a_page_that_says_so(site, typed):
    page = ask(site.officer(), **typed)
    assert page.status_code == 400
    assert "form.malformed" in page.text


def test_asking_needs_the_mark_of_the_session(site):
    browser = site.officer()
    form = {"policy": "shop", "purpose": "tips", "act": "collect", "actor": "system"}
    size = site.gate.evidence("shop").size
    assert browser.post("/console/ask", data=form).status_code == 403
    assert browser.post("/console/ask", data={**form, "mark": "x"}).status_code == 403
    assert site.client().post("/console/ask", data=form).status_code == 401
    assert site.gate.evidence("shop").size == size


def test_the_data_of_the_purpose_come_first(site):
    page = site.officer().get("/console/ask?policy=shop&purpose=delivery").text
    listed, _, others = page.partition("Other data of the policy")
    assert re.findall(r'name="data" value="([a-z]+)"', listed) == ["phone", "city"]
    assert re.findall(r'name="data" value="([a-z]+)"', others) == ["interest"]


@pytest.mark.parametrize("policy", ["generic-app", "jeejio", "jingdigital", "joinbase", "qunyi"])
def test_every_policy_can_be_asked(real, policy):
    browser = real.officer("zh")
    page = browser.get("/console/ask", params={"policy": policy}).text
    purposes = re.findall(r'<option value="([a-z][^"]*)"', page.split('id="purpose"')[1])
    assert purposes
    for purpose in purposes[:3]:
        answer = ask(browser, purpose, policy, subject="u-1")
        assert answer.status_code == 200
        assert "data-verdict" in answer.text


# -- promises


def rows(page):
    return re.findall(r'<th scope="row"><a[^>]*><code>([^<]+)</code>', page)


def test_every_promise_is_listed(real):
    browser = real.officer()
    for policy in real.gate.shelf.ids:
        listed = promises(real.gate.shelf.current(policy).policy)
        assert rows(browser.get(f"/console/promises/{policy}").text) == [each.clause for each in listed]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=tips", ["purposes.tips"]),
        ("q=TIPS", ["purposes.tips"]),
        ("q=%E6%8E%A8%E8%8D%90", ["purposes.tips"]),
        ("q=ninety", ["purposes.tips"]),
        ("decided=1", ["purposes.tips"]),
        ("gaps=1", []),
        ("how=duty", ["rights.access"]),
        ("kind=rights&q=see", ["rights.access"]),
        ("how=nonsense&q=access", ["rights.access"]),
        ("kind=nonsense", []),
        ("q=%00", []),
        ("q=" + "x" * 5000, []),
    ],
)
def test_the_filter_works_without_a_script(site, query, expected):
    page = site.officer().get(f"/console/promises/shop?{query}")
    assert page.status_code == 200
    assert rows(page.text) == expected


def test_the_filter_keeps_what_was_chosen(site):
    page = site.officer().get("/console/promises/shop?q=a&how=duty&gaps=1").text
    assert re.search(r'name="q" value="a"', page)
    assert '<option value="duty" selected>' in page
    assert 'name="gaps" value="1" checked' in page


# -- evidence


def test_the_export_can_be_verified_with_the_key_on_the_page(site):
    browser = site.officer()
    for n in range(5):
        ask(browser, subject=f"u-{n}", data="interest")
    page = browser.get("/console/evidence/shop").text
    assert "Entries 6 " in plain(page)
    key = html.unescape(re.findall(r"<pre[^>]*><code>(.*?)</code></pre>", page, re.DOTALL)[1])
    answer = browser.get("/console/evidence/shop/export")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert 'filename="troth-shop.jsonl"' in answer.headers["content-disposition"]
    verified = verify_export(answer.content.splitlines(keepends=True), read_key(key), Ed25519())
    assert verified.size == 6
    assert "troth verify troth-shop.jsonl --key" in html.unescape(page)


@pytest.mark.parametrize(
    "path",
    [
        "/console/nope",
        "/console/promises/nope",
        "/console/evidence/nope",
        "/console/evidence/nope/export",
        "/console/promises",
    ],
)
def test_what_is_not_there(site, path):
    page = site.officer().get(path)
    assert page.status_code == 404
    assert "<h1" in page.text


REMARKED = (
    "decided: Ninety days are enough.",
    "decided: {en: Ninety days are enough., zh: 九十日已经足够。}",
)


@pytest.mark.parametrize(
    ("language", "own", "other"), [("zh", "九十日已经足够。", "Ninety"), ("en", "Ninety", "九十日")]
)
def test_a_note_is_read_in_the_language_of_the_page(language, own, other):
    site = Site(POLICY.replace(*REMARKED))
    browser = site.officer(language)
    for query in ("", "?decided=1", "?q=九十日", "?q=ninety"):
        page = browser.get(f"/console/promises/shop{query}").text
        notes = re.findall(r'<p class="fine">(.*?)</p>', page)
        assert len([each for each in notes if own in each]) == 1
        assert [each for each in notes if other in each] == []
    site.gate.close()


def test_a_note_in_one_language_says_which(site):
    page = site.officer("zh").get("/console/promises/shop").text
    assert '<span lang="en">Ninety days are enough.</span>' in page


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_note_of_the_real_policies_is_in_the_language_of_the_page(real, language):
    for policy in real.gate.shelf.ids:
        page = html.unescape(real.officer(language).get(f"/console/promises/{policy}?decided=1").text)
        for each in promises(real.gate.shelf.current(policy).policy):
            if each.decided is not None:
                assert in_language(each.decided, language) in page, each.clause
