"""What notices need from outside: something that prints.

Rules
- A printer gets words as data and gives back bytes; it fetches nothing and knows no clock, so the same sheets give
  the same bytes.

Example
    >>> printer.print_sheets(sheets(document))[:5]
    b'%PDF-'
"""

from __future__ import annotations

from typing import Protocol


class Printer(Protocol):
    """Turns sheets (JSON, see `publishing.sheets`) into a PDF."""

    @property
    def ready(self) -> bool:
        """Whether what prints is installed."""
        ...

    def print_sheets(self, sheets: bytes) -> bytes:
        """Return the PDF. Raises TrothError where it cannot be made."""
        ...
