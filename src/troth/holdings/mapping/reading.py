r"""Reads the whole data map: the same file that `troth scan` proposes, with what only a person can say beside it.

Rules
- The reader, the positions and the messages are those of policy files; unknown keys are refused with a suggestion.
- A place's `columns` is what `troth scan --propose` prints, unchanged; `tables` says the rest.
- The file holds no address and no password: `sql`, `lake` and so on are names of settings.

Example
    >>> places = read_places(b"troth-map: 1\npolicy: acme\nplaces: {crm: {sql: TROTH_PLACE_CRM, columns: {}}}\n")
    >>> places.places["crm"].setting
    'TROTH_PLACE_CRM'
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from typing import Any, get_args

from troth.holdings.errors import BAD_MAP, BadMap
from troth.holdings.mapping.mapped import (
    FEWEST,
    MOST,
    End,
    Engine,
    Form,
    KeptBy,
    Link,
    MappedPlace,
    MappedTable,
    Places,
    Side,
)
from troth.holdings.recognising.maps import VERSION, columns_at
from troth.policy import Document, read
from troth.policy.errors import Unreadable
from troth.vocabulary import Plain

_ID = re.compile(r"[a-z][a-z0-9-]{0,39}")
_SETTING = re.compile(r"[A-Z][A-Z0-9_]{2,63}")
_TOP = ("troth-map", "policy", "places")
_FORMS: tuple[Form, ...] = get_args(Form)
_PLACE = (*_FORMS, "columns", "tables", "data", "by", "marker", "engine", "inside", "rewrite", "en", "zh")
_TABLE = ("by", "data", "shared", "erase", "anonymise", "restrict", "only", "most", "kept-by", "at")
_KEPT = ("collected", "for", "until", "measure", "k", "sensitive", "l", "t", "measured-by")
_METERS = ("pycanon",)
_SHARE = re.compile(r"0\.[0-9]*[1-9][0-9]*")
_SIDE = ("by", "data")
_ENDS, _ENGINES = get_args(End), get_args(Engine)
RESERVED = "vault"
"""The vault is a place of every installation; no map may name it."""


def read_places(text: str | bytes) -> Places:
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
    return _Reader(document).whole()


class _Reader:
    """One file on its way."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def whole(self) -> Places:
        data = self._keys((), self._document.data, _TOP)
        if data.get("troth-map") != VERSION:
            raise self._bad((), "the file begins with `troth-map: 1`", "文件应以 `troth-map: 1` 开头")
        policy = self._word(("policy",), data.get("policy"), _ID)
        named = self._mapping(("places",), data.get("places"))
        places = {name: self._place(("places", name), name, node) for name, node in named.items()}
        lines = {path: place[0] for path, place in self._document.positions.items()}
        return Places(policy, places, lines)

    def _place(self, path: tuple[str, ...], name: str, node: Any) -> MappedPlace:
        self._word(path, name, _ID)
        if name == RESERVED:
            raise self._bad(
                path,
                "`vault` is there by itself; call the place something else",
                "`vault` 为内置位置，请换名",
            )
        data = self._keys(path, node, _PLACE)
        forms = [form for form in _FORMS if form in data]
        if len(forms) != 1:
            raise self._bad(
                path,
                f"a place has one of {', '.join(f'`{form}`' for form in _FORMS)}",
                f"每个位置须写明 {'、'.join(f'`{form}`' for form in _FORMS)} 之一",
            )
        form = forms[0]
        titles: dict[str, str] = {}
        for language in ("en", "zh"):
            if language in data:
                titles[language] = self._text((*path, language), data[language])
        line = self._document.line(path)
        if form == "manual":
            keeper = self._word((*path, "manual"), data["manual"], _ID)
            elements = self._words((*path, "data"), data.get("data"))
            self._absent(path, data, ("columns", "tables", "by", "marker", "engine", "inside", "rewrite"))
            return MappedPlace(name, line, keeper=keeper, elements=elements, titles=titles, form=form)
        setting = self._word((*path, form), data[form], _SETTING)
        if form == "http":
            self._absent(path, data, ("columns", "tables", "marker", "engine", "rewrite"))
            return MappedPlace(
                name,
                line,
                setting,
                elements=self._words((*path, "data"), data.get("data")),
                titles=titles,
                form=form,
                asks=self._words((*path, "by"), data.get("by")),
                inside=self._flag((*path, "inside"), data.get("inside", False)),
            )
        self._absent(path, data, ("data", "by", "inside", *(() if form == "lake" else ("engine",))))
        if data.get("rewrite", "at-once") != "at-once" or (form != "sql" and "rewrite" in data):
            raise self._bad(
                (*path, "rewrite"),
                "at-once is wanted here, in a database",
                "此处应为 at-once，且仅用于数据库",
            )
        engine = data.get("engine", "duckdb")
        if engine not in _ENGINES:
            raise self._bad((*path, "engine"), "duckdb or spark is wanted here", "此处应为 duckdb 或 spark")
        columns = columns_at(self._document, (*path, "columns"), data.get("columns", {}))
        tables = self._mapping((*path, "tables"), data.get("tables", {}))
        for each, said in tables.items():
            if (form == "objects") != (isinstance(said, dict) and "at" in said):
                raise self._bad(
                    (*path, "tables", each),
                    "`at` says which objects belong to a table, in a place of objects and only there",
                    "`at` 写明哪些对象属于该表，须用于且仅用于 objects 类位置",
                )
        return MappedPlace(
            name,
            line,
            setting,
            columns=columns,
            tables={each: self._table((*path, "tables", each), each, said) for each, said in tables.items()},
            marker=self._flag((*path, "marker"), data.get("marker", True)),
            titles=titles,
            form=form,
            engine=engine,
            rewrite="rewrite" in data,
        )

    def _table(self, path: tuple[str, ...], name: str, node: Any) -> MappedTable:
        data = self._keys(path, node, _TABLE)
        if ("by" in data) == ("shared" in data):
            raise self._bad(
                path,
                "a table says by which columns a person is found: `by`, or `shared` with a `by` for each side",
                "须用 `by` 写明按哪些列找到本人；一行涉及多人的，用 `shared` 逐方写明",
            )
        everyone = self._texts((*path, "data"), data.get("data", {}))
        if "by" in data:
            sides: tuple[Side, ...] = (Side("", self._links((*path, "by"), data["by"]), {}),)
        else:
            shared = self._mapping((*path, "shared"), data["shared"])
            sides = tuple(self._side((*path, "shared", each), each, said) for each, said in shared.items())
            if len(sides) < 2:  # one is no sharing
                raise self._bad(
                    (*path, "shared"), "a shared row has two sides or more", "`shared` 至少写两方"
                )
        end = data.get("erase", "rows")
        if end not in _ENDS:
            raise self._bad(
                (*path, "erase"), "rows, columns or keep is wanted here", "此处应为 rows、columns 或 keep"
            )
        anonymise = data.get("anonymise", "no")
        if anonymise not in ("no", "columns"):
            raise self._bad((*path, "anonymise"), "columns or no is wanted here", "此处应为 columns 或 no")
        most = data.get("most", MOST)
        if type(most) is not int or most < 1:
            raise self._bad((*path, "most"), "a number of rows is wanted here", "此处应为行数")
        return MappedTable(
            name,
            sides,
            everyone,
            end,
            anonymise == "columns",
            self._text((*path, "restrict"), data["restrict"]) if "restrict" in data else "",
            {key: str(value) for key, value in self._mapping((*path, "only"), data.get("only", {})).items()},
            most,
            self._kept((*path, "kept-by"), data["kept-by"]) if "kept-by" in data else None,
            self._text((*path, "at"), data["at"]) if "at" in data else "",
        )

    def _kept(self, path: tuple[str, ...], node: Any) -> KeptBy:
        data = self._keys(path, node, _KEPT)
        if ("until" in data) == ("collected" in data) or ("collected" in data) != ("for" in data):
            raise self._bad(
                path,
                "write `collected: COLUMN` with `for: PURPOSE`, or `until: COLUMN`",
                "请写 `collected: 列名` 并用 `for` 写明目的，或写 `until: 列名`",
            )
        k, least = data.get("k", FEWEST), data.get("l", 2)
        for name, number in (("k", k), ("l", least)):
            if type(number) is not int or number < 2:
                raise self._bad((*path, name), "a number from 2 on is wanted here", "此处应为不小于 2 的数")
        far, by = str(data.get("t", "")), data.get("measured-by", "")
        if by not in ("", *_METERS):
            raise self._bad((*path, "measured-by"), "pycanon is wanted here", "此处应为 pycanon")
        if far and not (by and _SHARE.fullmatch(far)):
            raise self._bad(
                (*path, "t"),
                "a number between 0 and 1 (0.2) is wanted here, with `measured-by: pycanon`",
                "此处应为 0 到 1 之间的数（如 0.2），并写明 `measured-by: pycanon`",
            )
        column = data["until"] if "until" in data else data["collected"]
        return KeptBy(
            self._text(path, column),
            self._text((*path, "for"), data["for"]) if "for" in data else "",
            self._words((*path, "measure"), data["measure"]) if "measure" in data else (),
            k,
            self._words((*path, "sensitive"), data["sensitive"]) if "sensitive" in data else (),
            least,
            float(far) if far else None,
            by,
        )

    def _side(self, path: tuple[str, ...], name: str, node: Any) -> Side:
        data = self._keys(path, node, _SIDE)
        return Side(
            self._word(path, name, _ID),
            self._links((*path, "by"), data.get("by")),
            self._texts((*path, "data"), data.get("data", {})),
        )

    def _links(self, path: tuple[str, ...], node: Any) -> dict[str, Link]:
        found = {column: Link.of(said) for column, said in self._texts(path, node).items()}
        if not found:
            raise self._bad(path, "no column is named", "未写明任何列")
        return found

    # --- small parts

    def _keys(self, path: tuple[str, ...], node: Any, known: Collection[str]) -> dict[str, Any]:
        found = self._mapping(path, node)
        for key in found:
            if key not in known:
                near = get_close_matches(key, known, 1)
                en = f"; perhaps `{near[0]}`" if near else f"; known are {', '.join(known)}"
                zh = f"，是否应为 `{near[0]}`" if near else f"，可用的有 {'、'.join(known)}"
                raise self._bad((*path, key), f"`{key}` is not known here{en}", f"此处没有 `{key}`{zh}")
        return found

    def _absent(self, path: tuple[str, ...], data: Mapping[str, Any], keys: Collection[str]) -> None:
        for key in keys:
            if key in data:
                raise self._bad(
                    (*path, key), f"`{key}` does not belong to this place", f"`{key}` 不适用于此类位置"
                )

    def _mapping(self, path: tuple[str, ...], node: Any) -> dict[str, Any]:
        if not isinstance(node, dict):
            raise self._bad(path, "a mapping is wanted here", "此处应为键值结构")
        return node

    def _texts(self, path: tuple[str, ...], node: Any) -> dict[str, str]:
        return {key: self._text((*path, key), said) for key, said in self._mapping(path, node).items()}

    def _text(self, path: tuple[str, ...], node: Any) -> str:
        if not isinstance(node, str) or not node:
            raise self._bad(path, "a text is wanted here", "此处应为文本")
        return node

    def _flag(self, path: tuple[str, ...], node: Any) -> bool:
        if not isinstance(node, bool):
            raise self._bad(path, "true or false is wanted here", "此处应为 true 或 false")
        return node

    def _words(self, path: tuple[str, ...], node: Any) -> tuple[str, ...]:
        if not isinstance(node, list) or not node:
            raise self._bad(path, "a list of elements is wanted here", "此处应为数据项列表")
        return tuple(self._text(path, each) for each in node)

    def _word(self, path: tuple[str, ...], node: Any, pattern: re.Pattern[str]) -> str:
        if not isinstance(node, str) or not pattern.fullmatch(node):
            if pattern is _SETTING:
                raise self._bad(
                    path,
                    "the name of a setting is wanted here (TROTH_PLACE_CRM); an address never stands in this file",
                    "此处应为设置项名称（如 TROTH_PLACE_CRM），地址不得写入本文件",
                )
            raise self._bad(
                path, "an id in lower case is wanted here", "此处应为小写标识（字母、数字、连字符）"
            )
        return node

    def _bad(self, path: tuple[str, ...], what: str, what_zh: str) -> BadMap:
        return BadMap(BAD_MAP, line=self._document.line(path), what=Plain(what), what_zh=Plain(what_zh))
