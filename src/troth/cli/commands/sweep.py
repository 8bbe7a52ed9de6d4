"""`troth sweep`: ends what is past its time in the tables that the data maps name, and looks over the books.

Rules
- Standard output holds the answer (`--json`: one object); progress is on standard error.
- Ctrl-C and SIGTERM end it after the batch in hand; the next run goes on from there.
- Status 1 when an officer has to decide, when something is left, or when something is not known.
- The embedded store has one process: `troth serve` sweeps by itself every day; this is for when that does not run.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from troth.cli.commands.work import until_stopped
from troth.cli.console import Json, Lang, language_of, print_json, say
from troth.cli.progress import Progress, following
from troth.duties import about_word
from troth.vocabulary import Message, TrothError, place_word, reason_word

if TYPE_CHECKING:
    from troth.assembly import Report

UNKNOWN = Message(
    "cli.sweep-policy",
    "there are no books of a policy {policy}",
    "没有政策 {policy} 的账簿",
    "known are: {known}",
    "现有：{known}",
)
_WORDS: dict[str, dict[str, Any]] = {
    "en": {
        "head": ("PLACE", "TABLE", "RULE", "DUE", "DONE", "HELD", "NO DAY", "OLDEST", "STATE"),
        "and": ", ",
        "why": "{state} ({why})",
        "books": "{policy}: new entries read: {entries}, people looked at: {people}.",
        "none": "No table of the data maps says how its rows grow old (`kept-by`).",
        "unknown": "Not known, so never due: {what}.",
        "no-day": "{count} without a day of collection",
        "no-period": "{count} without a period",
        "officer": "More than the share of a table that a run may take is due: look at it at the console, or run again with --approved-by ID (without operators: --approved).",
        "more": "Something is left; the next run goes on.",
        "again": "{place}: {looked} values looked at, {again} of erased people who came back; {state}.",
        "unsure": "{place}: {count} of them may be somebody who came anew and were left alone; a person decides (`--everywhere` erases them in lakes and files).",
        "would": "Nothing was changed (--dry-run).",
    },
    "zh": {
        "head": ("位置", "数据表", "规则", "到期", "已处理", "留存", "无日期", "最早", "状态"),
        "and": "、",
        "why": "{state}（{why}）",
        "books": "{policy}：读取新增记录 {entries} 条，检视 {people} 人。",
        "none": "数据地图未写明任何数据表的到期依据（`kept-by`）。",
        "unknown": "以下情况不明，因此不视为到期：{what}。",
        "no-day": "{count} 项无收集日期",
        "no-period": "{count} 项无保存期限",
        "officer": "某表到期行数超过单次处理上限，请在控制台核对，或以 --approved-by ID 再次运行（没有操作人员时用 --approved）。",
        "more": "尚有剩余，将在下次运行时继续。",
        "again": "{place}：核对 {looked} 个标识，其中 {again} 个属于已被删除又恢复的人；{state}。",
        "unsure": "{place}：另有 {count} 个可能属于重新注册的人，未作处理，须由人工判断（湖和文件中确应删除的，用 `--everywhere` 运行）。",
        "would": "试运行，未作任何更改（--dry-run）。",
    },
}
_STATES = {
    "done": ("done", "完成"),
    "more": ("goes on", "未完"),
    "stopped": ("for an officer", "待负责人决定"),
    "kept": ("kept", "保留"),
    "would": ("would go", "将处理"),
}


class SweepError(TrothError):
    """The command was called in a way that means nothing."""


def sweep(  # noqa: PLR0913  # the options of the command
    policy: Annotated[
        str | None, typer.Argument(help="The id of a policy.", show_default="every policy")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Count what is due, and change nothing.")
    ] = False,
    approved: Annotated[
        bool,
        typer.Option(
            "--approved",
            help="A large share of a table may go: somebody has looked at it. With operators, see --approved-by.",
        ),
    ] = False,
    approved_by: Annotated[
        list[str] | None,
        typer.Option(
            "--approved-by",
            help="The id of an operator who has looked at it; twice, for two, where two are needed.",
            show_default=False,
        ),
    ] = None,
    everywhere: Annotated[
        bool,
        typer.Option(
            "--everywhere",
            help="Look for erased people who came back in every database and file, not only in what was restored or is new.",
        ),
    ] = False,
    most: Annotated[int, typer.Option(help="Most rows of a table in one run.", min=1)] = 100_000,
    share: Annotated[
        float, typer.Option(help="Share of a table above which an officer decides.", min=0.0, max=1.0)
    ] = 0.5,
    store: Annotated[
        str | None, typer.Option(help="Where books are kept.", show_default="a file in the home folder")
    ] = None,
    progress: Progress = False,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """End what is past its time in the mapped tables. Status 1 if something is left, or for an officer to decide."""
    from troth.assembly import Holdings, Settings, Sweep, allow_large, install
    from troth.retention import Caps

    words = _WORDS[language := language_of(lang)]
    stopping = threading.Event()
    installation = install(Settings.of(os.environ, store), ())
    try:
        known = installation.gate.shelf.ids
        if policy is not None and policy not in known:
            raise SweepError(UNKNOWN, policy=policy, known=", ".join(known) or "-")
        until_stopped(stopping)
        holdings = Holdings(installation, os.environ)
        work = Sweep(installation, holdings, Caps(most=most, most_share=share))
        reports = []
        with following(language, quiet=False, always=progress) as told:
            for name in [policy] if policy is not None else known:
                alone = allow_large(
                    installation, work, name, approved_by or (), approved=approved and not dry_run
                )
                run = work.run(
                    name,
                    dry_run=dry_run,
                    approved=alone,
                    everywhere=everywhere,
                    stopping=stopping.is_set,
                    told=lambda what, done, of: told(about_word(what, language), done, of),
                )
                reports.append(run)
                if stopping.is_set():
                    break
        holdings.close()
    finally:
        installation.gate.close()
    if json:
        print_json({"sweeps": [each.as_data() for each in reports]})
    else:
        _print(reports, words, language, dry_run=dry_run)
    if any(each.more or each.unknown or any(r.state == "stopped" for r in each.rules) for each in reports):
        raise typer.Exit(1)


def _print(reports: Sequence[Report], words: dict[str, Any], language: str, *, dry_run: bool) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for name in words["head"]:
        table.add_column(name, overflow="fold")
    for report in reports:
        say(words["books"].format(policy=report.policy, entries=report.entries, people=report.people))
        for back in report.again:
            why = words["and"].join(reason_word(each, language) for each in back.why)
            state = why or _STATES["would" if dry_run else "done"][language == "zh"]
            counts = {word: back.counts.get(word, 0) for word in ("looked", "again")}
            say(words["again"].format(place=back.place, state=state, **counts))
            if back.counts.get("unsure"):
                say(words["unsure"].format(place=back.place, count=back.counts["unsure"]))
        for each in report.rules:
            rule, counted = each.rule, each.counted
            state = _STATES[each.state][language == "zh"]
            table.add_row(
                rule.place,
                rule.table,
                f"{place_word('placeact', rule.then, language)} < {rule.before[:10]}" if rule.before else "-",
                str(counted.due),
                words["and"].join(
                    f"{place_word('sweepdone', word, language)} {count}" for word, count in each.done.items()
                )
                or "0",
                str(each.held),
                str(counted.undated),
                counted.oldest or "-",
                words["why"].format(state=state, why=reason_word(each.why, language)) if each.why else state,
            )
        if report.unknown:
            what = ", ".join(words[why].format(count=count) for why, count in report.unknown.items())
            say(words["unknown"].format(what=what))
    if table.row_count:
        width = None if sys.stdout.isatty() or os.environ.get("COLUMNS") else 160
        Console(width=width, highlight=False, markup=False).print(table)
    else:
        say(words["none"])
    if dry_run:
        say(words["would"])
    if any(rule.state == "stopped" for report in reports for rule in report.rules):
        say(words["officer"])
    if any(report.more for report in reports):
        say(words["more"])
