"""The ways to prove who somebody is, what each weighs, and how much a kind of request demands.

Rules
- What a request can do decides how much proof it needs: what takes nothing away needs none; a copy, a correction, an
  erasure or a closed account much; a copy with sensitive data among it most. The kind of request says which.
- Weights of independent proofs add up. Two codes to one address are one proof, as are two ways to reach one number.
- `must` is what a requester cannot do without: a guardian the link on file, an agent the person's authority, a relative
  of a deceased person a proof that two operators have judged. Authority weighs nothing: who holds it still has to show
  who they are, and for an agent the person concerned says yes over a channel of their own.
- The policy's own list (`requests.proof.methods`) limits what may be used. Two operators are always possible: it is how a
  letter or a call is dealt with, and what is left when no channel is.

Example
    >>> demand_of(MUCH, "subject", ("login", "one-time-code"), sensitive=True).weight
    3
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from troth.rights.identity.errors import BAD_PROOF, BadProof
from troth.vocabulary import Plain

NONE, LITTLE, MUCH, MOST = 0, 1, 2, 3


@dataclass(frozen=True, slots=True)
class Method:
    """A way to prove who somebody is. `operators` is how many people have to judge it; `en` and `zh` name it."""

    id: str
    weight: int
    operators: int
    requesters: frozenset[str]
    en: str
    zh: str


_TABLE = """
login|1|0|subject guardian administrator|signed in to the account|登录账号
one-time-code|2|0|subject guardian agent administrator|a code sent to a contact on file|向已留存的联系方式发送一次性验证码
fields|1|0|subject guardian agent|details that are on file already|核对已留存的信息
written-form|1|1|subject guardian agent authority operator|a signed written request|书面申请
two-operators|2|2|subject guardian agent relative operator administrator authority anyone|recognised by two operators|两名工作人员分别核验
guardian-identity|0|1|guardian|a verified guardian|监护关系核验
signed-form|1|1|guardian|a form signed by the guardian|监护人签署的书面文件
agent-authority|0|1|agent|an authority signed by the person|本人签署的授权委托书
relative-proof|1|2|relative|proof of kinship with a deceased person|死亡及亲属关系证明
"""


def _read(line: str) -> Method:
    id_, weight, operators, requesters, en, zh = line.split("|")
    return Method(id_, int(weight), int(operators), frozenset(requesters.split()), en, zh)


METHODS = {method.id: method for method in map(_read, _TABLE.strip().splitlines())}

_MUST = {
    "subject": frozenset[str](),
    "guardian": frozenset({"guardian-identity"}),
    "agent": frozenset({"agent-authority"}),
    "relative": frozenset({"relative-proof", "two-operators"}),
    "operator": frozenset({"two-operators"}),
    "authority": frozenset({"two-operators", "written-form"}),
    "administrator": frozenset[str](),
    "anyone": frozenset[str](),
}
STRONG = "two-operators"
"""What stands for any number of contacts: people looked at more than who holds a telephone."""
REQUESTERS = tuple(_MUST)
"""Who may ask: the person, somebody for them, or somebody to whom nothing personal is shown (`anyone`)."""
_BY_LAW = frozenset(
    {"two-operators", "guardian-identity", "signed-form", "agent-authority", "relative-proof"}
)
"""Methods that a policy's list cannot leave out: who acts for somebody has to show that they may."""


@dataclass(frozen=True, slots=True)
class Demand:
    """How much proof a request needs: a weight, the methods that may be used, and those that cannot be left out.

    `contacts` is over how many addresses a code was answered, or two operators judge (`STRONG`).
    """

    weight: int
    methods: tuple[str, ...]
    must: tuple[str, ...] = ()
    contacts: int = 0


def demand_of(least: int, requester: str, allowed: Collection[str], *, sensitive: bool = False) -> Demand:
    """Return what a request by `requester` has to show.

    `least` is what its kind demands (0 to 3); `allowed` are the methods of the policy's own list; `sensitive` says that
    sensitive data would be shown to whoever asks.
    Raises:
        BadProof: the requester is none of the list, or a method is unknown.
    """
    if requester not in _MUST or not set(allowed) <= METHODS.keys() or not NONE <= least <= MOST:
        raise BadProof(
            BAD_PROOF,
            rule=Plain("its requester, a method or its weight is none of the list"),
            rule_zh=Plain("请求人、核验方式或强度不在列表中"),
        )
    weight = MOST if sensitive and least >= MUCH else least
    if _MUST[requester]:
        weight = max(weight, LITTLE)  # nobody speaks for somebody else unproved, however little it is about
    may = _BY_LAW | _MUST[requester] | set(allowed) | {"fields"}
    methods = tuple(each.id for each in METHODS.values() if each.id in may and requester in each.requesters)
    return Demand(weight, methods, tuple(sorted(_MUST[requester])))
