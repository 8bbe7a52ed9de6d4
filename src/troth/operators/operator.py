"""One operator: handle, id, name, roles, controllers, state, and ways to sign in.

Rules
- `epoch` goes up with everything that ends sign-ins: a new password, other roles, a suspension. A session carries the
  epoch in which it began, and an older one is nobody's.
- Nobody gives what they do not have: an officer gives every role, an administrator those below officer, both for
  controllers of their own.
- `ties` are the handles of those who may have this account in hand: who held its link. Two operators with a tie, or tied to the same
  one, are one person to Troth until another one confirms that they are two.
- The API key is nobody: it may do what an officer may until an officer can sign in, but is no person that approves.

Example
    >>> Operator("6f...", "li.wei", "Li Wei", frozenset({"reviewer"}), ("jeejio",)).sees("qunyi")
    False
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from troth.operators.errors import (
    BAD_ID,
    BAD_NAME,
    LONG_PASSWORD,
    MORE_THAN_OWN,
    NO_ROLE,
    OF_ONE,
    PLAIN_PASSWORD,
    SHORT_PASSWORD,
    BadOperator,
    NotAllowed,
)
from troth.operators.ports import Passkey

Role = Literal["officer", "administrator", "reviewer", "auditor", "organisation"]
ROLES: tuple[Role, ...] = ("officer", "administrator", "reviewer", "auditor")
"""The roles of who works for the controller."""
OUTSIDE: Role = "organisation"
"""The role of a customer's administrator: answers what was handed to that organisation, and sees nothing else."""
DECIDING: frozenset[str] = frozenset({"officer", "administrator"})
"""The roles that may approve what another proposes; giving one of them is itself such an act."""
PROPOSING: frozenset[str] = DECIDING | {"reviewer"}
"""The roles that may propose; whoever holds an account of one of them is one of the two persons of an act."""
BOOK = "troth:operators"
"""The book of the installation itself; no policy has an id with a colon."""
ALL = "*"
"""In the place of controllers: every one that there is and will be."""
State = Literal["invited", "active", "suspended"]
LEAST, MOST = 15, 256
"""Characters of a password: NIST SP 800-63B-4 asks for 15 where it is the only factor."""
MOST_PASSKEYS = 10
_DIFFERENT = 5
_ID = re.compile(r"[a-z][a-z0-9.-]{1,63}")


@dataclass(frozen=True)
class Operator:
    """An operator. `password` is a hash or ""; `bound` are digests of identities elsewhere; `link` an invitation's.

    `organisation` is the customer whose administrator this is (`OUTSIDE`), and empty for everybody else.
    """

    handle: str
    id: str
    name: str
    roles: frozenset[str]
    controllers: tuple[str, ...]
    state: State = "active"
    epoch: int = 1
    since: str = ""
    password: str = ""
    passkeys: tuple[Passkey, ...] = ()
    bound: tuple[str, ...] = ()
    link: str = ""
    link_until: str = ""
    ties: tuple[str, ...] = ()
    organisation: str = ""

    def __repr__(self) -> str:
        """Without name, id and secrets."""
        return f"Operator({self.handle}, {ordered(self.roles)})"

    def sees(self, controller: str) -> bool:
        """Return whether the operator works for `controller`."""
        if controller == BOOK:
            return self.has(*DECIDING)
        return ALL in self.controllers or controller in self.controllers

    def seen(self, controllers: Iterable[str]) -> tuple[str, ...]:
        """Return those of `controllers` that the operator works for."""
        return tuple(each for each in controllers if self.sees(each))

    def has(self, *roles: str) -> bool:
        """Return whether the operator has one of `roles`."""
        return not self.roles.isdisjoint(roles)

    @property
    def ways_in(self) -> int:
        """How many ways to sign in there are."""
        return bool(self.password) + len(self.passkeys) + len(self.bound)

    def may_manage(self, other: Operator) -> bool:
        """Return whether this operator may change `other`: everything that they have is this one's to give."""
        if not (self.has("officer") or (self.has("administrator") and not other.has("officer"))):
            return False
        return all(self.sees(each) for each in other.controllers)

    def tied(self, other: Operator) -> bool:
        """Return whether the two may be one person: one held the other's link, or a third one held both."""
        mine, theirs = {self.handle, *self.ties}, {other.handle, *other.ties}
        return bool((mine & set(other.ties)) | (theirs & set(self.ties)))

    def ended(self, **changes: Any) -> Operator:
        """Return the operator changed, with every sign-in of before ended."""
        return replace(self, epoch=self.epoch + 1, **changes)


