"""A policy's words are data: whatever they look like, they are shown as they are and do nothing."""

from __future__ import annotations

import html
import json
import re
from functools import cache

import pytest
from markdown_it import MarkdownIt

from tests.unit.notices.texts import small
from troth.notices import PARTS, markdown, publish, sheets, whole_page

NASTY = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style><style>*{display:none}</style>",
    "<!-- ]]> &amp; &#60;b&#62;",
    "[click](javascript:alert(1)) ![x](y) <https://evil.example>",
    "# heading | cell | **bold** _it_ ~~no~~ `code` $x$",
    "1. one",
    "- item",
    "=====",
    "| a | b |",
    "https://evil.example and www.evil.example",
    "{{ 7*7 }} {% raw %} {0} {name} %s",
    '#import "x": y; #eval("1") $ sum $ @ref <label> \\ // /* */',
    "\u0634\u0631\u0643\u0629 abc \u05e9\u05dc\u05d5\u05dd",
    "a" * 300,
    "很长的中文没有空格" * 40,
)


@cache
def hostile(words: str):
    """A policy that says `words` everywhere it can."""
    return small(
        title={"en": words, "zh": words},
        controller={"name": words, "contact": {"email": words}},
        data={"phone": {"en": words, "zh": words, "kind": "contact.phone_number"}},
        purposes={
            "p": {
                "en": words,
                "zh": words,
                "basis": "agreement",
                "data": {"required": ["phone"]},
                "keep": {"for": "1 day"},
            }
        },
        recipients={
            "r": {
                "role": "processor",
                "name": words,
                "en": words,
                "zh": words,
                "purposes": ["p"],
                "contact": words,
                "signed": True,
            }
        },
        statements={"s": {"en": words, "zh": words}},
        gaps={"g": {"en": words, "zh": words}},
    )


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("words", NASTY)
def test_in_html_every_word_is_text(words, part):
    calm = re.findall(r"<[^>]+>", whole_page(publish(hostile("calm"), "en", part)))
    page = whole_page(publish(hostile(words), "en", part))
    # The same marks stand in the page, whatever the words are.
    assert re.findall(r"<[^>]+>", page) == calm
    assert words in html.unescape(re.sub(r"<[^>]+>", "", page))


@pytest.mark.parametrize("words", NASTY)
def test_in_markdown_every_word_is_text(words):
    text = markdown(publish(hostile(words), "en"))
    parser = MarkdownIt("gfm-like", {"html": True, "linkify": False}).enable("table")
    tokens = parser.parse(text)
    calm = parser.parse(markdown(publish(hostile("calm"), "en")))
    assert [each.type for each in tokens] == [each.type for each in calm]
    said = [_kinds(each) for each in tokens if each.type == "inline"]
    assert said == [_kinds(each) for each in calm if each.type == "inline"]
    assert " ".join(words.split()) in _text(tokens)


def _kinds(inline) -> list[str]:
    """What stands in a line, runs of text taken as one."""
    found: list[str] = []
    for each in inline.children or []:
        kind = (
            "text" if each.type in ("text", "text_special") else f"{each.type} {each.attrGet('href') or ''}"
        )
        if each.type == "html_inline":
            kind = each.content
        if not (kind == "text" and found[-1:] == ["text"]):
            found.append(kind)
    return found


def _text(tokens) -> str:
    return "".join(
        child.content
        for each in tokens
        for child in each.children or []
        if child.type in ("text", "text_special")
    )


@pytest.mark.parametrize("words", NASTY)
def test_on_sheets_every_word_is_a_value(words):
    calm, found = (json.loads(sheets(publish(hostile(each), "en"))) for each in ("calm", words))

    def shape(value):
        if isinstance(value, dict):
            return {key: shape(each) for key, each in value.items()}
        return [shape(each) for each in value] if isinstance(value, list) else type(value).__name__

    assert shape(found) == shape(calm)
