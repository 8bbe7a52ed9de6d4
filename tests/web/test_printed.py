"""The published texts as PDF on the web: made once, within bounds, and plainly refused where nothing prints."""

from __future__ import annotations

import io
import re
from functools import partial

import pytest
from pypdf import PdfReader

from tests.web.people import POLICY, Site
from tests.web.test_published import COMING, NEWER
from troth.adapters.printers import PagePrinter
from troth.notices import PARTS
from troth.vocabulary import Message, TrothError
from troth.web.centre.errors import PrinterBusy
from troth.web.centre.printing import PrintedTexts


class Counting:
    """A printer that counts and gives back what it got."""

    def __init__(self, ready=True, fails=False):
        self.ready, self.fails, self.sheets = ready, fails, []

    def print_sheets(self, sheets):
        if self.fails:
            raise TrothError(Message("printing.failed", "no", "no", "no", "no"))
        self.sheets.append(sheets)
        return b"%PDF-" + sheets


@pytest.fixture
def counting():
    printer = Counting()
    site = Site(POLICY, NEWER, COMING, printer=printer)
    yield site, printer
    site.gate.close()


def test_a_real_text_is_chinese_on_paper():
    site = Site(printer=PagePrinter())
    page = site.client("zh").get("/p/shop")
    address = re.findall(r'href="([^"]+\.pdf[^"]*)"', page.text)[0].replace("&amp;", "&")
    kept = site.client("en").get(address)  # the link says the language of the page that it stood on
    assert kept.status_code == 200
    assert kept.headers["content-type"] == "application/pdf"
    assert kept.headers["content-disposition"] == 'attachment; filename="shop-1-policy.zh.pdf"'
    text = re.sub(r"\s+", "", "".join(p.extract_text() for p in PdfReader(io.BytesIO(kept.content)).pages))
    assert "配送您的订单" in text
    site.gate.close()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("part", PARTS)
def test_every_text_of_every_version_links_its_pdf(counting, part, language):
    site, printer = counting
    browser = site.client(language)
    for version in ("1", "2", "3"):
        address = f"/p/shop/{part}/{version}.pdf?lang={language}"
        assert f'href="{address}"' in browser.get(f"/p/shop/versions/{version}/{part}").text
        kept = browser.get(address)
        assert kept.status_code == 200
        assert kept.content.startswith(b"%PDF-")
    assert len(set(printer.sheets)) == 3


def test_a_text_is_printed_once(counting):
    site, printer = counting
    for _ in range(3):
        site.client().get("/p/shop/policy/2.pdf?lang=zh")
    assert len(printer.sheets) == 1
    site.client().get("/p/shop/policy/2.pdf?lang=en")
    assert len(printer.sheets) == 2


@pytest.mark.parametrize("printer", [None, Counting(ready=False), Counting(fails=True)])
def test_where_nothing_prints_it_says_so(printer):
    site = Site(printer=printer)
    linked = ".pdf" in site.client().get("/p/shop").text
    assert linked == (printer is not None and printer.ready)
    refused = site.client("zh").get("/p/shop/policy/1.pdf")
    assert refused.status_code == 501
    assert "本站不提供 PDF 文件" in refused.text
    assert "用浏览器打印" in refused.text
    site.gate.close()


@pytest.mark.parametrize("path", ["/p/shop/nope/1.pdf", "/p/shop/policy/9.pdf", "/p/nope/policy/1.pdf"])
def test_what_is_not_there_is_not_printed(counting, path):
    site, printer = counting
    assert site.client().get(path).status_code == 404
    assert printer.sheets == []


def test_who_asks_too_often_has_to_wait(counting, monkeypatch):
    site, printer = counting
    for _ in range(60):
        site.frame.count_costly(_request())
    refused = site.client().get("/p/shop/policy/2.pdf?lang=zh")
    assert refused.status_code == 429
    assert printer.sheets == []
    site.clock.forward(minutes=11)
    assert site.client().get("/p/shop/policy/2.pdf?lang=zh").status_code == 200
    for _ in range(59):
        site.frame.count_costly(_request())
    assert site.client().get("/p/shop/policy/2.pdf?lang=zh").status_code == 200, "it was made already"


def _request():
    class Client:
        host = "testclient"

    class Request:
        client = Client

    return Request


def test_what_is_kept_is_bounded():
    printer = Counting()
    texts = PrintedTexts(printer, most=40)
    for key in ("a", "b", "a", "c", "a", "b"):
        sheet = key.encode() * 10
        assert texts.pdf(key, partial(bytes, sheet), lambda: None) == b"%PDF-" + sheet
    assert [each[:1] for each in printer.sheets] == [b"a", b"b", b"c", b"b"]


def test_nobody_waits_long_for_others(monkeypatch):
    monkeypatch.setattr("troth.web.centre.printing.LONGEST_WAIT", 0.01)
    texts = PrintedTexts(Counting())
    seen = []

    def asks_again():
        with pytest.raises(PrinterBusy):
            texts.pdf("b", lambda: b"", lambda: None)
        seen.append("busy")
        return b"a"

    assert texts.pdf("a", asks_again, lambda: None) == b"%PDF-a"
    assert seen == ["busy"]
    assert texts.pdf("b", lambda: b"b", lambda: None) == b"%PDF-b"
