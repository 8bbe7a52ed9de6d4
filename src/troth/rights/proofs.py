"""The proofs of requests, as `identity` wants them kept: sealed with the case; and the counts of tries.

Rules
- A step of a proof and what follows from it are one transaction: when it is enough, the case is verified with the stamp of
  this very case, and accepted where nobody has to decide; when the last code is used up, it lapses.
- Counts of tries are kept by person, over all requests, for the known and the unknown alike; they hold instants only.

Example
    >>> desk.proofs.change("acme", case.id, lambda proving, counts: (identity.answer(proving, counts, code, now), None))
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import msgspec

from troth.policy import two_proofs
from troth.rights import cooling, disowned, noticing
from troth.rights.asking import lapse, prove
from troth.rights.bench import Bench
from troth.rights.case import SYSTEM, Case, bad
from troth.rights.deciding import AUTOMATIC, accept, automatic
from troth.rights.identity import Claim, Demand, Identity, Proving, Tally, Verified, demand_of
from troth.rights.identity.ports import Counts
from troth.rights.ports import WritingCaseBook
from troth.vault.ports import RecordRow

T = TypeVar("T")
Step = Callable[[Proving, Counts], tuple[Proving, Any]]
PROVING = "proving"
TALLY = "tally"


@dataclass(frozen=True)
class DeskProofs:
    """The proofs that a desk keeps, as `identity` wants them. Implements `identity.ports.Proofs`."""

    reading: Callable[[str, str], Proving]
    changing: Callable[[str, str, Step], Any]

    def read(self, controller: str, case: str) -> Proving:
        """Return the proof of a request. Raises NoSuchCase, BadCase."""
        return self.reading(controller, case)

    def change(self, controller: str, case: str, step: Callable[[Proving, Counts], tuple[Proving, T]]) -> T:
        """Run `step` on the proof in one transaction, keep it and what follows from it, and return the rest. Raises FileGone."""
        found: T = self.changing(controller, case, step)
        return found


class BookCounts:
    """The counts of tries in the books of one controller. Implements `identity.ports.Counts`."""

    def __init__(self, book: WritingCaseBook) -> None:
        """Keep counts in `book`."""
        self._book = book

    def tally(self, key: str) -> Tally:
        """Return the tally kept under `key`, an empty one if there is none."""
        row = self._book.record(_place(key), TALLY)
        return Tally.of(msgspec.json.decode(row.sealed)) if row is not None else Tally()

    def keep_tally(self, key: str, tally: Tally) -> None:
        """Keep `tally` under `key`: instants and nothing else, so it needs no seal."""
        row = self._book.record(_place(key), TALLY)
        version = row.version + 1 if row is not None else 1
        self._book.keep_record(RecordRow(_place(key), TALLY, version, msgspec.json.encode(tally.as_json())))


def _place(key: str) -> str:
    """Return where the tally of `key` is: never where a person's own rows are."""
    return hashlib.sha256(f"tally\0{key}".encode()).hexdigest()[:32]


def begin(bench: Bench, case: Case, identity: Identity, holder: str, person: str) -> Case:
    """Open the proof of a new case, which a request that demands none has at once; return the case.

    `holder` is the handle of whoever must be recognised, or empty; `person` keys the counts: that handle, or for somebody
    unknown the keyed digest of the reference.
    """
    claim = Claim(bench.compiled.id, case.id, case.role, holder, case.handle, person, case.entry)
    return keep(bench, case, identity.begin(claim, _demand(bench, case), bench.now))


def _demand(bench: Bench, case: Case) -> Demand:
    """Return how much proof `case` needs, by its kind and its policy."""
    desk = bench.compiled.policy.requests
    listed = desk.proof.get("methods", ()) if desk is not None else ()
    methods = (listed,) if isinstance(listed, str) else tuple(listed)
    compiled = bench.compiled
    shows = "export" in case.of.acts and two_proofs(compiled.policy, compiled.sensitive, case.elements)
    allowed = methods or ("login", "one-time-code", "written-form")
    return demand_of(case.of.proof, case.role, allowed, sensitive=shows)


