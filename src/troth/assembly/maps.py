"""Data maps, and what the environment says of the places on them.

Rules
- `TROTH_MAPS` names the files; every place's address is in the setting that its map names, and what else a place needs in
  settings that begin with that name.
- The vault is a place of every controller, and the last one.

Example
    >>> places_of({"TROTH_MAPS": "acme-map.yaml"})("acme")
    ('crm', 'paper', 'vault')
"""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from troth.adapters.connectors import LakeAddress
from troth.assembly.files import read_whole
from troth.assembly.secrets import is_sample
from troth.holdings import MappedPlace, Places, read_places
from troth.holdings.errors import NO_SECRET, NO_SETTING, CannotRead
from troth.vault import VaultHolding
from troth.vocabulary import Plain

MAPS = "TROTH_MAPS"
CLUSTER = "TROTH_SPARK"
SECRET, CATALOGUE, SHORTEST = "_SECRET", "_CATALOGUE", 24


def places_of(environment: Mapping[str, str]) -> Callable[[str], Sequence[str]]:
    """Return what tells the ids of a controller's places. Raises BadMap, FileError: a map cannot be read."""
    mapped = {each.policy: tuple(place.id for place in each.in_order()) for each in read_maps(environment)}
    return lambda controller: (*mapped.get(controller, ()), VaultHolding.place)


def read_maps(environment: Mapping[str, str]) -> list[Places]:
    """Return the data maps that `environment` names, in order. Raises BadMap, FileError."""
    return [
        read_places(read_whole(Path(name))) for name in environment.get(MAPS, "").split(os.pathsep) if name
    ]


def address_of(place: MappedPlace, environment: Mapping[str, str]) -> str:
    """Return the address of a place. Raises CannotRead when its setting is empty."""
    address = environment.get(place.setting, "")
    if not address:
        raise CannotRead(NO_SETTING, setting=Plain(place.setting), place=place.id)
    return address


def lake_at(place: MappedPlace, environment: Mapping[str, str], notes: Path | None = None) -> LakeAddress:
    """Return where a lake is: root, cluster, the folder for notes where the root is in a bucket, catalogue. Raises CannotRead."""
    catalogue = environment.get(f"{place.setting}{CATALOGUE}", "")
    return LakeAddress(address_of(place, environment), environment.get(CLUSTER, ""), notes, catalogue)


def secret_of(place: MappedPlace, environment: Mapping[str, str]) -> bytes:
    """Return the secret shared with a service: `whsec_` and Base64, 24 bytes or more. Raises CannotRead."""
    name = f"{place.setting}{SECRET}"
    said = environment.get(name, "")
    try:
        secret = base64.b64decode(said.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    weak = len(secret) < SHORTEST or len(set(secret)) < SHORTEST // 2 or is_sample(secret)
    if not said.startswith("whsec_") or weak:
        raise CannotRead(NO_SECRET, setting=Plain(name), place=place.id)
    return secret
