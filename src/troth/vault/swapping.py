"""A write in one go: worked out from what was last seen of a person, and kept only if that still stands.

Rules
- What was last read or written of a person stands with their held key (`Keyring.seen`), sealed as it is. From it the groups are
  sealed again, and what was worked out goes to the store with the condition that the very key and versions still stand (`Swap`). The
  store keeps it in one transaction, under the lock that every write takes, or says no; then the longer way reads first.
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
from troth.vault.finding import tag
from troth.vault.keyring import Keyring
from troth.vault.layout import Field
from troth.vault.ports import FindRow, KeyRow, RecordRow, SealedStore, Swap
from troth.vault.profiles import KeyCipher
from troth.vault.sealing import NONCE_LENGTH, bound, open_fields, seal_fields

Seen = tuple[KeyRow, KeyCipher, dict[str, RecordRow]]


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
        seen = self._keyring.remembered(controller, handle)
        enough = seen is not None and seen[2].keys() >= {*parts}
        keys = [each.element for each in fields if each.findable]
        unheld = [each for each in keys if len(self._keyring.held_series(controller, each)) != 1]
        if not enough and (seen is not None or unheld or not self._mostly_new.get(controller)):
            seen, known = self._look(controller, handle, parts, unheld)
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
            return False
        if made.fresh:
            self._keyring.hold(controller, made.key, cipher)
        self._keyring.seen(controller, made.records)
        return True

    def _look(
        self, controller: str, handle: str, parts: Sequence[str], unheld: Sequence[str]
    ) -> tuple[Seen | None, bool]:
        """Ask the books about a person; return what is there, where that is enough, and whether there is a key."""
        rows = self._store.peek(controller, lambda book: book.rows_of(handle, parts, indexed=bool(unheld)))
        for element in unheld:
            self._keyring.series_of(controller, rows.series, element)
        if rows.generation:
            self._generations[controller] = rows.generation
        if rows.key is None:
            return None, False
        if rows.key.restricted or len(rows.records) != len(parts):
            return None, True
        cipher = self._keyring.opened(controller, rows.key)
        self._keyring.seen(controller, [*rows.records.values()])
        return (rows.key, cipher, {**rows.records}), True

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
        key, cipher = self._keyring.fresh(controller, handle, generation)
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
        seen: Seen,
    ) -> tuple[Swap, KeyCipher] | None:
        key, cipher, groups = seen
        before: dict[str, str] = {}
        records = []
        for part in parts:
            old = groups[part]
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
            return Swap(key, False, 0, records, (), ()), cipher
        kept = self._finds(controller, handle, changed, values)
        dropped = self._finds(
            controller, handle, [each for each in changed if each.element in before], before
        )
        if kept is None or dropped is None:
            return None
        return Swap(key, False, 0, records, kept, dropped), cipher

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
