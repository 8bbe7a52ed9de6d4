r"""Codes that begin with a letter: passports, permits, identity numbers of Hong Kong and Taiwan, IBAN, vehicles.

Rules
- A code stands alone: no letter, digit or underscore beside it.
- A form that many other codes share (a letter and eight digits) counts only after words that say what it is; the
  two forms of today's Chinese passport count without.

Example
    >>> codes("港澳身份证 A123456(3)")
    [Span(start=6, end=15, what='hong-kong-id', sure='checked')]
"""

from __future__ import annotations

import re

from troth.holdings.recognising import checks
from troth.holdings.recognising.numbers import ABOUT_PASSPORT, ABOUT_PERMIT, BACK
from troth.holdings.recognising.spans import Span

_CODE = re.compile(r"[A-Z]{1,4}[0-9][0-9A-Z]*(?:\([0-9A]\))?")
_PASSPORT = re.compile(r"[EG][0-9]{8}|E[A-HJ-NP-Z][0-9]{7}")
_ANY_PASSPORT = re.compile(r"[A-Z]{1,2}[0-9]{6,8}")
_PERMIT = re.compile(r"[HM][0-9]{8}(?:[0-9]{2})?|[CW][0-9]{8}|C[A-Z][0-9]{7}")
_TAIWAN_PERMIT = re.compile(r"[LT][0-9]{8}")
_HONG_KONG = re.compile(r"([A-Z]{1,2})([0-9]{6})\(?([0-9A])\)?")
_TAIWAN = re.compile(r"[A-Z][1289][0-9]{8}")
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}")
_IBAN_APART = re.compile(r"[A-Z]{2}[0-9]{2}(?: [0-9A-Z]{4}){2,7}(?: [0-9A-Z]{1,3})?(?![0-9A-Za-z])")
_VISIT_HONG_KONG = re.compile(r"(?:通行证|回乡证|港澳|permit)[^0-9a-z\x1e]{0,10}$")
_VISIT_TAIWAN = re.compile(r"(?:台湾|通行证|taiwan|permit)[^0-9a-z\x1e]{0,12}$")
_IDENTITY = re.compile(r"(?:身份[证證]|香港|hkid|identity)[^0-9a-z\x1e]{0,12}$")


def codes(text: str) -> list[Span]:
    """Return the codes of `text` that begin with a letter and name a person, a vehicle or an account."""
    found: list[Span] = []
    for token in _CODE.finditer(text):
        start, end = token.span()
        if end - start < 4 or _beside(text, start, end):
            continue
        value = token[0]
        if end - start < 8:
            if len(value) == 4 and (apart := _IBAN_APART.match(text, start)) is not None:
                _add_iban(found, apart)
            continue
        what = _what(value, text[max(0, start - BACK) : start].lower())
        if what is not None:
            name, _, sure = what.partition(":")
            found.append(Span(start, end, name, sure or "checked"))
    return found


def _beside(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    return (before.isascii() and (before.isalnum() or before in {"_", "-", "&"})) or (
        after.isascii() and (after.isalnum() or after in {"_", "-"}) and after != ""
    )


def _add_iban(found: list[Span], match: re.Match[str]) -> None:
    if checks.iban(match[0].replace(" ", "")):
        found.append(Span(match.start(), match.end(), "iban", "checked"))


def _what(value: str, before: str) -> str | None:
    """Return what the code is, with `:` and how sure that is where nothing could be checked."""
    if _TAIWAN.fullmatch(value) and checks.taiwan(value):
        return "taiwan-id"
    if len(value) == 17 and checks.vehicle(value):
        return "vehicle-number"
    if len(value) == 18 and checks.credit_code(value):
        return "credit-code"
    hong_kong = _HONG_KONG.fullmatch(value)
    if (
        hong_kong
        and (value.endswith(")") or _IDENTITY.search(before))
        and checks.hong_kong(*hong_kong.groups())
    ):
        return "hong-kong-id"
    if _IBAN.fullmatch(value) and checks.iban(value):
        return "iban"
    return _document(value, before)


def _document(value: str, before: str) -> str | None:
    if _PERMIT.fullmatch(value) and _VISIT_HONG_KONG.search(before):
        return "hong-kong-macau-permit:context"
    if _TAIWAN_PERMIT.fullmatch(value) and (_VISIT_TAIWAN.search(before) or ABOUT_PERMIT.search(before)):
        return "taiwan-permit:context"
    if _ANY_PASSPORT.fullmatch(value) and ABOUT_PASSPORT.search(before):
        return "passport:context"
    return "passport:shaped" if _PASSPORT.fullmatch(value) else None
