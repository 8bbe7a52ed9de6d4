"""The table `troth_orders` in a place: what was begun and done there, so that an order given again does nothing twice.

Rules
- A row is written in the transaction of the act (`begun`) and completed once the act was verified by reading again
  (`done`). It holds ids, handles, counts and times: nothing personal.
- Where no such table may be made (`marker: false` on the map), reading again says what is left to do.

Example
    >>> Orders(flavour, True).standing(session, Name.of(order, "erase"))
    Noted(state='done', counts={'deleted': 3}, at='2026-02-10T09:00:00.000Z')
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from troth.adapters.connectors.sql_catalogue import MARKER
from troth.adapters.connectors.sql_flavours import Flavour
from troth.adapters.connectors.sql_sessions import Session, Statement
from troth.holdings.ports import Order

_MAKE = f"""CREATE TABLE IF NOT EXISTS {MARKER} (
controller VARCHAR(80) NOT NULL, order_id VARCHAR(255) NOT NULL, handle VARCHAR(32) NOT NULL, act VARCHAR(20) NOT NULL, state VARCHAR(20) NOT NULL,
at VARCHAR(30) NOT NULL, said TEXT NOT NULL, PRIMARY KEY (controller, order_id, handle, act))"""


class Name(NamedTuple):
    """By what an order is noted: an order about somebody else is another one, whatever its id."""

    controller: str
    order: str
    handle: str
    act: str

    @classmethod
    def of(cls, order: Order, act: str) -> Name:
        """Return the name of one order."""
        return cls(order.controller, order.id, order.handle, act)


@dataclass(frozen=True, slots=True)
class Noted:
    """What is noted of an order: `begun`, `done` or `held`, its counts (of each person, for many), and when."""

    state: str
    at: str
    counts: Mapping[str, int] = field(default_factory=dict)
    why: tuple[str, ...] = ()
    many: tuple[Mapping[str, int], ...] = ()


class Orders:
    """The notes of one place."""

    def __init__(self, flavour: Flavour, kept: bool) -> None:
        """Keep notes, if `kept`."""
        self._kept = kept
        mark = flavour.mark
        where = f"WHERE controller = {mark} AND order_id = {mark} AND handle = {mark} AND act = {mark}"
        self._select = f"SELECT state, at, said FROM {MARKER} {where}"  # noqa: S608  # a constant
        self._insert = f"INSERT INTO {MARKER} VALUES ({', '.join([mark] * 7)})"  # noqa: S608  # a constant
        self._finish = f"UPDATE {MARKER} SET state = {mark}, at = {mark} {where}"  # noqa: S608  # a constant
        self._update = f"UPDATE {MARKER} SET state = {mark}, at = {mark}, said = {mark} {where}"  # noqa: S608  # a constant

    @property
    def making(self) -> str:
        """The statement that makes the table; empty where none is kept."""
        return _MAKE if self._kept else ""

    def standing(self, session: Session, name: Name) -> Noted | None:
        """Return what is noted of an order, or None."""
        if not self._kept:
            return None
        rows = session.rows(self._select, name)
        if not rows:
            return None
        state, at, said = rows[0]
        body = json.loads(said)
        return Noted(
            state,
            at,
            body.get("counts", {}),
            tuple(body.get("why", ())),
            tuple(body["kinds"][number] for number in body["many"]) if "many" in body else (),
        )

    def note(self, name: Name, noted: Noted, *, again: bool) -> Sequence[Statement]:
        """Return the statements that note an order; `again`: something is noted of it already."""
        if not self._kept:
            return ()
        said = _said(noted)
        if again:
            return ((self._update, (noted.state, noted.at, said, *name)),)
        return ((self._insert, (*name, noted.state, noted.at, said)),)

    def finish(self, name: Name, at: str) -> Sequence[Statement]:
        """Return the statement that notes that what was begun is done; its counts stay."""
        return ((self._finish, ("done", at, *name)),) if self._kept else ()


def _said(noted: Noted) -> str:
    body: dict[str, object] = {"counts": dict(noted.counts)}
    if noted.why:
        body["why"] = list(noted.why)
    if noted.many:
        different = {id(each): tuple(each.items()) for each in noted.many}
        kinds = {each: number for number, each in enumerate(dict.fromkeys(different.values()))}
        numbers = {at: kinds[each] for at, each in different.items()}
        body["many"] = [numbers[id(each)] for each in noted.many]
        body["kinds"] = [dict(each) for each in kinds]
    return json.dumps(body, separators=(",", ":"))
