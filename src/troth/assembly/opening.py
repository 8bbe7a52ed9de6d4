"""Puts the adapters into the parts: the only place that does.

Rules
- `open_gate` is `troth.open`: a store, keys, the machine's clock and randomness, and policy files published in order.
- Versions that the store has published already come first, so a person who agreed to an old one stays under it.

Example
    >>> gate = troth.open("policies/joinbase.yaml", store="memory:")
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from troth.adapters.keystores import Ed25519, FileKeyStore
from troth.adapters.machine import MachineClock, machine_randomness
from troth.adapters.stores import open_store
from troth.assembly.channels import channels_of
from troth.assembly.files import read_whole
from troth.assembly.maps import places_of
from troth.assembly.operators import Doors, doors_of
from troth.assembly.secrets import Secrets
from troth.assembly.settings import Settings
from troth.assembly.vaults import vault_of
from troth.calendars import Clock
from troth.gate import Gate, Shelf
from troth.ledger.ports import Randomness, SignatureVerifier, Signer
from troth.notices.ports import Channel
from troth.vault import Vault
from troth.vocabulary import TrothError


@dataclass(frozen=True)
class Installation:
    """A running Troth: the gate, and what its edge needs. `new_key` says that the API key was made just now."""

    gate: Gate
    settings: Settings
    api_key: str
    new_key: bool
    session_secret: bytes
    clock: Clock
    randomness: Randomness
    vault: Vault
    doors: Doors
    channels: Mapping[str, Channel]


def install(settings: Settings, files: Iterable[str | Path], clock: Clock | None = None) -> Installation:
    """Return an installation with `files` published. Raises what the store, the keys or a policy file refuse."""
    clock = clock or MachineClock()
    secrets = Secrets(settings.home / "secrets", machine_randomness)
    keys = FileKeyStore(settings.home / "keys", machine_randomness)
    texts = [(str(file), read_whole(Path(file))) for file in files]
    channels = channels_of(settings.channels, clock)

    def signer(controller: str) -> Signer:
        return keys.open_or_create(f"troth/{controller}")

    store = open_store(settings.store, key=secrets.get("store"), clock=clock, randomness=machine_randomness)
    gate = Gate(store, Shelf(clock), clock, machine_randomness, secrets.get("subjects"), signer)
    try:
        gate.places = places_of(os.environ)
        gate.restore()
        for name, text in texts:
            gate.publish(text, name)
        vault = vault_of(store, gate, settings, secrets, clock, machine_randomness)
        doors = doors_of(store, settings, secrets, clock, machine_randomness, channels.get("mail"))
    except TrothError:
        gate.close()
        raise
    key, new = (settings.api_key, False) if settings.api_key else secrets.api_key()
    sessions = secrets.get("sessions")
    return Installation(gate, settings, key, new, sessions, clock, machine_randomness, vault, doors, channels)


def open_gate(*files: str | Path, store: str | None = None, home: str | Path | None = None) -> Gate:
    """Return a gate that answers for the policy `files`, in this process.

    `store` is a URL (default: an encrypted SQLite file in `home`, itself `.troth` in the current folder).

    Raises:
        TrothError: a file, the store or a key cannot be used; the error says which and what to do.
    """
    environment = dict(os.environ)
    if home is not None:
        environment["TROTH_HOME"] = str(home)
    return install(Settings.of(environment, store), files).gate


def today() -> date:
    """Return the day that the machine's clock shows, by UTC."""
    return MachineClock().now().date()


def signature_verifier() -> SignatureVerifier:
    """Return what checks the signatures of checkpoints."""
    return Ed25519()
