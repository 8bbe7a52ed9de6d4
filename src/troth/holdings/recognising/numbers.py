"""Numbers: every run of digits is taken once, and its length and neighbours say what it can be.

Rules
- One pass finds the runs; a run without separators is decided by its length, any other by one alternation.
- A number inside a longer word, a decimal or a chain of hyphens is not a telephone number.
- What has no check digit and a common form needs the words before it.

Example
    >>> numbers("电话13800138000")
    [Span(start=2, end=13, what='mobile', sure='shaped')]
"""

from __future__ import annotations

import re

from troth.holdings.recognising import checks
from troth.holdings.recognising.spans import Span

_RUN = re.compile(r"[0-9](?:[0-9 .:/()\-]*[0-9])?")
_PART = re.compile(
    r"(?P<ip>(?<![0-9.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![0-9]|\.[0-9]))"
    r"|(?<![0-9])(?:(?P<date>[0-9]{4}(?P<d>[-/.])[0-9]{1,2}(?P=d)[0-9]{1,2})"
    r"|(?P<card>[0-9]{4}(?P<c>[ -])[0-9]{4}(?P=c)[0-9]{4}(?P=c)[0-9]{4}(?:(?P=c)[0-9]{1,3})?)"
    r"|(?P<six>[0-9]{6}(?P<s>[ -])[0-9]{13}|[0-9]{4}(?P<a>[ -])[0-9]{6}(?P=a)[0-9]{5})"
    r"|(?P<resident>[0-9]{6}[ -](?:19|20)[0-9]{2}[ -]?[0-9]{4}[ -][0-9]{3}(?:[0-9]|(?=[Xx])))"
    r"|(?P<china>(?:86|0086)[ -]?1[0-9]{2}[ -]?[0-9]{4}[ -]?[0-9]{4})"
    r"|(?P<mobile>1[3-9][0-9](?P<m>[ -])[0-9]{4}(?P=m)[0-9]{4})"
    r"|(?P<imei>[0-9]{2}-[0-9]{6}-[0-9]{6}-[0-9])"
    r"|(?P<security>[0-9]{3}-[0-9]{2}-[0-9]{4})"
    r"|(?P<american>[2-9][0-9]{2}(?:\) ?|[ .-])[2-9][0-9]{2}[ .-][0-9]{4})"
    r"|(?P<landline>0[0-9]{2,3}(?:\) ?|[ -])[0-9]{7,8}(?:-[0-9]{1,5})?)"
    r"|(?P<plain>[0-9]+))(?![0-9])"
)
_POSITION = re.compile(
    r"([0-9]{1,3})\.[0-9]{4,15}(?:°?[NS])?[,，;/ ]{1,2}(?:[EW] ?)?-?([0-9]{1,3})\.[0-9]{4,15}(?![0-9])"
)
_ABROAD = re.compile(r"[1-9][0-9]{0,2}(?:[ .-]?\(?[0-9]{1,5}\)?){2,6}(?![0-9])")
_ABROAD_SHORTER = re.compile(r"[1-9][0-9]{0,2}(?:[ .-]?\(?[0-9]{1,5}\)?){1,6}(?=[ .(-])")
_LONG = re.compile(r"[0-9A-Z]{17,18}(?![0-9A-Za-z_])")
_BIRTH_DAY = re.compile(r"(?:19|20)[0-9]{2}(?P<d>[-/.]|年|)[01]?[0-9](?:(?P=d)|月|)[0-3]?[0-9]日?(?![0-9])")
_LABEL = re.compile(
    r"(?:^|[^A-Za-z])(?:tel|phone|mobile|mob|cell|id|no|sfz|sfzh|sj|sjh|dh|ph|qq|imei|card)$", re.I
)

