"""The published text as a tree: a document of chapters, sections, entries, tables and facts.

Rules
- A node holds words only, never markup; each format has its writer, and the writer alone knows how to escape.
- Whatever stands for a clause of the file carries the clause's id in `clause`; a document names each clause once.
- `to` in a run is a clause or chapter of the same document: a link where the format has links.

Example
    >>> entry = Entry((Run("Open an account", "en"),), clause="purposes.registration")
    >>> [each.clause for each in walk([entry])]
    ['purposes.registration']
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

Language = Literal["en", "zh"]


@dataclass(frozen=True)
class Run:
    """Words of one kind: `language` is "" where they have none (a name, an address, a number)."""

    text: str
    language: str = ""
    strong: bool = False
    to: str = ""
    clause: str = ""


Words = tuple[Run, ...]


@dataclass(frozen=True)
class Fact:
    """A label and what belongs under it. `apart`: the items are phrases, so they stand on lines of their own.

    `key` names one of the answers at the head of a policy.
    """

    label: str
    items: tuple[Words, ...]
    apart: bool = False
    missing: bool = False
    key: str = ""


@dataclass(frozen=True)
class Paragraph:
    """Running words. `kind`: `text`, `note` (our own connecting words), or `gap` (something is not stated)."""

    words: Words
    kind: Literal["text", "note", "gap"] = "text"
    clause: str = ""


@dataclass(frozen=True)
class Entry:
    """One clause with its facts; `marks` are short tags beside it, `entries` the clauses below it.

    `plain`: it opens its section, so it is running words and no heading; `gap`: what is missing.
    """

    words: Words
    facts: tuple[Fact, ...] = ()
    entries: tuple[Entry, ...] = ()
    marks: tuple[str, ...] = ()
    clause: str = ""
    strong: bool = False
    gap: Words = ()
    plain: bool = False


@dataclass(frozen=True)
class Row:
    """A row of a table: each cell holds phrases."""

    cells: tuple[tuple[Words, ...], ...]
    clause: str = ""


LONG_PHRASE = 24


def stands_apart(cell: tuple[Words, ...]) -> bool:
    """Return whether the phrases of a cell stand on lines of their own: long ones, and such as begin with a label."""
    lengths = [sum(len(run.text) for run in words) for words in cell]
    labelled = any(words[0].text.rstrip().endswith((":", "：")) for words in cell if len(words) > 1)
    return len(cell) > 1 and (labelled or max(lengths) > LONG_PHRASE)


@dataclass(frozen=True)
class Table:
    """A table: the first cell of a row names the row. `widths`: how wide each column is beside the others."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    widths: tuple[int, ...] = ()


Block = Paragraph | Entry | Table | Fact


@dataclass(frozen=True)
class Section:
    """A part of a chapter with a title of its own."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Chapter:
    """A chapter: its id (the anchor is `chapter-ID`), title, and what stands in it."""

    id: str
    title: str
    blocks: tuple[Block | Section, ...]


@dataclass(frozen=True)
class Document:
    """A text to publish. `facts` are its head, `brief` the answers that a reader wants first, `gaps` what is open.

    `unlabelled` are (area, word) for which there is no label in either catalogue or file.
    """

    part: str
    policy: str
    version: str
    hash: str
    language: Language
    title: str
    draft: bool
    facts: tuple[Fact, ...]
    gaps: tuple[Paragraph, ...] = ()
    brief: tuple[Fact, ...] = ()
    lead: tuple[Paragraph, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    unlabelled: tuple[tuple[str, str], ...] = field(default=(), compare=False)

    def clauses(self) -> list[str]:
        """Return the id of every clause that the document states, in order, as often as it does."""
        nodes: list[Node] = [*self.facts, *self.gaps, *self.brief, *self.lead]
        nodes.extend(block for chapter in self.chapters for block in chapter.blocks)
        return [each.clause for each in walk(nodes) if each.clause]


Node = Block | Section | Row | Run


def walk(nodes: Iterable[Node]) -> Iterator[Run | Paragraph | Entry | Row]:
    """Yield every node that can stand for a clause, in reading order."""
    for node in nodes:
        if isinstance(node, Section):
            yield from walk(node.blocks)
        elif isinstance(node, Table):
            yield from walk(node.rows)
        elif isinstance(node, Fact):
            yield from walk(run for item in node.items for run in item)
        elif isinstance(node, Row):
            yield node
            yield from walk(run for cell in node.cells for words in cell for run in words)
        elif isinstance(node, Run):
            yield node
        elif isinstance(node, Paragraph):
            yield node
            yield from walk(node.words)
        else:
            yield node
            yield from walk((*node.words, *node.facts, *node.gap, *node.entries))
