"""What may happen once, and what may not happen too often.

Rules
- Both are kept in the memory of this process, forget what is past, and hold at most `MOST` entries; when full they
  refuse rather than forget what still counts.
- The source of an attempt is the address of the connection (of IPv6 its /64), never one that a header claims.

Example
    >>> once.spend("n-1", until), once.spend("n-1", until)
    (True, False)
"""

from __future__ import annotations

import ipaddress
import threading
from datetime import datetime, timedelta

from troth.calendars import Clock

MOST = 100_000


def neighbourhood(address: str) -> str:
    """Return the first address of the network around `address`: of its /48 (IPv6) or /24 (IPv4); of what is none, itself."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    around = ipaddress.ip_network((found, 48 if found.version == 6 else 24), strict=False)
    return str(around.network_address)


class Once:
    """Remembers what was used up, until it would have expired anyway."""

    def __init__(self, clock: Clock) -> None:
        """Begin with nothing used."""
        self._clock, self._lock = clock, threading.Lock()
        self._spent: dict[str, datetime] = {}

    def spend(self, nonce: str, until: datetime) -> bool:
        """Use `nonce` up; return whether this was the first time."""
        with self._lock:
            self._forget()
            if nonce in self._spent or len(self._spent) >= MOST:
                return False
            self._spent[nonce] = until
            return True

    def is_spent(self, nonce: str) -> bool:
        """Return whether `nonce` was used up."""
        with self._lock:
            return nonce in self._spent

    def _forget(self) -> None:
        now = self._clock.now()
        for nonce in [each for each, until in self._spent.items() if until < now]:
            del self._spent[nonce]


class Attempts:
    """Counts what a source did that it may not do too often (a wrong key, a costly page), in a window of time."""

    def __init__(self, clock: Clock, most: int, minutes: int) -> None:
        """Let a source do it `most` times in `minutes`."""
        self._clock, self._most, self._window = clock, most, timedelta(minutes=minutes)
        self._lock = threading.Lock()
        self._counted: dict[str, list[datetime]] = {}
        self.minutes = minutes

    def allowed(self, source: str) -> bool:
        """Return whether `source` may try again."""
        with self._lock:
            self._forget()
            return len(self._counted.get(source, ())) < self._most and len(self._counted) < MOST

    def count(self, source: str) -> None:
        """Note that `source` did it once more."""
        with self._lock:
            self._counted.setdefault(source, []).append(self._clock.now())

    def _forget(self) -> None:
        since = self._clock.now() - self._window
        for source in list(self._counted):
            kept = [at for at in self._counted[source] if at > since]
            if kept:
                self._counted[source] = kept
            else:
                del self._counted[source]
