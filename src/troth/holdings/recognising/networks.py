"""What the network knows people by: e-mail, MAC and IPv6 addresses, links that carry an id.

Rules
- An e-mail address is ASCII and ends where ASCII ends: Chinese text on either side is not part of it.
- Nothing expands further than its grammar allows, so that hostile text costs no more than other text.

Example
    >>> networks("请发送至privacy@shop.example处理")
    [Span(start=4, end=24, what='email', sure='shaped')]
"""

from __future__ import annotations

import ipaddress
import re

from troth.holdings.recognising.spans import Span

_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._%+\-]{0,63})\Z")
_LOCAL_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._%+-"
_DOMAIN = re.compile(
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9_-])"
)
_FILES = frozenset("png jpg jpeg gif svg webp css js ts html htm json xml txt pdf zip gz py java php".split())
_LONGEST_LOCAL = 64
_ANCHOR = re.compile(r"[:\-][0-9A-Fa-f]{0,4}[:\-]")
_HEX = "0123456789abcdefABCDEF:-"
_MAC = re.compile(r"[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}")
_LONGEST_ADDRESS = 39
_URL = re.compile(
    r"https?://[A-Za-z0-9.\-]{1,253}(?::[0-9]{1,5})?/?[^\s<>\"'，。；（）\u4e00-\u9fff]{0,2000}"
)
_ID_IN_URL = re.compile(
    r"[?&;#/](?:u(?:ser)?_?id|uname|user(?:name)?|account|acct|open_?id|union_?id|customer_?id|member_?id|client_?id"
    r"|device_?id|idfa|oaid|imei|mobile|phone|tel|email|e?mail|id_?card|session_?id|sid|token|access_token)"
    r"=[^&#\s]{2,}",
    re.I,
)


def networks(text: str) -> list[Span]:
    """Return the addresses and links of `text` that lead to a person or a device."""
    found: list[Span] = []
    if "@" in text:
        _mails(text, found)
    if "://" in text:
        found.extend(
            Span(link.start(), link.end(), "url-with-id", "shaped")
            for link in _URL.finditer(text)
            if _ID_IN_URL.search(link[0])
        )
    if ":" in text or "-" in text:
        _hardware(text, found)
    return found


def _mails(text: str, found: list[Span]) -> None:
    at = text.find("@")
    while at != -1:
        lowest = max(0, at - _LONGEST_LOCAL)
        begin = lowest + len(text[lowest:at].rstrip(_LOCAL_CHARACTERS))
        while begin < at and text[begin] in ".+-%":
            begin += 1
        domain = _DOMAIN.match(text, at + 1)
        end = at + 1
        if domain is not None and begin < at and _sound(text[begin:at], domain[0]):
            end = domain.end()
            found.append(Span(begin, end, "email", "shaped"))
        at = text.find("@", end)


def _sound(local: str, domain: str) -> bool:
    if local[-1] in ".-%" or ".." in local or _LOCAL.match(local) is None:
        return False
    return domain.rsplit(".", 1)[1].lower() not in _FILES


def _hardware(text: str, found: list[Span]) -> None:
    """Add MAC and IPv6 addresses: from each pair of separators, out to both ends of the hexadecimal run."""
    place = 0
    while (anchor := _ANCHOR.search(text, place)) is not None:
        begin, end = anchor.span()
        lowest, highest = max(place, begin - _LONGEST_ADDRESS), end + _LONGEST_ADDRESS
        begin = lowest + len(text[lowest:begin].rstrip(_HEX))
        ahead = text[end:highest]
        end += len(ahead) - len(ahead.lstrip(_HEX))
        place = end
        if end - begin < 5 or _beside(text, begin, end):
            continue
        span = _address(text, begin, end)
        if span is not None:
            found.append(span)


def _beside(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    return any(each != "" and each.isascii() and (each.isalnum() or each == "_") for each in (before, after))


def _address(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start] in ":-" and text[start : start + 2] != "::":
        start += 1  # the colon of `MAC:` belongs to the words before
    while end > start and text[end - 1] in ":-" and text[end - 2 : end] != "::":
        end -= 1
    value = text[start:end]
    if _MAC.fullmatch(value):
        several = len(set(value.lower()) - {":", "-"}) > 1
        return Span(start, end, "mac", "shaped") if several else None
    if value.count(":") < 2 or "-" in value or not any(character.isdigit() for character in value):
        return None
    try:
        address = ipaddress.IPv6Address(value)
    except ValueError:
        return None
    if address.is_loopback or address.is_unspecified or address.is_multicast or value.count(":") < 3:
        return None
    return Span(start, end, "ip", "checked")
