"""Messages hold a link and no personal value, in both languages, and nothing else gets in."""

from __future__ import annotations

import re

import pytest

from tests.house.messages import HALF_WIDTH
from troth.notices import Filling, written
from troth.notices.errors import BadMessage
from troth.notices.message_texts import TEXTS

WHOLE = Filling(
    "冒泡",
    "https://privacy.acme.example/r#k-1",
    "12345678",
    "case-bcdf-ghjk-lmnp",
    "2026-03-02",
    "https://privacy.acme.example/stop#s-1",
    "delete",
    "login one-time-code",
    "complex",
)
PLACES = {"controller", "link", "code", "case", "day", "stop", "asked", "shown", "why"}


def places(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


@pytest.mark.parametrize("text", TEXTS.values(), ids=lambda text: text.id)
def test_both_languages_say_the_same_and_only_what_is_allowed(text):
    for part in (text.subject, text.says, text.adds):
        assert places(part["en"]) == places(part["zh"]) <= PLACES
        assert re.search(r"[一-鿿]", part["zh"])
        assert not HALF_WIDTH.search(part["zh"])
        assert part["en"].isascii()
    if text.id not in ("code", "sign-in"):
        assert "{link}" in text.says["en"]
    assert text.promotional is ("{stop}" in text.says["en"])
    assert not places(text.adds["en"])


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("channel", ["sms", "mail"])
@pytest.mark.parametrize("text", TEXTS)
def test_every_message_can_be_written(text, channel, language):
    subject, body = written(text, language, channel, WHOLE)
    assert not places(subject + body)
    assert "冒泡" in body
    assert bool(subject) is (channel == "mail")
    if channel == "sms":
        assert body.startswith("【冒泡】")
        assert "\n" not in body
        assert len(body) < 280


@pytest.mark.parametrize("text", [text.id for text in TEXTS.values() if text.promotional])
@pytest.mark.parametrize("stop", ["", "javascript:alert(1)", "http://stop.example"])
def test_a_promotion_without_a_way_out_is_not_written(text, stop):
    with pytest.raises(BadMessage) as raised:
        written(text, "zh", "sms", Filling("冒泡", "https://a.example/", stop=stop))
    assert raised.value.id == "message.no-stop"


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("case-received", {"link": "http://privacy.acme.example/"}),
        ("case-received", {"link": "https://privacy.acme.example/?phone=13800138000"}),
        ("case-received", {"link": "https://li@privacy.acme.example/"}),
        ("case-received", {"link": "https://privacy.acme.example/ 李雷"}),
        ("case-received", {"link": "javascript:alert(1)"}),
        ("case-received", {"link": "https://"}),
        ("case-received", {"link": "https://[bad"}),
        ("case-received", {"link": "https://a.example\\@b.example"}),
        ("case-received", {"link": "http://localhost.evil.example/"}),
        ("case-received", {"link": ""}),
        ("case-received", {"case": "李雷的请求"}),
        ("case-received", {"case": "a b"}),
        ("case-received", {"controller": "a\r\nBcc: x"}),
        ("case-received", {"controller": ""}),
        ("case-received", {"controller": "a" * 81}),
        ("code", {"code": "1234567"}),
        ("code", {"code": "１２３４５６７８"}),
        ("case-extended", {"day": "soon"}),
        ("case-extended", {"day": "20260302"}),
        ("case-extended", {"why": "because somebody is ill"}),
        ("case-extended", {"why": ""}),
        ("case-notice", {"asked": "Li Lei"}),
        ("case-notice", {"asked": ""}),
        ("case-notice", {"shown": ""}),
        ("case-notice", {"shown": "login 13800138000"}),
        ("nothing", {}),
    ],
)
def test_a_value_of_another_form_gets_in_nowhere(text, change):
    values = {name: getattr(WHOLE, name) for name in PLACES} | change
    with pytest.raises(BadMessage) as raised:
        written(text, "zh", "mail", Filling(**values))
    assert "13800138000" not in str(raised.value)


def test_text_from_outside_is_no_template():
    _, body = written(
        "case-received", "en", "mail", Filling("{link.__class__}{{7*7}}", *("https://a.example/", "", "c1"))
    )
    assert "{link.__class__}{{7*7}}" in body


def test_a_machine_of_our_own_may_have_a_plain_link():
    assert (
        "http://127.0.0.1:8377/r"
        in written("incident", "en", "sms", Filling("A", "http://127.0.0.1:8377/r"))[1]
    )
