"""Children and their guardians in an installation: links, verification, the guardian's view and requests, found children.

Rules
- The child invites, the guardian answers: two events. The child's invitation is spent by the answer; what lets the guardian in
  afterwards only the guardian knows.
- Verified is who was judged by operators, by the methods that the policy's level demands (`written`: a signed form, too).
- The company's reference for the child lies sealed in a file of the link; it is opened for who shows the secret.
- A child found without a guardian's consent: in one step nothing more is done with the data, in the next a request to remove them
  is open, due within the policy's days.

Example
    >>> invitation = guardians.invite("qunyi", "u-1")
    >>> link, secret = guardians.answer("qunyi", invitation.link, invitation.secret)
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, cast

import msgspec

from troth.assembly.birthdays import GROWN, open_birthday
from troth.assembly.growing import Transitions
from troth.assembly.opening import Installation
from troth.consent import (
    Age,
    Context,
    GuardianLink,
    Recorded,
    age_at,
    age_in,
    declare_age,
    drop_evidence,
    file_evidence,
    find,
    keep_link,
    link_of,
    links_of,
    reaches,
    register,
)
from troth.consent.ports import WritingBook
from troth.duties import Duty
from troth.gate import Answered, View
from troth.ledger import EntryKind, PolicyRef, instant
from troth.notices import age_limits, guardian_below
from troth.policy import Compiled
from troth.rights import Actor, Case, Claim, Demand, Desk, Intake, Link, Proving, guarded
from troth.rights.errors import NO_SUCH_CASE, NoSuchCase
from troth.rights.ports import CaseBook, CaseStore, WritingCaseBook
from troth.vault import SealedFiles
from troth.vocabulary import Level

Kind = Literal["consent", "agreement", "notice", "permission", "age"]
INVITED = timedelta(days=14)
"""How long an invitation may be answered; ours."""


@dataclass(frozen=True)
class Invitation:
    """What the child hands on, or what the guardian keeps: the link and the secret that lets in, shown once."""

    link: str
    secret: str = field(repr=False)


@dataclass(frozen=True)
class GuardianView:
    """What a guardian sees of a child: the link, the choices as they stand with their texts, and the requests."""

    link: GuardianLink
    choices: list[View]
    cases: list[Case]


class Guardians:
    """Links of guardians under every policy of an installation."""

    def __init__(self, installation: Installation, desk: Desk) -> None:
        """Work on the books of `installation` and open requests at `desk`."""
        self._gate, self._clock = installation.gate, installation.clock
        self._randomness, self._desk = installation.randomness, desk
        self._files = SealedFiles(installation.vault.keyring, installation.randomness)
        self._store = cast("CaseStore", installation.gate.store)
        self.transitions = Transitions(self._gate, self._clock, self._randomness)

    # --- the link

    def invite(self, policy: str, child: str) -> Invitation:
        """Return a new invitation by the person `child`, to be handed to a guardian. Raises Guarded: no child here."""
        compiled, now = self._gate.shelf.current(policy), self._now()
        digest = self._gate.digest(policy, child)
        new = Invitation(self._randomness(16).hex(), self._randomness(32).hex())

        def work(book: WritingCaseBook) -> Invitation:
            handle = book.subject(digest, create=True) or ""
            age = find(book, handle, "age", "")
            limit = guardian_below(compiled)
            known = age_at(age.value, instant(now)) if age is not None else None
            if age is None or limit is None or known is None or known >= limit:
                raise guarded("invite", "no guardian speaks for this person", "该个人无需监护人代为行使权利")
            link = GuardianLink(
                new.link,
                handle,
                "invited",
                secret_digest(new.secret),
                level_of(compiled, known).value,
                until=reaches(age.value, limit),
                invited_until=instant(now + INVITED),
            )
            link = replace(link, minor=book.next_index())
            more = {"until": link.invited_until}
            keep_link(book, link, EntryKind.GUARDIAN_INVITED, self._context(compiled, "own"), **more)
            self._files.keep(book, link.id, json.dumps({"subject": child}))
            return new

        return self._store.write(policy, work)

    def answer(self, policy: str, link: str, secret: str) -> tuple[GuardianLink, str]:
        """Take up an invitation; return the link and the guardian's own secret. Raises NoSuchCase."""
        compiled, now = self._gate.shelf.current(policy), self._now()
        digest, own = self._gate.digest(policy, reference(link)), self._randomness(32).hex()

        def work(book: WritingCaseBook) -> GuardianLink:
            found = self._let_in(book, policy, link, secret)
            handle = book.subject(digest, create=True) or ""
            level = Level(found.level)
            must = ["guardian-identity", *(["signed-form"] if level is Level.WRITTEN else [])]
            must += [each for each in _words(compiled, "methods") if each not in must]
            demand = Demand(1 if "signed-form" in must else 0, tuple(must), tuple(sorted(must)))
            entry = book.next_index()
            claim = Claim(policy, link, "guardian", handle, found.child, handle, entry)
            proving = self._desk.identity.begin(claim, demand, now)
            new = found.after(
                "answer",
                secret=secret_digest(own),
                guardian=handle,
                answered=entry,
                proving=proving.as_json(),
            )
            if new is None:
                raise NoSuchCase(NO_SUCH_CASE)
            keep_link(
                book, new, EntryKind.GUARDIAN_LINKED, self._context(compiled, "guardian"), state="answered"
            )
            return new

        return self._store.write(policy, work), own

    def verify(
        self, policy: str, link: str, method: str, operators: Collection[str], evidence: str
    ) -> GuardianLink:
        """Keep what operators judged of the guardian; the link is active once all that is demanded was shown.

        `evidence` is the SHA-256 of what they saw. Raises BadProof, NoSuchCase.
        """
        compiled, now = self._gate.shelf.current(policy), self._now()

        def work(book: WritingCaseBook) -> GuardianLink:
            found = self._standing(book, policy, link)
            until = datetime.fromisoformat(found.until) if found.until else None
            stands = Link(found.guardian, found.child, until)
            proving = self._desk.identity.judged(
                Proving.of(found.proving), method, operators, evidence, now, link=stands
            )
            methods = tuple(sorted({each.method for each in proving.shown}))
            shown = replace(found, proving=proving.as_json(), methods=methods)
            new = shown.after("verify") if proving.state == "verified" else shown
            if new is None:
                raise NoSuchCase(NO_SUCH_CASE)
            context = self._context(compiled, "guardian")
            said: dict[str, Any] = {"state": new.state, "methods": methods, "evidence": evidence}
            entry = keep_link(book, new, EntryKind.GUARDIAN_LINKED, context, **said)
            if new.state == "active":
                file_evidence(book, new, new.level, context)
                open_birthday(book, compiled, new, entry)
            return new

        return self._store.write(policy, work)

    def end(self, policy: str, link: str, secret: str = "", child: str = "", code: str = "ended") -> None:
        """End a link: by the guardian (`secret`), the child (their reference), or (neither) because it was outgrown."""
        compiled = self._gate.shelf.current(policy)
        digest = self._gate.digest(policy, child) if child else ""

        def work(book: WritingCaseBook) -> None:
            found = self._let_in(book, policy, link, secret) if secret else self._standing(book, policy, link)
            if child and book.handle_of(digest) != found.child:
                raise NoSuchCase(NO_SUCH_CASE)
            self.close(book, compiled, found, code)

        self._store.write(policy, work)

    def close(self, book: WritingBook, compiled: Compiled, link: GuardianLink, code: str) -> None:
        """End `link` in the work of `book`, for the reason `code`; twice is once."""
        new = link.after("end", code=code, secret="", proving=None)
        if new is None:
            return
        context = self._context(compiled, "own")
        drop_evidence(book, link, context.at, context)
        keep_link(book, new, EntryKind.GUARDIAN_ENDED, context, code=code)

    # --- what a guardian does

    def view(self, policy: str, link: str, secret: str) -> GuardianView:
        """Return what the guardian sees. Raises NoSuchCase until the guardian is verified."""
        found, child = self.active(policy, link, secret)
        cases = [
            each.case
            for each in self._desk.of(policy, child)
            if each.case.role == "guardian" or each.case.kind == "remove-minor"
        ]
        return GuardianView(found, self._gate.views(policy, child), cases)

    def put(self, policy: str, link: str, secret: str, kind: Kind, target: str, said: Answered) -> Recorded:
        """Record what the guardian answers for the child. Raises NoSuchCase, and what `Gate.put` raises."""
        _, child = self.active(policy, link, secret)
        return self._gate.put(policy, child, kind, target, msgspec.structs.replace(said, by="guardian"))

    def withdraw(self, policy: str, link: str, secret: str, target: str) -> Recorded:
        """Take back a consent, or the `agreement`, for the child. Raises NoSuchCase, Unknown."""
        _, child = self.active(policy, link, secret)
        if target == "agreement":
            return self._gate.withdraw_agreement(policy, child)
        return self._gate.withdraw(policy, child, target)

    def ask(
        self,
        policy: str,
        link: str,
        secret: str,
        kind: str,
        words: str = "",
        language: str = "zh",
        about: str = "",
    ) -> Case:
        """Open a request of the guardian for the child; being verified is the proof. Raises NoSuchCase, BadCase."""
        found, child = self.active(policy, link, secret)
        who, now = reference(link), self._now()
        intake = Intake(
            kind, child, "guardian", "centre", Actor("guardian", who), words, language, requester=who,
            about=about,
        )  # fmt: skip
        case = self._desk.receive(policy, intake)
        if not case.open or case.proof is not None:
            return case
        shown = next(each for each in Proving.of(found.proving).shown if each.method == "guardian-identity")
        until = datetime.fromisoformat(found.until) if found.until else None
        stands = Link(found.guardian, found.child, until)
        self._desk.change_proof(
            policy,
            case.id,
            lambda proving, _: (
                self._desk.identity.judged(
                    proving, "guardian-identity", shown.operators, shown.evidence, now, link=stands
                ),
                None,
            ),
        )
        return self._desk.signed_in(policy, case.id, who, now, ())

    # --- a child that was found

    def found_child(self, policy: str, child: str, operator: str, below: int | None = None) -> Case:
        """Stop at once, and open a request to remove the child's data. `below`: the age that it is under, if known."""
        compiled = self._gate.shelf.current(policy)
        digest = self._gate.digest(policy, child)
        limits = age_limits(compiled)
        limit = below if below in limits else guardian_below(compiled) or max(limits)

        def work(book: WritingBook) -> None:
            handle = book.subject(digest, create=True) or ""
            context = self._context(compiled, "own", operator)
            age = find(book, handle, "age", "")
            seen = age.sequence if age is not None else None
            band = age_in(limit - 1, limits)
            known = Age(band.band, band.at_least, guardian_below=guardian_below(compiled))
            declare_age(book, handle, known, context, how="found", expected=seen)
            register(book, "stop-order", "*", {}, context, handle=handle)

        self._gate.store.write(policy, work)
        by = Actor("operator", operator)
        return self._desk.receive(policy, Intake("remove-minor", child, "operator", "api", by))

    # --- inside

    def active(self, policy: str, link: str, secret: str) -> tuple[GuardianLink, str]:
        """Return the link and the company's reference for the child. Raises NoSuchCase until the guardian is verified."""

        def work(book: CaseBook) -> tuple[GuardianLink, str]:
            found = self._let_in(book, policy, link, secret)
            if found.state != "active":
                raise NoSuchCase(NO_SUCH_CASE)
            kept = self._files.read(book, link)
            return found, str(json.loads(kept or "{}").get("subject", ""))

        return self._store.read(policy, work)

    def _let_in(self, book: CaseBook | WritingCaseBook, policy: str, link: str, secret: str) -> GuardianLink:
        found = self._standing(book, policy, link)
        if not hmac.compare_digest(found.secret, secret_digest(secret)):
            raise NoSuchCase(NO_SUCH_CASE)
        return found

    def _standing(self, book: CaseBook | WritingCaseBook, policy: str, link: str) -> GuardianLink:
        """Return the link if it stands now; whoever has no part in it learns nothing. Raises NoSuchCase."""
        kept = self._files.read(book, link) if _is_handle(link) else None
        child = str(json.loads(kept)["subject"]) if kept is not None else ""
        handle = book.handle_of(self._gate.digest(policy, child)) if child else None
        at = instant(self._now())
        for each in links_of(book.standing(handle), at) if handle else ():
            if each.id == link:
                return each
        raise NoSuchCase(NO_SUCH_CASE)

    def ended_by_age(self, policy: str, duty: Duty) -> None:
        """Note that the child has outgrown the link of `duty`."""
        compiled = self._gate.shelf.current(policy)

        def work(book: WritingBook) -> None:
            for each in book.standing(duty.handle):
                if each.kind == "guardian-link" and f"link-{each.key}" == duty.about:
                    self.close(book, compiled, link_of(each), GROWN)

        self._gate.store.write(policy, work)

    def _context(self, compiled: Compiled, by: str, operator: str = "") -> Context:
        at = instant(self._now())
        policy = PolicyRef(compiled.id, compiled.version, compiled.hash)
        return Context(at, self._randomness, policy, by=by, operator=operator or None)

    def _now(self) -> datetime:
        return self._clock.now().astimezone(UTC)


def level_of(compiled: Compiled, age: int) -> Level:
    """Return the highest level at which the policy, or the law, wants a guardian's consent for somebody of `age`."""
    minors = compiled.policy.minors
    levels = [Level.EXPLICIT]
    for name, below in compiled.bands:
        needs = minors.bands[name].need if minors is not None and age < below else ()
        levels += [
            leaf.level for need in needs for leaf in need.leaves() if leaf.kind == "guardian" and leaf.level
        ]
    said = minors.consent.get("level") if minors is not None else None
    if said in set(Level):
        levels.append(Level(said))
    return max(levels, key=lambda level: level.rank)


def reference(link: str) -> str:
    """Return what the guardian of `link` is called in the books' keyed digests."""
    return f"guardian-{link}"


def _words(compiled: Compiled, name: str) -> tuple[str, ...]:
    minors = compiled.policy.minors
    said = minors.consent.get(name, ()) if minors is not None else ()
    return (said,) if isinstance(said, str) else tuple(said)


def secret_digest(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _is_handle(link: str) -> bool:
    return len(link) == 32 and set(link) <= set("0123456789abcdef")
