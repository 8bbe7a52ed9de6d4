"""The access package: everything that was found about a person, in one file that they can open, keep and carry away."""

from troth.holdings.packing.labels import Labels, labels_of
from troth.holdings.packing.package import pack
from troth.holdings.packing.tables import plain_cell

__all__ = ["Labels", "labels_of", "pack", "plain_cell"]
