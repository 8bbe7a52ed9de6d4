"""How often somebody may be wrong: a counter per name that was typed and per address, in the store, with back-off.

Rules
- A try is counted before it is looked at, so many at once are not more than one after another; a right one takes the
  count of the name away again, and its own from the address.
- After `free` wrong ones each further one doubles the wait, from one minute up to an hour. A day without any forgets.
- Names that are nobody's are counted like all others. What is kept is a keyed digest, never the name or the address.
- IPv6 addresses count by their /64, which is what one subscriber has.

Example
    >>> blocked = failures.take(book, moment, "li.wei", "192.0.2.7")
    0
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from troth.ledger import instant
from troth.operators.ports import Paper, WritingPaperBook
from troth.operators.recording import Moment

FREE_NAME, FREE_ADDRESS = 5, 20
LONGEST_MINUTES = 60
FORGOTTEN = timedelta(hours=24)
SWEPT = 20
"""How many forgotten counters are dropped with each try, so that they never pile up."""


@dataclass(frozen=True)
class Count:
    """Failures of one name or address: how many, and until when it has to wait."""

    number: int
    wait: str


class Failures:
    """Counts wrong answers; `secret` keys the digests."""

    def __init__(self, secret: bytes) -> None:
        """Begin."""
        self._secret = secret

    def take(self, book: WritingPaperBook, moment: Moment, name: str, address: str) -> tuple[int, bool]:
        """Count a try. Returns (minutes to wait, 0 if it may be looked at; whether the wait began with this one)."""
        waits, began = 0, False
        _sweep(book, moment)
        counted = [(key, _read(book.paper("failures", key)), free) for key, free in self._keys(name, address)]
        for _, count, _ in counted:
            waits = max(waits, _minutes(count.wait, moment.now))
        if waits:
            return waits, False
        for key, count, free in counted:
            number = count.number + 1
            wait = ""
            if number >= free:
                wait = instant(moment.now + timedelta(minutes=min(2 ** (number - free), LONGEST_MINUTES)))
                began = True
            _keep(book, moment, key, Count(number, wait))
        return 0, began

    def right(self, book: WritingPaperBook, moment: Moment, name: str, address: str) -> None:
        """Take back the count of a try that was right."""
        for key, free in self._keys(name, address):
            count = _read(book.paper("failures", key))
            if free == FREE_NAME or count.number <= 1:
                book.drop_paper("failures", key)
            else:
                _keep(book, moment, key, Count(count.number - 1, ""))

    def _keys(self, name: str, address: str) -> list[tuple[str, int]]:
        return [
            (self._digest(f"name:{name}"), FREE_NAME),
            (self._digest(f"address:{network_of(address)}"), FREE_ADDRESS),
        ]

    def _digest(self, of: str) -> str:
        return hmac.digest(self._secret, of.encode(), "sha256").hex()


def network_of(address: str) -> str:
    """Return what one subscriber has around `address`: a /64 of IPv6, an IPv4 address itself; of what is no address a digest."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return hashlib.sha256(address.encode()).hexdigest()
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def _read(paper: Paper | None) -> Count:
    return Count(0, "") if paper is None else Count(**json.loads(paper.value))


def _keep(book: WritingPaperBook, moment: Moment, key: str, count: Count) -> None:
    value = json.dumps({"number": count.number, "wait": count.wait})
    book.keep_paper(Paper("failures", key, instant(moment.now + FORGOTTEN), value))


def _minutes(wait: str, now: datetime) -> int:
    if not wait:
        return 0
    return max(ceil((datetime.fromisoformat(wait) - now).total_seconds() / 60), 0)


def _sweep(book: WritingPaperBook, moment: Moment) -> None:
    for each in book.papers_over("failures", moment.at, SWEPT):
        book.drop_paper("failures", each.id)
