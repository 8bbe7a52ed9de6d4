"""Drafts: a step at the desk that is tried, prepared for a second person, or done with both of them.

Rules
- What is prepared lies sealed in the case file under a digest; whoever approves it approves that digest, and what is done
  is what lies there. Nobody approves what they prepared themselves.
- Prepared by who may decide, it is done as theirs, with the approver as the second person. Prepared by who may not, it is
  the approver who decides.
- Trying a step runs the whole of it and keeps nothing: its errors are those of the step, its letter the letter of it.

Example
    >>> digest = desk.draft("qunyi", case, by, Draft("refuse", "repetitive", {"evidence": "..."}, reason))
    >>> store.write("qunyi", desk.approved("qunyi", case, digest, another))
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from troth.ledger import EntryKind
from troth.rights import asking, deciding, pick_ups, proofs
from troth.rights.asking import Question
from troth.rights.bench import Bench
from troth.rights.case import Actor, Case, bad, guarded
from troth.rights.deciding import Acceptance
from troth.rights.fulfilling import facts_of
from troth.rights.grounds import Refusal
from troth.rights.identity import Identity
from troth.rights.letters import letter_of
from troth.vocabulary import canonical

DRAFTS = "drafts"
DOING = ("accept", "refuse", "fee", "judge", "pick-up")
SOMEBODY = "f" * 32
"""Stands for the second person while a step is only tried."""


@dataclass(frozen=True)
class Draft:
    """A step as its form has it: `do` is one of `DOING`. All but ids is sealed.

    `ground` and `evidence` are of the refusal, or of the acceptance (of an `answer`, which needs nobody else: its outcome); `held` and `held_evidence` of what is held back
    (`withheld`); `words` goes to the person with a fee; `method` was judged, by what was `seen`.
    """

    do: str
    ground: str = ""
    evidence: Mapping[str, str] = field(default_factory=dict, repr=False)
    reason: Mapping[str, str] = field(default_factory=dict, repr=False)
    whole: str = field(default="", repr=False)
    withheld: tuple[str, ...] = ()
    held: str = ""
    held_evidence: Mapping[str, str] = field(default_factory=dict, repr=False)
    words: str = field(default="", repr=False)
    method: str = ""
    seen: str = field(default="", repr=False)


def keep(bench: Bench, case: Case, by: Actor, draft: Draft) -> str:
    """Keep `draft` sealed with `case`, prepared `by` an operator; return its digest (64 hex). Raises BadCase."""
    if draft.do not in DOING or not by.operator:
        raise bad(
            "what is prepared is none of the list, or nobody prepared it", "拟办事项不在列表中，或缺少拟办人"
        )
    said = {"draft": msgspec.to_builtins(draft), "role": by.role, "who": by.operator}
    digest = bench.add_to_file(case, DRAFTS, said)
    noted = case.step("note", by, bench.now)
    bench.keep(noted, EntryKind.CASE_NOTED, by, {"code": f"drafted.{draft.do}", "digest": digest})
    return digest


def approved(bench: Bench, case: Case, digest: str, approver: str, identity: Identity) -> Case:
    """Do what was prepared under `digest`, approved by the operator `approver`; return the case. Raises Guarded."""
    said = _found(bench, case, digest)
    draft = msgspec.convert(said["draft"], Draft)
    if said["who"] == approver:
        raise guarded(draft.do, "whoever prepared it does not approve it", "拟办人不得自行批准")
    if draft.do == "judge":
        return do(bench, case, Actor(said["role"], said["who"]), draft, (said["who"], approver), identity)
    if said["role"] == "officer":
        return do(bench, case, Actor("officer", said["who"]), draft, (approver,), identity)
    return do(bench, case, Actor("officer", approver), draft, (said["who"],), identity)


def do(
    bench: Bench, case: Case, by: Actor, draft: Draft, others: tuple[str, ...], identity: Identity
) -> Case:
    """Take the step of `draft` by `by`, with the `others` who stand behind it. Raises what the step raises."""
    if draft.do == "refuse":
        said = Refusal(draft.ground, draft.evidence, draft.reason, draft.whole)
        return deciding.refuse(bench, case, by, said, others)
    if draft.do == "accept":
        held = Refusal(draft.held, draft.held_evidence, draft.reason) if draft.held else None
        accepted = Acceptance(draft.ground, draft.evidence, draft.withheld, held, others)
        return deciding.accept(bench, case, by, accepted)
    if draft.do == "answer":
        return deciding.answer(bench, case, by, draft.reason, draft.ground or "answered")
    if draft.do == "fee":
        question = Question("fee", (), draft.words, next(iter(others), ""))
        return asking.ask(bench, case, question, by)
    if draft.do == "pick-up":
        return pick_ups.grant(bench, case, by, others)
    return _judge(bench, case, by, draft, others, identity)


def _judge(
    bench: Bench, case: Case, by: Actor, draft: Draft, others: tuple[str, ...], identity: Identity
) -> Case:
    if not draft.seen.strip():
        raise guarded("prove", "what was seen", "核验时所见的材料")
    people = tuple(dict.fromkeys((by.operator, *others)))
    evidence = bench.add_to_file(case, "judged", {"method": draft.method, "seen": draft.seen, "by": people})
    proofs.change(
        bench,
        case,
        lambda proving, _: (identity.judged(proving, draft.method, people, evidence, bench.now), None),
    )
    return bench.case(case.id)


def tried(bench: Bench, case: Case, by: Actor, draft: Draft, identity: Identity) -> Mapping[str, str]:
    """Take the step of `draft` with somebody behind it; return the letter that it leads to. To be undone."""
    acting = Actor("officer", by.operator) if by.operator else by
    after = do(bench, case, acting, draft, (SOMEBODY,), identity)
    content = bench.read_file(after)
    if "letter" in content:
        found: Mapping[str, str] = content["letter"]
        return found
    outcome = "partly" if after.withheld else "fulfilled"
    return letter_of(replace(after, outcome=outcome), facts_of(bench, after, content))


def prepared(bench: Bench, case: Case, digest: str) -> Draft:
    """Return what was prepared under `digest`, for whoever is asked to approve it. Raises Guarded."""
    return msgspec.convert(_found(bench, case, digest)["draft"], Draft)


def _found(bench: Bench, case: Case, digest: str) -> Mapping[str, Any]:
    for each in bench.read_file(case).get(DRAFTS, ()):
        bound = canonical({"salt": each["salt"], "said": each["said"]})
        if hashlib.sha256(bound).hexdigest() == digest:
            said: Mapping[str, Any] = each["said"]
            return said
    raise guarded("approve", "what was prepared is not there any more", "拟办内容已不存在")
