"""`troth scan`: where personal data is, in a text, a database or a file; what to write on the data map; what is missing there."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer

from troth.cli.console import Json, Lang, counted, fail, language_of, print_json, read_file, say, visible
from troth.cli.progress import Progress, Shown
from troth.cli.scan_words import COLUMN, DRIFT, KIND, LEFT, ROWS, SPAN, STATE, SUM, SURE
from troth.cli.standing import StandingFile, place_id
from troth.holdings import (
    Budget,
    ColumnFinding,
    Partly,
    PlaceScan,
    TextScan,
    Watch,
    decoded,
    drift,
    propose,
    read_map,
    scan_place,
    scan_text,
)
from troth.vocabulary import Message, TrothError, kind_word, place_word

WHAT_TO_SCAN = Message(
    "cli.scan.what",
    "name either a place or a text to scan",
    "请指明要扫描的位置或文本，二者择一",
    "give an address such as sqlite:///crm.db, or --text FILE",
    "请给出地址，例如 sqlite:///crm.db；扫描文本请用 --text 文件",
)
NOT_TEXT = Message(
    "cli.scan.not-text",
    "the file {file} is not text",
    "文件 {file} 不是文本",
    "give a text in UTF-8, UTF-16 or GB 18030; nothing of it was scanned",
    "请提供 UTF-8、UTF-16 或 GB 18030 编码的文本；该文件未作任何扫描",
)
CHECK_NEEDS_MAP = Message(
    "cli.scan.map",
    "--check compares with a data map, and none is named",
    "--check 须与数据地图比对，但未指明数据地图",
    "add --map FILE",
    "请加上 --map 文件",
)


RESUME_NEEDS_PLACE = Message(
    "cli.scan.resume-what",
    "--resume and --policy are for the scan of a place",
    "--resume 和 --policy 只用于扫描位置",
    "leave them out: a text and a comparison of columns are read in one go",
    "请去掉该选项：文本扫描和列比对一次完成",
)


MOST_NAMED = 10
"""So many columns are named in the last line; the lines before it name them all."""


class ScanError(TrothError):
    """The options of the scan do not fit together, or the text is none."""


def scan(  # noqa: PLR0913  # one parameter for each option of the command
    place: Annotated[
        str | None,
        typer.Argument(
            help="A database (sqlite:///FILE, postgresql://...), a file, a lake or a tree of files (a folder, s3://...).",
            show_default=False,
        ),
    ] = None,
    text: Annotated[Path | None, typer.Option("--text", help="A text to scan.", show_default=False)] = None,
    map_file: Annotated[Path | None, typer.Option("--map", help="The data map to compare with.")] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Compare columns with the map; read no rows.")
    ] = False,
    as_map: Annotated[bool, typer.Option("--propose", help="Print a data map to begin with.")] = False,
    seconds: Annotated[float | None, typer.Option(min=0, help="Stop after so many seconds.")] = None,
    characters: Annotated[
        int, typer.Option(min=0, help="Read so many characters of one document or cell.")
    ] = 4_000_000,
    resume: Annotated[
        Path | None,
        typer.Option(
            "--resume", help="Keep here how far it is, and go on from there after a kill.", show_default=False
        ),
    ] = None,
    policy: Annotated[
        str | None,
        typer.Option(help="Show how far it is at the console of this policy, too.", show_default=False),
    ] = None,
    progress: Progress = False,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Find personal data: kinds and places, never a value; status 1 where a column is on no map, or anything was left unread."""
    language = language_of(lang)
    if (place is None) == (text is None):
        raise ScanError(WHAT_TO_SCAN)
    if (resume is not None or policy is not None) and (text is not None or map_file is not None):
        raise ScanError(RESUME_NEEDS_PLACE)
    if check and map_file is None:
        raise ScanError(CHECK_NEEDS_MAP)
    budget = Budget(characters=characters, seconds=seconds)
    if text is not None:
        _scan_text(text, budget, json, language)
    elif map_file is not None:
        _compare(str(place), map_file, check, json, language)
    else:
        kept = StandingFile(resume, str(place), characters) if resume is not None else None
        found, spent = _scanned(str(place), budget, kept, policy, progress, language)
        _say_place(found, as_map, json, language)
        if found.unread or found.failures:
            if not json:
                _say_left(found, spent, as_map, language)
            raise typer.Exit(1)


