"""What is on file, from the vault: opened with a permit of the gate that rests on the ledger entry of the request.

Rules
- Nothing here makes a permit: `permitted` asks the gate for one, to contact this person, on these elements, for that entry.
- Only elements that the policy declares as a telephone number or a mail address are contacts.
- When a contact came on file, and whether it was changed since, follows from the ledger: the first and the last time that it
  was collected, and every correction. A correction that does not say what it changed may have changed it. Without an entry
  nobody knows how long it has been there, and it is no contact.
- A contact that is restricted is here for the person's own request or right alone, as the permit says; for anything else there is none.

Example
    >>> VaultOnFile(vault, store, permitted, key).contacts("acme", handle, case.entry)
    (Contact(channel='sms', element='phone', ...),)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from troth.consent.ports import Book
from troth.ledger import EntryKind, read_entry
from troth.rights.identity.codes import same, value_mark
from troth.rights.identity.ports import Contact
from troth.vault import Permit, Vault, normal
from troth.vault.errors import Restricted

T = TypeVar("T")

CHANNELS = {"contact.phone_number": "sms", "contact.email": "mail"}
"""The channel of each kind of contact; a number that is typed wrong for a message reaches nobody."""

_TELLING = (EntryKind.STEP_PERMITTED.value.encode(), EntryKind.HOLDING_ANSWERED.value.encode())

Permitted = Callable[[str, str, Mapping[str, str], int], Permit]
"""Gives the gate's permit to contact a person (controller, handle, form by element) for the ledger entry of a request."""


class Reading(Protocol):
    """A store whose books can be read. See `troth.consent.ports.Store`."""

    def read(self, controller: str, work: Callable[[Book], T]) -> T:
        """Run `work` on a consistent snapshot and return its result."""


class VaultOnFile:
    """Implements `troth.rights.identity.ports.OnFile` on the vault and the ledger."""

    def __init__(self, vault: Vault, store: Reading, permitted: Permitted, key: bytes) -> None:
        """Mark values under `key`, the one that `Identity` was given."""
        self._vault, self._store, self._permitted, self._key = vault, store, permitted, key

    def contacts(self, controller: str, handle: str, entry: int) -> Sequence[Contact]:
        """Return the contacts of a person, none for the empty handle. Raises what the vault refuses."""
        layout = self._vault.layouts(controller)
        elements = {each.element: CHANNELS[each.kind] for each in layout.values() if each.kind in CHANNELS}
        values = self._values(controller, handle, elements, entry)
        if not values:
            return ()
        times = self._store.read(controller, lambda book: _times(book.entries_of(handle), values))
        return tuple(
            Contact(
                elements[element],
                element,
                self.mark(controller, element, value),
                times[element][0],
                times[element][-1] if len(times[element]) > 1 else None,
            )
            for element, value in sorted(values.items())
            if times[element]
        )

    def marks(self, controller: str, handle: str, elements: Sequence[str], entry: int) -> Mapping[str, str]:
        """Return the marks of those of `elements` that have a value on file."""
        known = [each for each in elements if each in self._vault.layouts(controller)]
        values = self._values(controller, handle, known, entry)
        return {element: self.mark(controller, element, value) for element, value in values.items()}

    def mark(self, controller: str, element: str, value: str) -> str:
        """Return the mark of a value stated for `element`; one that the policy does not declare is compared as a text."""
        return value_mark(self._key, controller, self._normal(controller, element, value))

    def address(self, controller: str, handle: str, contact: Contact, entry: int) -> str | None:
        """Return the value of `contact` to send to: a number in international form; None when it is no longer the same."""
        values = self._values(controller, handle, (contact.element,), entry)
        value = values.get(contact.element)
        if value is None or not same(self.mark(controller, contact.element, value), contact.mark):
            return None
        return self._normal(controller, contact.element, value) if contact.channel == "sms" else value

    def _normal(self, controller: str, element: str, value: str) -> str:
        place = self._vault.layouts(controller).get(element)
        return normal(place.kind if place is not None else "", value)

    def _values(self, controller: str, handle: str, elements: Iterable[str], entry: int) -> Mapping[str, str]:
        wanted = dict.fromkeys(elements, "raw")
        if not handle or not wanted:
            return {}
        try:
            return self._vault.read(self._permitted(controller, handle, wanted, entry), wanted)
        except Restricted:
            return {}


def _times(entries: Iterable[tuple[int, bytes]], elements: Iterable[str]) -> dict[str, list[datetime]]:
    """Return when each of `elements` was collected or may have been corrected, in order."""
    times: dict[str, list[datetime]] = {element: [] for element in elements}
    for _, data in entries:
        if not any(
            kind in data for kind in _TELLING
        ):  # of a person's entries few are; the rest is not worth reading
            continue
        entry = read_entry(data)
        named = entry.body.get("elements", ())
        listed = set(named) if isinstance(named, tuple) else set()
        collected = entry.kind == EntryKind.STEP_PERMITTED and entry.body["act"] == "collect"
        corrected = entry.kind == EntryKind.HOLDING_ANSWERED and entry.body["act"] == "correct"
        if not collected and not corrected:
            continue
        at = datetime.fromisoformat(entry.at)
        for element, found in times.items():
            if element in listed or (corrected and not listed):
                found.append(at)
    return times


def contacts_by_ledger(kinds: Mapping[str, str], entries: Iterable[tuple[int, bytes]]) -> tuple[Contact, ...]:
    """Return the contacts that a person's `entries` tell of, without their values: enough to see which changed of late.

    `kinds` is the kind of each element of the policy. Nothing can be sent to these, so they carry no mark.
    """
    channels = {element: CHANNELS[kind] for element, kind in kinds.items() if kind in CHANNELS}
    return tuple(
        Contact(channels[element], element, "", times[0], times[-1] if len(times) > 1 else None)
        for element, times in sorted(_times(entries, channels).items())
        if times
    )
