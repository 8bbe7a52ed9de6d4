"""Who could be the second person of an act: who may approve it now, and who could once they have joined or are confirmed.

Rules
- Whoever may approve decides (`DECIDING`), works for the controller, can sign in, and is not the one who proposes, nor tied to them.
- Nothing here lets anybody approve: `Approvals` looks for itself.

Example
    >>> seconds(li_wei, "jeejio", operators.all()).ready
    ()
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from troth.operators.operator import DECIDING, Operator


@dataclass(frozen=True)
class Seconds:
    """Operators by what they lack for approving: nothing, their own joining, or to be confirmed as another person."""

    ready: tuple[Operator, ...] = ()
    invited: tuple[Operator, ...] = ()
    tied: tuple[Operator, ...] = ()


def seconds(by: Operator, controller: str, among: Iterable[Operator]) -> Seconds:
    """Return who of `among` could approve what `by` proposes for `controller`."""
    could = [
        each for each in among if each.handle != by.handle and each.has(*DECIDING) and each.sees(controller)
    ]
    active = [each for each in could if each.state == "active"]
    return Seconds(
        tuple(each for each in active if not each.tied(by)),
        tuple(each for each in could if each.state == "invited"),
        tuple(each for each in active if each.tied(by)),
    )
