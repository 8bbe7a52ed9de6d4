"""Growing up: the exact day on which a child is too old for something, and what follows when it has come.

Rules
- Declared is a number of years, and the day that follows from it is the latest that fits. Somebody who has seen evidence tells
  the exact one (`Transitions.tell`), for any limit of the policy (14, 18); the others follow from it. No birthday is kept.
- With the day the guardians' links, the evidence of who they are, and the message to the person move too.
- On the day on which the child has outgrown the guardian the link ends, and the person is asked anew: neither a guardian's
  choices nor the child's own earlier yes count from then on (`consent.guardians_ages`).

Example
    >>> Transitions(gate, clock, randomness).tell("qunyi", "u-1", 18, date(2028, 5, 4), operator).until
    '2028-05-03T16:00:00.000Z'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any

from troth.assembly.birthdays import move_birthday
from troth.calendars import Clock, calendar_of
from troth.consent import (
    Age,
    Context,
    age_at,
    declare_age,
    file_evidence,
    find,
    keep_link,
    later,
    link_of,
    reaches,
)
from troth.consent.ports import WritingBook
from troth.gate import Gate
from troth.ledger import EntryKind, PolicyRef, instant
from troth.ledger.ports import Randomness
from troth.policy import Compiled
from troth.rights import guarded

EVIDENCE = "evidence"


@dataclass(frozen=True)
class Told:
    """What was told: the least age now, the instant at which the band ends, and the links whose end moved."""

    at_least: int
    until: str
    links: tuple[str, ...] = ()


class Transitions:
    """The days on which children of an installation are older than a limit."""

    def __init__(self, gate: Gate, clock: Clock, randomness: Randomness) -> None:
        """Work on the books of `gate`."""
        self._gate, self._clock, self._randomness = gate, clock, randomness

    def tell(self, policy: str, child: str, turns: int, on: date, operator: str) -> Told:
        """Keep that the person `child` turns `turns` on the day `on`, as `operator` saw in evidence.

        Raises Guarded: no age is declared, the policy has no such limit ahead, or the day does not fit the age.
        """
        compiled = self._gate.shelf.current(policy)
        digest, now = self._gate.digest(policy, child), self._clock.now().astimezone(UTC)
        zone = calendar_of(compiled.policy.calendar or "CN").zone

        def work(book: WritingBook) -> Told:
            handle = book.subject(digest, create=False) or ""
            age = find(book, handle, "age", "") if handle else None
            latest = reaches(age.value, turns) if age is not None else None
            if age is None or latest is None:
                raise guarded("tell", "a declared age with that limit ahead", "已声明且尚未达到该界限的年龄")
            begins = instant(datetime.combine(on, time(0), zone).astimezone(UTC))
            if begins > latest:
                raise guarded("tell", "a day that fits the declared age", "与所声明年龄相符的日期")
            ahead = tuple(age.value["ahead"])
            first = datetime.combine(later(on, ahead[0] - turns), time(0), zone).astimezone(UTC)
            new = Age(
                age.value["band"],
                age.value["at-least"],
                instant(first),
                ahead,
                age.value.get("guardian-below"),
            )
            context = self._context(compiled, now, operator)
            kept = declare_age(book, handle, new, context, how=EVIDENCE, expected=age.sequence)
            moved = self._moved(book, compiled, handle, kept.statement.value, context)
            known = age_at(kept.statement.value, instant(now))
            return Told(known if known is not None else new.at_least, instant(first), moved)

        return self._gate.store.write(policy, work)

    def _moved(
        self, book: WritingBook, compiled: Compiled, handle: str, age: Mapping[str, Any], context: Context
    ) -> tuple[str, ...]:
        """Move the end of every link of the child to the day on which it outgrows its guardian; return the links."""
        below = age.get("guardian-below")
        until = reaches(age, below) if below is not None else None
        moved = []
        for each in book.standing(handle):
            if each.kind != "guardian-link" or until is None or each.value["state"] == "ended":
                continue
            link = replace(link_of(each), until=until)
            entry = keep_link(book, link, EntryKind.GUARDIAN_LINKED, context, state=link.state)
            if link.state == "active":
                file_evidence(book, link, link.level, context)
                move_birthday(book, compiled, link, entry)
            moved.append(link.id)
        return tuple(moved)

    def _context(self, compiled: Compiled, now: datetime, operator: str) -> Context:
        policy = PolicyRef(compiled.id, compiled.version, compiled.hash)
        return Context(instant(now), self._randomness, policy, operator=operator)
