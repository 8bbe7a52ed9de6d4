"""What needs two persons: one proposes, another one approves within a time, and it is done once.

Rules
- A proposal says kind, target and parameters (ids and numbers), and binds them by a digest with its own random id.
- The same person never approves; the API key is no person. Who approves may decide (`DECIDING`) and see the controller. Two operators
  of whom one held the other's link may be one person (`Operator.ties`): neither approves for the other until a third one confirms. What somebody proposed who was removed since is over.
- Approving an act that is known here does it in the same transaction, under the store's lock for the controller; it
  is done once or not at all. An act that is not known here is approved for whoever spends it, once and before its end.
- A proposal that nobody decided in time is over. Entries name handles, ids and digests, never parameters.

Example
    >>> proposal = approvals.propose("jeejio", operator, "holdings.bulk-erase", "account-closed", {"count": 2000})
    >>> approvals.approve("jeejio", another, proposal.id)[0].state
    'done'
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any, Literal

from troth.calendars import Clock
from troth.ledger import EntryKind, instant, is_id
from troth.ledger.ports import Randomness
from troth.operators.errors import (
    KEY_IS_NOBODY,
    MAY_BE_ONE,
    NEEDS_SECOND,
    NOT_ALLOWED,
    NOT_WAITING,
    NeedsSecond,
    NotAllowed,
    NotWaiting,
)
from troth.operators.operator import BOOK, DECIDING, KEY_HANDLE, Operator
from troth.operators.ports import Paper, PaperBook, PaperStore, WritingPaperBook
from troth.operators.recording import Moment, record
from troth.operators.rows import find
from troth.vocabulary import canonical

HOURS = 24
SWEPT = 100
KEPT = timedelta(days=30)
"""How long a decided proposal is shown; after that the ledger alone has it."""
ProposalState = Literal["waiting", "approved", "done", "refused"]


@dataclass(frozen=True)
class Proposal:
    """An act that waits for a second person. `at`, `until` and `decided_at` are ISO 8601 UTC; the others handles and ids."""

    id: str
    kind: str
    target: str
    parameters: Mapping[str, Any]
    digest: str
    proposer: str
    at: str
    until: str
    state: ProposalState = "waiting"
    decider: str = ""
    decided_at: str = ""

    def stands(self, now: str) -> bool:
        """Return whether it can still be decided or spent at `now`."""
        return self.state in ("waiting", "approved") and now < self.until


Act = Callable[[Any, Proposal, Operator], str]
"""Does a proposed act on the book of its controller (a `WritingBook`), for the approver; an error undoes the approval.

