"""Folds text to the one form that the recognisers read, and keeps the way back.

Rules
- Full-width characters become ASCII, one for one; runs of eleven or more Chinese numerals become digits; characters
  without width are taken out. Offsets of what was found lead back to the text as it was.
- ASCII text is left as it is.

Example
    >>> folded = fold("１３８\u200b００１３８０００")
    >>> folded.text, folded.origin(0, 11)
    ('13800138000', (0, 12))
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from troth.holdings.recognising.spans import Span

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x00A0: 0x20}
_WIDE |= dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2212, 0xFE63), 0x2D)
# Full-width commas and colons stay: they are ordinary Chinese punctuation, and no value holds one.
_TO_FOLD = re.compile(
    "[\u00a0\u2010-\u2013\u2212\u3000\ufe63\uff05-\uff0b\uff0d-\uff19\uff20-\uff3f\uff41-\uff5a]+"
)
_NUMERALS = str.maketrans("〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", "001234567891123456789")
_SPOKEN = re.compile("[〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖]{11,20}")
_NO_WIDTH = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+")


@dataclass(frozen=True)
class Folded:
    """Folded text, and where characters were taken out of it.

    `gaps` are places in the folded text, and `shifts` how many characters had been taken out up to there.
    """

    text: str
    gaps: Sequence[int]
    shifts: Sequence[int]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return the offsets in the original of the stretch `start` to `end` of the folded text."""
        if not self.gaps or start >= end:
            return start, end
        return self._place(start), self._place(end - 1) + 1

    def _place(self, place: int) -> int:
        before = bisect_right(self.gaps, place)
        return place + (self.shifts[before - 1] if before else 0)

    def back(self, spans: Sequence[Span]) -> list[Span]:
        """Return `spans`, which are in order, with their offsets in the original."""
        gaps, result, place, shift = [*self.gaps, len(self.text) + 1], [], 0, 0
        for span in spans:
            while gaps[place] <= span[0]:
                shift = self.shifts[place]
                place += 1
            if gaps[place] < span[1]:
                start, end = self.origin(span[0], span[1])
                result.append(Span(start, end, span[2], span[3]))
            else:
                result.append(Span(span[0] + shift, span[1] + shift, span[2], span[3]) if shift else span)
        return result


def fold(text: str) -> Folded:
    """Return `text` as the recognisers read it."""
    if text.isascii():
        return Folded(text, (), ())
    gaps: list[int] = []
    shifts: list[int] = []
    if _NO_WIDTH.search(text):
        taken = 0
        for gap in _NO_WIDTH.finditer(text):
            gaps.append(gap.start() - taken)
            taken += gap.end() - gap.start()
            shifts.append(taken)
        text = _NO_WIDTH.sub("", text)
    text = _TO_FOLD.sub(lambda run: run[0].translate(_WIDE), text)
    text = _SPOKEN.sub(lambda run: run[0].translate(_NUMERALS), text)
    return Folded(text, gaps, shifts)
