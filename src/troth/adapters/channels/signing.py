"""Signed bodies, as Standard Webhooks writes them: who receives one knows that it is ours, whole and of now.

Rules
- The signature is HMAC-SHA256 in Base64 over `id.timestamp.body`; the headers are `webhook-id`, `webhook-timestamp`
  and `webhook-signature` (`v1,...`). The id is the same when a message is sent again.
- Whoever receives refuses a timestamp more than five minutes away and an id it has had already.

Example
    >>> check_signed(secret, signed_headers(secret, "a1", 1700000000, b"{}"), b"{}", 1700000001)
    True
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping

TOLERANCE = 300
LONGEST_TIME = 12


def signed_headers(secret: bytes, id: str, at: int, body: bytes) -> dict[str, str]:  # noqa: A002  # the standard's name
    """Return the three headers for `body`, sent at `at` (Unix seconds) under `id`."""
    return {
        "webhook-id": id,
        "webhook-timestamp": str(at),
        "webhook-signature": f"v1,{_signature(secret, id, at, body)}",
    }


def check_signed(secret: bytes, headers: Mapping[str, str], body: bytes, now: int) -> bool:
    """Return whether `body` with these headers (lower case names) is ours and of now. For those who receive, and tests."""
    id_, at, given = (headers.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature"))
    if not at.isascii() or not at.isdigit() or len(at) > LONGEST_TIME or abs(now - int(at)) > TOLERANCE:
        return False
    wanted = f"v1,{_signature(secret, id_, int(at), body)}"
    return any(hmac.compare_digest(wanted.encode(), each.encode()) for each in given.split(" "))


def _signature(secret: bytes, id_: str, at: int, body: bytes) -> str:
    said = f"{id_}.{at}.".encode() + body
    return base64.b64encode(hmac.new(secret, said, hashlib.sha256).digest()).decode()
