"""Every clause is published exactly once, nothing else is, and a reader finds the five answers first."""

from __future__ import annotations

import html
import re
from collections import Counter
from html.parser import HTMLParser

import pytest

from tests.unit.notices.texts import LANGUAGES, POLICIES, compiled, published, small
from troth.notices import PARTS, markdown, publish, sheets, whole_page
from troth.notices.publishing.arranging import PLAN, place
from troth.policy import Clause, Policy

BOTH = pytest.mark.parametrize("language", LANGUAGES)
EACH = pytest.mark.parametrize("name", POLICIES)


class Anchors(HTMLParser):
    """The ids, clauses and inner links of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.clauses: list[str] = []
        self.links: list[str] = []
        self.tags: Counter[str] = Counter()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags[tag] += 1
        self.ids += [given["id"]] if "id" in given else []
        self.clauses += [given["data-clause"]] if "data-clause" in given else []
        self.links += [given["href"][1:]] if given.get("href", "").startswith("#") else []


@BOTH
@EACH
def test_every_clause_is_published_exactly_once(name, language):
    found = Anchors(whole_page(published(name, language)))
    stated = [path for path, _ in compiled(name).policy.clauses()]
    assert Counter(found.clauses) == Counter(stated)
    assert sorted(published(name, language).clauses()) == sorted(stated)


@BOTH
@EACH
def test_every_sentence_of_the_file_is_published(name, language):
    text = html.unescape(re.sub(r"<[^>]+>", "", whole_page(published(name, language))))
    for path, clause in compiled(name).policy.clauses():
        own, other = (clause.zh, clause.en) if language == "zh" else (clause.en, clause.zh)
        words = own or getattr(clause, "name", None) or other  # a name is the same in every language
        assert (words or "") in text, path


@BOTH
@EACH
@pytest.mark.parametrize("part", PARTS)
def test_links_lead_somewhere_and_ids_are_used_once(name, language, part):
    found = Anchors(whole_page(published(name, language, part)))
    assert [each for each, count in Counter(found.ids).items() if count > 1] == []
    assert [each for each in found.links if each not in found.ids] == []


@BOTH
@EACH
@pytest.mark.parametrize("part", PARTS)
def test_a_file_fetches_nothing_and_runs_nothing(name, language, part):
    page = whole_page(published(name, language, part))
    tags = Anchors(page).tags
    assert not {"script", "img", "link", "iframe", "object", "form", "input"} & set(tags)
    assert not re.search(r"\b(src|srcset|action|on\w+|style)=", page)
    assert not re.search(r"url\(|@import|https?://", page.split("</style>")[0])
    assert re.findall(r'href="(?!#)[^"]*"', page) == []


@BOTH
@EACH
@pytest.mark.parametrize("part", PARTS)
def test_the_same_file_gives_the_same_bytes(name, language, part):
    again = publish(compiled(name), language, part)
    first = published(name, language, part)
    assert again == first
    assert (whole_page(again), markdown(again), sheets(again)) == (
        whole_page(first),
        markdown(first),
        sheets(first),
    )


@BOTH
def test_the_five_answers_stand_first(language):
    document = published("jeejio", language)
    labels = [fact.label for fact in document.brief]
    assert (
        labels
        == {
            "en": [
                "Who is responsible",
                "What is collected, and for what",
                "Who receives it",
                "How long it is kept",
                "How to say no and to withdraw",
            ],
            "zh": ["谁在处理", "收集什么、用来做什么", "提供给谁", "保存多久", "如何拒绝和撤回"],
        }[language]
    )
    assert not any(fact.missing for fact in document.brief)
    page = whole_page(document)
    assert page.index('class="brief"') < page.index('class="parts"') < page.index('id="chapter-about"')
    assert all(
        fact.items[-1][0].to.removeprefix("chapter-") in {c.id for c in document.chapters}
        for fact in document.brief
    )


@BOTH
@EACH
def test_a_policy_with_open_gaps_is_a_draft(name, language):
    document = published(name, language)
    assert document.draft == (name == "generic-app")
    assert ("草案" in whole_page(document) or "DRAFT" in whole_page(document)) == document.draft


def test_what_a_draft_lacks_is_said_in_its_language():
    """A note in both languages is read in the one of the text, before the text as in it."""
    for language, open_ in (("en", "the text names no operator"), ("zh", "文本未写明运营者")):
        document = published("generic-app", language)
        said = ["".join(run.text for run in each.words) for each in document.gaps]
        assert any(open_ in each for each in said), said
        assert all(run.language in ("", language) for each in document.gaps for run in each.words)


def test_what_is_not_stated_says_so():
    bare = {"purposes": {"p": {"en": "A", "zh": "甲", "basis": "agreement", "data": {"required": ["phone"]}}}}
    document = publish(small(**bare), "zh")
    page = whole_page(document)
    assert re.search(r"保存期限</dt><dd class=\"gap\">未写明", page)
    assert "本政策对此未作说明。" in page
    assert not document.draft
    nobody = publish(small(controller={"en": "We answer for it", "zh": "由我们负责"}), "en")
    assert nobody.draft
    assert "Not stated: Responsible" in whole_page(nobody)
    assert "Not stated: Contact" in whole_page(nobody)


def test_a_gap_that_stays_on_purpose_makes_no_draft():
    open_ = {"transfer": {"en": "Transfers", "zh": "转让", "gap": "no case is known"}}
    closed = {"transfer": {**open_["transfer"], "decided": "None is intended."}}
    assert publish(small(providing=open_), "en").draft
    document = publish(small(providing=closed), "en")
    assert not document.draft
    assert "No case is stated, so this is not done." in whole_page(document)


def test_a_section_left_open_is_one_clause_and_makes_a_draft():
    document = publish(small(incidents={"gap": "nothing is written on incidents"}), "en")
    assert document.draft
    assert document.clauses().count("incidents") == 1
    assert "nothing is written on incidents" in whole_page(document)


def test_chapters_are_numbered_and_in_the_order_people_expect():
    chapters = [each.id for each in published("qunyi", "zh").chapters]
    assert chapters[:2] == ["about", "collect"]
    for before, after in (
        ("collect", "share"),
        ("share", "storage"),
        ("storage", "rights"),
        ("rights", "contact"),
    ):
        assert chapters.index(before) < chapters.index(after)
    page = whole_page(published("qunyi", "zh"))
    assert "一、我们是谁，本政策适用于什么" in page
    assert "（一）基本功能" in page
    assert "2.1 Basic functions" in whole_page(published("qunyi", "en"))


def test_what_matters_stands_out():
    page = whole_page(
        publish(
            small(never={"sell": {"en": "We never sell", "zh": "绝不出售", "when": {"act": "disclose"}}}),
            "zh",
        )
    )
    for words in ("手机号码", "至您注销账号，之后删除", "绝不出售", "Shop Ltd"):
        assert re.search(rf"<strong>(<[^>]+>)*{words}", page), words


def test_a_statement_that_is_emphasised_stands_out():
    said = {"s": {"en": "Mark this", "zh": "请注意", "emphasis": True}, "t": {"en": "And this", "zh": "另外"}}
    page = whole_page(publish(small(statements=said), "en"))
    assert "<strong>Mark this</strong>" in page
    assert "<strong>And this</strong>" not in page


def test_a_text_in_one_language_says_which():
    purposes = {"p": {"zh": "配送", "basis": "agreement", "data": {"required": ["phone"]}, "keep": "none"}}
    assert '<span lang="zh-Hans">配送</span>' in whole_page(
        publish(small(languages=["zh"], purposes=purposes), "en")
    )


def test_every_section_of_the_grammar_has_a_place():
    whole = set(Policy.model_fields) - {
        "troth",
        "id",
        "version",
        "effective",
        "languages",
        "laws",
        "calendar",
        "region",
        "title",
    }
    for name in whole - {"gaps"}:
        section = name.replace("_", "-")
        for path in (section, f"{section}.x", f"{section}.x.y"):
            chapter, part = place(small().policy, path, Clause())
            assert part in PLAN[chapter], path
            assert chapter != "further" or section == "statements", path


def test_the_chinese_name_of_who_answers_stands_in_the_chinese_text():
    named = {"name": "Shop Ltd", "zh": "小店有限公司", "contact": {"email": "privacy@shop.example"}}
    assert publish(small(controller=named), "zh").brief[0].items[0][0].text == "小店有限公司"
    assert publish(small(controller=named), "en").brief[0].items[0][0].text == "Shop Ltd"
