"""`troth scan`: where personal data is, in a text, a database or a file; what to write on the data map; what is missing there."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from troth.cli.console import Json, Lang, fail, language_of, print_json, read_file, say
from troth.holdings import (
    Budget,
    ColumnFinding,
    PlaceScan,
    TextScan,
    drift,
    propose,
    read_map,
    scan_place,
    scan_text,
)
from troth.vocabulary import Message, TrothError

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
    "give a text in UTF-8 or GB 18030; nothing of it was scanned",
    "请提供 UTF-8 或 GB 18030 编码的文本；该文件未作任何扫描",
)
CHECK_NEEDS_MAP = Message(
    "cli.scan.map",
    "--check compares with a data map, and none is named",
    "--check 须与数据地图比对，但未指明数据地图",
    "add --map FILE",
    "请加上 --map 文件",
)


class ScanError(TrothError):
    """The options of the scan do not fit together, or the text is none."""


def scan(  # noqa: PLR0913  # one parameter for each option of the command
    place: Annotated[
        str | None,
        typer.Argument(help="A database (sqlite:///FILE, postgresql://...) or a file.", show_default=False),
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
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Find personal data: kinds and places, never a value; status 1 where a column is on no map."""
    language = language_of(lang)
    if (place is None) == (text is None):
        raise ScanError(WHAT_TO_SCAN)
    if check and map_file is None:
        raise ScanError(CHECK_NEEDS_MAP)
    budget = Budget(characters=characters, seconds=seconds)
    if text is not None:
        _scan_text(text, budget, json, language)
    elif map_file is not None:
        _compare(str(place), map_file, check, json, language)
    else:
        _scan_place(str(place), budget, as_map, json, language)


def _decoded(path: Path) -> str:
    data = read_file(path)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ScanError(NOT_TEXT, file=path)


def _scan_text(path: Path, budget: Budget, json: bool, language: str) -> None:
    from troth.assembly import scan_watch

    text = _decoded(path)
    found = scan_text(text, budget, scan_watch())
    if json:
        print_json(_text_data(found))
        return
    for span in found.spans:
        line = text.count("\n", 0, span.start) + 1
        column = span.start - (text.rfind("\n", 0, span.start) + 1) + 1
        say(f"{path}:{line}:{column}: {span.kind} ({span.what}, {_SURE[language][span.sure]})")
    _say_state(str(path), found.state, found.scanned, language)


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
    if found.unread is not None:
        start, end = found.unread
        spans.append(
            {"start": start, "end": end, "kind": None, "what": None, "state": "not-scanned", "sure": None}
        )
    return {"spans": spans, "state": found.state, "scanned": round(found.scanned, 6)}


def _scan_place(address: str, budget: Budget, as_map: bool, json: bool, language: str) -> None:
    from troth.assembly import place_at

    opened, watch = place_at(address, budget.seconds)
    found = scan_place(opened, budget, watch, progress=_progress if sys.stderr.isatty() else None)
    for table, error in found.failures:
        sys.stderr.write(f"{table}{'：' if language == 'zh' else ': '}")
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
        unread = {(line.table, line.column) for line in found.columns if line.state == "not-scanned"}
        say(_SUM[language].format(all=len(columns), found=len(holding), unread=len(unread)))


def _progress(done: int, all_of_them: int, table: str) -> None:
    sys.stderr.write(f"\r\x1b[K{done}/{all_of_them} {table[:60]}")
    if done + 1 == all_of_them:
        sys.stderr.write("\n")
    sys.stderr.flush()


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
        "failures": [{"table": table, "error": error.id} for table, error in found.failures],
    }


def _compare(address: str, map_file: Path, check: bool, json: bool, language: str) -> None:
    from troth.assembly import place_at

    known = read_map(read_file(map_file))
    opened, _ = place_at(address)
    columns = opened.columns()
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
        texts = _DRIFT[language]
        for table, column in found.unclassified:
            say(texts["unclassified"].format(name=f"{table}.{column}"))
        for table, column in found.gone:
            say(texts["gone"].format(name=f"{table}.{column}"))
        say(texts["sum"].format(all=len(columns), open=len(found.unclassified), gone=len(found.gone)))
    if check and found.unclassified:
        raise typer.Exit(1)


def _say_column(line: ColumnFinding, language: str) -> None:
    texts = _COLUMN[language]
    if line.kind is None:
        say(texts[line.state].format(name=f"{line.table}.{line.column}", scanned=f"{line.scanned:.1%}"))
        return
    by = texts["and"].join(texts[each] for each in line.by) or texts["heading"]
    doubt = texts["doubtful"] if line.sure == "doubtful" else ""
    say(
        texts["found"].format(
            name=f"{line.table}.{line.column}", kind=line.kind, share=f"{line.share:.2%}", by=by, doubt=doubt
        )
    )


def _say_state(name: str, state: str, scanned: float, language: str) -> None:
    colon = "：" if language == "zh" else ": "
    say(name + colon + _STATE[language][state].format(scanned=f"{scanned:.1%}"))


_SURE = {
    "en": {"checked": "checked", "context": "by the words before it", "shaped": "by its form"},
    "zh": {"checked": "已校验", "context": "依前后文判断", "shaped": "依格式判断"},
}
_STATE = {
    "en": {
        "found": "personal data found; {scanned} was read",
        "clean": "clean: everything was read, nothing was found",
        "not-scanned": "not scanned: {scanned} was read; nothing was found in that part",
    },
    "zh": {
        "found": "发现个人信息；已读取 {scanned}",
        "clean": "未发现个人信息，且已全部读取",
        "not-scanned": "未扫描完：已读取 {scanned}，该部分未发现个人信息",
    },
}
_COLUMN = {
    "en": {
        "found": "{name}: {kind}, {share} of the cells ({by}){doubt}",
        "clean": "{name}: clean",
        "not-scanned": "{name}: not scanned ({scanned} of the rows were read)",
        "heading": "its heading",
        "values": "its values",
        "and": " and ",
        "doubtful": "; chance may explain it, a person decides",
    },
    "zh": {
        "found": "{name}：{kind}，占非空单元格的 {share}（依据{by}）{doubt}",
        "clean": "{name}：未发现个人信息",
        "not-scanned": "{name}：未扫描（已读取 {scanned} 的行）",
        "heading": "列名",
        "values": "内容",
        "and": "和",
        "doubtful": "；可能只是巧合，须人工判断",
    },
}
_SUM = {
    "en": "{all} columns: personal data in {found}, {unread} not scanned",
    "zh": "共 {all} 列：{found} 列含个人信息，{unread} 列未扫描",
}
_DRIFT = {
    "en": {
        "unclassified": "{name}: not on the data map",
        "gone": "{name}: on the data map, but no longer there",
        "sum": "{all} columns: {open} without a classification, {gone} gone",
    },
    "zh": {
        "unclassified": "{name}：数据地图上没有分类",
        "gone": "{name}：数据地图上有，实际已不存在",
        "sum": "共 {all} 列：{open} 列没有分类，{gone} 列已不存在",
    },
}
