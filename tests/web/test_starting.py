"""The page that makes a policy file: shown, handed out, mistakes at their fields, nothing stored."""

from __future__ import annotations

import html
import re

import pytest

from tests.web.people import fields
from troth.drafting import ACTIVITIES, QUESTIONS
from troth.policy import examine, load

PATH = "/console/new"
TYPED = {
    "name.en": "Tea Ltd",
    "name.zh": "茶山有限公司",
    "contact": "privacy@tea.example",
    "products.0.en": "Tea Shop",
    "country": "CN",
    "laws": "pipl",
    "activities": ["sign-up", "buy"],
    "recipients.0.kind": "hosting",
    "recipients.0.name": "Example Cloud",
    "recipients.0.region": "CN",
    "minors": "unsure",
    "keep": "at-once",
    "answer": "15",
}


def send(browser, **typed):
    mark = fields(browser.get(PATH).text, PATH)
    return browser.post(PATH, data={**mark, "as": "page", **TYPED, **typed})


def file_on(page):
    """The file as the page shows it."""
    return html.unescape(re.findall(r'class="file"><code>(.*?)</code>', page, re.DOTALL)[0])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_question_stands_on_the_page(site, language):
    page = html.unescape(site.officer(language).get(PATH).text)
    for question in QUESTIONS:
        assert question.ask(language) in page
        assert question.help(language) in page
    for activity in ACTIVITIES:
        assert f'value="{activity.id}"' in page
    assert 'name="laws" value="pipl" checked' in page
    assert '/console/new" aria-current="page"' in page


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_file_is_shown_checked_and_tried(site, language):
    answer = send(site.officer(language))
    assert answer.status_code == 200
    text = file_on(answer.text)
    assert examine(text)[1] == []
    policy = load(text).policy
    assert (policy.id, policy.controller.zh) == ("tea-ltd", "茶山有限公司")
    verdicts = re.findall(r'icon icon-(permit|ask|refuse)" aria-hidden="true"></span> <strong>', answer.text)
    assert verdicts == ["permit", "ask", "refuse"]
    assert "troth ask tea-ltd.yaml collect registration phone password" in answer.text


def test_the_file_is_handed_out_as_it_was_shown(site):
    browser = site.officer()
    shown, handed = send(browser), send(browser, **{"as": "file"})
    assert handed.headers["content-disposition"] == 'attachment; filename="tea-ltd.yaml"'
    assert handed.headers["content-type"] == "application/yaml; charset=utf-8"
    assert handed.headers["cache-control"] == "no-store"
    assert handed.text == file_on(shown.text)


def test_what_was_typed_stands_in_the_form_again(site):
    page = send(site.officer(), **{"recipients.2.name": 'A "quoted" <b>name</b>'}).text
    assert 'name="name.en" type="text" value="Tea Ltd"' in page
    assert re.search(r'name="activities" value="buy" checked', page)
    assert re.search(r'<option value="hosting" selected>', page)
    assert "A &#34;quoted&#34; &lt;b&gt;name&lt;/b&gt;" in page
    assert "<b>name" not in page


@pytest.mark.parametrize(
    ("typed", "anchor"),
    [
        ({"name.en": "", "name.zh": " "}, "name-en"),
        ({"id": "Tea House"}, "id"),
        ({"id": "../x"}, "id"),
        ({"contact": "nobody"}, "contact"),
        ({"products.0.en": ""}, "products-0-en"),
        ({"country": "China"}, "country"),
        ({"activities": []}, "activities"),
        ({"activities": ["fly"]}, "activities"),
        (
            {"recipients.3.kind": "spy", "recipients.3.name": "x", "recipients.3.region": "CN"},
            "recipients-3-kind",
        ),
        ({"recipients.3.kind": "hosting", "recipients.3.region": "CN"}, "recipients-3-name"),
        ({"recipients.0.region": "?"}, "recipients-0-region"),
        ({"minors": "maybe"}, "minors"),
        ({"keep": "a while"}, "keep"),
        ({"answer": "40"}, "answer"),
    ],
)
def test_a_mistake_is_said_at_its_field(site, typed, anchor):
    answer = send(site.officer(), **typed)
    assert answer.status_code == 400
    assert re.findall(r'<li><a href="#([a-z0-9-]+)">', answer.text)[0] == anchor
    assert f'id="{anchor}"' in answer.text
    assert 'class="file"' not in answer.text


def test_the_id_can_be_chosen(site):
    browser = site.officer("zh")
    chosen = send(browser, **{"name.en": "", "name.zh": "茶馆", "id": "tea-house"})
    assert chosen.status_code == 200
    assert load(file_on(chosen.text)).policy.id == "tea-house"
    assert 'name="id" type="text" value="tea-house"' in chosen.text
    handed = send(browser, **{"id": "tea-house", "as": "file"})
    assert handed.headers["content-disposition"] == 'attachment; filename="tea-house.yaml"'
    assert load(file_on(send(browser).text)).policy.id == "tea-ltd"


def test_a_mistake_is_not_handed_out_either(site):
    answer = send(site.officer(), **{"as": "file", "contact": "nobody"})
    assert (answer.status_code, answer.headers["content-type"]) == (400, "text/html; charset=utf-8")


def test_what_somebody_typed_becomes_data_and_nothing_else(site):
    nasty = "</code><script>alert(1)</script>\nid: other\n# {{ 7 * 7 }}"
    answer = send(site.officer(), **{"name.en": nasty, "recipients.0.name": nasty})
    assert "<script>alert" not in answer.text
    policy = load(file_on(answer.text)).policy
    assert policy.controller.name == "</code><script>alert(1)</script> id: other # {{ 7 * 7 }}"


def test_nothing_is_stored(site):
    browser = site.officer()
    before = (site.gate.shelf.ids, site.gate.evidence("shop").size)
    send(browser)
    send(browser, **{"as": "file"})
    assert (site.gate.shelf.ids, site.gate.evidence("shop").size) == before
    assert "Tea Ltd" not in browser.get(PATH).text


def test_only_an_officer_with_a_form_of_the_session_may_ask(site):
    assert site.client().post(PATH, data=TYPED).status_code == 401
    assert site.officer().post(PATH, data=TYPED).status_code == 403
    assert site.client().get(PATH, follow_redirects=False).headers["location"].startswith("/console/-/enter")
