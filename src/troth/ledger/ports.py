"""What the ledger needs from outside: signatures, randomness for salts, and the hashes that a store keeps.

Rules
- The ledger itself has no cryptography package: it hashes with hashlib, and signs and checks through these ports.
- `SignatureVerifier.fits` is asked in one place (`VerifierKey.check`), which raises; nothing else sees the boolean.

Example: a fake signer for tests implements `Signer` in five lines; see tests/unit/ledger/.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Signer(Protocol):
    """One Ed25519 key that signs checkpoints, under the name that its verifier key carries."""

    @property
    def name(self) -> str:
        """The key name; equal to the origin of the log that it signs."""

    @property
    def public_key(self) -> bytes:
        """The 32 bytes of the Ed25519 public key (RFC 8032)."""

    def sign(self, message: bytes) -> bytes:
        """Return the 64 bytes of the Ed25519 signature over `message`."""


class SignatureVerifier(Protocol):
    """Checks Ed25519 signatures."""

    def fits(self, public_key: bytes, message: bytes, signature: bytes) -> bool:
        """Return whether `signature` (64 bytes) is by `public_key` (32 bytes) over `message`; False on any fault."""


class Randomness(Protocol):
    """Unpredictable bytes, for the salts of entries. Simulations give a seeded one."""

    def __call__(self, count: int, /) -> bytes:
        """Return `count` bytes."""


class TreeReader(Protocol):
    """The hashes of a log that a store keeps."""

    def hashes(self, level: int, start: int, end: int) -> Sequence[bytes]:
        """Return the roots of the perfect subtrees `start` to `end` (excluded), of 16**level leaves each.

        Level 0 are the leaf hashes. Only finished subtrees are asked for.
        """
