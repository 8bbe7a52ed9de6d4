r"""The data map: which column of a place holds data of which kind; proposed by a scan, decided by a person.

Rules
- YAML, read as strictly as a policy file: `columns`, by table and column, each with a kind of the taxonomy, a list of
  kinds, `none` (looked at: nothing personal) or `undecided`.
- A column that the place has and the map does not classify (missing, or `undecided`) is unclassified; a column of the
  map that the place has no more is gone. Both are drift.

Example
    >>> drift(read_map(b"troth-map: 1\ncolumns: {users: {id: none}}\n"), [Column("users", "phone")]).unclassified
    (('users', 'phone'),)
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from troth.holdings.errors import BAD_MAP, BadMap
from troth.holdings.recognising.columns import ColumnFinding
from troth.holdings.recognising.reading import Column
from troth.policy import Document, read
from troth.policy.errors import Unreadable
from troth.vocabulary import KINDS, Plain

VERSION = 1
NONE, UNDECIDED = "none", "undecided"
DataMap = Mapping[tuple[str, str], tuple[str, ...]]
"""(table, column) -> its kinds; `(none,)` and `(undecided,)` are said, an empty tuple never stands here."""


@dataclass(frozen=True)
class Drift:
    """Where a place and its map differ: columns without a classification, and columns that are gone."""

    unclassified: tuple[tuple[str, str], ...]
    gone: tuple[tuple[str, str], ...]


def propose(lines: Iterable[ColumnFinding]) -> str:
    """Return the map, as YAML, that the lines of a scan suggest; what is in doubt is `undecided`."""
    tables: dict[str, dict[str, list[ColumnFinding]]] = {}
    for line in lines:
        tables.setdefault(line.table, {}).setdefault(line.column, []).append(line)
    text = [f"troth-map: {VERSION}", "columns:" if tables else "columns: {}"]
    for table, columns in tables.items():
        text.append(f"  {_key(table)}:")
        text += [f"    {_key(column)}: {_suggestion(found)}" for column, found in columns.items()]
    return "\n".join(text) + "\n"


def _key(name: str) -> str:
    plain = name.isascii() and name.replace("_", "").isalnum() and not name[0].isdigit()
    ordinary = plain and name.lower() not in {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}
    return name if ordinary else json.dumps(name, ensure_ascii=False)


def _suggestion(found: list[ColumnFinding]) -> str:
    kinds = list(
        dict.fromkeys(line.kind for line in found if line.kind is not None and line.sure == "certain")
    )
    if any(line.sure == "doubtful" or line.state == "not-scanned" for line in found):
        return (
            f"{UNDECIDED}  # perhaps {', '.join(sorted({line.kind for line in found if line.kind}))}"
            if found[0].kind
            else UNDECIDED
        )
    if not kinds:
        return NONE
    return str(kinds[0]) if len(kinds) == 1 else f"[{', '.join(kinds)}]"


def read_map(text: str | bytes) -> DataMap:
    """Return the map in `text`.

    Raises:
        BadMap: with the line and what is wrong there.
    """
    try:
        document = read(text)
    except Unreadable as error:
        raise BadMap(
            BAD_MAP, line=error.line, what=Plain(error.what), what_zh=Plain(error.what_zh)
        ) from error
    data = document.data
    if data.get("troth-map") != VERSION or set(data) != {"troth-map", "columns"}:
        raise _bad(
            document,
            (),
            "it has `troth-map: 1` and `columns`, nothing else",
            "只能有 `troth-map: 1` 和 `columns` 两项",
        )
    return columns_at(document, ("columns",), data["columns"])


def columns_at(document: Document, path: tuple[str, ...], node: Any) -> DataMap:
    """Return the classified columns that stand at `path` of a map. Raises BadMap."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for table, columns in _mapping(document, path, node).items():
        for column, said in _mapping(document, (*path, table), columns).items():
            found[table, column] = _kinds(document, (*path, table, column), said)
    return found


def _mapping(document: Document, path: tuple[str, ...], node: Any) -> dict[str, Any]:
    if not isinstance(node, dict):
        raise _bad(document, path, "a mapping is wanted here", "此处应为键值结构")
    return node


def _kinds(document: Document, path: tuple[str, ...], said: Any) -> tuple[str, ...]:
    if said in (NONE, UNDECIDED):
        return (str(said),)
    kinds = said if isinstance(said, list) else [said]
    if not kinds or any(not isinstance(kind, str) or kind not in KINDS for kind in kinds):
        raise _bad(
            document, path, "a kind of the taxonomy, a list of kinds, none or undecided is wanted here",
            "此处应为分类中的数据类别（可列多项）、none 或 undecided",
        )  # fmt: skip
    return tuple(kinds)


def _bad(document: Document, path: tuple[str, ...], what: str, what_zh: str) -> BadMap:
    return BadMap(BAD_MAP, line=document.line(path), what=Plain(what), what_zh=Plain(what_zh))


def drift(known: DataMap, columns: Iterable[Column]) -> Drift:
    """Return where the columns of a place and its map differ."""
    there = [(column.table, column.name) for column in columns]
    unclassified = tuple(each for each in there if known.get(each, (UNDECIDED,)) == (UNDECIDED,))
    present = set(there)
    return Drift(unclassified, tuple(each for each in known if each not in present))
