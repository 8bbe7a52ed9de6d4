"""Secrets that are samples: a vault does not open with a key out of an example.

Rules
- 32 random bytes have some 30 different values; a secret with fewer than 16, one that counts up or down, or one made of
  letters that spell a sample is refused before anything is opened (threat 57).

Example
    >>> check_secret("vault", bytes(32))
    Traceback (most recent call last):
    troth.vault.errors.UnsafeSecret: ...
"""

from __future__ import annotations

from itertools import pairwise

from troth.vault.errors import UNSAFE_SECRET, UnsafeSecret
from troth.vault.sealing import KEY_LENGTH

FEWEST_VALUES = 16
SAMPLES = (
    b"changeme",
    b"change-me",
    b"secret",
    b"password",
    b"example",
    b"sample",
    b"test",
    b"troth",
    b"default",
)


def check_secret(name: str, secret: bytes) -> bytes:
    """Return `secret` (32 bytes) when it may be used. Raises UnsafeSecret, which does not repeat it."""
    steps = {(after - before) % 256 for before, after in pairwise(secret)}
    folded = secret.lower()
    if (
        len(secret) != KEY_LENGTH
        or len(set(secret)) < FEWEST_VALUES
        or len(steps) < FEWEST_VALUES
        or any(each in folded for each in SAMPLES)
    ):
        raise UnsafeSecret(UNSAFE_SECRET, name=name)
    return secret
