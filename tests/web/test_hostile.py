"""Texts of a policy and words of a visitor are data, whatever they look like."""

from __future__ import annotations

import html
import json
from html.parser import HTMLParser

import pytest

from tests.web.people import Site, fields

PAYLOADS = [
    "<script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</textarea></pre></code></style><svg onload=alert(1)>",
    '"><img src=x onerror=alert(1)>',
    "'><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)" x="',
    "' onfocus='alert(1)' autofocus '",
    "javascript:alert(1)",
    "<a href=javascript:alert(1)>x</a>",
    "{{ 7 * 191 }}",
    "{% raw %}{{ config }}{% endraw %}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "${7*191} #{7*191} <%= 7*191 %>",
    "{text} {0} {entry.__class__}",
    "<!-- --><base href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<form action=//evil.example><button>Agree</button>",
    "<details open ontoggle=alert(1)>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<div hx-get='//evil.example' hx-trigger=load>",
    "＜script＞alert(1)＜/script＞",
    "]]><script>alert(1)</script>",
]
VOID = {"meta", "link", "input", "img", "br"}
OWN = {
    "html", "head", "body", "meta", "title", "link", "script", "a", "header", "div", "img", "span", "nav", "ul", "ol", "li",
    "main", "footer", "section", "article", "h1", "h2", "h3", "p", "dl", "dt", "dd", "strong", "form", "input", "button",
    "details", "summary", "code", "pre", "label", "select", "option", "optgroup", "fieldset", "legend", "datalist", "table",
    "caption", "thead", "tbody", "tr", "th", "td", "time", "br",
}  # fmt: skip


class Shape(HTMLParser):
    """The elements of a page, without its words."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.words: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag, attrs):
        names = tuple(name for name, _ in attrs)
        if (tag, names) != ("span", ("lang",)):  # which language a text is in follows from its letters
            self.tags.append((tag, names))
        for name, value in attrs:
            if name.startswith(("on", "hx-on")) or name in ("style", "srcdoc"):
                self.wrong.append(f"{tag} {name}")
            if name in ("href", "src", "action", "hx-get") and not (value or "").startswith(("/", "#")):
                self.wrong.append(f"{tag} {name}={value}")
            if (value or "").startswith("//"):
                self.wrong.append(f"{tag} {name}={value}")
        if tag not in OWN:
            self.wrong.append(tag)

    def handle_comment(self, data):
        self.wrong.append(f"comment {data}")

    def handle_data(self, data):
        self.words.append(data)


def shape(page):
    parser = Shape()
    parser.feed(page)
    parser.close()
    return parser


def policy(words):
    """A policy whose every text is `words`."""
    both = {"en": words, "zh": words}
    return json.dumps(
        {
            "troth": 1,
            "id": "hostile",
            "version": "1",
            "effective": "2026-01-01",
            "languages": ["en", "zh"],
            "title": both,
            "controller": {"name": words, "contact": {"email": words}},
            "agreement": {**both, "decided": words},
            "products": {"app": {**both, "url": words}},
            "outside": {"elsewhere": {**both, "shown": ["left"]}},
            "notices": {"left": both},
            "roles": {"agent": both},
            "evidence": {"slip": {**both, "about": "step"}},
            "data": {
                "phone": {**both, "kind": "contact.phone_number", "sensitive": True, "decided": words},
                "taste": {**both, "kind": "behavior.interest"},
            },
            "purposes": {
                "tips": {
                    **both,
                    "basis": {"consent": "explicit"},
                    "data": {"optional": ["phone", "taste"]},
                    "keep": {"for": "90 days"},
                    "refused": {"loses": ["tips"]},
                    "need": ["slip"],
                    "decided": words,
                },
                "later": {**both, "gap": words},
            },
            "permissions": {"phone-book": {**both, "data": ["phone"], "settings": both}},
            "trackers": {
                "categories": {"counting": both},
                "entries": {
                    "visits": {**both, "category": "counting", "data": ["taste"], "lives": "30 days"}
                },
            },
            "recipients": {
                "carrier": {
                    **both,
                    "role": "processor",
                    "name": words,
                    "purposes": ["tips"],
                    "data": ["phone"],
                    "contact": words,
                }
            },
            "rights": {"access": {**both, "within": "15 days"}},
            "contacts": {"points": {"mail": {**both, "address": words, "hours": words}}},
            "statements": {"one": {**both, "decided": words}},
        }
    )


def pages(words):
    """Every page on which the texts of a policy stand."""
    site = Site(policy(words))
    site.demo = ()
    person, officer = site.person(policy="hostile"), site.officer()
    me = person.get("/centre/hostile/me").text
    done = person.post(
        "/centre/hostile/me/choices",
        data={**fields(me, "/centre/hostile/me/choices", target="tips"), "choice": "agree"},
    )
    form = officer.get("/console/ask?policy=hostile&purpose=tips").text
    asked = {
        **fields(form, "/console/ask", purpose="tips"),
        "act": "collect",
        "actor": "system",
        "subject": "u-1",
        "data": "phone",
    }
    found = {
        "home": site.client().get("/").text,
        "policy": person.get("/centre/hostile").text,
        "me": me,
        "done": done.text,
        "door": site.client().get(site.frame.person_link("hostile", "u-2")).text,
        "console": officer.get("/console").text,
        "form": form,
        "answer": officer.post("/console/ask", data=asked).text,
        "promises": officer.get("/console/promises/hostile").text,
        "evidence": officer.get("/console/evidence/hostile").text,
    }
    site.gate.close()
    return found


@pytest.fixture(scope="module")
def harmless():
    """The shape of the same pages with harmless words."""
    return {name: shape(page).tags for name, page in pages("harmless words").items()}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_of_a_policy_becomes_markup(harmless, payload):
    for name, page in pages(payload).items():
        found = shape(page)
        assert found.wrong == [], name
        assert found.tags == harmless[name], name
        if name in ("policy", "me", "promises"):
            assert html.unescape(payload) in "".join(found.words) or payload in "".join(found.words), name
        assert str(7 * 191) not in page.replace(payload, ""), name


FIELDS = [
    "subject",
    "data",
    "insist",
    "recipient",
    "product",
    "region",
    "channel",
    "function",
    "roles",
    "occasion.trigger",
    "case",
    "ground",
    "evidence",
    "policy",
    "purpose",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_word_of_a_visitor_becomes_markup(site, payload):
    browser = site.officer()
    form = browser.get("/console/ask?policy=shop&purpose=tips").text
    plain = {
        **fields(form, "/console/ask", purpose="tips"),
        "act": "collect",
        "actor": "system",
        "subject": "u-1",
    }
    everywhere = {each: payload for each in FIELDS if each not in ("policy", "purpose")}
    for typed in (everywhere, {"policy": payload}, {"purpose": payload}, {"subject": payload}):
        answer = browser.post("/console/ask", data={**plain, **typed})
        assert answer.status_code in (200, 400)
        assert shape(answer.text).wrong == [], payload


def test_no_word_in_an_address_becomes_markup(site):
    browser = site.officer()
    for payload in PAYLOADS:
        for path in ("/", "/centre/shop", "/console/promises/shop", "/console/ask", "/console/-/enter"):
            query = {
                "q": payload,
                "policy": payload,
                "purpose": payload,
                "next": payload,
                "lang": payload,
                payload: "1",
            }
            assert shape(browser.get(path, params=query).text).wrong == [], (path, payload)
        assert shape(browser.get(f"/centre/{payload}").text).wrong == [], payload
        browser.headers["accept-language"] = payload.encode("ascii", "ignore").decode()
