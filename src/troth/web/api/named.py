"""Operators who are named in a call: with a roster, only those on it, active and working for that policy.

Rules
- The key of the installation speaks for the company; the handle says who acted, and stands in the ledger. A handle that
  nobody on the roster has, or whose operator was suspended, removed or has not joined, is refused before anything is done.
- An embedded start has no roster: nobody has joined yet, and any handle is taken as the caller's word (docs/API.md).
- The handle of the key itself counts as long as the key opens the console.

Example
    >>> Named(operators).check("joinbase", "0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f")
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from troth.operators import KEY_OPERATOR, OUTSIDE, Operator
from troth.operators.errors import NotAllowed
from troth.vocabulary import Message

NOT_ON_ROSTER = Message(
    "operators.not-on-roster",
    "the operator named in this call is not active for this policy",
    "所写工作人员不在名册内、已停用或不负责该政策",
    "name an active operator by the handle that `troth operator list` shows; nothing was done",
    "请填写名册中有效工作人员的代号，可用 `troth operator list` 查看；本次未作任何处理",
)


class Operators(Protocol):
    """A roster, as far as a call needs it."""

    def all(self) -> Sequence[Operator]:
        """Return every operator."""

    def key_signs_in(self) -> bool:
        """Return whether the API key still opens the console."""


class Named:
    """Checks the handles in calls against a roster; without one, nothing."""

    def __init__(self, operators: Operators | None = None) -> None:
        """Check against `operators`."""
        self._operators = operators

    def check(self, policy: str, handles: str | Iterable[str] | None) -> None:
        """Return when every one of `handles` may act for `policy`. Raises NotAllowed."""
        wanted = {handles} if isinstance(handles, str) else set(handles or ())
        wanted -= {""}
        if self._operators is None or not wanted:
            return
        roster = {each.handle: each for each in self._operators.all() if each.state != "invited"}
        if not roster:
            return
        for handle in wanted:
            found = roster.get(handle)
            own_key = handle == KEY_OPERATOR.handle and self._operators.key_signs_in()
            if not own_key and (
                found is None or found.state != "active" or found.has(OUTSIDE) or not found.sees(policy)
            ):
                raise NotAllowed(NOT_ON_ROSTER)


ANYBODY = Named()
"""For a desk without a roster."""
