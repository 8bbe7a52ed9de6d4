"""One-time codes: made, kept as a keyed digest only, compared in a time that tells nothing.

Rules
- Eight digits, each code as likely as any other, from the source of randomness that is handed in; twelve once the guesses at
  eight of a day are used up (`pools`), so that nobody has to be locked out for others who guess.
- The digest is keyed (HMAC-SHA256) and covers controller, case, number of the code, channel and the address's own mark:
  a code is good for the one request and the one address that it was sent to, and a copy of the store guesses nothing.
- Spaces, hyphens and full-width digits that a person types are forgiven; anything else is just wrong.

Example
    >>> spelled("1234 5678")
    '12345678'
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from dataclasses import dataclass

from troth.ledger.ports import Randomness
from troth.vocabulary import canonical

DIGITS, LONG_DIGITS = 8, 12
_BYTES = 8
_LONGEST_TYPED = 64


@dataclass(frozen=True, slots=True)
class Binding:
    """What a code is good for; `mark` is the keyed digest of the address."""

    controller: str
    case: str
    number: int
    channel: str
    mark: str


def new_code(randomness: Randomness, digits: int = DIGITS) -> str:
    """Return a new code of `digits` digits (at most 12)."""
    bound = 10**digits
    fair = (256**_BYTES // bound) * bound  # beyond it some codes would come up more often than others
    while (drawn := int.from_bytes(randomness(_BYTES))) >= fair:
        pass
    return f"{drawn % bound:0{digits}d}"


def spelled(typed: str) -> str:
    """Return a code as it was typed, in plain digits without spaces and hyphens."""
    text = unicodedata.normalize("NFKC", typed[:_LONGEST_TYPED])
    return "".join(each for each in text if not each.isspace() and each != "-")


def code_digest(key: bytes, binding: Binding, code: str) -> str:
    """Return the keyed digest (64 hex) of `code` for what it is good for."""
    said = ["code", binding.controller, binding.case, binding.number, binding.channel, binding.mark, code]
    return hmac.new(key, canonical(said), hashlib.sha256).hexdigest()


def value_mark(key: bytes, controller: str, value: str) -> str:
    """Return the keyed digest (64 hex) of a value on file or stated, in its normal form. Equal values, equal marks."""
    return hmac.new(key, canonical(["value", controller, value]), hashlib.sha256).hexdigest()


def same(one: str, other: str) -> bool:
    """Return whether two digests are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())
