"""A data map against the policy, against every place that it names, and against what was done there.

Rules
- A place that cannot be opened is an error: nothing is taken for clean.
- A place that went back in time is a fault: a database that does not know orders any more which were done there, and a lake, a tree or
  a bucket with files again that an erasure had made go.

Example
    >>> places, faults = check_map(text, policy, os.environ)
"""

from __future__ import annotations

from collections.abc import Mapping

from troth.adapters.connectors import (
    FileListings,
    FileRemembered,
    Opening,
    catalogue_of_lake,
    catalogue_of_objects,
    lost_orders,
    signs_in_lake,
    signs_in_objects,
)
from troth.adapters.machine import machine_randomness
from troth.assembly.holdings import ERASED
from troth.assembly.maps import address_of, lake_at
from troth.assembly.secrets import Secrets
from troth.assembly.settings import Settings
from troth.holdings import Fault, MappedPlace, Places, check_live, check_policy, read_places
from troth.policy import Policy


def check_map(
    text: str | bytes, policy: Policy | None, environment: Mapping[str, str]
) -> tuple[Places, list[Fault]]:
    """Return the map in `text` and how it differs from `policy` and from every place it names.

    Raises:
        BadMap: it is no map.
        CannotRead: a place does not open, or its setting is empty; nothing is taken for clean.
    """
    places = read_places(text)
    found: list[Fault] = []
    if policy is not None:
        kinds = {name: element.kind for name, element in policy.data.items()}
        found += check_policy(places, kinds, policy.id)
    for place in places.places.values():
        if place.form in {"lake", "objects"}:
            found += _of_files(places, place, environment)
        elif place.form == "sql":
            opening = Opening(address_of(place, environment), places, place)
            try:
                found += (live := check_live(places, place, opening.catalogue()))
                if not any(each.severity == "error" for each in live):
                    found += _of_database(opening, places, place, environment)
            finally:
                opening.close()
    return places, found


def _of_files(places: Places, place: MappedPlace, environment: Mapping[str, str]) -> list[Fault]:
    lake = place.form == "lake"
    at = lake_at(place, environment) if lake else None
    there = (
        catalogue_of_lake(at.folder, place.id, at.catalogue)
        if at is not None
        else catalogue_of_objects(address_of(place, environment), place)
    )
    found = check_live(places, place, there)
    home = Settings.of(environment).home
    if any(each.severity == "error" for each in found) or not (home / ERASED).is_dir():
        return found
    listings = FileListings(home / ERASED, Secrets(home / "secrets", machine_randomness).get("tombstones"))
    signs = (
        signs_in_lake(at, place.id, listings, places.policy)
        if at is not None
        else signs_in_objects(address_of(place, environment), place, listings, places.policy)
    )
    line = places.line("places", place.id)
    for id_, count in (("files-back", signs.restored), ("files-older", signs.doubtful)):
        found += [Fault(id_, place.id, line, (place.id, str(count)))] if count else []
    return found


def _of_database(
    opening: Opening, places: Places, place: MappedPlace, environment: Mapping[str, str]
) -> list[Fault]:
    """Return the fault of a database that does not know orders any more which were done there."""
    remembered = FileRemembered(Settings.of(environment).home / ERASED)
    lost = lost_orders(opening, remembered, places.policy, place.id)
    line = places.line("places", place.id)
    return [Fault("went-back", place.id, line, (place.id, str(len(lost))))] if lost else []
