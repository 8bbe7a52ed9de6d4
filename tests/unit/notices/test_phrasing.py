"""What the texts say is true and said in one language: periods, sentences for free keys, no English in Chinese."""

from __future__ import annotations

import re

import pytest

from tests.unit.notices.texts import LANGUAGES, POLICIES, compiled, published, small
from troth.notices import PARTS, Document, markdown, publish, whole_page
from troth.notices.publishing.tree import walk

BOTH = pytest.mark.parametrize("language", LANGUAGES)
CLEAN = pytest.mark.parametrize("name", [each for each in POLICIES if each != "generic-app"])
PART = pytest.mark.parametrize("part", PARTS)
KEEPS = {"en": "Open an account", "zh": "注册账号", "basis": "agreement", "function": "basic"}
USES = {
    "en": "Write to you",
    "zh": "给您写信",
    "basis": "agreement",
    "function": "additional",
    "acts": ["use"],
}


def facts_of(document: Document, clause: str) -> dict[str, str]:
    """The facts of an entry of the document, as label and words."""
    nodes = [block for chapter in document.chapters for block in chapter.blocks]
    sections = [each for node in nodes for each in getattr(node, "blocks", (node,))]
    entry = next(
        each for each in walk(sections) if getattr(each, "clause", "") == clause and hasattr(each, "facts")
    )
    return {
        fact.label: "；".join("".join(run.text for run in words) for words in fact.items)
        for fact in entry.facts
    }


def two(uses: dict[str, object], **more: object) -> Document:
    account = {**KEEPS, "data": {"required": ["phone"]}, "keep": {"until": "account-closed"}}
    return publish(small(purposes={"account": account, "letter": {**USES, **uses}}, **more), "zh")


# -- how long


def test_what_reuses_kept_information_leads_to_the_period_and_denies_nothing():
    document = two({"reuses": ["account"]})
    assert facts_of(document, "purposes.letter")["保存期限"] == "不另行保存，期限见原收集目的：注册账号"
    page = whole_page(document)
    assert "不保存" not in page
    assert re.search(r'期限见原收集目的：</strong><a href="#purposes.account">注册账号</a>', page)
    account = {**KEEPS, "data": {"required": ["phone"]}, "keep": {"until": "account-closed"}}
    other = small(purposes={"account": account, "letter": {**USES, "reuses": ["account"]}})
    words = facts_of(publish(other, "en"), "purposes.letter")["Kept"]
    assert words == "not kept apart; for how long stands with: Open an account"


def test_what_lists_data_that_another_purpose_keeps_is_no_exception():
    document = two({"data": {"optional": ["phone"]}})
    assert facts_of(document, "purposes.letter")["保存期限"] == "不另行保存，期限见原收集目的：注册账号"


def test_what_a_rule_of_keeping_names_leads_to_the_rule():
    rule = {
        "en": "Cities stay a year",
        "zh": "城市保存一年",
        "data": ["city"],
        "for": "1 year",
        "from": "collection",
    }
    document = two({"data": {"optional": ["city"]}}, retention={"cities": rule})
    assert facts_of(document, "purposes.letter")["保存期限"] == "不另行保存，期限见原收集目的：城市保存一年"


def test_nothing_is_kept_only_where_it_is_true():
    assert facts_of(two({"data": {"optional": ["city"]}}), "purposes.letter")["保存期限"] == "不保存"


@BOTH
@CLEAN
def test_no_purpose_of_the_policies_denies_what_another_one_keeps(name, language):
    denied = {"zh": "不保存", "en": "nothing is kept"}[language]
    label = {"zh": "保存期限", "en": "Kept"}[language]
    policy, allowed = compiled(name).policy, compiled(name).allowed
    document = published(name, language)
    for each, purpose in policy.purposes.items():
        if purpose.gap is None and facts_of(document, f"purposes.{each}").get(label) == denied:
            assert not purpose.reuses, each
            every = {f"purposes.{other}": found for other, found in policy.purposes.items()}
            keeping = [path for path, found in every.items() if found.keep not in (None, "none")]
            keeping = [
                path for path in keeping if every[path].data != "any"
            ]  # it lists nothing that it keeps
            keeping += [f"trackers.entries.{other}" for other in policy.trackers.entries]
            shared = [path for path in keeping if allowed[f"purposes.{each}"] & allowed[path]]
            assert shared == [], each


# -- one language

NAMES = {"Flash Cookie", "Android ID"}


