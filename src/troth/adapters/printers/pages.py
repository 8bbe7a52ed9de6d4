"""Prints with Typst: A4, page numbers, tagged, Chinese with an embedded font.

Rules
- The template is ours and fixed; what is printed comes to it as JSON and is only ever set as text.
- Fonts come from installed packages, never from the machine, so that the same sheets give the same bytes anywhere.
- Typst and the fonts are the extra `pdf`; they are loaded when something is printed.

Example
    >>> PagePrinter().print_sheets(sheets(document))[:5]
    b'%PDF-'
"""

from __future__ import annotations

import importlib
import importlib.util
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from troth.adapters.printers.errors import NOT_INSTALLED, NOT_PRINTED, CannotPrint

TEMPLATE = Path(__file__).with_name("sheets.typ")
TYPST = "typst"
FONTS = "pylopdf_fonts_zh_cn"  # data only: Noto Sans SC and Noto Serif SC, OFL 1.1
FIXED = datetime(2000, 1, 1, tzinfo=UTC)
"""The time that the file says it was made: the policy has dates of its own, and equal sheets give equal files."""


class PagePrinter:
    """Prints sheets."""

    @property
    def ready(self) -> bool:
        """Whether what prints is installed; nothing is loaded to find out."""
        return all(importlib.util.find_spec(each) is not None for each in (TYPST, FONTS))

    def print_sheets(self, sheets: bytes) -> bytes:
        """Return the PDF of `sheets`.

        Raises:
            CannotPrint: what prints is not installed, or refuses.
        """
        typst = _typst()
        try:
            made = typst.compile(
                TEMPLATE.read_bytes(),
                font_paths=[str(_fonts())],
                ignore_system_fonts=True,
                sys_inputs={"sheets": sheets.decode("utf-8")},
                pdf_standards=["ua-1"],
                timestamp=FIXED,
            )
        except RuntimeError as error:
            raise CannotPrint(NOT_PRINTED, why=str(error)) from error
        return bytes(made)


def _typst() -> Any:
    try:
        return importlib.import_module(TYPST)
    except ImportError as error:
        raise CannotPrint(NOT_INSTALLED, package=TYPST) from error


def _fonts() -> Path:
    found = importlib.util.find_spec(FONTS)
    if found is None or found.origin is None:
        raise CannotPrint(NOT_INSTALLED, package="pylopdf-fonts-zh-cn")
    return Path(found.origin).parent
