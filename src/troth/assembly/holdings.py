"""The places of each controller: the vault, and what the data maps say.

Rules
- A data map goes with a policy, whose id is the controller's. `TROTH_MAPS` names the files; every place's address is in the
  setting that its map names.
- People are found by what the vault has of them, opened for one order under a permit of its own, which cites the order's
  entry. A manual place is done when its keeper attested it, in the books.
- The vault comes last: until nobody is left in the places where people are found through it, its erasure waits.

Example
    >>> places = Holdings(installation, os.environ)
    >>> [holding.place for holding in places("acme")]
    ['crm', 'paper', 'vault']
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from troth.adapters.connectors import (
    ComeBack,
    ComingBack,
    FileListings,
    FileRemembered,
    ObjectsAddress,
    Service,
    ServiceHolding,
    SqlHolding,
    come_back_to,
    open_lake,
    open_objects,
)
from troth.adapters.vaults import FileTombstones
from troth.assembly.maps import address_of, lake_at, read_maps, secret_of
from troth.assembly.opening import Installation
from troth.assembly.order_plans import StorePlans
from troth.assembly.registers import beside
from troth.assembly.secrets import Secrets
from troth.assembly.vaults import StoreNoted
from troth.calendars import Clock
from troth.consent.ports import Book, Statement, Store, WritingBook
from troth.duties import ENDS
from troth.gate import Gate
from troth.holdings import (
    HANDLE,
    After,
    Intake,
    ManualHolding,
    Places,
    Planned,
    PlannedMany,
    said_at,
)
from troth.holdings.ports import Attestation, Bulk, Holding, Order, Planning
from troth.ledger import Entry, EntryKind, instant, new_salt
from troth.ledger.ports import Randomness
from troth.vault import VaultHolding

ERASED = "erased-places"
ATTESTED = "attestation"
_HANDLE = re.compile(r"[0-9a-f]{32}")
NOTES, BACK = "objects", "_CALLBACK"


class VaultIdentifiers:
    """What people are called, from the vault. Implements `troth.holdings.ports.Identifiers`."""

    def __init__(self, gate: Gate, vault: VaultHolding, elements: Sequence[str]) -> None:
        """Open `elements` of the person of an order, and nothing else."""
        self._gate, self._vault, self._elements = gate, vault, tuple(elements)

    def of(self, order: Order) -> Mapping[str, Sequence[str]]:
        """Return the values by element. Raises what the vault refuses."""
        if not self._elements:
            return {}
        forms = dict.fromkeys(self._elements, "raw")
        permit = self._gate.identifying(order, forms)
        asked = replace(order, elements=self._elements, warrant=permit, plan=None)
        return {name: (value,) for name, value in self._vault.export(asked).values.items()}


class StoreAttestations:
    """What keepers attested, in the books. Implements `troth.holdings.ports.Attestations`.

    What they found for an export is not kept here: it is added to the case, whose file is sealed.
    """

    def __init__(self, store: Store, clock: Clock, randomness: Randomness) -> None:
        """Keep attestations in `store`."""
        self._store, self._clock, self._randomness = store, clock, randomness
        self._handed: dict[str, Attestation] = {}

    @contextmanager
    def handing(self, attestation: Attestation) -> Iterator[None]:
        """Answer for an order by `attestation` while its duty is performed; with the values that are kept nowhere here."""
        self._handed[attestation.order] = attestation
        try:
            yield
        finally:
            self._handed.pop(attestation.order, None)

    def of(self, order: Order) -> Attestation | None:
        """Return what was attested for the order, or None."""
        if order.id in self._handed:
            return self._handed[order.id]

        def work(book: Book) -> Attestation | None:
            for said in book.standing(order.handle):
                if said.kind == ATTESTED and said.key == order.id:
                    value = {name: each for name, each in said.value.items() if name != "done"}
                    return Attestation(order=order.id, at=said.at, **value)
            return None

        return self._store.read(order.controller, work)

    def keep(self, controller: str, handle: str, place: str, attestation: Attestation) -> int:
        """Keep what a person attested about `handle`, with its ledger entry; return the entry's index."""
        return self._store.write(controller, lambda book: self.keep_in(book, handle, place, attestation))

    def keep_in(
        self,
        book: WritingBook,
        handle: str,
        place: str,
        attestation: Attestation,
        done: datetime | None = None,
    ) -> int:
        """Keep it inside a transaction; `done` is when it was done, as told, beside when it is said. Values are not kept."""
        at = instant(self._clock.now())
        body = {"place": place, "act": attestation.act, "state": attestation.state}
        if attestation.evidence:
            body["receipt"] = attestation.evidence
        if _HANDLE.fullmatch(attestation.operator):
            body["operator"] = attestation.operator
        if done is not None:
            body["done"] = instant(done)
        entry = Entry(
            EntryKind.HOLDING_ANSWERED,
            at,
            book.controller,
            new_salt(self._randomness),
            subject=handle,
            body=dict(body),
        )
        index = book.append(entry)
        value = {
            "act": attestation.act,
            "state": attestation.state,
            "operator": attestation.operator,
            "count": attestation.count,
            "evidence": attestation.evidence,
            "done": body.get("done", at),
        }
        book.state(Statement(handle, ATTESTED, attestation.order, index, at, value))
        return index


