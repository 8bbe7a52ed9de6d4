"""Signing in by a contact on file: somebody names an account, a number or an address; the code goes there, and lets them in.

Rules
- Whoever asks gets the same answer after the same work, known or not: what was typed is sealed, and a worker looks it up.
  Nobody becomes known by asking, no account is made, and nothing goes to an address that is not on file.
- A number or address that is on file of one person is theirs, and the code goes to that very contact; one that several share
  belongs to nobody here: they name their account. A contact that changed of late brings nobody in (SIM swap).
- A code lives ten minutes, for five tries, once; wrong tries are counted with those of requests. Who came in before on this
  device, or comes from another network, is not locked out by who tries codes for them (`pools`).
- What was typed is gone when the code is sent; the rest when it was used, or an hour after.

Example
    >>> number = sign_ins.begin("joinbase", "138 0013 8000", "zh")
    >>> sign_ins.answer("joinbase", number, "12345678")
    '~5c1f...'
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

import msgspec

from troth.calendars import Clock
from troth.consent.ports import WritingBook
from troth.duties import Duty, Term, open_duty, opened
from troth.ledger import Entry, EntryKind, instant, new_salt
from troth.ledger.ports import Randomness
from troth.notices.ports import Outgoing, Plan
from troth.rights.identity.codes import same
from troth.rights.identity.errors import BAD_PROOF, BadProof
from troth.rights.identity.methods import MUCH, demand_of
from troth.rights.identity.on_file import CHANNELS
from troth.rights.identity.pools import device_of
from troth.rights.identity.ports import Contact, Counts, OnFile
from troth.rights.identity.proving import DEVICE, OTHERS, Claim, Proving
from troth.rights.identity.sending import CodePost
from troth.rights.identity.verifying import Identity
from troth.vault import SealedFiles
from troth.vault.ports import WritingSealedBook
from troth.vocabulary import Plain, TrothError

T = TypeVar("T")
WORD, OVER = "sign-in", "sign-in-over"
"""The parts of the duties to deliver: the code, and an hour later nothing, so that what is left of the attempt goes."""
OPEN_FOR = timedelta(hours=1)
LONGEST = 200
KNOWN = "~"
"""In front of the digest of a person who came in here (see `troth.gate.subjects`)."""
CLAUSE, OURS = "rights", "rights.sign-in"


class Books(Protocol):
    """A store whose books can be read and written, with sealed rows. See `troth.consent.ports.Store`."""

    def read(self, controller: str, work: Callable[[Any], T]) -> T:
        """Run `work` on a consistent snapshot and return its result."""

    def write(self, controller: str, work: Callable[[Any], T]) -> T:
        """Run `work` in a transaction and return its result."""


class Searching(Protocol):
    """Looks for people by a value, under the ledger entry of a sign-in."""

    def __call__(self, controller: str, value: str, entry: int) -> Mapping[str, Sequence[str]]:
        """Return the handles of who has `value` in an element that carries a contact, by element."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt to come in. `typed` is empty once it was looked up; `marks`: only these contacts may get the code.

    `near` is the keyed digest of the network it came from, `device` the digest of who came in before on that device, or empty.
    """

    asked: datetime
    entry: int
    language: str
    typed: str = ""
    marks: tuple[str, ...] = ()
    near: str = ""
    device: str = ""
    proving: Mapping[str, Any] | None = None


class SignIns:
    """Attempts to come in, under every policy of an installation. Implements `ports.Proofs` for the post of codes."""

    def __init__(
        self,
        store: Books,
        identity: Identity,
        files: SealedFiles,
        digest: Callable[[str, str], str],
        counts: Callable[[Any], Counts],
        clock: Clock,
        randomness: Randomness,
    ) -> None:
        """Seal attempts with `files`; `digest` stands for a reference, `counts` are the tries kept in a book."""
        self._store, self.identity, self._files = store, identity, files
        self._digest, self._counts, self._clock, self._randomness = digest, counts, clock, randomness

    # --- at the door

    def begin(self, controller: str, typed: str, language: str, *, near: str = "", device: str = "") -> str:
        """Keep that somebody wants to come in as who `typed` names; return the secret number of the attempt.

        `near` is a keyed digest of the network that the call came from, `device` the token that the device remembers, if any.
        Raises BadProof when nothing, or too much, was typed.
        """
        typed = typed.strip()
        if not 0 < len(typed) <= LONGEST or not typed.isprintable():
            raise BadProof(
                BAD_PROOF,
                rule=Plain("an account, a number or an address of up to 200 characters"),
                rule_zh=Plain("应为账号、号码或邮箱地址，最多 200 字"),
            )
        number, now = self._randomness(16).hex(), self._clock.now()
        known = self.identity.known_as(controller, device, now)

        def work(book: Any) -> None:
            entry = self._enter(book, EntryKind.SIGN_IN_ASKED, number, "")
            self._keep(book, number, Attempt(now, entry, language, typed, near=near, device=known))
            for part, anchor in ((WORD, now), (OVER, now + OPEN_FOR)):
                _open(book, number, part, anchor, entry)

        self._store.write(controller, work)
        return number

    def remember(self, controller: str, reference: str) -> str:
        """Return the token that a device keeps on which the person with `reference` (as `answer` returns it) came in."""
        return self.identity.remember(controller, reference.removeprefix(KNOWN), self._clock.now())

    def answer(self, controller: str, number: str, code: str, *, source: str = "") -> str:
        """Take the code that was typed in; return the reference of who came in, or "" for anything else.

        `source` is a keyed digest of where the call came from.
        """
        now = self._clock.now()

        def work(book: Any) -> str:
            attempt = self._read(book, number)
            if attempt is None or attempt.proving is None or now - attempt.asked >= OPEN_FOR:
                return ""
            before = Proving.of(attempt.proving)
            after = self.identity.answer(before, self._counts(book), code, now, source=source)
            if after.state == "open":
                self._keep(book, number, replace(attempt, proving=after.as_json()))
                return ""
            self._files.drop(book, file_of(number))
            digest = book.digest_of(after.claim.holder) if after.state == "verified" else None
            if digest is None:
                return ""
            self._enter(book, EntryKind.SIGN_IN_PROVED, number, after.claim.holder, (after.claim.entry,))
            return f"{KNOWN}{digest}"

        return self._store.write(controller, work)

    # --- by a worker

    def look_up(self, controller: str, number: str, search: Searching, on_file: OnFile) -> bool:
        """Find whom an attempt is about, once, and open its proof; return whether it still waits for a code."""
        attempt = self._store.read(controller, lambda book: self._read(book, number))
        if attempt is None or self._clock.now() - attempt.asked >= OPEN_FOR:
            return False
        if attempt.proving is not None:
            return True
        typed = attempt.typed
        found = search(controller, typed, attempt.entry)
        handles = sorted({handle for each in found.values() for handle in each})
        marks = tuple(on_file.mark(controller, element, typed) for element, each in found.items() if each)
        named = self._named(controller, typed)
        demand = demand_of(MUCH, "subject", ("one-time-code",))

        def work(book: Any) -> None:
            own = book.handle_of(named) if named else None
            holder = own or (handles[0] if len(handles) == 1 else "")
            entry = attempt.entry
            if holder:
                entry = self._enter(book, EntryKind.SIGN_IN_ASKED, number, holder, (attempt.entry,))
            person = holder or self.identity.mark(controller, typed)
            mine = bool(holder) and same(book.digest_of(holder) or "", attempt.device)
            person, pool = (device_of(person), DEVICE) if mine else (person, OTHERS)
            claim = Claim(controller, number, "subject", holder, holder, person, entry, pool, attempt.near)
            proving = self.identity.begin(claim, demand, attempt.asked)
            kept = replace(
                attempt,
                typed="",
                device="",
                marks=() if own else marks,
                proving=proving.as_json(),
                entry=entry,
            )
            self._keep(book, number, kept)

        self._store.write(controller, work)
        return True

    def attempt(self, controller: str, number: str) -> Attempt | None:
        """Return an attempt, or None when it is over."""
        return self._store.read(controller, lambda book: self._read(book, number))

    def forget(self, controller: str, number: str) -> None:
        """Let go of what is left of an attempt."""
        self._store.write(controller, lambda book: self._files.drop(book, file_of(number)))

    def read(self, controller: str, case: str) -> Proving:
        """Return the proof of the attempt `case`. Raises BadProof when it is over."""
        return self._store.read(controller, lambda book: self._proving(self._read(book, case)))

    def change(self, controller: str, case: str, step: Callable[[Proving, Counts], tuple[Proving, T]]) -> T:
        """Run `step` on the proof in one transaction, keep what it gives back first, and return the rest."""

        def work(book: Any) -> T:
            attempt = self._read(book, case)
            proving, rest = step(self._proving(attempt), self._counts(book))
            if attempt is not None:
                self._keep(book, case, replace(attempt, proving=proving.as_json()))
            return rest

        return self._store.write(controller, work)

    # --- inside

    def _named(self, controller: str, typed: str) -> str:
        """Return the digest of `typed` as a reference, empty when it cannot be one."""
        try:
            return self._digest(controller, typed)
        except TrothError:
            return ""

    def _proving(self, attempt: Attempt | None) -> Proving:
        if attempt is None or attempt.proving is None:
            raise BadProof(BAD_PROOF, rule=Plain("the attempt is over"), rule_zh=Plain("本次登录已失效"))
        return Proving.of(attempt.proving)

    def _read(self, book: Any, number: str) -> Attempt | None:
        kept = self._files.read(book, file_of(number))
        return msgspec.json.decode(kept, type=Attempt) if kept is not None else None

    def _keep(self, book: WritingSealedBook, number: str, attempt: Attempt) -> None:
        content = msgspec.json.encode(asdict(attempt)).decode()
        self._files.keep(book, file_of(number), content)

    def _enter(
        self, book: WritingBook, kind: EntryKind, number: str, handle: str, cites: tuple[int, ...] = ()
    ) -> int:
        body: dict[str, Any] = {"digest": hashlib.sha256(number.encode()).hexdigest()}
        if cites:
            body["cites"] = cites
        salt, at = new_salt(self._randomness), instant(self._clock.now())
        return book.append(Entry(kind, at, book.controller, salt, subject=handle or None, body=body))


class SignInPost(CodePost):
    """Delivers the code of the attempt that a duty is about. Implements `troth.notices.ports.Post`.

    `parts` are the first words of its duties, `kinds` the kinds of data that carry a contact.
    """

    parts = (WORD, OVER)
    kinds = frozenset(CHANNELS)

    def __init__(
        self, sign_ins: SignIns, on_file: OnFile, search: Searching, name_of: Callable[[str, str], str],
        channels: Sequence[str], clock: Clock,
    ) -> None:  # fmt: skip
        """Send over `channels` in order; `name_of` is what a controller is called in a language."""

        def describe(controller: str, number: str) -> tuple[str, str]:
            attempt = sign_ins.attempt(controller, number)
            language = attempt.language if attempt is not None else "zh"
            return name_of(controller, language), language

        super().__init__(sign_ins.identity, sign_ins, on_file, describe, channels, clock, WORD)
        self._sign_ins, self._search = sign_ins, search

    def plan(self, controller: str, duty: Duty) -> Plan | None:
        """Return the channels with a usable contact; None when there is none, or the attempt is over."""
        if duty.part == OVER:
            self._sign_ins.forget(controller, duty.about)
            return None
        if not self._sign_ins.look_up(controller, duty.about, self._search, self._on_file):
            return None
        return super().plan(controller, duty)

    def write(self, controller: str, duty: Duty, channel: str) -> Outgoing | None:
        """Return a message with a new code; None when there is no contact for it, or the attempt is over."""
        if self._sign_ins.attempt(controller, duty.about) is None:
            return None
        return super().write(controller, duty, channel)

    def _contacts(self, claim: Claim) -> Sequence[Contact]:
        """Return the contacts on file; where one was named, that one."""
        found, attempt = super()._contacts(claim), self._sign_ins.attempt(claim.controller, claim.case)
        marks = attempt.marks if attempt is not None else ()
        return [each for each in found if not marks or any(same(each.mark, mark) for mark in marks)]


def file_of(number: str) -> str:
    """Return the handle of the sealed file of an attempt."""
    return hashlib.sha256(f"sign-in\n{number}".encode()).hexdigest()[:32]


def _open(book: WritingBook, number: str, part: str, anchor: datetime, cause: int) -> None:
    term = Term(1, "hour", "CN", OURS, anchor=anchor)
    duty = opened(
        "deliver", about=number, part=part, clauses=(CLAUSE,), anchor=anchor, terms=(term,), cause=cause
    )
    open_duty(book, duty)
