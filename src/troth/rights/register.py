"""The register of automated decisions: recorded with the step they rest on, explained, contested, looked at again by a person.

Rules
- Nothing is registered that does not rest on a permitted `profile` step about that very person (`automated`). The ledger has ids and
  digests; what was decided is sealed under a key of its own.
- An objection is a case at the desk like any other, with its proof and clocks. From its receipt the decision is contested.
- A named reviewer upholds or overturns, and says why in both languages: an operator in the role, never who made or entered the
  decision, entered the objection, or reviewed it before. Overturned, the old outcome is superseded and its recipients are told.

Example
    >>> made = register.record("jingdigital", "u-1", 17, Told("advertising", "fitting", "2.1", ("preferences",), digest, ...))
    >>> case = register.contest("jingdigital", "u-1", made.id, Intake("object-automated", words="..."))
    >>> register.judge("jingdigital", "u-1", made.id, reviewer.handle, Judged("overturned", {...}, "general"))
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from troth.consent import Contest, follow
from troth.ledger import Entry, EntryKind, PolicyRef, Value, new_salt, read_entry
from troth.operators import Operator
from troth.policy import Compiled
from troth.rights import clocks, deciding
from troth.rights.automated import (
    Decision,
    Past,
    Told,
    about_decision,
    check_outcome,
    check_step,
    check_told,
    decision_id,
    file_of,
    opened,
    purpose_of,
)
from troth.rights.bench import Bench
from troth.rights.case import Actor, Case, bad, guarded
from troth.rights.decided import MARK, read, recorded, standing
from troth.rights.desk import Desk
from troth.rights.errors import NO_SUCH_DECISION, NOT_YOURS, NoSuchCase, NotYours
from troth.rights.explaining import explanation_of, letter_words
from troth.rights.intake import Intake
from troth.vocabulary import Plain

KIND = "object-automated"
MOST_LISTED = 200
RESULTS = ("upheld", "overturned")
OFFICER = "privacy-officer"
ANOTHER = "another-operator"
ReviewerOf = Callable[[str, str], Operator | None]
"""Returns the operator with a handle who works for a policy, by (policy, handle); None for anybody else."""
VersionOf = Callable[[str, str], Compiled | None]
"""Returns a version of a policy, by (policy, version)."""
ErasedOf = Callable[[str, tuple[str, ...]], bool]
"""Returns whether somebody or something with one of these marks was erased, by (policy, marks)."""


class NoSuchDecision(NoSuchCase):
    """No such decision is registered about the person."""


@dataclass(frozen=True)
class Judged:
    """What a reviewer found: `upheld` or `overturned`, why in both languages, and the outcome that counts from now on.

    `outcomes` has the text of an outcome that was not possible before.
    """

    result: str
    why: Mapping[str, str] = field(repr=False)
    outcome: str = field(default="", repr=False)
    outcomes: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)


class Register(Desk):
    """The desk with its register of automated decisions."""

    def __init__(
        self, *desk: Any, version_of: VersionOf, reviewer_of: ReviewerOf, erased: ErasedOf = lambda *_: False
    ) -> None:
        """Stand on the parts of a `Desk`; `version_of` finds policies as they were, `reviewer_of` who reviews."""
        super().__init__(*desk)
        self._version_of, self._reviewer_of, self._erased = version_of, reviewer_of, erased

    # --- registering

    def record(self, policy: str, subject: str, entry: int, told: Told) -> Decision:
        """Register the decision that rests on the step `entry`, once. Raises Guarded, BadCase."""
        digest = self._digest(policy, subject)

        def work(bench: Bench) -> Decision:
            handle = bench.book.subject(digest, create=False) or ""
            step = _entry(bench, entry)
            check_step(step, handle, told)
            compiled = self._of_step(policy, step)
            check_told(compiled, told)
            file = file_of(handle, decision_id(handle, entry))
            sealed = bench.tools.files.read(bench.book, file)
            if sealed is None:
                if self._erased(policy, (handle, file)):
                    raise guarded(
                        "record", "somebody whose data was not erased", "该个人的信息已删除，不再登记"
                    )
                return self._keep(bench, compiled, handle, entry, told)
            known = opened(sealed)
            if known.print != told.print:
                raise guarded("record", "a step with no decision yet", "该步骤已登记过一项决策")
            return standing(bench.book, handle, known)

        return self._write(policy, work)

    def _of_step(self, policy: str, step: Entry | None) -> Compiled:
        version = step.policy.version if step is not None and step.policy is not None else ""
        return self._version_of(policy, version) or self._compiled(policy)

    def _keep(self, bench: Bench, compiled: Compiled, handle: str, entry: int, told: Told) -> Decision:
        purpose = purpose_of(compiled, told.purpose)
        if purpose is None or purpose.decides is None:
            raise guarded("record", "a purpose that `decides` in the policy", "政策中写明 decides 的目的")
        effect, review = purpose.decides.effect, purpose.decides.review
        made = Decision(
            decision_id(handle, entry), bench.at, compiled.version, told.purpose, effect, review,
            entry, bench.book.next_index(), told.model, told.version, tuple(told.inputs), told.digest,
            told.outcome, dict(told.outcomes), tuple(told.offered), tuple(told.recipients), told.operator,
            tuple(told.makers), values=dict(told.values), print=told.print, salt=bench.tools.randomness(16).hex(),
        )  # fmt: skip
        body: dict[str, Value] = {
            "decision": made.id,
            "purpose": made.purpose,
            "model": made.model,
            "model-version": made.version,
            "elements": made.inputs,
            "effect": effect,
            "inputs": made.digest,
            "digest": self._seal(bench, handle, made),
            "cites": (entry,),
        }
        body |= {
            name: each
            for name, each in (
                ("offered", made.offered),
                ("recipients", made.recipients),
                ("operator", made.operator),
            )
            if each
        }
        self._append(
            bench,
            EntryKind.AUTOMATED_RECORDED,
            handle,
            body,
            PolicyRef(compiled.id, compiled.version, compiled.hash),
        )
        if not bench.book.mark(MARK):
            bench.book.keep_mark(MARK, 1)
        return made

    def _seal(self, bench: Bench, handle: str, made: Decision) -> str:
        bench.tools.files.keep(bench.book, file_of(handle, made.id), made.sealed.decode())
        return clocks.digest_of(made.sealed.decode())

    def _append(
        self, bench: Bench, kind: EntryKind, handle: str, body: Mapping[str, Value], policy: PolicyRef
    ) -> None:
        salt = new_salt(bench.tools.randomness)
        bench.book.append(
            Entry(kind, bench.at, bench.compiled.id, salt, subject=handle, policy=policy, body=body)
        )

    # --- reading

    def decisions(self, policy: str, subject: str) -> list[Decision]:
        """Return the newest decisions about a person, the newest first; none for somebody unknown."""
        digest = self._digest(policy, subject)

        def work(bench: Bench) -> list[Decision]:
            handle = bench.book.handle_of(digest) or ""
            ids = recorded(bench.book, handle)
            found = (_read(bench, handle, each) for each in reversed([*ids]))
            return list(islice((each for each in found if each is not None), MOST_LISTED))

        return self._look(policy, work)

    def decision(self, policy: str, subject: str, decision: str) -> Decision:
        """Return one decision about a person. Raises NoSuchDecision."""
        digest = self._digest(policy, subject)
        return self._look(policy, lambda bench: self._needed(bench, digest, decision)[1])

    def explain(self, policy: str, subject: str, decision: str) -> dict[str, str]:
        """Return the explanation of a decision in zh and en: rules, model, kinds of input, why. Raises NoSuchDecision."""
        made = self.decision(policy, subject, decision)
        compiled = self._version_of(policy, made.policy) or self._compiled(policy)
        return {language: explanation_of(compiled, made, language) for language in ("en", "zh")}

    def values(self, policy: str, subject: str, decision: str, by: str) -> dict[str, str]:
        """Return the sealed inputs to a reviewer while a review is open; that they were read is recorded.

        Raises NoSuchDecision, NotYours, Guarded.
        """
        reviewer = self._reviewer(policy, by)
        digest = self._digest(policy, subject)

        def work(bench: Bench) -> dict[str, str]:
            handle, made = self._needed(bench, digest, decision)
            if made.restricted:
                raise guarded(
                    "review", "inputs that are not kept for the law only", "该决策已限制处理，输入不再提供"
                )
            case = _waiting(bench, handle, made)[0]
            self._check_other(bench.compiled, made, [case], reviewer.handle)
            actor = Actor("operator", reviewer.handle)
            bench.enter(EntryKind.CASE_NOTED, case, actor, {"code": "inputs-read"})
            return dict(made.values)

        return self._write(policy, work)

    def _needed(self, bench: Bench, digest: str, decision: str) -> tuple[str, Decision]:
        handle = bench.book.handle_of(digest) or ""
        return handle, _known(bench, handle, decision)

    # --- objecting

    def contest(self, policy: str, subject: str, decision: str, intake: Intake) -> Case:
        """Keep a person's objection to a decision, and return its case; from now on it is contested.

        Kind, person and decision are set here. Raises NoSuchDecision, BadCase, NotYours.
        """
        self.decision(policy, subject, decision)
        return self.receive(policy, replace(intake, kind=KIND, subject=subject, about=decision))

    # --- looking again

    def judge(self, policy: str, subject: str, decision: str, by: str, judged: Judged) -> Decision:
        """Keep what a person found who looked at a decision again, and let the letter go out.

        Raises NoSuchDecision, NotYours, Guarded, BadCase.
        """
        reviewer = self._reviewer(policy, by)
        digest = self._digest(policy, subject)

        def work(bench: Bench) -> Decision:
            bench.book.subject(digest, create=False)
            handle, made = self._needed(bench, digest, decision)
            return self._judge(bench, handle, made, reviewer, judged)

        return self._write(policy, work)

    def review(
        self,
        policy: str,
        case: str,
        by: Actor,
        result: str,
        words: Mapping[str, str],
        outcome: str = "",
    ) -> Case:
        """Keep a review by the number of the case; of a registered decision as `judge` does.

        Raises NoSuchCase, NotYours, Guarded, BadCase.
        """
        if not about_decision(self.case(policy, case)):
            return super().review(policy, case, by, result, words)
        reviewer = self._reviewer(policy, by.operator)

        def work(bench: Bench) -> Case:
            found = bench.case(case)
            made = _known(bench, found.handle, found.about)
            self._judge(bench, found.handle, made, reviewer, Judged(result, words, outcome))
            return bench.case(case)

        return self._write(policy, work)

    def of_case(self, policy: str, case: str) -> Decision | None:
        """Return the registered decision that a case is about, for whoever reviews it. Raises NoSuchCase."""

        def work(bench: Bench) -> Decision | None:
            found = bench.case(case)
            return _read(bench, found.handle, found.about) if about_decision(found) else None

        return self._look(policy, work)

    def _judge(
        self, bench: Bench, handle: str, made: Decision, reviewer: Operator, judged: Judged
    ) -> Decision:
        cases = _waiting(bench, handle, made)
        self._check_other(bench.compiled, made, cases, reviewer.handle)
        new = _judged(made, judged, reviewer, cases[0].id, bench.at)
        self._note(bench, handle, new, cases[0].id)
        words = letter_words(made, new)
        for number, case in enumerate(cases):
            bench.work_by(case.policy)
            self._end(bench, handle, new, case, words, told=number == 0)
        return replace(new, state=judged.result)

    def _note(self, bench: Bench, handle: str, new: Decision, case: str) -> None:
        past = new.reviews[-1]
        body: dict[str, Value] = {
            "decision": new.id,
            "case": case,
            "state": past.result,
            "operator": past.operator,
            "digest": self._seal(bench, handle, new),
            "cites": (new.index,),
        }
        if past.result == "overturned" and new.recipients:
            body["recipients"] = new.recipients
        self._append(bench, EntryKind.AUTOMATED_REVIEWED, handle, body, bench.reference)

    def _end(
        self,
        bench: Bench,
        handle: str,
        new: Decision,
        case: Case,
        words: Mapping[str, str],
        *,
        told: bool,
    ) -> None:
        """Close the review of one objection; the first of them lets the recipients be told of a new outcome."""
        past = new.reviews[-1]
        by = Actor("operator", past.operator)
        if told and past.result == "overturned":
            for recipient in new.recipients:
                clocks.open_for(bench.book, case, bench.compiled, "tell-recipient", part=recipient)
        contest = Contest(case.id, new.id, new.purpose, past.result)
        follow(bench.book, handle, contest, bench.context(by))
        deciding.review(bench, case, by, past.result, words, registered=True)

    def _reviewer(self, policy: str, by: str) -> Operator:
        """Return the operator who may review: in the role, or the officer where the policy names that one."""
        found = self._reviewer_of(policy, by)
        right = self._compiled(policy).policy.rights.get(KIND)
        roles = ["reviewer", *(["officer"] if right is not None and right.reviewer == OFFICER else [])]
        if found is None or not found.has(*roles):
            raise NotYours(NOT_YOURS, event=Plain("review"), role=Plain("operator"))
        return found

    @staticmethod
    def _check_other(compiled: Compiled, made: Decision, cases: list[Case], by: str) -> None:
        """Return when `by` had no part in what is looked at again. Raises Guarded."""
        right = compiled.policy.rights.get(KIND)
        mine = {made.operator, *made.makers, *(each.operator for each in made.reviews)}
        mine |= {each.entered for each in cases}
        if right is not None and right.reviewer == ANOTHER:
            mine |= {each.decider for each in cases}
        if by in mine:
            raise guarded(
                "review",
                "another person than who made, entered or reviewed the decision, or entered the objection",
                "复核人不得是作出、录入或曾复核该决策的人，也不得是录入异议的人",
            )


def _judged(made: Decision, judged: Judged, reviewer: Operator, case: str, at: str) -> Decision:
    """Return the decision after the review. Raises BadCase."""
    if judged.result not in RESULTS:
        raise bad("a review upholds or overturns", "复核结果应为维持或变更")
    if not all(judged.why.get(name, "").strip() for name in ("en", "zh")):
        raise bad("a review is explained in both languages", "复核应附中英文说明")
    past = Past(at, case, judged.result, made.outcome, reviewer.handle, reviewer.name, {**judged.why})
    reviewed = replace(made, reviews=(*made.reviews, past))
    if judged.result == "upheld":
        if judged.outcome or judged.outcomes:
            raise bad("what is upheld has no other outcome", "维持原决策的，不得另列结果")
        return reviewed
    outcomes = {**made.outcomes, **judged.outcomes}
    check_outcome(judged.outcome, outcomes)
    if judged.outcome == made.outcome:
        raise bad("what is overturned has another outcome", "变更决策的，结果应与原结果不同")
    return replace(reviewed, outcome=judged.outcome, outcomes=outcomes)


def _entry(bench: Bench, index: int) -> Entry | None:
    if not 0 <= index < bench.book.next_index():
        return None
    found = next(iter(bench.book.entries(index, index + 1)), None)
    return read_entry(found) if found is not None else None


def _read(bench: Bench, handle: str, decision: str) -> Decision | None:
    return read(bench.book, bench.tools.files, handle, decision)


def _known(bench: Bench, handle: str, decision: str) -> Decision:
    made = _read(bench, handle, decision)
    if made is None:
        raise NoSuchDecision(NO_SUCH_DECISION)
    return made


def _waiting(bench: Bench, handle: str, made: Decision) -> list[Case]:
    """Return the objections to `made` that wait for a review. Raises Guarded for none."""
    found = [
        case
        for case in bench.book.cases_of(handle)
        if case.about == made.id and clocks.owed(bench.book, "decide", case, "review") is not None
    ]
    if not found:
        raise guarded("review", "an accepted objection that waits for it", "没有待复核的异议")
    return found
