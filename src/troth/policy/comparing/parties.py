"""For which purposes a recipient can get data, and which recipients a case of providing can bring them to.

Rules
- A recipient stands for the purposes that it names; some roles stand for all if they name none, any other then for
  none. One that may take up new purposes can be reached for all.
- A case that names no purposes is as wide as the recipients that it can name: nothing reaches anybody else.

Example
    >>> open_to(policy.recipients["shop"], "support")
    True
"""

from __future__ import annotations

from troth.policy.file import Policy
from troth.policy.rules import Case, Recipient
from troth.vocabulary import ACTS_OF_ROLE, Act, RecipientRole

FOR_ALL_PURPOSES = frozenset({RecipientRole.OWN_GROUP, RecipientRole.AUTHORITY, RecipientRole.SUCCESSOR})


def open_to(recipient: Recipient, purpose: str) -> bool:
    """Return whether data can be given to `recipient` for `purpose`."""
    if purpose in recipient.purposes or recipient.may_change_purpose is not None:
        return True
    return not recipient.purposes and recipient.role in FOR_ALL_PURPOSES


def receivers(policy: Policy, act: str, case: Case) -> tuple[str, ...]:
    """Return the recipients that `case` of `act` can bring data to, sorted."""
    return tuple(
        sorted(
            name
            for name, each in policy.recipients.items()
            if (not case.recipients or name in case.recipients)
            and (not case.roles or each.role in case.roles)
            and act in ACTS_OF_ROLE[each.role]
        )
    )


def can_carry(policy: Policy, act: str, case: Case, purpose: str) -> bool:
    """Return whether `case` of `act` can be used for `purpose`; making public needs no recipient."""
    if case.purposes or act == Act.DISCLOSE:
        return not case.purposes or purpose in case.purposes
    return any(open_to(policy.recipients[each], purpose) for each in receivers(policy, act, case))
