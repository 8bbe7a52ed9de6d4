"""The package as data: JSON, word for word, and CSV that a spreadsheet cannot take for formulas.

Rules
- JSON holds every value as it is. CSV has one line for each value, with where it is from and what it is used for.
- A cell that begins with `=`, `+`, `-`, `@`, a tab or a line end (also full-width, also after blanks) gets an apostrophe
  in front: OWASP's rule against formula injection, threat 89. Quotes are doubled (RFC 4180).
- What is about somebody else is `masked`, and its value is nowhere in the file.

Example
    >>> plain_cell("=1+1"), plain_cell("13800138000")
    ("'=1+1", '13800138000')
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec

from troth.holdings.packing.labels import Labels
from troth.holdings.ports import MASKED, Cell, Export, Part, Record

FORMAT = "troth-access-package/1"
HEAD = ("place", "table", "row", "column", "element", "name", "purposes", "value")
_RISKY = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
_BLANK = " \u00a0\u3000"
_NOTE = {"en": "(about somebody else)", "zh": "（他人信息，已隐去）"}


@dataclass(frozen=True, slots=True)
class Section:
    """One part of one place: its rows, in order."""

    place: str
    part: Part
    rows: tuple[tuple[Cell, ...], ...]


def sections_of(exports: Sequence[Export], language: str = "en") -> list[Section]:
    """Return what was exported by place and part; a place without rows is one part with one row.

    Of columns that are worded, those in `language` are there.
    """
    found: dict[tuple[str, Part], list[tuple[Cell, ...]]] = {}
    for export in exports:
        records = export.records
        if not records and export.values:
            names = tuple(export.values)
            records = (Record(Part("", names, names), tuple(export.values.values())),)
        for record in records:
            found.setdefault((export.place, record.part), []).append(record.cells)
    return [
        _worded(Section(place, part, tuple(rows)), language)
        if part.languages
        else Section(place, part, tuple(rows))
        for (place, part), rows in found.items()
    ]


def _worded(section: Section, language: str) -> Section:
    """Return a section without the columns that are worded in another language."""
    part = section.part
    kept = [number for number, each in enumerate(part.languages) if each in ("", language)]
    columns, elements = ([each[number] for number in kept] for each in (part.columns, part.elements))
    rows = tuple(tuple(row[number] for number in kept) for row in section.rows)
    return Section(section.place, Part(part.name, tuple(columns), tuple(elements)), rows)


def json_of(sections: Sequence[Section], labels: Labels, made: str) -> bytes:
    """Return the package as JSON in UTF-8."""
    elements = sorted({element for section in sections for element in section.part.elements})
    said = {
        "format": FORMAT,
        "controller": labels.controller,
        "made": made,
        "language": labels.language,
        "elements": {
            name: {"name": labels.element(name), "purposes": list(labels.purposes.get(name, ()))}
            for name in elements
        },
        "purposes": {
            each: labels.names.get(each, each) for name in elements for each in labels.purposes.get(name, ())
        },
        "data": [
            {
                "place": section.place,
                "table": section.part.name,
                "columns": [
                    {"column": column, "element": element}
                    for column, element in zip(section.part.columns, section.part.elements, strict=True)
                ],
                "rows": [
                    [{"masked": True} if cell is MASKED else cell for cell in row] for row in section.rows
                ],
            }
            for section in sections
        ],
    }
    return msgspec.json.format(msgspec.json.encode(said), indent=1)


def csv_of(sections: Sequence[Section], labels: Labels) -> bytes:
    """Return the package as CSV in UTF-8 with a byte order mark, as spreadsheets want it."""
    lines = [",".join(f'"{name}"' for name in HEAD), *_lines(sections, labels)]
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()


def _lines(sections: Sequence[Section], labels: Labels) -> Iterator[str]:
    note = _quoted(_NOTE[labels.language])
    about = {
        each: f"{_quoted(each)},{_quoted(labels.element(each))},{_quoted('; '.join(labels.used_for(each)))},"
        for each in {each for section in sections for each in section.part.elements}
    }
    for section in sections:
        before = f"{_quoted(section.place)},{_quoted(section.part.name)},"
        between = [
            f",{_quoted(column)},{about[element]}"
            for column, element in zip(section.part.columns, section.part.elements, strict=True)
        ]
        for number, row in enumerate(section.rows, 1):
            for middle, cell in zip(between, row, strict=True):
                if cell is not None:
                    value = _quoted(cell) if isinstance(cell, str) else note
                    yield f'{before}"{number}"{middle}{value}'


def plain_cell(text: str) -> str:
    """Return `text` such that no spreadsheet takes it for a formula."""
    first = text[:1]
    if first in _RISKY or (first in _BLANK and text.lstrip(_BLANK)[:1] in _RISKY):
        return f"'{text}" if text else text
    return text


def _quoted(text: str) -> str:
    if text.isalnum():  # nothing in it means anything to a spreadsheet: nearly every cell
        return f'"{text}"'
    return '"' + plain_cell(text).replace("\0", "").replace('"', '""') + '"'
