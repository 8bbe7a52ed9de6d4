"""Which printer an installation has.

Example
    >>> printer().print_sheets(sheets(document))[:5]
    b'%PDF-'
"""

from __future__ import annotations

from troth.adapters.printers import PagePrinter
from troth.notices.ports import Printer


def printer() -> Printer:
    """Return the printer; it says so when it is used if its packages are not installed."""
    return PagePrinter()