def _decoded(path: Path) -> str:
    text = decoded(read_file(path))
    if text is None:
        raise ScanError(NOT_TEXT, file=path)
    return text


def _scan_text(path: Path, budget: Budget, json: bool, language: str) -> None:
    from troth.assembly import scan_watch

    text = _decoded(path)
    found = scan_text(text, budget, scan_watch())
    if json:
        print_json(_text_data(found))
    else:
        _say_text(path, text, found, language)
    if found.scanned < 1:
        raise typer.Exit(1)


def _say_text(path: Path, text: str, found: TextScan, language: str) -> None:
    for span in found.spans:
        line = text.count("\n", 0, span.start) + 1
        column = span.start - (text.rfind("\n", 0, span.start) + 1) + 1
        kind, what = kind_word(span.kind, language), place_word("scanwhat", span.what, language)
        say(
            SPAN[language].format(
                at=f"{path}:{line}:{column}",
                kind=kind,
                id=span.kind,
                what=what,
                sure=SURE[language][span.sure],
            )
        )
    state = "part" if found.state == "found" and found.scanned < 1 else found.state
    _say_state(str(path), state, found.scanned, language)


def _text_data(found: TextScan) -> dict[str, Any]:
    spans: list[dict[str, Any]] = [
        {
            "start": span.start,
            "end": span.end,
            "kind": span.kind,
            "what": span.what,
            "state": "found",
            "sure": span.sure,
        }
        for span in found.spans
    ]
    spans += [
        {"start": start, "end": end, "kind": None, "what": None, "state": "not-scanned", "sure": None}
        for start, end in (*found.broken, *([found.unread] if found.unread is not None else []))
    ]
    spans.sort(key=lambda span: int(span["start"]))
    return {"spans": spans, "state": found.state, "scanned": round(found.scanned, 6)}


def _scanned(
    address: str, budget: Budget, kept: StandingFile | None, policy: str | None, always: bool, language: str
) -> tuple[PlaceScan, bool]:
    """Return what the place at `address` holds and whether its time was up, with progress on standard error, and from where `kept` says on."""
    from troth.assembly import Settings, place_at, scan_run

    opened, watch = place_at(address, budget.seconds)
    books = ExitStack()
    run = (
        books.enter_context(scan_run(Settings.of(os.environ), policy, place_id(address))) if policy else None
    )
    before = run.run.done if run is not None else 0
    terminal = sys.stderr.isatty()
    shown = Shown("", language, terminal=terminal) if terminal or always else None
    if shown is not None and kept is not None:
        shown.again(kept.done)

    def told(done: int, of: int, table: str) -> None:
        if run is not None:
            run.tell(done - before, of - before)
        if shown is not None:
            shown.label(ROWS[language].format(table=table[:40]))
            shown.tell(done, of)

    with books:
        try:
            progress = told if shown is not None or run is not None else None
            standing = kept.standing if kept is not None else None
            found = scan_place(opened, budget, watch, progress=progress, standing=standing)
        finally:
            if shown is not None:
                shown.close()
        spent = _spent(budget, watch)
        whole = not found.failures and not spent
        if run is not None:
            run.end(stopped=not whole, reason=found.failures[0][1].id if found.failures else "")
    if kept is not None and whole:
        kept.end()
    return found, spent


def _spent(budget: Budget, watch: Watch) -> bool:
    return budget.seconds is not None and watch.seconds() >= budget.seconds


