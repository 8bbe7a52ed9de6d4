"""What is carried out at the desk: orders to places, their receipts, copies handed out, restrictions lifted, files that end.

Rules
- An order exists only for a case that is accepted with proof of itself; a receipt and what was exported are kept in the
  transaction that ends the duty (`Done.also`).
- A person sees their own case. For anybody else there is no such case.

Example
    >>> desk.order("joinbase", duty).act
    'erase'
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from troth.consent import Restriction, by_law, restrictions_of
from troth.duties import Duty
from troth.holdings.ports import Export, Receipt
from troth.rights import clocks, deciding, ending, fulfilling, handing, lifting
from troth.rights.bench import Bench
from troth.rights.case import Actor, Case
from troth.rights.errors import NO_SUCH_CASE, NoSuchCase
from troth.rights.fulfilling import Ordered
from troth.rights.identity.signing_in import KNOWN
from troth.rights.keeping import Held
from troth.rights.kinds import PERSONS
from troth.rights.lifting import Lift
from troth.rights.ports import WritingCaseBook
from troth.rights.reading import ReadingDesk
from troth.vocabulary import NOTHING, Reach


class CarryingDesk(ReadingDesk):
    """The part of the desk that carries out what was accepted."""

    def order(self, policy: str, duty: Duty) -> Ordered:
        """Return what the place of an act-on-holding duty is to do. Raises Guarded without proof and acceptance."""
        return self._look(policy, lambda bench: fulfilling.order_of(bench, bench.case(duty.about), duty))

    def settle(
        self,
        policy: str,
        duty: Duty,
        receipt: Receipt,
        export: Mapping[str, Any] | None = None,
        kept: Held | None = None,
    ) -> Callable[[WritingCaseBook], None]:
        """Return what keeps a place's receipt, and its export sealed, in the transaction that ends the duty (`Done.also`).

        `kept` is what an erasure left there for the law.
        """

        def also(book: WritingCaseBook) -> None:
            bench = self._bench(policy, book)
            fulfilling.settle(bench, bench.case(duty.about), receipt, export, kept)

        return also

    def elements(self, policy: str) -> tuple[str, ...]:
        """Return every element that the policy declares: what an order without elements is about."""
        return tuple(self._compiled(policy).policy.data)

    def exports(self, policy: str, case: str) -> list[Export]:
        """Return what the places exported for a case that is answered, for its package. Raises NoSuchCase, Guarded."""
        return self._look(policy, lambda bench: fulfilling.exports_of(bench, bench.case(case)))

    def hand_out(self, policy: str, case: str, by: Actor) -> list[Export]:
        """Return what the places exported to the person, once, and keep that it was handed out.

        Raises NoSuchCase, Guarded: it was handed out before, its time is over, or the answer is not given yet.
        """

        def work(bench: Bench) -> list[Export]:
            found = bench.case(case)
            self._own(bench, found, by)
            return handing.hand_out(bench, found, by)

        return self._write(policy, work)

    def file_needed(self, policy: str, duty: Duty) -> bool:
        """Return whether the file that `duty` is to remove is still needed; a copy never is. Raises NoSuchCase."""

        def work(bench: Bench) -> bool:
            found = bench.case(ending.case_of(duty))
            return not duty.part.startswith(ending.PACKAGE) and ending.needed(bench.book, found, bench.at)

        return self._look(policy, work)

    def removal(self, policy: str, duty: Duty) -> str:
        """Return the receipt (64 hex) of a removal: of which file of which case. Raises NoSuchCase."""
        return clocks.digest_of("removed", self.case(policy, ending.case_of(duty)).file, duty.id)

    def remove(self, policy: str, duty: Duty) -> Callable[[WritingCaseBook], None]:
        """Return what removes a file with its key, in the transaction that ends the duty (`Done.also`)."""

        def also(book: WritingCaseBook) -> None:
            bench = self._bench(policy, book)
            handing.remove(bench, bench.case(ending.case_of(duty)), duty)

        return also

    # --- what is restricted

    def lift(self, policy: str, case: str, by: Actor) -> Case:
        """Lift the restriction that a request asked for, for its person. Raises NoSuchCase, Guarded: none stands."""

        def work(bench: Bench) -> Case:
            found = bench.case(case)
            self._own(bench, found, by)
            running = found.state == "accepted" and lifting.of_case(bench.book, found) is not None
            return deciding.take_back(bench, found, by) if running else lifting.lift(bench, found, by)

        return self._write(policy, work)

    def announce_lift(self, policy: str, case: str, by: Actor, reason: Mapping[str, str]) -> Case:
        """Tell the person that a restriction is going to be lifted, and why; it follows by itself. Raises NoSuchCase, Guarded."""
        return self._write(policy, lambda bench: lifting.announce_lift(bench, bench.case(case), by, reason))

    def told_of_lift(self, policy: str, case: str, by: Actor, words: str) -> Case:
        """Keep how an officer told the person of a lift whom no message reaches. Raises NoSuchCase, Guarded."""
        return self._write(policy, lambda bench: lifting.told_otherwise(bench, bench.case(case), by, words))

    def stop_lift(self, policy: str, case: str, by: Actor) -> Case:
        """Take the announcement of a lift back. Raises NoSuchCase, Guarded."""
        return self._write(policy, lambda bench: lifting.stop(bench, bench.case(case), by))

    def restriction(self, policy: str, case: str) -> Lift:
        """Return how the restriction that a request asked for stands. Raises NoSuchCase."""
        return self._look(policy, lambda bench: lifting.view(bench, bench.case(case)))

    def restricted(self, policy: str, subject: str) -> tuple[list[Restriction], Reach]:
        """Return what is restricted of a person on request, the oldest first, and what the law has kept; nothing of somebody unknown."""
        digest = self._digest(policy, subject)

        def work(bench: Bench) -> tuple[list[Restriction], Reach]:
            handle = bench.book.handle_of(digest)
            if not handle:
                return [], NOTHING
            return restrictions_of(bench.book.standing(handle)), by_law(bench.book, handle)

        return self._look(policy, work)

    def lift_waits(self, policy: str, duty: Duty) -> datetime | None:
        """Return when the desk's part of a lift is looked at again; None: now. Raises NoSuchCase."""
        return self._look(policy, lambda bench: lifting.waits_until(bench, duty))

    def lifted(self, policy: str, duty: Duty) -> Callable[[WritingCaseBook], None]:
        """Return what does the desk's part of a lift, in the transaction that ends the duty (`Done.also`)."""
        return lambda book: lifting.carry_out(self._bench(policy, book), duty)

    # --- inside

    def _own(self, bench: Bench, case: Case, by: Actor) -> None:
        """Return when `by` may know of `case`. A person sees their own; for anybody else there is no such case."""
        if by.role not in PERSONS:
            return
        reference = bench.read_file(case).get("subject", "")
        if not reference and case.handle:  # the file is gone, or the person was found in another way
            same = (
                bool(by.who) and bench.book.handle_of(self._digest(bench.compiled.id, by.who)) == case.handle
            )
        else:
            same = by.who == (reference or case.id)
        if not same and reference and (by.who[:1] == KNOWN or reference[:1] == KNOWN):
            same = self._digest(bench.compiled.id, by.who) == self._digest(bench.compiled.id, reference)
        lurking = (
            by.guest and case.proof is not None and case.of.proof > 0
        )  # proved by the person, and not by this guest
        if by.role != case.role or not by.who or not same or lurking:
            raise NoSuchCase(NO_SUCH_CASE)