# What stands before a number is read in lower case: these patterns hold no capitals.
ABOUT_BIRTH = re.compile(r"(?:出生|生日|生于|诞辰|birth|born|dob)[^0-9\x1e]{0,10}$")
ABOUT_IDENTITY = re.compile(r"(?:身份证|身份號|证件|sfz|resident id|id ?card)[^0-9\x1e]{0,8}$")
ABOUT_PASSPORT = re.compile(r"(?:护照|passport)[^0-9\x1e]{0,12}$")
ABOUT_QQ = re.compile(r"(?:qq|扣扣|企鹅号)(?:号码?|群)?(?:是|为)?[:： ]{0,3}$")
ABOUT_PHONE = re.compile(
    r"(?:电话|手机|联系方式|座机|传真|热线|致电|tel|phone|mobile|call|fax)[^0-9\x1e]{0,10}$"
)
ABOUT_VERSION = re.compile(r"(?:\bv|版本|ver|version|release|build)[ .:：号为]{0,3}$")
ABOUT_PERMIT = re.compile(r"(?:台胞证|台湾居民来往|往来大陆|mtp)[^0-9\x1e]{0,10}$")
ABOUT_MACAU = re.compile(r"(?:澳门|macau|macao)[^0-9\x1e]{0,12}$")
_BARE = str.maketrans("", "", " .:/()-")
_JOINING = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_.")
SHORTEST = 5
SHORTEST_APART = 7
"""The shortest value with separators is an address such as `1.2.3.4`."""
BACK = 24
"""How many characters before a number are read for what it is."""


def numbers(text: str) -> list[Span]:
    """Return the numbers of `text` that say something about a person."""
    found: list[Span] = []
    for run in _RUN.finditer(text):
        start, end = run.span()
        if end - start < SHORTEST and not ("A" <= text[end : end + 1] <= "Z" or text[end : end + 1] == "年"):
            continue
        value = text[start:end]
        if value.isdigit():
            span = _plain(text, start, end, value)
            if span is not None:
                found.append(span)
        elif end - start >= SHORTEST_APART:
            found += _grouped(text, start, end, value)
    return found


def _before(text: str, start: int) -> str:
    return text[max(0, start - BACK) : start].lower()


def _attached(text: str, start: int) -> bool:
    """Return whether the number is the tail of a word or of a decimal."""
    before = text[start - 1] if start else " "
    if before == "_":
        return True
    if before.isascii() and before.isalpha():
        return _LABEL.search(_before(text, start)) is None
    return before == "." and start > 1 and text[start - 2].isdigit()


def _chained(text: str, start: int, end: int) -> bool:
    """Return whether the number is a link of a chain such as `A-12-34` or an amount such as `12.50`."""
    if (
        text[start - 1 : start] == "-"
        and start > 1
        and text[start - 2].isalnum()
        and text[start - 2].isascii()
    ):
        return True
    after = text[end : end + 2]
    return len(after) == 2 and after[0] in "-." and after[1].isascii() and after[1].isalnum()


def _plain(text: str, start: int, end: int, value: str) -> Span | None:
    """Return what a run of digits without separators is."""
    length, after = end - start, text[end : end + 1]
    before = text[start - 1] if start else " "
    if before == "+":
        return _abroad(text, start)
    if before in _JOINING and _attached(text, start):
        return None
    if after.isascii() and (after.isalpha() or after == "_"):
        return _lettered(text, start, end, value, after)
    decide = _BY_LENGTH.get(length)
    what = decide(text, start, end, value) if decide else None
    if what is None and 5 <= length <= 11 and ABOUT_QQ.search(_before(text, start)):
        what = "messaging-account:context"
    if what is None and length <= 8:
        return _birth_day(text, start)
    if what is None:
        return None
    name, _, sure = what.partition(":")
    return Span(start, end, name, sure or "checked")


def _lettered(text: str, start: int, end: int, value: str, after: str) -> Span | None:
    """Return what a run of digits with a letter after it is: a check character, or the head of a code."""
    if end - start == 17 and after in "Xx" and not _word(text, end + 1) and checks.resident(value + "X"):
        return Span(start, end + 1, "resident-id", "checked")
    token = _LONG.match(text, start)
    if token is None:
        return None
    if len(token[0]) == 18 and checks.credit_code(token[0]):
        return Span(start, token.end(), "credit-code", "checked")
    if len(token[0]) == 17 and checks.vehicle(token[0]):
        return Span(start, token.end(), "vehicle-number", "checked")
    return None


def _word(text: str, place: int) -> bool:
    after = text[place : place + 1]
    return after.isascii() and (after.isalnum() or after == "_")


def _eighteen(text: str, start: int, end: int, value: str) -> str | None:
    if checks.resident(value):
        return "resident-id"
    if value[:2] in checks.PROVINCES and checks.day(int(value[6:10]), int(value[10:12]), int(value[12:14])):
        return None  # built like a resident number, and mistyped: nothing else would be built so
    return "credit-code" if checks.credit_code(value) else checks.card(value)