Returns what the approver alone is shown, once; "" for nothing."""


class Approvals:
    """Proposals of every controller, in its own papers."""

    def __init__(
        self,
        store: PaperStore,
        clock: Clock,
        randomness: Randomness,
        acts: Mapping[str, Act] | None = None,
        hours: int = HOURS,
    ) -> None:
        """Keep proposals in `store`; `acts` are done at once when approved."""
        self._store, self._clock, self._randomness, self._hours = store, clock, randomness, hours
        self.acts: dict[str, Act] = dict(acts or {})

    def propose(
        self, controller: str, by: Operator, kind: str, target: str, parameters: Mapping[str, Any]
    ) -> Proposal:
        """Propose the act `kind` on `target`, an id that may stand in the ledger, a handle, or "". Raises NotAllowed."""
        _person(by, controller)
        moment = Moment.of(self._clock, self._randomness)
        name = moment.name()
        until = instant(moment.now + timedelta(hours=self._hours))
        digest = digest_of(name, kind, target, parameters)
        proposal = Proposal(name, kind, target, dict(parameters), digest, by.handle, moment.at, until)

        def work(book: WritingPaperBook) -> None:
            _sweep(book, moment)
            _keep(book, proposal)
            record(
                book,
                moment,
                EntryKind.APPROVAL_PROPOSED,
                approval=name,
                act=kind,
                target=target if is_id(target) else None,
                digest=digest,
                operator=by.handle,
                until=until,
            )

        self._store.write(controller, work)
        return proposal

    def waiting(self, controller: str) -> Sequence[Proposal]:
        """Return what waits for a second person, the oldest first."""
        now = instant(self._clock.now())
        return [each for each in self.known(controller) if each.state == "waiting" and each.stands(now)]

    def lapsed(self, controller: str, days: int = 7) -> Sequence[Proposal]:
        """Return what nobody decided in time within the last `days`, the oldest first: it is over, and nothing of it was done."""
        now = self._clock.now()
        since, until = instant(now - timedelta(days=days)), instant(now)
        found = [each for each in self.known(controller) if each.state == "waiting"]
        return [each for each in found if since <= each.until <= until]

    def known(self, controller: str) -> Sequence[Proposal]:
        """Return every proposal that is still kept, the oldest first."""
        papers = self._store.read(controller, lambda book: list(book.papers("proposal")))
        return sorted((_read(each) for each in papers), key=lambda each: (each.at, each.id))

    def approve(self, controller: str, by: Operator, proposal: str) -> tuple[Proposal, str]:
        """Approve a proposal of another person, and do it if it is an act known here; return it and what to show.

        Raises NotAllowed, NeedsSecond (the same person), NotWaiting, and what the act raises; then nothing happened.
        """
        _decides(by, controller)
        moment = Moment.of(self._clock, self._randomness)
        self._two_persons(controller, by, proposal)

        def work(book: WritingPaperBook) -> tuple[Proposal, str]:
            found = _waiting(book, proposal, moment)
            if found.proposer == by.handle:
                raise NeedsSecond(NEEDS_SECOND)
            act = self.acts.get(found.kind)
            decided = replace(
                found,
                state="done" if act is not None else "approved",
                decider=by.handle,
                decided_at=moment.at,
            )
            _keep(book, decided)
            _ended(book, moment, decided, by.handle)
            return decided, act(book, decided, by) if act is not None else ""

        return self._store.write(controller, work)

    def _two_persons(self, controller: str, by: Operator, proposal: str) -> None:
        """Check that `by` and whoever proposed it are two persons, as far as Troth knows. Raises NeedsSecond."""
        paper = self._store.read(controller, lambda book: book.paper("proposal", proposal))
        if paper is None:
            return
        proposer = self._store.read(BOOK, lambda book: find(book, _read(paper).proposer))
        fresh = self._store.read(BOOK, lambda book: find(book, by.handle)) or by
        if proposer is None:  # removed since; whom they were tied to is gone with them
            raise NotWaiting(NOT_WAITING)
        if proposer.handle != by.handle and fresh.tied(proposer):
            raise NeedsSecond(MAY_BE_ONE)

    def refuse(self, controller: str, by: Operator, proposal: str) -> Proposal:
        """Refuse a proposal; whoever made it may take it back by this. Raises NotAllowed, NotWaiting."""
        moment = Moment.of(self._clock, self._randomness)

        def work(book: WritingPaperBook) -> Proposal:
            found = _waiting(book, proposal, moment)
            if found.proposer != by.handle:
                _decides(by, controller)
            decided = replace(found, state="refused", decider=by.handle, decided_at=moment.at)
            _keep(book, decided)
            _ended(book, moment, decided, by.handle)
            return decided

        return self._store.write(controller, work)

    def spend(
        self, book: WritingPaperBook, proposal: str, kind: str, target: str, parameters: Mapping[str, Any]
    ) -> Proposal:
        """Use an approved proposal up, inside the transaction that does it. Raises NotWaiting.

        Kind, target and parameters must be those that were approved.
        """
        moment = Moment.of(self._clock, self._randomness)
        paper = book.paper("proposal", proposal)
        found = _read(paper) if paper is not None else None
        if found is None or found.state != "approved" or not found.stands(moment.at):
            raise NotWaiting(NOT_WAITING)
        if found.digest != digest_of(proposal, kind, target, parameters):
            raise NotWaiting(NOT_WAITING)
        done = replace(found, state="done")
        _keep(book, done)
        _ended(book, moment, done, found.decider)
        return done


def digest_of(name: str, kind: str, target: str, parameters: Mapping[str, Any]) -> str:
    """Return the SHA-256 (hex) of an act with its proposal's random id, which keeps it from being guessed."""
    bound = canonical({"id": name, "kind": kind, "parameters": dict(parameters), "target": target})
    return hashlib.sha256(bound).hexdigest()


def _person(by: Operator, controller: str) -> None:
    if by.handle == KEY_HANDLE:
        raise NotAllowed(KEY_IS_NOBODY)
    if not by.sees(controller) or by.roles == {"auditor"}:
        raise NotAllowed(NOT_ALLOWED)


def _decides(by: Operator, controller: str) -> None:
    _person(by, controller)
    if not by.has(*DECIDING):
        raise NotAllowed(NOT_ALLOWED)


def _waiting(book: PaperBook, proposal: str, moment: Moment) -> Proposal:
    paper = book.paper("proposal", proposal)
    found = _read(paper) if paper is not None else None
    if found is None or found.state != "waiting" or not found.stands(moment.at):
        raise NotWaiting(NOT_WAITING)
    return found


def _ended(book: WritingPaperBook, moment: Moment, decided: Proposal, by: str) -> None:
    record(
        book,
        moment,
        EntryKind.APPROVAL_ENDED,
        approval=decided.id,
        act=decided.kind,
        state=decided.state,
        operator=by,
    )


def _keep(book: WritingPaperBook, proposal: Proposal) -> None:
    value = asdict(proposal)
    del value["id"]
    book.keep_paper(Paper("proposal", proposal.id, proposal.until, json.dumps(value, sort_keys=True)))


def _read(paper: Paper) -> Proposal:
    return Proposal(paper.id, **json.loads(paper.value))


def _sweep(book: WritingPaperBook, moment: Moment) -> None:
    """Drop what was over long ago."""
    limit = instant(moment.now - KEPT)
    for each in book.papers_over("proposal", limit, SWEPT):
        book.drop_paper("proposal", each.id)
