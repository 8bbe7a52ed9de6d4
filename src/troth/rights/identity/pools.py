"""Pools of tries and of codes: so that whoever tries codes for somebody else uses up neither the person's tries nor their codes.

Rules
- In any 24 hours ten wrong tries of a person at codes of eight digits count, over all requests and sign-ins, from everybody who was
  never recognised as that person; of these five from one network. Only a try that could have been right counts, so who has used up
  the five of a network adds nothing to the ten.
- A device on which the person came in before (`devices`) has a pool of its own, five a day for all of these together: nobody else
  can use it up. So fifteen guesses of eight digits a day are the most, ten of them open to strangers.
- When they are used up, nobody is locked out: the next code has twelve digits, and guesses at it count by the code alone (five tries
  each), and for the source.
- Codes to sign in: ten a day, five of them from one network; then one for each network that asked for none that day, up to thirty;
  and five for remembered devices. Codes of requests by themselves, ten a day. Details that were stated wrongly count by themselves, too.
- Fifty wrong tries of one source count over all people.

Example
    >>> pools = Pools(counts, claim, source)
    >>> pools.room(now)
    True
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from troth.rights.identity.counting import (
    MOST_CODES_A_DAY,
    MOST_CODES_A_DEVICE,
    MOST_CODES_EVER,
    MOST_CODES_NEARBY,
    MOST_WRONG_A_DAY,
    MOST_WRONG_A_DEVICE,
    MOST_WRONG_A_SOURCE,
    MOST_WRONG_NEARBY,
)
from troth.rights.identity.ports import Counts
from troth.rights.identity.proving import DEVICE, Claim


class Pools:
    """What one step for `claim` is counted by; `source` is a keyed digest of where the call came from, or empty."""

    def __init__(self, counts: Counts, claim: Claim, source: str = "") -> None:
        """Count in `counts`."""
        self._counts, self._person, self._source = counts, claim.person, source
        self._known = claim.pool == DEVICE
        near = claim.near or source
        self._near = f"near {claim.person} {near}" if near and not self._known else ""
        apart = bool(claim.near) or self._known
        self._codes = f"sign-in {claim.person}" if apart else claim.person
        self._near_codes = self._near if apart else ""

    def room(self, now: datetime, *, long: bool = False) -> bool:
        """Return whether a try, at a code of twelve digits if `long`, may count as right now; the same is read whoever it is about."""
        read = self._counts.tally
        most = MOST_WRONG_A_DEVICE if self._known else MOST_WRONG_A_DAY
        here = not self._near or read(self._near).room(now, MOST_WRONG_NEARBY)
        there = not self._source or read(self._source).room(now, MOST_WRONG_A_SOURCE)
        own = read(self._person).room(now, most) and here
        return (own or long) and there

    def wrong(self, now: datetime, *, counts: bool) -> None:
        """Keep a wrong try; `counts`: it could have been right, so it uses up the person's."""
        for key in (self._person, self._near):
            tally = self._counts.tally(key) if key else None
            if tally is not None:
                self._counts.keep_tally(key, tally.with_wrong(now) if counts else tally)
        if self._source:
            self._counts.keep_tally(self._source, self._counts.tally(self._source).with_wrong(now))

    def room_for_code(self, now: datetime) -> bool:
        """Return whether another code may be sent."""
        everybody = self._counts.tally(self._codes)
        if not self._near_codes:
            return everybody.room_for_code(now, MOST_CODES_A_DEVICE if self._known else MOST_CODES_A_DAY)
        near = self._counts.tally(self._near_codes)
        first = near.room_for_code(now, 1) and everybody.room_for_code(now, MOST_CODES_EVER)
        return first or (
            near.room_for_code(now, MOST_CODES_NEARBY) and everybody.room_for_code(now, MOST_CODES_A_DAY)
        )

    def code(self, now: datetime) -> None:
        """Keep that a code was sent."""
        for key in (self._codes, self._near_codes):
            if key:
                self._counts.keep_tally(key, self._counts.tally(key).with_code(now))


def details_of(person: str) -> str:
    """Return the key of the tally of details that were stated wrongly."""
    return f"details {person}"


def device_of(person: str) -> str:
    """Return what the tries from remembered devices of `person` are counted under; as long as a handle."""
    return hashlib.sha256(f"device\0{person}".encode()).hexdigest()[:32]
