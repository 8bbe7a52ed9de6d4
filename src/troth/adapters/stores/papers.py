"""Papers of the console in books: in memory, in a draft, and in a database.

Rules
- A draft keeps what one work wants, a paper or None for one that is destroyed, and lays it over what is underneath.
- Destroying is deleting; the stores see to it that the bytes go too.

Example
    >>> book.keep_paper(Paper("operator", handle, "", "{}"))
    >>> book.paper("operator", handle).value
    '{}'
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import BindParameter, ClauseElement, ColumnElement, bindparam, delete, literal_column, select

from troth.adapters.stores.prepared import Prepared
from troth.adapters.stores.schema import papers
from troth.adapters.stores.sealed_rows import Lines
from troth.operators.ports import Paper, PaperBook

Papers = dict[tuple[str, str], Paper | None]
"""Papers by kind and id; None is one that is destroyed."""


class PaperMemory:
    """One controller's papers in memory."""

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self._papers: dict[tuple[str, str], Paper] = {}

    def paper(self, kind: str, key: str, /) -> Paper | None:
        """Return one paper, or None."""
        return self._papers.get((kind, key))

    def papers(self, kind: str) -> Sequence[Paper]:
        """Return every paper of a kind, by id."""
        return [paper for place, paper in sorted(self._papers.items()) if place[0] == kind]

    def papers_over(self, kind: str, now: str, most: int) -> Sequence[Paper]:
        """Return up to `most` papers of a kind that are over at `now`, the oldest first."""
        return _over(self.papers(kind), now)[:most]

    def apply_papers(self, changes: Papers) -> None:
        """Make `changes` so."""
        for place, paper in changes.items():
            if paper is None:
                self._papers.pop(place, None)
            else:
                self._papers[place] = paper


class PaperDraft:
    """The part of a draft that is about papers."""

    changed_papers: Papers
    papers_under: PaperBook

    def paper(self, kind: str, key: str, /) -> Paper | None:
        """Return one paper, or None."""
        changed = self.changed_papers
        return changed[kind, key] if (kind, key) in changed else self.papers_under.paper(kind, key)

    def papers(self, kind: str) -> Sequence[Paper]:
        """Return every paper of a kind, by id."""
        return self._laid_over(kind, self.papers_under.papers(kind))

    def papers_over(self, kind: str, now: str, most: int) -> Sequence[Paper]:
        """Return up to `most` papers of a kind that are over at `now`, the oldest first."""
        found = self.papers_under.papers_over(kind, now, most + len(self.changed_papers))
        return _over(self._laid_over(kind, found), now)[:most]

    def keep_paper(self, paper: Paper) -> None:
        """Keep a paper, in the place of the one before it."""
        self.changed_papers[paper.kind, paper.id] = paper

    def drop_paper(self, kind: str, key: str, /) -> None:
        """Destroy a paper."""
        self.changed_papers[kind, key] = None

    def _laid_over(self, kind: str, under: Sequence[Paper]) -> list[Paper]:
        found: Papers = {(each.kind, each.id): each for each in under}
        found.update((place, paper) for place, paper in self.changed_papers.items() if place[0] == kind)
        return [paper for _, paper in sorted(found.items(), key=lambda item: item[0]) if paper is not None]


class PaperSaying(Protocol):
    """The statements about papers, for one database."""

    @property
    def paper(self) -> Prepared:
        """One paper."""

    @property
    def papers(self) -> Prepared:
        """Those of a kind."""

    @property
    def papers_over(self) -> Prepared:
        """Those that are over."""

    @property
    def put_paper(self) -> Prepared:
        """Keeps one."""

    @property
    def drop_paper(self) -> Prepared:
        """Destroys one."""


class PaperRows:
    """The papers as the statements of a transaction read them."""

    controller: str
    _lines: Lines
    _papers: PaperSaying

    def paper(self, kind: str, key: str, /) -> Paper | None:
        """Return one paper, or None."""
        rows = self._lines.rows(self._papers.paper, (self.controller, kind, key))
        return Paper(kind, key, *rows[0]) if rows else None

    def papers(self, kind: str) -> Sequence[Paper]:
        """Return every paper of a kind, by id."""
        rows = self._lines.rows(self._papers.papers, (self.controller, kind))
        return [Paper(kind, *row) for row in rows]

    def papers_over(self, kind: str, now: str, most: int) -> Sequence[Paper]:
        """Return up to `most` papers of a kind that are over at `now`, the oldest first."""
        rows = self._lines.rows(self._papers.papers_over, (self.controller, kind, now, most))
        return [Paper(kind, *row) for row in rows]


def paper_statements(insert_here: Callable[..., Any]) -> Mapping[str, ClauseElement]:
    """Return the statements about papers; those that are over are found by their index."""
    mine = papers.c.controller == bindparam("controller"), papers.c.kind == bindparam("kind")
    one = (*mine, papers.c.id == bindparam("id"))
    row = select(papers.c.id, papers.c.until, papers.c.value).where(*mine)
    most: BindParameter[int] = bindparam("most")
    nothing: ColumnElement[int] = literal_column("0")  # SQLite's dialect would make a parameter of it
    put = insert_here(papers)
    return {
        "paper": select(papers.c.until, papers.c.value).where(*one),
        "papers": row.order_by(papers.c.id),
        "papers_over": row.where(papers.c.until > literal_column("''"), papers.c.until < bindparam("now"))
        .order_by(papers.c.until, papers.c.id)
        .limit(most)
        .offset(nothing),
        "put_paper": put.on_conflict_do_update(
            index_elements=["controller", "kind", "id"],
            set_={name: put.excluded[name] for name in ("until", "value")},
        ),
        "drop_paper": delete(papers).where(*one),
    }


def apply_papers(me: str, changes: Papers, lines: Lines, say: PaperSaying) -> None:
    """Write `changes` of the controller `me` down."""
    gone = [(me, *place) for place, paper in changes.items() if paper is None]
    kept = [
        (me, paper.kind, paper.id, paper.until, paper.value)
        for paper in changes.values()
        if paper is not None
    ]
    if gone:
        lines.many(say.drop_paper, gone)
    if kept:
        lines.many(say.put_paper, kept)


def _over(found: Sequence[Paper], now: str) -> list[Paper]:
    return sorted((each for each in found if "" < each.until < now), key=lambda each: (each.until, each.id))
