"""What has been shown so far about who asks, for one request: a value that reads and writes JSON.

Rules
- It belongs to one case of one controller, and every step names both: a proof never serves another request.
- It holds marks and digests, ids, handles of operators and times; no address, no code, nothing that was stated.
- `open` until enough is shown (`verified`) or the last code is used up (`lapsed`: an operator, or a new request). Nothing
  leads back. What was shown with an end (a guardian's link) counts until then only.

Example
    >>> Proving.of(proving.as_json()) == proving
    True
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal

import msgspec

from troth.rights.identity.codes import Binding
from troth.rights.identity.errors import BAD_PROOF, BadProof
from troth.rights.identity.methods import STRONG, Demand
from troth.vocabulary import Plain, canonical

LIFE = timedelta(minutes=10)
MOST_TRIES = 5
MOST_CODES = 5
LONGEST_CLAIM = 128  # two handles of 32 and a digest of 64

State = Literal["open", "verified", "lapsed"]
Fate = Literal["live", "used", "spent"]
Pool = Literal["others", "device"]
"""Words of one length: what is kept of a proof tells by its length nothing of who is known."""
OTHERS: Pool = "others"
DEVICE: Pool = "device"


@dataclass(frozen=True, slots=True)
class Claim:
    """Who says what about whom: the case, its requester, and whose contacts and sessions can prove it.

    `holder` is the handle of whoever has to be recognised (the person; the guardian; for an agent the person), empty when
    nobody of that name is known; `about` the handle of the person the request is about. `person` keys the counts of tries:
    the holder's handle, or for somebody unknown the keyed digest of the reference; it is never empty. `entry` is the index
    of the ledger entry of the request. `pool` says by which pool tries are counted, `near` is the keyed digest of the network that
    a sign-in was asked for from (`pools`).
    """

    controller: str
    case: str
    requester: str
    holder: str
    about: str
    person: str
    entry: int
    pool: Pool = OTHERS
    near: str = ""


@dataclass(frozen=True, slots=True)
class Challenge:
    """A code that was sent, or for somebody unknown was not: that one looks the same, and nothing answers it.

    `errand` is the duty that sends it; `mark` the address's; `long`: it has twelve digits, as the guesses at eight are used up.
    """

    number: int
    channel: str
    mark: str
    digest: str
    sent: datetime
    errand: str = ""
    tries: int = 0
    fate: Fate = "live"
    long: bool = False

    def live(self, now: datetime) -> bool:
        """Return whether it may still be answered."""
        return self.fate == "live" and self.sent <= now < self.sent + LIFE


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing that was shown: by which method, its weight, over which address (mark), judged by which operators."""

    method: str
    weight: int
    at: datetime
    mark: str = ""
    operators: tuple[str, ...] = ()
    evidence: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Verified:
    """What the desk keeps of a proof: the case, the methods, the time, a digest (64 hex) over all of it, and its strength.

    `strength` is what was demanded and reached.
    After `until` it is no proof any more (a guardian's link ends on the birthday); None if it has no end.
    """

    controller: str
    case: str
    methods: tuple[str, ...]
    at: datetime
    digest: str
    strength: int
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Proving:
    """How far the proof of one request is. `fields` are the marks of what was stated, `judged` how each one fared."""

    claim: Claim
    demand: Demand
    opened: datetime
    state: State = "open"
    shown: tuple[Shown, ...] = ()
    challenge: Challenge | None = None
    number: int = 0
    codes: int = 0
    fields: Mapping[str, str] = field(default_factory=dict)
    judged: Mapping[str, str] = field(default_factory=dict)
    ended: datetime | None = None

    @property
    def tries_left(self) -> int:
        """How often the code that was sent last may still be tried. The same for people who are not known."""
        code = self.challenge
        return MOST_TRIES - code.tries if code is not None and code.fate == "live" else 0

    def weight(self, now: datetime) -> int:
        """Return what has been shown weighs: each method and each address once; details on file only beside another.

        Beside a code over one address a login adds nothing: it may have come by that very one.
        """
        marks: set[str] = set()
        methods = {"login"} if self.contacts(now) == 1 else set[str]()
        total = 0
        for each in self._standing(now):
            if each.method == "fields" or (each.mark in marks if each.mark else each.method in methods):
                continue
            methods.add(each.method)
            marks |= {each.mark} if each.mark else set()
            total += each.weight
        details = [each.weight for each in self._standing(now) if each.method == "fields"]
        return total + (max(details) if details and total else 0)

    def contacts(self, now: datetime) -> int:
        """Return over how many addresses something has been shown."""
        return len({each.mark for each in self._standing(now) if each.mark})

    def enough(self, now: datetime) -> bool:
        """Return whether what the request demands has been shown."""
        methods = {each.method for each in self._standing(now)}
        return (
            set(self.demand.must) <= methods
            and self.weight(now) >= self.demand.weight
            and (self.contacts(now) >= self.demand.contacts or STRONG in methods)
        )

    def further(self, contacts: int) -> Proving:
        """Return it open again, for `contacts` addresses beside what was shown, or two operators."""
        return replace(
            self, state="open", ended=None, challenge=None, demand=replace(self.demand, contacts=contacts)
        )

    def anew(self) -> Proving:
        """Return it open again with nothing shown: the person disowned the request, so two operators must recognise them."""
        must = tuple(sorted({*self.demand.must, STRONG}))
        demand = replace(self.demand, must=must, contacts=0)
        return replace(self, state="open", ended=None, challenge=None, shown=(), demand=demand)

    def with_shown(self, shown: Shown, now: datetime) -> Proving:
        """Return it with one more thing shown, verified once that is enough."""
        if self.state != "open" or shown.method not in self.demand.methods:
            raise BadProof(
                BAD_PROOF,
                rule=Plain("this method is not open to this request now"),
                rule_zh=Plain("该请求目前不能使用此核验方式"),
            )
        return replace(self, shown=(*self.shown, shown)).settled(now)

    def settled(self, now: datetime) -> Proving:
        """Return it verified if what was shown is enough."""
        if self.state != "open" or not self.enough(now):
            return self
        return replace(self, state="verified", ended=now)

    def verified(self, controller: str, case: str) -> Verified | None:
        """Return what the desk keeps, if this very request is verified; else None."""
        if self.state != "verified" or self.ended is None:
            return None
        if (controller, case) != (self.claim.controller, self.claim.case):
            return None
        methods = tuple(sorted({each.method for each in self.shown}))
        digest = hashlib.sha256(canonical(self.as_json())).hexdigest()
        until = min((each.until for each in self.shown if each.until is not None), default=None)
        return Verified(controller, case, methods, self.ended, digest, self.demand.weight, until)

    def binding(self, number: int, channel: str, mark: str) -> Binding:
        """Return what a code of this request is good for."""
        return Binding(self.claim.controller, self.claim.case, number, channel, mark)

    def as_json(self) -> dict[str, Any]:
        """Return it as it is kept: texts, numbers, lists and mappings; of one length, whether or not a person is known."""
        kept: dict[str, Any] = msgspec.to_builtins(self)
        claim = self.claim
        kept["pad"] = "0" * (LONGEST_CLAIM - len(claim.holder) - len(claim.about) - len(claim.person))
        return kept

    @classmethod
    def of(cls, kept: object) -> Proving:
        """Return the proof in `kept`. Raises BadProof when it is not one."""
        try:
            return msgspec.convert(kept, cls)
        except msgspec.ValidationError:
            raise BadProof(
                BAD_PROOF, rule=Plain("what was kept is not whole"), rule_zh=Plain("留存的核验记录不完整")
            ) from None

    def _standing(self, now: datetime) -> list[Shown]:
        return [each for each in self.shown if each.until is None or now < each.until]