def _say_place(found: PlaceScan, as_map: bool, json: bool, language: str) -> None:
    for table, error in found.failures:
        sys.stderr.write(f"{visible(table)}{'：' if language == 'zh' else ': '}")
        fail(error, language)
    if as_map:
        sys.stdout.write(propose(found.columns))
    elif json:
        print_json(_place_data(found))
    else:
        for line in found.columns:
            _say_column(line, language)
        columns = {(line.table, line.column) for line in found.columns}
        holding = {(line.table, line.column) for line in found.columns if line.state == "found"}
        say(
            SUM[language].format(
                all=len(columns),
                columns=counted(len(columns), "column"),
                found=len(holding),
                unread=len(found.unread),
            )
        )


def _say_left(found: PlaceScan, spent: bool, as_map: bool, language: str) -> None:
    """Say in the last line what was not scanned; on standard error beside a map."""
    texts = LEFT[language]
    names = [visible(f"{table}.{column}") for table, column in found.unread]
    more = texts["more"].format(count=len(names) - MOST_NAMED) if len(names) > MOST_NAMED else ""
    line = texts["left"].format(names=texts["and"].join(names[:MOST_NAMED]), more=more)
    line += texts["spent"] if spent else ""
    if as_map:
        sys.stderr.write(line + "\n")
    else:
        say(line)


def _place_data(found: PlaceScan) -> dict[str, Any]:
    return {
        "columns": [
            {
                "table": line.table,
                "column": line.column,
                "kind": line.kind,
                "state": line.state,
                "share": line.share,
                "scanned": line.scanned,
                "rows": line.rows,
                "sure": line.sure,
                "by": list(line.by),
                "examples": 0,
            }
            for line in found.columns
        ],
        "state": found.state,
        "unread": [{"table": table, "column": column} for table, column in found.unread],
        "failures": [{"table": table, "error": error.id} for table, error in found.failures],
    }


def _compare(address: str, map_file: Path, check: bool, json: bool, language: str) -> None:
    from troth.assembly import place_at

    known = read_map(read_file(map_file))
    opened, _ = place_at(address)
    columns = opened.columns()
    if isinstance(opened, Partly) and opened.unread:  # of which nobody knows the columns is not compared
        raise next(iter(opened.unread.values()))
    found = drift(known, columns)
    if json:
        print_json(
            {
                "columns": len(columns),
                "unclassified": [{"table": table, "column": column} for table, column in found.unclassified],
                "gone": [{"table": table, "column": column} for table, column in found.gone],
                "clean": not found.unclassified,
            }
        )
    else:
        texts = DRIFT[language]
        for table, column in found.unclassified:
            say(texts["unclassified"].format(name=visible(f"{table}.{column}")))
        for table, column in found.gone:
            say(texts["gone"].format(name=visible(f"{table}.{column}")))
        say(
            texts["sum"].format(
                all=len(columns),
                columns=counted(len(columns), "column"),
                open=len(found.unclassified),
                gone=len(found.gone),
            )
        )
    if check and found.unclassified:
        raise typer.Exit(1)


def _say_column(line: ColumnFinding, language: str) -> None:
    texts = COLUMN[language]
    name, scanned = visible(f"{line.table}.{line.column}"), f"{line.scanned:.1%}"
    if line.kind is None:
        state = "cells" if line.state == "not-scanned" and line.scanned == 1 else line.state
        say(texts[state].format(name=name, scanned=scanned))
        return
    by = texts["and"].join(texts[each] for each in line.by) or texts["heading"]
    doubt = texts["doubtful"] if line.sure == "doubtful" else ""
    if line.scanned < 1:
        doubt += texts["part"].format(scanned=scanned)
    say(
        texts["found" if "values" in line.by else "said"].format(
            name=name,
            kind=KIND[language].format(kind=kind_word(line.kind, language), id=line.kind),
            share=f"{line.share:.2%}",
            by=by,
            doubt=doubt,
        )
    )


def _say_state(name: str, state: str, scanned: float, language: str) -> None:
    colon = "：" if language == "zh" else ": "
    say(name + colon + STATE[language][state].format(scanned=f"{scanned:.1%}"))
