"""Names and addresses in English text.

Rules
- A name counts after a label or a title only; words that stand there without being a name (`Dear Customer`) do not.
- An address is a number, capitalised words and a word for a street.

Example
    >>> english("Dear Ms. Ada Byron, 12 Garden Lane")
    [Span(start=9, end=18, what='name', sure='context'), Span(start=20, end=34, what='address', sure='shaped')]
"""

from __future__ import annotations

import re

from troth.holdings.recognising.spans import Span

_WORD = r"(?:[A-Z][a-z]{1,20}(?:[-'][A-Z][a-z]{1,20})?|[A-Z]\.|[A-Z]'[A-Z][a-z]{1,20}|Mc[A-Z][a-z]{1,20})"
_LABELLED = re.compile(
    r"(?:Full [Nn]ame|First [Nn]ame|Last [Nn]ame|Customer [Nn]ame|Contact [Nn]ame|Contact [Pp]erson|Contact|Name|name"
    r"|Recipient|Patient|Attn|Attention|Signed(?: by)?|Cardholder|Card [Hh]older|Beneficiary|Guardian|Applicant) ?[:=] ?"
    rf"(?:(?:Mr|Mrs|Ms|Dr|Miss|Prof)\.? )?(?P<name>{_WORD}(?: {_WORD}){{0,3}})"
)
_TITLED = re.compile(rf"(?:Mr|Mrs|Ms|Dr|Miss|Prof)\.? (?P<name>{_WORD}(?: {_WORD}){{0,2}})")
_ADDRESSED = re.compile(rf"(?:Dear|y name is|I am) (?P<name>{_WORD} {_WORD})(?![a-z])")
_NOT_NAMES = frozenset(
    "Customer Sir Madam User Team All Colleague Colleagues Friend Friends Member Client Manager Hiring Support Service "
    "Sales Department Company Limited Ltd Inc Group Store Account Order Product File Unknown None Test Admin The Data "
    "Privacy Officer Shop Bank University Street".split()
)
_STREET = re.compile(
    r"(?:Road|Rd|Street|St|Avenue|Ave|Lane|Ln|Drive|Boulevard|Blvd|Court|Square|Way|Terrace|Close|Crescent|Highway)"
    r"(?![A-Za-z])"
)
_BEFORE_STREET = re.compile(
    r"(?<![A-Za-z0-9.\-])[0-9]{1,5}[A-Z]?,? (?:(?:[A-Z][a-z]{1,20}|[0-9]{1,3}(?:st|nd|rd|th)|[NSEW])\.? ){1,4}\Z"
)
_LONGEST_STREET = 72


def english(text: str) -> list[Span]:
    """Return the names and addresses of `text`."""
    found: list[Span] = []
    for pattern in (_LABELLED, _TITLED, _ADDRESSED):
        found.extend(
            Span(match.start("name"), match.end("name"), "name", "context")
            for match in pattern.finditer(text)
            if _NOT_NAMES.isdisjoint(match["name"].split())
        )
    for street in _STREET.finditer(text):
        lowest = max(0, street.start() - _LONGEST_STREET)
        before = _BEFORE_STREET.search(text[lowest : street.start()])
        if before is not None:
            found.append(Span(lowest + before.start(), street.end(), "address", "shaped"))
    return sorted(found)
