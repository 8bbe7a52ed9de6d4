"""Connectors: the stores and files that a company already has, opened for reading."""

from troth.adapters.connectors.scanning import MachineWatch, open_place

__all__ = ["MachineWatch", "open_place"]
