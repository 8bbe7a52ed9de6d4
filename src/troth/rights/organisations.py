"""What was handed to an organisation, as the administrator of that organisation sees it: its own requests, and no other.

Rules
- A request that went to an organisation is listed under a digest of the organisation's name, in the book of the controller. Whoever asks
  for another's, or for one that went nowhere, is answered as if there were none.
- The organisation sees the kind, the data, the times, whether we have recognised the person, and what they wrote: what it takes to answer. It
  sees nothing of the work here. That it read the words is an entry with the handle of its administrator.
- It answers in both languages while its time runs; the answer goes to the person as any other. When it was silent, it is decided here.

Example
    >>> listed(bench, "Acme Ltd")[0].case.id
    'case-bcdf-ghjk-mnpq'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from troth.ledger import EntryKind
from troth.rights.bench import Bench
from troth.rights.case import Actor, Case, guarded
from troth.rights.deciding import answer
from troth.rights.errors import NO_SUCH_CASE, NoSuchCase
from troth.rights.figures import Status, status_of
from troth.rights.forwarding import handed, held_elsewhere, place_of

OUTCOME = "forwarded"
MOST = 200


@dataclass(frozen=True)
class Handed:
    """A request that went to an organisation: how it stands, who it is about as they named themselves, and what they wrote."""

    status: Status
    subject: str = field(repr=False)
    words: str = field(repr=False)


def listed(bench: Bench, organisation: str, most: int = MOST) -> list[Status]:
    """Return the requests that went to `organisation`: what waits for it first, by its time, then the newest."""
    found = [bench.book.case(each) for each in handed(bench, organisation)]
    cases = [each for each in found if each is not None]
    waits = sorted(
        (each for each in cases if waiting(each)), key=lambda each: (each.answer_by or each.received, each.id)
    )
    others = sorted(
        (each for each in cases if not waiting(each)), key=lambda each: (each.received, each.id), reverse=True
    )
    return [status_of(bench.book, each, bench.now) for each in (*waits, *others)[:most]]  # fmt: skip


def opened(bench: Bench, number: str, organisation: str, operator: str) -> Handed:
    """Return a request that went to `organisation`, and keep that its administrator read it. Raises NoSuchCase, FileGone."""
    case = own(bench, number, organisation)
    bench.check_file(case)
    content = bench.read_file(case)
    bench.enter(EntryKind.CASE_NOTED, case, Actor("operator", operator), {"code": "file-read"})
    return Handed(status_of(bench.book, case, bench.now), str(content.get("subject", "")), str(content.get("words", "")))  # fmt: skip


def answered(bench: Bench, number: str, organisation: str, operator: str, words: Mapping[str, str]) -> Case:
    """Keep the answer of `organisation`, which ends the request. Raises NoSuchCase, NotNow, Guarded."""
    case = own(bench, number, organisation)
    if not waiting(case):
        raise guarded(
            "answer-plainly",
            "the time of the organisation is over, or it has answered",
            "组织答复期限已过，或已答复",
        )
    return answer(bench, case, Actor("officer", operator), words, OUTCOME)


def own(bench: Bench, number: str, organisation: str) -> Case:
    """Return the request `number` if it went to `organisation`. Raises NoSuchCase, for any other and for none alike."""
    mine = bool(organisation.strip()) and bench.book.record(place_of(organisation), number) is not None
    if not mine:
        raise NoSuchCase(NO_SUCH_CASE)
    return bench.case(number)


def waiting(case: Case) -> bool:
    """Return whether the organisation may still answer."""
    return case.open and held_elsewhere(case)
