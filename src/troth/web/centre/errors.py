"""Why a text cannot be had as PDF here."""

from __future__ import annotations

from troth.vocabulary import Message
from troth.web.frame.errors import FrameError

NO_PRINTER = Message(
    "page.no-pdf",
    "this site makes no PDF files",
    "本站不提供 PDF 文件",
    "save the text as a file, or print the page from the browser",
    "请将文本保存为文件，或用浏览器打印页面",
)
PRINTER_BUSY = Message(
    "page.pdf-busy",
    "other PDF files are being made just now",
    "正在生成其他 PDF 文件",
    "try again in a minute",
    "请一分钟后再试",
)


class NoPrinter(FrameError):
    """Nothing here makes PDF files."""

    status = 501


class PrinterBusy(FrameError):
    """The printer has too much to do."""

    status = 503