def _fifteen(text: str, start: int, end: int, value: str) -> str | None:
    old = checks.resident_of_15(value)
    if old and ABOUT_IDENTITY.search(_before(text, start)):
        return "resident-id-15:context"
    if checks.imei(value):
        return "imei"
    if checks.imsi(value):
        return "imsi:shaped"
    return checks.card(value) or ("resident-id-15:shaped" if old else None)


def _eleven(text: str, start: int, end: int, value: str) -> str | None:
    if _chained(text, start, end):
        return None
    if checks.mobile(value):
        return "mobile:shaped"
    return "landline:shaped" if value[0] == "0" and checks.landline(value) else None


def _twelve(text: str, start: int, end: int, value: str) -> str | None:
    if value[0] == "0" and checks.landline(value) and not _chained(text, start, end):
        return "landline:shaped"
    return None


def _thirteen(text: str, start: int, end: int, value: str) -> str | None:
    if value.startswith("86") and checks.mobile(value[2:]):
        return "mobile:shaped"
    return checks.card(value)


def _fifteen_and_more(text: str, start: int, end: int, value: str) -> str | None:
    if value.startswith("0086") and len(value) == 15 and checks.mobile(value[4:]):
        return "mobile:shaped"
    what = checks.card(value)
    if what is None and len(value) in (19, 20) and checks.iccid(value):
        return "iccid"
    return what


def _ten(text: str, start: int, end: int, value: str) -> str | None:
    if not _chained(text, start, end) and value[0] in "23456789" and value[3] in "23456789":
        return "phone:context" if ABOUT_PHONE.search(_before(text, start)) else None
    return None


def _eight(text: str, start: int, end: int, value: str) -> str | None:
    before = _before(text, start)
    if ABOUT_PERMIT.search(before):
        return "taiwan-permit:context"
    if value[0] in "157" and ABOUT_MACAU.search(before):
        return "macau-id:context"
    if value[0] in "235689" and ABOUT_PHONE.search(before):
        return "landline:context"
    return None


def _seven(text: str, start: int, end: int, value: str) -> str | None:
    return "landline:context" if value[0] in "2345678" and ABOUT_PHONE.search(_before(text, start)) else None


def _nine(text: str, start: int, end: int, value: str) -> str | None:
    return "passport:context" if ABOUT_PASSPORT.search(_before(text, start)) else None


def _twenty(text: str, start: int, end: int, value: str) -> str | None:
    return "iccid" if checks.iccid(value) else None


def _old_or_abroad(text: str, start: int, end: int, value: str) -> str | None:
    if value.startswith("0086") and checks.mobile(value[4:]):
        return "mobile:shaped"
    return _fifteen(text, start, end, value)


_BY_LENGTH = {
    7: _seven, 8: _eight, 9: _nine, 10: _ten, 11: _eleven, 12: _twelve, 13: _thirteen,
    14: _fifteen_and_more, 15: _old_or_abroad, 16: _fifteen_and_more, 17: _fifteen_and_more, 18: _eighteen,
    19: _fifteen_and_more, 20: _twenty,
}  # fmt: skip


def _birth_day(text: str, start: int) -> Span | None:
    """Return the day that begins at `start` if the words before it speak of a birth."""
    found = _BIRTH_DAY.match(text, start)
    if found is None or not ABOUT_BIRTH.search(_before(text, start)):
        return None
    return Span(start, found.end(), "birth-date", "context")


def _abroad(text: str, start: int) -> Span | None:
    """Return the number after a `+`: a country code and as many digits as ITU-T E.164 allows."""
    found = _ABROAD.match(text, start)
    end = found.end() if found else start
    while found is not None:  # a list of numbers is taken too far at first: give back group by group
        digits = text[start:end].translate(_BARE)
        local = _local(digits)
        if local is not None and not _word(text, end):
            return Span(start - 1, end, "mobile" if local == "mobile" else "phone", "shaped")
        found = _ABROAD_SHORTER.match(text, start, end - 1)
        if found is not None and found.end() >= end:
            return None
        end = found.end() if found else start
    return None


def _local(digits: str) -> str | None:
    """Return what is behind the country code of an international number, or None if it cannot be one."""
    if digits.startswith("86"):
        rest = digits[2:]
        if len(rest) == 11 and checks.mobile(rest):
            return "mobile"
        return "phone" if checks.landline("0" + rest.removeprefix("0")) else None
    if digits[0] == "1":
        return "phone" if len(digits) == 11 and digits[1] > "1" else None
    for length in (2, 3, 1):
        if digits[:length] in _LENGTHS_ABROAD:
            return "phone" if len(digits) in _LENGTHS_ABROAD[digits[:length]] else None
    return "phone" if 9 <= len(digits) <= 13 else None


