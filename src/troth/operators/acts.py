"""What may be proposed about operators themselves: the acts that give or take the power to approve.

Rules
- Each act checks, for the approver too, that what is given is theirs to give; and it runs in the installation's book.
- The link of an invitation goes to the address that both have seen, or, where no mail is set up, is shown to the approver alone: who
  proposes never holds it. Whoever held it is tied to the operator (`Operator.ties`).

Example
    >>> approvals = Approvals(store, clock, randomness, operator_acts(operators))
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from troth.operators.approvals import Act, Proposal
from troth.operators.errors import NOT_ALLOWED, NOT_YOURSELF, NotAllowed
from troth.operators.operator import Operator, check_gift, checked, checked_rights
from troth.operators.operators import Operators

INVITE, RENEW, CHANGE = "operators.invite", "operators.renew", "operators.change"
SUSPEND, RESUME, REMOVE = "operators.suspend", "operators.resume", "operators.remove"


def operator_acts(operators: Operators) -> Mapping[str, Act]:
    """Return the acts about operators, by kind."""

    def invite(book: Any, proposal: Proposal, by: Operator) -> str:
        given = proposal.parameters
        parts = checked(given["id"], given["name"], given["roles"], given["controllers"])
        check_gift(by, parts["roles"], parts["controllers"])
        return operators.add(book, operators.moment(), parts, by, sent=bool(given.get("address")))[1]

    def renew(book: Any, proposal: Proposal, by: Operator) -> str:
        _may(operators, book, proposal, by)
        return operators.renew_in(book, operators.moment(), proposal.target, by)[1]

    def change(book: Any, proposal: Proposal, by: Operator) -> str:
        _may(operators, book, proposal, by)
        said, target = proposal.parameters, operators.needed(book, proposal.target)
        rights = checked_rights(said["roles"], said["controllers"], target.organisation)
        check_gift(by, rights["roles"], rights["controllers"])
        operators.change_in(book, operators.moment(), proposal.target, rights, by)
        return ""

    def suspend(book: Any, proposal: Proposal, by: Operator) -> str:
        _may(operators, book, proposal, by)
        operators.suspend_in(book, operators.moment(), proposal.target, by, back=proposal.kind == RESUME)
        return ""

    def remove(book: Any, proposal: Proposal, by: Operator) -> str:
        _may(operators, book, proposal, by)
        operators.remove_in(book, operators.moment(), proposal.target, by)
        return ""

    return {
        INVITE: invite,
        RENEW: renew,
        CHANGE: change,
        SUSPEND: suspend,
        RESUME: suspend,
        REMOVE: remove,
    }


def _may(operators: Operators, book: Any, proposal: Proposal, by: Operator) -> None:
    """Check that the approver may change the target, and is not the target."""
    target = operators.needed(book, proposal.target)
    if target.handle == by.handle:
        raise NotAllowed(NOT_YOURSELF)
    if not by.may_manage(target):
        raise NotAllowed(NOT_ALLOWED)
