"""Sealing: AES-256-GCM over a group of fields, and over the key of a subject.

Rules
- One ciphertext per group of fields, so that a read opens one thing. Bound to controller, handle, group and version: a
  ciphertext in another place, or under another version, does not open (threat 50).
- Every field of the bound text is preceded by its length, so that no two places have the same bytes.
- Nonces are 96 random bits under a key that seals one person's records: 2**32 seals under one key are never reached.
- The cipher is behind `Cipher`, so that another profile can stand in; each sealed text begins with the profile's byte.

Example
    >>> place = bound("acme", handle, "contact", 1)
    >>> open_fields(key, seal_fields(key, {"phone": "..."}, place, nonce), place)
    {'phone': '...'}
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_LENGTH = 32
NONCE_LENGTH = 12
AES_256_GCM = b"\x01"

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(dict[str, str]).decode


class Cipher(Protocol):
    """An authenticated cipher under one key."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """Return ciphertext and tag of `data`, bound to `associated_data`."""

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """Return what was encrypted. Raises InvalidTag."""


def cipher_of(key: bytes) -> Cipher:
    """Return the cipher under `key` (32 bytes); making it costs as much as a read, so callers keep it."""
    return AESGCM(key)


def bound(controller: str, handle: str, part: str, version: int) -> bytes:
    """Return the bytes that a sealed text is bound to: its place and its version."""
    words = [controller.encode(), handle.encode(), part.encode(), b"%d" % version]
    return b"".join(b"%d:" % len(each) + each for each in words)


def seal(cipher: Cipher, data: bytes, place: bytes, nonce: bytes) -> bytes:
    """Return the sealed form of `data`: profile, `nonce` (12 random bytes, never used again), ciphertext and tag."""
    return AES_256_GCM + nonce + cipher.encrypt(nonce, data, place)


def unseal(cipher: Cipher, sealed: bytes, place: bytes) -> bytes | None:
    """Return what was sealed at `place`, or None when it does not open."""
    if sealed[:1] != AES_256_GCM:
        return None
    try:
        return cipher.decrypt(sealed[1:13], sealed[13:], place)
    except (InvalidTag, ValueError):
        return None


def seal_fields(cipher: Cipher, fields: Mapping[str, str], place: bytes, nonce: bytes) -> bytes:
    """Return the sealed form of a group: values by element."""
    return seal(cipher, _encode(fields), place, nonce)


def open_fields(cipher: Cipher, sealed: bytes, place: bytes) -> dict[str, str] | None:
    """Return the values of a group by element, or None when it does not open."""
    data = unseal(cipher, sealed, place)
    try:
        return None if data is None else _decode(data)
    except msgspec.DecodeError:
        return None
