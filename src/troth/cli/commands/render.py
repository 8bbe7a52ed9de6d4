"""`troth render`: the text to publish, from the policy file: the policy, its short version, the four lists."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from troth import notices
from troth.assembly import printer
from troth.cli.console import Lang, counted, language_of, may_write, read_file, write_file
from troth.policy import load


class Format(StrEnum):
    """What the text is written as."""

    HTML = "html"
    MD = "md"
    PDF = "pdf"


class PartName(StrEnum):
    """Which text."""

    POLICY = "policy"
    SHORT = "short"
    COLLECTED = "collected"
    SHARING = "sharing"
    COOKIES = "cookies"
    PERMISSIONS = "permissions"


Source = Annotated[Path, typer.Argument(help="Policy file.", show_default=False)]
As = Annotated[Format, typer.Option("--format", help="What to write.")]
Which = Annotated[PartName, typer.Option("--part", help="Which text.")]
For = Annotated[
    list[str] | None,
    typer.Option(
        "--for", help="Whose special terms to lay over it, such as a customer or country.", show_default=False
    ),
]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="Where to write it.", show_default="standard output")
]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that is already there.")]


def render(
    file: Source,
    lang: Lang = None,
    format: As = Format.HTML,  # noqa: A002  # the name of the option
    part: Which = PartName.POLICY,
    whom: For = None,
    output: Output = None,
    force: Force = False,
) -> None:
    """Write the text to publish: a policy with open gaps is marked as a draft."""
    language: notices.Language = "zh" if language_of(lang) == "zh" else "en"
    if output is not None:
        may_write(output, file, force)
    compiled = load(read_file(file), str(file)).compiled
    occasion = notices.occasion_of(compiled, whom or ())
    document = notices.publish(compiled, language, notices.part_of(part), occasion=occasion)
    if format is Format.PDF:
        written = printer().print_sheets(notices.sheets(document))
    else:
        text = notices.whole_page(document) if format is Format.HTML else notices.markdown(document)
        written = text.encode("utf-8")
    if output is None:
        sys.stdout.buffer.write(written)
    else:
        write_file(output, written, file, force)
    _remark(document, language)


def _remark(document: notices.Document, language: notices.Language) -> None:
    """Say on standard error what an officer should know before notices."""
    lines = []
    if document.draft:
        count = len(document.gaps)
        lines.append(
            f"草案：尚有 {count} 处空缺，补全后方可发布"
            if language == "zh"
            else f"draft: {counted(count, 'gap')} {'is' if count == 1 else 'are'} open, see its head"
        )
    if document.unlabelled:
        words = ", ".join(dict.fromkeys(word for _, word in document.unlabelled))
        lines.append(
            f"缺少名称，以标识代替：{words}"
            if language == "zh"
            else f"shown by id, as nothing names them: {words}"
        )
    for line in lines:
        sys.stderr.write(f"troth{'：' if language == 'zh' else ': '}{line}\n")
