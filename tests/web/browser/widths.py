"""One page at every width: it is loaded once, and its window changes.

Rules
- Axe looks with all its rules at the first width, and at each further one with `LAYOUT`: those whose answer rests on where things are, how
  large and in which colours. What all others look at (names, roles, structure) does not change with a window, as long as the same
  elements are shown; where others are shown, all rules look again.
"""

from __future__ import annotations

import os
from pathlib import Path

from tests.web.browser.looking import HEIGHT, check

WIDTHS = (375, 768, 1280)
LAYOUT = ("color-contrast", "scrollable-region-focusable", "target-size")
SHOWN = """() => { let sum = 0, at = 0;
  for (const each of document.querySelectorAll('body *')) { at += 1;
    if (each.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true})) sum = (sum * 31 + at) % 2147483647; }
  return sum; }"""


def check_widths(page, language, name="", *, widths=WIDTHS, rules=None):
    """Check the page that is open at `widths`, with axe at each; keep pictures where TROTH_PICTURES says.

    `rules` are those of axe at the first width; all of them if it is None, and `()` leaves axe out.
    """
    first = None
    for width in widths:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        shown = page.evaluate(SHOWN)
        first = first or shown
        again = LAYOUT if rules is None and shown == first else rules
        check(page, language, rules if width == widths[0] else again)
        shot(page, f"{name}-{language}-{width}")


def shot(page, name):
    """Keep a picture of the page, if somebody wants to look at it."""
    folder = os.environ.get("TROTH_PICTURES")
    if folder and not name.startswith("-"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
