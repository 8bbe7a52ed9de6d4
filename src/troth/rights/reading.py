"""What is read at the desk: cases with their clocks, lists, figures, files and letters.

Rules
- A status holds ids, states and times. The sealed file comes out for an operator alone, and that it was read is recorded.
- Lists are bounded, and found by an index: what is due, what is in a state, what is about a person.

Example
    >>> desk.cases("joinbase", late=True)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from troth.calendars import Clock
from troth.ledger import EntryKind
from troth.policy import Compiled
from troth.rights.bench import Bench, Tools
from troth.rights.case import Actor, Case, bad
from troth.rights.errors import NO_SUCH_CASE, NoSuchCase
from troth.rights.extension import Extended, extended
from troth.rights.figures import Figures, Status, figures_of, status_of
from troth.rights.identity import Identity
from troth.rights.ports import CaseBook, CaseStore, Policies, WritingCaseBook
from troth.rights.proofs import PROVING

T = TypeVar("T")
FAR = datetime(9999, 12, 31, tzinfo=UTC)


class ReadingDesk:
    """The part of the desk that reads, and what both parts stand on."""

    def __init__(
        self,
        store: CaseStore,
        shelf: Policies,
        identity: Identity,
        digest: Callable[[str, str], str],
        clock: Clock,
        tools: Tools,
    ) -> None:
        """Keep cases in `store`; `digest` gives the keyed digest of (policy, reference)."""
        self._store, self._shelf, self._clock = store, shelf, clock
        self._digest, self.identity, self._tools = digest, identity, tools
        self.place_names = tools.names

    def case(self, policy: str, case: str) -> Case:
        """Return a case. Raises NoSuchCase."""
        return self._read(policy, lambda book: _found(book, case))

    def status(self, policy: str, case: str) -> Status:
        """Return a case with its clocks. Raises NoSuchCase."""
        now = self._now()
        return self._read(policy, lambda book: status_of(book, _found(book, case), now))

    def of(self, policy: str, subject: str) -> list[Status]:
        """Return the cases about a person, the newest first; none for somebody unknown."""
        digest, now = self._digest(policy, subject), self._now()

        def work(book: CaseBook) -> list[Status]:
            handle = book.handle_of(digest)
            found = book.cases_of(handle) if handle else ()
            newest = sorted(found, key=lambda case: (case.received, case.id), reverse=True)
            return [status_of(book, case, now) for case in newest]

        return self._read(policy, work)

    def cases(
        self, policy: str, state: str = "", *, late: bool = False, after: str = "", most: int = 100
    ) -> list[Status]:
        """Return cases: open ones, the earliest due first; those in `state` by number after `after`; or the late ones."""
        now = self._now()

        def work(book: CaseBook) -> list[Status]:
            if state:
                found = book.cases_in(state, after, most)
            else:
                found = book.cases_due(now if late else FAR, most)
            return [status_of(book, case, now) for case in found]

        return self._read(policy, work)

    def counts(self, policy: str) -> dict[str, int]:
        """Return how many cases are in each state."""
        return self._read(policy, lambda book: dict(book.count_cases()))

    def figures(self, policy: str, since: datetime, until: datetime) -> Figures:
        """Return the figures of the requests received from `since` until before `until`."""
        now = self._now()
        return self._read(policy, lambda book: figures_of(book, since, until, now))

    def file(self, policy: str, case: str, by: Actor) -> dict[str, Any]:
        """Return the sealed file of a case to an operator; that it was read is recorded. Raises NoSuchCase, FileGone, BadCase."""

        def work(bench: Bench, found: Case) -> dict[str, Any]:
            if not by.operator:
                raise bad("only an operator reads a file", "仅工作人员可查阅案卷")
            bench.check_file(found)
            bench.enter(EntryKind.CASE_NOTED, found, by, {"code": "file-read"})
            kept = bench.read_file(found)
            return {name: part for name, part in kept.items() if name not in ("salt", PROVING)}

        return self._write(policy, lambda bench: work(bench, bench.case(case)))

    def letter(self, policy: str, case: str, reader: Actor | None = None) -> Mapping[str, str]:
        """Return the answer letter by language, empty while there is none or none any more. Raises NoSuchCase.

        That a `reader` of ours read it, who has no part in the work, is recorded.
        """

        def work(bench: Bench) -> Mapping[str, str]:
            found = bench.case(case)
            letter: Mapping[str, str] = bench.read_file(found).get("letter", {})
            if letter and reader is not None:
                bench.enter(EntryKind.CASE_NOTED, found, reader, {"code": "letter-read"})
            return letter

        return self._write(policy, work) if reader is not None else self._look(policy, work)

    def extended(self, policy: str, case: str) -> Extended | None:
        """Return why the promised term of a request was made longer, or None. Raises NoSuchCase."""
        return self._look(policy, lambda bench: extended(bench, bench.case(case)))

    def holder(self, policy: str, case: str) -> str:
        """Return the handle of whoever has to be recognised for a request, empty for somebody unknown. Raises NoSuchCase."""

        def work(bench: Bench) -> str:
            return str(bench.read_file(bench.case(case)).get(PROVING, {}).get("claim", {}).get("holder", ""))

        return self._look(policy, work)

    # --- inside

    def _bench(self, policy: str, book: WritingCaseBook) -> Bench:
        def version(name: str | None) -> Compiled:
            return self._shelf.agreed(policy, name)

        return Bench(book, self._compiled(policy), self._now(), self._tools, version)

    def _compiled(self, policy: str) -> Compiled:
        return self._shelf.current(policy)

    def _now(self) -> datetime:
        return self._clock.now().astimezone(UTC)

    def _write(self, policy: str, work: Callable[[Bench], T]) -> T:
        self._compiled(policy)
        return self._store.write(policy, lambda book: work(self._bench(policy, book)))

    def _look(self, policy: str, work: Callable[[Bench], T]) -> T:
        """Run `work` on a snapshot: it reads the file and writes nothing."""
        self._compiled(policy)
        return self._store.read(policy, lambda book: work(self._bench(policy, book)))  # type: ignore[arg-type]  # reads only

    def _read(self, policy: str, work: Callable[[CaseBook], T]) -> T:
        self._compiled(policy)
        return self._store.read(policy, work)


def _found(book: CaseBook, case: str) -> Case:
    found = book.case(case)
    if found is None:
        raise NoSuchCase(NO_SUCH_CASE)
    return found
