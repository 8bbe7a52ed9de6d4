"""What an operator does to a request: each act reads its form and takes its step at the desk, alone or as a proposal.

Rules
- Two persons: a ground that names an approver, a fee that has one, a proof that two operators judge, what a reviewer decides,
  and what erases or releases data, as soon as somebody else here could approve it.
- What is proposed lies sealed in the case; the proposal holds ids and digests only, and is tried first, so that it fails
  before anybody is asked.
- A person's words that came by mail or telephone are entered as an operator, whatever else the operator may do.

Example
    >>> Acts(desk, doors, compiled).do("look", me, case, form)
    'look'
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from troth.assembly import Doors
from troth.duties import void
from troth.notices import WHY
from troth.operators import DECIDING, KEY_OPERATOR, Act, Operator, Proposal, ordered
from troth.operators.errors import KEY_IS_NOBODY, NOT_ALLOWED, NotAllowed
from troth.policy import Compiled
from troth.rights import METHODS, Actor, Case, Desk, Draft, Question, Register, cancelling_of
from troth.rights.errors import GUARDED, Guarded
from troth.vocabulary import Plain
from troth.web.console.cases import Ground, chosen, deleting, refusing, withholding
from troth.web.frame import Form

VOID = "duties.void"
PRIVACY_OFFICER = "privacy-officer"
LONGEST = 20_000


def actor_of(me: Operator) -> Actor:
    """Return who acts at the desk: who may decide as an officer, anybody else as an operator."""
    return Actor("officer" if me.has(*DECIDING) else "operator", me.handle)


def desk_acts(
    desk: Desk, now: Callable[[], datetime], current: Callable[[str], Compiled]
) -> Mapping[str, Act]:
    """Return what is done once a second person approves it, by the kind of the proposal."""

    def step(book: Any, proposal: Proposal, by: Operator) -> str:
        case, given = book.case(proposal.target), proposal.parameters
        if case is not None and proposal.kind in ("rights.accept", "rights.refuse"):
            check_officer(current(book.controller), case, by, given["role"])
        desk.approved(book.controller, proposal.target, given["draft"], by.handle)(book)
        return ""

    def drop(book: Any, proposal: Proposal, by: Operator) -> str:
        void(book, proposal.target, proposal.parameters["reason"], now())
        return ""

    return {f"rights.{each}": step for each in ("accept", "refuse", "fee", "judge", "pick-up")} | {VOID: drop}


def another(doors: Doors, me: Operator, policy: str) -> bool:
    """Return whether somebody else here could approve what `me` proposes for `policy`."""
    return doors.operators.another(me, policy)


def check_officer(compiled: Compiled, case: Case, approver: Operator, proposer: str) -> None:
    """Check that a closed account that the policy leaves to the privacy officer has one of the two. Raises NotAllowed."""
    closing = case.kind == "cancel-account" and cancelling_of(compiled).approver == PRIVACY_OFFICER
    if closing and proposer != "officer" and not approver.has("officer"):
        raise NotAllowed(NOT_ALLOWED)


@dataclass(frozen=True)
class Acts:
    """The acts on requests of one policy."""

    desk: Desk
    doors: Doors
    compiled: Compiled

    def do(self, doing: str, me: Operator, case: Case, form: Form) -> str:
        """Do one of `cases.ACTS`; return the word for what was done: the act, or `proposed`. Raises what the desk raises."""
        return cast("str", getattr(self, f"_{doing}")(me, case, form))

    @property
    def _policy(self) -> str:
        return self.compiled.id

    # --- simple steps

    def _look(self, me: Operator, case: Case, form: Form) -> str:
        self.desk.look(self._policy, case.id, actor_of(me))
        return "look"

    def _sort(self, me: Operator, case: Case, form: Form) -> str:
        self.desk.sort(self._policy, case.id, form.one("kind"), actor_of(me))
        return "sort"

    def _ask(self, me: Operator, case: Case, form: Form) -> str:
        what, words = form.exact("what", "proof", "form", "detail", "fee"), form.one("words")[:LONGEST]
        fees = self.compiled.policy.requests.fees if self.compiled.policy.requests is not None else {}
        if what == "fee" and fees.get("approve"):
            return self.propose(me, case, Draft("fee", words=words))
        self.desk.ask(self._policy, case.id, Question(what, form.many("items"), words), actor_of(me))
        return "ask"

    def _code(self, me: Operator, case: Case, form: Form) -> str:
        self.desk.send_code(self._policy, case.id)
        return "code"

    def _reply(self, me: Operator, case: Case, form: Form) -> str:
        by = Actor("operator", me.handle)
        self.desk.reply(self._policy, case.id, by, form.one("words")[:LONGEST])
        return "reply"

    def _confirm(self, me: Operator, case: Case, form: Form) -> str:
        self.desk.confirm(self._policy, case.id, Actor("operator", me.handle), form.many("items"))
        return "confirm"

    def _withdraw(self, me: Operator, case: Case, form: Form) -> str:
        self.desk.withdraw(self._policy, case.id, Actor("operator", me.handle))
        return "withdraw"

    def _fail(self, me: Operator, case: Case, form: Form) -> str:
        self.desk.fail(self._policy, case.id, actor_of(me))
        return "fail"

    def _forged(self, me: Operator, case: Case, form: Form) -> str:
        self.desk.forged(self._policy, case.id, actor_of(me))
        return "forged"

    def _forward(self, me: Operator, case: Case, form: Form) -> str:
        self.desk.forward(self._policy, case.id, actor_of(me), form.one("organisation")[:200])
        return "forward"

    def _extend(self, me: Operator, case: Case, form: Form) -> str:
        self.desk.extend(self._policy, case.id, actor_of(me), form.exact("why", *WHY), _both(form))
        return "extend"

    def _lift(self, me: Operator, case: Case, form: Form) -> str:
        self.desk.announce_lift(self._policy, case.id, actor_of(me), _both(form))
        return "lift"

    def _lifttold(self, me: Operator, case: Case, form: Form) -> str:
        self.desk.told_of_lift(self._policy, case.id, actor_of(me), form.one("words")[:LONGEST])
        return "lifttold"

    def _liftstop(self, me: Operator, case: Case, form: Form) -> str:
        self.desk.stop_lift(self._policy, case.id, actor_of(me))
        return "liftstop"

    def _answer(self, me: Operator, case: Case, form: Form) -> str:
        self.desk.answer(self._policy, case.id, actor_of(me), _both(form), form.one("outcome", "answered"))
        return "answer"

    def _review(self, me: Operator, case: Case, form: Form) -> str:
        right = self.compiled.policy.rights.get(case.of.right)
        reviewer = right.reviewer if right is not None else None
        if reviewer == PRIVACY_OFFICER and not me.has("officer"):
            raise NotAllowed(NOT_ALLOWED)
        if isinstance(self.desk, Register) and self.desk.of_case(self._policy, case.id) is not None:
            result, outcome = form.exact("result", "upheld", "overturned"), form.one("new-outcome")[:80]
            outcome = outcome if result == "overturned" else ""
            self.desk.review(self._policy, case.id, actor_of(me), result, _both(form), outcome)
            return "review"
        if reviewer != PRIVACY_OFFICER and me.handle == case.decider:
            raise _missing("note", "another reviewer than who accepted it", "由受理人以外的人员复核")
        result = form.exact("result", "upheld", "overturned")
        self.desk.review(self._policy, case.id, actor_of(me), result, _both(form))
        return "review"

    # --- steps that may take two

    def _judge(self, me: Operator, case: Case, form: Form) -> str:
        return self._step(me, case, self.drafted("judge", case, form))

    def _accept(self, me: Operator, case: Case, form: Form) -> str:
        return self._step(me, case, self.drafted("accept", case, form))

    def _refuse(self, me: Operator, case: Case, form: Form) -> str:
        return self._step(me, case, self.drafted("refuse", case, form))

    def drafted(self, doing: str, case: Case, form: Form) -> Draft:
        """Return what the form of one of these acts holds: only items of the chosen ground are read."""
        if doing == "judge":
            method = form.one("method")
            return Draft("judge", method=method, seen=form.one("seen")[:LONGEST])
        grounds = (refusing if doing == "refuse" else deleting)(self.compiled, case, "en")
        ground, held = (
            chosen(grounds, form.one("ground")),
            chosen(withholding(self.compiled, "en"), form.one("held")),
        )
        held = held if doing == "accept" else None
        return Draft(
            doing,
            form.one("ground"),
            _evidence(form, "evidence", ground),
            _both(form),
            form.one("whole")[:LONGEST],
            form.many("withheld") if doing == "accept" else (),
            held.id if held is not None else "",
            _evidence(form, "held-evidence", held),
        )

    def needs_second(self, me: Operator, case: Case, draft: Draft) -> bool:
        """Return whether `me` alone may not take this step."""
        if draft.do == "judge":
            found = METHODS.get(draft.method)
            return found is not None and found.operators > 1
        if not me.has(*DECIDING):
            return True
        grounds = (refusing if draft.do == "refuse" else deleting)(self.compiled, case, "en")
        named = (chosen(grounds, draft.ground), chosen(withholding(self.compiled, "en"), draft.held))
        if any(each is not None and each.second for each in named):
            return True
        closing = cancelling_of(self.compiled).approver if case.kind == "cancel-account" else ""
        if closing == PRIVACY_OFFICER and not me.has("officer"):
            return True
        return draft.do == "accept" and case.of.final and another(self.doors, me, self._policy)

    def preview(self, doing: str, me: Operator, case: Case, form: Form) -> Mapping[str, str]:
        """Return the letter that an act would lead to; nothing is kept. Raises what the desk raises."""
        return self.desk.try_step(self._policy, case.id, actor_of(me), self.drafted(doing, case, form))

    def _step(self, me: Operator, case: Case, draft: Draft) -> str:
        if self.needs_second(me, case, draft):
            return self.propose(me, case, draft)
        self.desk.take_step(self._policy, case.id, actor_of(me), draft)
        return draft.do

    def propose(self, me: Operator, case: Case, draft: Draft) -> str:
        """Keep `draft` sealed with `case` and ask for a second person; return `proposed`. Raises what the step raises."""
        if me is KEY_OPERATOR or me.handle == KEY_OPERATOR.handle:
            raise NotAllowed(KEY_IS_NOBODY)
        by = actor_of(me)
        self.desk.try_step(self._policy, case.id, by, draft)
        digest = self.desk.draft(self._policy, case.id, by, draft)
        about = {"draft": digest, "request": case.kind, "role": ordered(me.roles)[0]}
        about |= {
            name: value
            for name, value in (("ground", draft.ground or draft.held), ("method", draft.method))
            if value
        }
        self.doors.approvals.propose(self._policy, me, f"rights.{draft.do}", case.id, about)
        return "proposed"


def _both(form: Form) -> dict[str, str]:
    return {"en": form.one("en")[:LONGEST], "zh": form.one("zh")[:LONGEST]}


def _evidence(form: Form, field: str, ground: Ground | None) -> dict[str, str]:
    items = ground.items if ground is not None else ()
    given = {each: form.one(f"{field}.{each}")[:LONGEST] for each in items}
    return {name: value for name, value in given.items() if value}


def _missing(event: str, rule: str, rule_zh: str) -> Guarded:
    return Guarded(GUARDED, event=Plain(event), rule=Plain(rule), rule_zh=Plain(rule_zh))
