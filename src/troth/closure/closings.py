"""The desk of ends: a service or an organisation ends, announced beforehand, with everything that is owed, and a certificate.

Rules
- Each step is one transaction: state, ledger entry, and the duties it causes. The table of states is in `states`.
- `announce`: complete in both languages, and the day leaves the lead. `take-effect`: the day is there, the announcement stood
  in every place that long, and everybody was told or is covered by it. `complete`: zero left in every place, recipients told.
- From the transaction of the effect every step of what ended is refused; nothing else stops.

Example
    >>> change = closings.plan("qunyi", Plan("service-end", date(2026, 4, 1), {"en": "...", "zh": "..."}), by)
    >>> closings.announce("qunyi", change.id, by).state
    'announced'
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Protocol, TypeVar

from troth.calendars import Clock
from troth.closure import clocks, owing
from troth.closure.certificate import certificate, counted
from troth.closure.change import LANGUAGES, STATEMENT, Change, Plan, change_in, changes_in
from troth.closure.errors import ChangeGuarded, bad, guarded
from troth.closure.planned import check_day, check_plan, filled
from troth.closure.reach import seen
from troth.consent import Context, end, register
from troth.consent.ports import Book, Statement, Store, WritingBook
from troth.duties import ENDS
from troth.ledger import Entry, EntryKind, PolicyRef, Value, instant, new_salt
from troth.ledger.ports import Randomness
from troth.policy import Compiled
from troth.vocabulary import canonical

T = TypeVar("T")
LETTERS = "bcdfghjkmnpqrstvwxz"
SERVICE = "service"


class Policies(Protocol):
    """The shelf of policies. Errors are those of whoever keeps it."""

    def current(self, policy: str) -> Compiled:
        """Return the version of `policy` to work by."""


PlacesOf = Callable[[str], Iterable[str]]
"""The ids of the places that hold data of a controller, in the order in which they are worked on."""


@dataclass(frozen=True)
class Ticked:
    """What a look at the ends did: how many took effect, how many are complete."""

    effective: int = 0
    completed: int = 0


class Closings:
    """The ends of services and organisations of every policy on the shelf, on one store."""

    def __init__(
        self, store: Store, shelf: Policies, clock: Clock, randomness: Randomness, places: PlacesOf
    ) -> None:
        """Keep them in `store`; `places` are those of a controller."""
        self.store, self._shelf, self._clock = store, shelf, clock
        self._randomness, self._places = randomness, places

    # --- the steps

    def plan(self, policy: str, plan: Plan, by: str = "") -> Change:
        """Keep a plan and return its change. `by` is the operator's handle. Raises BadChange."""
        compiled = self._shelf.current(policy)
        check_plan(compiled, plan)

        def work(book: WritingBook) -> Change:
            number = self._number(book)
            change = Change(number, plan.kind, "planned", "", {})
            return self._keep(book, compiled, filled(book, change, plan), EntryKind.CHANGE_PLANNED, by)

        return self.store.write(policy, work)

    def announce(self, policy: str, change: str, by: str = "") -> Change:
        """Announce it. Raises NoSuchChange, ChangeNotNow, ChangeGuarded: a language is missing, or it is too soon."""
        return self.store.write(policy, self.announcing(policy, change, by))

    def announcing(self, policy: str, change: str, by: str = "") -> Callable[[WritingBook], Change]:
        """Return what announces it, for a transaction that approves it. Raises there what `announce` raises."""
        compiled, now = self._shelf.current(policy), self._now()

        def work(book: WritingBook) -> Change:
            found = change_in(book, change)
            new = found.step("announce", announced=instant(now))
            missing = [each for each in LANGUAGES if each not in found.texts]
            if missing:
                listed = ", ".join(missing)
                raise guarded("announce", f"the announcement has no {listed}", f"公告缺少语言版本：{listed}")
            check_day(compiled, found, now, "announce")
            kept = self._keep(book, compiled, new, EntryKind.CHANGE_ANNOUNCED, by)
            people = seen(book).people if new.of.public and owing.channels_of(compiled) else ()
            told = [each for each in people if book.standing(each)]
            owing.open_telling(book, compiled, kept, told, self._to_each(book, compiled, kept), now)
            return kept

        return work

    def alter(self, policy: str, change: str, plan: Plan, by: str = "") -> Change:
        """Change the plan: what was not told yet is void, and the lead begins anew. Raises NoSuchChange, ChangeNotNow, BadChange."""
        compiled, now = self._shelf.current(policy), self._now()
        check_plan(compiled, plan)

        def work(book: WritingBook) -> Change:
            found = change_in(book, change)
            if plan.kind != found.kind:
                raise bad("an alteration keeps the kind", "变更不得改变种类")
            owing.void_telling(book, found, now)
            again = found.round + (found.state == "announced")
            new = filled(book, found.step("alter", announced="", round=again), plan)
            return self._keep(book, compiled, new, EntryKind.CHANGE_ALTERED, by)

        return self.store.write(policy, work)

    def posted(self, policy: str, change: str, place: str, evidence: str, by: str = "") -> Change:
        """Keep that the announcement stands in `place`; `evidence` is the SHA-256 of what shows it. Raises ChangeGuarded."""
        compiled, now = self._shelf.current(policy), self._now()

        def work(book: WritingBook) -> Change:
            found = change_in(book, change)
            duty = book.duty(f"announce/{found.id}/{owing.part_of(found, place)}")
            if found.state != "announced" or duty is None or duty.state in ENDS:
                raise guarded("posted", "nothing is to be announced there", "该处没有待发布的公告")
            owing.close_now(book, duty, evidence, now)
            body: dict[str, Value] = {"place": place, "receipt": evidence}
            self._enter(book, compiled, found, EntryKind.CHANGE_POSTED, by, body)
            return found

        return self.store.write(policy, work)

    def told(self, policy: str, change: str, recipient: str, evidence: str, by: str = "") -> Change:
        """Keep that a recipient was told and confirmed; `evidence` is the SHA-256 of it. Raises ChangeGuarded."""
        compiled, now = self._shelf.current(policy), self._now()

        def work(book: WritingBook) -> Change:
            found = change_in(book, change)
            duty = book.duty(f"tell-recipient/{found.id}/{recipient}")
            if duty is None or duty.state in ENDS:
                raise guarded("told", "nothing is to be told there", "没有待告知该接收方的事项")
            owing.close_now(book, duty, evidence, now)
            body: dict[str, Value] = {"place": recipient, "receipt": evidence}
            self._enter(book, compiled, found, EntryKind.CHANGE_POSTED, by, body)
            return found

        return self.store.write(policy, work)

    def take_effect(self, policy: str, change: str, by: str = "") -> Change:
        """Let it take effect. Raises NoSuchChange, ChangeNotNow, ChangeGuarded: not the day yet, or not everybody told."""
        compiled, now = self._shelf.current(policy), self._now()
        places = tuple(self._places(policy))

        def work(book: WritingBook) -> Change:
            found = change_in(book, change)
            new = found.step("take-effect", effective=instant(now), places=places, entry=book.next_index())
            self._check_effect(book, compiled, found, now)
            self._stop(book, compiled, new)
            new = replace(new, entry=book.next_index())
            entry = self._enter(book, compiled, new, EntryKind.CHANGE_EFFECTIVE, by, {})
            people = owing.open_work(book, compiled, new, seen(book), places, now)
            return self._state(book, replace(new, people=people), entry)

        return self.store.write(policy, work)

    def complete(self, policy: str, change: str, by: str = "") -> Change:
        """Close it with its certificate. Raises NoSuchChange, ChangeNotNow, ChangeGuarded: something is left."""
        compiled, now = self._shelf.current(policy), self._now()

        def work(book: WritingBook) -> Change:
            found = change_in(book, change)
            found.step("complete")
            left = [p for p in found.places if counted(book, found.id, p)["people"] < found.people]
            left += [each.part for each in owing.work_left(book, found)]
            if left:
                listed = ", ".join(sorted(set(left)))
                raise guarded("complete", f"not done yet: {listed}", f"尚未办结：{listed}")
            text = canonical(certificate(book, compiled, found, instant(now))).decode()
            digest = hashlib.sha256(text.encode()).hexdigest()
            book.keep_text(digest, text)
            done = found.step("complete", certificate=digest)
            return self._keep(book, compiled, done, EntryKind.CHANGE_COMPLETED, by, {"digest": digest})

        return self.store.write(policy, work)

    def cancel(self, policy: str, change: str, by: str = "") -> Change:
        """Take it back before it took effect; who was told is told so. Raises NoSuchChange, ChangeNotNow."""
        compiled, now = self._shelf.current(policy), self._now()

        def work(book: WritingBook) -> Change:
            found = change_in(book, change)
            new = found.step("cancel")
            owing.void_telling(book, found, now)
            kept = self._keep(book, compiled, new, EntryKind.CHANGE_CANCELLED, by)
            if found.state == "announced":
                again = replace(kept, round=found.round + 1)
                owing.open_telling(book, compiled, again, (), self._to_each(book, compiled, kept), now)
            return kept

        return self.store.write(policy, work)

    # --- reading, and what time does

    def change(self, policy: str, change: str) -> Change:
        """Return a change. Raises NoSuchChange, Unknown."""
        self._shelf.current(policy)
        return self.store.read(policy, lambda book: change_in(book, change))

    def changes(self, policy: str) -> list[Change]:
        """Return every change of `policy`, by number."""
        self._shelf.current(policy)
        return self.store.read(policy, changes_in)

    def announcement(self, policy: str, change: str) -> Mapping[str, str]:
        """Return the text of the announcement by language. Raises NoSuchChange, Unknown."""
        self._shelf.current(policy)

        def work(book: Book) -> dict[str, str]:
            found = change_in(book, change)
            return {name: book.text(digest) or "" for name, digest in found.texts.items()}

        return self.store.read(policy, work)

    def certificate(self, policy: str, change: str) -> str:
        """Return the certificate as canonical JSON; empty until the change is complete. Raises NoSuchChange, Unknown."""
        self._shelf.current(policy)

        def work(book: Book) -> str:
            found = change_in(book, change)
            return (book.text(found.certificate) or "") if found.certificate else ""

        return self.store.read(policy, work)

    def tick(self, policy: str) -> Ticked:
        """Do what the day and finished work allow; what is not allowed yet stays as it is."""
        effective = completed = 0
        for each in self.changes(policy):
            try:
                if each.state == "announced" and each.day <= str(
                    clocks.today(self._shelf.current(policy), self._now())
                ):
                    self.take_effect(policy, each.id)
                    effective += 1
                elif each.state == "effective":
                    self.complete(policy, each.id)
                    completed += 1
            except ChangeGuarded:
                continue
        return Ticked(effective, completed)

    # --- inside

    def _check_effect(self, book: Book, compiled: Compiled, found: Change, now: datetime) -> None:
        if clocks.today(compiled, now) < date.fromisoformat(found.day):
            raise guarded("take-effect", f"its day is {found.day}", f"生效日为 {found.day}")
        told = owing.telling(book, found)
        left = [each.part for each in told if each.state not in ENDS and each.kind == "announce"]
        if left:
            listed = ", ".join(sorted(left))
            raise guarded("take-effect", f"not announced yet: {listed}", f"尚未发布公告：{listed}")
        if any(each.state not in ENDS for each in told):
            raise guarded("take-effect", "not everybody was told yet", "尚未告知全部相关个人")
        posted = [each.ended for each in told if each.kind == "announce" and each.ended is not None]
        if posted:
            first = clocks.first_day(compiled, found.of, max(posted))
            if clocks.today(compiled, now) < first:
                raise guarded(
                    "take-effect", f"the last place had it too late: not before {first}",
                    f"最后一处公告发布较晚，不得早于 {first}",
                )  # fmt: skip

    def _stop(self, book: WritingBook, compiled: Compiled, change: Change) -> None:
        """From this transaction on, the steps of what ended are refused."""
        context = Context(change.effective, self._randomness, _reference(compiled))
        if change.kind == "organisation-end":
            for each in book.standing(""):
                mine = each.kind == "instruction" and each.value.get("controller") == change.organisation
                if mine and each.value.get("state") != "ended":
                    end(book, "instruction", each.key, context)
        elif change.whole:
            register(book, SERVICE, SERVICE, {"state": "ended"}, context)
        else:
            for product in change.products:
                register(book, SERVICE, product, {"state": "ended", "product": product}, context)

    def _keep(
        self,
        book: WritingBook,
        compiled: Compiled,
        change: Change,
        kind: EntryKind,
        by: str,
        more: Mapping[str, Value] | None = None,
    ) -> Change:
        return self._state(book, change, self._enter(book, compiled, change, kind, by, more or {}))

    def _enter(
        self,
        book: WritingBook,
        compiled: Compiled,
        change: Change,
        kind: EntryKind,
        by: str,
        more: Mapping[str, Value],
        handle: str = "",
    ) -> int:
        said: dict[str, Any] = {"change": change.id, "type": change.kind, "day": change.day, "operator": by}
        said |= {"products": change.products, "organisation": change.organisation, **more}
        body = {name: value for name, value in said.items() if value not in ("", ())}
        at = instant(self._now())
        salt, policy = new_salt(self._randomness), _reference(compiled)
        entry = Entry(kind, at, book.controller, salt, subject=handle or None, policy=policy, body=body)
        return book.append(entry)

    def _to_each(self, book: WritingBook, compiled: Compiled, change: Change) -> Callable[[str], int]:
        """Return what enters that a person is to be told: their message rests on it."""
        kind = EntryKind.CHANGE_ANNOUNCED
        return lambda handle: self._enter(book, compiled, change, kind, "", {}, handle)

    def _state(self, book: WritingBook, change: Change, sequence: int) -> Change:
        at = instant(self._now())
        book.state(Statement("", STATEMENT, change.id, sequence, at, change.value()))
        return change

    def _number(self, book: Book) -> str:
        taken = {each.id for each in changes_in(book)}
        while True:
            letters = "".join(LETTERS[byte % len(LETTERS)] for byte in self._randomness(12))
            number = f"{owing.PREFIX}{letters[:4]}-{letters[4:8]}-{letters[8:]}"
            if number not in taken:
                return number

    def _now(self) -> datetime:
        return self._clock.now().astimezone(UTC)


def _reference(compiled: Compiled) -> PolicyRef:
    return PolicyRef(compiled.id, compiled.version, compiled.hash)
