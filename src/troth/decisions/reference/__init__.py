"""The reference: how Troth decides, slowly and in the order of docs/DECISIONS.md.

Rules
- It reads the policy as it was written: no index, no cache, no mask. The files carry the numbers of the steps, so that
  it can be read beside the document.
- It shares nothing with the evaluator that serves requests but the vocabulary, the policy and the types of request,
  facts and answer; the two are compared on generated policies.
- Whatever goes wrong refuses (`error`) and names the clause.

Example
    >>> from troth.policy import Policy
    >>> from troth.decisions.facts import Facts
    >>> from troth.decisions.request import Request
    >>> policy = Policy.model_validate({"troth": 1, "id": "a", "version": "1", "languages": ["en"]})
    >>> decide_reference(policy, Facts(), Request("use", "x")).codes
    ('unknown-purpose',)
"""

from __future__ import annotations

from collections.abc import Mapping

from troth.decisions.answer import Answer, Reason
from troth.decisions.facts import Facts
from troth.decisions.reference.situation import ClauseFailure, within
from troth.decisions.reference.step_5_ground import claimed_ground
from troth.decisions.reference.steps_1_to_3_reading import choose_text, gaps, normalise, read
from troth.decisions.reference.steps_8_to_10_answer import answer
from troth.decisions.request import Request
from troth.policy import Policy
from troth.vocabulary import Verdict

__all__ = ["decide_reference"]


def decide_reference(
    policy: Policy,
    facts: Facts,
    request: Request,
    *,
    versions: tuple[str, ...] = (),
    since: Mapping[str, str] | None = None,
) -> Answer:
    """Return the answer to `request` under `policy`, with what `facts` knows.

    `versions` are the versions of the policy, old to new; `since` maps a clause id to the version in which it became
    what it is. Never raises: what goes wrong is a refusal with the code `error`.
    """
    try:
        with within("policy"):
            refused = gaps(policy) or read(policy, request)
            if refused is not None:
                return refused
            text = choose_text(policy, request)
            situation = normalise(text, facts, request, versions, since or {})
            return answer(situation, claimed_ground(situation))
    except ClauseFailure as failure:
        return Answer(Verdict.REFUSE, reasons=(Reason(failure.clause, "error"),))
