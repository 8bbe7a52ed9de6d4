"""The vault: values go in, and come out with a permit only.

Rules
- Every call shows a permit, which is spent whether or not it finds anything. The permit's ledger entry is the evidence
  of the call; what destroys something has an entry of its own, in the same transaction.
- A write is one transaction: the groups it touches are opened, changed, sealed under the next version, and their blind
  indexes follow. A read takes one statement, which says also whether the key that is held is still the person's, once
  somebody was erased since that was seen.
- A write is tried in one go first, from what was last seen of the person (`swapping.py`); a store that says no is asked first.
- What is restricted is neither read nor written (`restricting.py`). A person who was erased is not written again from anywhere.
- Before the first call about a controller the list of erasures is replayed (`Replay`): a restored store brings nobody
  back.

Example
    >>> vault.write(permit, {"phone": "13800138000", "name": "李雷"})
    >>> vault.read(another, {"phone": "masked"})
    {'phone': '138****8000'}
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from troth.calendars import Clock
from troth.ledger.ports import Randomness
from troth.vault.errors import (
    BAD_VAULT,
    DAMAGED,
    ERASED_BEFORE,
    NOT_FINDABLE,
    NOT_PERMITTED,
    BadVault,
    Damaged,
    ErasedBefore,
    NotFindable,
    NotPermitted,
)
from troth.vault.finding import tag
from troth.vault.keyring import CODES, Held, Keyring
from troth.vault.layout import Field, Layout, fields_of, parts_of
from troth.vault.masking import in_form
from troth.vault.permits import READING, WRITING, Permit, Permits
from troth.vault.ports import (
    FindRow,
    KeyRow,
    KeyStore,
    RecordRow,
    SealedBook,
    SealedStore,
    SubjectRows,
    Tombstones,
    WritingSealedBook,
)
from troth.vault.profiles import INTERNATIONAL, KeyCipher, Profile
from troth.vault.replaying import Replay
from troth.vault.restricting import OWN_REQUEST, check_free
from troth.vault.sealing import NONCE_LENGTH, bound, open_fields, seal_fields
from troth.vault.swapping import Swapping
from troth.vocabulary import Plain, Reach

LONGEST_VALUE = 65_536
MOST_FOUND = 50

RAW = {"raw"}
WHOLE = ""
"""The handle of a permit for a search: it is about nobody yet."""


class Vault:
    """Sealed personal data of every controller on one store. `layouts` gives the layout of a controller."""

    def __init__(
        self,
        store: SealedStore,
        keys: KeyStore,
        tombstones: Tombstones,
        permits: Permits,
        layouts: Callable[[str], Layout],
        clock: Clock,
        randomness: Randomness,
        profile: Profile = INTERNATIONAL,
    ) -> None:
        """Open nothing yet: keys are fetched when they are needed; `profile` seals what is written from now on."""
        self.store, self.permits, self.layouts = store, permits, layouts
        self.keyring = Keyring(keys, clock, randomness, profile)
        self.replay = Replay(store, tombstones, self.keyring, clock, randomness)
        self._swapping = Swapping(store, self.keyring, randomness)
        self._randomness = randomness

    # --- with a permit

    def write(self, permit: object, values: Mapping[str, str], marks: Iterable[str] = ()) -> None:
        """Seal `values` by element, in the place of those that are there, under a permit to collect.

        `marks` are further keyed digests that stand for the person (see `holdings.ports.Order`).
        Raises:
            NotPermitted, ErasedBefore, Restricted, BadVault: nothing was written.
        """
        controller, layout = self._begin(permit)
        fields = fields_of(layout, values)
        _check(values)
        taken = self.permits.redeem(permit, controller, WRITING, dict.fromkeys(values, "raw"))
        _need_subject(taken)
        who = (taken.handle, *marks)
        length = self.replay.length(controller, who)
        if length is None:
            raise ErasedBefore(ERASED_BEFORE)
        if self._swapping.written(controller, taken.handle, fields, values, length):
            return

        def work(book: WritingSealedBook) -> list[RecordRow]:
            if self.replay.erased(controller, who):  # meanwhile, while this waited for its turn
                raise ErasedBefore(ERASED_BEFORE)
            return self.put(book, taken.handle, fields, values)

        self.keyring.seen(controller, self.store.write(controller, work))

    def read(self, permit: object, forms: Mapping[str, str]) -> dict[str, str]:
        """Return the values of the elements in `forms`, each in its form (raw, masked, keyed-code); what is not there is left out.

        Raises:
            NotPermitted, Restricted, Damaged, NoKey.
        """
        controller, layout = self._begin(permit)
        parts = parts_of(layout, forms)
        taken = self.permits.redeem(permit, controller, READING, forms)
        _need_subject(taken)
        handle, kinds, own = taken.handle, {*forms.values()}, taken.purpose == OWN_REQUEST
        erased = self.replay.count(controller)  # before the books are asked
        if "keyed-code" in kinds:
            found, key = self._with_codes(controller, handle, parts, forms)
        else:
            found = self.store.peek(
                controller,
                lambda book: self.open(book, handle, parts, forms, restricted=own, erased=erased),
            )
            key = b""
            if kinds == RAW:
                if found.keys() == forms.keys():
                    return found
                return {element: found[element] for element in forms if element in found}
        return {
            each.element: in_form(
                forms[each.element], each.kind, found[each.element], key, controller, each.element
            )
            for each in fields_of(layout, forms)
            if each.element in found
        }

    def find(self, permit: object, element: str, value: str) -> Sequence[str]:
        """Return the handles of up to 50 subjects whose `element` is `value`, sorted. One search spends one use.

        The permit is about nobody (its handle is empty).
        Raises:
            NotPermitted, NotFindable.
        """
        controller, layout = self._begin(permit)
        (place,) = fields_of(layout, (element,))
        self.permits.redeem(permit, controller, READING, {element: "raw"}, WHOLE)
        if not place.findable:
            raise NotFindable(NOT_FINDABLE, element=element)

        held = self.keyring.held_series(controller, element)
        if len(held) == 1:
            ((series, key),) = held.items()
            mark = tag(key, controller, element, place.kind, value)
            found = self.store.peek(controller, lambda book: book.holders_in(element, series, mark))
            if found is not None:
                return found[:MOST_FOUND]

        def work(book: SealedBook) -> Sequence[str]:
            keys = self.keyring.series(book, element)
            return book.holders(
                element,
                {at: tag(each, controller, element, place.kind, value) for at, each in keys.items()},
            )

        return self.store.read(controller, work)[:MOST_FOUND]

    def _with_codes(
        self, controller: str, handle: str, parts: set[str], elements: Collection[str]
    ) -> tuple[dict[str, str], bytes]:
        """Return the values in `parts` and the key of keyed codes, made now if there is none."""

        def work(book: SealedBook) -> tuple[dict[str, str], bytes]:
            key = next(iter(self.keyring.series(book, CODES).values()), b"")
            return self.open(book, handle, parts, elements), key

        found, key = self.store.read(controller, work)
        if found and not key:
            _, key = self.store.write(controller, lambda book: self.keyring.newest(book, CODES))
        return found, key

    # --- inside, for the holding and the rotation; whoever calls has spent a permit

    def put(
        self,
        book: WritingSealedBook,
        handle: str,
        fields: Sequence[Field],
        values: Mapping[str, str],
        within: Reach | None = None,
    ) -> list[RecordRow]:
        """Seal `values` into the subject's groups in `book`; return the groups as they are then.

        Raises Restricted where one of `values` is restricted, or (`within`) restricted for that reason.
        """
        controller = book.controller
        parts = sorted({each.part for each in fields})
        findable = [each for each in fields if each.findable]
        rows = book.rows_of(handle, parts, indexed=bool(findable))
        if rows.key is None:
            cipher = self.keyring.made(book, handle, generation=rows.generation)
        else:
            if rows.key.restricted:
                check_free(rows.key, values, within)
            cipher = self.keyring.opened(controller, rows.key)
        flagged = rows.key is not None and rows.key.restricted
        sealed = []
        for part in parts:
            old = rows.records.get(part)
            group = {} if old is None else self.unsealed(controller, old, cipher)
            group |= {each.element: values[each.element] for each in fields if each.part == part}
            sealed += self.reseal(book, handle, part, old, group, cipher, restricted=flagged)
        self._index(book, handle, findable, values, rows)
        return sealed

    def reseal(
        self,
        book: WritingSealedBook,
        handle: str,
        part: str,
        old: RecordRow | None,
        group: Mapping[str, str],
        cipher: KeyCipher,
        *,
        restricted: bool,
    ) -> list[RecordRow]:
        """Keep `group` sealed under the version after `old`, and return it; an empty group is dropped.

        `restricted`: something of the subject is.
        """
        if not group:
            book.drop_record(handle, part)
            return []
        version = 1 if old is None else old.version + 1
        place = bound(book.controller, handle, part, version)
        sealed = seal_fields(cipher, group, place, self._randomness(NONCE_LENGTH))
        row = RecordRow(handle, part, version, sealed, restricted)
        book.keep_record(row)
        return [row]

    def open(
        self,
        book: SealedBook,
        handle: str,
        parts: Iterable[str],
        elements: Collection[str] = (),
        *,
        restricted: bool = False,
        erased: int = -1,
    ) -> dict[str, str]:
        """Return the values in `parts` of a subject by element.

        `erased` is how long the list of erasures was before, where that was asked: a key that was seen to stand since it is as long
        serves without another look at it.
        Raises Restricted (unless that is allowed) where one of `elements` is, of none of them anything; Damaged.
        """
        wanted = frozenset(parts)
        rows: tuple[Sequence[RecordRow], KeyRow] | None
        if len(wanted) == 1:
            if not restricted:
                held = self.keyring.remembered(book.controller, handle, erased)
                group = None if held is None else self._group(book, held, *wanted)
                if group is not None:  # nearly always
                    return group
            both = book.record_and_key(handle, *wanted)
            if both is not None and not (both[0].restricted or restricted):
                row, key = both
                if erased > 0 and self.replay.erased(book.controller, (handle,)):
                    # it is being erased just now: its key may stand for a moment, and is asked for again
                    erased = -1
                group = self.unsealed(book.controller, row, self.keyring.opened(book.controller, key, erased))
                self.keyring.seen(book.controller, (row,))
                return group
            rows = None if both is None else ((both[0],), both[1])
        else:
            rows = book.records_and_key(handle)
        if rows is None:
            self.keyring.forget(book.controller, handle)
            return {}
        found: dict[str, str] = {}
        for row in rows[0]:
            if row.part in wanted:
                if row.restricted and not restricted:
                    now = book.key_row(handle)
                    same = now is not None and now.wrapped == rows[1].wrapped
                    check_free(now if same else rows[1], elements)  # else erased since: all of it counts
                    restricted = True  # looked at once, and the next write of such a person reads first
                group = self.unsealed(book.controller, row, self.keyring.opened(book.controller, rows[1]))
                found = found | group if found else group
        if not restricted:  # those that may read restricted data read inside transactions, too
            self.keyring.seen(book.controller, rows[0])
        return found

    def _group(self, book: SealedBook, held: Held, part: str) -> dict[str, str] | None:
        """Return the values of a group that opens under a key that is `held`, and of which nothing is restricted; else None."""
        row = book.record(held.row.handle, part)
        if row is None or row.restricted:
            return None
        place = bound(book.controller, row.handle, part, row.version)
        group = open_fields(held.cipher, row.sealed, place)
        if group is not None:
            held.groups[part] = row
        return group

    def unsealed(self, controller: str, row: RecordRow, cipher: KeyCipher) -> dict[str, str]:
        """Return the values of one group. Raises Damaged."""
        group = open_fields(cipher, row.sealed, bound(controller, row.handle, row.part, row.version))
        if group is None:
            raise Damaged(DAMAGED, part=row.part)
        return group

    def _index(
        self,
        book: WritingSealedBook,
        handle: str,
        fields: Sequence[Field],
        values: Mapping[str, str],
        rows: SubjectRows,
    ) -> None:
        """Bring the indexes of `fields` to `values`; one that stays what it is is not touched."""
        for each in fields:
            series, key = self.keyring.newest_of(book, each.element, rows.series)
            mark = tag(key, book.controller, each.element, each.kind, values[each.element])
            wanted = FindRow(each.element, series, mark, handle)
            old = [row for row in rows.finds if row.element == each.element]
            for row in old:
                if row != wanted:
                    book.drop_find(row)
            if wanted not in old:
                book.keep_find(wanted)

    def _begin(self, permit: object) -> tuple[str, Layout]:
        if not isinstance(permit, Permit):
            raise NotPermitted(NOT_PERMITTED, rule=Plain("there is none"), rule_zh=Plain("未出示许可"))
        self.replay.before(permit.controller)
        return permit.controller, self.layouts(permit.controller)


def _need_subject(permit: Permit) -> None:
    if permit.handle == WHOLE:
        raise NotPermitted(NOT_PERMITTED, rule=Plain("it is about nobody"), rule_zh=Plain("它未指明具体个人"))


def _check(values: Mapping[str, str]) -> None:
    said = [*values.values()]
    if {*map(type, said)} == {str}:
        lengths = [*map(len, said)]
        good = min(lengths) > 0 and max(lengths) <= LONGEST_VALUE and "\0" not in "".join(said)
    else:
        good = False
    if not good:
        raise BadVault(
            BAD_VAULT,
            rule=Plain("a value is a text of 1 to 65,536 characters"),
            rule_zh=Plain("值应为 1 至 65536 个字符的文本"),
        )
