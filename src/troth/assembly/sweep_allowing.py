"""Letting a large share of a table go from the host: by operators of the roster, where there are any.

Rules
- Whoever is named is an operator who can sign in, may decide and works for the controller; two, who are two persons, where two are needed.
  The host vouches that they have looked: it is the host, and signs nobody in.
- Without a single operator who can sign in, the host alone decides, as the key does.
- What is allowed is what is due now, table by table; it stands in the books like what is allowed at the console.

Example
    >>> allow_large(installation, sweep, "acme", ["li.wei", "han.mei"], approved=False)
    False
"""

from __future__ import annotations

from collections.abc import Sequence

from troth.assembly.opening import Installation
from troth.assembly.sweep_approvals import Approval, allow, approvers_wanted
from troth.assembly.sweeping import Sweep
from troth.consent.ports import WritingBook
from troth.operators import DECIDING, Operator
from troth.operators.errors import (
    MAY_BE_ONE,
    NEEDS_SECOND,
    NOT_ALLOWED,
    SAY_WHO,
    NeedsSecond,
    NotAllowed,
)
from troth.retention import stopped_by


def allow_large(
    installation: Installation, sweep: Sweep, policy: str, logins: Sequence[str], *, approved: bool
) -> bool:
    """Keep that `logins` let every large share go; return whether the host alone decides it (`approved`, nobody to ask).

    Raises NotAllowed, NeedsSecond.
    """
    roster = [each for each in installation.doors.operators.all() if each.state == "active"]
    if not logins:
        if approved and roster:
            raise NotAllowed(SAY_WHO)
        return approved
    found = _checked(installation, policy, roster, logins)
    report = sweep.run(policy, dry_run=True)
    moment = installation.doors.operators.moment()
    handles = [*(each.handle for each in found), ""]
    for each in report.rules:
        if not stopped_by(each.counted, sweep.caps):
            continue
        given = Approval(each.rule.place, each.rule.table, each.counted.due, handles[0], handles[1])

        def work(book: WritingBook, given: Approval = given) -> None:
            allow(book, given, moment.now, moment.randomness)

        installation.gate.store.write(policy, work)
    return False


def _checked(
    installation: Installation, policy: str, roster: Sequence[Operator], logins: Sequence[str]
) -> list[Operator]:
    found = [each for login in dict.fromkeys(logins) for each in roster if each.id == login]
    if len(found) != len(set(logins)) or not all(each.has(*DECIDING) and each.sees(policy) for each in found):
        raise NotAllowed(NOT_ALLOWED)
    current = installation.gate.shelf.current(policy)
    two = approvers_wanted(current) > 1 or installation.doors.operators.another(found[0], policy)
    if two and len(found) < 2:
        raise NeedsSecond(NEEDS_SECOND)
    if len(found) > 1 and found[0].tied(found[1]):
        raise NeedsSecond(MAY_BE_ONE)
    return found[:2]
