"""Registered decisions as they stand in the books: which there are about a person, each opened, with how it stands.

Rules
- The ledger says which decisions were registered about whom; the sealed file of each says what was decided. One whose file is gone
  is not there any more, whoever asks.
- The ledger says also what went in, so that one that does not open any more still goes with the data it was made from.
- A controller that never registered one is known by a mark, so that nobody's entries are read for it.
- How a decision stands comes from the objections to it: the newest that is open, else the newest at all.

Example
    >>> [made.id for made in decided_about(book, files, handle)]
    ['auto-bcdfg-hjkmn-pqrst-vwxzb']
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import cast

from troth.consent import contests_of
from troth.consent.ports import Statement
from troth.ledger import EntryKind, read_entry
from troth.rights.automated import Decision, file_of, is_decision, opened
from troth.rights.ports import CaseBook, Files, WritingCaseBook
from troth.vault.errors import Damaged

MARK = "decisions"
"""The mark of a controller that has registered decisions; a migration sets it for those of before."""
_RECORDED = EntryKind.AUTOMATED_RECORDED.value.encode()
Books = CaseBook | WritingCaseBook


def recorded(book: Books, handle: str) -> dict[str, tuple[str, ...]]:
    """Return the ids of the decisions that were ever registered about the person `handle`, the oldest first, with what went in."""
    if not handle or not book.mark(MARK):
        return {}
    entries = (read_entry(data) for _, data in book.entries_of(handle) if _RECORDED in data)
    found = [entry.body for entry in entries if entry.kind is EntryKind.AUTOMATED_RECORDED]
    return {str(body["decision"]): tuple(cast("Iterable[str]", body["elements"])) for body in found}


def read(book: Books, files: Files, handle: str, decision: str) -> Decision | None:
    """Return one decision about the person as it stands, or None: it is gone, or there was none. Raises Damaged, NoKey."""
    if not handle or not is_decision(decision):
        return None
    sealed = files.read(book, file_of(handle, decision))
    return standing(book, handle, opened(sealed)) if sealed is not None else None


def decided_about(
    book: Books, files: Files, handle: str, lost: dict[str, tuple[str, ...]] | None = None
) -> Iterator[Decision]:
    """Yield the decisions about the person that are there, the oldest first. Raises Damaged, NoKey.

    Whoever wants them gone gives `lost`: those that are damaged are put there, with what went into them, instead of being raised.
    """
    for each, inputs in recorded(book, handle).items():
        try:
            found = read(book, files, handle, each)
        except Damaged:
            if lost is None:
                raise
            lost[each] = inputs
            continue
        if found is not None:
            yield found


def standing(book: Books, handle: str, made: Decision) -> Decision:
    """Return `made` as it stands: as an open objection says, else as the newest one ended."""
    statements: list[Statement] = sorted(book.standing(handle), key=lambda each: each.sequence)
    mine = [each for each in contests_of(statements) if each.decision == made.id]
    newest = [each for each in mine if each.open] or mine
    return replace(made, state=newest[-1].state) if newest else made


def looked_at(book: Books, handle: str) -> frozenset[str]:
    """Return the decisions about the person to which an objection is open: they are looked at again, or may be."""
    return frozenset(each.about for each in book.cases_of(handle) if each.open and is_decision(each.about))
