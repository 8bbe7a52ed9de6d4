"""`troth duties`: what is owed, by when, promised and by law, and what needs a person."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from troth.cli.console import Json, Lang, language_of, print_json, say
from troth.vocabulary import Message, TrothError

if TYPE_CHECKING:
    from troth.duties import Duty, Which

MOST = 1000
ONE_OF = Message(
    "cli.duties-one",
    "--due, --late and --for-person exclude each other",
    "--due、--late、--for-person 只能选其一",
    "give one of them, or none to see everything that is open",
    "请只保留一个；都不写则列出全部未完成的义务",
)
UNKNOWN = Message(
    "cli.duties-policy",
    "there are no books of a policy {policy}",
    "没有政策 {policy} 的账簿",
    "known are: {known}",
    "现有：{known}",
)
_WORDS: dict[str, dict[str, Any]] = {
    "en": {
        "head": ("DUE", "STATE", "WHAT", "ABOUT", "PROMISED", "BY LAW", "WHY"),
        "late": "LATE",
        "person": "for a person",
        "stopped": "clock stopped",
        "none": "Nothing of this kind is owed.",
        "waiting": "Ready since {at} and no worker came: run `troth work`, or `troth serve`.",
        "alive": "{count} working here; last heard of at {at}.",
        "more": "Only the {most} that need a look soonest are shown.",
        "again": "{id} is for workers again.",
    },
    "zh": {
        "head": ("期限", "状态", "义务", "事项", "承诺期限", "法定期限", "说明"),
        "late": "已逾期",
        "person": "待人工处理",
        "stopped": "计时中止",
        "none": "没有此类义务。",
        "waiting": "自 {at} 起有义务待领取而无人处理：请运行 `troth work` 或 `troth serve`。",
        "alive": "本机有 {count} 个工作进程，最近一次心跳 {at}。",
        "more": "仅列出最需要关注的 {most} 项。",
        "again": "{id} 已交回工作进程。",
    },
}


class DutiesError(TrothError):
    """The command was called in a way that means nothing."""


def list_duties(
    policy: Annotated[
        str | None, typer.Argument(help="The id of a policy.", show_default="every policy")
    ] = None,
    due: Annotated[bool, typer.Option("--due", help="What ends within a day, or has ended.")] = False,
    late: Annotated[bool, typer.Option("--late", help="What is past its time.")] = False,
    for_person: Annotated[
        bool, typer.Option("--for-person", help="What somebody must see to: no program can, or will.")
    ] = False,
    again: Annotated[
        str | None,
        typer.Option(
            help="Give the duty with this id back to the workers; names a policy.", show_default=False
        ),
    ] = None,
    store: Annotated[
        str | None, typer.Option(help="Where books are kept.", show_default="a file in the home folder")
    ] = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """List what is owed and not done: due, promised and statutory limits, state. Status 1 if something is late."""
    from troth.assembly import Settings, heartbeats, open_books
    from troth.duties import again as give_back
    from troth.duties import as_data, chosen, unfinished, waiting_since

    if due + late + for_person > 1:
        raise DutiesError(ONE_OF)
    words = _WORDS[language_of(lang)]
    settings = Settings.of(os.environ, store)
    with open_books(settings) as (books, clock):
        known = books.controllers()
        if policy is not None and policy not in known:
            raise DutiesError(UNKNOWN, policy=policy, known=", ".join(known) or "-")
        now = clock.now()
        if again is not None and policy is not None:
            books.write(policy, lambda book: give_back(book, again, now))
            say(words["again"].format(id=again))
            return
        everything: dict[str, list[Duty]] = {
            name: books.read(name, lambda book: unfinished(book, MOST))
            for name in ([policy] if policy is not None else known)
        }
    which: Which = "due" if due else "late" if late else "for-person" if for_person else "all"
    shown = {name: chosen(duties, which, now) for name, duties in everything.items()}
    since = waiting_since([duty for duties in everything.values() for duty in duties], now)
    beats = [each for each in heartbeats(settings.home) if each.alive(now)]
    if json:
        print_json(
            {
                "at": now.isoformat(),
                "waiting_since": since.isoformat() if since else None,
                "workers": [{"process": each.process, "at": each.at.isoformat()} for each in beats],
                "duties": [
                    {"policy": name, **as_data(each, now)}
                    for name, duties in shown.items()
                    for each in duties
                ],
            }
        )
    else:
        _print(shown, now, language_of(lang))
        if any(len(duties) == MOST for duties in everything.values()):
            say(words["more"].format(most=MOST))
        if beats:
            say(words["alive"].format(count=len(beats), at=_time(max(each.at for each in beats))))
        elif since is not None:
            say(words["waiting"].format(at=_time(since)))
    if any(each.late(now) for duties in everything.values() for each in duties):
        raise typer.Exit(1)


def _print(shown: Mapping[str, Sequence[Duty]], now: datetime, language: str) -> None:
    words = _WORDS[language]
    rows = [_row(each, now, language) for duties in shown.values() for each in duties]
    if not rows:
        say(words["none"])
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for name in words["head"]:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*row)
    width = None if sys.stdout.isatty() or os.environ.get("COLUMNS") else 160
    Console(width=width, highlight=False, markup=False).print(table)


def _row(duty: Duty, now: datetime, language: str) -> tuple[str, ...]:
    from troth.duties import LABELS, limits_of
    from troth.rights import source_name

    words = _WORDS[language]
    state = LABELS[duty.state][language == "zh"]
    if duty.for_person or duty.of.hand == "person":
        state = words["person"]
    if duty.late(now):
        state = f"{words['late']} · {state}"
    ends = words["stopped"] if duty.due.ends is None else _time(duty.due.ends)
    limits = limits_of(duty)
    told = [
        "\n".join(
            f"{due.due.isoformat() if due.due else '–'} {source_name(term.source, language)}"
            for term, due in limits
            if term.law is law
        )
        for law in (False, True)
    ]
    name = duty.of.zh if language == "zh" else duty.of.en
    part = "" if duty.part == "-" else f"/{duty.part}"
    return (ends, state, name, f"{duty.about}{part}", *told, duty.reason)


def _time(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%MZ")
