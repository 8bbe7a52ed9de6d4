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


def check_widths(page, language, name="", *, widths=WIDTHS, rules=None, again=None):
    """Check the page that is open at `widths`, with axe at each, and leave it as wide as it was.

    `rules` are those of axe at the first width, `again` at the others: if they are None, all of them and `LAYOUT`; `()` leaves axe out.
    Pictures are kept where TROTH_PICTURES says.
    """
    before = page.viewport_size["width"]
    _widen(page, widths[0])
    first = page.evaluate(SHOWN)
    for width in widths:
        _widen(page, width)
        wanted = rules
        if width != widths[0] and again is not None:
            wanted = again
        elif width != widths[0] and rules is None and page.evaluate(SHOWN) == first:
            wanted = LAYOUT
        check(page, language, wanted)
        shot(page, f"{name}-{language}-{width}")
    _widen(page, before)


def _widen(page, width):
    if page.viewport_size["width"] != width:
        page.set_viewport_size({"width": width, "height": HEIGHT})


def shot(page, name):
    """Keep a picture of the page, if somebody wants to look at it."""
    folder = os.environ.get("TROTH_PICTURES")
    if folder and not name.startswith("-"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
