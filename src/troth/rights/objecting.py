"""Objecting to an answer: a complaint of its own, linked to the request, for another person to look at.

Rules
- Only to an answer, and only while the policy's time for it lasts (`deciding.objectable`). The file of the request stays until the
  complaint has ended.
- Whoever objects has shown already that the request is theirs: signed in, by a code, or by the secret of a pick-up.

Example
    >>> object_to(bench, case, by, "No law says so.", identity).kind
    'complaint'
"""

from __future__ import annotations

from troth.rights import clocks, deciding, ending, proofs
from troth.rights.bench import Bench
from troth.rights.case import Actor, Case
from troth.rights.identity import Identity
from troth.rights.intake import Intake, open_case
from troth.rights.kinds import kind_of


def object_to(
    bench: Bench, case: Case, by: Actor, words: str, identity: Identity, *, route: str = ""
) -> Case:
    """Open a complaint about the answer of `case`, on its route or on `route`; return the complaint. Raises Guarded."""
    deciding.objectable(bench, case)
    subject = bench.read_file(case).get("subject", "")
    role = case.role if case.role in kind_of("complaint").openers else "anyone"
    intake = Intake(
        "complaint",
        subject,
        role,
        route or case.route,
        by=by,
        words=words,
        language=case.language,
        about=case.id,
    )
    complaint = open_case(bench, intake, case.handle)
    ending.keep_on(bench.book, case, bench.now)
    return proofs.begin(bench, complaint, identity, case.handle, case.handle or clocks.digest_of(case.id))
