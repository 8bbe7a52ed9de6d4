"""The policy to read: everything that the file says, once, with an anchor, in the reader's language."""

from __future__ import annotations

import html
import re

import pytest

from tests.web.people import POLICY, Site
from troth.policy import promises
from troth.vocabulary import in_language

IDS = ("generic-app", "jeejio", "jingdigital", "joinbase", "qunyi")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("policy", IDS)
def test_every_clause_has_its_anchor_once(real, policy, language):
    page = real.client(language).get(f"/centre/{policy}")
    assert page.status_code == 200
    ids = re.findall(r'\sid="([^"]+)"', page.text)
    assert sorted(ids) == sorted(set(ids))
    clauses = [path for path, _ in real.gate.shelf.current(policy).policy.clauses()]
    assert [path for path in clauses if html.escape(path) not in ids] == []


@pytest.mark.parametrize("policy", IDS)
def test_every_text_of_the_file_is_on_the_page(real, policy):
    pages = {each: html.unescape(real.client(each).get(f"/centre/{policy}").text) for each in ("en", "zh")}
    for path, clause in real.gate.shelf.current(policy).policy.clauses():
        for language in ("en", "zh"):
            written = getattr(clause, language)
            # The controller's Chinese name may stand in for its sentence; a text in one language is shown in both.
            if written:
                assert written in pages[language], path
        for language in ("en", "zh"):
            if clause.decided:  # a note of the officer's
                assert in_language(clause.decided, language) not in pages["en"] + pages["zh"], path
            if clause.gap:
                assert in_language(clause.gap, language) in pages[language], path


def test_a_link_in_the_contents_leads_somewhere(real):
    page = real.client().get("/centre/qunyi").text
    targets = re.findall(r'href="#([^"]+)"', page)
    assert len(targets) > 10
    assert [each for each in targets if f'id="{each}"' not in page] == []


def test_a_purpose_says_what_it_takes_and_what_a_no_costs(site):
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", site.client("zh").get("/centre/shop").text))
    assert "配送您的订单 基本功能 必需信息 手机号码 敏感 按需或自愿提供 城市 依据 您对本政策的同意" in page
    assert "保存期限 直至账号注销，之后删除" in page
    assert "不同意的影响 为您推荐合适的商品" in page
    assert "期限 自核实身份起 15 个工作日内 途径 在本隐私中心" in page
    assert "有效期 30 天" in page


def test_head_version_date_hash_and_contact(site):
    page = site.client().get("/centre/shop").text
    for each in (
        "How the shop uses data",
        "2026-01-01",
        site.gate.shelf.current("shop").hash,
        "privacy@shop.example",
        "Shop Ltd",
    ):
        assert each in page


@pytest.mark.parametrize(
    ("header", "tag"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("zh-TW", "zh-Hans"),
        ("en-GB,en;q=0.9,zh;q=0.3", "en"),
        ("de,fr;q=0.7", "en"),
        ("de, zh;q=0.2", "zh-Hans"),
        ("", "en"),
        ("zh;q=potato,en;q=0.1", "en"),
        (",;;q=,=" * 50, "en"),
    ],
)
def test_the_browser_says_which_language(site, header, tag):
    page = site.client().get("/centre/shop", headers={"accept-language": header})
    assert f'<html lang="{tag}">' in page.text


def test_a_chosen_language_is_kept_and_an_unknown_one_is_not(site):
    browser = site.client("en")
    assert '<html lang="zh-Hans">' in browser.get("/centre/shop?lang=zh").text
    assert '<html lang="zh-Hans">' in browser.get("/").text
    assert '<html lang="zh-Hans">' in browser.get("/?lang=tlh").text
    assert '<html lang="en">' in browser.get("/?lang=en").text


def test_the_switch_keeps_what_was_asked_for(site):
    page = site.officer().get("/console/promises/shop?q=phone&gaps=1").text
    assert 'href="/console/promises/shop?q=phone&amp;gaps=1&amp;lang=zh"' in page


def test_the_start_page_lists_policies_with_their_gaps(real):
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", real.client().get("/").text))
    for policy in IDS:
        loaded = real.gate.shelf.readable(policy)
        gaps = sum(each.severity == "gap" for each in loaded.findings)  # as `troth check` counts them
        found = re.search(rf"{policy} Version \S+ Clauses (\d+) Gaps (\S+)", page)
        assert found is not None
        assert found[1] == str(len(promises(loaded.policy)))
        assert found[2] == (str(gaps) if gaps else "none")
        assert bool(gaps) is (policy == "generic-app")


@pytest.mark.parametrize(("language", "said"), [("en", "not stated"), ("zh", "未写明")])
def test_what_the_file_does_not_say_is_said_to_be_missing(real, language, said):
    page = real.client(language).get("/centre/generic-app").text
    facts = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page))
    who, day = {"en": ("Who is responsible", "In force from"), "zh": ("个人信息处理者", "生效日期")}[language]
    assert (facts[who], facts[day]) == (said, said)
    archive = real.client(language).get("/p/generic-app/versions").text
    assert f"<div>{said}</div>" in archive
    assert "<div>undated</div>" not in archive
    assert "<div><bdi>undated</bdi></div>" not in real.client(language).get("/p/generic-app").text


def test_a_version_that_is_a_date_begins_on_it():
    site = Site(
        POLICY.replace('version: "1"', 'version: "2026-01-05"').replace('effective: "2026-01-01"\n', "")
    )
    assert "<dt>In force from</dt><dd>2026-01-05</dd>" in site.client().get("/centre/shop").text
    site.gate.close()


@pytest.mark.parametrize(
    "path", ["/centre/nope", "/centre/shop/nope", "/centre/-/nope", "/centre/SHOP", "/centre/%2e%2e"]
)
def test_what_is_not_there_is_a_page_that_says_so(site, path):
    page = site.client("zh").get(path)
    assert page.status_code == 404
    assert "<h1" in page.text
    assert re.search(r"<code>(page|policy)\.(unknown|no-policy)</code>", page.text)


@pytest.mark.parametrize(("language", "said"), [("en", "start page lists"), ("zh", "请从首页的列表中选择")])
@pytest.mark.parametrize("path", ["/centre/nowhere", "/p/nowhere", "/p/nowhere/versions"])
def test_a_page_about_no_policy_speaks_to_people(site, path, language, said):
    page = site.client(language).get(path)
    assert page.status_code == 404
    assert said in page.text
    assert "GET /v1" not in page.text
