"""Places where a person does it: what is ordered there, about whom, and keeping that it was done.

Rules
- An order is a duty of a place that the data map gives to a keeper (`ManualHolding`). It stays owed, is tried again and gets late like any
  other, until somebody says with evidence that it is done.
- What is ordered, with the values and about whom, is shown to who works there, and that it was shown is in the ledger.
- Saying so performs the duty at once, as a worker would: attestation, ledger entry, receipt and the end of the duty are one transaction.
  Values found for a person's copy go into the sealed file of the request and nowhere else.
- Two times are kept: when it was done, as told, and when that was said, by our clock. The first is never after the second, nor before the order.

Example
    >>> by_hand.attest("acme", duty.id, Said(operator, "ab" * 32, done=at, count=2)).state
    'done'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from troth.assembly.holdings import StoreAttestations
from troth.calendars import Clock
from troth.consent.ports import WritingBook
from troth.duties import ENDS, Done, Duty, Later, Performer, Waits, complete, retry, unfinished
from troth.gate import Gate, is_whole
from troth.holdings import ManualHolding
from troth.holdings.errors import NOT_BY_HAND, NotByHand
from troth.holdings.ports import Attestation, HoldingsOf
from troth.ledger import instant
from troth.policy import Compiled
from troth.rights import Actor, Desk
from troth.vocabulary import Plain

KIND = "act-on-holding"
LEASE = timedelta(minutes=5)
MOST = 2000
CASE = "case-"
MOST_COUNT = 10**9


@dataclass(frozen=True)
class Told:
    """What a keeper is told to do: the act, with which elements, what stays, new or asked values, and about whom."""

    act: str
    elements: tuple[str, ...]
    kept: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    about: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Said:
    """What a keeper says: the handle of who says it, SHA-256 of the evidence, when it was done, how many files or rows.

    `values` are what was found for a copy, by element.
    """

    operator: str
    evidence: str
    done: datetime
    count: int = 0
    values: Mapping[str, str] = field(default_factory=dict, repr=False)


class ByHand:
    """The orders of places that people look after."""

    def __init__(
        self,
        gate: Gate,
        desk: Desk,
        places: HoldingsOf,
        attestations: StoreAttestations,
        work: Performer,
        clock: Clock,
    ) -> None:
        """Work on the books of `gate`; `work` performs the duties of places and asks `attestations`."""
        self._gate, self._desk, self._places = gate, desk, places
        self._attestations, self._work, self._clock = attestations, work, clock
        self._store = cast("Any", gate.store)  # every store of ours keeps duties and cases

    def place_names(self, compiled: Compiled, language: str) -> Mapping[str, str]:
        """Return what the places are called in a language, by their id, as far as their data map says."""
        return self._desk.place_names(compiled, language)

    def keepers(self, policy: str) -> dict[str, str]:
        """Return the places of `policy` that people look after, each with its keeper's role."""
        return {each.place: each.keeper for each in self._places(policy) if isinstance(each, ManualHolding)}

    def orders(self, policy: str) -> list[Duty]:
        """Return what is ordered there and not done, what needs a look soonest first."""
        places = self.keepers(policy)
        if not places:
            return []
        found = self._store.read(policy, lambda book: unfinished(book, MOST))
        return [each for each in found if each.kind == KIND and each.part in places]

    def begins(self, duty: Duty) -> datetime | None:
        """Return from when on an order is to be done, where that is still to come: data that are due on a later day."""
        return duty.anchor if duty.anchor > self._clock.now() else None

    def order(self, policy: str, id_: str) -> Duty:
        """Return one of them. Raises NotByHand."""
        duty: Duty | None = self._store.read(policy, lambda book: book.duty(id_))
        if duty is None or duty.kind != KIND or duty.part not in self.keepers(policy) or duty.state in ENDS:
            raise _wrong("there is no such order", "没有此项人工处理事项")
        return duty

    def act_of(self, policy: str, duty: Duty) -> str:
        """Return what is ordered, as a word; nothing personal is opened for it."""
        if duty.act:
            return duty.act
        return self._desk.order(policy, duty).act

    def wanted(self, policy: str, duty: Duty) -> Sequence[str]:
        """Return the elements whose values are asked for: those of a copy that the place holds."""
        if self.act_of(policy, duty) != "export":
            return ()
        places = {
            each.place: each.elements for each in self._places(policy) if isinstance(each, ManualHolding)
        }
        ordered = self._desk.order(policy, duty).order.elements
        return [each for each in places[duty.part] if not ordered or each in ordered]

    def told(self, policy: str, id_: str, by: Actor) -> Told:
        """Return what is to be done and about whom; that it was read is recorded. Raises NotByHand, and what the desk raises."""
        duty = self.order(policy, id_)
        every = self._desk.elements(policy)
        if not duty.about.startswith(CASE):
            elements = duty.elements
            if is_whole(duty):
                ordered = self._gate.ordered(policy, duty)
                elements = ordered.order.elements if ordered.order is not None else ()
            return Told(duty.act, tuple(elements) or every, (), {}, {"handle": duty.handle})
        file = self._desk.file(policy, duty.about, by)
        step = self._desk.order(policy, duty)
        kept = tuple(step.held.elements)
        elements = tuple(each for each in step.order.elements or every if each not in kept)
        who = {name: str(file[name]) for name in ("subject", "requester") if file.get(name)}
        return Told(step.act, elements, kept, dict(step.values), who)

    def attest(self, policy: str, id_: str, said: Said) -> Duty:
        """Keep that an order was done, and end its duty. Raises NotByHand, NotNow, Fenced."""
        duty, now = self.order(policy, id_), self._clock.now()
        _check_times(duty, said, now)
        act = self.act_of(policy, duty)
        attestation = Attestation(
            duty.id, act, "done", said.operator, instant(now), said.count, said.evidence, dict(said.values)
        )

        def take(book: WritingBook) -> Duty:
            found = book.duty(id_) or duty
            ready = (
                found.again(now)
                if found.for_person
                else replace(found, ready=now)
                if found.state == "open"
                else found
            )
            held = ready.claim(now, LEASE)
            book.keep_duty(held)
            return held

        held = self._store.write(policy, take)
        with self._attestations.handing(attestation):
            outcome = self._perform(policy, held)

        def end(book: WritingBook) -> Duty:
            if isinstance(outcome, Done):
                self._attestations.keep_in(book, duty.handle, duty.part, attestation, said.done)
                if outcome.also is not None:
                    outcome.also(book)
                return complete(book, id_, held.fence, outcome.receipt, now)
            return retry(book, id_, held.fence, outcome.reason, now)

        ended: Duty = self._store.write(policy, end)
        if ended.state not in ENDS:
            raise _wrong(f"it cannot end yet: {ended.reason}", f"暂不能办结：{ended.reason}")
        return ended

    def _perform(self, policy: str, held: Duty) -> Done | Later | Waits:
        """Perform it; what goes wrong is tried again by the workers, and told."""
        try:
            return self._work.perform(policy, held)
        except Exception:
            now = self._clock.now()
            self._store.write(policy, lambda book: retry(book, held.id, held.fence, "by-hand", now))
            raise


def _check_times(duty: Duty, said: Said, now: datetime) -> None:
    try:
        done = said.done.astimezone(UTC)
    except OverflowError:  # the first or the last day that there is, in another zone
        raise _wrong("the time is beyond all calendars", "时间超出历法范围") from None
    if done > now.astimezone(UTC):
        raise _wrong("it was done later than now", "完成时间晚于现在")
    if done < duty.anchor - timedelta(days=1):
        raise _wrong("it was done before it was ordered", "完成时间早于下达时间")
    digest = len(said.evidence) == 64 and set(said.evidence) <= set("0123456789abcdef")
    if not digest or not 0 <= said.count <= MOST_COUNT:
        raise _wrong(
            "the evidence is a SHA-256, the count between 0 and a milliard",
            "证据应为 SHA-256，数量应在 0 至 10 亿之间",
        )


def _wrong(rule: str, rule_zh: str) -> NotByHand:
    return NotByHand(NOT_BY_HAND, rule=Plain(rule), rule_zh=Plain(rule_zh))
