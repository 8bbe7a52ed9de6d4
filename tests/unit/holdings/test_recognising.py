"""What the recognisers take and what they leave."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scanning.corpus import lines
from troth.holdings import KIND_OF, Budget, recognise, scan_text
from troth.holdings.recognising.folding import fold
from troth.vocabulary import KINDS


def found(text):
    return [(text[span.start : span.end], span.what) for span in recognise(text)]


@pytest.mark.parametrize(
    ("text", "value", "what"),
    [
        ("身份证11010519491231002X。", "11010519491231002X", "resident-id"),
        ("身份证11010519491231002x。", "11010519491231002x", "resident-id"),
        ("证件 110105 1949 1231 002X", "110105 1949 1231 002X", "resident-id"),
        ("证件：１１０１０５１９４９１２３１００２Ｘ", "１１０１０５１９４９１２３１００２Ｘ", "resident-id"),
        ("身份证号110105491231002", "110105491231002", "resident-id-15"),
        ("电话13800138000。", "13800138000", "mobile"),
        ("电话138 0013 8000。", "138 0013 8000", "mobile"),
        ("电话+86-138-0013-8000,", "+86-138-0013-8000", "mobile"),
        ("电话008613800138000", "008613800138000", "mobile"),
        ("tel13800138000", "13800138000", "mobile"),
        ("13800138000/13900139000", "13800138000", "mobile"),
        ("致电138\u200b0013\u200b8000吧", "138\u200b0013\u200b8000", "mobile"),
        ("请记：一三八零零一三八零零零", "一三八零零一三八零零零", "mobile"),
        ("座机(010)88886666转1", "(010)88886666", "landline"),
        ("座机0755-26001234-801", "0755-26001234-801", "landline"),
        ("+852 2345 6789 office", "+852 2345 6789", "phone"),
        ("card 4111-1111-1111-1111", "4111-1111-1111-1111", "credit-card"),
        ("amex 3782 822463 10005", "3782 822463 10005", "credit-card"),
        ("尾号卡6212341111111111116用", "6212341111111111116", "bank-card"),
        ("粤B D12345 已入场", "粤B D12345", "plate"),
        ("京A·1234警", "京A·1234警", "plate"),
        ("沪AD12345", "沪AD12345", "plate"),
        ("护照：P12345678", "P12345678", "passport"),
        ("持E12345678出境", "E12345678", "passport"),
        ("回乡证号H12345678", "H12345678", "hong-kong-macau-permit"),
        ("台胞证 12345678", "12345678", "taiwan-permit"),
        ("澳门居民 12345678", "12345678", "macau-id"),
        ("HKID A123456(3)", "A123456(3)", "hong-kong-id"),
        ("A123456789 台灣", "A123456789", "taiwan-id"),
        ("税号91350100M000100Y43", "91350100M000100Y43", "credit-code"),
        ("请发送至privacy@x.com处理", "privacy@x.com", "email"),
        ("<a.b+c@mail.example.com>.", "a.b+c@mail.example.com", "email"),
        ("发至ａ＠ｂ．example", "ａ＠ｂ．example", "email"),
        ("姓名：欧阳晓雨，男", "欧阳晓雨", "name"),
        ("联系人 张伟 电话", "张伟", "name"),
        ("李女士您好", "李", "name"),
        ("Name: Ada Byron", "Ada Byron", "name"),
        ("Dear Ms. O'Neil,", "O'Neil", "name"),
        ("住在广东省深圳市南山区科技路12号3栋501室。", "广东省深圳市南山区科技路12号3栋501室", "address"),
        ("ship to 12 Garden Lane, top", "12 Garden Lane", "address"),
        ("IP 8.8.4.4 ok", "8.8.4.4", "ip"),
        ("from 2001:db8::8a2e:370:7334.", "2001:db8::8a2e:370:7334", "ip"),
        ("MAC 00-1A-2B-3C-4D-5E", "00-1A-2B-3C-4D-5E", "mac"),
        ("IMEI 490154203237518", "490154203237518", "imei"),
        ("IMEI 49-015420-323751-8", "49-015420-323751-8", "imei"),
        ("卡 460001234567890", "460001234567890", "imsi"),
        ("SIM 89860012345678901234", "89860012345678901234", "iccid"),
        ("IBAN GB29 NWBK 6016 1331 9268 19", "GB29 NWBK 6016 1331 9268 19", "iban"),
        ("see https://a.example/x?uid=42&b=1 now", "https://a.example/x?uid=42&b=1", "url-with-id"),
        ("出生日期：1990年1月2日", "1990年1月2日", "birth-date"),
        ("born 1990-01-02", "1990-01-02", "birth-date"),
        ("微信号：abc_def123", "abc_def123", "messaging-account"),
        ("QQ：123456", "123456", "messaging-account"),
        ("at 39.904200, 116.407400", "39.904200, 116.407400", "position"),
        ("SSN 123-45-6789", "123-45-6789", "social-security-number"),
        ("VIN 1HGCM82633A004352", "1HGCM82633A004352", "vehicle-number"),
    ],
)
def test_a_value_is_found_to_the_character(text, value, what):
    assert (value, what) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "110105194912310021",  # check character
        "110105194913310021",  # no such month
        "990105194912310021",  # no such province
        "12800138000 10000000000 11111111111",
        "SF13800138000",
        "ab_13800138000",
        "0.13800138000",
        "13800138000.50元",
        "sku-0001-13800138000",
        "550e8400-e29b-41d4-a716-446655440000",
        "4111111111111112",
        "0000000000000000",
        "版本1.2.3.4",
        "mask 255.255.255.0 at 127.0.0.1",
        "1.2.3.4.5.6",
        "999.1.1.1",
        "icon@2x.png",
        "@someone said user@localhost",
        "12:30:45 std::vector ace::bad",
        "00:00:00:00:00:00",
        "A123456(4)",
        "A123456788",
        "Dear Customer, Dear Sir",
        "联系人信息不得为空，姓名必填",
        "高级经理与平安先生",
        "通知用户，为用户服务",
        "第12号文件，5月3号，地铁10号线",
        "2024-01-02 10:00:00",
        "https://a.example/help?page=2",
        "价格12,345,678.90",
        "IMEI 490154203237519",
        "GB29NWBK60161331926818",
        "138****8000",
    ],
)
def test_what_only_looks_alike_is_left(text):
    assert found(text) == []


@pytest.mark.parametrize("county", ["110101", "110299", "420000", "441900", "654399", "830000"])
def test_a_resident_number_is_not_lost_because_its_county_is_on_no_list(county):
    body = f"{county}20200229001"
    remainder = 0
    for digit in body:
        remainder = (remainder + int(digit)) * 2 % 11
    number = body + "0123456789X"[(12 - remainder) % 11]
    assert found(number) == [(number, "resident-id")]


def test_every_recogniser_has_a_kind_of_the_taxonomy():
    assert set(KIND_OF.values()) <= KINDS


def test_generated_lines_are_found_and_near_misses_are_not():
    values = hit = reported = 0
    for line in lines(11, 2_000):
        spans = {(span.start, span.end, span.what) for span in recognise(line.text)}
        values += len(line.values)
        hit += len(spans & set(line.values))
        reported += len(spans)
    assert hit / values > 0.99
    assert hit / reported > 0.99


def test_many_lines_at_once_are_what_each_is_alone():
    texts = [line.text for line in lines(12, 400)]
    place, alone = 0, []
    for text in texts:
        alone += [(span.start + place, span.end + place, span.what) for span in recognise(text)]
        place += len(text) + 1
    assert [span[:3] for span in recognise("\x1e".join(texts))] == alone


@settings(max_examples=150)
@given(st.text(alphabet="0123456789xX -.:@/()+１号路张姓名：京ABEG\u200b\n", max_size=80))
def test_spans_lie_in_the_text_in_order_and_apart(text):
    spans = recognise(text)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(one.end <= other.start for one, other in itertools.pairwise(spans))


@given(st.text(alphabet="a１\u200b\u2060Ｂ：", max_size=40))
def test_folding_leads_back(text):
    folded = fold(text)
    for place, character in enumerate(folded.text):
        start, end = folded.origin(place, place + 1)
        assert end == start + 1
        assert fold(text[start]).text == character


HOSTILE = {
    "digits": "1" * 300_000, "spaced": "1 " * 150_000, "brackets": "1(" * 150_000, "dots": "1." * 150_000,
    "ats": "a@" * 150_000, "at": "@" * 300_000, "local": "a" * 300_000 + "@", "domain": "a@" + "a." * 150_000,
    "colons": ":" * 300_000, "hex": "a:" * 150_000, "macs": "0a-" * 100_000, "url": "http://" + "a" * 300_000,
    "urls": "http://a?uid=" * 20_000, "labels": "姓名" * 100_000, "titles": "张先生" * 100_000, "roads": "路1号" * 100_000,
    "address": "地址" * 100_000, "capitals": "AB1" * 100_000, "iban": "GB29 " * 60_000, "plates": "京A" * 100_000,
    "plus": "+1 " * 100_000, "dear": "Dear A" * 50_000, "streets": "1 A " * 70_000, "wechat": "微信:" * 70_000,
    "spaces": "1" + " " * 300_000, "numerals": "一" * 300_000, "dashes": "-" * 300_000, "lane": "Lane " * 60_000,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_costs_what_other_text_costs(name):
    begin = time.process_time()
    recognise(HOSTILE[name])
    assert time.process_time() - begin < 3  # 0.3 MB; a quadratic pattern takes minutes


class Watch:
    """Moves on by a second each time it is read."""

    def __init__(self):
        self.now = -1.0

    def seconds(self):
        self.now += 1
        return self.now


def test_a_document_is_clean_only_when_all_of_it_was_read():
    assert (scan_text("无", Budget()).state, scan_text("", Budget()).state) == ("clean", "clean")
    cut = scan_text("a" * 100 + "13800138000", Budget(characters=50))
    assert (cut.state, cut.unread, cut.scanned, cut.spans) == ("not-scanned", (50, 111), 50 / 111, ())


def test_a_budget_of_seconds_ends_between_windows_and_says_so():
    text = ("电话13800138000。" + "无" * 100) * 1000
    whole = scan_text(text, Budget())
    assert (whole.state, len(whole.spans), whole.unread) == ("found", 1000, None)
    some = scan_text(text, Budget(seconds=3), Watch())
    assert some.unread == (3 * 16_384, len(text))
    assert some.spans == tuple(span for span in whole.spans if span.start < 3 * 16_384)
    assert scan_text(text, Budget(seconds=0), Watch()).state == "not-scanned"
    assert (
        scan_text(text, Budget(seconds=9)).state == "not-scanned"
    )  # no watch: nothing says that time is left


def test_a_value_on_the_edge_of_a_window_is_found_once():
    for shift in range(-12, 3):
        text = "无" * (16_384 + shift) + "13800138000" + "无" * 50
        assert [span[:2] for span in scan_text(text, Budget()).spans] == [(16_384 + shift, 16_395 + shift)]


def test_words_before_the_edge_of_a_window_still_count():
    label = "护照："
    for text in ("无" * (16_384 - len(label)) + label + "P12345678", "1" * 16_384 + "13800138000"):
        assert scan_text(text, Budget()).spans == tuple(recognise(text))
