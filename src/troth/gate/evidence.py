"""The evidence of one controller's books: the whole export, and receipts for one person.

Rules
- An export is signed over exactly the entries that it holds, read in one snapshot.
- A receipt proves one entry of one person, with the text that was shown and the terms of the choice; it says nothing
  about the entries beside it.

Example
    >>> len(gate.evidence("joinbase").receipts("u-1"))
    2
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from troth.consent.ports import Book, Store
from troth.ledger import (
    EMPTY,
    RECEIPT_KINDS,
    Entry,
    Terms,
    append_many,
    checkpoint_of,
    export,
    inclusion_proof,
    key_of,
    read_entry,
    read_terms,
    receipt_for,
    sign_checkpoint,
)
from troth.ledger.ports import Signer


class Evidence:
    """What one controller's books can prove."""

    def __init__(self, store: Store, controller: str, signer: Signer, digest: Callable[[str], str]) -> None:
        """Read the books of `controller`; `digest` turns a subject's reference into its keyed digest."""
        self._store, self._controller, self._signer, self._digest = store, controller, signer, digest

    @property
    def key(self) -> str:
        """The public key that the checkpoints are signed with, as `troth verify --key` takes it."""
        return key_of(self._signer).text

    @property
    def size(self) -> int:
        """The number of entries."""
        return self._store.read(self._controller, lambda book: book.head().size)

    def export(self) -> list[bytes]:
        """Return the lines of an export of every entry, with a checkpoint signed over just these."""

        def work(book: Book) -> list[bytes]:
            return list(export(book.entries(), book.head().size, self._signer))

        return self._store.read(self._controller, work)

    def checkpoint(self) -> bytes:
        """Return a signed checkpoint of the log, recomputed from its entries, to be kept elsewhere."""

        def work(book: Book) -> bytes:
            head = append_many(EMPTY, list(book.entries())).head
            return sign_checkpoint(checkpoint_of(self._signer.name, head), self._signer)

        return self._store.read(self._controller, work)

    def receipts(self, subject: str) -> Sequence[bytes]:
        """Return a receipt (RFC 8785 JSON and a newline) for each choice that the person made, newest first."""
        digest = self._digest(subject)

        def work(book: Book) -> list[bytes]:
            handle = book.handle_of(digest)
            if handle is None:
                return []
            head = book.head()
            note = sign_checkpoint(checkpoint_of(self._signer.name, head), self._signer)
            found = [(index, read_entry(data)) for index, data in book.entries_of(handle)]
            chosen = [(index, entry) for index, entry in found if entry.kind in RECEIPT_KINDS]
            return [_receipt(book, index, entry, head.size, note) for index, entry in reversed(chosen)]

        return self._store.read(self._controller, work)


def _receipt(book: Book, index: int, entry: Entry, size: int, note: bytes) -> bytes:
    path = inclusion_proof(index, size, book)
    shown, told = entry.body.get("shown"), entry.body.get("terms")
    text = book.text(str(shown)) if shown is not None else None
    terms = _terms(book, str(told)) if told is not None else None
    return receipt_for(entry, index, path, note, shown=text, terms=terms)


def _terms(book: Book, digest: str) -> Terms | None:
    kept = book.text(digest)
    return read_terms(json.loads(kept)) if kept is not None else None
