"""Hashes of passwords: argon2id (RFC 9106), from the same library that seals and signs.

Rules
- 64 MiB and three passes, as in the second recommended set of RFC 9106, section 4; 16 bytes of salt, 32 of tag.
- One lane: OpenSSL makes the lanes of one hash in threads that it does not share, so two hashes of several lanes at the
  same time fail (a test makes many at once).
- The hash carries its cost (PHC string format), so a later cost makes no old hash useless.
- A password is normalised (NFKC) first: the same keys on another keyboard or system are the same password.
- At most two are made at a time, so that nobody fills the memory by asking often.

Example
    >>> hasher.fits("correct horse battery staple", hasher.hash("correct horse battery staple"))
    True
"""

from __future__ import annotations

import threading
import unicodedata

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from troth.ledger.ports import Randomness

MEMORY_KIB, PASSES, LANES = 64 * 1024, 3, 1
SALT, TAG = 16, 32
AT_ONCE = 2


class Argon2Passwords:
    """A `PasswordHasher`."""

    def __init__(self, randomness: Randomness, memory_kib: int = MEMORY_KIB, passes: int = PASSES) -> None:
        """Salt with `randomness`; tests hand in a smaller cost."""
        self._randomness, self._memory, self._passes = randomness, memory_kib, passes
        self._turns = threading.BoundedSemaphore(AT_ONCE)

    def hash(self, password: str) -> str:
        """Return the hash of `password` in the PHC string format."""
        with self._turns:
            kdf = Argon2id(
                salt=self._randomness(SALT),
                length=TAG,
                iterations=self._passes,
                lanes=LANES,
                memory_cost=self._memory,
            )
            return kdf.derive_phc_encoded(_bytes(password))

    def fits(self, password: str, hashed: str) -> bool:
        """Return whether `hashed` was made of `password`."""
        with self._turns:
            try:
                Argon2id.verify_phc_encoded(_bytes(password), hashed)
            except InvalidKey:
                return False
            return True


def _bytes(password: str) -> bytes:
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
