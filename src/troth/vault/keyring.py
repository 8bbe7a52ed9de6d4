"""The keyring: the keys of subjects and of indexes, unwrapped when needed and held for minutes.

Rules
- The generation that new keys are wrapped under stands in the books, and is read in the transaction that keeps a key:
  so no key is ever wrapped under a generation that a rotation has done with.
- An unwrapped key is bound to controller and subject (or element and series) by its wrapping, and is in memory only.
- A key is held at most `HOLD`, and at most `MOST_HELD` are: what is over goes with the next key that is asked for. What is
  held saves an unwrapping, and the look at the key's row as long as nobody was erased: it serves while the very row that it was
  unwrapped from stands in the books, which is asked again once the list of erasures is longer than it was when the row was seen.
  So a person who was erased, here or by another process, is erased, even where a row of theirs is put back.
- A held key is let go when its subject is erased, or found erased.
- The key of an index is known by the row that it was unwrapped from. What is used without a look at the books (`held_series`) was read
  outside of any work that writes: a series that was made in a work that was undone never was, and the next one has the same number.
- With a held key stand the sealed groups that were last read or written with it, for a write in one go (`swapping.py`). They
  are ciphertext, and go with the key.

Example
    >>> keyring.opened("acme", key_row)
    KeyCipher(international)
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from troth.calendars import Clock
from troth.ledger.ports import Randomness
from troth.vault.ports import (
    GENERATION,
    KeyRow,
    KeyStore,
    RecordRow,
    SealedBook,
    SeriesRow,
    WritingSealedBook,
)
from troth.vault.profiles import INTERNATIONAL, KeyCipher, Profile, series_key
from troth.vault.sealing import KEY_LENGTH, bound

HOLD = timedelta(minutes=5)
MOST_HELD = 10_000
LAST = datetime.max.replace(tzinfo=UTC)
CODES = "keyed-codes"
"""The series under this name is the key of keyed codes, not of an index."""


class Held(Struct, gc=False):
    """A key that is held: its row in the books and its cipher, when it is over, sealed groups under it by part.

    `erased` is how long the list of erasures was before the row was last seen in the books; -1 where nobody asked.
    """

    row: KeyRow
    cipher: KeyCipher
    until: datetime
    erased: int
    groups: dict[str, RecordRow]


class Keyring:
    """Keys by way of `keys`, the key store."""

    def __init__(
        self, keys: KeyStore, clock: Clock, randomness: Randomness, profile: Profile = INTERNATIONAL
    ) -> None:
        """Hold nothing yet; what is sealed from now on is sealed by `profile`."""
        self.keys, self.profile = keys, profile
        self._clock, self._randomness = clock, randomness
        self._lock = threading.Lock()
        self._held: dict[tuple[str, str], Held] = {}  # in the order of time, so the first is over first
        self._next = LAST
        self._series: dict[tuple[str, str], dict[int, bytes]] = {}
        self._unwrapped: dict[tuple[str, str, int], tuple[bytes, bytes]] = {}

    # --- subjects

    def opened(self, controller: str, row: KeyRow, erased: int = -1) -> KeyCipher:
        """Return the cipher of the subject whose wrapped key is `row`, and hold it. Raises NoKey.

        `erased` is how long the list of erasures was before `row` was read, if that was asked.
        """
        now = self._clock.now()
        if self._next <= now:
            self._let_go(now)
        found = self._held.get((controller, row.handle))
        if found is not None and found.row.wrapped == row.wrapped:
            if erased > found.erased:
                found.erased = erased
            return found.cipher
        key = self.keys.unwrap(
            controller, row.generation, row.wrapped, subject_context(controller, row.handle)
        )
        return self._hold(controller, row, KeyCipher(key, self.profile), now, erased)

    def seen(self, controller: str, rows: Sequence[RecordRow]) -> None:
        """Remember sealed groups of one subject, with the key that is held of them."""
        for row in rows:
            held = self._held.get((controller, row.handle))
            if held is not None:
                held.groups[row.part] = row

    def remembered(self, controller: str, handle: str, erased: int) -> Held | None:
        """Return the held key of a subject with what was seen under it, or None where it may have been destroyed since.

        `erased` is how long the list of erasures is now: nobody was erased since the key was last seen to stand.
        """
        now = self._clock.now()
        if self._next <= now:
            self._let_go(now)
        held = self._held.get((controller, handle))
        return None if held is None or held.erased != erased else held

    def hold(self, controller: str, row: KeyRow, cipher: KeyCipher, erased: int) -> None:
        """Hold a key that stands in the books as `row` since the list of erasures was `erased` long."""
        self._hold(controller, row, cipher, self._clock.now(), erased)

    def fresh(self, controller: str, handle: str, generation: int) -> tuple[KeyRow, KeyCipher]:
        """Return a new key of a subject, wrapped under `generation`, and its cipher; it is kept nowhere yet."""
        key = self._randomness(KEY_LENGTH)
        wrapped = self.keys.wrap(controller, generation, key, subject_context(controller, handle))
        return KeyRow(handle, wrapped, generation), KeyCipher(key, self.profile)

    def holds(self, controller: str, handle: str) -> bool:
        """Return whether a subject's key is in memory."""
        return (controller, handle) in self._held

    def made(
        self,
        book: WritingSealedBook,
        handle: str,
        *,
        restricted: bool = False,
        names: str = "",
        generation: int = 0,
    ) -> KeyCipher:
        """Make a new key for a subject, keep it wrapped in `book`, and return its cipher.

        `generation` is the one in force, when it was read in this transaction already.
        """
        controller = book.controller
        generation = generation or self.generation(book)
        key = self._randomness(KEY_LENGTH)
        wrapped = self.keys.wrap(controller, generation, key, subject_context(controller, handle))
        book.keep_key(KeyRow(handle, wrapped, generation, restricted, names))
        self.forget(
            controller, handle
        )  # what is held is of the key before; the new one is held once it is read back
        return KeyCipher(key, self.profile)

    def forget(self, controller: str, handle: str) -> None:
        """Let go of a subject's key."""
        self._held.pop((controller, handle), None)

    def forget_each(self, controller: str, handles: Iterable[str]) -> None:
        """Let go of the keys of many subjects."""
        held = self._held
        if held:
            for handle in handles:
                held.pop((controller, handle), None)

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
        return self.series_of(book.controller, book.series(), element)

    def series_of(self, controller: str, series: Sequence[SeriesRow], element: str) -> dict[int, bytes]:
        """Return the index keys of `element` among `series`, as they stand in the books, and hold these and no others.

        Not for what is read in a work that writes: of one that is undone, its series never was.
        """
        rows = [row for row in series if row.element == element]
        found = {row.series: self.series_key(controller, row) for row in rows}
        self._series[controller, element] = dict(found)
        return found

    def held_series(self, controller: str, element: str) -> dict[int, bytes]:
        """Return the index keys of `element` by series that are held: there may be others by now."""
        return self._series.get((controller, element)) or {}

    def forget_series(self, controller: str, element: str) -> None:
        """Hold nothing about the series of `element` any more: the books are asked again."""
        self._series.pop((controller, element), None)

    def newest(self, book: WritingSealedBook, element: str) -> tuple[int, bytes]:
        """Return the newest series of `element` and its key, made now if there is none."""
        return self.newest_of(book, element, book.series())

    def newest_of(
        self, book: WritingSealedBook, element: str, series: Sequence[SeriesRow]
    ) -> tuple[int, bytes]:
        """Return the newest of the controller's `series` for `element` and its key, made now if there is none."""
        rows = [row for row in series if row.element == element]
        if not rows:
            return self.next_series(book, element, 1)
        newest = max(rows, key=lambda row: row.series)
        return newest.series, self.series_key(book.controller, newest)

    def next_series(self, book: WritingSealedBook, element: str, series: int) -> tuple[int, bytes]:
        """Make the key of `element` for `series` and keep it wrapped in `book`; return both."""
        generation = self.generation(book)
        key = series_key(self.profile, self._randomness(KEY_LENGTH))
        context = index_context(book.controller, element, series)
        wrapped = self.keys.wrap(book.controller, generation, key, context)
        book.keep_series(SeriesRow(element, series, wrapped, generation))
        return series, key

    def series_key(self, controller: str, row: SeriesRow) -> bytes:
        """Return the key of a series, which is unwrapped once for each form it is wrapped in. Raises NoKey."""
        place = controller, row.element, row.series
        known = self._unwrapped.get(place)
        if known is None or known[0] != row.wrapped:
            found = self.keys.unwrap(controller, row.generation, row.wrapped, index_context(*place))
            known = self._unwrapped[place] = row.wrapped, found
        return known[1]

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

    def _hold(self, controller: str, row: KeyRow, cipher: KeyCipher, now: datetime, erased: int) -> KeyCipher:
        held, place, until = self._held, (controller, row.handle), now + HOLD
        with self._lock:
            held.pop(place, None)
            while len(held) >= MOST_HELD:
                held.pop(next(iter(held)), None)
            held[place] = Held(row, cipher, until, erased, {})
            self._next = min(self._next, until)
        return cipher

    def _let_go(self, now: datetime) -> None:
        """Let go of what is over."""
        with self._lock:
            for place, held in list(self._held.items()):
                if held.until > now:
                    self._next = held.until
                    return
                self._held.pop(place, None)
            self._next = LAST


def subject_context(controller: str, handle: str) -> bytes:
    """Return what a subject's wrapped key is bound to."""
    return b"key:" + bound(controller, handle, "", 0)


def index_context(controller: str, element: str, series: int) -> bytes:
    """Return what the wrapped key of a series is bound to."""
    return b"index:" + bound(controller, "", element, series)
