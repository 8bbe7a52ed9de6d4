"""Ids and the other shapes: what may be recorded, and what never may."""

from __future__ import annotations

import pytest

from troth.ledger import is_id, is_version
from troth.ledger import values as shapes

IDS = [
    "phone", "purposes.one-click-login", "mjzk-003", "jeejio", "CN", "contact.phone_number", "a", "undeclared",
    "providing.share.cases.own-agreement", "x57", "sha256", "demands.export:need/2", "laws.pipl-23", "v1.2.3",
]  # fmt: skip
PERSONAL = {
    "a mobile number": "13800138000",
    "a mobile number with a prefix": "tel13800138000",
    "a mobile number in groups": "tel-138-0013-8000",
    "a mobile number with dots": "m.138.0013.8000",
    "a number with a country code": "+86-138-0013-8000",
    "a telephone number": "t6228-1234",
    "an identity card": "id110101199003072316",
    "an identity card ending in X": "c11010519491231002X",
    "a bank card": "card:6222/0210/0111/5678",
    "an e-mail address": "li.lei@mail.example",
    "a Chinese name": "李雷",
    "a Chinese name in an id": "name-李雷",
    "full-width digits": "tel１３８００１３８０００",
    "a sentence": "I live in Beijing",
    "a birthday": "born-1990-03-07",
    "an address of a device": "ip.192.168.10.12",
    "a new line": "phone\n",
    "an escape": "phone\x1b[31m",
    "a turned text": "phone\u202e",
    "nothing": "",
    "a digit first": "1phone",
    "too long": "a" * 101,
}


@pytest.mark.parametrize("value", IDS)
def test_ids_of_a_policy_are_ids(value):
    assert is_id(value)


@pytest.mark.parametrize("name", PERSONAL)
def test_a_personal_value_is_no_id(name):
    assert not is_id(PERSONAL[name])


@pytest.mark.parametrize("name", PERSONAL)
def test_a_personal_value_is_no_version(name):
    assert not is_version(PERSONAL[name])


@pytest.mark.parametrize(
    "value", ["2023-07-20", "2023-07-20.2", "2023-07-20-b", "1", "v1.2.3", "1.0", "draft"]
)
def test_versions(value):
    assert is_version(value)


@pytest.mark.parametrize(
    "value", ["2023-02-30", "1990-03-07", "2023-07-20 ", "12345678", "123.4567", "20230720", ""]
)
def test_no_versions(value):
    assert not is_version(value)


@pytest.mark.parametrize(
    ("shape", "good", "bad"),
    [
        (shapes.DIGEST, "ab" * 32, ["AB" * 32, "ab" * 31, "zz" * 32, 5, None, "ab" * 32 + "\n"]),
        (shapes.HANDLE, "0" * 32, ["0" * 31, "0" * 33, "13800138000", "G" * 32, b"0" * 32]),
        (shapes.KEY, "ab" * 32, ["ab" * 33]),
        (shapes.SIGNATURE, "ab" * 64, ["ab" * 63]),
        (shapes.INDEX, 9_999_999_999, [13800138000, -1, True, "1", 1.0, None]),
        (shapes.NUMBER, 999_999, [1_000_000, -1, False, 62281234]),
        (shapes.FLAG, False, [0, 1, "true", None]),
        (shapes.LANGUAGE, "zh-Hans-CN", ["zh_CN", "Chinese", "z", "", "zh-cn"]),
        (shapes.DATE, "2026-02-28", ["2026-02-29", "1990-03-07", "2026-02-28T00:00:00", 20260228]),
        (
            shapes.INSTANT,
            "2026-01-02T03:04:05.678Z",
            [
                "2026-01-02T03:04:05Z",
                "2026-01-02T03:04:05.678+00:00",
                "2026-01-02T03:04:05.6789Z",
                "2026-02-30T03:04:05.678Z",
                "2026-01-02T24:04:05.678Z",
                "2026-01-02T03:04:60.678Z",
                "1990-01-02T03:04:05.678Z",
                "2026-01-02t03:04:05.678z",
            ],
        ),
        (shapes.IDS, ("a", "b"), ["a", ("a", "13800138000"), [["a"]], {"a"}, None, ("a",) * 501]),
        (shapes.INDEXES, [0, 7], [(True,), ("1",), 1]),
        (shapes.DIGESTS, (), [("ab",)]),
    ],
)  # fmt: skip
def test_each_shape_holds_what_it_says(shape, good, bad):
    assert shape.holds(good)
    assert [value for value in bad if shape.holds(value)] == []
