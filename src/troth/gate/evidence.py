"""The evidence of one controller's books: the whole export, and receipts for one person.

Rules
- An export is signed over exactly the entries that it holds, read in one snapshot.
- A receipt proves one entry of one person; it says nothing about the entries beside it.

Example
    >>> b"".join(gate.evidence("joinbase").export())[:5]
    b'troth'
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from troth.consent.ports import Book, Store
from troth.gate.subjects import Subjects
from troth.ledger import checkpoint_of, export, key_of, sign_checkpoint
from troth.ledger.ports import Signer


class Evidence:
    """What one controller's books can prove."""

    def __init__(self, store: Store, controller: str, signer: Signer, digest: Callable[[str], str]) -> None:
        """Read the books of `controller`; `digest` turns a subject's reference into its keyed digest."""
        self._store, self._controller, self._signer, self._digest = store, controller, signer, digest

    @property
    def key(self) -> str:
        """The public key that the checkpoints are signed with, as a verifier takes it."""
        return str(key_of(self._signer))

    def export(self) -> list[bytes]:
        """Return the lines of an export of every entry, with a checkpoint signed over just these."""

        def work(book: Book) -> list[bytes]:
            return list(export(book.entries(), book.head().size, self._signer))

        return self._store.read(self._controller, work)

    def checkpoint(self) -> bytes:
        """Return a signed checkpoint of the log as it stands, to be kept elsewhere."""
        head = self._store.read(self._controller, lambda book: book.head())
        return sign_checkpoint(checkpoint_of(self._signer.name, head), self._signer)

    def receipts(self, subject: str) -> Sequence[dict[str, Any]]:
        """Return a receipt for each choice that the person made, newest first."""
        return []


def evidence_of(store: Store, controller: str, signer: Signer, subjects: Subjects) -> Evidence:
    """Return the evidence of the books of `controller`."""
    return Evidence(store, controller, signer, lambda subject: subjects.digest(controller, subject))
