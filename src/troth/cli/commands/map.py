"""`troth map`: the data map, against the policy and the databases as they are today; who may come in by it; what it stopped."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from troth.cli.commands.stopped import allow, list_stopped
from troth.cli.console import Json, Lang, counted, language_of, print_json, read_file, say
from troth.vocabulary import Message, TrothError

app = typer.Typer(help="The data map: which place holds what.", no_args_is_help=True)
OTHER_POLICY = Message(
    "cli.map.policy",
    "the map goes with the policy {wanted}, and {file} is {found}",
    "数据地图对应政策 {wanted}，而 {file} 是 {found}",
    "give the policy file of that id with --policy",
    "请用 --policy 指定对应的政策文件",
)


class MapError(TrothError):
    """The map and the policy do not go together."""


@app.callback()
def data_map() -> None:
    """The data map: which place holds what."""


app.command("stopped")(list_stopped)
app.command("allow")(allow)


@app.command("check")
def check(
    file: Annotated[Path, typer.Argument(help="The data map.", show_default=False)],
    policy: Annotated[
        Path | None, typer.Option(help="The policy file it goes with.", show_default="not compared")
    ] = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Compare a data map with its policy and with every database it names; status 1 if something differs."""
    from troth.assembly import check_map
    from troth.policy import load

    language = language_of(lang)
    loaded = load(read_file(policy), str(policy)) if policy is not None else None
    against = loaded.compiled.policy if loaded is not None else None
    places, found = check_map(read_file(file), against, os.environ)
    if against is not None and against.id != places.policy:
        raise MapError(OTHER_POLICY, wanted=places.policy, file=policy, found=against.id)
    errors = [fault for fault in found if fault.severity == "error"]
    if json:
        print_json(
            {
                "places": list(places.places),
                "clean": not errors,
                "faults": [
                    {
                        "place": fault.place,
                        "line": fault.line,
                        "id": fault.id,
                        "severity": fault.severity,
                        "text": fault.text(language),
                    }
                    for fault in found
                ],
            }
        )
    else:
        words, counts = _WORDS[language], _COUNTS[language]
        for fault in found:
            say(
                words["line"].format(
                    file=file, line=fault.line, severity=words[fault.severity], text=fault.text(language)
                )
            )
        say(
            words["sum"].format(
                places=counts(len(places.places), "place"),
                errors=counts(len(errors), "error"),
                warnings=counts(len(found) - len(errors), "warning"),
            )
        )
    if errors:
        raise typer.Exit(1)


@app.command("intake")
def intake(
    file: Annotated[Path, typer.Argument(help="The data map.", show_default=False)],
    place: Annotated[str, typer.Argument(help="The place into which rows are to be written.")],
    table: Annotated[str, typer.Argument(help="Its table.")],
    policy: Annotated[Path, typer.Option(help="The policy file it goes with.", show_default=False)],
    lang: Lang = None,
) -> None:
    """Read rows (JSON, one a line) and give back those that may be written: without who was erased there."""
    from troth.assembly import TableIntake
    from troth.policy import load

    words = _WORDS[language := language_of(lang)]
    loaded = load(read_file(policy), str(policy)).compiled.policy
    guard = TableIntake.of(read_file(file), loaded, place, table, os.environ)
    line, out = 0, 0
    while row := sys.stdin.buffer.readline(guard.LONGEST + 2):
        line += 1
        if not row.strip():
            continue
        if guard.may_come(line, row.rstrip(b"\r\n")):
            sys.stdout.buffer.write(row if row.endswith(b"\n") else row + b"\n")
        else:
            out += 1
    sys.stdout.buffer.flush()
    rows = _COUNTS[language](line, "line")
    sys.stderr.write(words["intake"].format(rows=rows, out=out) + "\n")


_COUNTS: dict[str, Callable[[int, str], str]] = {"en": counted, "zh": lambda number, _: str(number)}
_WORDS = {
    "en": {
        "line": "{file}:{line}: {severity}: {text}",
        "error": "error",
        "warning": "warning",
        "sum": "{places}: {errors}, {warnings}",
        "intake": "{rows} read, {out} left out: who is in them was erased there",
    },
    "zh": {
        "line": "{file}:{line}：{severity}：{text}",
        "error": "错误",
        "warning": "警告",
        "sum": "共 {places} 处：{errors} 个错误，{warnings} 个警告",
        "intake": "已读取 {rows} 行，剔除 {out} 行：行中人员的信息已在该处删除",
    },
}
