"""Refusing: only on a ground of this policy's list, with every item that it demands, and its approvers.

Rules
- The list is `grounds.refusing`; an account is not closed only for what `rights.cancel-account.approve.rejections` names.
  A policy without a list refuses nothing.
- Every evidence item that the ground names is there, as a text or a reference in the sealed file; `approver` is another
  person than the one who decides, and an ended or unknown item does not count.
- A ground with `partial: always` never refuses the whole. Every other refusal of the whole says why a part cannot be given.
- A repetition is counted by the desk, not claimed; where the policy says so, a fee is proposed before.

Example
    >>> check_refusal(compiled, case, refusal, by, ("ab" * 16,), earlier=4)
    ('grounds.refusing.repetitive',)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from troth.policy import Atom, Compiled
from troth.rights.case import Actor, Case, guarded
from troth.rights.counting import fees_of

APPROVER = "approver"
COUNTED = frozenset({"request-case", "evidence"})
"""Items of the ground `repetitive` that the desk itself has: the earlier requests."""
_REPETITIVE = "repetitive"


@dataclass(frozen=True)
class Refusal:
    """Why a request is turned down: the ground, its evidence by item, the reason for the person in both languages.

    `whole` says why not even a part can be given. All of it is sealed; the ledger has the ground, the items' names and a
    digest.
    """

    ground: str
    evidence: Mapping[str, str] = field(default_factory=dict, repr=False)
    reason: Mapping[str, str] = field(default_factory=dict, repr=False)
    whole: str = field(default="", repr=False)


def refusing(compiled: Compiled) -> Mapping[str, Any]:
    """Return the grounds on which this policy may refuse, by id."""
    table = compiled.policy.grounds.get("refusing")
    if table is None or table.gap is not None:
        return {}
    return {name: each for name, each in table.list.items() if each.gap is None}


def rejections(compiled: Compiled, case: Case) -> tuple[str, ...] | None:
    """Return the closed list of reasons for which `case` may be turned down, or None: the grounds of the policy count."""
    right = compiled.policy.rights.get(case.of.right)
    if case.kind != "cancel-account":
        return None
    return right.approve.rejections if right is not None and right.approve is not None else ()


def check_refusal(
    compiled: Compiled, case: Case, refusal: Refusal, by: Actor, approvers: Iterable[str], earlier: int
) -> tuple[str, ...]:
    """Return the clauses that the refusal rests on. Raises Guarded when anything that it needs is missing."""
    if not by.operator or not all(refusal.reason.get(name, "").strip() for name in ("en", "zh")):
        raise guarded("refuse", "who decides, and a reason in both languages", "决定人以及中英文理由")
    closed = rejections(compiled, case)
    if closed is not None:
        if refusal.ground not in closed:
            raise guarded(
                "refuse", "no ground of the closed list of this policy", "不属于政策所列的拒绝注销事由"
            )
        return (f"rights.{case.of.right}.approve",)
    ground = refusing(compiled).get(refusal.ground)
    if ground is None:
        raise guarded("refuse", "no ground of the list of this policy", "不属于政策所列的拒绝理由")
    check_needs("refuse", ground, refusal, by, approvers)
    if refusal.ground == _REPETITIVE:
        _check_repetition(compiled, case, earlier)
    if ground.partial == "always":
        raise guarded(
            "refuse", "this ground holds back a part, never the whole", "该理由只能部分不予提供，不得全部拒绝"
        )
    if not refusal.whole.strip():
        raise guarded("refuse", "why not even a part can be given", "说明为何无法部分满足")
    return (f"grounds.refusing.{refusal.ground}",)


def check_withholding(
    compiled: Compiled, refusal: Refusal, by: Actor, approvers: Iterable[str]
) -> tuple[str, ...]:
    """Return the clauses on which a part is held back. Raises Guarded."""
    ground = refusing(compiled).get(refusal.ground)
    if ground is None:
        raise guarded("accept", "no ground of the list of this policy", "不属于政策所列的拒绝理由")
    check_needs("accept", ground, refusal, by, approvers)
    return (f"grounds.refusing.{refusal.ground}",)


def check_needs(event: str, ground: Any, refusal: Refusal, by: Actor, approvers: Iterable[str]) -> None:
    """Return when every item of the ground's `need` is there. Raises Guarded with the names of those that are not."""
    others = {each for each in approvers if each and each != by.operator}
    missing = [word for atom in ground.need for word in _missing(atom, refusal, others)]
    if refusal.ground == _REPETITIVE:
        missing = [word for word in missing if word not in COUNTED]
    if missing:
        listed = ", ".join(dict.fromkeys(missing))
        raise guarded(event, f"missing for this ground: {listed}", f"该理由尚缺：{listed}")


def _missing(atom: Atom, refusal: Refusal, others: set[str]) -> list[str]:
    if atom.kind == "any":
        found = [_missing(each, refusal, others) for each in atom.alternatives]
        return [] if not all(found) else found[0]
    if atom.kind != "evidence":
        return [atom.kind]
    return [
        word
        for word in atom.words
        if not (others if word == APPROVER else refusal.evidence.get(word, "").strip())
    ]


def _check_repetition(compiled: Compiled, case: Case, earlier: int) -> None:
    fees = fees_of(compiled.policy)
    if fees is None:
        enough = earlier > 0
    else:
        enough = earlier >= fees.free
    if not enough:
        raise guarded("refuse", "it does not repeat enough earlier requests", "此前的同类请求未达到次数")
    proposed = any(each.what == "fee" for each in case.asked)
    if fees is not None and fees.before_refusal and not fees.nothing and not proposed:
        raise guarded("refuse", "a fee is proposed before a refusal", "拒绝之前应先提出收费")
