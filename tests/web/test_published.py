"""The published texts on the web: for everybody, in both languages, every version, to print and to keep."""

from __future__ import annotations

import re

import pytest

from tests.web.people import POLICY, Site
from troth.notices import PARTS

IDS = ("generic-app", "jeejio", "jingdigital", "joinbase", "qunyi")
NEWER = (
    POLICY.replace('version: "1"', 'version: "2"')
    .replace("2026-01-01", "2026-02-01")
    .replace("90 days", "60 days")
)
COMING = (
    NEWER.replace('version: "2"', 'version: "3"')
    .replace("2026-02-01", "2026-09-01")
    .replace("60 days", "30 days")
)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("policy", IDS)
def test_every_text_is_there_for_everybody(real, policy, part, language):
    page = real.client(language).get(f"/p/{policy}/{part}")
    assert page.status_code == 200
    assert page.text.count("<h1") == 1
    ids = re.findall(r'\sid="([^"]+)"', page.text)
    assert sorted(ids) == sorted(set(ids))
    assert [each for each in re.findall(r'href="#([^"]+)"', page.text) if each not in ids] == []
    for each in PARTS:
        assert f'href="/p/{policy}{"" if each == "policy" else f"/{each}"}"' in page.text


@pytest.mark.parametrize("policy", IDS)
def test_the_policy_on_the_web_states_every_clause_once(real, policy):
    page = real.client("zh").get(f"/p/{policy}").text
    stated = re.findall(r'data-clause="([^"]+)"', page)
    assert sorted(stated) == sorted(path for path, _ in real.gate.shelf.current(policy).policy.clauses())


@pytest.fixture
def three():
    site = Site(POLICY, NEWER, COMING)
    yield site
    site.gate.close()


def test_every_version_stays_readable(three):
    browser = three.client()
    archive = browser.get("/p/shop/versions").text
    for version, state in (("1", "earlier"), ("2", "in force"), ("3", "announced")):
        row = next(each for each in archive.split("<tr") if f'/versions/{version}"' in each)
        assert state in row
        compiled = three.gate.shelf.versions("shop")[int(version) - 1].compiled
        assert compiled.hash in row
    assert "60 days" in browser.get("/p/shop").text
    old = browser.get("/p/shop/versions/1").text
    assert "90 days" in old
    assert "This is version 1, which is not the one in force." in old
    assert "not the one in force" not in browser.get("/p/shop/versions/2").text
    assert 'href="/p/shop/versions/1/collected"' in old
    assert "90 days" in browser.get("/p/shop/versions/1/collected").text


def test_the_text_itself_names_all_versions(three):
    page = three.client("zh").get("/p/shop").text
    after = page[page.index('id="chapter-versions"') :]
    assert 'href="/p/shop/versions/1"' in after
    assert "（本版本）" in after


@pytest.mark.parametrize(("ending", "kind"), [("html", "text/html"), ("md", "text/markdown")])
def test_a_text_can_be_kept_as_one_file(site, ending, kind):
    kept = site.client().get(f"/p/shop/policy/1.{ending}?lang=zh")
    assert kept.status_code == 200
    assert kept.headers["content-type"].startswith(kind)
    assert kept.headers["content-disposition"] == f'attachment; filename="shop-1-policy.zh.{ending}"'
    assert "配送您的订单" in kept.text
    assert "/p/shop" not in kept.text


@pytest.mark.parametrize(
    "path",
    [
        "/p/nope",
        "/p/shop/nope",
        "/p/shop/versions/9",
        "/p/shop/versions/1/nope",
        "/p/shop/policy/1.exe",
        "/p/shop/policy/9.html",
        "/p/-",
    ],
)
def test_what_is_not_there_is_a_page_that_says_so(site, path):
    page = site.client("zh").get(path)
    assert page.status_code == 404
    assert "<h1" in page.text


def test_a_page_keeps_the_rules_of_the_site(site):
    page = site.client().get("/p/shop")
    assert "style=" not in page.text
    assert "<style" not in page.text
    assert "<script" not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    style = site.client().get("/p/-/published.css")
    assert style.headers["content-type"].startswith("text/css")


def test_a_hostile_policy_stays_text():
    words = "<script>alert(1)</script>"
    site = Site(POLICY.replace("Deliver what you order", f'"{words}"'))
    page = site.client().get("/p/shop").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script" not in page
    site.gate.close()


def test_the_clause_by_clause_page_leads_to_it(site):
    assert 'href="/p/shop"' in site.client().get("/centre/shop").text


def test_special_terms_are_read_at_their_own_address(real):
    browser = real.client("en")
    general = browser.get("/p/qunyi").text
    assert 'href="/p/qunyi?for=SG">Singapore</a>' in general
    own = browser.get("/p/qunyi?for=SG")
    assert own.status_code == 200
    assert "This is the text as it reads for Singapore" in own.text
    assert 'href="/p/qunyi/collected?for=country=SG"' in own.text
    assert 'href="/p/qunyi">To the general text</a>' in own.text
    version = re.findall(r"/p/qunyi/policy/([^/]+)\.html", own.text)[0]
    kept = browser.get(f"/p/qunyi/policy/{version}.html?lang=en&for=country=SG")
    assert "as it reads for Singapore" in kept.text
    assert f'filename="qunyi-{version}-policy-SG.en.html"' in kept.headers["content-disposition"]
    assert "as it reads for Singapore" in browser.get(f"/p/qunyi/versions/{version}/sharing?for=SG").text


def test_customers_are_told_only_to_who_knows_them(real):
    browser = real.client("zh")
    for path in ("", "/collected", "/sharing", "/short", "/versions"):
        assert "harbour-bank" not in browser.get(f"/p/jingdigital{path}").text
    assert "海港银行" in browser.get("/p/jingdigital?for=harbour-bank").text
    assert browser.get("/p/jingdigital?for=other-bank").status_code == 404
    assert "harbour" not in browser.get("/p/jingdigital?for=other-bank").text
