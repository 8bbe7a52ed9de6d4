"""The map of a policy: a picture of purposes, data and recipients, and the same as a table.

Rules
- The picture is made on the server and needs no script; the table says all that the picture shows, and more.
- Filters and the order of the table stand in the address. An unknown word filters nothing.

Example
    /console/map/jeejio?kind=location&sort=data
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from troth.gate import Gate
from troth.notices import title_of
from troth.policy import Compiled, Kept, MappedElement, MappedRecipient, MapRow, PolicyMap, map_of
from troth.web.console.drawing import MOST_ELEMENTS, Link, Node, Picture, Row, drawn
from troth.web.frame import Frame, Language, Said, known, period, said, text

PACKAGE = "troth.web.console"
SORTS = ("purpose", "basis", "data", "recipients", "kept")
MOST_KEEPERS = 3
FILTERS = ("data", "kind", "recipient", "group", "keep")


def add_mapping(routes: APIRouter, gate: Gate, frame: Frame) -> None:
    """Add the page to the console's `routes`."""
    routes.add_api_route("/map/{policy}", _Mapping(gate, frame).show, methods=["GET"])


@dataclass(frozen=True)
class Item:
    """An element or a recipient in the table: its name, what is said of it, and where its clause is."""

    name: Said
    notes: tuple[str, ...]
    href: str
    marked: bool = False


@dataclass(frozen=True)
class TableRow:
    """A purpose in the table."""

    id: str
    name: Said
    href: str
    function: str
    basis: str
    level: str
    elements: tuple[tuple[str, tuple[Item, ...]], ...]
    recipients: tuple[Item, ...]
    kept: str
    listed: bool
    gap: str | None


@dataclass(frozen=True)
class _Mapping:
    """The page."""

    gate: Gate
    frame: Frame

    def show(self, request: Request, policy: str) -> Response:
        """Show the map, as far as the filters let."""
        session = self.frame.officer(request)
        compiled = self.gate.shelf.current(policy)
        reader = Reader(compiled, self.frame.language(request))
        whole = map_of(compiled)
        query = {name: request.query_params.get(name, "") for name in (*FILTERS, "sort")}
        choices = reader.choices(whole)
        chosen = {name: query[name] if query[name] in dict(choices[name]) else "" for name in FILTERS}
        sort = query["sort"] if query["sort"] in SORTS else ""
        shown = whole.only(
            data=reader.named(chosen["data"], chosen["kind"]),
            recipient=chosen["recipient"],
            group=chosen["group"],
            keep=chosen["keep"],
        )
        values = {
            "mark": self.frame.mark(session),
            "compiled": compiled,
            "heading": title_of(compiled, reader.language),
            "picture": reader.picture(shown),
            "grouped": len(shown.elements()) > MOST_ELEMENTS,
            "rows": reader.table(shown, sort),
            "total": len(whole.rows),
            "everywhere": [reader.recipient(each) for each in whole.everywhere],
            "choices": choices,
            "chosen": chosen,
            "sort": sort,
            "sorts": {each: _address(policy, {**chosen, "sort": each}) for each in SORTS},
        }
        response = self.frame.page(request, PACKAGE, "mapping.html", values)
        self.frame.sessions.keep(response, session)
        return response


def _address(policy: str, query: Mapping[str, str]) -> str:
    kept = {key: value for key, value in query.items() if value}
    return f"/console/map/{policy}" + (f"?{urlencode(kept)}" if kept else "")


