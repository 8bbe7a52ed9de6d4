"""Devices that are remembered: who signed in once has tries of their own there, which nobody else can use up.

Rules
- A token says: on this device the person with this digest came in, and until when that counts. It is signed (HMAC-SHA256) under
  the key of codes, for one controller, and holds no more than the digest.
- It lets nobody in and proves nothing: it only says which pool of tries and codes an attempt is counted by (`pools`).
- One that is wrong, over, or about somebody else is as good as none, and nothing tells the difference.

Example
    >>> known_as(key, "acme", remembered(key, "acme", digest, now), now) == digest
    True
"""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import UTC, date, datetime, timedelta

from troth.vocabulary import canonical

REMEMBERED_FOR = timedelta(days=90)
_TOKEN = re.compile(r"([0-9a-f]{64})\.([0-9]{4}-[0-9]{2}-[0-9]{2})\.([0-9a-f]{64})", re.ASCII)
_NONE = ("0" * 64, "0001-01-01", "0" * 64)


def remembered(key: bytes, controller: str, digest: str, now: datetime) -> str:
    """Return the token for a device on which the person with `digest` (64 hex) has just come in."""
    until = (now.astimezone(UTC) + REMEMBERED_FOR).date().isoformat()
    return f"{digest}.{until}.{_mac(key, controller, digest, until)}"


def known_as(key: bytes, controller: str, token: str, now: datetime) -> str:
    """Return the digest of who is remembered by `token`, or "" for anything else."""
    found = _TOKEN.fullmatch(token)
    digest, until, mac = found.groups() if found is not None else _NONE
    if not hmac.compare_digest(mac, _mac(key, controller, digest, until)):
        return ""
    return digest if now.astimezone(UTC).date() < date.fromisoformat(until) else ""


def _mac(key: bytes, controller: str, digest: str, until: str) -> str:
    said = ["device", controller, digest, until]
    return hmac.new(key, canonical(said), hashlib.sha256).hexdigest()
