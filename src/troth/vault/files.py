"""Sealed files that are nobody's record: each has a key and a random handle of its own (a case file, say).

Rules
- A file outlives the key of the person it is about, and goes with its own key; what is in it is in no other row.
- Its key is wrapped, rotated and drilled as those of people are, because it lies in the same tables; a handle of a file
  is never the handle of a person.
- One part, one ciphertext, bound to controller, handle and version.

Example
    >>> store.write("acme", lambda book: files.keep(book, handle, '{"words": "..."}'))
"""

from __future__ import annotations

from troth.ledger.ports import Randomness
from troth.vault.errors import DAMAGED, Damaged
from troth.vault.keyring import Keyring
from troth.vault.ports import RecordRow, SealedBook, WritingSealedBook
from troth.vault.profiles import KeyCipher
from troth.vault.sealing import NONCE_LENGTH, bound, open_fields, seal_fields

PART = "file"


class SealedFiles:
    """Files sealed with the keys of `keyring`."""

    def __init__(self, keyring: Keyring, randomness: Randomness) -> None:
        """Open nothing yet."""
        self._keyring, self._randomness = keyring, randomness

    def keep(self, book: WritingSealedBook, file: str, content: str) -> None:
        """Seal `content` as the file `file` (32 hex), in the place of what is there. Raises NoKey."""
        row = book.key_row(file)
        cipher = self._keyring.made(book, file) if row is None else self._cipher(book, file)
        standing = book.record(file, PART)
        version = 1 if standing is None else standing.version + 1
        place = bound(book.controller, file, PART, version)
        sealed = seal_fields(cipher, {PART: content}, place, self._randomness(NONCE_LENGTH))
        book.keep_record(RecordRow(file, PART, version, sealed))

    def read(self, book: SealedBook, file: str) -> str | None:
        """Return what is sealed in `file`, or None when it is gone. Raises Damaged, NoKey."""
        row = book.record(file, PART)
        if row is None or book.key_row(file) is None:
            return None
        place = bound(book.controller, file, PART, row.version)
        found = open_fields(self._cipher(book, file), row.sealed, place)
        if found is None:
            raise Damaged(DAMAGED, part=PART)
        return found[PART]

    def drop(self, book: WritingSealedBook, file: str) -> None:
        """Destroy `file` and its key."""
        if book.record(file, PART) is not None:
            book.drop_record(file, PART)
        if book.key_row(file) is not None:
            book.drop_key(file)
        self._keyring.forget(book.controller, file)

    def _cipher(self, book: SealedBook, file: str) -> KeyCipher:
        row = book.key_row(file)
        if row is None:
            raise Damaged(DAMAGED, part=PART)
        # Not the held one: this transaction may have made the key, and may yet fail.
        return self._keyring.opened(book.controller, row)
