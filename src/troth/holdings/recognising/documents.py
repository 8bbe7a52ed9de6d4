"""One document under a budget.

Rules
- The answer is `found`, `clean` or `not-scanned`. Clean means that every character was read; whatever was not read is
  named as a stretch, and then the document is never clean. Where bytes were broken (`BROKEN`) nothing was read.
- The text is read window by window; the watch is asked between windows, so a budget is exceeded by one window at most.

Example
    >>> scan_text("电话13800138000", Budget()).state
    'found'
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from troth.holdings.recognising.decoding import BROKEN
from troth.holdings.recognising.reading import Watch
from troth.holdings.recognising.recognising import recognise
from troth.holdings.recognising.spans import Span

WINDOW = 16_384
MARGIN = 64
AHEAD = 2_560
_BROKEN = re.compile(f"{BROKEN}+")


@dataclass(frozen=True)
class Budget:
    """How much may be read: `characters` of one document (or cell), and `seconds` of the whole scan (None: no limit)."""

    characters: int | None = 4_000_000
    seconds: float | None = None


@dataclass(frozen=True)
class TextScan:
    """What a document holds: spans, the stretch that was not read (if any), the state, the share that was read, broken stretches."""

    spans: tuple[Span, ...]
    unread: tuple[int, int] | None
    state: str
    scanned: float
    broken: tuple[tuple[int, int], ...] = ()


def scan_text(text: str, budget: Budget, watch: Watch | None = None) -> TextScan:
    """Return what `text` holds, as far as `budget` goes; `watch` is needed only for a budget of seconds."""
    length = len(text)
    end = length if budget.characters is None else min(length, max(0, budget.characters))
    spans: list[Span] = []
    place = 0
    while place < end:
        if budget.seconds is not None and (watch is None or watch.seconds() >= budget.seconds):
            break
        stop = min(end, place + WINDOW)
        begin = max(0, place - MARGIN)
        # A span belongs to the window where it begins; one that begins before belongs to the window before.
        found = recognise(text[begin : min(end, stop + AHEAD)])
        spans += [
            Span(span.start + begin, span.end + begin, span.what, span.sure)
            for span in found
            if place <= span.start + begin < stop
        ]
        place = stop
    unread = (place, length) if place < length else None
    broken = tuple((each.start(), each.end()) for each in _BROKEN.finditer(text, 0, place))
    state = "found" if spans else "not-scanned" if unread or broken else "clean"
    read = place - sum(stop - start for start, stop in broken)
    return TextScan(tuple(spans), unread, state, read / length if length else 1.0, broken)
