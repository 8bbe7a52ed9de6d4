"""Ed25519 (RFC 8032) behind the ledger's `Signer` and `SignatureVerifier` ports, through `cryptography`.

Rules
- A signer never shows its secret, not in its representation and not in an error.
- The verifier answers False on every fault: a key or signature of another length, a point off the curve.

Example
    >>> signer = Ed25519Signer("ledger.example/acme", bytes(32))
    >>> Ed25519().fits(signer.public_key, b"text", signer.sign(b"text"))
    True
"""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat


class Ed25519Signer:
    """One secret key under its name. Implements `troth.ledger.ports.Signer`."""

    def __init__(self, name: str, seed: bytes) -> None:
        """Take the key `name` whose secret is `seed` (32 bytes). Raises ValueError for another length."""
        self._name = name
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self._public = self._key.public_key().public_bytes_raw()

    def __repr__(self) -> str:
        """Name and public key only."""
        return f"Ed25519Signer({self._name!r}, public_key={self._public.hex()})"

    @property
    def name(self) -> str:
        """The key name."""
        return self._name

    @property
    def public_key(self) -> bytes:
        """The 32 bytes of the public key."""
        return self._public

    def sign(self, message: bytes) -> bytes:
        """Return the 64 bytes of the signature over `message`."""
        return self._key.sign(message)

    def pem(self) -> bytes:
        """Return the secret as PKCS#8 in PEM, for the file it is kept in."""
        return self._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


class Ed25519:
    """Checks signatures. Implements `troth.ledger.ports.SignatureVerifier`."""

    def fits(self, public_key: bytes, message: bytes, signature: bytes) -> bool:
        """Return whether `signature` is by `public_key` over `message`; False on any fault."""
        try:
            Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True
