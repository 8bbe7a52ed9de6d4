"""How commands speak: language, JSON, errors, reading files.

Rules
- Standard output holds the answer only; everything else goes to standard error.
- A file that cannot be read is a clear message, never a traceback.
"""

from __future__ import annotations

import json
import locale
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from troth.vocabulary import Message, TrothError

UNREADABLE_FILE = Message(
    "cli.file",
    "the file {file} cannot be read: {why}",
    "无法读取文件 {file}：{why}",
    "give the path of a file that you may read",
    "请给出可读取的文件路径",
)


class Language(StrEnum):
    """The languages that Troth speaks."""

    EN = "en"
    ZH = "zh"


class FileError(TrothError):
    """A file named on the command line cannot be read."""


Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Lang = Annotated[
    Language | None, typer.Option("--lang", help="Language of the texts.", show_default="locale")
]


def language_of(chosen: Language | None) -> str:
    """Return `en` or `zh`: what was chosen, else what the locale says."""
    if chosen is not None:
        return str(chosen)
    spoken = os.environ.get("LC_ALL") or os.environ.get("LANG") or locale.getlocale()[0] or ""
    return "zh" if spoken.lower().startswith(("zh", "chinese")) else "en"


def read_file(path: Path) -> bytes:
    """Return the bytes of `path`. Raises FileError."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileError(UNREADABLE_FILE, file=str(path), why=error.strerror or "unknown") from error


def print_json(value: Any) -> None:
    """Print `value` as JSON, readable and stable."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def say(line: str) -> None:
    """Print one line of the answer."""
    sys.stdout.write(line + "\n")


def fail(error: TrothError, language: str) -> None:
    """Print what went wrong and what to do, on standard error."""
    colon = "：" if language == "zh" else ": "
    sys.stderr.write(f"troth{colon}{error.text(language)} [{error.id}]\n  -> {error.help(language)}\n")
