"""Permits: what opens the vault. The gate makes one from a recorded answer; the vault takes it once.

Rules
- A permit is bound to controller, subject, act, purpose, recipient, elements with their forms, and to the ledger entry
  of the answer; it lives for seconds and for a number of uses (one, if nothing else is said).
- This process keeps what every permit says, by a random number of 128 bits, until its time is over. Only a permit that says the very
  same is one: so it cannot be changed, made up, kept for later or carried to another process.
- A form that shows less is always included: who may see the value may see it masked.
- Expired, used up, unknown or for something else: refused, and nothing is decrypted.

Example
    >>> permit = permits.issue("acme", handle, Act.USE, "delivery", {"phone": "raw"}, entry=17)
    >>> permits.redeem(permit, "acme", READING, {"phone": "masked"})
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from troth.calendars import Clock
from troth.ledger.ports import Randomness
from troth.vault.errors import NOT_PERMITTED, NotPermitted
from troth.vocabulary import Act, Plain

LIFE = timedelta(seconds=10)
MOST_USES = 1000
ABREAST = 500
"""So many permits are spent while nobody else's are made."""
NONCE = 16

READING = frozenset(
    {
        Act.SERVE,
        Act.USE,
        Act.COMBINE,
        Act.READ,
        Act.PROFILE,
        Act.CONTACT,
        Act.ENTRUST,
        Act.SHARE,
        Act.TRANSFER,
        Act.DISCLOSE,
        Act.EXPORT_ABROAD,
    }
)
"""The acts whose permit opens values."""
WRITING = frozenset({Act.COLLECT})
CORRECTING = frozenset({Act.COLLECT, Act.KEEP})
RESTRICTING = frozenset({Act.KEEP, Act.ERASE})
ERASING = frozenset({Act.ERASE})


class Permit(msgspec.Struct, frozen=True, gc=False):
    """A permit as `Permits.issue` makes it. `elements` are (element, form) pairs; `handle` "" is for a search."""

    controller: str
    handle: str
    act: Act
    purpose: str
    recipient: str | None
    elements: tuple[tuple[str, str], ...]
    entry: int
    until: datetime
    uses: int
    nonce: bytes

    def __repr__(self) -> str:
        """Without what makes it a permit."""
        return f"Permit({self.controller!r}, {self.act.value!r}, {self.purpose!r}, entry={self.entry})"


class Permits:
    """Makes permits for the gate and takes them for the vault, in one process."""

    def __init__(self, clock: Clock, randomness: Randomness, life: timedelta = LIFE) -> None:
        """Have made none yet; a permit lives for `life`."""
        self._clock, self._randomness, self._life = clock, randomness, life
        self._made: dict[bytes, Permit] = {}
        self._until: deque[tuple[datetime, bytes]] = deque()  # in the order of time, or nearly
        self._used: dict[bytes, int] = {}
        self._lock = threading.Lock()

    def issue(
        self,
        controller: str,
        handle: str,
        act: Act,
        purpose: str,
        elements: Mapping[str, str],
        *,
        entry: int,
        recipient: str | None = None,
        uses: int = 1,
    ) -> Permit:
        """Return a permit for `elements` (form by element) from the answer recorded at `entry`. For the gate only."""
        now = self._clock.now()
        until, nonce = now + self._life, self._randomness(NONCE)
        pairs = tuple(elements.items())
        uses = 1 if uses == 1 else min(max(uses, 1), MOST_USES)
        said = (controller, handle, act, purpose, recipient, pairs, entry, until, uses, nonce)
        with self._lock:
            self._made[nonce] = Permit(*said)  # not the one that is given away
            self._until.append((until, nonce))
            while (
                self._until[0][0] <= now
            ):  # the first key of a dictionary that lost its first ones is far to seek
                _, oldest = self._until.popleft()
                del self._made[oldest]
                self._used.pop(oldest, None)
        return Permit(*said)

    def redeem(
        self,
        permit: object,
        controller: str,
        acts: Collection[Act],
        elements: Mapping[str, str],
        handle: str | None = None,
    ) -> Permit:
        """Return the permit once one use of it is spent on `elements` (form by element).

        Raises:
            NotPermitted: it is no permit of this process, expired, used up, or for something else.
        """
        if type(permit) is not Permit:
            raise _refused("it was not made by the gate of this process", "它并非由本进程的闸口签发")
        if (made := self._made.get(permit.nonce)) != permit:
            if made is None and self._clock.now() >= permit.until:
                raise _refused("its time is over", "它已过期")
            raise _refused("it was not made by the gate of this process", "它并非由本进程的闸口签发")
        if permit.controller != controller or (handle is not None and permit.handle != handle):
            raise _refused("it is about another person", "它针对的是另一个人")
        if permit.act not in acts:
            raise _refused("it is for another act", "它针对的是另一种行为")
        if permit.elements != tuple(elements.items()):
            allowed = dict(permit.elements)
            for element, form in elements.items():
                if allowed.get(element) not in ("raw", form):
                    raise _refused(
                        "it does not cover every element in this form", "它未涵盖全部数据项或所需形式"
                    )
        if self._clock.now() >= permit.until:
            raise _refused("its time is over", "它已过期")
        with self._lock:
            used = self._used.get(permit.nonce, 0)
            if used >= permit.uses:
                raise _refused("it is used up", "它已用完")
            self._used[permit.nonce] = used + 1
        return permit

    def redeem_each(
        self,
        permits: Sequence[tuple[object, str]],
        controller: str,
        acts: Collection[Act],
        elements: Mapping[str, str],
    ) -> None:
        """Spend one use of each of `permits`, whose handle stands beside it, on `elements`: as `redeem` does, one after the other.

        Raises NotPermitted for the first that is refused; those before it are spent.
        """
        wanted, made, spent, at = tuple(elements.items()), self._made, self._used, 0
        while at < len(permits):
            with self._lock:
                now = self._clock.now()
                for permit, handle in permits[at : at + ABREAST]:
                    if not (
                        type(permit) is Permit
                        and made.get(permit.nonce) == permit
                        and permit.handle == handle
                        and permit.controller == controller
                        and permit.act in acts
                        and (not wanted or permit.elements == wanted)
                        and now < permit.until
                        and permit.uses > (used := spent.get(permit.nonce, 0))
                    ):
                        break
                    spent[permit.nonce] = used + 1
                    at += 1
                else:
                    continue
            permit, handle = permits[at]
            self.redeem(permit, controller, acts, elements, handle)  # it knows more forms, or says why not
            at += 1


def _refused(rule: str, rule_zh: str) -> NotPermitted:
    return NotPermitted(NOT_PERMITTED, rule=Plain(rule), rule_zh=Plain(rule_zh))