@dataclass(frozen=True)
class Reader:
    """Puts the map of one policy into words of one language."""

    compiled: Compiled
    language: Language

    def clause(self, path: str) -> str:
        """Return the address of a clause."""
        return f"/centre/{self.compiled.id}#{path}"

    def element_name(self, name: str) -> Said:
        """Return what an element is called."""
        return said(self.compiled.policy.data.get(name), name, self.language)

    def recipient_name(self, name: str) -> Said:
        """Return what a recipient is called."""
        return said(self.compiled.policy.recipients.get(name), name, self.language)

    def kind_of(self, element: str) -> str:
        """Return the first word of the element's kind."""
        found = self.compiled.policy.data.get(element)
        return found.kind.partition(".")[0] if found is not None else "other"

    def kind_name(self, kind: str) -> str:
        """Return what a kind is called."""
        return known("taxon", kind.replace("_", "-"), self.language)

    def group_name(self, row: MapRow) -> str:
        """Return the heading that a row stands under."""
        colon = text("list.colon", self.language)
        return f"{self.function(row)}{colon}{self.basis(row)}"

    def basis(self, row: MapRow) -> str:
        """Return what a row rests on."""
        if row.basis == "before-choice":
            return text("choice.needed", self.language)
        return known("basis", row.basis, self.language)

    def function(self, row: MapRow) -> str:
        """Return what kind of purpose it is."""
        return known("mapgroup", row.function or row.section, self.language)

    def kept(self, row: MapRow, *, short: bool = False) -> str:
        """Return how long the data of a row are kept; `short` leaves out what happens then."""
        if row.kept_by and (row.keep.none or not row.keep.stated):
            own = (self._kept(row, short),) if row.keep.none and row.collects else ()
            return text("list.semicolon", self.language).join((*own, self._elsewhere(row, short)))
        return self._kept(row, short)

    def _elsewhere(self, row: MapRow, short: bool) -> str:
        """Say where it stands how long the data are kept that a row only uses."""
        if short:
            return text("map.kept-elsewhere", self.language)
        names = [self.clause_name(each) for each in row.kept_by[:MOST_KEEPERS]]
        words = text("list.comma", self.language).join(names)
        key = "map.kept-by" if len(row.kept_by) <= MOST_KEEPERS else "map.kept-by-more"
        return text(key, self.language, names=words, count=len(row.kept_by))

    def clause_name(self, clause: str) -> str:
        """Return what a purpose or a rule of retention is called."""
        section, _, name = clause.rpartition(".")
        entry = self.compiled.policy.entry(name)
        rule = self.compiled.policy.retention.get(name) if section == "retention" else None
        return said(rule or (entry[1] if entry else None), name, self.language).text

    def _kept(self, row: MapRow, short: bool = False) -> str:
        keep, language = row.keep, self.language
        if not keep.stated:
            return text("map.kept-elsewhere" if not row.collects else "map.unstated", language)
        if keep.none:
            return text("keep.none", language)
        parts = list(self._lengths(keep, short))
        if not short and keep.then:
            parts.append(known("then", keep.then, language))
        return text("list.phrase", language).join(parts)

    def _lengths(self, keep: Kept, short: bool) -> list[str]:
        language = self.language
        found = []
        if keep.until:
            key = "map.until" if short else "keep.until"
            found.append(text(key, language, period=period(keep.until, language)))
        if keep.for_ and keep.from_ and not short:
            event = known("event", keep.from_, language)
            found.append(text("map.after", language, period=period(keep.for_, language), event=event))
        elif keep.for_:
            found.append(
                period(keep.for_, language)
                if short
                else text("keep.for", language, period=period(keep.for_, language))
            )
        if keep.at_least:
            found.append(text("keep.at-least", language, period=period(keep.at_least, language)))
        return found

    # -- what can be chosen

    def choices(self, whole: PolicyMap) -> dict[str, list[tuple[str, str]]]:
        """Return for each filter its (word, name)."""
        kinds = dict.fromkeys(self.kind_of(each) for each in whole.elements())
        groups = {row.group: self.group_name(row) for row in whole.rows}
        keeps = {row.keep.key: self._kept(row) for row in whole.rows if row.keep.stated}
        found = {
            "data": {each: self.element_name(each).text for each in whole.elements()},
            "kind": {each: self.kind_name(each) for each in kinds},
            "recipient": {each: self.recipient_name(each).text for each in whole.recipients()},
        }
        named = {name: sorted(words.items(), key=lambda each: each[1]) for name, words in found.items()}
        return {
            **named,
            "group": list(groups.items()),
            "keep": sorted(keeps.items(), key=lambda each: each[1]),
        }

    def named(self, element: str, kind: str) -> frozenset[str]:
        """Return the elements that the filters name; none if they name none."""
        if element:
            return frozenset({element})
        return frozenset(each for each in self.compiled.policy.data if kind and self.kind_of(each) == kind)

    # -- the picture

    def picture(self, shown: PolicyMap) -> Picture | None:
        """Return the picture of `shown`, or None if there is nothing to draw."""
        if not shown.rows:
            return None
        elements = shown.elements()
        by_kind = len(elements) > MOST_ELEMENTS
        nodes = self._kinds(elements) if by_kind else {each: self._element(each) for each in elements}
        recipients = {
            each: Node(each, self._with_region(each), self.clause(f"recipients.{each}"))
            for each in shown.recipients()
        }
        return drawn([self._row(row, by_kind=by_kind) for row in shown.rows], nodes, recipients)

    def _element(self, name: str) -> Node:
        marked = name in self.compiled.sensitive
        return Node(name, self.element_name(name).text, self.clause(f"data.{name}"), marked)

    def _kinds(self, elements: tuple[str, ...]) -> dict[str, Node]:
        found: dict[str, Node] = {}
        for kind in dict.fromkeys(self.kind_of(each) for each in elements):
            held = [each for each in elements if self.kind_of(each) == kind]
            name = text("map.kind", self.language, kind=self.kind_name(kind), count=len(held))
            marked = any(each in self.compiled.sensitive for each in held)
            found[kind] = Node(kind, name, _address(self.compiled.id, {"kind": kind}), marked)
        return found

    def _with_region(self, name: str) -> str:
        region = self.compiled.policy.recipients[name].region
        shown = region if region and region != self.compiled.policy.region else ""
        return f"{self.recipient_name(name).text}{f' ({shown})' if shown else ''}"

    def _row(self, row: MapRow, *, by_kind: bool) -> Row:
        ends: dict[str, Link] = {}
        for each in row.elements:
            node = self.kind_of(each.id) if by_kind else each.id
            before = ends.get(node, Link(node, firm=False))
            firm = before.firm or each.need in ("required", "one-of")
            ends[node] = Link(node, firm, before.hot or each.sensitive)
        name = said(self.compiled.policy.entry(row.id)[1], row.id, self.language)  # type: ignore[index]  # it is an entry
        recipients = tuple(Link(each.id) for each in row.recipients)
        return Row(
            row.id,
            name.text,
            self.kept(row, short=True),
            self.group_name(row),
            self.clause(row.clause),
            tuple(ends.values()),
            recipients,
        )

    # -- the table

    def table(self, shown: PolicyMap, sort: str) -> list[TableRow]:
        """Return the rows of the table, in the order that `sort` names ("" as in the picture)."""
        rows = [(row, self._table_row(row)) for row in shown.rows]
        orders: dict[str, Callable[[tuple[MapRow, TableRow]], Any]] = {
            "purpose": lambda each: each[1].name.text,
            "basis": lambda each: (each[1].basis, each[1].function),
            "data": lambda each: -len(each[0].elements),
            "recipients": lambda each: -len(each[0].recipients),
            "kept": lambda each: (not each[0].keep.stated, each[1].kept),
        }
        if sort:
            rows.sort(key=orders[sort])
        return [row for _, row in rows]

    def _table_row(self, row: MapRow) -> TableRow:
        entry = self.compiled.policy.entry(row.id)
        lists: dict[str, list[Item]] = {}
        for each in row.elements:
            lists.setdefault(each.need, []).append(self._item(each))
        return TableRow(
            row.id,
            said(entry[1] if entry else None, row.id, self.language),
            self.clause(row.clause),
            self.function(row),
            self.basis(row),
            known("level", row.level.value, self.language) if row.level and row.basis == "agreement" else "",
            tuple((need, tuple(items)) for need, items in lists.items()),
            tuple(self.recipient(each) for each in row.recipients),
            self.kept(row),
            row.listed,
            row.gap,
        )

    def _item(self, element: MappedElement) -> Item:
        level = (known("level", element.level.value, self.language),) if element.level else ()
        return Item(
            self.element_name(element.id), level, self.clause(f"data.{element.id}"), element.sensitive
        )

    def recipient(self, each: MappedRecipient) -> Item:
        """Return a recipient as the table shows it."""
        notes = [known("role", each.role, self.language)]
        if each.region:
            notes.append(
                text("map.abroad" if each.abroad else "map.region", self.language, region=each.region)
            )
        return Item(self.recipient_name(each.id), tuple(notes), self.clause(f"recipients.{each.id}"))
