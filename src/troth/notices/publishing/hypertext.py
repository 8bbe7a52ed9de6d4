"""A document as HTML: one file with its style inside, or the part that stands in a page of the privacy centre.

Rules
- Every text is escaped here and nowhere else; a policy's words are never markup, whatever they look like.
- No script, no address of anybody else, nothing fetched: the file can be kept and read offline.
- A clause is an element with `id` and `data-clause`; both are the clause's id.

Example
    >>> whole_page(document)[:15]
    '<!doctype html>'
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from html import escape

from troth.notices.publishing.catalogue import phrase
from troth.notices.publishing.numbering import chapter_number, section_number
from troth.notices.publishing.style import PAGE_STYLE
from troth.notices.publishing.tree import (
    Block,
    Chapter,
    Document,
    Entry,
    Fact,
    Paragraph,
    Row,
    Run,
    Section,
    Table,
    Words,
    stands_apart,
)

TAGS = {"en": "en", "zh": "zh-Hans"}


def whole_page(document: Document) -> str:
    """Return one self-contained HTML file."""
    tag = TAGS[document.language]
    return (
        f'<!doctype html>\n<html lang="{tag}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(document.title)}</title>\n<style>\n{PAGE_STYLE}</style>\n</head>\n<body>\n"
        f'<main class="published">\n{page_body(document)}</main>\n</body>\n</html>\n'
    )


def page_body(document: Document) -> str:
    """Return what stands inside the main part of a page."""
    return _Writer(document).document()


class _Writer:
    """Writes one document; a link leads only to what the document has."""

    def __init__(self, document: Document) -> None:
        self.it = document
        self.anchors = {f"chapter-{each.id}" for each in document.chapters} | set(document.clauses())

    def document(self) -> str:
        it = self.it
        parts = [self._head(), self._brief(), self._particulars(), self._contents()]
        parts += [self._paragraph(each) for each in it.lead]
        parts += [self._chapter(each, at) for at, each in enumerate(it.chapters, 1)]
        return "\n".join(part for part in parts if part) + "\n"

    def _say(self, key: str) -> str:
        return escape(phrase(key, self.it.language))

    # -- the top

    def _head(self) -> str:
        mark = f' <span class="draft">{self._say("head.draft")}</span>' if self.it.draft else ""
        return f"<header>\n<h1>{escape(self.it.title)}{mark}</h1>\n</header>"

    def _particulars(self) -> str:
        """Who, version, dates; and what is open. They follow the answers: a reader comes for those."""
        it = self.it
        lines = [self._facts(it.facts, "head")]
        if it.draft:
            gaps = "".join(
                f"<li{self._anchor(each.clause)}>{self._words(each.words)}</li>\n" for each in it.gaps
            )
            lines.append(
                f'<div class="gaps">\n<p><strong>{self._say("head.draft-text")}</strong></p>\n<ul>\n{gaps}</ul>\n</div>'
            )
        return "\n".join(lines)

    def _brief(self) -> str:
        if not self.it.brief:
            return ""
        rows = "".join(self._answer(each) for each in self.it.brief)
        ways = "".join(
            f'<li><a href="#answer-{each.key}">{self._say(f"brief.go.{each.key}")}</a></li>'
            for each in self.it.brief
        )
        return (
            f'<section class="brief" aria-labelledby="brief">\n<h2 id="brief">{self._say("brief.title")}</h2>\n'
            f'<ul class="ways">{ways}</ul>\n<dl class="answers">\n{rows}</dl>\n</section>'
        )

    def _answer(self, fact: Fact) -> str:
        """Write one answer: its question is the link to the chapter, which the last item of the fact names."""
        *said, see = fact.items
        label = self._run(replace(see[0], text=fact.label))
        gap = ' class="gap"' if fact.missing else ""
        items = "".join(f"<li>{self._words(each)}</li>" for each in said)
        return f'<div id="answer-{fact.key}"><dt>{label}</dt><dd{gap}><ul>{items}</ul></dd></div>\n'

    def _contents(self) -> str:
        if self.it.part != "policy":
            return ""
        rows = "".join(
            f'<li><a href="#chapter-{escape(each.id)}">{escape(chapter_number(at, self.it.language))}'
            f"{escape(each.title)}</a></li>\n"
            for at, each in enumerate(self.it.chapters, 1)
        )
        return (
            f'<nav class="parts" aria-labelledby="contents">\n<h2 id="contents">{self._say("head.contents")}</h2>\n'
            f"<ol>\n{rows}</ol>\n</nav>"
        )

    # -- chapters

    def _chapter(self, chapter: Chapter, at: int) -> str:
        alone = len(self.it.chapters) == 1  # then the title of the document says what the chapter's would
        title = escape(chapter_number(at, self.it.language) + chapter.title)
        anchor = f"chapter-{escape(chapter.id)}"
        lines = [f'<section aria-labelledby="{anchor}">', f'<h2 id="{anchor}">{title}</h2>']
        lines = [f'<div id="{anchor}">'] if alone else lines
        counted = 0
        loose: list[Block] = []
        for block in chapter.blocks:
            if isinstance(block, Section):
                lines += [self._blocks(loose, 3)]
                loose, counted = [], counted + 1
                title = section_number(at, counted, self.it.language) + block.title
                lines += [f"<h3>{escape(title)}</h3>", self._blocks(block.blocks, 4)]
            else:
                loose.append(block)
        lines += [self._blocks(loose, 3), "</div>" if alone else "</section>"]
        return "\n".join(line for line in lines if line)

    def _blocks(self, blocks: Iterable[Block], level: int) -> str:
        lines: list[str] = []
        facts: list[Fact] = []
        bare: list[Entry] = []
        for block in (*blocks, None):
            if not isinstance(block, Fact) and facts:
                lines.append(self._facts(facts, "particulars"))
                facts = []
            if not (isinstance(block, Entry) and _is_bare(block)) and bare:
                items = "\n".join(self._bare(each) for each in bare)
                lines.append(f'<ul class="sentences">\n{items}\n</ul>')
                bare = []
            if isinstance(block, Fact):
                facts.append(block)
            elif isinstance(block, Paragraph):
                lines.append(self._paragraph(block))
            elif isinstance(block, Table):
                lines.append(self._table(block))
            elif isinstance(block, Entry):
                if _is_bare(block):
                    bare.append(block)
                else:
                    lines.append(self._entry(block, level))
        return "\n".join(lines)

    def _bare(self, entry: Entry) -> str:
        words = self._words(entry.words)
        return (
            f"<li{self._anchor(entry.clause)}>{f'<strong>{words}</strong>' if entry.strong else words}</li>"
        )

    def _entry(self, entry: Entry, level: int) -> str:
        words = self._words(entry.words)
        words = f"<strong>{words}</strong>" if entry.strong and entry.plain else words
        marks = "".join(f' <span class="mark">{escape(each)}</span>' for each in entry.marks)
        if entry.plain:
            title = f'<p class="opening">{words}{marks}</p>' if entry.words or marks else ""
        else:
            title = f"<h{min(level, 6)}>{words}{marks}</h{min(level, 6)}>"
        gap = f'<p class="gap">{self._words(entry.gap)}</p>' if entry.gap else ""
        lines = [
            f'<div class="{"start" if entry.plain else "entry"}"{self._anchor(entry.clause)}>',
            title,
            gap,
            self._facts(entry.facts, "particulars"),
            self._blocks(entry.entries, level + 1),
            "</div>",
        ]
        return "\n".join(line for line in lines if line)

    # -- parts of blocks

    def _anchor(self, clause: str) -> str:
        return f' id="{escape(clause)}" data-clause="{escape(clause)}"' if clause else ""

    def _paragraph(self, paragraph: Paragraph) -> str:
        return (
            f'<p class="{paragraph.kind}"{self._anchor(paragraph.clause)}>{self._words(paragraph.words)}</p>'
        )

    def _facts(self, facts: Iterable[Fact], kind: str) -> str:
        rows = []
        for fact in facts:
            gap = ' class="gap"' if fact.missing else ""
            if fact.apart and len(fact.items) > 1:
                items = "".join(f"<li>{self._words(each)}</li>" for each in fact.items)
                said = f"<ul>{items}</ul>"
            else:
                said = self._listed(fact.items)
            rows.append(f"<div><dt>{escape(fact.label)}</dt><dd{gap}>{said}</dd></div>\n")
        return f'<dl class="{kind}">\n{"".join(rows)}</dl>' if rows else ""

    def _listed(self, items: Iterable[Words]) -> str:
        return self._say("punct.comma").join(self._words(each) for each in items)

    def _table(self, table: Table) -> str:
        heads = "".join(f'<th scope="col" role="columnheader">{escape(each)}</th>' for each in table.columns)
        rows = "".join(self._row(each, table.columns) for each in table.rows)
        return (
            f'<table role="table">\n<caption>{escape(table.caption)}</caption>\n{_columns(table)}'
            f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead>\n<tbody role="rowgroup">\n{rows}</tbody>\n</table>'
        )

    def _row(self, row: Row, columns: tuple[str, ...]) -> str:
        cells = []
        for at, (cell, column) in enumerate(zip(row.cells, columns, strict=True)):
            said = self._cell(cell)
            label = f'<span class="label" aria-hidden="true">{escape(column)}</span>'
            if at == 0:
                cells.append(f'<th scope="row" role="rowheader">{said}</th>')
            elif said:
                cells.append(f'<td role="cell">{label}<div>{said}</div></td>')
            else:
                cells.append('<td role="cell" class="none"></td>')
        return f'<tr role="row"{self._anchor(row.clause)}>{"".join(cells)}</tr>\n'

    def _cell(self, cell: tuple[Words, ...]) -> str:
        if not stands_apart(cell):
            return self._listed(cell)
        return f"<ul>{''.join(f'<li>{self._words(words)}</li>' for words in cell)}</ul>"

    def _words(self, words: Words) -> str:
        return "".join(self._run(run) for run in words)

    def _run(self, run: Run) -> str:
        said = escape(run.text)
        if run.language and run.language != self.it.language:
            said = f'<span lang="{TAGS[run.language]}">{said}</span>'
        elif not run.language:
            said = f"<bdi>{said}</bdi>"
        if run.strong:
            said = f"<strong>{said}</strong>"
        if run.to in self.anchors:
            said = f'<a href="#{escape(run.to)}">{said}</a>'
        elif run.to.startswith("/"):
            said = f'<a href="{escape(run.to)}">{said}</a>'
        if run.clause:
            said = f"<span{self._anchor(run.clause)}>{said}</span>"
        return said


def _columns(table: Table) -> str:
    """Return the columns with their widths, to the next five hundredths: a page of the centre has no inline style."""
    if not table.widths:
        return ""
    whole = sum(table.widths)
    every = [max(5, 5 * round(20 * each / whole)) for each in table.widths]
    return "<colgroup>" + "".join(f'<col class="p{each}">' for each in every) + "</colgroup>\n"


def _is_bare(entry: Entry) -> bool:
    """Return whether an entry is one sentence: such are a list."""
    return bool(entry.words) and not (entry.facts or entry.entries or entry.marks or entry.gap or entry.plain)