KEY_HANDLE = "0" * 32
KEY_OPERATOR = Operator(KEY_HANDLE, "", "", frozenset({"officer"}), (ALL,))
"""Who signs in with the API key, as long as no officer can sign in."""


def ordered(roles: Iterable[str]) -> list[str]:
    """Return `roles` in the order in which they are told."""
    given = set(roles)
    return [each for each in (*ROLES, OUTSIDE) if each in given]


def checked(
    login: str, name: str, roles: Iterable[str], controllers: Iterable[str], organisation: str = ""
) -> dict[str, Any]:
    """Return the parts of a new operator, checked. Raises BadOperator."""
    if not _ID.fullmatch(login):
        raise BadOperator(BAD_ID)
    name = " ".join(name.split())
    if not name or len(name) > 80 or not name.isprintable():
        raise BadOperator(BAD_NAME)
    return {"id": login, "name": name, **checked_rights(roles, controllers, organisation)}


def checked_rights(
    roles: Iterable[str], controllers: Iterable[str], organisation: str = ""
) -> dict[str, Any]:
    """Return roles and controllers, checked; nobody of an `organisation` has a role of ours, and nobody of ours is of one.

    Raises BadOperator.
    """
    wanted = frozenset(roles)
    places = tuple(sorted(set(controllers)))
    named = " ".join(organisation.split())
    if OUTSIDE in wanted or named:
        fits = wanted == {OUTSIDE} and 0 < len(named) <= 200 and named.isprintable()
        if not fits or not places or ALL in places:
            raise BadOperator(OF_ONE)
        return {"roles": wanted, "controllers": places, "organisation": named}
    if not wanted or not wanted <= set(ROLES) or not places:
        raise BadOperator(NO_ROLE)
    return {"roles": wanted, "controllers": (ALL,) if ALL in places else places}


def check_gift(by: Operator, roles: Iterable[str], controllers: Iterable[str]) -> None:
    """Check that `by` may give these. Raises NotAllowed."""
    if not by.may_manage(Operator("", "", "", frozenset(roles), tuple(controllers))):
        raise NotAllowed(MORE_THAN_OWN)


def check_password(password: str, login: str) -> None:
    """Check that `password` may be the one of the operator `login`: the one rule, on every path. Raises BadOperator."""
    if len(password) < LEAST:
        raise BadOperator(SHORT_PASSWORD, least=LEAST)
    if len(password) > MOST:
        raise BadOperator(LONG_PASSWORD, most=MOST)
    folded = password.casefold()
    if len(set(folded)) < _DIFFERENT or (len(login) >= _DIFFERENT and login in folded):
        raise BadOperator(PLAIN_PASSWORD)


def written(operator: Operator) -> str:
    """Return the operator as JSON, without the handle, which is the paper's id."""
    value = asdict(operator)
    del value["handle"]
    value["roles"] = ordered(operator.roles)
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def read(handle: str, value: str) -> Operator:
    """Return the operator that `written` wrote."""
    given = json.loads(value)
    given["roles"] = frozenset(given["roles"])
    given["controllers"] = tuple(given["controllers"])
    given["passkeys"] = tuple(Passkey(**each) for each in given["passkeys"])
    given["bound"] = tuple(given["bound"])
    given["ties"] = tuple(given.get("ties", ()))
    return Operator(handle, **given)
