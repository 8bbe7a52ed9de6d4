"""Two languages: what is read out of a text, and what counts as different."""

from __future__ import annotations

import pytest

from tests.unit.advising.laying import advice
from troth.policy.advising.bilingual import names_in_chinese, names_in_english
from troth.policy.advising.quantities import quantities, shown


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("within fifteen working days", "en", {"15 working days"}),
        ("within 30 days of receipt", "en", {"30 days"}),
        ("two weeks", "en", {"14 days"}),
        ("twenty-one days", "en", {"21 days"}),
        ("24 hours, then 12 months", "en", {"24 hours", "12 months"}),
        ("two years after last use", "en", {"24 months"}),
        ("a 7-day notice", "en", {"7 days"}),
        ("under 18 years old", "en", {"18"}),
        ("sealed with AES-256 over TLS-1.3 in X5", "en", set()),
        ("two halves of one policy", "en", set()),
        ("十五个工作日内", "zh", {"15 working days"}),
        ("三十日内，最长不超过 45 天", "zh", {"30 days", "45 days"}),
        ("二十一个自然日", "zh", {"21 days"}),
        ("两年", "zh", {"24 months"}),
        ("半年", "zh", {"6 months"}),
        ("一百二十次", "zh", {"120"}),
        ("一万人", "zh", {"10000"}),
        ("未满十八周岁", "zh", {"18"}),
        ("第十七条", "zh", set()),
        ("统一管理，一并删除", "zh", set()),
        ("加密算法为 AES-256", "zh", set()),
        ("网络日志", "zh", set()),
    ],
)
def test_what_a_text_surely_says(text, language, said):
    assert {shown(each) for each in quantities(text, language).certain} == said


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("on 20 July 2023", "en"),
        ("on July 20, 2023", "en"),
        ("on 2023-07-20", "en"),
        ("2023 年 7 月 20 日", "zh"),
        ("2023年7月20日", "zh"),
    ],
)
def test_a_day_is_one_day_however_it_is_written(text, language):
    found = quantities(text, language)
    assert found.days == {"2023-07-20"}
    assert found.certain == set()


def keys(en, zh):
    return sorted({each.key for each in advice({"statements": {"x": {"en": en, "zh": zh}}})})


@pytest.mark.parametrize(
    ("en", "zh"),
    [
        ("Answered within fifteen working days", "十五个工作日内答复"),
        ("Kept for a year", "保存一年"),
        ("Kept for twelve months", "保存一年"),
        ("Every six months", "每半年"),
        ("Twice a year", "每半年"),
        ("Within a day", "24 小时内"),
        ("Within a day", "一日内"),
        ("Two weeks before", "提前十四天"),
        ("Minors under eighteen", "未满 18 周岁的未成年人"),
        ("Since July 2023", "自 2023 年 7 月起"),
        ("Since 2023", "自 2023 年起"),
        ("Both sides of an order", "交易双方"),
        ("Five requests in twelve months", "十二个月内五次请求"),
        ("The WeChat mini program", "微信小程序"),
        ("Messages by SMS", "短信"),
        ("Wi-Fi in use", "当前连接的 WiFi"),
        ("Nothing happens before you agree", "经您同意后方可开始"),
        ("The site cannot do without it", "网站运行所必需"),
        ("Staff who are not asked", "其他员工"),
        ("Only you see it", "他人不能查看"),
        ("It stays private", "不会公开"),
    ],
)
def test_texts_that_say_the_same(en, zh):
    assert keys(en, zh) == []


@pytest.mark.parametrize(
    ("en", "zh", "key"),
    [
        ("Answered within 15 working days", "十五日内答复", "W1"),
        ("Answered within 15 days", "答复", "W1"),
        ("Answered", "十五日内答复", "W1"),
        ("Kept for 6 months", "保存 12 个月", "W1"),
        ("Minors under 16", "未满十八周岁的未成年人", "W1"),
        ("Three requests are free", "五次请求免费", "W1"),
        ("From 17 July 2023", "自 2023 年 7 月 20 日起", "W2"),
        ("Since June 2023", "自 2023 年 7 月起", "W2"),
        ("Since 2022", "自 2023 年起", "W1"),
        ("Pushed by Getui", "由 JPush 推送", "W3"),
        ("Write to privacy@acme.example", "请发送邮件", "W3"),
        ("See acme.example", "请见官网", "W3"),
        ("Your data are never sold", "您的信息将出售给他人", "W4"),
        ("We sell your data", "绝不出售您的信息", "W4"),
    ],
)
def test_texts_that_say_different_things(en, zh, key):
    assert key in keys(en, zh)


def test_a_number_is_told_in_the_language_that_has_it():
    [found] = advice({"statements": {"x": {"en": "in 15 days", "zh": "尽快"}}})
    assert found.clause == "statements.x.en"
    assert found.text("en").endswith("`15 days` stands in English only")
    assert found.text("zh").endswith("`15 days` 仅见于 英文")


def test_names():
    assert names_in_chinese("腾讯Bugly 与 Cookie", "Tencent Bugly and cookies") == []
    assert names_in_chinese("SDK/API/JS 代码", "code of an SDK, an API or JS") == []
    assert names_in_chinese("由 JPush 推送", "pushed") == ["JPush"]
    assert names_in_english("at jifenzhi.com", "官网（jifenzhi.com）") == []
    assert names_in_english("at jifenzhi.com", "官网") == ["jifenzhi.com"]


def test_a_missing_text_is_told_once():
    assert keys(None, "仅有中文") == ["W5"]
    purposes = {"account": {"zh": None}}
    assert [each.key for each in advice({"purposes": purposes})] == []  # the checker says so


def test_a_name_stands_for_an_english_text():
    assert advice({"recipients": {"mailer": {"name": "Push Co", "zh": "推送公司"}}}) == []


@pytest.mark.parametrize(
    ("clause", "key"),
    [
        ({"en": "Gone in 5 days", "zh": "五日内删除", "within": "15 working days", "from": "receipt"}, "W6"),
        ({"en": "Gone in 5 days", "zh": "五日内删除", "then": {"after": "5 days"}, "within": "5 days"}, None),
        ({"en": "Gone in a week", "zh": "一周内删除", "within": "7 days", "from": "receipt"}, None),
    ],
)
def test_the_period_of_a_text_is_one_of_the_values(clause, key):
    found = {each.key for each in advice({"rights": {"delete": clause}})}
    assert found == ({key} if key else set())
