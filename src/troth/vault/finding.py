"""Blind indexes: finding a person by a value without the database knowing the value.

Rules
- A tag is a keyed hash (128 bits, `profiles.py`) of (controller, element, normal form) under a key of the controller for that element. Keys are in
  series: while a new series is filled, a search asks for the tags of all.
- Only kinds with many possible values are findable, by a closed list; an index on gender, age band or a city would tell
  the value by its frequency alone (threat 52), so any other kind is refused.
- One normal form for the ways in which a value is written: +86 138-0013-8000 and 13800138000 are one number.

Example
    >>> normal("contact.phone_number", "+86 138-0013-8000") == normal("contact.phone_number", "13800138000")
    True
"""

from __future__ import annotations

import re
import unicodedata

from troth.vault.profiles import keyed_hash

FINDABLE = frozenset(
    """
contact.phone_number contact.email account.identifier account.username contact.messaging_account
government_id.national_identification_number government_id.passport_number
government_id.drivers_license_number financial.bank_account financial.credit_card device.device_id
device.identifier
    """.split()
)
"""The kinds with enough possible values to be searched by value."""

_PHONES = frozenset({"contact.phone_number"})
_MAINLAND = re.compile(r"1[3-9][0-9]{9}")
_NO_SEPARATOR = re.compile(r"[^0-9A-Za-z]")
_NO_DIGIT = re.compile(r"[^0-9]")


def normal(kind: str, value: str) -> str:
    """Return the normal form in which values of `kind` are compared."""
    text = (value if value.isascii() else unicodedata.normalize("NFKC", value)).strip()
    if kind in _PHONES:
        digits = _NO_DIGIT.sub("", text)
        if text.startswith("+"):
            return f"+{digits}"
        if digits.startswith("00"):
            return f"+{digits[2:]}"
        return f"+86{digits}" if _MAINLAND.fullmatch(digits) else digits
    if kind.startswith(("government_id.", "financial.")):
        return _NO_SEPARATOR.sub("", text).upper()
    return text.casefold()


def tag(key: bytes, controller: str, element: str, kind: str, value: str) -> bytes:
    """Return the tag (16 bytes) of `value` under `key`."""
    said = f"{controller}\0{element}\0{normal(kind, value)}".encode()
    return keyed_hash(key, said, b"troth-find")
