"""The lists are complete: every entry of the section of the file, and no other, each once."""

from __future__ import annotations

import pytest

from tests.unit.notices.texts import LANGUAGES, POLICIES, compiled, published, small
from troth.notices import Table, publish, whole_page

BOTH = pytest.mark.parametrize("language", LANGUAGES)
EACH = pytest.mark.parametrize("name", POLICIES)


@BOTH
@EACH
def test_everything_collected_is_listed(name, language):
    policy = compiled(name).policy
    wanted = [f"purposes.{each}" for each in policy.purposes]
    wanted += [f"messages.types.{each}" for each in policy.messages.types]
    wanted += [f"supplements.entries.{each}" for each in policy.supplements.entries]
    wanted += [f"data.{each}" for each in policy.data]
    assert published(name, language, "collected").clauses() == wanted


@BOTH
@EACH
def test_everybody_who_receives_is_listed(name, language):
    wanted = [f"recipients.{each}" for each in compiled(name).policy.recipients]
    assert sorted(published(name, language, "sharing").clauses()) == sorted(wanted)


@BOTH
@EACH
def test_everything_stored_is_listed(name, language):
    wanted = [f"trackers.entries.{each}" for each in compiled(name).policy.trackers.entries]
    assert published(name, language, "cookies").clauses() == wanted


@BOTH
@EACH
def test_every_permission_is_listed(name, language):
    wanted = []
    for each, permission in compiled(name).policy.permissions.items():
        wanted += [f"permissions.{each}"] + ([f"permissions.{each}.settings"] if permission.settings else [])
    assert published(name, language, "permissions").clauses() == wanted


def test_a_row_of_collected_information_says_all_that_the_law_asks():
    page = whole_page(publish(small(), "zh", "collected"))
    for words in (
        "配送您的订单",
        "必需信息：",
        "手机号码",
        "可选信息：",
        "您对本政策的同意",
        "至您注销账号，之后删除",
    ):
        assert words in page


def test_sdks_are_listed_apart():
    document = published("qunyi", "zh", "sharing")
    others, sdks = (each for each in document.chapters[0].blocks if isinstance(each, Table))
    policy = compiled("qunyi").policy
    assert {row.clause for row in sdks.rows} == {
        f"recipients.{name}" for name, each in policy.recipients.items() if each.kind == "sdk"
    }
    assert len(sdks.rows) > 5
    assert others.rows


def test_an_empty_list_says_so():
    assert "本清单暂无内容。" in whole_page(publish(small(), "zh", "cookies"))


@BOTH
def test_the_short_version_has_what_order_25_asks(language):
    page = whole_page(publish(small(), language, "short"))
    for words in {
        "zh": ("Shop Ltd", "privacy@shop.example", "配送您的订单", "手机号码", "至您注销账号，之后删除"),
        "en": (
            "Shop Ltd",
            "privacy@shop.example",
            "Deliver what you order",
            "mobile number",
            "until your account is closed",
        ),
    }[language]:
        assert words in page


def test_only_a_policy_of_which_it_is_true_says_that_nothing_is_given_on():
    words = "none of it is sensitive"
    plain = {"city": {"en": "city", "zh": "城市", "kind": "contact.address.city"}}
    purposes = {
        "delivery": {
            "en": "Deliver",
            "zh": "配送",
            "function": "basic",
            "basis": "agreement",
            "data": {"required": ["city"]},
        }
    }
    true = small(data=plain, purposes=purposes)
    assert words in whole_page(publish(true, "en", "short"))
    host = {
        "host": {"role": "processor", "en": "Host", "zh": "托管", "purposes": ["delivery"], "signed": True}
    }
    for other in (small(), small(data=plain, purposes=purposes, recipients=host)):
        assert words not in whole_page(publish(other, "en", "short"))


def test_what_is_reused_is_not_said_to_be_not_kept():
    """Its own data go after use; what it takes over from another purpose stays as long as that one says."""
    delivery = {
        "en": "Deliver",
        "zh": "配送",
        "function": "basic",
        "basis": "agreement",
        "data": {"required": ["phone"]},
        "keep": {"until": "account-closed"},
    }
    card = {"en": "Pay", "zh": "支付", "basis": "agreement", "reuses": ["delivery"], "keep": "none"}
    reused = small(purposes={"delivery": delivery, "card": {**card, "acts": ["use"]}})
    both = small(purposes={"delivery": delivery, "card": {**card, "data": {"required": ["city"]}}})
    for policy, said in ((reused, False), (both, True)):
        page = whole_page(publish(policy, "zh"))
        entry = page[page.index('id="purposes.card"') :].split('<div class="entry"')[0]
        assert ("使用后不保存" in entry) == said
        assert '不另行保存，期限见原收集目的：</strong><a href="#purposes.delivery">配送</a>' in entry
