"""What stopped orders would touch, in the books, and who allowed it: operators, for exactly these counts, for a week.

Rules
- A plan stands beside the person it is about, under the id of the order: rows by table, the schema, the elements; never a value.
- Allowing it takes two persons always, as acts on many do: one proposes the plan as it was counted, another approves it. What was counted
  anew since, with other numbers, is another plan, and is not allowed by that.
- Allowing it has the order given again at once, and the ledger says who allowed what (`plan-allowed`, the digest of the plan). It lasts `DAYS`.
- From the host (`allow_plan`) both are named, as for a large share of a table; without a single operator the host alone decides.

Example
    >>> [(each.place, each.counts) for each in plans.stopped_orders("acme")]
    [('crm', {'visits': 12000})]
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from troth.assembly.opening import Installation
from troth.calendars import Clock
from troth.consent.ports import Book, Statement, Store, WritingBook
from troth.duties import ENDS, Duty, hasten, unfinished
from troth.holdings.errors import PLAN_CHANGED, PlanChanged
from troth.holdings.ports import QUARANTINE, Order, Plan
from troth.ledger import Entry, EntryKind, instant, new_salt
from troth.ledger.ports import Randomness
from troth.operators import DECIDING, Operator
from troth.operators.errors import MAY_BE_ONE, NEEDS_SECOND, NOT_ALLOWED, SAY_WHO, NeedsSecond, NotAllowed
from troth.vocabulary import canonical

ACT = "holdings.plan"
PLAN, KIND, MOST = "order-plan", "act-on-holding", 2000
DAYS = timedelta(days=7)


@dataclass(frozen=True)
class StoppedOrder:
    """An order that a place stopped: what it would touch (`counts`, rows by table), counted at `at`, and who allowed it until when."""

    order: str
    place: str
    act: str
    elements: tuple[str, ...]
    counts: Mapping[str, int]
    fingerprint: str
    at: str
    until: str = ""
    by: str = ""
    second: str = ""
    duty: Duty | None = field(default=None, compare=False)

    @property
    def rows(self) -> int:
        """How many rows in all."""
        return sum(self.counts.values())

    @property
    def plan(self) -> Plan:
        """The plan that goes with the order once it is allowed."""
        return Plan(self.place, self.act, dict(self.counts), self.fingerprint)

    @property
    def digest(self) -> str:
        """The SHA-256 of what is allowed: the order, its act and elements, the counts, the schema."""
        said = {"order": self.order, "place": self.place, "act": self.act, "elements": list(self.elements),
                "counts": dict(self.counts), "schema": self.fingerprint}  # fmt: skip
        return hashlib.sha256(canonical(said)).hexdigest()

    @property
    def parameters(self) -> dict[str, Any]:
        """It, as a proposal binds and shows it."""
        tables = [f"{name}: {count}" for name, count in sorted(self.counts.items())]
        return {
            "place": self.place,
            "then": self.act,
            "rows": self.rows,
            "tables": tables,
            "plan": self.digest,
        }


class StorePlans:
    """Plans of stopped orders in the books. Implements `troth.holdings.planned.Plans`."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """Keep plans in `store`."""
        self._store: Any = store  # every store of ours keeps duties beside statements
        self._clock = clock

    def approved(self, orders: Sequence[Order], act: str) -> Mapping[str, Plan]:
        """Return the plans that are allowed now, by the id of the order."""
        now = instant(self._clock.now())

        def work(book: Book) -> dict[str, Plan]:
            found: dict[str, Plan] = {}
            for each in orders:
                stands = _standing(book, each.handle, each.id, act)
                if stands is not None and now < stands.until and stands.elements == each.elements:
                    found[each.id] = stands.plan
            return found

        plans: dict[str, Plan] = self._store.read(orders[0].controller, work) if orders else {}
        return plans

    def stopped(self, order: Order, plan: Plan) -> None:
        """Keep what `order` would touch; what was allowed before is over."""
        at = instant(self._clock.now())
        kept = StoppedOrder(
            order.id, plan.place, plan.act, order.elements, dict(plan.counts), plan.fingerprint, at
        )
        self._store.write(order.controller, lambda book: _keep(book, order.handle, kept))

    def used(self, orders: Sequence[Order], act: str) -> None:
        """Keep that what was allowed is done: it is allowed no more."""

        def work(book: WritingBook) -> None:
            for each in orders:
                stands = _standing(book, each.handle, each.id, act)
                if stands is not None:
                    _keep(book, each.handle, replace(stands, until=""))

        self._store.write(orders[0].controller, work)

    # --- what operators see

    def stopped_orders(self, policy: str) -> list[StoppedOrder]:
        """Return the orders that places stopped and that are not done, what needs a look soonest first."""

        def work(book: Any) -> list[StoppedOrder]:
            duties = [each for each in unfinished(book, MOST) if _waits(each)]
            return [stands for each in duties for stands in _plans_of(book, each)]

        found: list[StoppedOrder] = self._store.read(policy, work)
        return found

    def stopped_order(self, policy: str, order: str, digest: str = "") -> StoppedOrder:
        """Return one of them: with `digest`, just as it was counted when that was its digest. Raises PlanChanged."""
        for each in self.stopped_orders(policy):
            if each.order == order and digest in ("", each.digest):
                return each
        raise PlanChanged(PLAN_CHANGED)

    def allow(
        self, book: Any, order: str, digest: str, people: Sequence[str], randomness: Randomness
    ) -> StoppedOrder:
        """Allow a plan in the work of `book`, in the name of the handles `people`; the order is given again at once. Raises PlanChanged."""
        duty = book.duty(order)
        found = [each for each in _plans_of(book, duty) if each.digest == digest] if duty is not None else []
        if duty is None or duty.state in ENDS or not found:
            raise PlanChanged(PLAN_CHANGED)
        now = self._clock.now().astimezone(UTC)
        by, second = [*people, "", ""][:2]
        allowed = replace(found[0], until=instant(now + DAYS), by=by, second=second)
        for handle in filter(None, (by, second)):
            body = {"evidence": "plan-allowed", "digest": digest, "operator": handle, "until": allowed.until}
            salt = new_salt(randomness)
            entry = Entry(
                EntryKind.EVIDENCE_RECORDED,
                instant(now),
                book.controller,
                salt,
                subject=duty.handle,
                body=dict(body),
            )
            book.append(entry)
        _keep(book, duty.handle, allowed)
        hasten(book, duty, now)
        return allowed


def plans_of(installation: Installation) -> StorePlans:
    """Return the plans of the stopped orders of `installation`."""
    return StorePlans(installation.gate.store, installation.clock)


def allow_plan(
    installation: Installation, policy: str, order: str, logins: Sequence[str], *, approved: bool
) -> StoppedOrder:
    """Allow from the host what `order` would touch, in the name of two operators, or (`approved`) where there are none, of the host.

    Raises NotAllowed, NeedsSecond, PlanChanged.
    """
    plans = plans_of(installation)
    stands = plans.stopped_order(policy, order)
    roster = [each for each in installation.doors.operators.all() if each.state == "active"]
    if not logins and (roster or not approved):
        raise NotAllowed(SAY_WHO)
    handles = [each.handle for each in _two(policy, roster, logins)] if logins else []

    def work(book: WritingBook) -> StoppedOrder:
        return plans.allow(book, order, stands.digest, handles, installation.randomness)

    return installation.gate.store.write(policy, work)


def _two(policy: str, roster: Sequence[Operator], logins: Sequence[str]) -> list[Operator]:
    """Return the two operators who are named, if they are two persons who may decide. Raises NotAllowed, NeedsSecond."""
    found = [each for login in dict.fromkeys(logins) for each in roster if each.id == login]
    if len(found) != len(set(logins)) or not all(each.has(*DECIDING) and each.sees(policy) for each in found):
        raise NotAllowed(NOT_ALLOWED)
    if len(found) < 2:
        raise NeedsSecond(NEEDS_SECOND)
    if found[0].tied(found[1]):
        raise NeedsSecond(MAY_BE_ONE)
    return found[:2]


def _waits(duty: Duty) -> bool:
    return duty.kind == KIND and duty.reason == QUARANTINE


def _plans_of(book: Any, duty: Duty) -> list[StoppedOrder]:
    return [
        replace(_read(each), duty=duty)
        for each in book.standing(duty.handle)
        if each.kind == PLAN and each.value["order"] == duty.id
    ]


def _standing(book: Book, handle: str, order: str, act: str) -> StoppedOrder | None:
    key = _key(order, act)
    return next((_read(each) for each in book.standing(handle) if (each.kind, each.key) == (PLAN, key)), None)


def _key(order: str, act: str) -> str:
    return f"{order}/{act}"


def _keep(book: WritingBook, handle: str, plan: StoppedOrder) -> None:
    value: dict[str, Any] = {
        "order": plan.order,
        "place": plan.place,
        "act": plan.act,
        "elements": list(plan.elements),
        "counts": dict(plan.counts),
        "fingerprint": plan.fingerprint,
        "allowed-until": plan.until,
        "by": plan.by,
        "second": plan.second,
    }
    book.state(Statement(handle, PLAN, _key(plan.order, plan.act), 0, plan.at, value))


def _read(kept: Statement) -> StoppedOrder:
    value = dict(kept.value)
    until = value.pop("allowed-until")  # `until` says of every statement when it ends
    return StoppedOrder(**{**value, "elements": tuple(value["elements"])}, at=kept.at, until=until)


def is_allowed(plan: StoppedOrder, now: datetime) -> bool:
    """Return whether a plan is allowed at `now`."""
    return bool(plan.until) and instant(now) < plan.until
