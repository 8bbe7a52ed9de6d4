"""A write in one go: worked out from what was last seen of a person, and kept only if that still stands.

Rules
- What was last read or written of a person stands with their held key (`Keyring.seen`), sealed as it is. From it the groups are
  sealed again, and what was worked out goes to the store with the condition that the very groups still stand, to the byte (`Swap`): whatever
  erases, restricts or changes something of a person changes these. The store keeps it in one transaction, or says no; then the longer way reads first.
- Nothing that was seen counts any more once somebody was erased anywhere: the books are asked first, whether the key still stands.
- Nobody has a key whom nothing was seen of, or it was let go. Whether such a person is new is taken for granted as it was the last
  time: who imports people writes them in one go; else the books are asked first, and the answer is what was seen.
- A new key is kept only while the generation it is wrapped under is in force and nobody was erased since the list of erasures was
  looked at: so an erasure in between is not undone.

Example
    >>> swapping.written("acme", handle, fields, {"phone": "13800138000"})
    True
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from troth.ledger.ports import Randomness
from troth.vault.errors import NoKey
from troth.vault.finding import tag
from troth.vault.keyring import LAST, Held, Keyring
from troth.vault.layout import Field
from troth.vault.ports import FindRow, RecordRow, SealedBook, SealedStore, SubjectRows, Swap
from troth.vault.profiles import KeyCipher
from troth.vault.sealing import NONCE_LENGTH, bound, open_fields, seal_fields


class Swapping:
    """Writes of one vault in one go."""

    def __init__(self, store: SealedStore, keyring: Keyring, randomness: Randomness) -> None:
        """Write to `store`."""
        self._store, self._keyring, self._randomness = store, keyring, randomness
        self._generations: dict[str, int] = {}
        self._mostly_new: dict[str, bool] = {}

    def written(
        self, controller: str, handle: str, fields: Sequence[Field], values: Mapping[str, str], erased: int
    ) -> bool:
        """Seal `values` in the place of those that are there, and return whether that was possible in one go.

        `erased` is how long the list of erasures was when the person was looked up on it.
        """
        parts = sorted({each.part for each in fields})
        seen = self._keyring.remembered(controller, handle, erased)
        unheld = [each for each in fields if each.findable and not self._one_series(controller, each)]
        lacking = not (self._mostly_new.get(controller) if seen is None else seen.groups.keys() >= {*parts})
        if lacking or unheld:
            seen, known = self._look(controller, handle, parts, unheld, erased)
            self._mostly_new[controller] = not known and controller in self._generations
            if known and seen is None:
                return False
        swap = (
            self._fresh(controller, handle, fields, values, parts, erased)
            if seen is None
            else self._changed(controller, handle, fields, values, parts, seen)
        )
        if swap is None:
            return False
        made, cipher = swap
        done = self._store.swap(controller, made)
        if not done:
            if done is False:
                self._keyring.forget(controller, handle)
                self._mostly_new[controller] = False
                for each in made.kept:  # there may be a newer series by now
                    self._keyring.forget_series(controller, each.element)
            return False
        if made.fresh:
            self._keyring.hold(controller, made.key, cipher, erased)
        self._keyring.seen(controller, made.records)
        return True

    def _one_series(self, controller: str, field: Field) -> bool:
        """Return whether the key of the one series of a blind index is held."""
        return len(self._keyring.held_series(controller, field.element)) == 1

    def _look(
        self, controller: str, handle: str, parts: Sequence[str], unheld: Sequence[Field], erased: int
    ) -> tuple[Held | None, bool]:
        """Ask the books about a person; return what is there, where that is enough, and whether there is a key."""

        def work(book: SealedBook) -> SubjectRows:
            both = book.record_and_key(handle, parts[0]) if len(parts) == 1 and not unheld else None
            if both is None:
                return book.rows_of(handle, parts, indexed=bool(unheld))
            return SubjectRows(both[1], {parts[0]: both[0]}, (), (), 0)

        rows = self._store.peek(controller, work)
        for each in unheld:
            self._keyring.series_of(controller, rows.series, each.element)
        if rows.generation:
            self._generations[controller] = rows.generation
        if rows.key is None:
            return None, False
        if rows.key.restricted or len(rows.records) != len(parts):
            return None, True
        cipher = self._keyring.opened(controller, rows.key, erased)
        self._keyring.seen(controller, [*rows.records.values()])
        return Held(rows.key, cipher, LAST, erased, {**rows.records}), True

    def _fresh(
        self,
        controller: str,
        handle: str,
        fields: Sequence[Field],
        values: Mapping[str, str],
        parts: Sequence[str],
        erased: int,
    ) -> tuple[Swap, KeyCipher] | None:
        generation = self._generations.get(controller, 0)
        kept = self._finds(controller, handle, [each for each in fields if each.findable], values)
        if not generation or kept is None:
            return None
        try:
            key, cipher = self._keyring.fresh(controller, handle, generation)
        except NoKey:
            # a rotation is over since, and that key was destroyed: the books say which one is in force
            self._mostly_new[controller] = False
            return None
        records = []
        for part in parts:
            group = _of_part(part, fields, values)
            records.append(self._sealed(controller, handle, part, 1, group, cipher))
        return Swap(key, True, erased, records, kept, ()), cipher

    def _changed(
        self,
        controller: str,
        handle: str,
        fields: Sequence[Field],
        values: Mapping[str, str],
        parts: Sequence[str],
        seen: Held,
    ) -> tuple[Swap, KeyCipher] | None:
        key, cipher = seen.row, seen.cipher
        before: dict[str, str] = {}
        records, stood = [], []
        for part in parts:
            old = seen.groups[part]
            stood.append(old.sealed)
            group = open_fields(cipher, old.sealed, bound(controller, handle, part, old.version))
            if group is None or old.restricted:
                return None
            before |= group
            mine = values if len(parts) == 1 else _of_part(part, fields, values)
            group = {**group, **mine}
            records.append(self._sealed(controller, handle, part, old.version + 1, group, cipher))
        changed = [
            each for each in fields if each.findable and before.get(each.element) != values[each.element]
        ]
        if not changed:
            return Swap(key, False, 0, records, (), (), stood), cipher
        kept = self._finds(controller, handle, changed, values)
        dropped = self._finds(
            controller, handle, [each for each in changed if each.element in before], before
        )
        if kept is None or dropped is None:
            return None
        return Swap(key, False, 0, records, kept, dropped, stood), cipher

    def _finds(
        self, controller: str, handle: str, fields: Sequence[Field], values: Mapping[str, str]
    ) -> list[FindRow] | None:
        """Return the blind indexes of `values`, or None where it is not sure in which series they stand."""
        found = []
        for each in fields:
            held = self._keyring.held_series(controller, each.element)
            if len(held) != 1:
                return None
            ((series, key),) = held.items()
            mark = tag(key, controller, each.element, each.kind, values[each.element])
            found.append(FindRow(each.element, series, mark, handle))
        return found

    def _sealed(
        self,
        controller: str,
        handle: str,
        part: str,
        version: int,
        group: Mapping[str, str],
        cipher: KeyCipher,
    ) -> RecordRow:
        place = bound(controller, handle, part, version)
        sealed = seal_fields(cipher, group, place, self._randomness(NONCE_LENGTH))
        return RecordRow(handle, part, version, sealed)


def _of_part(part: str, fields: Sequence[Field], values: Mapping[str, str]) -> dict[str, str]:
    """Return those of `values` that are sealed in `part`."""
    return {each.element: values[each.element] for each in fields if each.part == part}
