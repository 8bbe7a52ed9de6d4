"""Scripted impostors at the desk itself: no request of theirs is verified, accepted, or gives an order to any place.

The attackers are those of `tests/unit/rights/identity`; here every step goes through the desk, its store and its sealed files,
and afterwards an officer who is taken in tries to accept what they left. 10,000 attempts: `python -m tests.rights.test_impostors`.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

from tests.rights.desks import OFFICER, OPERATOR, Office, at
from tests.unit.rights.identity import attackers
from tests.unit.rights.identity.people import contact
from troth.duties import Duty
from troth.rights import Case, Intake
from troth.rights.identity import Session
from troth.vocabulary import TrothError

POLICY = "jingdigital"
KINDS = ("access", "copy", "correct", "delete", "cancel-account")
PLACES = ("vault", "lake")
WITH_THE_VICTIM = ("late_reader", "with_one_channel")
"""Where the victim's own code is right: these are told of one request, and the desk has one history of it."""


class Steps:
    """Every step of a proof, through the desk: what the attacker holds in hand counts for nothing but its case."""

    def __init__(self, office: Office) -> None:
        self.office = office

    def __getattr__(self, name: str) -> Any:
        step = getattr(self.office.identity, name)
        counted = name in ("send_code", "answer", "check_fields")

        def through(proving: Any, *arguments: Any, **options: Any) -> Any:
            case, desk = proving.claim.case, self.office.desk

            def change(now: Any, counts: Any) -> Any:
                place = {"send_code": 1, "answer": 0, "check_fields": 1}.get(name, 0)
                given = list(arguments)
                if counted:
                    given[place] = counts
                made = step(now, *given, **options)
                return made if name == "send_code" else (made, None)

            letter = desk.change_proof(POLICY, case, change)
            after = desk.proving(POLICY, case)
            return (after, letter) if name == "send_code" else after

        return through


class DeskWorld(attackers.World):
    """The world of the attackers, with a desk in it."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.office = Office(POLICY, at("2026-02-10T09:00"), places=PLACES)
        self.now = self.office.clock.now()
        self.steps = Steps(self.office)
        known = [self.office.know(f"u-{n}") for n in range(1, 101)]
        self.parent = self.office.know("a-parent")
        self.people = {handle: self._contacts(n) for n, handle in enumerate(known, 1)}
        self.values = {
            handle: {"phone": f"+8613{n:09d}", "name": f"name-{n}", "registration-number": f"R-{n * 7919}"}
            for n, handle in enumerate(known, 1)
        }
        self.references = {handle: f"u-{n}" for n, handle in enumerate(known, 1)}
        self.cases_made: list[str] = []

    @staticmethod
    def _contacts(n: int) -> Any:
        long_ago = at("2024-02-10T09:00")
        return (
            replace(contact(f"+8613{n:09d}"), since=long_ago),
            replace(contact(f"p{n}@mail.example", "mail"), since=long_ago),
        )

    def begin(self, holder: str, requester: str = "subject", least: int = 2, about: str = "") -> Any:
        self.cases += 1
        kind = self.chance.choice(KINDS)
        by = OPERATOR if requester == "operator" else None
        role = "subject" if requester in ("authority",) else requester
        intake = Intake(
            kind if role != "relative" or kind in ("access", "copy", "correct", "delete") else "delete",
            self.references.get(about or holder, "somebody-unknown"),
            role,
            by=by,
            route="mail" if by else "centre",
            requester="a-parent" if role == "guardian" else "",
        )
        case = self.office.desk.receive(POLICY, intake)
        self.cases_made.append(case.id)
        return self.office.desk.proving(POLICY, case.id)

    def send(self, proving: Any, contacts: Any = None) -> Any:
        on_file = self.people.get(proving.claim.holder, ()) if contacts is None else contacts
        return self.steps.send_code(proving, on_file, None, self.now)

    def type(self, proving: Any, code: str) -> Any:
        return self.steps.answer(proving, None, code, self.now, source=f"{self.cases:064x}")

    def wait(self, span: timedelta) -> None:
        self.office.clock.at += span
        self.now = self.office.clock.now()


def old_code_for_a_new_request(world: DeskWorld) -> list[Any]:
    """Has a code that the victim used for a request of their own, and opens another one with it (2, 4)."""
    victim = world.victim()
    proving, letter = world.send(world.begin(victim))
    again = world.begin(victim)
    if letter is None:
        return [again]
    world.type(proving, letter.code)
    world.cases_made.remove(proving.claim.case)
    return [world.type(again, letter.code)]


ATTACKS: tuple[Any, ...] = (
    *(kind for kind in attackers.KINDS if kind.__name__ not in WITH_THE_VICTIM),
    old_code_for_a_new_request,
)


def attack(world: DeskWorld, attempts: int) -> Counter[str]:
    """Make `attempts` and return how many of each kind there were."""
    made = Counter[str]()
    while sum(made.values()) < attempts:
        for kind in ATTACKS:
            made[kind.__name__] += len(kind(world))
    return made


def taken_in(world: DeskWorld) -> list[Case]:
    """Return the cases of the attackers that got anywhere, once a deceived officer and a forged duty were tried too."""
    desk, got = world.office.desk, []
    for case in (desk.case(POLICY, each) for each in world.cases_made):
        after = case
        try:
            after = desk.accept(POLICY, case.id, OFFICER)
        except TrothError:
            pass  # as it should be
        duties = world.office.duties(case)
        orders = [each for each in duties.values() if each.kind == "act-on-holding"]
        if orders or after.proof is not None or after.state in ("verified", "accepted"):
            got.append(after)
    return got


def ordered(world: DeskWorld, duty: Duty) -> bool:
    """Return whether a place gets an order for `duty`."""
    try:
        world.office.desk.order(POLICY, duty)
    except TrothError:
        return False
    return True


def test_impostors_get_no_package_and_no_erasure():
    world = DeskWorld(20260210)
    made = attack(world, 120)
    assert taken_in(world) == []
    assert set(made) == {kind.__name__ for kind in ATTACKS}, made
    forged = replace(
        next(iter(world.office.duties(world.office.desk.case(POLICY, world.cases_made[0])).values())),
        kind="act-on-holding",
        part="vault",
    )
    assert not ordered(world, forged)


def test_the_people_themselves_get_theirs():
    world = DeskWorld(7)
    attack(world, 100)
    world.wait(timedelta(days=2))
    victim = world.victim()
    proving = world.begin(victim)
    proving, letter = world.send(proving)
    assert letter is not None
    world.type(proving, letter.code)
    assert world.office.desk.case(POLICY, proving.claim.case).proof is not None
    signed = world.begin(victim)
    world.steps.signed_in(signed, Session(victim, world.now), world.people[victim], world.now)
    assert world.office.desk.case(POLICY, signed.claim.case).state in ("verified", "accepted")


def main(attempts: int) -> int:
    """Make `attempts` at the desk; print what they got."""
    world, start = DeskWorld(int(time.time())), time.monotonic()
    made = attack(world, attempts)
    got = taken_in(world)
    print(f"{sum(made.values())} attempts in {time.monotonic() - start:.0f} s: {len(got)} got anywhere")
    for kind, count in sorted(made.items()):
        print(f"  {count:6} {kind}")
    return 1 if got else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
