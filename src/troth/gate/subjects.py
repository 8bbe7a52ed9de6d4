"""From a company's reference for a person to the keyed digest that stands for it.

Rules
- The reference itself (it may be a phone number) is never stored, logged or put into an error.
- The digest is keyed by the installation's secret and bound to the controller, so two controllers' books cannot be
  joined, and nobody without the secret can try out numbers.

Example
    >>> len(Subjects(b"secret").digest("jeejio", "u-1"))
    64
"""

from __future__ import annotations

import hmac
import unicodedata

from troth.gate.errors import BAD_SUBJECT, BadRequest

LONGEST = 200


class Subjects:
    """Turns references into digests."""

    def __init__(self, secret: bytes) -> None:
        """Key the digests with `secret` (32 bytes)."""
        self._secret = secret

    def digest(self, controller: str, subject: str) -> str:
        """Return the keyed SHA-256 (64 hexadecimal digits) that stands for `subject` in the books of `controller`.

        Raises:
            BadRequest: the reference is empty, too long, or has invisible or control characters.
        """
        visible = all(
            unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") for char in subject
        )
        if not 0 < len(subject) <= LONGEST or not visible or subject != subject.strip():
            raise BadRequest(BAD_SUBJECT)
        message = f"{controller}\0{unicodedata.normalize('NFC', subject)}".encode()
        return hmac.digest(self._secret, message, "sha256").hex()
