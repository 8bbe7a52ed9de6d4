"""Rotation: new keys for old, beside normal work, and from where it stopped.

Rules
- `begin` puts the next generation of the controller's key in force; from then on every new key is wrapped under it.
- `step` wraps a batch of keys again, in one transaction; what is done and what is left is read from the rows themselves,
  so a step that was killed is done again, and nothing is wrapped twice or missed.
- A rotation that is under way is continued, not overtaken.
- `retire` destroys the generations that nothing is wrapped under any more. With them go what the server still has of
  erased people, and every backup of the store from before: so it is a step of its own, for when those backups have lapsed.
- Index keys rotate by element: new values go into the new series at once, old ones in batches, and searches ask for both.
- What begins, what is done and what is destroyed stands in the ledger; that old keys are to be destroyed stands there before they are.

Example
    >>> rotation.begin("acme")
    Progress(generation=2, done=0, left=1200)
    >>> while rotation.step("acme").left: pass
    >>> rotation.retire("acme")
    [1]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC

from troth.calendars import Clock
from troth.ledger import Entry, EntryKind, Value, instant, new_salt
from troth.ledger.ports import Randomness
from troth.vault.errors import NOT_FINDABLE, NotFindable
from troth.vault.finding import tag
from troth.vault.layout import Field, fields_of
from troth.vault.ports import GENERATION, FindRow, SealedBook, WritingSealedBook
from troth.vault.vault import Vault

BATCH = 500


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a rotation is: the generation (or series) in force, how many this step did, how many are left."""

    generation: int
    done: int
    left: int


class Rotation:
    """Rotates the keys of one vault."""

    def __init__(self, vault: Vault, clock: Clock, randomness: Randomness) -> None:
        """Nothing begins by itself."""
        self._vault, self._clock, self._randomness = vault, clock, randomness

    def begin(self, controller: str) -> Progress:
        """Put the next generation in force, unless a rotation is under way. Raises NoKey."""
        self._vault.replay.before(controller)

        def work(book: WritingSealedBook) -> Progress:
            now = self._vault.keyring.generation(book)
            left = _left(book, now)
            if left:
                return Progress(now, 0, left)
            self._vault.keyring.keys.make(controller, now + 1)
            book.keep_mark(GENERATION, now + 1)
            self._record(book, "begun", now + 1)
            return Progress(now + 1, 0, _left(book, now + 1))

        return self._vault.store.write(controller, work)

    def step(self, controller: str, most: int = BATCH) -> Progress:
        """Wrap up to `most` keys again, and every index key. Raises NoKey; then nothing of this step is kept."""
        keyring = self._vault.keyring

        def work(book: WritingSealedBook) -> Progress:
            now = keyring.generation(book)
            rows = book.keys_below(now, most)
            for row in rows:
                book.keep_key(keyring.rewrapped(book, row))
            older = [each for each in book.series() if each.generation < now]
            for each in older:
                book.keep_series(keyring.rewrapped_series(book, each))
            done, left = len(rows) + len(older), _left(book, now)
            if done and not left:
                self._record(book, "done", now)
            return Progress(now, done, left)

        progress = self._vault.store.write(controller, work)
        if progress.done and not progress.left:
            self._vault.store.scrub()
        return progress

    def progress(self, controller: str) -> Progress:
        """Return how far the rotation is; nothing left when none is under way."""

        def work(book: SealedBook) -> Progress:
            now = book.mark(GENERATION)
            return Progress(now, 0, _left(book, now))

        return self._vault.store.read(controller, work)

    def old(self, controller: str, before: int | None = None) -> list[int]:
        """Return the generations before the one in force (or `before`, if that is older) that are still there. Raises NoKey."""
        last = self.progress(controller).generation
        last = last if before is None else min(last, before)
        return [each for each in self._vault.keyring.keys.generations(controller) if each < last]

    def retire(self, controller: str, before: int | None = None) -> list[int]:
        """Destroy the generations that nothing is wrapped under; return them. None while a rotation is under way.

        With `before` only those before that one go, and only what is wrapped under them keeps them. Raises NoKey.
        """
        keys = self._vault.keyring.keys

        def work(book: SealedBook) -> int:
            return _left(book, book.mark(GENERATION) if before is None else before)

        if self._vault.store.read(controller, work):
            return []
        older = self.old(controller, before)
        if older:
            self._vault.store.write(controller, lambda book: self._record(book, "retired", older[-1]))
        for each in older:
            keys.destroy(controller, each)
        return older

    # --- indexes

    def begin_index(self, controller: str, element: str) -> Progress:
        """Put the next series of an element's blind index in force, unless one is being filled. Raises NotFindable."""
        self._field(controller, element)

        def work(book: WritingSealedBook) -> Progress:
            newest, _ = self._vault.keyring.newest(book, element)
            if not book.finds_below(element, newest, 1):
                newest, _ = self._vault.keyring.next_series(book, element, newest + 1)
                self._record(book, "begun", newest, element)
            return Progress(newest, 0, len(book.finds_below(element, newest, BATCH)))

        return self._vault.store.write(controller, work)

    def step_index(self, controller: str, element: str, most: int = BATCH) -> Progress:
        """Move up to `most` indexes to the newest series; `left` counts up to a batch. At the end older keys go."""
        field = self._field(controller, element)

        def work(book: WritingSealedBook) -> Progress:
            newest, key = self._vault.keyring.newest(book, element)
            rows = book.finds_below(element, newest, most)
            for row in rows:
                self._move(book, row, field, newest, key)
            left = len(book.finds_below(element, newest, BATCH))
            older = [each for each in book.series() if each.element == element and each.series < newest]
            if older and not left:
                for each in older:
                    book.drop_series(element, each.series)
                self._record(book, "done", newest, element)
            return Progress(newest, len(rows), left)

        return self._vault.store.write(controller, work)

    def _move(self, book: WritingSealedBook, row: FindRow, field: Field, newest: int, key: bytes) -> None:
        value = self._vault.open(book, row.handle, (field.part,), restricted=True).get(field.element)
        book.drop_find(row)
        if value is not None:
            mark = tag(key, book.controller, field.element, field.kind, value)
            book.keep_find(FindRow(field.element, newest, mark, row.handle))

    def _field(self, controller: str, element: str) -> Field:
        self._vault.replay.before(controller)
        (field,) = fields_of(self._vault.layouts(controller), (element,))
        if not field.findable:
            raise NotFindable(NOT_FINDABLE, element=element)
        return field

    def _record(self, book: WritingSealedBook, state: str, generation: int, element: str = "") -> None:
        """Say in the ledger how a rotation is: of keys, or (`element`) of the index whose series `generation` is."""
        at = instant(self._clock.now().astimezone(UTC))
        body: dict[str, Value] = {"state": state, "generation": generation}
        if element:
            body["elements"] = (element,)
        salt = new_salt(self._randomness)
        book.append(Entry(EntryKind.VAULT_ROTATED, at, book.controller, salt, body=body))


def _left(book: SealedBook, generation: int) -> int:
    series: Sequence[object] = [each for each in book.series() if each.generation < generation]
    return book.count_below(generation) + len(series)
