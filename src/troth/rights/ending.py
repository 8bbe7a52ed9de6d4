"""Files that end: the case file, and the copy made for a person, are removed with their keys once nothing needs them.

Rules
- The file goes when the time for an objection is over (`requests.objection.within`; 30 days where the policy sets none), and not
  before the copy in it was there for its time. It is owed from the moment the case ends, as a duty about `file-CASE`.
- The copy has a file and a key of its own: it goes as soon as it was handed out, at the latest when its time is over, and at
  once where the case ends without an answer.
- While an objection is open, a letter or a recipient is still owed, or a hold stands over the person, the file stays.
- The row of the case, its entries and their digests stay: that it was asked, decided and answered is evidence (mechanisms 2.1).
- What was seen to prove somebody, and what was prepared for a second person, goes when the case ends (GB/T 35273 8.7).

Example
    >>> open_end(bench.book, case, compiled)  # 'act-on-holding/file-case-bcdf-ghjk-mnpq/file', ready 30 days from now
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from troth.consent import expired
from troth.duties import ENDS, Duty, Term, open_duty, opened
from troth.duties.ports import WritingDutyBook
from troth.policy import Compiled, Period, parse_period
from troth.rights import clocks
from troth.rights.case import Case
from troth.rights.ports import CaseBook, WritingCaseBook

ABOUT = "file-"
FILE, PACKAGE = "file", "package"
PACKAGE_LIFE = timedelta(days=30)
"""How long a copy waits for the person after the answer."""
KEPT = Period(30, "day")
"""How long a file is kept for an objection where the policy sets no time for one."""
DAYS_TO_REMOVE = 3
"""Within how many days a file is removed once it may go."""
AGAIN = timedelta(days=7)
"""When a file that is still needed is looked at again."""
AT_THE_END = ("judged", "drafts")
"""Parts of the file that nobody needs once the case has ended."""
SOURCE = "requests.objection"


def package_of(case: Case) -> str:
    """Return the handle (32 hex) of the file in which what was exported for `case` lies."""
    return hashlib.sha256(f"package\0{case.file}".encode()).hexdigest()[:32]


def is_end(duty: Duty) -> bool:
    """Return whether `duty` is to remove a file."""
    return duty.about.startswith(ABOUT)


def case_of(duty: Duty) -> str:
    """Return the number of the case whose file `duty` is to remove."""
    return duty.about.removeprefix(ABOUT)


def has_package(case: Case) -> bool:
    """Return whether something was exported for the person, who can take it."""
    return "export" in case.of.acts and case.outcome in ("fulfilled", "partly") and case.proved


def file_ends(compiled: Compiled, case: Case, ended: datetime) -> datetime:
    """Return from when the file of `case` may go: the objection is over, and the copy was there for its time."""
    desk = compiled.policy.requests
    given = desk.objection.get("within") if desk is not None else None
    over = clocks.period_end(compiled.policy, ended, parse_period(given) if given else KEPT)
    return max(over, case.ended + PACKAGE_LIFE) if has_package(case) and case.ended is not None else over


def open_end(book: WritingDutyBook, case: Case, compiled: Compiled) -> None:
    """Open what is owed at the end of `case`: to remove its file, and the copy before it."""
    if case.ended is None:
        return
    _owe(book, case, FILE, file_ends(compiled, case, case.ended), compiled)
    if has_package(case):
        _owe(book, case, PACKAGE, case.ended + PACKAGE_LIFE, compiled)


def keep_on(book: WritingDutyBook, case: Case, now: datetime) -> None:
    """Let the file of `case` stay: the person objects to the answer."""
    for duty in book.duties_about(f"{ABOUT}{case.id}"):
        if duty.state not in ENDS and duty.part.startswith(FILE):
            book.keep_duty(duty.void("objection", now))


def open_again(book: WritingCaseBook, complaint: Case, compiled: Compiled) -> None:
    """Owe it anew, once the objection to an answer has ended, to remove the file that it was about."""
    before = book.case(complaint.about)
    if before is None or before.open or complaint.ended is None:
        return
    number = sum(1 for each in book.duties_about(f"{ABOUT}{before.id}") if each.part.startswith(FILE)) + 1
    _owe(book, before, f"{FILE}.{number}", file_ends(compiled, before, complaint.ended), compiled)


def _owe(book: WritingDutyBook, case: Case, part: str, at: datetime, compiled: Compiled) -> None:
    calendar = clocks.calendar_for(compiled.policy)
    term = Term(DAYS_TO_REMOVE, "day", calendar, SOURCE, anchor=at)
    about = f"{ABOUT}{case.id}"
    open_duty(
        book, opened("act-on-holding", about=about, part=part, clauses=(SOURCE,), anchor=at, terms=(term,))
    )


def needed(book: CaseBook | WritingCaseBook, case: Case, at: str) -> bool:
    """Return whether the file of `case` is still needed at `at`: something is owed, objected to, or held."""
    if case.open or any(
        duty.state not in ENDS and duty.kind != "lapse-backup" for duty in book.duties_about(case.id)
    ):
        return True
    if not case.handle:
        return False
    if any(each.about == case.id and each.open for each in book.cases_of(case.handle)):
        return True
    return any(
        each.kind == "hold" and each.value.get("state") != "ended" and not expired(each.value, at)
        for each in book.standing(case.handle)
    )


def without_proof(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content of a file without what nobody needs once the case has ended."""
    return {name: part for name, part in content.items() if name not in AT_THE_END}
