"""Operators as papers of the installation's own book, inside a transaction.

Example
    >>> needed(book, handle).id
    'li.wei'
"""

from __future__ import annotations

from troth.ledger import EntryKind
from troth.operators.errors import LAST_OFFICER, UNKNOWN, BadOperator, NotAllowed
from troth.operators.operator import Operator, ordered, read, written
from troth.operators.ports import Paper, PaperBook, WritingPaperBook
from troth.operators.recording import Moment, record


def every(book: PaperBook) -> list[Operator]:
    """Return the operators of the book, by id."""
    return sorted((read(each.id, each.value) for each in book.papers("operator")), key=lambda each: each.id)


def find(book: PaperBook, handle: str) -> Operator | None:
    """Return the operator with this handle, or None."""
    found = book.paper("operator", handle)
    return None if found is None else read(handle, found.value)


def needed(book: PaperBook, handle: str) -> Operator:
    """Return the operator with this handle. Raises BadOperator."""
    found = find(book, handle)
    if found is None:
        raise BadOperator(UNKNOWN)
    return found


def keep(book: WritingPaperBook, operator: Operator) -> None:
    """Keep an operator."""
    book.keep_paper(Paper("operator", operator.handle, "", written(operator)))


def keep_an_officer(book: PaperBook, leaving: Operator) -> None:
    """Raise NotAllowed when nobody but `leaving` is an officer who can sign in."""
    if not (leaving.has("officer") and leaving.state == "active"):
        return
    others = [each for each in every(book) if each.handle != leaving.handle]
    if not any(each.has("officer") and each.state == "active" for each in others):
        raise NotAllowed(LAST_OFFICER)


def entry_about(
    book: WritingPaperBook,
    moment: Moment,
    kind: EntryKind,
    about: Operator,
    by: Operator | None,
    **more: str,
) -> None:
    """Append an entry of `kind` about an operator and their rights."""
    places = tuple(each for each in about.controllers if each != "*")
    record(
        book,
        moment,
        kind,
        who=about.handle,
        roles=tuple(ordered(about.roles)),
        controllers=places or None,
        everywhere=True if not places else None,
        operator=by.handle if by is not None else None,
        **more,
    )
