"""One page at every width: it is loaded once, the window changes, and axe looks once."""

from __future__ import annotations

import os
from pathlib import Path

from tests.web.browser.looking import HEIGHT, check

WIDTHS = (375, 768, 1280)


def check_widths(page, language, name="", *, widths=WIDTHS, rules=None):
    """Check the page that is open at `widths`, with axe at the first; keep pictures where TROTH_PICTURES says."""
    for width in widths:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        check(page, language, rules if width == widths[0] else ())
        shot(page, f"{name}-{language}-{width}")


def shot(page, name):
    """Keep a picture of the page, if somebody wants to look at it."""
    folder = os.environ.get("TROTH_PICTURES")
    if folder and not name.startswith("-"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