def demand_anew(bench: Bench, case: Case) -> None:
    """Let `case`, which is of another kind now, need what that kind needs, and no less than before."""
    kept = bench.read_file(case).get(PROVING)
    if kept is not None:
        proving = Proving.of(kept)
        weight = max(proving.demand.weight, _demand(bench, case).weight)
        _write(bench, case, replace(proving, demand=replace(proving.demand, weight=weight)))


def read(bench: Bench, case: Case) -> Proving:
    """Return the proof of `case`; once its file is gone, one that is over and says whose it was. Raises BadCase."""
    content = bench.read_file(case)
    kept = content.get(PROVING)
    if kept is None and not case.open and not content:
        holder = case.handle if case.role in ("subject", "agent") else ""
        claim = Claim(bench.compiled.id, case.id, case.role, holder, case.handle, "", case.entry)
        return Proving(claim, Demand(case.of.proof, ()), case.opened, "lapsed", ended=case.ended)
    if kept is None:
        raise bad("its proof is not there", "没有核验记录")
    return Proving.of(kept)


def keep(bench: Bench, case: Case, proving: Proving) -> Case:
    """Keep a proof with its case, and do what follows from it; return the case."""
    _write(bench, case, proving)
    verified = proving.verified(bench.compiled.id, case.id)
    if case.state not in ("received", "waiting"):
        return case if verified is None else _proved_further(bench, case, verified, proving.demand.weight)
    if case.of.plain and not case.of.proof:
        return case  # what is answered plainly needs no proof, and is not shown as proved
    if verified is not None:
        until = cooling.cooling_until(bench, case, proving)
        notices = noticing.parts_of(bench, case)
        proved = prove(bench, case, verified, proving.demand.weight, cooling=until, notices=notices)
        if until is not None:
            _write(bench, proved, proving.further(cooling.SECOND))
            decided = automatic(bench, replace(proved, cooling=None))
            return cooling.begin(bench, proved, until, looked=decided)
        return _go_on(bench, proved)
    if proving.state == "lapsed":
        return lapse(bench, case, SYSTEM, "proof-failed")
    return case


def _proved_further(bench: Bench, case: Case, verified: Verified, strength: int) -> Case:
    """Do what follows from a proof beside the one that `case` has: a second contact, or the person after all."""
    cools = case.cooling is not None and bench.now < case.cooling
    if case.state == "verified" and (cools or case.disowned is not None):
        notices = noticing.parts_of(bench, case) if case.disowned is not None else ()
        return _go_on(bench, cooling.end(bench, case, verified, strength, notices))
    if case.state != "verified" and disowned.undecided(bench.book, case):
        return disowned.own(bench, case, verified.digest)
    return case


def _go_on(bench: Bench, case: Case) -> Case:
    """Accept what nobody has to decide."""
    return accept(bench, case, SYSTEM, AUTOMATIC) if automatic(bench, case) else case


def reopen(bench: Bench, case: Case) -> None:
    """Let what was shown for `case` count no more: its person says that it is not theirs."""
    kept = bench.read_file(case).get(PROVING)
    if kept is not None:
        _write(bench, case, Proving.of(kept).anew())


def _write(bench: Bench, case: Case, proving: Proving) -> None:
    content = bench.read_file(case)
    content[PROVING] = proving.as_json()
    bench.write_file(case, content)


def change(bench: Bench, case: Case, step: Callable[[Proving, Counts], tuple[Proving, T]]) -> T:
    """Run `step` on the proof of `case`, keep what it gives back first, and return the rest. Raises FileGone."""
    bench.check_file(case)
    proving, rest = step(read(bench, case), BookCounts(bench.book))
    keep(bench, case, proving)
    return rest
