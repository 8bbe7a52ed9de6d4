"""Operators: who works at the console, in which role, for which controllers; and what needs a second one of them.

Rules
- An operator is known in books by a random handle alone; the id that they type and the name that is shown stay here.
- Everything that changes who may do what is an entry in the installation's own book, in the same transaction.
- What a role may do is a table of paths at the console (`troth.web.console`); here is who has which role.

Example
    >>> operators.sign_in("li.wei", "correct horse battery staple", "192.0.2.7").handle
    '6f1e...'
"""

from troth.operators.acts import operator_acts
from troth.operators.approvals import Act, Approvals, Proposal
from troth.operators.failures import network_of
from troth.operators.operator import (
    ALL,
    BOOK,
    DECIDING,
    KEY_OPERATOR,
    OUTSIDE,
    PROPOSING,
    ROLES,
    Operator,
    Role,
    ordered,
)
from troth.operators.operators import Joining, Operators
from troth.operators.people import People, Spent
from troth.operators.roster import may_confirm
from troth.operators.seconding import Seconds, seconds

__all__ = [
    "ALL",
    "BOOK",
    "DECIDING",
    "KEY_OPERATOR",
    "OUTSIDE",
    "PROPOSING",
    "ROLES",
    "Act",
    "Approvals",
    "Joining",
    "Operator",
    "Operators",
    "People",
    "Proposal",
    "Role",
    "Seconds",
    "Spent",
    "may_confirm",
    "network_of",
    "operator_acts",
    "ordered",
    "seconds",
]
