"""Deciding: accepting, refusing, answering plainly, taking back, objecting.

Rules
- An officer decides; the desk itself accepts only what the policy leaves nobody to decide: a closed account where proof is
  all it takes, a consent or a preference of one's own, a change that the policy lets a person make directly, and seeing
  or copying one's own data by whoever has just proved who they are in self-service; and the first objection to a registered
  automated decision, which a person has to look at in any case.
- What the organisation has before it is not decided here while it may still answer.
- Part before nothing: accepting can hold back a part, on a ground of the list; refusing says why not even a part.
- The reviewer of an objection is another person than the one who decided.
- A plain answer holds no personal value.

Example
    >>> accept(bench, case, officer, Acceptance())
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from troth.consent import links_of, opt_out
from troth.holdings import recognise
from troth.ledger import EntryKind, Value
from troth.policy import Compiled, parse_period
from troth.rights import clocks, releasing
from troth.rights.automated import about_decision
from troth.rights.bench import AGREEMENT, Bench
from troth.rights.cancelling import RIGHT, cancelling_of, check_closing
from troth.rights.case import GROUNDED, Actor, Case, guarded
from troth.rights.forwarding import held_elsewhere
from troth.rights.fulfilling import finish, finished, open_work, send
from troth.rights.grounds import Refusal, check_needs, check_refusal, check_withholding
from troth.rights.intake import SELF_SERVICE
from troth.rights.keeping import restrict
from troth.rights.kinds import PERSONS
from troth.rights.letters import OUTCOMES, PERSONAL
from troth.rights.lifting import end as end_restriction

OWN_VIEW = frozenset({"access", "copy", "inquire"})
PLAIN = frozenset({"answered", "unable", "nothing-held", "forwarded"})


@dataclass(frozen=True)
class Acceptance:
    """How a request is accepted: the ground where its kind has grounds, its evidence; what is held back, and why.

    `approvers` are the handles of further operators. The evidence is sealed.
    """

    ground: str = ""
    evidence: Mapping[str, str] = field(default_factory=dict, repr=False)
    withheld: tuple[str, ...] = ()
    withholding: Refusal | None = None
    approvers: tuple[str, ...] = ()


def accept(bench: Bench, case: Case, by: Actor, said: Acceptance) -> Case:
    """Keep that a request is carried out, and open its work. Raises NotNow, NotYours, Guarded."""
    compiled = bench.compiled
    case.next("accept", by)
    if by.role == "system" and not automatic(bench, case):
        raise guarded("accept", "somebody has to decide this", "应由专人作出决定")
    _check_free(case, by, "accept", bench)
    if case.of.acts and not case.handle:
        raise guarded("accept", "nobody of that name is known here", "未查到对应的个人")
    _check_guardian(bench, case)
    clauses = _deleting(compiled, case, said, by)
    if said.withheld or said.withholding is not None:
        if said.withholding is None or not said.withheld:
            raise guarded("accept", "what is held back, and on which ground", "部分不予提供的内容和理由")
        clauses += check_withholding(compiled, said.withholding, by, said.approvers)
    if case.kind == RIGHT:
        check_closing(compiled, case, bench.now)
    if case.kind in GROUNDED:
        case = replace(case, elements=releasing.named_items(case, said.evidence))
        held = replace(case, withheld=tuple(said.withheld))
        clauses += releasing.check(bench, held, said.ground, said.evidence, said.approvers, by)
    content = bench.read_file(case)
    content["acceptance"] = {"ground": said.ground, "evidence": dict(said.evidence), "at": bench.at}
    if said.withholding is not None:
        content["reason"] = dict(said.withholding.reason)
        content["withholding"] = dict(said.withholding.evidence)
    digest = bench.write_file(case, content)
    accepted = case.step(
        "accept",
        by,
        bench.now,
        accepted=bench.now,
        decider=by.operator,
        looked=case.looked or bench.now,
        withheld=tuple(said.withheld),
        ground=said.withholding.ground if said.withholding is not None else case.ground,
        basis=said.ground if case.kind in GROUNDED else "",
        approver=next((each for each in said.approvers if each != by.operator), ""),
    )
    body = {
        "elements": case.elements,
        "withheld": accepted.withheld,
        "ground": accepted.ground or said.ground or None,
        "clauses": clauses,
        "digest": digest,
        "approver": next(iter(said.approvers), None),
    }
    kept = bench.keep(accepted, EntryKind.CASE_ACCEPTED, by, body, lambda new: _begin(bench, new, by))
    return finish(bench, kept) if finished(bench, kept) else kept


def _begin(bench: Bench, case: Case, by: Actor) -> None:
    """Do what acceptance does at once, and open the rest."""
    receipt = clocks.digest_of("accepted", case.id)
    clocks.done(bench.book, case, "acknowledge", receipt, bench.now)
    clocks.done(bench.book, case, "decide", receipt, bench.now)
    open_work(bench, case)
    if case.kind == RIGHT:
        bench.tools.accounts.close(bench.book, case, bench.compiled, bench.at)
    if "restrict" in case.of.acts and case.handle:
        restrict(bench.book, case, bench.context(by))
    effect = effect_of(bench, case)
    if effect is not None:
        effect(by)


def automatic(bench: Bench, case: Case) -> bool:
    """Return whether the policy leaves nobody to decide `case`, so that proof alone is enough."""
    if held_elsewhere(case) or case.state != "verified" or (case.of.acts and not case.handle):
        return False
    if case.disowned is not None or (case.cooling is not None and bench.now < case.cooling):
        return False
    if case.kind == RIGHT:
        found = cancelling_of(bench.compiled)
        return found.automatic and set(found.before) <= set(case.confirmed)
    if about_decision(case):
        return not any(each.about == case.about and each.outcome for each in bench.book.cases_of(case.handle))
    if not case.of.proof:
        return effect_of(bench, case) is not None
    own = case.role == "subject" and case.route in SELF_SERVICE and not case.earlier
    if case.kind in OWN_VIEW:
        return own
    right = bench.compiled.policy.rights.get(case.of.right)
    direct = set(right.direct) if right is not None else set()
    return (
        own and case.kind in ("correct", "complete") and bool(case.elements) and set(case.elements) <= direct
    )


def effect_of(bench: Bench, case: Case) -> Callable[[Actor], None] | None:
    """Return what accepting a consent taken back, an objection or a preference does, or None when it is for a person."""
    if case.kind not in ("withdraw", "object", "preferences") or not case.handle:
        return None
    details = bench.read_file(case).get("details", {})
    policy, book, handle = bench.compiled.policy, bench.book, case.handle
    target, stop = details.get("target"), details.get("opt-out")
    listed = isinstance(target, str) and (policy.entry(target) or target in policy.trackers.categories)
    if listed or (target == AGREEMENT and case.kind == "withdraw" and policy.agreement is not None):
        recipient = details.get("recipient")
        known = recipient if recipient in policy.recipients else None
        take_back = bench.tools.take_back
        return lambda by: _done(take_back(book, handle, str(target), bench.context(by), known))
    if isinstance(stop, str) and (stop == "*" or stop in policy.messages.types):
        channel = details.get("channel")
        over = channel if channel in policy.messages.channels else "*"
        return lambda by: _done(opt_out(book, handle, stop, str(over), True, bench.context(by)))
    return None


def _done(_: object) -> None:
    """Take a result that nobody needs."""


def _deleting(compiled: Compiled, case: Case, said: Acceptance, by: Actor) -> tuple[str, ...]:
    """Return the clause of the ground on which data is erased on request. Raises Guarded for none of the list."""
    table = compiled.policy.grounds.get("deleting")
    if case.kind != "delete" or table is None or table.gap is not None:
        return ()
    right = compiled.policy.rights.get(case.of.right)
    listed = (right.grounds if right is not None else ()) or tuple(table.list)
    ground = table.list.get(said.ground)
    if ground is None or ground.gap is not None or said.ground not in listed:
        raise guarded("accept", "a ground of the policy's list for deleting", "应选择政策所列的删除情形")
    if ground.by != "declaration":
        check_needs("accept", ground, Refusal(said.ground, said.evidence), by, said.approvers)
    return (f"grounds.deleting.{said.ground}",)


def _check_free(case: Case, by: Actor, event: str, bench: Bench) -> None:
    """Return when `by` may decide `case` here and now. Raises Guarded."""
    if held_elsewhere(case):
        raise guarded(event, "the organisation whose data it is may still answer", "数据所属组织仍可答复")
    before = bench.book.case(case.about) if case.about else None
    if before is not None and by.operator and by.operator == before.decider:
        raise guarded(event, "an objection is reviewed by another person", "异议应由另一名工作人员复核")


def _check_guardian(bench: Bench, case: Case) -> None:
    """Return when the guardian who asked is still one: a link can end before anybody decides. Raises Guarded."""
    if case.role != "guardian":
        return
    asked = bench.read_file(case).get("proving", {}).get("claim", {}).get("holder", "")
    links = links_of(bench.book.standing(case.handle), bench.at)
    if not any(each.state == "active" and each.guardian == asked for each in links):
        raise guarded("accept", "no link of this guardian to this person stands", "该监护关系未登记或已终止")


def refuse(bench: Bench, case: Case, by: Actor, said: Refusal, approvers: tuple[str, ...]) -> Case:
    """Keep that a request is turned down, with its letter. Raises NotNow, NotYours, Guarded."""
    case.next("refuse", by)
    _check_free(case, by, "refuse", bench)
    clauses = check_refusal(bench.compiled, case, said, by, approvers, case.earlier)
    file = {
        "reason": dict(said.reason),
        "refusal": {"ground": said.ground, "evidence": dict(said.evidence), "whole": said.whole},
    }
    refused = case.step(
        "refuse",
        by,
        bench.now,
        outcome="refused",
        ground=said.ground,
        decider=by.operator,
        looked=case.looked or bench.now,
    )
    body: dict[str, Value | None] = {
        "ground": said.ground,
        "evidence": tuple(sorted(said.evidence)),
        "clauses": clauses,
        "approver": next(iter(approvers), None),
    }
    return send(bench, refused, EntryKind.CASE_REFUSED, by, body, file)


def answer(bench: Bench, case: Case, by: Actor, words: Mapping[str, str], outcome: str) -> Case:
    """Keep a plain answer: words in both languages, no personal value. Raises NotNow, NotYours, Guarded."""
    case.next("answer-plainly", by)
    if outcome not in PLAIN or outcome not in OUTCOMES:
        raise guarded("answer-plainly", "the outcome is none of the list", "结果不在列表中")
    if not all(words.get(name, "").strip() for name in ("en", "zh")):
        raise guarded("answer-plainly", "words in both languages", "中英文答复")
    if case.state == "received" and not case.of.plain and outcome == "answered":
        raise guarded("answer-plainly", "this kind of request takes proof first", "此类请求须先核验身份")
    if (
        case.state == "verified" and not case.of.plain and by.role != "officer"
    ):  # else it refuses without a ground
        raise guarded(
            "answer-plainly",
            "what was proved is answered by who may decide it",
            "已核验的请求应由有权决定的人员答复",
        )
    if not _plainly(case, outcome):
        raise guarded(
            "answer-plainly",
            "a request about somebody who is known is accepted, or refused on a ground; a plain answer is neither",
            "涉及可查到的个人的请求，应予办理或依所列理由拒绝，不得以一般答复了结",
        )
    if about_decision(case) and outcome == "answered":
        raise guarded(
            "answer-plainly",
            "a contested decision is looked at again by a person",
            "有异议的自动化决策须由人工复核",
        )
    if outcome != "forwarded":
        _check_free(case, by, "answer-plainly", bench)
    for text in words.values():
        if any(span.kind.startswith(PERSONAL) for span in recognise(text)):
            raise guarded(
                "answer-plainly", "a plain answer holds no personal value", "一般答复不得包含个人信息"
            )
    ended = case.step(
        "answer-plainly",
        by,
        bench.now,
        outcome=outcome,
        decider=by.operator,
        looked=case.looked or bench.now,
    )
    return send(bench, ended, EntryKind.CASE_ANSWERED, by, {"outcome": outcome}, {"answer": dict(words)})


def _plainly(case: Case, outcome: str) -> bool:
    """Return whether a plain answer may end `case`: it would refuse without a ground what takes proof, but for nobody known."""
    if case.of.plain:
        return True
    if outcome == "forwarded":
        return case.forwarded is not None
    return case.state == "verified" and not case.handle


def take_back(bench: Bench, case: Case, by: Actor) -> Case:
    """Keep that the person takes the request back; nothing about it is owed any more, and what it restricted is lifted. Raises NotNow, Guarded.

    By its person alone once it restricts something: an operator would lift it without a word beforehand.
    """
    if case.accepted is not None and case.kind == "restrict" and by.role not in PERSONS:
        raise guarded("withdraw", "it is announced to the person, and lifted then", "应先告知本人，再行解除")
    gone = case.step("withdraw", by, bench.now)

    def duties(kept: Case) -> None:
        if case.accepted is not None and case.kind == "restrict":
            end_restriction(bench, kept, by)
        clocks.void_all(bench.book, kept, "withdrawn", bench.now)

    return bench.keep(gone, EntryKind.CASE_WITHDRAWN, by, {}, duties)


def note(bench: Bench, case: Case, by: Actor, code: str, **changed: Any) -> Case:
    """Keep a note of a listed `code` on a case. Raises NotNow."""
    noted = case.step("note", by, bench.now, **changed)
    return bench.keep(noted, EntryKind.CASE_NOTED, by, {"code": code})


def look(bench: Bench, case: Case, by: Actor) -> Case:
    """Keep that somebody had a first look at a case: its clock of acknowledgement ends."""
    receipt = clocks.digest_of("looked", case.id, by.operator, bench.at)
    noted = case.step("note", by, bench.now, looked=case.looked or bench.now)
    return bench.keep(
        noted,
        EntryKind.CASE_NOTED,
        by,
        {"code": "looked"},
        lambda kept: clocks.done(bench.book, kept, "acknowledge", receipt, bench.now),
    )


def review(
    bench: Bench, case: Case, by: Actor, result: str, words: Mapping[str, str], *, registered: bool = False
) -> Case:
    """Keep that a named person looked at an automated decision again: `upheld` or `overturned`, with why.

    A registered decision is reviewed in the register, which sets `registered`. Raises Guarded.
    """
    if about_decision(case) is not registered:
        raise guarded(
            "note", "a registered decision is reviewed in its register", "已登记的决策应在登记处复核"
        )
    duty = clocks.owed(bench.book, "decide", case, "review")
    if result not in ("upheld", "overturned") or duty is None or not by.operator:
        raise guarded(
            "note", "no review is open, or its result is none of the list", "没有待复核事项，或结果不在列表中"
        )
    if not all(words.get(name, "").strip() for name in ("en", "zh")):
        raise guarded("note", "an explanation in both languages", "中英文说明")
    content = bench.read_file(case)
    content["answer"] = dict(words)
    digest = bench.write_file(case, content)
    noted = case.step("note", by, bench.now, decider=by.operator)

    def duties(kept: Case) -> None:
        clocks.close_child(bench.book, duty, digest, bench.now)

    kept = bench.keep(noted, EntryKind.CASE_NOTED, by, {"code": result, "digest": digest}, duties)
    return finish(bench, kept) if finished(bench, kept) else kept


def objectable(bench: Bench, case: Case) -> None:
    """Return when the person may object to the answer of `case` now. Raises Guarded."""
    desk = bench.compiled.policy.requests
    within = desk.objection.get("within") if desk is not None else None
    if case.state != "answered" or case.ended is None:
        raise guarded("receive", "an objection is to an answer", "仅可对已作出的答复提出异议")
    if within and clocks.period_end(bench.compiled.policy, case.ended, parse_period(within)) <= bench.now:
        raise guarded(
            "receive",
            "the time for an objection is over; a new request is always possible",
            "异议期已过，可另行提出请求",
        )


AUTOMATIC = Acceptance()
"""How the desk itself accepts what nobody has to decide."""
