"""The gate: what applications and faces call. It gathers, decides, records, answers.

Rules
- Every method is bound to one policy (the controller's books); nothing reads across.
- Whatever goes wrong while a step is asked is a refusal or an error, never a permit.
- Time and randomness are handed in.

Example
    >>> gate.ask("joinbase", [Request(act=Act.COLLECT, purpose="registration", data=("name",), subject="u-1")])
    [Reply(answer=Answer(verdict=<Verdict.ASK: 'ask'>, ...), entry=17, ...)]
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec

from troth.calendars import Clock
from troth.consent import Context, Recorded, facts_of
from troth.consent.ports import Book, PublishedPolicy, Statement, Store, WritingBook
from troth.decisions import Answer, Facts, Reason, Request
from troth.duties import Duty, Which, as_data, chosen, unfinished
from troth.gate.asking import Edge, Moment, ask, reference
from troth.gate.causes import Taken
from troth.gate.choosing import Answered, Kind, put
from troth.gate.contacting import contact_permit
from troth.gate.errors import MALFORMED, UNKNOWN_RECIPIENT, UNKNOWN_TARGET, BadRequest, NotYet, Unknown
from troth.gate.evidence import Evidence
from troth.gate.expiring import Owing, look
from troth.gate.fulfilling import Ordered, forget, order_of, resume_held, warranted
from troth.gate.holds import end_reviews, review
from troth.gate.kept import Kept, kept_by_law
from troth.gate.passing import Passed, pass_over
from troth.gate.permitting import permit_of
from troth.gate.registers import end_fact, state_fact
from troth.gate.replies import Reply
from troth.gate.shapes import fault_of
from troth.gate.shelf import Shelf, begins
from troth.gate.subjects import Subjects
from troth.gate.taking_back import agreed_again, owe, stood, take_back, take_back_agreement
from troth.gate.views import View, agreed_version, views_of
from troth.holdings.ports import Order
from troth.ledger import Entry, EntryKind, new_salt
from troth.ledger.ports import Randomness, Signer
from troth.notices import targets_of
from troth.policy import Compiled, Loaded
from troth.retention import AGREED
from troth.vault import Permit, Permits, VaultHolding
from troth.vocabulary import Act, Verdict

T = TypeVar("T")


class Gate:
    """Answers for every policy on the shelf, on one store."""

    def __init__(
        self,
        store: Store,
        shelf: Shelf,
        clock: Clock,
        randomness: Randomness,
        secret: bytes,
        signer: Callable[[str], Signer],
    ) -> None:
        """Keep books in `store`; `secret` keys subject digests, `signer` gives the key of a controller's log."""
        self.shelf = shelf
        self._store, self._clock, self._randomness = store, clock, randomness
        self._subjects, self._signer = Subjects(secret), signer
        self.permits = Permits(clock, randomness)
        self.places: Callable[[str], Sequence[str]] = lambda _: (VaultHolding.place,)
        """The places that hold personal data of a controller; assembly puts in those of its data map."""

    @property
    def store(self) -> Store:
        """The store of the books, for those who work on what the gate opened there."""
        return self._store

    def digest(self, policy: str, subject: str) -> str:
        """Return the keyed digest that stands for a person in the books of `policy`. Raises BadRequest."""
        return self._subjects.digest(policy, subject)

    # -- policies

    def publish(self, text: str | bytes, name: str = "policy") -> Loaded:
        """Put a policy file on the shelf and publish it in the books of its controller, once.

        Raises:
            Unreadable, Unsound: the file cannot be used. VersionTaken: the version was published with another content.
        """
        loaded = self.shelf.add(text, name)
        compiled = loaded.compiled

        def work(book: WritingBook) -> None:
            if any(
                each.version == compiled.version and each.hash == compiled.hash for each in book.policies()
            ):
                return
            moment = self._moment()
            entry = Entry(
                EntryKind.POLICY_PUBLISHED,
                moment.at,
                book.controller,
                new_salt(moment.salt),
                policy=reference(compiled),
                body={"effective": day} if (day := begins(compiled.policy)) else {},
            )
            index = book.append(entry)
            book.publish(PublishedPolicy(compiled.id, compiled.version, compiled.hash, loaded.text, index))

        self._store.write(compiled.id, work)
        return loaded

    def restore(self) -> None:
        """Put every version that the store has published on the shelf, in the order of publication."""
        for controller in self._store.controllers():
            for each in self._store.read(controller, lambda book: list(book.policies())):
                self.shelf.add(each.text, each.id)

    # -- steps

    def ask(self, policy: str, requests: Sequence[Request], edge: Edge | None = None) -> list[Reply]:
        """Return the recorded answers to `requests` under `policy`, in order, in one transaction.

        An unknown policy, and one that is not in force yet, is refused; that refusal stands in no books.
        Raises:
            BadRequest: a subject's reference is not usable.
        """
        refused = self._no_policy(policy)
        if refused is not None:
            return [Reply(Answer(Verdict.REFUSE, reasons=(refused,)), None, policy, None) for _ in requests]
        requests = [_checked(each) for each in requests]
        digests = [self._digest(policy, each.subject) for each in requests]
        moment = self._moment(edge)

        def governing(agreed: str | None, purpose: str) -> Compiled:
            return self.shelf.governing(policy, agreed, purpose)

        def work(book: WritingBook) -> list[Reply]:
            return [
                ask(
                    book,
                    governing,
                    each,
                    book.subject(digest, create=True) if digest else None,
                    moment,
                    lambda book, handle: look(book, self._owing(policy), handle, ahead=True),
                )
                for each, digest in zip(requests, digests, strict=True)
            ]

        return self._store.write(policy, work)

    def permit(
        self, policy: str, request: Request, edge: Edge | None = None, uses: int = 1
    ) -> tuple[Reply, Permit | None]:
        """Ask one step; return the recorded answer, and a permit for the vault when it is permitted.

        The permit covers what the answer allows, for seconds, `uses` times. Raises BadRequest.
        """
        (reply,) = self.ask(policy, [request], edge)
        digest = self._digest(policy, request.subject)
        handle = "" if digest is None else self._store.read(policy, lambda book: book.handle_of(digest))
        return reply, None if handle is None else permit_of(self.permits, handle, request, reply, uses)

    def _no_policy(self, policy: str) -> Reason | None:
        """Return why nothing can be decided under `policy`, or None."""
        try:
            self.shelf.in_force(policy)
        except Unknown:
            return Reason("policy", "unknown-policy", "", policy)
        except NotYet:
            return Reason("policy", "not-in-force", "", begins(self.shelf.current(policy).policy))
        return None

    # -- people

    def put(self, policy: str, subject: str, kind: Kind, target: str, said: Answered) -> Recorded:
        """Record what a person answered. Raises Unknown, NotInForce, BadRequest, StaleChoice."""
        current = self.shelf.in_force(policy)
        moment = self._moment()

        def work(book: WritingBook, handle: str) -> Recorded:
            versions = [current]
            agreed = agreed_version(book.standing(handle), moment.at)
            if kind != "agreement" and agreed is not None:
                # Who agreed to an older version is still asked in its words (see `ask`).
                versions.insert(0, self.shelf.governing(policy, agreed))
            before, yes = book.next_index(), stood(book, handle, kind, target)
            recorded = put(book, versions, kind, target, handle, said, moment)
            if recorded.new and said.choice == "refuse":
                owing = self._owing(policy)
                if yes:
                    towards = recorded.statement.value.get("recipients") or (None,)
                    what = AGREED if kind == "agreement" else target
                    owe(book, handle, Taken(what, towards[0], recorded.sequence, before), owing, given=True)
                else:
                    look(book, owing, handle)
            elif recorded.new and kind == "agreement":
                agreed_again(book, handle, recorded.sequence, self._owing(policy))
            return recorded

        return self._write(policy, subject, work)

    def withdraw(self, policy: str, subject: str, target: str, recipient: str | None = None) -> Recorded:
        """Record that a person takes a consent back; always accepted. Raises Unknown, BadRequest."""
        compiled = self.shelf.in_force(policy)
        versions = [each.compiled for each in self.shelf.versions(policy)]
        if not any(target in targets_of(each) for each in versions):
            raise Unknown(UNKNOWN_TARGET, policy=policy)
        if recipient is not None and not any(recipient in each.policy.recipients for each in versions):
            raise Unknown(UNKNOWN_RECIPIENT, policy=policy)
        owing = self._owing(policy)
        return self._write(
            policy,
            subject,
            lambda book, handle: take_back(book, handle, target, recipient, self._context(compiled), owing),
        )

    def withdraw_agreement(self, policy: str, subject: str) -> Recorded:
        """Record that a person no longer agrees to the policy; always accepted. Raises Unknown, BadRequest."""
        compiled = self.shelf.in_force(policy)
        return self._write(
            policy,
            subject,
            lambda book, handle: take_back_agreement(
                book, handle, self._context(compiled), self._owing(policy)
            ),
        )

    def take_back(
        self, book: WritingBook, handle: str, target: str, context: Context, recipient: str | None = None
    ) -> Recorded:
        """Record in `book` that a consent is taken back, with what is owed: for a desk, whose own letter tells the person."""
        return take_back(
            book, handle, target, recipient, context, self._owing(book.controller), answered=True
        )

    def views(self, policy: str, subject: str) -> list[View]:
        """Return what a person can choose under `policy`, how each stands, and the text to show. Raises Unknown."""
        statements = self.statements(policy, subject)
        compiled = self.shelf.governing(policy, agreed_version(statements, self._moment().at))
        return views_of(compiled, self.shelf.in_force(policy), statements, subject, self._moment().at)

    def statements(self, policy: str, subject: str) -> Sequence[Statement]:
        """Return what stands about a person; empty for somebody never seen. Raises Unknown, BadRequest."""
        self.shelf.current(policy)
        digest = self._subjects.digest(policy, subject)

        def work(book: Book) -> Sequence[Statement]:
            handle = book.handle_of(digest)
            return list(book.standing(handle)) if handle is not None else []

        return self._store.read(policy, work)

    def facts(self, policy: str, subject: str) -> Facts:
        """Return the facts about a person as a step would see them. Raises Unknown, BadRequest."""
        statements = self.statements(policy, subject)
        register = self._store.read(policy, lambda book: list(book.standing("")))
        return facts_of(statements, register, self._moment().at, subject)

    # -- registers

    def state(
        self, policy: str, kind: str, key: str, value: Mapping[str, Any], subject: str | None = None
    ) -> Recorded:
        """Record a fact that a desk or another system knows. Raises Unknown, BadRequest, RegisterError."""
        compiled = self.shelf.current(policy)
        context = self._context(compiled)
        if subject is None:
            return self._store.write(
                policy, lambda book: state_fact(book, compiled, "", kind, key, value, context)
            )

        def work(book: WritingBook, handle: str) -> Recorded:
            recorded = state_fact(book, compiled, handle, kind, key, value, context)
            if recorded.new:
                owing = self._owing(policy)
                look(book, owing, handle)
                if kind == "hold":
                    review(book, owing, handle, recorded.sequence, recorded.statement.value.get("until"))
            return recorded

        return self._write(policy, subject, work)

    def end(self, policy: str, kind: str, key: str, subject: str | None = None) -> Recorded:
        """Record that a fact no longer holds. Raises Unknown, BadRequest, RegisterError."""
        context = self._context(self.shelf.current(policy))

        def work(book: WritingBook, handle: str) -> Recorded:
            recorded = end_fact(book, handle, kind, key, context)
            if kind == "hold" and recorded.new:
                resume_held(book, handle, self._clock.now())
                end_reviews(book, handle, self._clock.now())
            if handle and recorded.new:
                look(book, self._owing(policy), handle)
            return recorded

        if subject is None:
            return self._store.write(policy, lambda book: work(book, ""))
        return self._write(policy, subject, work)

    # -- duties

    def owed(self, policy: str, which: Which = "all", most: int = 1000) -> list[dict[str, Any]]:
        """Return up to `most` unfinished duties of `policy` as plain data, the earliest due first. Raises Unknown."""
        self.shelf.current(policy)
        now = self._clock.now()
        found = self._store.read(policy, lambda book: unfinished(book, most))
        return [as_data(duty, now) for duty in chosen(found, which, now)]

    def ordered(self, policy: str, duty: Duty, leads: Duty | None = None) -> Ordered:
        """Return what `duty` orders its place to do now: a worker holds it, or the one that `leads` its crowd. Raises Unknown, Fenced."""
        versions = self._versions(policy)
        at = self._moment().at
        return self._store.read(policy, lambda book: order_of(book, versions, self.permits, duty, at, leads))

    def warranted(self, policy: str, duty: Duty, act: str, order: Order, elements: Collection[str]) -> Order:
        """Return `order`, which a desk gives for `duty`, with the permit for `act` on `elements`. Raises Fenced."""
        return self._store.read(
            policy, lambda book: warranted(book, self.permits, duty, act, order, elements)
        )

    def kept(self, book: Book, handle: str, wanted: Collection[str], now: datetime) -> dict[str, Kept]:
        """Return, in the work of `book`, what of `wanted` must be kept of a person at `now` whatever they ask for."""
        return kept_by_law(book, self._versions(book.controller), handle, wanted, now)

    def contacting(self, policy: str, handle: str, forms: Mapping[str, str], entry: int) -> Permit:
        """Return a permit to open contacts of a person, resting on an entry about them. Raises BadDuty."""
        return self._store.read(policy, lambda book: contact_permit(book, self.permits, handle, forms, entry))

    def identifying(self, order: Order, forms: Mapping[str, str]) -> Permit:
        """Return a permit to read by which values a place knows the person of `order`, for this order alone."""
        act, duty = Act.READ, "act-on-holding"
        return self.permits.issue(order.controller, order.handle, act, duty, dict(forms), entry=order.entry)

    def forget(self, book: WritingBook, duty: Duty, ordered: Ordered) -> None:
        """Note in the work of `book` that what was ordered is gone. Raises Unknown."""
        context = self._context(self.shelf.current(book.controller))
        forget(book, duty, ordered, context, self._owing(book.controller))

    def look_over(self, policy: str, start: int, most: int) -> Passed:
        """Look, for up to `most` entries from `start` on, when data of the people they are about are due. Raises Unknown."""
        owing = self._owing(policy)
        return self._store.write(policy, lambda book: pass_over(book, owing, start, most))

    # -- evidence

    def evidence(self, policy: str) -> Evidence:
        """Return the evidence of a policy's books: export, checkpoint, receipts. Raises Unknown."""
        self.shelf.current(policy)
        return Evidence(self._store, policy, self._signer(policy), lambda s: self._subjects.digest(policy, s))

    # -- inside

    def _write(self, policy: str, subject: str, work: Callable[[WritingBook, str], T]) -> T:
        digest = self._subjects.digest(policy, subject)

        def whole(book: WritingBook) -> T:
            handle = book.subject(digest, create=True)
            if handle is None:
                raise Unknown(UNKNOWN_TARGET, policy=policy)
            return work(book, handle)

        return self._store.write(policy, whole)

    def _versions(self, policy: str) -> list[Compiled]:
        """Return the versions of `policy` up to the one in force, old to new."""
        versions = [each.compiled for each in self.shelf.versions(policy)]
        current = self.shelf.current(policy)
        return versions[: [each is current for each in versions].index(True) + 1]

    def _owing(self, policy: str) -> Owing:
        """Return what expiry needs beside a book of `policy`."""
        return Owing(self._versions(policy), self.places(policy), self._clock.now())

    def _digest(self, policy: str, subject: str | None) -> str | None:
        return None if subject is None else self._subjects.digest(policy, subject)

    def _moment(self, edge: Edge | None = None) -> Moment:
        now = self._clock.now().astimezone(UTC)
        at = now.strftime("%Y-%m-%dT%H:%M:%S.") + f"{now.microsecond // 1000:03d}Z"
        return Moment(at, self._randomness, edge or Edge())

    def _context(self, compiled: Compiled) -> Context:
        moment = self._moment()
        return Context(moment.at, moment.salt, reference(compiled))

    def close(self) -> None:
        """Let go of the store."""
        self._store.close()


def _checked(request: Request) -> Request:
    """Return `request` read strictly, whoever made it: in process the same is refused as over HTTP."""
    try:
        return msgspec.convert(msgspec.to_builtins(request), Request)
    except msgspec.ValidationError as error:
        raise BadRequest(MALFORMED, **fault_of(str(error)).values()) from None
