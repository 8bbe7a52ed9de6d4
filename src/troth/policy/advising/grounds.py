"""Holds the grounds of a file against the closed list of the law: what sets consent aside (L1), what refuses (L5).

Rules
- Security, crime, consent hard to get, safe operation and research are no bases by themselves; with the statute cited
  each time they stand on pipl.13(3) to (7).
- The law lets nobody refuse a request for secrets, effort or impracticality; the standard does.

Example
    `grounds: {using: {acts: [use], lifts: [consent], list: {crime: {en: Crime, need: [approver]}}}}` gives L1.
"""

from __future__ import annotations

import re

from troth.policy.advising.advice import Adviser
from troth.policy.terms import Atom

_NO_BASIS = re.compile(
    r"national.?(?:security|defen[cs]e)|state.?security|crim(?:e|inal)|prosecut|\btrial\b|sentence|impracticable"
    r"|hard to (?:get|obtain)|(?:safe|stable|secure).?operation|malfunction|academic|\bresearch\b|statistic"
    r"|国家安全|国防|犯罪|刑事|侦查|起诉|审判|判决|难以取得|难以征得|安全稳定|安全运行|故障|学术|科研|统计",
    re.IGNORECASE,
)
_NO_REFUSAL = re.compile(
    r"(?:trade|business|commercial).?secret|impractical|unrealistic|(?:excessive|disproportionate|too much|built anew)"
    r"|商业秘密|商业机密|不切实际|极不现实|难以实现|过多技术|过度技术|技术手段|新建系统",
    re.IGNORECASE,
)
CITES = frozenset({"citation", "registered-citation"})
_FEE = re.compile(r"[1-9]")


def advise_grounds(adviser: Adviser) -> None:
    """Say which ground the law does not know."""
    for table_id, table in adviser.policy.grounds.items():
        for name, ground in table.list.items():
            if ground.gap is not None or ground.products == ():
                continue
            said = f"{name} {ground.en or ''} {ground.zh or ''}"
            path = ("grounds", table_id, "list", name)
            if table.acts and "consent" in table.lifts and _NO_BASIS.search(said) and not cites(ground.need):
                adviser.add("ground-no-basis", path)
            if table_id == "refusing" and _NO_REFUSAL.search(said):
                adviser.add("refusing-ground", path)
    _advise_fee(adviser)


def cites(needs: tuple[Atom, ...]) -> bool:
    """Return whether one of `needs` cannot be met without citing a statute."""
    return any(all(CITES & set(leaf.words) for leaf in need.leaves()) for need in needs)


def _advise_fee(adviser: Adviser) -> None:
    fees = adviser.policy.requests.fees if adviser.policy.requests else {}
    fee = fees.get("then")
    if fee is not None and _FEE.search(str(fee)) and not fees.get("free"):
        adviser.add("request-fee", ("requests", "fees"), value=str(fee))