def _allowed(name: str) -> list[str]:
    """Names, addresses and ids of the policy, which are the same in every language, and what files call its SDKs."""
    policy = compiled(name).policy
    found = set(NAMES) | {policy.controller.name or "", policy.version, *policy.controller.contact.values()}
    found |= {each.name or "" for each in policy.recipients.values() if each.kind == "sdk"}
    found |= {each.contact or "" for each in policy.recipients.values()}
    found |= {each.zh or "" for each in policy.products.values()}
    found |= set(policy.protection.ciphers) if policy.protection else set()
    if policy.contacts is not None:
        found |= {point.address or "" for point in policy.contacts.points.values()}
    return sorted((each for each in found if each), key=len, reverse=True)


def english(document: Document, allowed: list[str]) -> list[str]:
    """Every run of two English words in the document beside what is allowed."""
    text = re.sub(r"<a id=[^>]*>|\]\(#[^)]*\)|[\\*]", "", markdown(document))
    for each in allowed:
        text = text.replace(each, "＿")
    return re.findall(r"[A-Za-z][A-Za-z'-]+ [A-Za-z][A-Za-z'-]+", text)


@PART
@CLEAN
def test_a_chinese_text_holds_no_english_but_names(name, part):
    document = published(name, "zh", part)
    assert english(document, _allowed(name)) == []
    assert document.unlabelled == ()


def test_the_look_for_english_sees_some():
    stated = {"s": {"zh": "届满 three years 后", "en": "then"}}
    assert english(publish(small(statements=stated), "zh"), ["Shop Ltd"]) == ["three years"]


@BOTH
@CLEAN
@PART
def test_every_word_has_a_label(name, language, part):
    assert published(name, language, part).unlabelled == ()


# -- sentences of the free keys

CANCEL = {
    "en": "Close it",
    "zh": "注销账号",
    "routes": ["centre", "mail"],
    "within": "15 days",
    "from": "submission",
    "then": {"data": "erase", "agreements": "end", "survive": ["liability"]},
    "backups": {"gone-within": "35 days"},
}


def test_a_chinese_right_reads_as_a_policy_does():
    document = publish(small(rights={"cancel-account": CANCEL}), "zh")
    assert facts_of(document, "rights.cancel-account") == {
        "办理期限": "自提交申请起 15 日内",
        "办理途径": "隐私中心；电子邮件",
        "办理结果": "删除相关信息；终止相关协议；此前的责任继续有效",
        "备份": "35 日内清除",
    }
    english_ = facts_of(publish(small(rights={"cancel-account": CANCEL}), "en"), "rights.cancel-account")
    assert (
        english_["Afterwards"]
        == "the information is erased；the agreements end；liability for the past stays"
    )
    assert english_["Backups"] == "gone within 35 days"


FEES = {"free": "5 per 12 months", "then": "CNY 0", "approve": "privacy-officer", "before-refusal": True}


@pytest.mark.parametrize(
    ("then", "said"),
    [
        ("CNY 0", "超出免费次数的，同样不收费"),
        ("CNY 20", "超出免费次数的，每次收取人民币 20 元"),
    ],
)
def test_fees_are_said_in_words(then, said):
    document = publish(small(requests={"en": "Desk", "zh": "办理", "fees": {**FEES, "then": then}}), "zh")
    assert facts_of(document, "requests")["费用"] == (
        f"每 12 个月免费办理 5 次；{said}；收费须经个人信息保护负责人批准；先考虑收费办理，再考虑拒绝"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_free_key_without_a_sentence_is_shown_with_its_label(language):
    unit = {"name": "Privacy office", "zh": "个人信息保护办公室", "head": "privacy-officer"}
    found = facts_of(
        publish(small(contacts={"en": "Write", "zh": "联系", "unit": unit}), language), "contacts"
    )
    assert found in (
        {"Answerable unit": "name: Privacy office；led by: the privacy officer"},
        {"负责部门": "名称：个人信息保护办公室；负责人：个人信息保护负责人"},
    )


def test_a_gap_that_stays_on_purpose_speaks_no_english_to_chinese_readers():
    open_ = {"s": {"en": "More", "zh": "更多", "gap": "the list is missing", "decided": "none is intended"}}
    assert "the list is missing" not in whole_page(publish(small(statements=open_), "zh"))
    assert "the list is missing" in whole_page(publish(small(statements=open_), "en"))


def test_a_recipient_with_a_chinese_name_has_no_english_one_beside_it_unless_it_is_an_sdk():
    base = {
        "role": "processor",
        "zh": "推送服务商",
        "name": "A push provider",
        "purposes": ["delivery"],
        "signed": True,
    }
    for kind, shown in ((None, False), ("sdk", True)):
        one = {
            "push": {**base, **({"kind": kind} if kind else {}), "region": "CN", "contact": "p@push.example"}
        }
        for part in ("policy", "sharing"):
            assert ("A push provider" in whole_page(publish(small(recipients=one), "zh", part))) == shown
            assert "A push provider" in whole_page(publish(small(recipients=one), "en", part))
