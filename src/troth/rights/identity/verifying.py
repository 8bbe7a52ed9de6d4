"""Proving who somebody is, step by step: pure functions from what was kept to what is kept next.

Rules
- Codes go to a contact that was on file before the request and has not changed of late, never to one from the request.
  The code lives ten minutes, for five tries, once; a new one takes the place of the one before. Only its keyed digest is kept.
- Wrong tries count for the person over all requests of any 24 hours, and for the source of the calls (`pools`). When they are
  used up a right code of eight digits is as good as a wrong one, nothing says so, and the next code has twelve.
- Nobody learns whether a person is known: for somebody unknown, or without a usable contact, a code is made, digested,
  counted and answered in the same way; it just goes nowhere.
- Details that were stated are kept as marks and judged apart, each on its own, by what works off the queue. What was
  not asked for is not kept. More than sign-up took is not asked for.
- A login is half a proof, and a whole one while it is fresh and no contact on file has changed of late.

Example
    >>> identity = Identity(key, randomness)
    >>> proving, letter = identity.send_code(identity.begin(claim, demand, now), contacts, counts, now)
    >>> identity.answer(proving, counts, letter.code, now).state
    'verified'
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from troth.ledger.ports import Randomness
from troth.rights.identity.codes import DIGITS, LONG_DIGITS, code_digest, new_code, same, spelled, value_mark
from troth.rights.identity.devices import known_as, remembered
from troth.rights.identity.errors import (
    ANOTHER_CASE,
    ASKS_MORE,
    BAD_PROOF,
    AnotherCase,
    AsksMore,
    BadProof,
)
from troth.rights.identity.methods import METHODS, MUCH, Demand
from troth.rights.identity.pools import Pools, details_of
from troth.rights.identity.ports import Contact, Counts
from troth.rights.identity.proving import (
    MOST_CODES,
    MOST_TRIES,
    Challenge,
    Claim,
    Fate,
    Proving,
    Shown,
)
from troth.vocabulary import Plain

SETTLED = timedelta(days=14)
FRESH = timedelta(minutes=15)
AT_ONCE = timedelta(days=1)
"""Contacts that come on file within this time came together: signing up takes more than one page."""
NOWHERE = "sms"
"""The channel that is kept for a code that goes nowhere: one like any other."""
_DIGEST, _HEX = 64, frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class Letter:
    """A code and the contact it goes to. It is sent at once and kept nowhere."""

    contact: Contact
    number: int
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Session:
    """A person signed in: who, when, and the mark of the address that was used for it, if one was."""

    handle: str
    at: datetime
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A guardian's link on file: whose guardian for which child (handles), and until when it stands (the birthday)."""

    guardian: str
    child: str
    until: datetime | None


