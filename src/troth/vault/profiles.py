"""Profiles: the algorithms that seal and hash. AES-256-GCM and BLAKE2b, or SM4-GCM and SM3 where the national ones are required.

Rules
- A sealed text begins with the byte of the profile that wrote it, so each opens under its own, whatever is in force now.
- New texts and new index keys take the profile in force: after a change, a rotation carries what was there over.
- SM4 has keys of 128 bits: they are derived from the 256 bits of the key (HMAC-SM3), as are keyed hashes.
- A key of an index or of codes under the second profile has that profile's byte before its 32 bytes.

Example
    >>> cipher = KeyCipher(key, SM)
    >>> cipher.encrypt(nonce, data, place)
    b'...'
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher as BlockCipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM
from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC

TAG = 16
SM4_KEY = 16
KEYED = 16
MARKED = 33


@dataclass(frozen=True, slots=True)
class Profile:
    """A choice of algorithms: its id in the settings, and the byte before what it wrote."""

    id: str
    byte: bytes


INTERNATIONAL = Profile("international", b"\x01")
SM = Profile("sm", b"\x02")
PROFILES = {each.id: each for each in (INTERNATIONAL, SM)}


class Aead(Protocol):
    """An authenticated cipher under one key."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """Return ciphertext and tag of `data`, bound to `associated_data`."""

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """Return what was encrypted. Raises InvalidTag."""


class Sm4Gcm:
    """SM4-GCM (GB/T 32907, RFC 8998) under a key derived from `key`."""

    def __init__(self, key: bytes) -> None:
        """Derive the key of SM4."""
        self._key = SM4(_sm3(key, b"troth-sm4-gcm")[:SM4_KEY])

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """Return ciphertext and tag of `data`, bound to `associated_data`."""
        run = BlockCipher(self._key, GCM(nonce)).encryptor()
        run.authenticate_additional_data(associated_data or b"")
        return run.update(data) + run.finalize() + run.tag

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        """Return what was encrypted. Raises InvalidTag."""
        if len(data) < TAG:
            raise InvalidTag
        run = BlockCipher(self._key, GCM(nonce, data[-TAG:])).decryptor()
        run.authenticate_additional_data(associated_data or b"")
        return run.update(data[:-TAG]) + run.finalize()


class KeyCipher:
    """The ciphers under one key: `profile` seals, and what another one sealed is opened too."""

    __slots__ = ("_key", "_made", "profile")

    def __init__(self, key: bytes, profile: Profile = INTERNATIONAL) -> None:
        """Use `key` (32 bytes); a cipher is made when it is first needed."""
        self._key, self.profile = key, profile
        self._made: dict[bytes, Aead] = {}

    def __repr__(self) -> str:
        """Without the key."""
        return f"KeyCipher({self.profile.id})"

    def of(self, byte: bytes) -> Aead | None:
        """Return the cipher of the profile that writes `byte`, or None."""
        found = self._made.get(byte)
        if found is None:
            if byte == INTERNATIONAL.byte:
                found = self._made[byte] = AESGCM(self._key)
            elif byte == SM.byte:
                found = self._made[byte] = Sm4Gcm(self._key)
        return found

    def seal(self, data: bytes, place: bytes, nonce: bytes) -> bytes:
        """Return the sealed form of `data`: profile, `nonce` (12 random bytes, never used again), ciphertext and tag."""
        cipher = self.of(self.profile.byte)
        if cipher is None:  # a profile is one of the two
            raise InvalidTag
        return self.profile.byte + nonce + cipher.encrypt(nonce, data, place)

    def unseal(self, sealed: bytes, place: bytes) -> bytes | None:
        """Return what was sealed at `place`, or None when it does not open."""
        cipher = self.of(sealed[:1])
        if cipher is None:
            return None
        try:
            return cipher.decrypt(sealed[1:13], sealed[13:], place)
        except (InvalidTag, ValueError):
            return None


def keyed_hash(key: bytes, said: bytes, use: bytes) -> bytes:
    """Return the keyed hash (16 bytes) of `said` for `use`, by the profile that `key` was made under."""
    if len(key) == MARKED and key[:1] == SM.byte:
        return _sm3(key[1:], use + b"\0" + said)[:KEYED]
    return hashlib.blake2b(said, key=key, digest_size=KEYED, person=use).digest()


def series_key(profile: Profile, key: bytes) -> bytes:
    """Return the key of a series made of the 32 random bytes `key`, marked with the profile that hashes under it."""
    return key if profile is INTERNATIONAL else profile.byte + key


def _sm3(key: bytes, said: bytes) -> bytes:
    run = HMAC(key, SM3())
    run.update(said)
    return run.finalize()
