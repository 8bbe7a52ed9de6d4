"""Connectors: the stores and files that a company already has, opened for reading, or worked on as their data map says."""

from troth.adapters.connectors.http_services import Service, ServiceHolding, request_id
from troth.adapters.connectors.lake_places import (
    ComingBack,
    LakeAddress,
    ObjectsAddress,
    catalogue_of_lake,
    catalogue_of_objects,
    come_back_to,
    open_lake,
    open_objects,
    signs_in_lake,
    signs_in_objects,
    sweeper_of,
)
from troth.adapters.connectors.listings import FileListings
from troth.adapters.connectors.memory import (
    MemoryAttestations,
    MemoryErasures,
    MemoryHolding,
    MemoryIdentifiers,
)
from troth.adapters.connectors.remembering import FileRemembered, MemoryRemembered
from troth.adapters.connectors.scanning import MachineWatch, open_place
from troth.adapters.connectors.sql import SqlHolding
from troth.adapters.connectors.sql_opening import Opening
from troth.adapters.connectors.sql_returning import ComeBack, lost_orders
from troth.adapters.connectors.sql_sweeping import SqlSweeper

__all__ = [
    "ComeBack",
    "ComingBack",
    "FileListings",
    "FileRemembered",
    "LakeAddress",
    "MachineWatch",
    "MemoryAttestations",
    "MemoryErasures",
    "MemoryHolding",
    "MemoryIdentifiers",
    "MemoryRemembered",
    "ObjectsAddress",
    "Opening",
    "Service",
    "ServiceHolding",
    "SqlHolding",
    "catalogue_of_lake",
    "catalogue_of_objects",
    "come_back_to",
    "lost_orders",
    "open_lake",
    "open_objects",
    "SqlSweeper",
    "open_place",
    "request_id",
    "signs_in_lake",
    "signs_in_objects",
    "sweeper_of",
]
