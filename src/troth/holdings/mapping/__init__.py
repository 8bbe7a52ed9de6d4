"""The whole data map: places, how a person is found in each, what stands where, and what end it has."""

from troth.holdings.mapping.catalogue import Catalogue, ForeignKey, LiveColumn, LiveTable
from troth.holdings.mapping.checking import Fault, check_live, check_policy
from troth.holdings.mapping.mapped import HANDLE, KeptBy, Link, MappedPlace, MappedTable, Places, Side
from troth.holdings.mapping.ordering import deleting_order, levels
from troth.holdings.mapping.reading import read_places

__all__ = [
    "HANDLE",
    "Catalogue",
    "Fault",
    "ForeignKey",
    "KeptBy",
    "Link",
    "LiveColumn",
    "LiveTable",
    "MappedPlace",
    "MappedTable",
    "Places",
    "Side",
    "check_live",
    "check_policy",
    "deleting_order",
    "levels",
    "read_places",
]
