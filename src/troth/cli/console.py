"""How commands speak: language, JSON, errors, reading files.

Rules
- Standard output holds the answer only; everything else goes to standard error.
- A file that cannot be read or written is a clear message, never a traceback.
- What is there already is not overwritten unless the command was told to, and never through a link.
"""

from __future__ import annotations

import json
import locale
import os
import stat
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from troth.assembly import FileError, read_whole
from troth.vocabulary import Message, TrothError, why_of

__all__ = [
    "FileError",
    "Json",
    "Lang",
    "Language",
    "counted",
    "fail",
    "language_of",
    "may_write",
    "print_json",
    "read_file",
    "say",
    "write_file",
]

UNWRITABLE = Message(
    "cli.unwritable",
    "the file {file} cannot be written: {why}",
    "无法写入文件 {file}：{why_zh}",
    "name a file in a folder that you may write to",
    "请指定有写入权限的位置",
)
EXISTS = Message(
    "cli.exists",
    "the file {file} is already there",
    "文件 {file} 已经存在",
    "name another file, or move that one away first",
    "请换一个文件名，或先移走原文件",
)
REPLACEABLE = Message(
    "cli.replaceable",
    "the file {file} is already there",
    "文件 {file} 已经存在",
    "name another file, or add --force to replace it",
    "请换一个文件名；确要替换时，加上 --force",
)
SAME_FILE = Message(
    "cli.same-file",
    "{file} is the file that is read; writing there would destroy it",
    "{file} 正是要读取的文件，写入会毁掉它",
    "name another file",
    "请换一个文件名",
)
NOT_WRITTEN_THROUGH = Message(
    "cli.link",
    "{file} is a link, a folder or a device, and only files are written",
    "{file} 是链接、目录或设备，只能写入普通文件",
    "name the file itself",
    "请直接给出文件本身的路径",
)


class Language(StrEnum):
    """The languages that Troth speaks."""

    EN = "en"
    ZH = "zh"


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
    """Return the bytes of `path`. Raises FileError: it is no regular file, too large, or cannot be read."""
    return read_whole(path)


def may_write(path: Path, source: Path | None = None, replace: bool | None = None) -> None:
    """See to it, before any work, that `path` may be written.

    An existing file may be replaced only if `replace` is true (None: the command cannot), the file `source`
    that the command reads never, and nothing is written through a link.

    Raises:
        FileError: it may not.
    """
    try:
        found = os.lstat(path)
    except OSError:
        return  # nothing is there; what else is wrong shows when it is written
    if source is not None and _same(path, source):
        raise FileError(SAME_FILE, file=path)
    if not stat.S_ISREG(found.st_mode):
        raise FileError(NOT_WRITTEN_THROUGH, file=path)
    if not replace:
        raise FileError(EXISTS if replace is None else REPLACEABLE, file=str(path))


def write_file(path: Path, content: bytes, source: Path | None = None, replace: bool | None = None) -> None:
    """Write `content` to `path`, as a whole or not at all; the parameters are those of `may_write`.

    Raises:
        FileError: it may not be written, or cannot be.
    """
    may_write(path, source, replace)
    # a new file beside it takes its place, so that neither a link nor a second name of a file is written through
    aside = path.with_name(f".{path.name}.{os.getpid()}.tmp") if replace else path
    try:
        with aside.open("xb") as stream:
            stream.write(content)
        if aside != path:
            aside.replace(path)
    except FileExistsError as error:
        raise FileError(EXISTS, file=aside) from error
    except OSError as error:
        if aside != path:
            aside.unlink(missing_ok=True)
        raise FileError(UNWRITABLE, file=path, **why_of(error)) from error


def _same(path: Path, source: Path) -> bool:
    try:
        return path.samefile(source)
    except OSError:
        return False


def print_json(value: Any) -> None:
    """Print `value` as JSON, readable and stable."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def say(line: str) -> None:
    """Print one line of the answer."""
    sys.stdout.write(line + "\n")


def counted(number: int, word: str) -> str:
    """Return a number of things as English says it: `1 error`, `2 errors`."""
    return f"{number} {word}{'s' * (number != 1)}"


def visible(name: str) -> str:
    """Return a name that others chose, such that it moves no cursor, ends no line and turns no text around on a terminal."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in name)


def fail(error: TrothError, language: str) -> None:
    """Print what went wrong and what to do, on standard error."""
    colon = "：" if language == "zh" else ": "
    sys.stderr.write(f"troth{colon}{error.text(language)} [{error.id}]\n  -> {error.help(language)}\n")
