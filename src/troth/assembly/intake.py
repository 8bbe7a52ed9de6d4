"""Rows that come into a place from outside (a feed, an import): who was erased there does not come with them.

Rules
- A row is one JSON object, a line each, in the columns of one table of the data map. What may be written is given back as it came.
- Whoever is found in a row by an identifier of the map, or by the key they had in another table, is looked up on the list of erasures of
  that place; a row about two people needs both. An empty value finds nobody.
- Nothing is let through unseen: a row that cannot be read, names a column twice or leaves out one by which people are found stops the intake,
  and so does an installation that has no list.
- The list holds keyed digests: nothing of a row is kept or told but the number of its line.

Example
    >>> guard = TableIntake.of(map_, policy, "crm", "customers", os.environ)
    >>> guard.may_come(1, b'{"phone": "13800138000", "mail": null}')
    True
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from troth.adapters.machine import machine_randomness
from troth.adapters.vaults import FileTombstones
from troth.assembly.holdings import ERASED
from troth.assembly.secrets import Secrets
from troth.assembly.settings import Settings
from troth.holdings import Intake, Link, MappedTable, read_places
from troth.policy import Policy
from troth.vocabulary import Message, Plain, TrothError

OTHER_POLICY = Message(
    "intake.policy",
    "the map goes with the policy {wanted}, and the one given is {found}",
    "数据地图对应政策 {wanted}，而给出的是 {found}",
    "give the policy file of that id",
    "请给出该标识对应的政策文件",
)
NO_TABLE = Message(
    "intake.no-table",
    "the map has no table {table} in {place} in which people are found",
    "数据地图的 {place} 中没有可据以查找个人的数据表 {table}",
    "name a place and a table of the map that have `by`",
    "请指定数据地图中写有 `by` 的位置和数据表",
)
NO_LIST = Message(
    "intake.no-list",
    "there is no list of erasures in {home}",
    "{home} 中没有删除名单",
    "set TROTH_HOME to the folder of the installation that erases in this place",
    "请把 TROTH_HOME 设为负责该处删除的那套系统的目录",
)
BAD_ROW = Message(
    "intake.row",
    "line {line} cannot be looked up: {why}",
    "第 {line} 行无法核对：{why_zh}",
    "mend the row and begin again with it; rows before it were let through or left out already",
    "请改正该行，并从该行起重新核对；之前各行已处理完毕",
)
_WHY = {
    "json": ("it is no JSON object", "不是 JSON 对象"),
    "long": ("it is too long", "内容过长"),
    "twice": ("a column stands in it twice", "同一列出现了两次"),
    "column": ("a column by which people are found is not in it", "缺少用来查找个人的列"),
    "value": (
        "a column by which people are found holds neither a text nor a whole number",
        "用来查找个人的列既不是文本也不是整数",
    ),
}


class IntakeError(TrothError):
    """A row cannot be looked up, so nothing is let through."""


@dataclass(frozen=True, slots=True)
class TableIntake:
    """The guard of one table of a place."""

    LONGEST: ClassVar = 1_000_000
    """Bytes of a row at most."""
    controller: str
    guard: Intake
    by: tuple[tuple[str, str], ...]
    """(column, whose mark it makes: an element, or where the key is from)."""

    @classmethod
    def of(
        cls, map_: str | bytes, policy: Policy, place: str, table: str, environment: Mapping[str, str]
    ) -> TableIntake:
        """Return the guard of `table` in `place` of the map. Raises BadMap, IntakeError, SettingsError, UnsafeSecret."""
        places = read_places(map_)
        if places.policy != policy.id:
            raise IntakeError(OTHER_POLICY, wanted=places.policy, found=policy.id)
        mapped = places.places.get(place)
        there = mapped.tables.get(table) if mapped is not None else None
        if there is None or not any(there.links()):
            raise IntakeError(NO_TABLE, place=place, table=table)
        home = Settings.of(environment).home
        if not (home / "secrets" / "tombstones.secret").is_file():
            raise IntakeError(NO_LIST, home=str(home))
        erasures = FileTombstones(
            home / ERASED, Secrets(home / "secrets", machine_randomness).get("tombstones")
        )
        kinds = {name: element.kind for name, element in policy.data.items()}
        return cls(places.policy, Intake(erasures, place, kinds), tuple(_ways(there, place)))

    def may_come(self, line: int, row: bytes) -> bool:
        """Return whether `row` may be written: nobody in it was erased. Raises IntakeError, TombstonesLost."""
        said = _read(line, row)
        for column, name in self.by:
            if column not in said:
                raise _bad(line, "column")
            value = said[column]
            if value is None:
                continue
            if isinstance(value, bool) or not isinstance(value, str | int):
                raise _bad(line, "value")
            if self.guard.known(self.controller, {name: str(value)}):
                return False
        return True


def _ways(table: MappedTable, place: str) -> list[tuple[str, str]]:
    def name(link: Link) -> str:
        return link.element or f"{link.place or place}:{link.table}.{link.column}"

    return [(column, name(link)) for side in table.sides for column, link in side.by.items()]


def _read(line: int, row: bytes) -> dict[str, Any]:
    if len(row) > TableIntake.LONGEST:
        raise _bad(line, "long")

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):  # whoever reads it next may take the other one
            raise _bad(line, "twice")
        return found

    try:
        said = json.loads(row, object_pairs_hook=once)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise _bad(line, "json")
    return said


def _bad(line: int, why: str) -> IntakeError:
    en, zh = _WHY[why]
    return IntakeError(BAD_ROW, line=line, why=Plain(en), why_zh=Plain(zh))
