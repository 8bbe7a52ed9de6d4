"""Texts as PDF: each made once, one at a time, and kept as long as there is room.

Rules
- What is kept is bounded in bytes; what was asked for longest ago goes first.
- Making one takes a second or so: it counts against the visitor, and nobody waits long for others.

Example
    >>> printed.pdf(("0a1b", "zh", "policy"), lambda: sheets(document), count)[:5]
    b'%PDF-'
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

from troth.notices.ports import Printer
from troth.vocabulary import TrothError
from troth.web.centre.errors import NO_PRINTER, PRINTER_BUSY, NoPrinter, PrinterBusy

MOST_BYTES = 64 * 1024 * 1024
LONGEST_WAIT = 20.0
"""Seconds that a visitor waits for the texts of others."""


class PrintedTexts:
    """Prints texts and keeps them."""

    def __init__(self, printer: Printer | None, most: int = MOST_BYTES) -> None:
        """Keep at most `most` bytes; without a printer nothing is ever ready."""
        self._printer, self._most = printer, most
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()
        self._looking, self._printing = threading.Lock(), threading.Lock()
        self.ready = printer is not None and printer.ready

    def pdf(self, key: Hashable, sheets: Callable[[], bytes], count: Callable[[], None]) -> bytes:
        """Return the PDF of what `sheets` gives, which `key` names; `count` is called before one is made.

        Raises:
            NoPrinter: nothing prints here.
            PrinterBusy: others are being served.
        """
        if self._printer is None or not self.ready:
            raise NoPrinter(NO_PRINTER)
        found = self._look(key)
        if found is not None:
            return found
        count()
        if not self._printing.acquire(timeout=LONGEST_WAIT):
            raise PrinterBusy(PRINTER_BUSY)
        try:
            found = self._look(key)  # while we waited somebody else may have had it made
            if found is None:
                found = self._printer.print_sheets(sheets())
                self._keep(key, found)
        except TrothError as error:
            raise NoPrinter(NO_PRINTER) from error
        finally:
            self._printing.release()
        return found

    def _look(self, key: Hashable) -> bytes | None:
        with self._looking:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def _keep(self, key: Hashable, made: bytes) -> None:
        with self._looking:
            self._kept[key] = made
            while sum(map(len, self._kept.values())) > self._most:
                self._kept.popitem(last=False)
