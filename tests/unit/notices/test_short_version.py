"""The short version has every part that Order 25 asks for, and calls separate what is separate and nothing else."""

from __future__ import annotations

import pytest

from tests.unit.notices.texts import LANGUAGES, POLICIES, compiled, published, small
from troth.notices import Document, publish, whole_page
from troth.notices.publishing.tree import Chapter, Run, walk
from troth.vocabulary import Level

BOTH = pytest.mark.parametrize("language", LANGUAGES)
EACH = pytest.mark.parametrize("name", POLICIES)


def purpose(en: str, zh: str, basis: object, **more: object) -> dict[str, object]:
    usual = {"function": "additional", "data": {"required": ["city"]}, "keep": "none"}
    return {"en": en, "zh": zh, "basis": basis, **usual, **more}


WHOLE: dict[str, dict[str, object]] = {
    "purposes": {
        "delivery": purpose("Deliver what you order", "配送您的订单", "agreement", function="basic"),
        "news": purpose("Tell you what is new", "告诉您新品", {"consent": "explicit"}),
        "map": purpose("Show you on the map", "在地图上显示您", {"consent": "separate"}),
        "deed": purpose("Keep a signed deed", "留存签字文件", {"consent": "written"}),
    },
    "recipients": {
        "carrier": {
            "role": "third-party",
            "en": "The carrier",
            "zh": "承运人",
            "purposes": ["delivery"],
            "contact": "privacy@carrier.example",
            "region": "CN",
        }
    },
    "providing": {
        "share": {
            "en": "Sharing",
            "zh": "共享",
            "cases": {
                "parcel": {
                    "en": "Hand the parcel over",
                    "zh": "交付包裹",
                    "purposes": ["delivery"],
                    "need": [{"any": ["contract", {"consent": "separate", "naming": ["recipient"]}]}],
                },
                "own": {
                    "en": "Inside our group",
                    "zh": "集团内部",
                    "purposes": ["delivery"],
                    "need": [{"consent": "explicit"}],
                },
            },
        }
    },
    "sensitive": {
        "contact": {"en": "How to reach you is kept apart", "zh": "联系方式另行保护", "level": "separate"},
        "location": {"en": "Places are handled with care", "zh": "位置信息谨慎处理", "level": "explicit"},
    },
    "demands": {
        "public": {
            "en": "Nothing is published unasked",
            "zh": "未经同意不公开",
            "when": {"act": "disclose"},
            "need": [{"consent": "separate"}],
        }
    },
    "rights": {
        "withdraw": {"en": "Take it back", "zh": "随时收回同意", "routes": ["centre"], "within": "3 days"}
    },
    "marketing": {"en": "Stop promotion", "zh": "停止推广", "stop": {"effect": "immediate"}},
    "minors": {"en": "Children ask first", "zh": "儿童先征得监护人同意"},
}
SEPARATE = {
    "zh": ("在地图上显示您", "留存签字文件", "交付包裹", "联系方式另行保护", "未经同意不公开"),
    "en": (
        "Show you on the map",
        "Keep a signed deed",
        "Hand the parcel over",
        "How to reach you is kept apart",
        "Nothing is published unasked",
    ),
}
NOT_SEPARATE = {
    "zh": ("告诉您新品", "配送您的订单", "集团内部", "位置信息谨慎处理"),
    "en": ("Tell you what is new", "Deliver what you order", "Inside our group", "Places are handled"),
}


def chapters(document: Document) -> dict[str, Chapter]:
    return {each.id: each for each in document.chapters}


def words_of(chapter: Chapter) -> str:
    runs = [each.text for each in walk(chapter.blocks) if isinstance(each, Run)]
    return " ".join([chapter.title, *runs])


@BOTH
def test_separate_consents_are_the_separate_ones_and_no_others(language):
    chapter = chapters(publish(small(**WHOLE), language, "short"))["separate"]
    words = words_of(chapter)
    assert [each for each in SEPARATE[language] if each not in words] == []
    assert [each for each in NOT_SEPARATE[language] if each in words] == []


def test_one_explicit_and_one_separate_purpose():
    purposes = {name: WHOLE["purposes"][name] for name in ("news", "map")}
    words = words_of(chapters(publish(small(purposes=purposes), "zh", "short"))["separate"])
    assert "在地图上显示您：您的单独同意" in words.replace(" ", "")
    assert "告诉您新品" not in words


def test_without_a_separate_consent_no_chapter_says_there_is_one():
    assert "separate" not in chapters(publish(small(), "zh", "short"))


@BOTH
@EACH
def test_no_purpose_of_the_five_policies_is_called_separate_that_is_not(name, language):
    found = chapters(published(name, language, "short")).get("separate")
    policy = compiled(name).policy
    bases = {name: getattr(each.basis, "consent", None) for name, each in policy.purposes.items()}
    asked = {each for each, level in bases.items() if level in (Level.SEPARATE, Level.WRITTEN)}
    runs = [each for each in walk(found.blocks) if isinstance(each, Run)] if found else []
    titled = {each.to.partition(".")[2] for each in runs if each.to.startswith("purposes.")}
    asked |= {name for name, each in policy.purposes.items() if any(map(_separate, each.need))}
    assert titled == asked


def _separate(atom):
    return any(leaf.kind == "consent" and leaf.level in ("separate", "written") for leaf in atom.leaves())


ORDER_25: dict[
    str, dict[str, tuple[str, ...]]
] = {  # article 4 (names, contact, purpose, manner, kinds, period, rights) and what must stand apart
    "who": {"zh": ("Shop Ltd", "privacy@shop.example"), "en": ("Shop Ltd", "privacy@shop.example")},
    "what": {
        "zh": ("配送您的订单", "手机号码", "您对本政策的同意", "至您注销账号", "则此项功能无法实现"),
        "en": ("Deliver what you order", "mobile number", "your agreement", "until your account is closed"),
    },
    "separate": {
        "zh": ("在地图上显示您", "您的单独同意"),
        "en": ("Show you on the map", "your separate consent"),
    },
    "withdraw": {
        "zh": ("如何拒绝和撤回", "随时收回同意", "隐私中心", "3 日内", "停止推广", "退订立即生效"),
        "en": ("Take it back", "in the privacy centre", "within 3 days", "Stop promotion", "at once"),
    },
    "whom": {"zh": ("承运人",), "en": ("The carrier",)},
    "minors": {"zh": ("儿童先征得监护人同意",), "en": ("Children ask first",)},
}


@BOTH
def test_each_part_that_order_25_asks_for_has_its_content(language):
    kept = {"data": {"required": ["phone"]}, "keep": {"until": "account-closed"}}
    delivery = purpose("Deliver what you order", "配送您的订单", "agreement", **kept)
    purposes = {**WHOLE["purposes"], "delivery": delivery}
    found = chapters(publish(small(**{**WHOLE, "purposes": purposes}), language, "short"))
    assert list(found) == list(ORDER_25)
    for part, texts in ORDER_25.items():
        words = words_of(found[part])
        assert [each for each in texts[language] if each not in words] == [], part
    assert found["separate"].title != found["withdraw"].title


def test_a_short_version_without_a_way_back_says_so():
    assert "未写明：撤回同意" in whole_page(publish(small(), "zh", "short"))
