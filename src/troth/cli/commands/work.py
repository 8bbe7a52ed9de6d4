"""`troth work`: does what is owed, in this process; as many on as many hosts as wanted over one PostgreSQL.

Rules
- Ctrl-C and SIGTERM end it after the duty in hand; what it holds beside that goes back at once.
- Standard output holds the answer (`--json`: a line for each thing that happened); the progress line is on standard error.
- The embedded store has one process: `troth serve` works on it itself, and `troth work` is for when that does not run.
"""

from __future__ import annotations

import json as encoding
import os
import signal
import sys
import threading
from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from troth.cli.console import Json, Lang, language_of, print_json, say

if TYPE_CHECKING:
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
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Do what is owed: erase, tell, deliver; remind of what falls due, and note what is late."""
    from troth.assembly import Settings, Workers, install

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
            _watch(workers.stopping, counts, words["line"])
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


def _watch(stopping: threading.Event, counts: Counter[str], line: str) -> None:
    """Wait until it is stopped; on a terminal, show how far it is."""
    shown = ""
    while not stopping.wait(1.0):
        now = line.format(**{how: counts[how] for how in _SHOWN})
        if sys.stderr.isatty() and now != shown:
            sys.stderr.write(f"\r\x1b[K{now}")
            sys.stderr.flush()
            shown = now
    if shown:
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
