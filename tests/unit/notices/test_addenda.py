"""Special terms: the text for one customer or country says what is special, the general text names no customer."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.unit.notices.test_publishing import Anchors
from tests.unit.notices.texts import compiled, small
from troth.notices import PARTS, markdown, occasion_of, publish, sheets, whole_page
from troth.notices.errors import UnknownAddendum

OVERLAYS = {
    "agreements": {
        "en": "What was agreed with a customer comes first",
        "zh": "与客户的约定优先",
        "key": "customer",
        "may-change": ["purposes", "demands"],
        "for": {
            "acme": {
                "purposes": {
                    "delivery": {
                        "en": "Deliver to the desk",
                        "zh": "送到工位",
                        "function": "basic",
                        "basis": "agreement",
                        "data": {"required": ["city"]},
                        "keep": {"until": "account-closed"},
                    }
                }
            }
        },
    },
    "places": {
        "en": "Some countries have an addendum",
        "zh": "部分国家或地区另有附录",
        "key": "country",
        "may-change": ["demands"],
        "for": {
            "SG": {
                "demands": {
                    "read-first": {
                        "en": "Nothing is shared before the addendum was read",
                        "zh": "阅读附录之前不对外提供",
                        "when": {"act": ["share"]},
                        "need": [{"consent": "separate"}],
                    }
                }
            }
        },
    },
}


@pytest.fixture(scope="module")
def shop():
    return small(overlays=OVERLAYS)


def test_it_is_chosen_by_value_or_by_key_and_value(shop):
    assert occasion_of(shop, []) == {}
    assert occasion_of(shop, ["acme"]) == {"customer": "acme"}
    assert occasion_of(shop, ["country=SG", "acme"]) == {"country": "SG", "customer": "acme"}


@pytest.mark.parametrize("wanted", [["nobody"], ["country=acme"], ["="], ["customer="], ["SG", "SG="]])
def test_what_is_not_there_is_refused_with_what_there_is(shop, wanted):
    with pytest.raises(UnknownAddendum) as caught:
        occasion_of(shop, wanted)
    assert "country=SG, customer=acme" in caught.value.help("en")


def test_two_customers_exclude_each_other():
    with pytest.raises(UnknownAddendum):
        occasion_of(compiled("jingdigital"), ["harbour-bank", "lotus-retail"])


def test_the_text_for_a_customer(shop):
    document = publish(shop, "zh", occasion={"customer": "acme"})
    page = whole_page(document)
    assert document.title == "小店个人信息处理规则（适用于 acme）"
    assert "送到工位" in page
    assert "配送您的订单" not in page
    assert "本文本仅适用于 acme" in page
    assert '替代通用文本中的约定：<a href="#purposes.delivery">送到工位</a>' in page
    assert "不对外提供" not in page
    assert "特别约定" in page[page.index('id="purposes.delivery"') :][:300]
    assert "替代通用文本中的约定" in markdown(document)
    assert "替代通用文本中的约定" in sheets(document).decode()


def test_the_lists_for_a_customer(shop):
    general = publish(shop, "zh", "collected")
    own = publish(shop, "zh", "collected", occasion={"customer": "acme"})
    assert "手机号码" in str(general.chapters[0])
    assert "手机号码" not in str(own.chapters[0])
    assert "acme" in own.title


def test_countries_are_named_to_all_and_customers_to_nobody(shop):
    for language in ("zh", "en"):
        for part in PARTS:
            assert "acme" not in whole_page(publish(shop, language, part))
            assert "acme" not in whole_page(publish(shop, language, part, occasion={"country": "SG"}))
    assert "新加坡" in whole_page(publish(shop, "zh"))
    page = whole_page(publish(shop, "en", occasion={"country": "SG"}))
    assert "Said for it beside the general text" in page
    assert "How the shop uses data (Singapore)" in page


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("name", "whom"), [("jingdigital", "harbour-bank"), ("jingdigital", "lotus-retail"), ("qunyi", "SG")]
)
def test_real_addenda_say_every_clause_once(name, whom, language):
    occasion = occasion_of(compiled(name), [whom])
    found = Anchors(whole_page(publish(compiled(name), language, occasion=occasion)))
    stated = [path for path, _ in compiled(name).variant(occasion).policy.clauses()]
    assert Counter(found.clauses) == Counter(stated)
    assert set(found.links) <= set(found.ids)
