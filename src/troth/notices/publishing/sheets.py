"""A document as plain data for a printer: what stands on the sheets, in order, as JSON.

Rules
- Only words, levels and lists; how it looks is the printer's. A printer reads text from here and never as commands.
- The same document gives the same bytes.

Example
    >>> json.loads(sheets(document))["title"]
    'How the shop uses data'
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

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
    stands_apart,
)


def sheets(document: Document) -> bytes:
    """Return what is to be printed, as JSON in UTF-8."""
    it, language = document, document.language
    data = {
        "title": it.title,
        "language": language,
        "draft": phrase("head.draft", language) if it.draft else "",
        "gaps-title": phrase("head.draft-text", language),
        "gaps": [_words(each.words) for each in it.gaps],
        "head": [_fact(each) for each in it.facts],
        "brief-title": phrase("brief.title", language),
        "brief": [_fact(each) for each in it.brief],
        "contents": phrase("head.contents", language) if it.part == "policy" else "",
        "comma": phrase("punct.comma", language),
        "foot": f"{it.title} · {it.version}",
        "blocks": [
            *(_block(each, 3) for each in it.lead),
            *(each for at, chapter in enumerate(it.chapters, 1) for each in _chapter(chapter, at, it)),
        ],
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def _chapter(chapter: Chapter, at: int, document: Document) -> Iterable[dict[str, Any]]:
    language = document.language
    if len(document.chapters) > 1:
        title = chapter_number(at, language) + chapter.title
        yield {"kind": "heading", "level": 1, "words": [_run(Run(title, language))]}
    counted = 0
    for block in chapter.blocks:
        if isinstance(block, Section):
            counted += 1
            title = section_number(at, counted, language) + block.title
            yield {"kind": "heading", "level": 2, "words": [_run(Run(title, language))]}
            for each in block.blocks:
                yield _block(each, 3)
        else:
            yield _block(block, 2)


def _block(block: Block, level: int) -> dict[str, Any]:
    if isinstance(block, Fact):
        return {"kind": "facts", "facts": [_fact(block)]}
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "tone": block.kind, "words": _words(block.words)}
    if isinstance(block, Table):
        rows = [[_cell(cell) for cell in row.cells] for row in block.rows]
        return {
            "kind": "table",
            "columns": list(block.columns),
            "rows": rows,
            "widths": list(block.widths or (1,) * len(block.columns)),
        }
    return _entry(block, level)


def _entry(entry: Entry, level: int) -> dict[str, Any]:
    bare = bool(entry.words) and not (entry.facts or entry.entries or entry.gap or entry.plain or entry.marks)
    return {
        "kind": "sentence" if bare else "entry",
        "level": level,
        "plain": entry.plain,
        "strong": entry.strong,
        "words": _words(entry.words),
        "marks": list(entry.marks),
        "gap": _words(entry.gap),
        "facts": [_fact(each) for each in entry.facts],
        "entries": [_entry(each, level + 1) for each in entry.entries],
    }


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "label": fact.label,
        "apart": fact.apart,
        "missing": fact.missing,
        "items": [_words(i) for i in fact.items],
    }


def _cell(cell: tuple[Words, ...]) -> dict[str, Any]:
    return {"apart": stands_apart(cell), "items": [_words(words) for words in cell]}


def _words(words: Words) -> list[dict[str, Any]]:
    return [_run(run) for run in words if run.text]


def _run(run: Run) -> dict[str, Any]:
    return {"text": run.text, "language": run.language, "strong": run.strong}
