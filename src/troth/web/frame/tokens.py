"""Signed values that a browser carries for us: links, sessions, what was just said, forms.

Rules
- Each use has a name of its own that goes into the key, so a value made for one use is nothing in another.
- A value has an age, told by the clock that is handed in; too old, from the future or changed by one character: refused.
- Values are signed (HMAC-SHA-256), not hidden: whoever holds one can read it. So none holds more than the person's
  own reference, and none goes into a log.

Example
    >>> tokens.open("link", tokens.seal("link", {"policy": "jeejio"}), minutes=15)
    {'policy': 'jeejio'}
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from itsdangerous import BadData, Signer, TimestampSigner, URLSafeTimedSerializer

from troth.calendars import Clock

LONGEST = 4000


class _ByClock(TimestampSigner):
    """A signer whose time is that of a clock."""

    def __init__(self, *args: Any, clock: Clock, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._clock = clock

    def get_timestamp(self) -> int:
        """Return the clock's time in seconds."""
        return int(self._clock.now().timestamp())


class Tokens:
    """Seals and opens values with one secret."""

    def __init__(self, secret: bytes, clock: Clock) -> None:
        """Sign with keys derived from `secret` (32 bytes), at the time of `clock`."""
        self._secret, self._clock = secret, clock

    def seal(self, use: str, value: Mapping[str, Any]) -> str:
        """Return `value` (plain JSON) signed for `use`, fit for URLs and cookies."""
        return str(self._serializer(use).dumps(dict(value)))

    def open(self, use: str, sealed: str | None, *, minutes: int) -> dict[str, Any] | None:
        """Return what was sealed for `use` at most `minutes` ago, or None for anything else."""
        if not sealed or len(sealed) > LONGEST:
            return None
        try:
            value = self._serializer(use).loads(sealed, max_age=minutes * 60)
        except BadData:
            return None
        return value if isinstance(value, dict) else None

    def mark(self, use: str, nonce: str) -> str:
        """Return the mark that shows that a form was made for the holder of `nonce`."""
        return self._signer(use).get_signature(nonce).decode("ascii")

    def marked(self, use: str, nonce: str, mark: str) -> bool:
        """Return, in constant time, whether `mark` is the mark of `nonce`."""
        return mark.isascii() and self._signer(use).verify_signature(nonce.encode(), mark.encode())

    def _signer(self, use: str) -> Signer:
        return Signer(
            self._secret, salt=f"troth.web.{use}.1", key_derivation="hmac", digest_method=hashlib.sha256
        )

    def _serializer(self, use: str) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(
            self._secret,
            salt=f"troth.web.{use}.1",
            signer=_ByClock,
            signer_kwargs={
                "clock": self._clock,
                "key_derivation": "hmac",
                "digest_method": hashlib.sha256,
            },
        )
