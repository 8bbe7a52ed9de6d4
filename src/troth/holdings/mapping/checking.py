"""Whether a data map fits its policy, and the database as it is today. What does not is drift, and turns it red.

Rules
- Every table and column of a place is classified; every column with a personal kind has an element of the policy, or is
  a way by which its people are found.
- Every table with personal data says how a person is found there; the ways have a beginning and an index.
- What an order would destroy without the map saying so is an error: a cascade into a table that the map does not name, or
  keeps; a table that points here and is not on the map.
- A finding has an id, a place on the map and both texts; it never holds a value.

Example
    >>> [fault.id for fault in check_live(places, places.places["crm"], catalogue)]
    ['column-not-on-map']
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from troth.holdings.mapping.catalogue import Catalogue, LiveTable
from troth.holdings.mapping.mapped import HANDLE, Link, MappedPlace, MappedTable, Places, Side
from troth.holdings.mapping.ordering import levels
from troth.holdings.recognising.maps import NONE, UNDECIDED

TEXTS: Mapping[str, tuple[str, str]] = {
    "no-element": ("the policy {b} declares no data {a}", "政策 {b} 未声明数据项 {a}"),
    "other-kind": ("{a} is said to hold {b}, but the element {c} is of kind {d}", "{a} 标注为 {b}，但数据项 {c} 的类别为 {d}"),
    "column-not-on-map": ("the column {a} is not on the map", "列 {a} 未列入数据地图"),
    "table-not-on-map": ("the table {a} is not on the map", "表 {a} 未列入数据地图"),
    "column-undecided": ("nobody decided yet what the column {a} holds", "列 {a} 的内容尚未判定"),
    "column-gone": ("the column {a} is on the map and no longer in the place", "列 {a} 在地图上，实际已不存在"),
    "column-without-element": ("the column {a} holds {b}, and no element of the policy is named for it", "列 {a} 含 {b}，但未对应政策中的数据项"),
    "no-way": ("the table {a} holds personal data, and the map does not say how a person is found there", "表 {a} 含个人信息，但未写明如何找到本人"),
    "unknown-link": ("{a} leads to {b}, which is not there", "{a} 指向 {b}，但后者不存在"),
    "circle": ("the ways to people go in a circle: {a}", "查找路径形成循环：{a}"),
    "no-index": ("{a} has no index: finding a person reads the whole table", "{a} 没有索引，查找一个人须读全表"),
    "no-key": ("the table {a} has no primary key, so its rows cannot be named one by one", "表 {a} 没有主键，无法逐行指定"),
    "not-transactional": ("the table {a} knows no transactions: a step that breaks off half-way stays half done", "表 {a} 不支持事务，中断后会停在半途"),
    "cascade": ("deleting from {a} also deletes from or empties {b}, and the map does not have rows go there", "删除 {a} 的行会连带删除或清空 {b}，而地图未写明后者整行删除"),
    "points-here": ("{b} points to {a}, whose rows go, and is not on the map", "{b} 引用 {a}，后者将被删行，而 {b} 未列入地图"),
    "circle-of-keys": ("foreign keys go in a circle: {a}", "外键形成循环：{a}"),
    "cannot-empty": ("the column {a} must have a value and is no text, so it cannot be emptied", "列 {a} 不可为空且不是文本，无法清空"),
    "link-stays": ("{a} points to a row that goes, and must have a value", "{a} 指向将被删除的行，且不可为空"),
    "no-restriction": ("law keeps the table {a}, and no column says that a row is restricted", "表 {a} 依法保留，却没有标记限制处理的列"),
    "went-back": ("{a} does not know {b} orders any more that were done there: it was restored; run `troth sweep`", "{a} 中 {b} 项已完成的指令不复存在，说明曾被恢复到较早状态；请运行 `troth sweep`"),
    "files-back": ("{a} has {b} files again that an erasure had made go, or older ones than before: it was restored; run `troth sweep`", "{a} 中有 {b} 个文件是删除之后又出现的，或早于此前的版本，说明曾被恢复到较早状态；请运行 `troth sweep`"),
    "files-older": ("{a} has {b} files that were not there at the last look and are older than it, or have name and size of a state that was replaced since: they may come from a backup; run `troth sweep`, and look where they come from", "{a} 中有 {b} 个文件在上次核对时并不存在，其时间却早于上次核对，或与此前已被替换的版本同名且大小相同，可能来自备份；请运行 `troth sweep` 并查明来源"),
    "no-such-column": ("the map names the column {a}, which is not there", "地图提到的列 {a} 不存在"),
}  # fmt: skip
"""The texts of every finding: `{a}`, `{b}` are names."""
SURE = frozenset({"no-index", "no-key", "files-older"})
"""What is a warning: work goes on, with more locks than it should; or it may be as it should."""
_TEXT = ("char", "text", "clob", "string")


@dataclass(frozen=True, slots=True)
class Fault:
    """One difference between a map and what it is about. `names` are what its text speaks of."""

    id: str
    place: str
    line: int
    names: tuple[str, ...]

    @property
    def severity(self) -> Literal["error", "warning"]:
        """Whether it turns the map red."""
        return "warning" if self.id in SURE else "error"

    def text(self, language: str) -> str:
        """Return what is the matter, in `language` (`en` or `zh`)."""
        text = TEXTS[self.id][language == "zh"]
        return text.format(**{key: f"`{name}`" for key, name in zip("abcd", self.names, strict=False)})


def check_policy(places: Places, kinds: Mapping[str, str], policy: str) -> list[Fault]:
    """Return where the map names what the policy does not declare; `kinds` are those of its elements."""
    found: list[Fault] = []
    for place in places.places.values():
        at = ("places", place.id)
        line = places.line(*at, "data")
        found += [
            Fault("no-element", place.id, line, (name, policy))
            for name in place.elements
            if name not in kinds
        ]
        for table in place.tables.values():
            found += _elements(places, place, table, kinds, policy)
    return found


def _elements(
    places: Places, place: MappedPlace, table: MappedTable, kinds: Mapping[str, str], policy: str
) -> Iterator[Fault]:
    line = places.line("places", place.id, "tables", table.name)
    for side in table.sides:
        for link in side.by.values():
            if link.element and link.element != HANDLE and link.element not in kinds:
                yield Fault("no-element", place.id, line, (link.element, policy))
    columns = dict(table.data)
    for side in table.sides:
        columns |= side.data
    for column, element in columns.items():
        if element not in kinds:
            yield Fault("no-element", place.id, line, (element, policy))
            continue
        said = place.columns.get((table.name, column), ())
        if said not in ((), (NONE,), (UNDECIDED,)) and not any(_akin(kind, kinds[element]) for kind in said):
            names = (f"{table.name}.{column}", ", ".join(said), element, kinds[element])
            yield Fault("other-kind", place.id, line, names)


def _akin(one: str, other: str) -> bool:
    """Return whether one kind holds the other: `contact` and `contact.email` may stand for each other."""
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")


def check_live(places: Places, place: MappedPlace, catalogue: Catalogue) -> list[Fault]:
    """Return where the map of a SQL place and its database differ, in the order of the database."""
    return list(_Live(places, place, catalogue).faults())


class _Live:
    """One SQL place against its catalogue."""

    def __init__(self, places: Places, place: MappedPlace, catalogue: Catalogue) -> None:
        self._places, self._place, self._there = places, place, catalogue.tables
        self._wayless: set[str] = set()

    def _fault(self, id_: str, *names: str, table: str = "", within: str = "tables") -> Fault:
        path = ("places", self._place.id, within, *((table,) if table else ()))
        return Fault(id_, self._place.id, self._places.line(*path), names)

    def faults(self) -> Iterator[Fault]:
        """Yield everything."""
        yield from self._classified()
        for name, table in self._place.tables.items():
            live = self._there.get(name)
            if live is None:
                yield self._fault("no-such-column", f"{name}.*", table=name)
                continue
            yield from self._table(table, live)
        steps = levels(self._place.tables)
        if steps is None:
            yield self._fault("circle", ", ".join(self._place.tables))
        yield from self._keys()

    def _classified(self) -> Iterator[Fault]:
        known = self._place.columns
        tables = {table for table, _ in known}
        for name, live in self._there.items():
            if name not in tables:
                yield self._fault("table-not-on-map", name, within="columns")
                continue
            for column in live.columns:
                kinds = known.get((name, column))
                if kinds is None:
                    yield self._fault("column-not-on-map", f"{name}.{column}", table=name, within="columns")
                elif kinds == (UNDECIDED,):
                    yield self._fault("column-undecided", f"{name}.{column}", table=name, within="columns")
                elif kinds != (NONE,):
                    yield from self._personal(name, column, kinds)
        for table, column in known:
            if table not in self._there or column not in self._there[table].columns:
                yield self._fault("column-gone", f"{table}.{column}", table=table, within="columns")

    def _personal(self, name: str, column: str, kinds: tuple[str, ...]) -> Iterator[Fault]:
        table = self._place.tables.get(name)
        if table is None:
            if name not in self._wayless:
                self._wayless.add(name)
                yield self._fault("no-way", name, table=name, within="columns")
            return
        spoken = set(table.data)
        for side in table.sides:
            spoken |= {*side.data, *side.by}
        if column not in spoken:
            yield self._fault("column-without-element", f"{name}.{column}", ", ".join(kinds), table=name)

    def _table(self, table: MappedTable, live: LiveTable) -> Iterator[Fault]:
        name = table.name
        named = {*table.data, *table.only, *([table.restrict] if table.restrict else [])}
        for side in table.sides:
            named |= {*side.data, *side.by}
        missing = sorted(named - live.columns.keys())
        for column in missing:
            yield self._fault("no-such-column", f"{name}.{column}", table=name)
        if missing:
            return
        if not live.key:
            yield self._fault("no-key", name, table=name)
        if not live.transactional:
            yield self._fault("not-transactional", name, table=name)
        for side in table.sides:
            for column, link in side.by.items():
                yield from self._link(table, column, link)
                if column not in live.indexed:
                    yield self._fault("no-index", f"{name}.{column}", table=name)
        if table.erase == "keep" and not table.restrict:
            yield self._fault("no-restriction", name, table=name)
        if table.erase == "columns" or table.anonymise or table.shared:
            for side in table.sides:
                yield from self._emptied(table, side, live)

    def _link(self, table: MappedTable, column: str, link: Link) -> Iterator[Fault]:
        if link.element:
            return
        place = self._places.places.get(link.place or self._place.id)
        other = place.tables.get(link.table) if place else None
        there = self._there.get(link.table)
        ends = other is not None and (
            bool(link.place) or (there is not None and link.column in there.columns)
        )
        if not ends:
            to = f"{link.place}:{link.table}.{link.column}" if link.place else f"{link.table}.{link.column}"
            yield self._fault("unknown-link", f"{table.name}.{column}", to, table=table.name)

    def _emptied(self, table: MappedTable, side: Side, live: LiveTable) -> Iterator[Fault]:
        for column in table.columns_of(side):
            seen = live.columns[column]
            text = any(word in seen.form for word in _TEXT)
            if not seen.nullable and (not text or column in live.unique or column in live.key):
                yield self._fault("cannot-empty", f"{table.name}.{column}", table=table.name)
        for foreign in live.foreign_keys:
            target = self._place.tables.get(foreign.table)
            goes = target is not None and target.erase == "rows" and not target.shared
            fixed = [column for column in foreign.columns if not live.columns[column].nullable]
            if goes and fixed and not foreign.cascades and set(foreign.columns) <= set(side.by):
                yield self._fault("link-stays", f"{table.name}.{fixed[0]}", table=table.name)

    def _keys(self) -> Iterator[Fault]:
        going = {name for name, table in self._place.tables.items() if table.erase == "rows"}
        for name, live in self._there.items():
            for foreign in live.foreign_keys:
                if foreign.table not in going:
                    continue
                table = self._place.tables.get(name)
                if foreign.cascades and (table is None or table.erase != "rows" or table.shared):
                    yield self._fault("cascade", foreign.table, name, table=name)
                elif table is None:
                    yield self._fault("points-here", foreign.table, name, table=foreign.table)
        left = {
            name: {each.table for each in live.foreign_keys if each.table != name}
            for name, live in self._there.items()
            if name in going
        }
        while left:
            free = [name for name in left if not any(name in to for to in left.values())]
            if not free:
                yield self._fault("circle-of-keys", ", ".join(sorted(left)))
                return
            left = {name: to for name, to in left.items() if name not in free}
