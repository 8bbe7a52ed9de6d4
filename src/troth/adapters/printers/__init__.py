"""Printers: sheets of a published text to PDF."""

from troth.adapters.printers.pages import PagePrinter

__all__ = ["PagePrinter"]
