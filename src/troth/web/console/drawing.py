"""Where everything of a policy's map stands in the picture: boxes, texts that fit, lines.

Rules
- Deterministic: the same map gives the same picture. Whole numbers of pixels, nothing measured in a browser.
- Three columns: data, purposes with how long they keep, recipients. A node stands as near as it can to what it is
  linked to, which keeps lines short.
- Up to `MOST_ELEMENTS` elements stand for themselves; more are drawn as their kinds.

Example
    >>> picture = drawn([Row("a", "Open an account", "until closed", "basic", ("phone",), ())], nodes)
    >>> picture.width, picture.rows[0].x
    (1200, 320)
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

WIDTH = 1200
MOST_ELEMENTS = 36
LEFT, MIDDLE, RIGHT = (2, 188), (320, 560), (1010, 188)
"""x and width of the three columns."""
KEPT_AT = 680
PITCH, BOX, LOOSEST = 30, 25, 56
HEAD = 34
TOP = 30


@dataclass(frozen=True)
class Link:
    """A line of a row to a node: `firm` when it always holds, `hot` when the element is sensitive."""

    node: str
    firm: bool = True
    hot: bool = False


@dataclass(frozen=True)
class Row:
    """A purpose to draw: its texts, the heading it stands under, and its lines."""

    id: str
    name: str
    kept: str
    heading: str
    href: str
    data: tuple[Link, ...]
    recipients: tuple[Link, ...]


Links = Callable[[Row], tuple[Link, ...]]


@dataclass(frozen=True)
class Node:
    """Something at the sides: an element, a kind of data, a recipient."""

    id: str
    name: str
    href: str
    marked: bool = False


@dataclass(frozen=True)
class Text:
    """A text and where it begins."""

    x: int
    y: int
    text: str


@dataclass(frozen=True)
class Box:
    """A box with its texts, and the numbers of its lines and of the boxes at their other ends."""

    number: int
    x: int
    y: int
    width: int
    texts: tuple[Text, ...]
    name: str
    href: str
    lines: tuple[int, ...]
    others: tuple[int, ...]


@dataclass(frozen=True)
class Line:
    """A line between two boxes."""

    number: int
    path: str
    firm: bool
    hot: bool


@dataclass(frozen=True)
class Picture:
    """Everything to draw."""

    width: int
    height: int
    headings: tuple[Text, ...]
    rows: tuple[Box, ...]
    data: tuple[Box, ...]
    recipients: tuple[Box, ...]
    lines: tuple[Line, ...]


def drawn(rows: Sequence[Row], data: Mapping[str, Node], recipients: Mapping[str, Node]) -> Picture:
    """Return the picture of `rows`, whose lines lead to `data` on the left and `recipients` on the right."""
    headings, at, bottom = _stacked(rows)
    left = _beside(rows, at, data, bottom, lambda row: row.data)
    right = _beside(rows, at, recipients, bottom, lambda row: row.recipients)
    numbers = _numbered(rows, left, right)
    lines, ends = _lines(rows, at, left, right, numbers)
    lowest = max([bottom, *left.values(), *right.values()])

    def touching(number: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        mine = [line for line, both in ends.items() if number in both]
        return tuple(mine), tuple(sum(ends[line]) - number for line in mine)

    def box(key: str, x: int, width: int, y: int, node: Node | Row, texts: tuple[Text, ...]) -> Box:
        mine, others = touching(numbers[key])
        return Box(numbers[key], x, y, width, texts, node.name, node.href, mine, others)

    def side(
        column: tuple[int, int], nodes: Mapping[str, Node], places: Mapping[str, int], mark: str
    ) -> tuple[Box, ...]:
        x, width = column
        return tuple(
            box(f"{mark}{each}", x, width, y, nodes[each], _label(x, y, width, nodes[each]))
            for each, y in places.items()
        )

    return Picture(
        WIDTH,
        lowest + PITCH,
        tuple(headings),
        tuple(box(f"r{row.id}", *MIDDLE, at[row.id], row, _texts_of(row, at[row.id])) for row in rows),
        side(LEFT, data, left, "d"),
        side(RIGHT, recipients, right, "p"),
        tuple(lines),
    )


def _stacked(rows: Sequence[Row]) -> tuple[list[Text], dict[str, int], int]:
    """Return the headings, the y of each row, and the y below the last one."""
    headings, at, y, last = [], {}, TOP, ""
    for row in rows:
        if row.heading != last:
            y += HEAD if last else 0
            headings.append(Text(MIDDLE[0], y + 12, fitted(row.heading, MIDDLE[1])))
            y, last = y + 20, row.heading
        at[row.id] = y
        y += PITCH
    return headings, at, y


def _beside(
    rows: Sequence[Row], at: Mapping[str, int], nodes: Mapping[str, Node], bottom: int, links: Links
) -> dict[str, int]:
    """Return the y of each node: the mean of the rows it is linked to, with room between nodes."""
    linked: dict[str, list[int]] = {each: [] for each in nodes}
    for row in rows:
        for link in links(row):
            linked[link.node].append(at[row.id])
    wanted = {each: sum(ys) // len(ys) if ys else TOP for each, ys in linked.items()}
    order = sorted(nodes, key=lambda each: (wanted[each], each))
    pitch = max(PITCH, min(LOOSEST, (bottom - TOP) // max(1, len(order))))
    found: dict[str, int] = {}
    y = TOP + 20 - pitch
    for each in order:
        y = found[each] = max(y + pitch, wanted[each])
    limit = max(bottom - PITCH, TOP + 20 + pitch * (len(order) - 1))
    for each in reversed(order):
        found[each] = min(found[each], limit)
        limit = found[each] - pitch
    return found


def _numbered(rows: Sequence[Row], left: Iterable[str], right: Iterable[str]) -> dict[str, int]:
    keys = [*(f"r{row.id}" for row in rows), *(f"d{each}" for each in left), *(f"p{each}" for each in right)]
    return {key: number for number, key in enumerate(keys, 1)}


def _lines(
    rows: Sequence[Row],
    at: Mapping[str, int],
    left: Mapping[str, int],
    right: Mapping[str, int],
    numbers: Mapping[str, int],
) -> tuple[list[Line], dict[int, tuple[int, int]]]:
    lines: list[Line] = []
    ends: dict[int, tuple[int, int]] = {}
    sides: tuple[tuple[Mapping[str, int], str, int, int, Links], ...] = (
        (left, "d", sum(LEFT), MIDDLE[0], lambda row: row.data),
        (right, "p", sum(MIDDLE), RIGHT[0], lambda row: row.recipients),
    )
    for places, mark, begin, end, links in sides:
        for row in rows:
            for link in links(row):
                ys = (places[link.node], at[row.id]) if mark == "d" else (at[row.id], places[link.node])
                number = len(lines) + 1
                lines.append(Line(number, _curve(begin, ys[0], end, ys[1]), link.firm, link.hot))
                ends[number] = (numbers[f"r{row.id}"], numbers[f"{mark}{link.node}"])
    return lines, ends


def _curve(x: int, y: int, to_x: int, to_y: int) -> str:
    half, middle = BOX // 2, (x + to_x) // 2
    return f"M{x} {y + half}C{middle} {y + half} {middle} {to_y + half} {to_x} {to_y + half}"


def _texts_of(row: Row, y: int) -> tuple[Text, ...]:
    name = Text(MIDDLE[0] + 10, y + 17, fitted(row.name, KEPT_AT - MIDDLE[0] - 22))
    kept = Text(KEPT_AT, y + 17, fitted(row.kept, sum(MIDDLE) - KEPT_AT - 8))
    return (name, kept)


def _label(x: int, y: int, width: int, node: Node) -> tuple[Text, ...]:
    room = width - 20 - (16 if node.marked else 0)
    name = Text(x + 10, y + 17, fitted(node.name, room))
    return (name, Text(x + width - 20, y + 17, "◆")) if node.marked else (name,)


def fitted(text: str, room: int) -> str:
    """Return `text` as far as it fits into `room` pixels at 13 pixels a character, cut with an ellipsis."""
    if _wide(text) <= room:
        return text
    cut = text
    while cut and _wide(cut + "…") > room:
        cut = cut[:-1]
    return cut.rstrip() + "…"


def _wide(text: str) -> float:
    return sum(13 if unicodedata.east_asian_width(each) in "WFA" else 6.8 for each in text)
