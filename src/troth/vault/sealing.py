"""Sealing: an authenticated cipher over a group of fields.

Rules
- One ciphertext per group of fields, so that a read opens one thing. Bound to controller, handle, group and version: a
  ciphertext in another place, or under another version, does not open (threat 50).
- Every field of the bound text is preceded by its length, so that no two places have the same bytes.
- Nonces are 96 random bits under a key that seals one person's records: 2**32 seals under one key are never reached.
- The algorithms are those of a profile (`profiles.py`); each sealed text begins with the profile's byte.

Example
    >>> place = bound("acme", handle, "contact", 1)
    >>> open_fields(cipher, seal_fields(cipher, {"phone": "..."}, place, nonce), place)
    {'phone': '...'}
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from troth.vault.profiles import KeyCipher

KEY_LENGTH = 32
NONCE_LENGTH = 12

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(dict[str, str]).decode


def bound(controller: str, handle: str, part: str, version: int) -> bytes:
    """Return the bytes that a sealed text is bound to: its place and its version."""
    which = str(version)
    if controller.isascii() and handle.isascii() and part.isascii():
        return f"{len(controller)}:{controller}{len(handle)}:{handle}{len(part)}:{part}{len(which)}:{which}".encode()
    who, whose, what = controller.encode(), handle.encode(), part.encode()
    return b"%d:%b%d:%b%d:%b%d:%b" % (
        len(who), who, len(whose), whose, len(what), what, len(which), which.encode(),
    )  # fmt: skip


def seal_fields(cipher: KeyCipher, fields: Mapping[str, str], place: bytes, nonce: bytes) -> bytes:
    """Return the sealed form of a group: values by element."""
    return cipher.seal(_encode(fields), place, nonce)


def open_fields(cipher: KeyCipher, sealed: bytes, place: bytes) -> dict[str, str] | None:
    """Return the values of a group by element, or None when it does not open."""
    data = cipher.unseal(sealed, place)
    try:
        return None if data is None else _decode(data)
    except msgspec.DecodeError:
        return None
