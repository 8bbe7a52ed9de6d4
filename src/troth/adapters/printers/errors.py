"""What can go wrong when a text is printed."""

from __future__ import annotations

from troth.vocabulary import Message, TrothError

NOT_INSTALLED = Message(
    "printing.not-installed",
    "this installation cannot make PDF files: {package} is not installed",
    "当前安装未包含 PDF 组件：缺少 {package}",
    "run script/setup in a clone, or install the extra `troth[pdf]`; HTML and Markdown work without it",
    "在源码目录运行 script/setup，或安装附加组件 `troth[pdf]`；HTML 和 Markdown 无需该组件",
)
NOT_PRINTED = Message(
    "printing.failed",
    "the PDF could not be made: {why}",
    "无法生成 PDF：{why}",
    "make the HTML and report this; the policy file itself is not the cause",
    "请改用 HTML 格式并反馈此问题；政策文件本身无误",
)


class CannotPrint(TrothError):
    """A PDF cannot be made here."""
