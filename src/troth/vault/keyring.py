"""The keyring: the keys of subjects and of indexes, unwrapped when needed and held for minutes.

Rules
- The generation that new keys are wrapped under stands in the books, and is read in the transaction that keeps a key:
  so no key is ever wrapped under a generation that a rotation has done with.
- An unwrapped key is bound to controller and subject (or element and series) by its wrapping, and is in memory only.
- A held key is let go after `HOLD`, when its subject is erased, or when it does not open what it should.

Example
    >>> keyring.opened("acme", key_row)
    KeyCipher(international)
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from troth.calendars import Clock
from troth.ledger.ports import Randomness
from troth.vault.ports import KeyRow, KeyStore, SealedBook, SeriesRow, WritingSealedBook
from troth.vault.profiles import INTERNATIONAL, KeyCipher, Profile, series_key
from troth.vault.sealing import KEY_LENGTH, bound

GENERATION = "generation"
HOLD = timedelta(minutes=5)
MOST_HELD = 10_000
CODES = "keyed-codes"
"""The series under this name is the key of keyed codes, not of an index."""


class Keyring:
    """Keys by way of `keys`, the key store."""

    def __init__(
        self, keys: KeyStore, clock: Clock, randomness: Randomness, profile: Profile = INTERNATIONAL
    ) -> None:
        """Hold nothing yet; what is sealed from now on is sealed by `profile`."""
        self.keys, self.profile = keys, profile
        self._clock, self._randomness = clock, randomness
        self._held: dict[tuple[str, str], tuple[KeyCipher, datetime]] = {}
        self._series: dict[tuple[str, str, int], bytes] = {}

    # --- subjects

    def held(self, controller: str, handle: str) -> KeyCipher | None:
        """Return the cipher of a subject if its key is held, else None."""
        found = self._held.get((controller, handle))
        if found is None:
            return None
        if found[1] <= self._clock.now():
            self._held.pop((controller, handle), None)
            return None
        return found[0]

    def opened(self, controller: str, row: KeyRow) -> KeyCipher:
        """Return the cipher of the subject whose wrapped key is `row`, and hold it. Raises NoKey."""
        key = self.keys.unwrap(
            controller, row.generation, row.wrapped, subject_context(controller, row.handle)
        )
        return self._hold(controller, row.handle, key)

    def made(self, book: WritingSealedBook, handle: str, *, restricted: bool = False) -> KeyCipher:
        """Make a new key for a subject, keep it wrapped in `book`, and return its cipher."""
        controller = book.controller
        generation = self.generation(book)
        key = self._randomness(KEY_LENGTH)
        wrapped = self.keys.wrap(controller, generation, key, subject_context(controller, handle))
        book.keep_key(KeyRow(handle, wrapped, generation, restricted))
        self.forget(
            controller, handle
        )  # what is held is of the key before; the new one is held once it is read back
        return KeyCipher(key, self.profile)

    def forget(self, controller: str, handle: str) -> None:
        """Let go of a subject's key."""
        self._held.pop((controller, handle), None)

    def rewrapped(self, book: WritingSealedBook, row: KeyRow) -> KeyRow:
        """Return the wrapped key of a subject under the generation that is in force."""
        context = subject_context(book.controller, row.handle)
        key = self.keys.unwrap(book.controller, row.generation, row.wrapped, context)
        generation = self.generation(book)
        return replace(
            row, wrapped=self.keys.wrap(book.controller, generation, key, context), generation=generation
        )

    # --- series

    def series(self, book: SealedBook, element: str) -> dict[int, bytes]:
        """Return the index keys of `element` by series, oldest first; none when nothing was ever indexed."""
        return {
            row.series: self.series_key(book.controller, row)
            for row in book.series()
            if row.element == element
        }

    def newest(self, book: WritingSealedBook, element: str) -> tuple[int, bytes]:
        """Return the newest series of `element` and its key, made now if there is none."""
        found = self.series(book, element)
        if found:
            newest = max(found)
            return newest, found[newest]
        return self.next_series(book, element, 1)

    def next_series(self, book: WritingSealedBook, element: str, series: int) -> tuple[int, bytes]:
        """Make the key of `element` for `series` and keep it wrapped in `book`; return both."""
        generation = self.generation(book)
        key = series_key(self.profile, self._randomness(KEY_LENGTH))
        context = index_context(book.controller, element, series)
        wrapped = self.keys.wrap(book.controller, generation, key, context)
        book.keep_series(SeriesRow(element, series, wrapped, generation))
        return series, key

    def series_key(self, controller: str, row: SeriesRow) -> bytes:
        """Return the key of a series, and hold it. Raises NoKey."""
        place = (controller, row.element, row.series)
        found = self._series.get(place)
        if found is None:
            context = index_context(controller, row.element, row.series)
            found = self.keys.unwrap(controller, row.generation, row.wrapped, context)
            self._series[place] = found
        return found

    def rewrapped_series(self, book: WritingSealedBook, row: SeriesRow) -> SeriesRow:
        """Return the wrapped key of a series under the generation that is in force."""
        generation = self.generation(book)
        context = index_context(book.controller, row.element, row.series)
        key = self.keys.unwrap(book.controller, row.generation, row.wrapped, context)
        return replace(
            row, wrapped=self.keys.wrap(book.controller, generation, key, context), generation=generation
        )

    # --- generations

    def generation(self, book: WritingSealedBook) -> int:
        """Return the generation that keys are wrapped under now, making the first one."""
        found = book.mark(GENERATION)
        if found:
            return found
        self.keys.make(book.controller, 1)
        book.keep_mark(GENERATION, 1)
        return 1

    def _hold(self, controller: str, handle: str, key: bytes) -> KeyCipher:
        cipher = KeyCipher(key, self.profile)
        while len(self._held) >= MOST_HELD:
            self._held.pop(next(iter(self._held)), None)
        self._held[controller, handle] = (cipher, self._clock.now() + HOLD)
        return cipher


def subject_context(controller: str, handle: str) -> bytes:
    """Return what a subject's wrapped key is bound to."""
    return b"key:" + bound(controller, handle, "", 0)


def index_context(controller: str, element: str, series: int) -> bytes:
    """Return what the wrapped key of a series is bound to."""
    return b"index:" + bound(controller, "", element, series)