@dataclass(frozen=True)
class _Mapped:
    """What a controller's map became: its places in order, those that hold connections, those whose tables are swept, those of files."""

    holdings: tuple[Holding, ...]
    sql: Mapping[str, SqlHolding]
    swept: Mapping[str, Sweeping]
    filed: Mapping[str, Any]


class _Pointed(Protocol):
    """A place whose rows others may point to."""

    def values_of(self, order: Order, table: str, column: str) -> Sequence[str]:
        """Return the person's values of a column."""


class Sweeping(_Pointed, Protocol):
    """A place whose old rows can be ended."""

    def keys_of(self, order: Order) -> Mapping[str, Sequence[tuple[str, ...]]]:
        """Return by what the person's rows are told apart, by table."""


class _Single(Holding, Planning, Protocol):
    """A place that plans."""


class Holdings:
    """The places of every controller of an installation. It is a `troth.holdings.ports.HoldingsOf`."""

    def __init__(self, installation: Installation, environment: Mapping[str, str]) -> None:
        """Read the maps that `environment` names. Raises BadMap, CannotRead, FileError."""
        self._installation, self._environment = installation, environment
        self.vault = VaultHolding(installation.vault, installation.clock, StoreNoted(installation.clock))
        self.last = beside(installation, self.vault)
        secrets = Secrets(installation.settings.home / "secrets", installation.randomness)
        self.erasures = FileTombstones(installation.settings.home / ERASED, secrets.get("tombstones"))
        self.remembered = FileRemembered(installation.settings.home / ERASED)
        self.listings = FileListings(installation.settings.home / ERASED, secrets.get("tombstones"))
        self.attestations = StoreAttestations(
            installation.gate.store, installation.clock, installation.randomness
        )
        self.plans = StorePlans(installation.gate.store, installation.clock)
        self.maps = {each.policy: each for each in read_maps(environment)}
        self._built = {name: self._build(places) for name, places in self.maps.items()}

    def __call__(self, controller: str) -> Sequence[Holding]:
        """Return the places of `controller`, in the order in which they are to be worked on."""
        built = self._built.get(controller)
        return built.holdings if built else (self.last,)

    def intake(self, controller: str, place: str) -> Intake:
        """Return the guard of a place: whoever writes rows into it asks whether somebody was erased there."""
        return Intake(self.erasures, place, self._kinds(controller))

    def databases(self, controller: str) -> Mapping[str, SqlHolding]:
        """Return the databases of `controller` by place, for the sweep of whole tables."""
        built = self._built.get(controller)
        return built.sql if built else {}

    def swept(self, controller: str) -> Mapping[str, Sweeping]:
        """Return the databases and lakes of `controller` by place, for the sweep of whole tables."""
        built = self._built.get(controller)
        return built.swept if built else {}

    def coming_back(self, controller: str, *, everywhere: bool = False) -> Sequence[ComingBack]:
        """Return who looks for people that came back to a place, those first through which others are found.

        `everywhere`: also in the files of lakes and trees that were looked at before.
        """
        built = self._built.get(controller)
        sql, filed = (built.sql, built.filed) if built else ({}, {})

        def standing(place: str, table: str, column: str, values: Sequence[str]) -> frozenset[str]:
            found = sql.get(place) or filed.get(place)
            return found.standing(table, column, values) if found is not None else frozenset(values)

        order = [each.id for each in self.maps[controller].in_order()] if built else []
        return [
            ComeBack(sql[name], self.erasures, self.remembered, standing)
            if name in sql
            else come_back_to(filed[name], self.erasures, self.listings, standing, everywhere=everywhere)
            for name in reversed(order)
            if name in sql or name in filed
        ]

    def now(self) -> str:
        """Return the present instant as receipts write it."""
        return said_at(self._installation.clock)

    def found_by(self, controller: str) -> frozenset[str]:
        """Return the elements by which places find people: they go last, and not before what a hold keeps there."""
        places = self.maps[controller].places.values() if controller in self.maps else ()
        return frozenset(name for place in places for name in place.asked()) - {HANDLE}

    def called_back(self, controller: str, place: str, headers: Mapping[str, str], body: bytes) -> str:
        """Return the id of the request that a service's call-back is about, or "" where it is not to be believed."""
        found = next((each for each in self(controller) if each.place == place), None)
        return found.called_back(headers, body) if isinstance(found, ServiceHolding) else ""

    def close(self) -> None:
        """Let go of every connection."""
        for built in self._built.values():
            for each in built.sql.values():
                each.close()

    def _kinds(self, controller: str) -> dict[str, str]:
        kinds: dict[str, str] = {}
        for each in self._installation.gate.shelf.versions(controller):
            kinds |= {name: element.kind for name, element in each.compiled.policy.data.items()}
        return kinds

    def _build(self, places: Places) -> _Mapped:
        kinds = self._kinds(places.policy)
        names = {name for place in places.places.values() for name in place.asked()} - {HANDLE}
        identifiers = VaultIdentifiers(
            self._installation.gate, self.vault, sorted(name for name in names if name in kinds)
        )
        sql: dict[str, SqlHolding] = {}
        lakes: dict[str, Sweeping] = {}
        filed: dict[str, Any] = {}
        pointed: dict[str, _Pointed] = {}

        def elsewhere(order: Order, place: str, table: str, column: str) -> Sequence[str]:
            return pointed[place].values_of(order, table, column) if place in pointed else ()

        clock = self._installation.clock
        order = places.in_order()
        single: dict[str, _Single] = {}
        for place in order:
            if place.keeper:
                single[place.id] = ManualHolding(
                    place.id, place.keeper, place.elements, self.attestations, clock
                )
                continue
            address = address_of(place, self._environment)
            if place.form == "lake":
                notes = self._installation.settings.home / NOTES / places.policy / place.id
                filed[place.id] = lakes[place.id] = pointed[place.id] = single[place.id] = open_lake(
                    lake_at(place, self._environment, notes), places, place.id, identifiers, clock, kinds,
                    erasures=self.erasures, elsewhere=elsewhere,
                ).list_in(self.listings)  # fmt: skip
                continue
            if place.form == "objects":
                notes = self._installation.settings.home / NOTES / places.policy / place.id
                filed[place.id] = pointed[place.id] = single[place.id] = open_objects(
                    ObjectsAddress(address, notes), places, place.id, identifiers, clock, kinds,
                    erasures=self.erasures, elsewhere=elsewhere,
                ).list_in(self.listings)  # fmt: skip
                continue
            if place.form == "http":
                secret = secret_of(place, self._environment)
                own = f"{self._installation.settings.origin}/v1/callbacks/{places.policy}/places/{place.id}"
                back = self._environment.get(f"{place.setting}{BACK}") or (
                    own if self._installation.settings.origin else ""
                )
                single[place.id] = ServiceHolding(
                    Service(address, secret, back), place, identifiers, clock, kinds
                )
                continue
            sql[place.id] = pointed[place.id] = single[place.id] = SqlHolding(
                address, places, place.id, identifiers, clock, kinds,
                erasures=self.erasures, elsewhere=elsewhere,
            ).remember(self.remembered)  # fmt: skip
        found: list[Holding] = []
        for place in order:
            before: list[Planning] = [single[each.id] for each in order if place.id in each.needs()]
            each = self._planned(single[place.id])
            found.append(After(each, before, clock, self._ended) if before else each)
        through = [each for each in single.values() if not isinstance(each, ManualHolding)]
        last = After(self.last, through, clock, self._ended) if through else self.last
        return _Mapped((*found, last), sql, {**sql, **lakes}, filed)

    def _planned(self, place: _Single) -> Holding:
        """Return a place whose stopped orders go with the plans that were approved; some never stop one."""
        if isinstance(place, ManualHolding | ServiceHolding):
            return place
        return PlannedMany(place, self.plans) if isinstance(place, Bulk) else Planned(place, self.plans)

    def _ended(self, order: Order) -> Mapping[str, bool]:
        """Return, by place, whether the duty that orders the same there is over."""
        about = order.id.split("/")[1] if order.id.count("/") > 1 else ""

        def work(book: Book) -> dict[str, bool]:
            return {
                duty.part: duty.state in ENDS
                for duty in book.duties_about(about)
                if duty.kind == "act-on-holding" and duty.handle == order.handle
            }

        return self._installation.gate.store.read(order.controller, work) if about else {}
