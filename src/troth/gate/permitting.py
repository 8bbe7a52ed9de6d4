"""Permits for the vault, out of recorded answers: the only place that makes them.

Rules
- A permit comes from a permitted answer that stands in the ledger, and covers what the answer allows (`only`), in the
  forms that were asked for; of two forms of one element the one that shows less.
- No answer, no entry, another verdict: no permit.

Example
    >>> permit_of(permits, handle, request, reply).entry == reply.entry
    True
"""

from __future__ import annotations

from troth.decisions import Request
from troth.gate.replies import Reply
from troth.vault import Permit, Permits
from troth.vocabulary import FORMS, Verdict


def permit_of(permits: Permits, handle: str, request: Request, reply: Reply, uses: int = 1) -> Permit | None:
    """Return a permit for what `reply` allows of `request` about the person `handle` ("" for a search), or None."""
    if reply.answer.verdict is not Verdict.PERMIT or reply.entry is None:
        return None
    forms: dict[str, str] = {}
    for item in request.items:
        if item.element in reply.answer.only:
            known = forms.get(item.element, FORMS[0])
            forms[item.element] = max(known, item.form, key=FORMS.index)
    return permits.issue(
        reply.policy_id,
        handle,
        request.act,
        request.purpose,
        forms,
        entry=reply.entry,
        recipient=request.recipient,
        uses=uses,
    )
