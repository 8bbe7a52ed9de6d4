"""`troth work`: does what is owed, in this process; as many on as many hosts as wanted over one PostgreSQL.

Rules
- Ctrl-C and SIGTERM end it after the duty in hand; what it holds beside that goes back at once.
- Standard output holds the answer (`--json`: a line for each thing that happened); the progress line is on standard error: what was done here,
  and how far the long work in the books is (erasing everybody, many requests at once), as the console shows it.
- The embedded store has one process: `troth serve` works on it itself, and `troth work` is for when that does not run.
"""

from __future__ import annotations

import json as encoding
import os
import signal
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from troth.cli.console import Json, Lang, language_of, print_json, say, visible
from troth.cli.progress import EVERY, Progress, line_of
from troth.duties import RUN_KINDS, Run, about_word
from troth.vocabulary import TrothError

if TYPE_CHECKING:
    from troth.assembly import Runs
    from troth.duties import Told

_WORDS = {
    "en": {
        "begins": "working ({threads} threads); Ctrl-C ends it after the duty in hand",
        "line": "done {done} · again later {later} · waiting {waits} · for people {person} · late {late} · trouble {trouble}",
        "ends": "stopped",
    },
    "zh": {
        "begins": "开始处理（{threads} 个线程），按 Ctrl-C 将在办完手头一项后停止",
        "line": "完成 {done} · 稍后重试 {later} · 等待回复 {waits} · 待人工 {person} · 逾期 {late} · 故障 {trouble}",
        "ends": "已停止",
    },
}
_SHOWN = ("done", "later", "waits", "person", "late", "trouble")


def work(
    once: Annotated[bool, typer.Option("--once", help="Do what is ready now, and end.")] = False,
    threads: Annotated[int, typer.Option(help="How many duties at a time.", min=1, max=64)] = 1,
    store: Annotated[
        str | None,
        typer.Option(help="Where books are kept: postgresql://...", show_default="a file in the home folder"),
    ] = None,
    progress: Progress = False,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Do what is owed: erase, tell, deliver; remind of what falls due, and note what is late."""
    from troth.assembly import Runs, Settings, Workers, install, now

    words = _WORDS[language_of(lang)]
    installation = install(Settings.of(os.environ, store), ())
    counts: Counter[str] = Counter()
    lock = threading.Lock()

    def told(each: Told) -> None:
        with lock:
            counts[each.how] += 1
            if json and not once:
                sys.stdout.write(encoding.dumps(_line(each), ensure_ascii=False) + "\n")
                sys.stdout.flush()

    workers = Workers(installation, threads=threads, told=told)
    try:
        until_stopped(workers.stopping)
        if once:
            workers.once()
        else:
            sys.stderr.write(words["begins"].format(threads=threads) + "\n")
            workers.start()
            home, known = installation.settings.home, installation.gate.shelf
            runs = Runs(installation.gate.store, installation.clock, home=home)

            def lines() -> list[str]:
                done = words["line"].format(**{how: counts[how] for how in _SHOWN})
                return [done, *long_work(runs, known.ids, now(), language_of(lang))]

            _watch(workers.stopping, lines, always=progress)
    finally:
        workers.stop()
        installation.gate.close()
    line = words["line"].format(**{how: counts[how] for how in _SHOWN})
    if not once:
        sys.stderr.write(f"{words['ends']}: {line}\n")
    elif json:
        print_json({"counts": dict(sorted(counts.items()))})
    else:
        say(line)


def until_stopped(stopping: threading.Event) -> None:
    """Let Ctrl-C and SIGTERM set `stopping`, where signals reach us."""
    if threading.current_thread() is not threading.main_thread():
        return
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: stopping.set())


def long_work(runs: Runs, policies: Iterable[str], now: datetime, language: str) -> list[str]:
    """Return a line for each piece of long work that somebody is at now: done, left, and when it ends."""

    def named(run: Run) -> str:
        return f"{RUN_KINDS[run.kind][language == 'zh']} {visible(about_word(run.about, language))}".rstrip()

    try:
        return [
            line_of(named(run), run, language)
            for policy in policies
            for run in runs.known(policy)
            if run.state == "running" and not run.silent(now)
        ]
    except TrothError:  # the store does not answer now: the workers say so, and go on
        return []


def _watch(stopping: threading.Event, lines: Callable[[], list[str]], *, always: bool = False) -> None:
    """Wait until it is stopped; show how far it is: written over on a terminal, elsewhere (`always`) every few seconds."""
    terminal, shown, since = sys.stderr.isatty(), "", EVERY.total_seconds()
    while not stopping.wait(1.0):
        since += 1.0
        if not terminal and (not always or since < EVERY.total_seconds()):
            continue
        since, said = 0.0, (" · " if terminal else "\n").join(lines())
        if said != shown:
            sys.stderr.write(f"\r\x1b[K{said}" if terminal else f"{said}\n")
            sys.stderr.flush()
            shown = said
    if shown and terminal:
        sys.stderr.write("\n")


def _line(told: Told) -> dict[str, object]:
    duty = told.duty
    return {
        "policy": told.controller,
        "what": told.how,
        "duty": duty.id if duty is not None else None,
        "reason": told.reason or None,
        "percent": told.percent or None,
    }
