"""All recognisers over one text.

Rules
- Every recogniser is one or two passes over the whole text, from the rare character that only its values have; a
  recogniser whose character does not occur costs nothing. So many cells are read at once as one text.
- Every pattern is bounded: the time grows with the length of the text, whatever the text is.

Example
    >>> [span.what for span in recognise("张女士 13800138000，a@b.example")]
    ['name', 'mobile', 'email']
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from troth.holdings.recognising.chinese import accounts, chinese
from troth.holdings.recognising.codes import codes
from troth.holdings.recognising.english import english
from troth.holdings.recognising.folding import fold
from troth.holdings.recognising.networks import networks
from troth.holdings.recognising.numbers import numbers
from troth.holdings.recognising.spans import Span, kept

SEPARATOR = "\x1e"
"""Stands between texts that are read as one: no value holds it, and no pattern looks across it."""
TOGETHER = 16_384
_ENGLISH_NAMES = re.compile(
    r"[a-z][:.=] ?[A-Z]|Dear |Mr |Ms |Mrs |Dr |name is |I am |signed by |[0-9][A-Z]?,? [A-Z0-9]"
)
_ACCOUNTS = re.compile("微信|[Ww]e[Cc]hat|[Ww]eixin|[Ww][Xx]|[Vv][Xx]")


def recognise(text: str) -> list[Span]:
    """Return what `text` holds, without overlaps, in order; offsets count characters of `text`."""
    folded = fold(text)
    read = folded.text
    found = numbers(read)
    found += codes(read)
    found += networks(read)
    if not read.isascii():
        found += chinese(read)
    if _ACCOUNTS.search(read):
        found += accounts(read)
    if _ENGLISH_NAMES.search(read):
        found += english(read)
    spans = kept(found)
    return spans if not folded.gaps else folded.back(spans)


def recognise_all(texts: Iterable[str]) -> Iterator[list[Span]]:
    """Yield what each of `texts` holds, as `recognise` says of each by itself: short texts are read many at a time.

    Half of what a short text costs by itself is calling some twenty patterns; together they are called once.
    """
    group: list[str] = []
    size = 0
    for text in texts:
        group.append(text)
        size += len(text) + 1
        if size >= TOGETHER:
            yield from _together(group)
            group, size = [], 0
    yield from _together(group)


def _together(texts: list[str]) -> Iterator[list[Span]]:
    joined = SEPARATOR.join(texts)
    if joined.count(SEPARATOR) >= max(len(texts), 1):
        joined = SEPARATOR.join(text.replace(SEPARATOR, " ") for text in texts)
    spans = chain(recognise(joined), (None,))
    span = next(spans)
    begin = 0
    for text in texts:
        end = begin + len(text)
        found: list[Span] = []
        while span is not None and span[0] < end:
            found.append(Span(span[0] - begin, span[1] - begin, span[2], span[3]) if begin else span)
            span = next(spans)
        yield found
        begin = end + 1
