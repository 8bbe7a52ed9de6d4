"""What an objection to an automated decision does to the next step (PIPL 24).

Rules
- While a decision about the person is contested, a step that profiles or uses data for the same purpose says so: the duty
  `say-contested` names the decisions.
- Where the policy suspends the effect, and whoever objects has shown who they are, such a step is refused instead.
- Nothing here opens anything: a refusal stays one.

Example
    >>> while_contested(answer, compiled, request, statements).codes
    ('contested',)
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from troth.consent import SUSPENDED, contests_of
from troth.consent.ports import Statement
from troth.decisions import Answer, Obligation, Reason, Request
from troth.policy import Compiled
from troth.vocabulary import Act, Verdict

CLAUSE = "rights.object-automated"
DECIDING = frozenset({Act.PROFILE, Act.USE})


def while_contested(
    answer: Answer, compiled: Compiled, request: Request, statements: Sequence[Statement]
) -> Answer:
    """Return `answer` to `request`, with what the person's open objections among `statements` change."""
    if answer.verdict is Verdict.REFUSE or request.act not in DECIDING:
        return answer
    contests = [each for each in contests_of(statements, request.purpose) if each.open]
    if not contests:
        return answer
    if any(each.state == SUSPENDED for each in contests):
        waits = Reason(CLAUSE, "contested", "", request.purpose)
        return Answer(Verdict.REFUSE, reasons=(waits,), also=answer.reasons)
    if answer.verdict is not Verdict.PERMIT:
        return answer
    entry = compiled.policy.entry(request.purpose)
    clause = CLAUSE if "object-automated" in compiled.policy.rights or entry is None else entry[0]
    said = Obligation("say-contested", clause, tuple(sorted({each.decision for each in contests})))
    return msgspec.structs.replace(answer, obligations=tuple(sorted((*answer.obligations, said))))
