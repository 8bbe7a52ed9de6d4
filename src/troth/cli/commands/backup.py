"""`troth backup`: the books in one encrypted file, proved by reading it again."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from troth.cli.console import Json, Lang, counted, language_of, print_json, say
from troth.cli.progress import Progress, following

File = Annotated[Path, typer.Argument(help="The backup.", show_default=False)]
Store = Annotated[
    str | None, typer.Option(help="Where books are kept.", show_default="a file in the home folder")
]


def backup(
    file: File, store: Store = None, progress: Progress = False, json: Json = False, lang: Lang = None
) -> None:
    """Write the books to an encrypted file, while Troth runs; keys and the list of erasures are not in it."""
    from troth.assembly import Settings
    from troth.assembly import backup as write

    language = language_of(lang)
    copied, read = (
        ("已备份行数", "已重新读取核对行数") if language == "zh" else ("rows copied", "rows read again")
    )
    with following(language, quiet=json, always=progress) as told:
        made = write(Settings.of(dict(os.environ), store), file, partial(told, copied), partial(told, read))
    if json:
        print_json(_data(made))
        return
    ledgers = ", ".join(f"{name} {size}" for name, size in made.controllers.items()) or "-"
    if language == "zh":
        say(f"{file}：{made.rows} 行，{made.bytes} 字节，已重新读取并核对。账本：{ledgers}")
    else:
        say(
            f"{file}: {counted(made.rows, 'row')}, {made.bytes} bytes, read again and proved. Ledgers: {ledgers}"
        )


def restore(
    file: File, store: Store = None, progress: Progress = False, json: Json = False, lang: Lang = None
) -> None:
    """Fill an empty store with a backup, and erase again who was erased since it was made."""
    from troth.assembly import Settings
    from troth.assembly import restore as fill

    language = language_of(lang)
    zh = language == "zh"
    rows, people = (
        "已恢复行数" if zh else "rows restored",
        "已核对删除名单的人数" if zh else "people looked up on the list of erasures",
    )
    with following(language, quiet=json, always=progress) as told:
        settings = Settings.of(dict(os.environ), store)
        found = fill(settings, file, partial(told, rows), partial(told, people))
    if json:
        print_json(_data(found))
        return
    again = found.erased_again
    if language == "zh":
        say(
            f"已从 {file} 恢复 {found.rows} 行（备份时间：{found.made}）。"
            + f"其中 {again} 人的数据在备份之后已经删除，恢复后已一并清除。" * (again > 0)
        )
    else:
        say(
            f"Restored {counted(found.rows, 'row')} from {file} (made {found.made})."
            + f" Erased since, and so erased again: {again} {'person' if again == 1 else 'people'}."
            * (again > 0)
        )


def _data(found: Any) -> dict[str, Any]:
    return {
        "rows": found.rows,
        "bytes": found.bytes,
        "made": found.made,
        "ledgers": found.controllers,
        "erased-again": found.erased_again,
    }
