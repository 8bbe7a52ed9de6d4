"""A policy on paper: A4, numbered, Chinese that can be read and copied out, the same bytes each time."""

from __future__ import annotations

import importlib
import io
import re
from typing import Any

import pytest
from pypdf import PdfReader

from tests.unit.notices.test_hostile_texts import NASTY
from tests.unit.notices.texts import compiled, published, small
from troth.adapters.printers import PagePrinter
from troth.adapters.printers.errors import CannotPrint
from troth.notices import publish, sheets


def printed(document) -> bytes:
    return PagePrinter().print_sheets(sheets(document))


def opened(pdf: bytes) -> Any:
    return PdfReader(io.BytesIO(pdf))


def text_of(pdf: bytes) -> str:
    """Everything that can be copied out, without the spaces and breaks that setting adds."""
    return re.sub(r"\s+", "", "".join(page.extract_text() for page in opened(pdf).pages))


@pytest.fixture(scope="module")
def policy():
    return printed(published("jeejio", "zh"))


def test_chinese_is_read_back(policy):
    text = text_of(policy)
    for path, clause in compiled("jeejio").policy.clauses():
        if clause.zh:
            assert re.sub(r"\s+", "", clause.zh) in text, path


def test_fonts_are_embedded_and_have_every_character(policy):
    fonts = {}
    for page in opened(policy).pages:
        fonts.update(page["/Resources"]["/Font"])
    assert fonts
    for font in fonts.values():
        below = font.get_object()["/DescendantFonts"][0].get_object()
        assert {"/FontFile3", "/FontFile2"} & set(below["/FontDescriptor"].get_object())
        assert "/ToUnicode" in font.get_object()
        assert "NotoSansSC" in below["/BaseFont"], "another font stood in for a missing character"


def test_sheets_are_a4_numbered_and_tagged(policy):
    reader = opened(policy)
    count = len(reader.pages)
    assert count > 10
    for at in (0, count // 2, count - 1):
        page = reader.pages[at]
        assert (round(float(page.mediabox.width)), round(float(page.mediabox.height))) == (595, 842)
        assert f"{at + 1}/{count}" in re.sub(r"\s+", "", page.extract_text())
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "zh-CN"
    assert reader.metadata.title == "Jeejio 个人信息处理规则"
    assert "您的权利" in str(reader.outline)


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("joinbase", "short"),
        ("generic-app", "collected"),
        ("qunyi", "sharing"),
        ("jeejio", "cookies"),
        ("qunyi", "permissions"),
    ],
)
def test_every_list_is_printed_the_same_each_time(name, part):
    document = published(name, "zh", part)
    first = printed(document)
    assert first == printed(document)
    assert re.sub(r"\s+", "", document.title) in text_of(first)


def test_words_are_never_commands():
    said = {f"s{at}": {"en": words, "zh": words} for at, words in enumerate(NASTY)}
    text = text_of(printed(publish(small(statements=said), "en")))
    for words in NASTY:
        if not re.search("[\u0590-\u07ff]", words):  # right to left comes back in another order
            assert re.sub(r"\s+", "", words) in text


def test_a_draft_says_so():
    assert "草案" in text_of(printed(published("generic-app", "zh")))
    assert "DRAFT" not in text_of(printed(publish(small(), "en")))


def test_without_the_packages_it_says_what_to_do(monkeypatch):
    real = importlib.import_module

    def missing(name, *more):
        if name == "typst":
            raise ImportError(name)
        return real(name, *more)

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(CannotPrint) as caught:
        printed(publish(small(), "en"))
    assert caught.value.id == "printing.not-installed"
    assert "troth[pdf]" in caught.value.help("zh")


def test_without_the_font_it_says_what_to_do(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(CannotPrint, match="pylopdf-fonts-zh-cn"):
        printed(publish(small(), "en"))
