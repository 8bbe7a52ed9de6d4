"""From a company's reference for a person to the keyed digest that stands for it.

Rules
- The reference itself (it may be a phone number) is never stored, logged or put into an error.
- The digest is keyed by the installation's secret and bound to the controller, so two controllers' books cannot be
  joined, and nobody without the secret can try out numbers.
- Whoever came in by a contact on file is known by the digest alone: `~` and the digest stands for the same person.

Example
    >>> len(Subjects(b"secret").digest("jeejio", "u-1"))
    64
"""

from __future__ import annotations

import hmac
import re
import unicodedata

from troth.gate.errors import BAD_SUBJECT, BadRequest

LONGEST = 200
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_KNOWN = re.compile(r"~[0-9a-f]{64}")


class Subjects:
    """Turns references into digests."""

    def __init__(self, secret: bytes) -> None:
        """Key the digests with `secret` (32 bytes)."""
        self._secret = secret

    def digest(self, controller: str, subject: str) -> str:
        """Return the keyed SHA-256 (64 hexadecimal digits) that stands for `subject` in the books of `controller`.

        Raises:
            BadRequest: the reference is empty, too long, has invisible or control characters, or none that a path
                can hold.
        """
        if _KNOWN.fullmatch(subject):
            return subject[1:]
        visible = all(
            unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") for char in subject
        )
        # Bytes that are no UTF-8 all read as the replacement character, so two people could become one.
        in_a_path = not {"/", REPLACEMENT} & set(subject) and subject not in (".", "..")
        if not 0 < len(subject) <= LONGEST or not visible or not in_a_path or subject != subject.strip():
            raise BadRequest(BAD_SUBJECT)
        message = f"{controller}\0{unicodedata.normalize('NFC', subject)}".encode()
        return hmac.digest(self._secret, message, "sha256").hex()
