"""The bench: what one step at the desk has before it, inside one transaction, and how a step is kept.

Rules
- `keep` writes everything of a step: the entry in the ledger, the row of the case with the time its earliest duty ends, and
  when the desk must look at it again. Nothing of it is written alone.
- A case is worked on under the version of the policy that its person had agreed to when it came in, whatever came into force since.
- A file is read and written through the port; a row or an entry never holds a word of it.

Example
    >>> new = bench.keep(case.step("ask", by, bench.now), EntryKind.CASE_ASKED, by, {"code": "proof"})
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from troth.consent import Contest, Context, facts_of, follow, withdraw, withdraw_agreement
from troth.duties import ENDS as DONE
from troth.ledger import Entry, EntryKind, PolicyRef, Value, instant, is_id, new_salt
from troth.ledger.ports import Randomness
from troth.policy import Compiled
from troth.rights import clocks, ending
from troth.rights.automated import about_decision, file_of, opened, standing_of
from troth.rights.case import Actor, Case
from troth.rights.errors import FILE_GONE, NO_SUCH_CASE, FileGone, NoSuchCase
from troth.rights.keeping import Held, held
from troth.rights.ports import Accounts, CaseBook, Files, PlacesOf, WritingCaseBook
from troth.vocabulary import canonical

LETTERS = "bcdfghjkmnpqrstvwxz"
NOBODY = "0" * 32
"""A handle that nobody has."""
POLL = timedelta(hours=1)
"""How often an accepted case is looked at, should nobody say that its work is done."""
AGREEMENT = "agreement"
TakingBack = Callable[[WritingCaseBook, str, str, Context, str | None], object]
"""Records that a consent (or `agreement`) is taken back, with all that is owed: (book, handle, target, context, recipient)."""
KeptOf = Callable[[CaseBook | WritingCaseBook, str, Collection[str], datetime], Held]
"""What must be kept of a person whatever they ask for: (book, handle, elements, now)."""
RecipientsOf = Callable[[CaseBook | WritingCaseBook, str], Sequence[str]]
"""Who got data of the person with a handle: the ids of the recipients, from the books."""


def _alone(
    book: WritingCaseBook, handle: str, target: str, context: Context, recipient: str | None = None
) -> object:
    """Record that a consent is taken back, and nothing else: for a desk without a gate behind it."""
    if target == AGREEMENT:
        return withdraw_agreement(book, handle, context)
    return withdraw(book, handle, target, context, recipient=recipient)


NamesOf = Callable[[Compiled, str], Mapping[str, str]]
"""What the places of a controller are called, by id, in a language (zh or en), as its data map says."""


def nameless(compiled: Compiled, language: str) -> Mapping[str, str]:
    """Return no name at all: places without a data map have names of ours."""
    return {}


@dataclass(frozen=True)
class Tools:
    """What the desk works with, whoever the controller is.

    `take_back` is the gate's, which opens what is owed, and so is `kept`, which knows shortest times.
    """

    files: Files
    randomness: Randomness
    places: PlacesOf
    accounts: Accounts
    recipients: RecipientsOf
    take_back: TakingBack = _alone
    kept: KeptOf = held
    names: NamesOf = nameless


class Bench:
    """One step at the desk of the policy `compiled`, in the transaction of `book`, at `now`."""

    def __init__(
        self,
        book: WritingCaseBook,
        compiled: Compiled,
        now: datetime,
        tools: Tools,
        version: Callable[[str | None], Compiled] | None = None,
    ) -> None:
        """Begin with nothing done; `version` gives a version of the policy by its name, else the one to work by."""
        self.book, self.compiled, self.tools = book, compiled, tools
        self.now = now.astimezone(UTC)
        self._version = version
        self._read: dict[str, str] = {}  # what is sealed in files, as this step read or wrote it last

    @property
    def at(self) -> str:
        """The instant of the step, as entries write it."""
        return instant(self.now)

    @property
    def reference(self) -> PolicyRef:
        """The version of the policy that the step is made under."""
        return PolicyRef(self.compiled.id, self.compiled.version, self.compiled.hash)

    def context(self, by: Actor) -> Context:
        """Return how a change of a statement came about that this step makes."""
        return Context(self.at, self.tools.randomness, self.reference, operator=by.operator or None)

    def case(self, id_: str) -> Case:
        """Return the case with this number. Raises NoSuchCase."""
        found = self.book.case(id_)
        if found is None:
            raise NoSuchCase(NO_SUCH_CASE)
        self.work_by(found.policy)
        return found

    def work_by(self, version: str | None) -> None:
        """Work by `version` of the policy from here on: the one that a case is kept under, or that its person agreed to."""
        if self._version is not None:
            self.compiled = self._version(version)

    def agreed(self, handle: str) -> str | None:
        """Return the version that the person with `handle` has agreed to, or None; for nobody after the same look."""
        found = facts_of(self.book.standing(handle or NOBODY), (), self.at, None).agreed
        return found.version if found is not None and not found.disagreed else None

    def new_number(self) -> str:
        """Return a number that is not used here: 12 random letters, about 2 to the 50."""
        while True:
            letters = "".join(LETTERS[byte % len(LETTERS)] for byte in self.tools.randomness(12))
            number = f"case-{letters[:4]}-{letters[4:8]}-{letters[8:]}"
            if is_id(number) and self.book.case(number) is None:
                return number

    # --- keeping

    def enter(self, kind: EntryKind, case: Case, by: Actor, body: Mapping[str, Value | None]) -> int:
        """Append the entry of a step of `case` and return its index."""
        given: dict[str, Value] = {"case": case.id}
        given |= {name: value for name, value in body.items() if value not in (None, "", ())}
        if by.operator:
            given["operator"] = by.operator
        entry = Entry(
            kind,
            self.at,
            self.compiled.id,
            new_salt(self.tools.randomness),
            subject=case.handle or None,
            policy=self.reference,
            body=given,
        )
        return self.book.append(entry)

    def keep(
        self,
        case: Case,
        kind: EntryKind,
        by: Actor,
        body: Mapping[str, Value | None] | None = None,
        duties: Callable[[Case], None] | None = None,
    ) -> Case:
        """Keep a step: its entry, what `duties` opens or ends because of it, and the row. Return the case as kept."""
        self.book.duties_about(case.id)  # read at once, and then each of them is known to the book
        index = self.enter(kind, case, by, body or {})
        if case.event in ("receive", "accept"):
            case = replace(case, entry=index)
        if duties is not None:
            duties(case)
        case = replace(case, due=clocks.earliest(self.book, case) if case.open else None)
        self.book.keep_case(case, self.look(case))
        if about_decision(case) and case.handle:
            self._follow(case, by)
        if not case.open and case.event != "note":
            self._end(case)
        return case

    def _end(self, case: Case) -> None:
        """Take out of the file what nobody needs from now on, and owe it that the rest goes in its time."""
        content = self.read_file(case)
        left = ending.without_proof(content)
        if left != content:
            self.write_file(case, left)
        if "export" in case.of.acts and not ending.has_package(case):
            self.drop_sealed(ending.package_of(case))
        ending.open_end(self.book, case, self.compiled)
        if case.about and not about_decision(case):
            ending.open_again(self.book, case, self.compiled)

    def _follow(self, case: Case, by: Actor) -> None:
        """Keep how an automated decision stands, as the objection `case` to it goes on."""
        sealed = self.tools.files.read(self.book, file_of(case.handle, case.about))
        if sealed is not None:
            contest = Contest(case.id, case.about, opened(sealed).purpose, standing_of(self.compiled, case))
            follow(self.book, case.handle, contest, self.context(by))

    def look(self, case: Case) -> datetime | None:
        """Return when the desk must look at `case` again, or None."""
        if not case.open:
            return None
        times: list[datetime] = []
        if case.state in ("received", "waiting"):
            asked = any(each.what == "proof" for each in case.asked)
            duty = clocks.owed(self.book, clocks.VERIFY, case)
            if duty is not None and duty.due.ends is not None and case.verifies is None and not asked:
                times.append(duty.due.ends)
            times += [each.until for each in case.asked[-1:] if each.until and each.replied is None]
        if case.answer_by is not None and case.silent is None:
            times.append(case.answer_by)
        if case.state == "verified" and case.cooling is not None and self.now < case.cooling:
            times.append(case.cooling)
        if case.state == "accepted":
            complete = self.book.duty(f"{clocks.COMPLETE}/{case.id}/-")
            over = complete is None or complete.state in DONE
            times.append(self.now if over else self.now + POLL)
        return min(times, default=None)

    # --- the file

    def read_file(self, case: Case) -> dict[str, Any]:
        """Return what the sealed file of `case` holds; empty once it is gone."""
        return self.read_sealed(case.file)

    def check_file(self, case: Case) -> None:
        """Return when the file of `case` is still kept, or the case still open. Raises FileGone."""
        if not case.open and not self.read_file(case):
            raise FileGone(FILE_GONE, case=case.id)

    def read_sealed(self, file: str) -> dict[str, Any]:
        """Return what is sealed in `file` (32 hex); empty for none. It is the caller's own: nothing else changes with it."""
        kept = self._read.get(file)
        if kept is None:
            kept = self.tools.files.read(self.book, file)
            if kept is None:
                return {}
            self._read[file] = kept
        found: dict[str, Any] = msgspec.json.decode(kept)
        return found

    def write_file(self, case: Case, content: Mapping[str, Any]) -> str:
        """Seal `content` as the file of `case`; return its SHA-256 (64 hex)."""
        return self.write_sealed(case.file, content)

    def write_sealed(self, file: str, content: Mapping[str, Any]) -> str:
        """Seal `content` in `file` (32 hex); return its SHA-256 (64 hex)."""
        data = canonical(dict(content))
        self._read[file] = data.decode()
        self.tools.files.keep(self.book, file, self._read[file])
        return hashlib.sha256(data).hexdigest()

    def drop_sealed(self, file: str) -> None:
        """Destroy `file` (32 hex) and its key."""
        self._read.pop(file, None)
        self.tools.files.drop(self.book, file)

    def add_to_file(self, case: Case, name: str, part: Any) -> str:
        """Append `part` to the list `name` of the file of `case`; return a salted digest of the part (64 hex)."""
        content = self.read_file(case)
        salt = self.tools.randomness(16).hex()
        content.setdefault(name, []).append({"at": self.at, "salt": salt, "said": part})
        self.write_file(case, content)
        return hashlib.sha256(canonical({"salt": salt, "said": part})).hexdigest()
