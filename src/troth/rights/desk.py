"""The desk: the one way to move a case. Every method takes the policy first, as the gate does.

Rules
- Each step is one transaction of the store: row, ledger entry, duties, sealed file, and what it does to the account.
- A step that the table of states, the role or a guard forbids raises and leaves nothing.
- Who is known here and who is not get the same answer: `receive` returns a case of one shape for both, after the same work.

Example
    >>> case = desk.receive("joinbase", Intake(kind="delete", subject="u-1"))
    >>> desk.change_proof("joinbase", case.id, lambda proving, counts: (identity.signed_in(...), None))
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeVar

from troth.ledger import EntryKind
from troth.rights import asking, clocks, deciding, drafts, forwarding, fulfilling, proofs
from troth.rights.asking import Question
from troth.rights.bench import POLL, Bench
from troth.rights.case import SYSTEM, Actor, Case, bad
from troth.rights.deciding import Acceptance
from troth.rights.drafts import Draft
from troth.rights.errors import NOT_YOURS, TRIED, NotYours, Tried
from troth.rights.extension import extend
from troth.rights.grounds import Refusal
from troth.rights.identity import Proving, Session
from troth.rights.identity.ports import Contact, Counts, Proofs
from troth.rights.intake import Intake, acknowledge, ask_for_missing, open_case
from troth.rights.kinds import kind_of
from troth.rights.objecting import object_to
from troth.rights.organisation_desk import OrganisationDesk
from troth.rights.ports import WritingCaseBook
from troth.rights.proofs import DeskProofs
from troth.vocabulary import Plain

T = TypeVar("T")
MOST_AT_ONCE = 200


@dataclass(frozen=True)
class Ticked:
    """What a look at the desk did: how many lapsed, were answered, came back from a silent organisation, were late asked."""

    lapsed: int = 0
    answered: int = 0
    silent: int = 0
    late: int = 0


class Desk(OrganisationDesk):
    """The request desk of every policy on the shelf, on one store."""

    @property
    def proofs(self) -> Proofs:
        """The proofs of requests, for whoever sends and checks codes."""
        return DeskProofs(self.proving, self.change_proof)

    # --- requests

    def receive(self, policy: str, intake: Intake) -> Case:
        """Keep a request that came in, and return its case. Raises BadCase, NotYours, Guarded."""
        digest = self._digest(policy, intake.subject) if intake.subject else ""
        other = self._digest(policy, intake.requester) if intake.requester else ""

        def work(bench: Bench) -> Case:
            handle = (bench.book.handle_of(digest) or "") if digest else ""
            bench.work_by(bench.agreed(handle))
            case = open_case(bench, intake, handle)
            holder = handle if intake.role in ("subject", "agent") else ""
            if intake.role == "guardian" and other:
                holder = bench.book.handle_of(other) or ""
            person = holder or other or digest or clocks.digest_of("nobody", case.id)
            policy_ = bench.compiled.policy
            if intake.organisation or forwarding.concerns_organisation(policy_, intake.elements):
                case = forwarding.forward(bench, case, SYSTEM)
            case = proofs.begin(bench, case, self.identity, holder, person)
            missing = case.open and case.accepted is None
            return acknowledge(bench, ask_for_missing(bench, case, intake) if missing else case)

        return self._write(policy, work)

    def ask(self, policy: str, case: str, question: Question, by: Actor) -> Case:
        """Ask the person for proof, a form, a detail or a fee. Raises NoSuchCase, NotNow, NotYours, Guarded, BadCase."""
        return self._step(policy, case, by, lambda bench, found: asking.ask(bench, found, question, by))

    def reply(
        self, policy: str, case: str, by: Actor, words: str = "", details: Mapping[str, str] | None = None
    ) -> Case:
        """Keep what the person replied; what waited for it alone goes on. Raises NoSuchCase, NotNow, NotYours."""

        def work(bench: Bench, found: Case) -> Case:
            return self._go_on(bench, asking.reply(bench, found, by, words, details or {}))

        return self._step(policy, case, by, work)

    def confirm(self, policy: str, case: str, by: Actor, items: Sequence[str]) -> Case:
        """Keep which of the policy's warnings and offers the person has seen; what waited for them goes on."""

        def work(bench: Bench, found: Case) -> Case:
            right = bench.compiled.policy.rights.get(found.of.right)
            if not items or not set(items) <= set(right.before if right is not None else ()):
                raise bad("it confirms what the policy does not ask for", "确认事项不在政策所列范围内")
            confirmed = tuple(dict.fromkeys((*found.confirmed, *items)))
            noted = deciding.note(bench, found, by, "confirmed", confirmed=confirmed)
            return self._go_on(bench, noted)

        return self._step(policy, case, by, work)

    def withdraw(self, policy: str, case: str, by: Actor) -> Case:
        """Keep that the person takes the request back, as long as they may. Raises NoSuchCase, NotNow, NotYours."""
        return self._step(policy, case, by, lambda bench, found: deciding.take_back(bench, found, by))

    def object(self, policy: str, case: str, by: Actor, words: str) -> Case:
        """Open a complaint about an answer, to be reviewed by another person; return its case. Raises Guarded."""
        return self._step(
            policy, case, by, lambda bench, found: object_to(bench, found, by, words, self.identity)
        )

    # --- proof

    def proving(self, policy: str, case: str) -> Proving:
        """Return how far the proof of a request is. Raises NoSuchCase, BadCase."""
        return self._look(policy, lambda bench: proofs.read(bench, bench.case(case)))

    def change_proof(self, policy: str, case: str, step: Callable[[Proving, Counts], tuple[Proving, T]]) -> T:
        """Run a step of `identity` on the proof of a request, keep it and what follows from it, and return the rest."""
        return self._write(policy, lambda bench: proofs.change(bench, bench.case(case), step))

    def send_code(self, policy: str, case: str) -> Case:
        """Open the duty to send a code for a request, for the known and the unknown alike. Raises NotNow."""

        def work(bench: Bench) -> Case:
            return asking.send_code(bench, bench.case(case))

        return self._write(policy, work)

    def answer_code(self, policy: str, case: str, code: str, source: str = "") -> Case:
        """Take a code that was typed in; only the state of the case tells whether it was right. Raises BadCase."""
        self.proved_by_code(policy, case, code, source)
        return self.case(policy, case)

    def proved_by_code(self, policy: str, case: str, code: str, source: str = "") -> bool:
        """Take a code that was typed in; return whether it is this very code that proved the request. Raises BadCase.

        The state of the case does not tell that: somebody else may have proved it in the same moment.
        """
        now = self._now()

        def answered(proving: Proving, counts: Counts) -> tuple[Proving, bool]:
            after = self.identity.answer(proving, counts, code, now, source=source)
            return after, proving.state == "open" and after.state == "verified"

        return self.change_proof(policy, case, answered)

    def signed_in(
        self,
        policy: str,
        case: str,
        subject: str,
        at: datetime | None,
        contacts: Sequence[Contact] | None = None,
    ) -> Case:
        """Take the word of an application that `subject` signed in at `at`; much only with the contacts on file known.

        Raises AnotherCase, BadProof.
        """
        now = self._now()
        digest = self._digest(policy, subject) if subject else ""

        def work(bench: Bench) -> None:
            handle = (bench.book.handle_of(digest) or "") if digest else ""
            session = Session(handle, (at or now).astimezone(UTC))
            proofs.change(
                bench,
                bench.case(case),
                lambda proving, _: (self.identity.signed_in(proving, session, contacts, now), None),
            )

        self._write(policy, work)
        return self.case(policy, case)

    def fail(self, policy: str, case: str, by: Actor) -> Case:
        """End a request that could not be proved; the person is told how to go on. Raises NotNow, NotYours."""
        return self._step(
            policy, case, by, lambda bench, found: asking.lapse(bench, found, by, "proof-failed")
        )

    # --- deciding

    def look(self, policy: str, case: str, by: Actor) -> Case:
        """Keep that somebody had a first look at a request. Raises NoSuchCase."""
        return self._step(policy, case, by, lambda bench, found: deciding.look(bench, found, by))

    def sort(self, policy: str, case: str, kind: str, by: Actor) -> Case:
        """Keep of which kind an unsorted request is, with the clocks of that kind. Raises NotNow, BadCase."""

        def work(bench: Bench, found: Case) -> Case:
            if found.role not in kind_of(kind).openers:  # sorting is no way round who may ask
                raise NotYours(NOT_YOURS, event=Plain("receive"), role=Plain(found.role))
            if found.kind != "unsorted" or found.proof is not None or by.operator == "":
                raise bad(
                    "only what is unsorted is sorted, by an operator", "仅可由工作人员对未归类的请求归类"
                )
            sorted_ = found.step("note", by, bench.now, kind=kind)
            proofs.demand_anew(bench, sorted_)
            return bench.keep(
                sorted_,
                EntryKind.CASE_NOTED,
                by,
                {"code": f"sorted.{kind}"},
                lambda kept: clocks.open_first(bench.book, kept, bench.compiled),
            )

        return self._step(policy, case, by, work)

    def accept(self, policy: str, case: str, by: Actor, said: Acceptance | None = None) -> Case:
        """Accept a request and open its work. Raises NoSuchCase, NotNow, NotYours, Guarded."""
        return self._step(
            policy, case, by, lambda bench, found: deciding.accept(bench, found, by, said or Acceptance())
        )

    def refuse(self, policy: str, case: str, by: Actor, said: Refusal, approvers: Sequence[str] = ()) -> Case:
        """Turn a request down on a ground of the list. Raises NoSuchCase, NotNow, NotYours, Guarded."""
        return self._step(
            policy, case, by, lambda bench, found: deciding.refuse(bench, found, by, said, tuple(approvers))
        )

    def answer(
        self, policy: str, case: str, by: Actor, words: Mapping[str, str], outcome: str = "answered"
    ) -> Case:
        """Answer without personal data, in both languages. Raises NoSuchCase, NotNow, NotYours, Guarded."""
        return self._step(
            policy, case, by, lambda bench, found: deciding.answer(bench, found, by, words, outcome)
        )

    def review(self, policy: str, case: str, by: Actor, result: str, words: Mapping[str, str]) -> Case:
        """Keep the human review of an automated decision: upheld or overturned, explained. Raises Guarded."""
        return self._step(
            policy, case, by, lambda bench, found: deciding.review(bench, found, by, result, words)
        )

    def forward(self, policy: str, case: str, by: Actor, organisation: str = "") -> Case:
        """Hand a request to the organisation whose data it is. Raises NoSuchCase, NotNow, Guarded."""
        return self._step(
            policy, case, by, lambda bench, found: forwarding.forward(bench, found, by, organisation)
        )

    def extend(self, policy: str, case: str, by: Actor, why: str, words: Mapping[str, str]) -> Case:
        """Extend the promised term as the policy allows, with notice of why. Raises NoSuchCase, Guarded."""
        return self._step(policy, case, by, lambda bench, found: extend(bench, found, by, why, words))

    # --- by two persons

    def try_step(self, policy: str, case: str, by: Actor, draft: Draft) -> Mapping[str, str]:
        """Return the letter that a step would lead to, and keep nothing. Raises what the step raises."""
        letter: dict[str, str] = {}

        def work(bench: Bench) -> None:
            letter.update(drafts.tried(bench, bench.case(case), by, draft, self.identity))
            raise Tried(TRIED)

        with suppress(Tried):
            self._write(policy, work)
        return letter

    def draft(self, policy: str, case: str, by: Actor, draft: Draft) -> str:
        """Keep a step sealed for a second person; return the digest that they approve. Raises NoSuchCase, BadCase."""
        return self._write(policy, lambda bench: drafts.keep(bench, bench.case(case), by, draft))

    def prepared(self, policy: str, case: str, digest: str) -> Draft:
        """Return what lies prepared under `digest`, for whoever is asked to approve it. Raises NoSuchCase, Guarded."""
        return self._look(policy, lambda bench: drafts.prepared(bench, bench.case(case), digest))

    def take_step(self, policy: str, case: str, by: Actor, draft: Draft) -> Case:
        """Take a step alone, where that is enough. Raises what the step raises."""
        return self._step(
            policy, case, by, lambda bench, found: drafts.do(bench, found, by, draft, (), self.identity)
        )

    def approved(
        self, policy: str, case: str, digest: str, approver: str
    ) -> Callable[[WritingCaseBook], Case]:
        """Return what does a prepared step in the transaction that approves it (see `troth.operators.Approvals`)."""

        def work(book: WritingCaseBook) -> Case:
            bench = self._bench(policy, book)
            return drafts.approved(bench, bench.case(case), digest, approver, self.identity)

        return work

    def one_of_many(
        self, policy: str, case: str, by: Actor, draft: Draft, others: Sequence[str] = ()
    ) -> Callable[[WritingCaseBook], Case]:
        """Return what takes a step that is the same for many requests, in the transaction of whoever works on them."""

        def work(book: WritingCaseBook) -> Case:
            bench = self._bench(policy, book)
            return drafts.do(bench, bench.case(case), by, draft, tuple(others), self.identity)

        return work

    # --- what time does

    def tick(self, policy: str) -> Ticked:
        """Look at every case whose time has come: late questions for proof, lapses, silence, work that is done."""
        counts: dict[str, int] = {}
        while True:
            done = self._write(policy, self._round)
            for word in done:
                counts[word] = counts.get(word, 0) + 1
            if len(done) < MOST_AT_ONCE:
                return Ticked(
                    **{name: counts.get(name, 0) for name in ("lapsed", "answered", "silent", "late")}
                )

    def _round(self, bench: Bench) -> list[str]:
        return [self._tick(bench, case) for case in bench.book.cases_looking(bench.now, MOST_AT_ONCE)]

    def _tick(self, bench: Bench, case: Case) -> str:
        bench.work_by(case.policy)
        if fulfilling.finished(bench, case):
            fulfilling.finish(bench, case)
            return "answered"
        if case.state in ("received", "waiting") and _time_over(case, bench.now):
            asking.lapse(bench, case, SYSTEM, "time-over")
            return "lapsed"
        if case.answer_by is not None and case.silent is None and case.answer_by <= bench.now:
            self._go_on(bench, forwarding.fall_back(bench, case))
            return "silent"
        if case.cooling is not None and deciding.automatic(bench, case):
            self._go_on(bench, case)
            return "nothing"
        late = asking.should_have_asked(bench, case)
        if late is not case:
            return "late"
        again = bench.look(case)
        look = None if again is None else max(again, bench.now + POLL)
        noted = replace(case.step("note", SYSTEM, bench.now), due=clocks.earliest(bench.book, case))
        bench.book.keep_case(noted, look)
        return "nothing"

    # --- inside

    def _go_on(self, bench: Bench, case: Case) -> Case:
        """Accept what nobody has to decide, once what it waited for is there."""
        if deciding.automatic(bench, case):
            return deciding.accept(bench, case, SYSTEM, deciding.AUTOMATIC)
        return case

    def _step(self, policy: str, case: str, by: Actor, work: Callable[[Bench, Case], Case]) -> Case:
        def whole(bench: Bench) -> Case:
            found = bench.case(case)
            self._own(bench, found, by)
            return work(bench, found)

        return self._write(policy, whole)


def _time_over(case: Case, now: datetime) -> bool:
    """Return whether the person was asked, did not reply, and the time for it is over."""
    asked = case.asked[-1] if case.asked else None
    return asked is not None and asked.replied is None and asked.until is not None and asked.until <= now