_LENGTHS_ABROAD = {
    "7": (11,), "33": (11,), "34": (11,), "39": (11, 12), "41": (11,), "44": (11, 12), "49": (11, 12, 13), "60": (10, 11, 12),
    "61": (11,), "63": (12,), "64": (10, 11), "65": (10,), "66": (10, 11), "81": (11, 12), "82": (10, 11, 12), "84": (11, 12),
    "91": (12,), "852": (11,), "853": (11,), "886": (11, 12),
}  # fmt: skip


def _grouped(text: str, start: int, end: int, value: str) -> list[Span]:
    """Return what is in a run of digits with separators."""
    found: list[Span] = []
    position = _position(text, start) if value.count(".") == 1 else None
    if position is not None:
        return [position]
    begin = 0
    if text[start - 1 : start] == "+" and start:
        first = _abroad(text, start)
        if first is not None:
            found.append(first)
            begin = first.end - start
    if text[end : end + 1] in {"X", "x"}:
        value += "X"  # the check character of a resident number
    for part in _PART.finditer(value, begin):
        span = _part(text, start + part.start(), start + part.end(), part)
        if span is not None:
            found.append(span)
    return found


def _part(text: str, start: int, end: int, part: re.Match[str]) -> Span | None:
    form = part.lastgroup or ""  # the group that closes last is the outer one
    if form == "plain":
        return _plain(text, start, end, part[0]) if end - start >= SHORTEST else None
    if form == "date":
        return None if _attached(text, start) else _birth_day(text, start)
    if (start and text[start - 1] in _JOINING and _attached(text, start)) or (
        _word(text, end) and form != "resident"
    ):
        return None
    bare = part[0].translate(_BARE)
    what = _FORMS[form](text, start, end, bare)
    if what is None:
        return None
    name, _, sure = what.partition(":")
    opened = text[start - 1 : start] == "(" and ")" in part[0]
    return Span(start - opened, end + (form == "resident" and len(bare) == 17), name, sure or "checked")


def _is_ip(text: str, start: int, end: int, bare: str) -> str | None:
    if not checks.address_of_four(text[start:end]) or ABOUT_VERSION.search(_before(text, start)):
        return None
    return "ip:shaped"


def _is_resident(text: str, start: int, end: int, bare: str) -> str | None:
    if len(bare) == 17:
        return "resident-id" if checks.resident(bare + "X") and not _word(text, end + 1) else None
    return "resident-id" if checks.resident(bare) and not _word(text, end) else None


def _is_security(text: str, start: int, end: int, bare: str) -> str | None:
    return (
        None
        if bare[:3] in {"000", "666"} or bare[0] == "9" or bare[3:5] == "00" or bare[5:] == "0000"
        else (None if _chained(text, start, end) else "social-security-number:shaped")
    )


def _is_china(text: str, start: int, end: int, bare: str) -> str | None:
    return "mobile:shaped" if checks.mobile(bare[-11:]) and not _chained(text, start, end) else None


def _is_landline(text: str, start: int, end: int, bare: str) -> str | None:
    number = text[start:end].replace(")", "-").replace(" ", "-").replace("--", "-").split("-")
    return (
        "landline:shaped"
        if checks.landline(number[0] + number[1]) and not _chained(text, start, end)
        else None
    )


def _is_american(text: str, start: int, end: int, bare: str) -> str | None:
    return "phone:shaped" if not _chained(text, start, end) else None


_FORMS = {
    "ip": _is_ip,
    "card": lambda text, start, end, bare: checks.card(bare),
    "six": lambda text, start, end, bare: checks.card(bare),
    "resident": _is_resident,
    "china": _is_china,
    "mobile": _is_china,
    "imei": lambda text, start, end, bare: "imei" if checks.imei(bare) else None,
    "security": _is_security,
    "american": _is_american,
    "landline": _is_landline,
}


def _position(text: str, start: int) -> Span | None:
    """Return the latitude and longitude that begin at `start`, in either order."""
    found = _POSITION.match(text, start)
    if (
        found is None
        or int(found[1]) > 180
        or int(found[2]) > 180
        or (int(found[1]) > 90 and int(found[2]) > 90)
    ):
        return None
    begin = start - 1 if text[start - 1 : start] == "-" and start else start
    return Span(begin, found.end(), "position", "shaped")
