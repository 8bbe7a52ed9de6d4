"""What the desk does for who does not sign in: pick-ups are issued, opened, used up and objected by here (`pick_ups`).

Rules
- Each is one transaction. A try that is wrong is kept as a count and answered as a number that is not here.

Example
    >>> desk.collect("joinbase", case.id, desk.issue_pick_up("joinbase", case.id, officer, "letter"))[0].place
    'vault'
"""

from __future__ import annotations

from datetime import datetime

from troth.holdings.ports import Export
from troth.rights import handing, pick_ups
from troth.rights.bench import Bench
from troth.rights.carrying import CarryingDesk
from troth.rights.case import Actor, Case
from troth.rights.errors import NO_SUCH_CASE, NoSuchCase
from troth.rights.pick_ups import Opened, PickUp


class PickingUpDesk(CarryingDesk):
    """The part of the desk that hands answers and copies to who does not sign in."""

    def pick_up(self, policy: str, case: str) -> PickUp | None:
        """Return how the pick-up of a case stands, or None where there can be none now. Raises NoSuchCase."""
        return self._look(policy, lambda bench: pick_ups.standing(bench, bench.case(case)))

    def issue_pick_up(self, policy: str, case: str, by: Actor, way: str) -> str:
        """Return a new secret by which a case is picked up, shown this once. Raises NoSuchCase, Guarded."""
        return self._write(policy, lambda bench: pick_ups.make(bench, bench.case(case), by, way))

    def open_pick_up(self, policy: str, case: str, secret: str) -> Opened:
        """Return what `secret` opens. Raises NoSuchCase, alike for a wrong number and a wrong secret."""
        found = self._write(policy, lambda bench: pick_ups.opened(bench, case, secret))
        if found is None:
            raise NoSuchCase(NO_SUCH_CASE)
        return found

    def collect(self, policy: str, case: str, secret: str) -> list[Export]:
        """Return the copy that `secret` opens, once, and use the secret up. Raises NoSuchCase, Guarded: there is no copy."""
        found = self._write(policy, lambda bench: pick_ups.collect(bench, case, secret))
        if found is None:
            raise NoSuchCase(NO_SUCH_CASE)
        return found

    def object_by_pick_up(self, policy: str, case: str, secret: str, words: str) -> Case:
        """Return the objection to the answer that `secret` is for; the same secret opens it. Raises NoSuchCase, Guarded."""

        def work(bench: Bench) -> Case | None:
            return pick_ups.objected(bench, case, secret, words, self.identity)

        found = self._write(policy, work)
        if found is None:
            raise NoSuchCase(NO_SUCH_CASE)
        return found

    def lift_by_pick_up(self, policy: str, case: str, secret: str) -> Case:
        """Lift the restriction that the answer which `secret` opens is about. Raises NoSuchCase, Guarded: none stands."""
        found = self._write(policy, lambda bench: pick_ups.lifted(bench, case, secret))
        if found is None:
            raise NoSuchCase(NO_SUCH_CASE)
        return found

    def release_until(self, policy: str, case: str) -> datetime | None:
        """Return until when an officer can take what is released in a case to who demanded it, or None. Raises NoSuchCase."""

        def work(bench: Bench) -> datetime | None:
            until = handing.release_until(bench.case(case))
            return until if until is not None and until > bench.now else None

        return self._look(policy, work)
