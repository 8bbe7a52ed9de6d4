"""A document as Markdown (CommonMark with tables), for who keeps texts in a repository or a wiki.

Rules
- Every character that Markdown or HTML could take as markup is escaped in a policy's words.
- A clause has an anchor before it; tables keep one line a row, so phrases in a cell are parted by semicolons.

Example
    >>> markdown(document).splitlines()[0]
    '# How the shop uses data'
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from troth.notices.publishing.catalogue import phrase
from troth.notices.publishing.numbering import chapter_number, section_number
from troth.notices.publishing.tree import (
    Block,
    Chapter,
    Document,
    Entry,
    Fact,
    Paragraph,
    Run,
    Section,
    Table,
    Words,
)

_MARKUP = re.compile(r"[\\`*_\[\]<>|~^$&]|:(?=//)|(?<=www)\.|^[#+\-=](?=\s|[#+\-=]|$)|^\d{1,9}(?=[.)])")


def markdown(document: Document) -> str:
    """Return the document as Markdown."""
    return _Writer(document).document()


def quoted(text: str) -> str:
    """Return `text` so that Markdown shows exactly it, on one line."""
    return _MARKUP.sub(_escape, " ".join(text.split()))


def _escape(found: re.Match[str]) -> str:
    """Return the mark with a backslash before it; of a number that could open a list, after it."""
    return f"{found[0]}\\" if found[0].isdigit() else f"\\{found[0]}"


class _Writer:
    """Writes one document; a link leads only to what the document has."""

    def __init__(self, document: Document) -> None:
        self.it = document
        self.anchors = {f"chapter-{each.id}" for each in document.chapters} | set(document.clauses())

    def document(self) -> str:
        it = self.it
        mark = f" **[{self._say('head.draft')}]**" if it.draft else ""
        lines = [f"# {quoted(it.title)}{mark}", "", *self._facts(it.facts)]
        if it.draft:
            lines += ["", f"> **{self._say('head.draft-text')}**", ">"]
            lines += [f"> - {self._anchor(each.clause)}{self._words(each.words)}" for each in it.gaps]
        if it.brief:
            lines += ["", f"## {self._say('brief.title')}", "", *self._facts(it.brief)]
        if it.part == "policy":
            lines += ["", f"## {self._say('head.contents')}", ""]
            lines += [
                f"- [{quoted(chapter_number(at, it.language) + each.title)}](#chapter-{each.id})"
                for at, each in enumerate(it.chapters, 1)
            ]
        for each in it.lead:
            lines += ["", self._words(each.words)]
        for at, chapter in enumerate(it.chapters, 1):
            lines += self._chapter(chapter, at)
        return "\n".join(lines).rstrip() + "\n"

    def _say(self, key: str) -> str:
        return quoted(phrase(key, self.it.language))

    def _chapter(self, chapter: Chapter, at: int) -> list[str]:
        number = chapter_number(at, self.it.language)
        lines = (
            [""]
            if len(self.it.chapters) == 1
            else ["", f'<a id="chapter-{chapter.id}"></a>', "", f"## {quoted(number + chapter.title)}", ""]
        )
        counted = 0
        for block in chapter.blocks:
            if isinstance(block, Section):
                counted += 1
                title = section_number(at, counted, self.it.language) + block.title
                lines += ["", f"### {quoted(title)}", "", *self._blocks(block.blocks, 4)]
            else:
                lines += self._blocks([block], 3)
        return lines

    def _blocks(self, blocks: Iterable[Block], level: int) -> list[str]:
        lines: list[str] = []
        for block in blocks:
            if isinstance(block, Fact):
                lines += self._facts([block])
            elif isinstance(block, Paragraph):
                lines += [f"{self._anchor(block.clause)}{self._words(block.words)}", ""]
            elif isinstance(block, Table):
                lines += self._table(block)
            else:
                lines += self._entry(block, level)
        return lines

    def _entry(self, entry: Entry, level: int) -> list[str]:
        words = self._words(entry.words)
        words = f"**{words}**" if entry.strong and words and "**" not in words else words
        marks = "".join(f" [{quoted(each)}]" for each in entry.marks)
        anchor = self._anchor(entry.clause)
        if entry.plain:
            lines = [f"{anchor}{words}{marks}", ""]
        elif entry.facts or entry.entries or entry.gap:
            lines = [f"{'#' * min(level, 6)} {anchor}{words}{marks}", ""]
        else:
            lines = [f"- {anchor}{words}{marks}"]
        if entry.gap:
            lines += [f"**{self._words(entry.gap)}**", ""]
        lines += self._facts(entry.facts)
        lines += ["", *self._blocks(entry.entries, level + 1)] if entry.entries else []
        return [*lines, ""] if entry.facts or entry.entries else lines

    def _facts(self, facts: Iterable[Fact]) -> list[str]:
        lines = []
        colon, comma = phrase("punct.colon", self.it.language), phrase("punct.comma", self.it.language)
        for fact in facts:
            head = f"- **{quoted(fact.label)}**{colon}"
            if fact.apart and len(fact.items) > 1:
                lines += [head.rstrip(), *(f"  - {self._words(each)}" for each in fact.items)]
            else:
                lines.append(head + comma.join(self._words(each) for each in fact.items))
        return lines

    def _table(self, table: Table) -> list[str]:
        lines = [
            "",
            f"**{quoted(table.caption)}**",
            "",
            f"| {' | '.join(quoted(c) for c in table.columns)} |",
        ]
        lines.append(f"|{' --- |' * len(table.columns)}")
        between = phrase("punct.semicolon", self.it.language)
        for row in table.rows:
            cells = [between.join(self._words(words) for words in cell) for cell in row.cells]
            cells[0] = self._anchor(row.clause) + cells[0]
            lines.append(f"| {' | '.join(cells)} |")
        return [*lines, ""]

    def _anchor(self, clause: str) -> str:
        return f'<a id="{clause}"></a>' if clause else ""

    def _words(self, words: Words) -> str:
        return "".join(self._run(run) for run in words)

    def _run(self, run: Run) -> str:
        said = (
            quoted(run.text)
            if run.text.strip() == run.text
            else run.text.replace(run.text.strip(), quoted(run.text))
        )
        if run.strong and run.text.strip():
            said = f"**{said}**"
        if run.to in self.anchors and run.text.strip():
            said = f"[{said}](#{run.to})"
        return self._anchor(run.clause) + said
