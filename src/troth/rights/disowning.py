"""What the desk does for requests that their person disowns (`disowned`): the code for the notice, the word, the end as forged.

Rules
- Each is one transaction. A code that opens nothing is answered as a number that is not here.

Example
    >>> desk.disown("joinbase", case.id, code).disowned is not None
    True
"""

from __future__ import annotations

from troth.rights import disowned, proofs
from troth.rights.bench import Bench
from troth.rights.case import Actor, Case
from troth.rights.errors import NO_SUCH_CASE, NoSuchCase
from troth.rights.picking_up import PickingUpDesk


class DisowningDesk(PickingUpDesk):
    """The part of the desk that hears that a request is not its person's."""

    def disowning_code(self, policy: str, case: str) -> str:
        """Return the code that the notices of a request hold. Raises NoSuchCase, Guarded."""
        return self._write(policy, lambda bench: disowned.code_of(bench, bench.case(case), self.identity))

    def disown(self, policy: str, case: str, code: str) -> Case:
        """Keep that a request is not its person's. Raises NoSuchCase, alike for a wrong number and a wrong code."""

        def work(bench: Bench) -> Case | None:
            found = disowned.disown(bench, case, code)
            if found is not None:
                proofs.reopen(bench, found)
            return found

        found = self._write(policy, work)
        if found is None:
            raise NoSuchCase(NO_SUCH_CASE)
        return found

    def forged(self, policy: str, case: str, by: Actor) -> Case:
        """Close a request that its person disowned. Raises NoSuchCase, NotNow, NotYours, Guarded."""
        return self._write(policy, lambda bench: disowned.forged(bench, bench.case(case), by))
