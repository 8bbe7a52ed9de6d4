"""Two persons over HTTP: what erases or gives away is proposed by a call and approved by somebody else at the console.

Rules
- As soon as somebody else could approve it, an acceptance that cannot be undone is not done by a call: the key speaks for one person at
  a time. It is tried, kept sealed with the request, and waits; the status that comes back has the `proposal`.
- Without a roster, or with nobody else on it who could approve, the call does it, as the console does.

Example
    >>> seconding.proposed("joinbase", case, Acceptance("ceased-use"), officer).until
    '2026-02-11T09:30:00.000Z'
"""

from __future__ import annotations

from troth.assembly import Doors
from troth.operators import KEY_OPERATOR, Proposal, ordered
from troth.operators.errors import KEY_IS_NOBODY, NotAllowed
from troth.rights import Acceptance, Actor, Desk, Draft


class Seconding:
    """What waits for a second person, of one desk."""

    def __init__(self, desk: Desk, doors: Doors) -> None:
        """Propose at `doors` what is done at `desk`."""
        self._desk, self._doors = desk, doors

    def proposed(self, policy: str, case: str, acceptance: Acceptance, by: Actor) -> Proposal | None:
        """Return the proposal that `by` accepts the request so; None where no second person is needed. Raises what accepting raises."""
        everybody = (*self._doors.operators.all(), KEY_OPERATOR)
        me = next((each for each in everybody if each.handle == by.operator), None)
        standing = self._desk.case(policy, case)
        if me is None or not standing.of.final or not self._doors.operators.another(me, policy):
            return None
        if me.handle == KEY_OPERATOR.handle:
            raise NotAllowed(KEY_IS_NOBODY)
        draft = _draft(acceptance)
        self._desk.try_step(policy, case, by, draft)
        digest, ground = self._desk.draft(policy, case, by, draft), draft.ground or draft.held
        about = {"draft": digest, "request": standing.kind, "role": ordered(me.roles)[0]}
        about |= {"ground": ground} if ground else {}
        return self._doors.approvals.propose(policy, me, "rights.accept", case, about)


def _draft(said: Acceptance) -> Draft:
    held = said.withholding
    if held is None:
        return Draft("accept", said.ground, said.evidence)
    return Draft(
        "accept",
        said.ground,
        said.evidence,
        held.reason,
        held.whole,
        said.withheld,
        held.ground,
        held.evidence,
    )


def asked(proposal: Proposal) -> dict[str, str]:
    """Return a proposal as it goes over the wire: its id, and until when it can be approved."""
    return {"id": proposal.id, "until": proposal.until}
