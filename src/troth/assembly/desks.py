"""The request desk of an installation, and who does what its cases order.

Rules
- The desk works on the books of the gate; case files are sealed with the vault's keys. It holds no state of its own, so
  pages, API and workers may each have one.
- Places are those of `holdings`; without any, those of the data maps and the vault (`TROTH_MAPS`).

Example
    >>> desk = desk_of(installation)
    >>> desk.receive("joinbase", Intake(kind="access", subject="u-1"))
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any, cast

from troth.adapters.machine import machine_randomness
from troth.assembly.holdings import Holdings
from troth.assembly.maps import read_maps
from troth.assembly.opening import Installation
from troth.assembly.registers import version_of
from troth.assembly.secrets import Secrets
from troth.assembly.together import Together
from troth.consent.ports import Book
from troth.duties import Duty, Performer
from troth.holdings import Places
from troth.holdings.ports import HoldingsOf
from troth.operators import OUTSIDE, Operator
from troth.policy import Compiled
from troth.rights import (
    CaseWork,
    ConsentAccounts,
    Desk,
    Held,
    Identity,
    Register,
    Tools,
    recipients_from_ledger,
)
from troth.rights.ports import CaseStore
from troth.vault import SealedFiles
from troth.vocabulary import TrothError


def desk_of(installation: Installation, holdings: HoldingsOf | None = None) -> Desk:
    """Return the request desk of `installation`, with the places of `holdings` (default: those of its data maps)."""
    return Desk(*_parts(installation, holdings))


def register_of(installation: Installation, holdings: HoldingsOf | None = None) -> Register:
    """Return the desk of `installation` with its register of automated decisions; reviewers are its operators."""
    shelf, operators = installation.gate.shelf, installation.doors.operators

    def reviewer_of(policy: str, handle: str) -> Operator | None:
        found = operators.find(handle)
        ours = found is not None and found.state == "active" and not found.has(OUTSIDE)
        active = found is not None and ours and found.sees(policy)
        return found if active else None

    return Register(
        *_parts(installation, holdings),
        version_of=partial(version_of, shelf),
        reviewer_of=reviewer_of,
        erased=installation.vault.replay.erased,
    )


def _parts(installation: Installation, holdings: HoldingsOf | None) -> tuple[Any, ...]:
    """Return what a desk is made of."""
    gate, randomness = installation.gate, installation.randomness
    places = _places(installation, holdings)

    def kept(book: Book, handle: str, wanted: Collection[str], now: datetime) -> Held:
        found = gate.kept(book, handle, wanted, now)
        why = sorted({word for each in found.values() for word in each.because})
        return Held(tuple(sorted(found)), tuple(why), {name: each.until for name, each in found.items()})

    secrets = Secrets(installation.settings.home / "secrets", machine_randomness)
    tools = Tools(
        SealedFiles(installation.vault.keyring, randomness),
        randomness,
        lambda controller: [each.place for each in places(controller)],
        ConsentAccounts(randomness),
        recipients_from_ledger,
        gate.take_back,
        kept,
        Named(),
    )
    store = cast("CaseStore", gate.store)  # every store of ours keeps cases
    identity = Identity(secrets.get("identity"), randomness)
    return store, gate.shelf, identity, gate.digest, installation.clock, tools


class Named:
    """What places are called, as the data maps say that `TROTH_MAPS` names; they are read when a name is first needed."""

    def __init__(self) -> None:
        """Read nothing yet."""
        self._maps: dict[str, Places] | None = None

    def __call__(self, compiled: Compiled, language: str) -> Mapping[str, str]:
        """Return the names of the places of a policy by id; none where there is no map that can be read."""
        if self._maps is None:
            with suppress(TrothError):
                self._maps = {each.policy: each for each in read_maps(os.environ)}
        found = (self._maps or {}).get(compiled.id)
        return {name: each.titles.get(language, "") for name, each in found.places.items()} if found else {}


def case_work(
    installation: Installation,
    desk: Desk | None = None,
    holdings: HoldingsOf | None = None,
    waits: Callable[[str, Duty], object] = lambda *_: None,
) -> Performer:
    """Return who does what accepted cases order in the places of `holdings` (default: as above); whose duty `waits` joins no crowd."""
    places = _places(installation, holdings)
    found_by = places.found_by if isinstance(places, Holdings) else lambda _: frozenset[str]()
    gate, clock = installation.gate, installation.clock
    together = Together(gate.store, clock, waits)
    return CaseWork(
        desk or desk_of(installation, holdings), places, gate.warranted, clock, found_by, together
    )


def _places(installation: Installation, holdings: HoldingsOf | None) -> HoldingsOf:
    return holdings or Holdings(installation, os.environ)
