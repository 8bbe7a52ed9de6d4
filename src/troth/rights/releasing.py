"""Releasing and publishing: what a demand for release, or a disclosure, rests on before it is accepted (mechanisms 2.1).

Rules
- The ground is one that this policy lists for the act: a case of `providing.share` or `providing.disclose`, or a ground of a
  table for that act. A list that is missing opens nothing.
- What is demanded is named item by item, with the request or as `items` when it is accepted; everything is never released. The order, docket or written demand is
  named (`reference`), and another person than who decides approves.
- Then the policy itself is asked, as for any other step, with what is in the books about the person and what the officer has seen:
  consent, notices, what is never published, and every item of the ground's `need` count as they do anywhere else.
- What the officer names as seen counts for evidence about the step only. What is about the person has to be in the books.
- The package is handed to the officer, who brings it to the body; the person's own pages have none of it.

Example
    >>> check(bench, case, Acceptance("criminal-justice", {"reference": "(2026) 12", "purpose": "legal-demand", ...}), officer)
    ('grounds.providing.criminal-justice',)
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from troth.consent import facts_of
from troth.decisions import Actor as Acting
from troth.decisions import Answer, Claim, Evidence, Facts, Request, decide
from troth.policy import Atom, Compiled
from troth.rights.bench import Bench
from troth.rights.case import GROUNDED, Actor, Case, guarded
from troth.vocabulary import EVIDENCE, Act, ActorKind, Verdict

ACTS = {"release": Act.SHARE, "disclose": Act.DISCLOSE}
APPROVER = "approver"
REFERENCE, ITEMS, PURPOSE, RECIPIENT = "reference", "items", "purpose", "recipient"
PRODUCT, SUB = "product", "sub"
STEP = "step"
OFFICER = "privacy-officer"
"""The role in which whoever decides a demand acts, where the policy declares it; besides those that may serve the purpose."""


def release_grounds(compiled: Compiled, kind: str) -> dict[str, tuple[str, Any]]:
    """Return (clause, entry) of every ground on which `compiled` lets a case of `kind` be accepted, by its id."""
    if kind not in GROUNDED:
        return {}
    act, policy = ACTS[kind], compiled.policy
    found: dict[str, tuple[str, Any]] = {}
    for name, table in sorted(policy.grounds.items()):
        if act in table.acts and table.gap is None:
            listed = {each: entry for each, entry in table.list.items() if entry.gap is None}
            found |= {each: (f"grounds.{name}.{each}", entry) for each, entry in listed.items()}
    cases = policy.providing.get(act.value)
    if cases is not None and cases.gap is None:
        named = {each: entry for each, entry in cases.cases.items() if entry.gap is None}
        found |= {each: (f"providing.{act.value}.{each}", entry) for each, entry in named.items()}
    return found


def named_items(case: Case, evidence: Mapping[str, str]) -> tuple[str, ...]:
    """Return the elements that a release of `case` is about: those of the request, else those named as `items`."""
    return case.elements or tuple(dict.fromkeys(re.findall(r"[a-z0-9][a-z0-9-]*", evidence.get(ITEMS, ""))))


def release_items(compiled: Compiled, case: Case, ground: str) -> tuple[str, ...]:
    """Return what an acceptance on `ground` has to name: order, items, purpose, recipient, and what the ground itself needs."""
    entry = release_grounds(compiled, case.kind).get(ground)
    if entry is None:
        return ()
    needed = [word for atom in entry[1].need for word in _words(atom) if word != APPROVER]
    named = [REFERENCE, *(() if case.elements else (ITEMS,)), PURPOSE]
    named += [*([RECIPIENT] if case.kind == "release" else ()), *needed]
    return tuple(dict.fromkeys([*named, *([SUB] if getattr(entry[1], SUB, ()) else ())]))


def check(
    bench: Bench, case: Case, ground: str, evidence: Mapping[str, str], approvers: Sequence[str], by: Actor
) -> tuple[str, ...]:
    """Return the clause on which `case` is released or published. Raises Guarded with what is missing."""
    found = release_grounds(bench.compiled, case.kind).get(ground)
    if found is None:
        raise guarded("accept", "a ground that the policy lists for this act", "应选择政策为该行为所列的情形")
    given = {name: value.strip() for name, value in evidence.items() if value.strip()}
    others = tuple(each for each in approvers if each and each != by.operator)
    missing = [name for name in (REFERENCE, PURPOSE) if name not in given]
    missing += [RECIPIENT] if case.kind == "release" and RECIPIENT not in given else []
    missing += (
        [ITEMS] if not case.elements or not set(case.elements) <= set(bench.compiled.policy.data) else []
    )
    missing += [APPROVER] if not others else []
    if missing:
        listed = ", ".join(missing)
        raise guarded("accept", f"missing for this ground: {listed}", f"该情形尚缺：{listed}")
    answer = asked(bench, case, ground, given, bool(others))
    wanted = {each for each in case.elements if each not in case.withheld}
    if answer.verdict is not Verdict.PERMIT or (answer.only and not wanted <= set(answer.only)):
        why = "; ".join(f"{each.code} ({each.clause})" for each in answer.reasons) or answer.verdict.value
        raise guarded("accept", f"the policy does not permit it: {why}", f"政策不允许：{why}")
    return (found[0],)


def asked(bench: Bench, case: Case, ground: str, given: Mapping[str, str], approved: bool) -> Answer:
    """Return what the policy says to the step: the act, on what is demanded, for the purpose, to the recipient."""
    compiled, act = bench.compiled, ACTS[case.kind]
    purpose, recipient = given[PURPOSE], given.get(RECIPIENT)
    facts = facts_of(
        bench.book.standing(case.handle),
        bench.book.standing(""),
        bench.at,
        case.handle,
        purpose=purpose,
        recipient=recipient,
        act=act.value,
        product=given.get(PRODUCT),
    )
    seen = _seen(compiled, case, given, approved)
    facts = msgspec.structs.replace(
        facts, evidence=(*facts.evidence, *seen), transport="encrypted", authenticated=True
    )
    listed = f"providing.{act.value}.{ground}" == release_grounds(compiled, case.kind)[ground][0]
    cited = (*(each.reference for each in seen), *_cited(facts, given))
    claim = Claim(
        case=ground if listed else None,
        ground=None if listed else ground,
        sub=given.get(SUB),
        evidence=cited,
    )
    declared = compiled.policy.roles.items()
    roles = tuple(name for name, role in declared if purpose in role.may or name == OFFICER)
    request = Request(
        act,
        purpose,
        data=tuple(each for each in case.elements if each not in case.withheld),
        product=given.get(PRODUCT),
        subject=case.handle,
        actor=Acting(ActorKind.STAFF, roles),
        recipient=recipient,
        claim=claim,
        at=bench.at,
    )
    return decide(compiled, facts, request)


def _seen(compiled: Compiled, case: Case, given: Mapping[str, str], approved: bool) -> tuple[Evidence, ...]:
    """Return the evidence about the step that the officer named, and the approver; never what is about the person."""
    words = [name for name in given if name != APPROVER and _about(compiled, name) == STEP]
    words += [APPROVER] if approved else []
    return tuple(Evidence(name, f"{case.id}.{name}", subject=case.handle) for name in sorted(words))


def _cited(facts: Facts, given: Mapping[str, str]) -> tuple[str, ...]:
    """Return the references of what is in the books, as the officer names them."""
    return tuple(each.reference for each in facts.evidence if given.get(each.kind) == each.reference)


def _about(compiled: Compiled, word: str) -> str:
    declared = compiled.policy.evidence.get(word)
    if declared is not None:
        return str(declared.about)
    return EVIDENCE[word].about if word in EVIDENCE else ""


def _words(atom: Atom) -> list[str]:
    """Return the evidence that an item of a need names; of alternatives the first."""
    if atom.kind == "any":
        return next((words for words in map(_words, atom.alternatives) if words), [])
    return list(atom.words) if atom.kind == "evidence" else []
