"""What leaves a list or a period open, and what only looks like it."""

from __future__ import annotations

import pytest

from troth.policy import examine
from troth.policy.terms import is_vague
from troth.policy.vagueness import open_ending

OPEN = {
    "name, phone, etc.": "etc.",
    "name, phone, etc": "etc",
    "name, Phone ETC.": "ETC.",
    "devices such as phones": "such as",
    "name, phone and the like": "and the like",
    "name, phone, and so on": "and so on",
    "name (phone and the like)": "and the like",
    "including but not limited to names": "not limited to",
    "mailers, among others": "among others",
    "name, et cetera": "et cetera",
    "姓名、手机号等": "等",
    "姓名、手机号等信息": "等",
    "姓名、手机号等等": "等等",
    "包括但不限于姓名": "包括但不限于",
    "查询、核对等操作": "等",
    "摄像头、镜头等": "等",
    "安全等保护措施": "等",
    "积分等分析结果": "等",
    "姓名、等级等": "等",
    "性别、价格等价格信息": "等",
    "姓名、电话及其他信息": "及其他信息",
}
CLOSED = [
    "settings and etching",
    "sketch",
    "such a thing",
    "effects on you and others, which you confirm",
    "and more than that",
    "you and the likes of you",
    "等级",
    "同等学历",
    "平等对待",
    "对等关系",
    "相等",
    "高等教育",
    "中等规模",
    "头等舱",
    "等待审核",
    "等候时间",
    "金额等于零",
    "等同看待",
    "等额本息",
    "三等奖",
    "15 至 30 天不等",
    "其他企业证明文件",
]


@pytest.mark.parametrize("text", OPEN)
def test_an_open_list_is_seen(text):
    assert open_ending(text) == OPEN[text]


@pytest.mark.parametrize("text", CLOSED)
def test_a_word_that_only_looks_like_it_is_let_be(text):
    assert open_ending(text) is None


@pytest.mark.parametrize(
    "text",
    ["reasonable", "a reasonable period", "as-long-as-needed", "as long as necessary", "合理期限", "必要期限", "尽快",
     "实现目的所需的时间", "indefinitely", "no-longer-needed", "Promptly"],
)  # fmt: skip
def test_a_period_without_a_number_is_vague(text):
    assert is_vague(text)


@pytest.mark.parametrize(
    "text",
    ["account-closed", "12 months", "purpose-ended", "unreasonable-request", "improper-use", "注销", "without-delay"],
)  # fmt: skip
def test_an_event_is_not_vague(text):
    assert not is_vague(text)


def said(text):
    head = "troth: 1\nid: acme\nversion: v1\nlanguages: [en]\n"
    return [(each.message.id, each.clause) for each in examine(head + text)[1] if "open-" in each.message.id]


def test_what_was_decided_may_quote_the_text():
    open_list = 'data: {{phone: {{kind: contact.phone_number, {}: "Phone, etc."}}}}\n'
    assert said(open_list.format("en")) == [("policy.open-list", "data.phone.en")]
    assert said(open_list.format("decided")) == []


def test_a_clause_that_is_a_gap_is_let_be():
    assert said('recipients: {all: {role: partner, gap: who they are, en: "Partners, etc."}}\n') == []


def test_free_mappings_hold_periods_too():
    text = "termination: {organisation: {within: a reasonable time, en: As soon as possible}}\n"
    assert said(text) == [("policy.open-period", "termination.organisation.within")]
    assert said("termination: {organisation: {within: 30 days}}\n") == []
