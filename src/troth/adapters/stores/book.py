"""A book that is read with statements, and the writing down of a draft's changes: the same on every database.

Rules
- `Lines` is all that a database gives: rows of a statement, and a statement for many rows, in its transaction.
- Long readings (entries, hashes) go in ranges, so that memory stays small whatever the size of the log.

Example
    >>> book = SqlBook("acme", lines, statements)
    >>> book.head().size
    0
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from datetime import datetime
from typing import Any

import msgspec

from troth.adapters.stores.case_rows import CaseLines
from troth.adapters.stores.cases import case_row
from troth.adapters.stores.draft import Changes, Draft
from troth.adapters.stores.duties import by_id, duty_row, moment, read_duty
from troth.adapters.stores.papers import PaperRows, apply_papers
from troth.adapters.stores.prepared import Prepared
from troth.adapters.stores.sealed_rows import Lines, SealedRows, apply_sealed
from troth.adapters.stores.statements import Statements
from troth.adapters.stores.turns import Job
from troth.calendars import Clock
from troth.consent.ports import PublishedPolicy, Statement
from troth.duties import Duty
from troth.ledger import EMPTY, LogHead
from troth.ledger.ports import Randomness

RANGE = 512

_decode = msgspec.json.decode


class SqlBook(SealedRows, PaperRows, CaseLines):
    """What one controller's book says in the transaction of `lines`; a `Ground` for drafts.

    `locking`: read the head, the claimed subjects and sealed groups with their rows locked.
    `at_once`: destroy people as they are looked at; the transaction ends with the work that wanted it, if that fails.
    """

    def __init__(
        self,
        controller: str,
        lines: Lines,
        statements: Statements,
        *,
        locking: bool = False,
        at_once: bool = False,
    ) -> None:
        """Read through `lines` with `statements`."""
        self.controller = controller
        self.at_once, self.gone = at_once, set()
        self._lines = lines
        self._say = self._sealed = self._cases = self._papers = statements
        self._head = statements.head_locked if locking else statements.head
        self._claim = statements.handle_locked if locking else statements.handle
        self._record = statements.record_locked if locking else statements.record
        self._records = statements.records_locked if locking else statements.records
        self._known: LogHead | None = None

    def unasked(self, controller: str) -> bool:
        """Return whether this is the book of `controller`, and keeps nothing that it read."""
        return self._known is None and self.controller == controller

    def handle_of(self, digest: str) -> str | None:
        """Return the handle of the subject with this keyed digest, or None."""
        return self._one(self._say.handle, digest)

    def digest_of(self, handle: str) -> str | None:
        """Return the keyed digest of the subject with this handle, or None."""
        return self._one(self._say.digest, handle)

    def claim(self, digest: str) -> str | None:
        """Return the handle for `digest` or None, and hold this person's turn until the transaction ends."""
        return self._one(self._claim, digest)

    def standing(self, handle: str) -> Sequence[Statement]:
        """Return every standing statement about `handle`, by kind and key."""
        rows = self._lines.rows(self._say.standing, (self.controller, handle))
        rows.sort()
        return [Statement(handle, kind, key, seq, at, _decode(value)) for kind, key, seq, at, value in rows]

    def locked(self, rows: list[tuple[Any, ...]]) -> bool:
        """Take over the head's `rows` as they were read with their lock; return whether there were any."""
        self._known = LogHead.unpack(rows[0][0], rows[0][1]) if rows else EMPTY
        return bool(rows)

    def head(self) -> LogHead:
        """Return the ledger's head, which stays what it is for the whole transaction."""
        if self._known is None:
            rows = self._lines.rows(self._head, (self.controller,))
            self._known = LogHead.unpack(rows[0][0], rows[0][1]) if rows else EMPTY
        return self._known

    def entries(self, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Yield the bytes of the entries from `start` to `end` (excluded), in order."""
        last = self.head().size if end is None else end
        for low in range(max(start, 0), last, RANGE):
            found = self._lines.rows(self._say.entries, (self.controller, low, min(low + RANGE, last)))
            for (data,) in found:
                yield data
            if not found:
                return

    def entries_of(self, handle: str) -> Sequence[tuple[int, bytes]]:
        """Return (index, bytes) of the entries about `handle`, in order."""
        return [(at, data) for at, data in self._lines.rows(self._say.entries_of, (self.controller, handle))]

    def hashes(self, level: int, start: int, end: int) -> Sequence[bytes]:
        """Return stored tree hashes."""
        if level:
            rows = self._lines.rows(self._say.hashes, (self.controller, level, start, end))
        else:
            rows = self._lines.rows(self._say.leaves, (self.controller, start, end))
        return [found for (found,) in rows]

    def policies(self) -> Sequence[PublishedPolicy]:
        """Return the published versions, in the order of publication."""
        return [PublishedPolicy(*row) for row in self._lines.rows(self._say.policies, (self.controller,))]

    def text(self, digest: str) -> str | None:
        """Return the text once shown whose SHA-256 is `digest`, or None."""
        return self._one(self._say.text, digest)

    def duty(self, id: str) -> Duty | None:  # noqa: A002  # the port says it so
        """Return the duty with this id, or None."""
        found = self._one(self._say.duty, id)
        return None if found is None else read_duty(found)

    def duties_about(self, about: str) -> Sequence[Duty]:
        """Return every duty about this case, entry, change, incident or person, by id."""
        return by_id((), self._duties(self._say.duties_about, about))

    def duties_of(self, handle: str) -> Sequence[Duty]:
        """Return every duty owed to the person with this handle, by id."""
        return by_id((), self._duties(self._say.duties_of, handle))

    def open_children(self, parent: str, most: int) -> Sequence[Duty]:
        """Return up to `most` duties under `parent` (an id) that are neither done nor void, in no order."""
        return self._duties(self._say.duties_under, parent, most)

    def ready(self, now: datetime, most: int) -> Sequence[Duty]:
        """Return up to `most` duties that a worker may take up at `now`, the longest ready first."""
        return self._duties(self._say.duties_ready, moment(now), most)

    def reminding(self, now: datetime, most: int) -> Sequence[Duty]:
        """Return up to `most` duties with a reminder to give at `now`, the longest overdue first."""
        return self._duties(self._say.duties_reminding, moment(now), most)

    def _duties(self, statement: Prepared, *parameters: Any) -> list[Duty]:
        return [read_duty(value) for (value,) in self._lines.rows(statement, (self.controller, *parameters))]

    def _one(self, statement: Prepared, key: str) -> str | None:
        rows = self._lines.rows(statement, (self.controller, key))
        found: str | None = rows[0][0] if rows else None
        return found


def run_on(
    open_book: Callable[[str], SqlBook],
    jobs: Sequence[Job],
    randomness: Randomness,
    clock: Clock,
    usable: Callable[[Draft], bool] = lambda _: True,
) -> dict[str, Draft]:
    """Run the work of each job on a draft of its own in one transaction; set the result or error of each.

    `open_book` gives the book of a controller in the transaction.

    Returns what the good ones want, by controller. Stops after a work whose error left the transaction not
    `usable` with what the good ones want; that job alone keeps its error, and the others are to be run again.
    """
    drafts: dict[str, Draft] = {}
    for job in jobs:
        group = drafts.get(job.controller)
        if group is None:
            group = drafts[job.controller] = Draft(open_book(job.controller), randomness, clock)
        draft = Draft(group, randomness, clock)
        job.result = job.error = None
        try:
            job.result = job.work(draft)
            group.take(draft.finish())
        except Exception as error:  # noqa: BLE001  # it is the caller's own, and goes back to the caller
            job.error = error
            if not usable(group):
                break
    return drafts


def apply(
    controller: str,
    changes: Changes,
    lines: Lines,
    say: Statements,
    since: str | None,
    gone: Set[str] = frozenset(),
) -> None:
    """Write `changes` down. `since` is the instant at which the controller's book begins; None if it is known. `gone` are people who are destroyed already."""
    me = controller
    if since is not None:
        lines.many(say.put_controller, [(me, since)])
    if changes.subjects:
        lines.many(say.put_subject, [(me, digest, handle) for digest, handle in changes.subjects.items()])
    if changes.entries:
        lines.many(
            say.put_entry,
            [(me, each.index, each.subject, each.data, each.leaf_hash) for each in changes.entries],
        )
    if changes.subtrees:
        lines.many(say.put_subtree, [(me, each.level, each.index, each.hash) for each in changes.subtrees])
    if changes.rows:
        lines.many(
            say.put_standing,
            [
                (me, row.handle, row.kind, row.key, row.sequence, row.at, row.value)
                for rows in changes.rows.values()
                for row in rows.values()
            ],
        )
    if changes.policies:
        lines.many(
            say.put_policy,
            [(me, each.id, each.version, each.hash, each.text, each.sequence) for each in changes.policies],
        )
    if changes.texts:
        lines.many(say.put_text, [(me, digest, text) for digest, text in changes.texts.items()])
    if changes.duties:
        lines.many(say.put_duty, [(me, *duty_row(each)) for each in changes.duties.values()])
    apply_papers(me, changes.papers, lines, say)
    if changes.cases.steps:
        lines.many(say.put_case, [(me, *case_row(case, look)) for case, look in changes.cases.steps])
    if changes.sealed:
        apply_sealed(me, changes.sealed, lines, say, gone)
    if changes.head is not None:
        lines.many(say.put_head, [(me, changes.head.size, changes.head.packed)])
