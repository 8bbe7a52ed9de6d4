"""Decisions: may we? A pure function from policy, facts and request to an answer with reasons.

Rules
- Refuse when in doubt; every answer names a clause; nothing here reads a clock, a file or the network.
- What each step does is told in docs/DECISIONS.md under the same numbers.

Example
    >>> answer = decide(compiled, Facts(), Request(act=Act.COLLECT, purpose="registration", data=("phone",)))
    >>> answer.verdict, [wish.kind for wish in answer.ask]
    (<Verdict.ASK: 'ask'>, ['agreement'])
"""

from troth.decisions.answer import Answer, Obligation, Reason, Wish
from troth.decisions.cases import Case, CaseFile, Outcome, load_cases, run_case
from troth.decisions.deciding import decide
from troth.decisions.facts import (
    Agreed,
    Consent,
    Evidence,
    Facts,
    Guardian,
    Hold,
    Instruction,
    OptOut,
    OriginFact,
    RecipientFact,
    Record,
    Restricted,
)
from troth.decisions.request import Actor, Claim, Item, Request

__all__ = [
    "Actor",
    "Agreed",
    "Answer",
    "Case",
    "CaseFile",
    "Claim",
    "Consent",
    "Evidence",
    "Facts",
    "Guardian",
    "Hold",
    "Instruction",
    "Item",
    "Obligation",
    "OptOut",
    "OriginFact",
    "Outcome",
    "Reason",
    "RecipientFact",
    "Record",
    "Request",
    "Restricted",
    "Wish",
    "decide",
    "load_cases",
    "run_case",
]
