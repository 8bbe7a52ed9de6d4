"""Who looks at a request: the person it is about, whoever made it in this browser, or nobody who may know of it.

Rules
- A request that is not the visitor's is answered as one that does not exist.
- Signed in, a person sees every request about them; they act on those that they made themselves. What an authority demands about
  them, or what is disclosed on an order, is no request of theirs: whether they may know of it is not ours to decide here.
- Without a sign-in a browser sees what it made itself: how it stands. The answer only after the code for this very request
  was typed in there, or where nothing had to be proved.
- A copy of data is handed to who was recognised just now: a fresh sign-in with no contact changed of late, or that code.

Example
    >>> seats.of(request, "jeejio", "case-bcdf-ghjk-mnpq").by
    Actor(role='subject')
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from starlette.requests import Request

from troth.gate import Gate
from troth.rights import FRESH, GROUNDED, Actor, Case, Claim, Contact, Desk, Status, contacts_by_ledger
from troth.rights.errors import NO_SUCH_CASE, NoSuchCase
from troth.web.frame import Frame, Guest, Person


@dataclass(frozen=True)
class Seat:
    """The place of a visitor at one request. `by` is None where they may only look; `whole`: they may see the answer."""

    status: Status
    person: Person | None = field(repr=False)
    by: Actor | None
    role: str
    subject: str = field(repr=False)
    whole: bool
    strong: bool

    @property
    def case(self) -> Case:
        """The request."""
        return self.status.case


class Seats:
    """Finds the seat of a visitor."""

    def __init__(self, gate: Gate, frame: Frame, desk: Desk) -> None:
        """Look at the requests of `desk`."""
        self._gate, self._frame, self._desk = gate, frame, desk

    def person(self, request: Request, policy: str) -> Person | None:
        """Return the person who is signed in under `policy`, or None."""
        person = self._frame.sessions.person(request)
        return person if person is not None and person.policy == policy else None

    def of(self, request: Request, policy: str, case: str) -> Seat:
        """Return the seat of the visitor. Raises NoSuchCase for what is not theirs, and for what is not there."""
        person = self.person(request, policy)
        guest = next((each for each in self._frame.guests.of(request, policy) if each.case == case), None)
        if person is None and guest is None:
            raise NoSuchCase(NO_SUCH_CASE)
        status = self._desk.status(policy, case)
        claim = self._desk.proving(policy, case).claim
        role = status.case.role
        if person is not None and status.case.kind not in GROUNDED and self._about(person, claim):
            own = role == "subject"
            by = Actor(role, person.subject) if own else None
            return Seat(
                status, person, by, role, person.subject, own, own and self._strong(person, guest, claim)
            )
        child = person is not None and role == "guardian" and self._holds(person, claim)
        proved = child and status.case.proof is not None
        if guest is not None:
            free = not status.case.of.proof and status.case.of.plain
            strong = guest.proved or (proved and person is not None and self._strong(person, guest, claim))
            whole = guest.proved or free or proved
            by = Actor(guest.role, guest.subject or guest.case, guest=not (guest.proved or strong))
            return Seat(status, person, by, guest.role, guest.subject, whole, strong)
        if child and person is not None:
            return Seat(status, person, None, role, "", proved, False)
        raise NoSuchCase(NO_SUCH_CASE)

    def handle(self, policy: str, subject: str) -> str:
        """Return the handle of a person, empty for somebody unknown. Raises BadRequest."""
        digest = self._gate.digest(policy, subject)
        return self._gate.store.read(policy, lambda book: book.handle_of(digest) or "")

    def matches(self, policy: str, case: Case, subject: str) -> bool:
        """Return whether `subject` is whom `case` was made about, as it was typed then. Raises BadRequest."""
        claim = self._desk.proving(policy, case.id).claim
        if not subject:
            return case.role == "anyone"
        handle = self.handle(policy, subject)
        return claim.about == handle if handle else claim.person == self._gate.digest(policy, subject)

    def since(self, person: Person) -> datetime:
        """Return when the person signed in."""
        return datetime.fromtimestamp(person.born, UTC)

    def contacts(self, policy: str, handle: str) -> tuple[Contact, ...]:
        """Return which contacts a person has and when they changed, as the ledger tells."""
        kinds = {name: each.kind or "" for name, each in self._gate.shelf.current(policy).policy.data.items()}
        return self._gate.store.read(
            policy, lambda book: contacts_by_ledger(kinds, book.entries_of(handle)) if handle else ()
        )

    def _about(self, person: Person, claim: Claim) -> bool:
        handle = self.handle(person.policy, person.subject)
        if handle:
            return claim.about == handle
        return claim.person == self._gate.digest(person.policy, person.subject)

    def _holds(self, person: Person, claim: Claim) -> bool:
        """Return whether the person is the guardian who has to be recognised for this request."""
        handle = self.handle(person.policy, person.subject)
        return bool(handle) and claim.holder == handle

    def _strong(self, person: Person, guest: Guest | None, claim: Claim) -> bool:
        if guest is not None and guest.proved:
            return True
        now = self._frame.now()
        quiet = all(
            self._desk.identity.settled(each, now) for each in self.contacts(person.policy, claim.holder)
        )
        return now - self.since(person) <= FRESH and quiet