class Identity:
    """The steps of proving, under one key and one rule of how long a contact must have stood."""

    def __init__(self, key: bytes, randomness: Randomness, settled: timedelta = SETTLED) -> None:
        """Digest codes under `key` (32 secret bytes); a contact changed less than `settled` ago proves nothing."""
        self._key, self._randomness, self._settled = key, randomness, settled

    def begin(
        self,
        claim: Claim,
        demand: Demand,
        now: datetime,
        *,
        asks: Collection[str] = (),
        taken: Collection[str] = (),
        justified: bool = False,
    ) -> Proving:
        """Return an open proof for a request, verified at once if nothing is demanded.

        `asks` are the details that the policy wants stated, `taken` the elements that signing up takes or that are on file.
        Raises:
            AsksMore: more would be asked for than that, and the policy does not justify it.
        """
        more = sorted(set(asks) - set(taken))
        if more and not justified:
            raise AsksMore(ASKS_MORE, elements=Plain(", ".join(more)))
        return Proving(claim, demand, now).settled(now)

    # --- codes

    def send_code(
        self,
        proving: Proving,
        contacts: Sequence[Contact],
        counts: Counts,
        now: datetime,
        *,
        errand: str = "",
        prefer: str = "",
        failed: Collection[str] = (),
    ) -> tuple[Proving, Letter | None]:
        """Return the proof with a new code in the place of the one before, and the letter, None when there is nobody.

        `errand` is the duty that sends it: sent again, it does not count again. `failed` are marks that did not arrive.
        Raises:
            BadProof: this request is not proved by a code.
        """
        if "one-time-code" not in proving.demand.methods:
            raise BadProof(
                BAD_PROOF,
                rule=Plain("this request is not proved by a code"),
                rule_zh=Plain("该请求不使用验证码核验"),
            )
        pools = Pools(counts, proving.claim)
        again = bool(errand) and proving.challenge is not None and proving.challenge.errand == errand
        room = again or (proving.codes < MOST_CODES and pools.room_for_code(now))
        if proving.state != "open" or not room:
            return proving, None
        contact = self.chosen(proving, contacts, now, prefer=prefer, failed=failed)
        tried = proving.challenge is not None and proving.challenge.tries > 0
        number = proving.number + 1
        long = not pools.room(now) or (
            tried and not proving.claim.near
        )  # its network is known at the try alone
        if contact is not None:
            code = new_code(self._randomness, LONG_DIGITS if long else DIGITS)
            channel, mark = contact.channel, contact.mark
        else:  # what is kept looks the same, and is answered by nothing that can be typed
            channel, mark, code = (
                NOWHERE,
                self.mark(proving.claim.controller, proving.claim.case),
                self._no_code(),
            )
        digest = code_digest(self._key, proving.binding(number, channel, mark), code)
        if not again:
            pools.code(now)
        sent = replace(
            proving,
            challenge=Challenge(number, channel, mark, digest, now, errand, long=long),
            number=number,
            codes=proving.codes + (not again),
        )
        return sent, None if contact is None else Letter(contact, number, code)

    def chosen(
        self,
        proving: Proving,
        contacts: Sequence[Contact],
        now: datetime,
        *,
        prefer: str = "",
        failed: Collection[str] = (),
    ) -> Contact | None:
        """Return the contact to send a code to: on file before the request, settled, not used yet; None if there is none.

        One that was added of late to one that stood before is not settled: who holds that one may have added it.
        """
        used = {each.mark for each in proving.shown if each.mark}
        usable = [
            each
            for each in contacts
            if each.since <= proving.opened
            and self.settled(each, now)
            and not self._added(each, contacts, now)
            and each.mark not in used
            and each.mark not in failed
        ]
        usable.sort(key=lambda each: each.channel != prefer)
        return usable[0] if usable else None

    def settled(self, contact: Contact, now: datetime) -> bool:
        """Return whether a contact has stood long enough to prove anything. Its first value needs no time."""
        return contact.changed is None or now - contact.changed >= self._settled

    def _added(self, contact: Contact, contacts: Sequence[Contact], now: datetime) -> bool:
        """Return whether `contact` came on file of late, later than another one of the same person."""
        late = now - contact.since < self._settled
        return late and any(contact.since - each.since > AT_ONCE for each in contacts)

    def answer(
        self, proving: Proving, counts: Counts, code: str, now: datetime, *, source: str = ""
    ) -> Proving:
        """Return the proof after `code` was typed in; nothing but its public state tells whether it was right.

        `source` is a keyed digest of where the call came from; empty when that is not known.
        """
        asked = proving.challenge or Challenge(0, "", "", "0" * _DIGEST, proving.opened, fate="spent")
        typed = code_digest(
            self._key, proving.binding(asked.number, asked.channel, asked.mark), spelled(code)
        )
        pools = Pools(counts, proving.claim, source)
        fits, room = same(typed, asked.digest), pools.room(now, long=asked.long)
        if proving.state != "open" or not asked.live(now):
            return proving
        if fits and room:
            used = replace(proving, challenge=replace(asked, fate="used"))
            return used.with_shown(
                Shown("one-time-code", METHODS["one-time-code"].weight, now, asked.mark), now
            )
        pools.wrong(now, counts=room and not asked.long)
        return _after_wrong(proving, asked, now)

    # --- other methods

    def signed_in(
        self, proving: Proving, session: Session, contacts: Sequence[Contact] | None, now: datetime
    ) -> Proving:
        """Return the proof with a login shown. `contacts` are those on file; None when that is not known.

        Raises:
            AnotherCase: somebody else is signed in. BadProof: this request is not proved by a login.
        """
        if not session.handle or session.handle != proving.claim.holder:
            raise AnotherCase(ANOTHER_CASE)
        fresh = timedelta(0) <= now - session.at <= FRESH
        quiet = contacts is not None and all(self.settled(each, now) for each in contacts)
        weight = MUCH if fresh and quiet else METHODS["login"].weight
        return proving.with_shown(Shown("login", weight, now, session.mark), now)

    def judged(
        self,
        proving: Proving,
        method: str,
        operators: Collection[str],
        evidence: str,
        now: datetime,
        *,
        link: Link | None = None,
    ) -> Proving:
        """Return the proof with what operators (handles) have judged: a form, an authority, kinship, a guardian.

        `evidence` is the SHA-256 of what they saw; `link` the guardian's link, for `guardian-identity`.
        Raises:
            BadProof: the method is not judged, wants more people, or its evidence is missing.
        """
        known = METHODS.get(method)
        if known is None or not known.operators:
            raise BadProof(
                BAD_PROOF,
                rule=Plain("this method is not judged by people"),
                rule_zh=Plain("此方式无须人工核验"),
            )
        people = tuple(sorted({each for each in operators if each}))
        if len(people) < known.operators or len(evidence) != _DIGEST or not set(evidence) <= _HEX:
            raise BadProof(
                BAD_PROOF,
                rule=Plain("it wants a digest of the evidence and as many different operators as it says"),
                rule_zh=Plain("须提供证明材料的摘要，并由规定人数的不同工作人员核验"),
            )
        until = _until(proving, link, now) if method == "guardian-identity" else None
        shown = Shown(method, known.weight, now, operators=people, evidence=evidence, until=until)
        return proving.with_shown(shown, now)

    # --- details on file

    def state_fields(self, proving: Proving, asks: Collection[str], marks: Mapping[str, str]) -> Proving:
        """Return the proof with the marks of what was stated; what was not asked for is dropped."""
        kept = {element: mark for element, mark in sorted(marks.items()) if element in asks}
        return proving if proving.state != "open" else replace(proving, fields=kept)

    def check_fields(
        self, proving: Proving, on_file: Mapping[str, str], counts: Counts, now: datetime
    ) -> Proving:
        """Return the proof with every stated detail judged on its own: `right`, `wrong`, or `nothing` on file.

        They are shown when one is right at least and none is wrong; a wrong one counts as a wrong try of the person.
        """
        if proving.state != "open" or not proving.fields:
            return proving
        details = details_of(proving.claim.person)
        tally = counts.tally(details)
        judged: dict[str, str] = {}
        for element, mark in proving.fields.items():
            found = on_file.get(element, "")
            equal = same(mark, found or "0" * _DIGEST)
            judged[element] = ("right" if equal else "wrong") if found else "nothing"
        checked = replace(proving, judged=judged, fields={})
        if "right" in judged.values() and "wrong" not in judged.values() and tally.room(now):
            return checked.with_shown(Shown("fields", METHODS["fields"].weight, now), now)
        counts.keep_tally(details, tally.with_wrong(now))
        return checked

    # --- devices

    def remember(self, controller: str, digest: str, now: datetime) -> str:
        """Return the token for a device on which the person with `digest` has just come in (`devices`)."""
        return remembered(self._key, controller, digest, now)

    def known_as(self, controller: str, token: str, now: datetime) -> str:
        """Return the digest of who came in before on the device that has `token`, or ""."""
        return known_as(self._key, controller, token, now)

    def _no_code(self) -> str:
        """Return what no code is: it has letters, and 128 bits of chance."""
        return f"none-{self._randomness(16).hex()}"

    def mark(self, controller: str, value: str) -> str:
        """Return the mark of a value in its normal form (see `ports.OnFile`)."""
        return value_mark(self._key, controller, value)


def _after_wrong(proving: Proving, asked: Challenge, now: datetime) -> Proving:
    """Return the proof after a wrong try: the code is spent after the fifth, the proof after the last code."""
    spent = asked.tries + 1 >= MOST_TRIES
    fate: Fate = "spent" if spent else "live"
    after = replace(proving, challenge=replace(asked, tries=asked.tries + 1, fate=fate))
    if spent and proving.codes >= MOST_CODES:
        return replace(after, state="lapsed", ended=now)
    return after


def _until(proving: Proving, link: Link | None, now: datetime) -> datetime | None:
    """Return until when a guardian's link stands. Raises BadProof when it does not stand now, or is another's."""
    if (
        link is None
        or (link.guardian, link.child) != (proving.claim.holder, proving.claim.about)
        or not (link.guardian and link.child)
        or (link.until is not None and link.until <= now)
    ):
        raise BadProof(
            BAD_PROOF,
            rule=Plain("no link of this guardian to this person stands"),
            rule_zh=Plain("该监护关系未登记或已终止"),
        )
    return link.until
