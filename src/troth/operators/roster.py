"""Who the operators are: looking, inviting, changing their rights, ending.

Rules
- Operators are papers of the installation's own book (`BOOK`, which no policy can be called), and so are the entries
  about them: one transaction, one log.
- Other roles, a suspension, a new link and a removal end every sign-in of the operator at once.
- An invitation is a link, shown once or sent to the invitee, kept as a digest, over after `LINK_HOURS` or when it was used.
- To let somebody in who may propose takes two as soon as somebody else could approve it. Whoever held a link is tied to the operator of it
  (`Operator.ties`) until another one, who is tied to nobody, confirms that there are two persons.

Example
    >>> operators.invite(KEY_OPERATOR, "li.wei", "Li Wei", ["officer"], ["*"])
    (Operator(6f1e..., ['officer']), 'pO3x...')
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from troth.calendars import Clock
from troth.ledger import EntryKind, instant
from troth.ledger.ports import Randomness
from troth.operators.errors import (
    KEY_IS_NOBODY,
    NEEDS_SECOND,
    NOT_ALLOWED,
    NOT_TO_CONFIRM,
    NOT_YOURSELF,
    TAKEN,
    UNKNOWN,
    BadOperator,
    NeedsSecond,
    NotAllowed,
)
from troth.operators.operator import (
    BOOK,
    DECIDING,
    KEY_HANDLE,
    KEY_OPERATOR,
    PROPOSING,
    Operator,
    check_gift,
    checked,
    checked_rights,
)
from troth.operators.ports import PaperBook, PaperStore, WritingPaperBook
from troth.operators.recording import Moment
from troth.operators.rows import entry_about, every, find, keep, keep_an_officer, needed
from troth.operators.seconding import seconds

LINK_HOURS = 72


class Roster:
    """The operators in one store, and who may change whom."""

    def __init__(self, store: PaperStore, clock: Clock, randomness: Randomness) -> None:
        """Keep operators in `store`."""
        self._store, self._clock, self._randomness = store, clock, randomness

    # -- looking

    def all(self) -> Sequence[Operator]:
        """Return every operator, by id."""
        return self._store.read(BOOK, every)

    def find(self, handle: str) -> Operator | None:
        """Return the operator with this handle, or None."""
        if handle == KEY_HANDLE:
            return KEY_OPERATOR
        return self._store.read(BOOK, lambda book: find(book, handle))

    def key_signs_in(self) -> bool:
        """Return whether the API key still opens the console: no officer can sign in yet."""
        return not any(each.state == "active" and each.has("officer") for each in self.all())

    def needs_second(
        self,
        by: Operator,
        roles: Iterable[str],
        controllers: Iterable[str] = (),
        least: frozenset[str] = PROPOSING,
    ) -> bool:
        """Return whether `by` alone may not let somebody in with these roles: one is of `least`, and another could approve it."""
        given = frozenset(roles)
        if given.isdisjoint(least):
            return False
        about = Operator("", "", "", given, tuple(controllers))
        return any(each.may_manage(about) for each in self._others(by))

    def another(self, by: Operator, controller: str) -> bool:
        """Return whether somebody else could approve what `by` proposes for `controller`."""
        return bool(seconds(by, controller, self.all()).ready)

    def _others(self, by: Operator) -> list[Operator]:
        """Return who can sign in and is another person than `by`, as far as Troth knows."""
        return [
            each
            for each in self.all()
            if each.handle != by.handle and each.state == "active" and not each.tied(by)
        ]

    # -- inviting

    def invite(
        self,
        by: Operator | None,
        login: str,
        name: str,
        roles: Iterable[str],
        controllers: Iterable[str],
        organisation: str = "",
    ) -> tuple[Operator, str]:
        """Make an operator who may join by the link returned with it. `by` None is the host's own command line.

        Whoever invites alone is tied to them, whether they hold the link or chose the address that it is sent to.
        Raises NotAllowed, NeedsSecond, BadOperator.
        """
        parts = checked(login, name, roles, controllers, organisation)
        if by is not None:
            self._check_gift(by, parts["roles"], parts["controllers"])
        moment = self.moment()
        return self._store.write(BOOK, lambda book: self.add(book, moment, parts, by))

    def check_new(
        self,
        by: Operator,
        login: str,
        name: str,
        roles: Iterable[str],
        controllers: Iterable[str],
        organisation: str = "",
    ) -> None:
        """Check what is proposed about a new operator. Raises NotAllowed, BadOperator."""
        parts = checked(login, name, roles, controllers, organisation)
        check_gift(by, parts["roles"], parts["controllers"])
        if any(each.id == parts["id"] for each in self.all()):
            raise BadOperator(TAKEN)

    def add(
        self,
        book: WritingPaperBook,
        moment: Moment,
        parts: dict[str, Any],
        by: Operator | None,
        *,
        sent: bool = False,
    ) -> tuple[Operator, str]:
        """Add an operator of checked `parts` inside a transaction; return them with the token of the invitation.

        `sent`: two persons agreed on where the link is sent, and neither of them holds it.
        """
        if any(each.id == parts["id"] for each in every(book)):
            raise BadOperator(TAKEN)
        token, link, until = self._new_link(moment)
        made = Operator(moment.name(), **parts, state="invited", since=moment.at, link=link, link_until=until,
                        ties=() if sent else _ties(by))  # fmt: skip
        keep(book, made)
        entry_about(book, moment, EntryKind.OPERATOR_INVITED, made, by)
        return made, token

    def renew(self, by: Operator | None, handle: str) -> tuple[Operator, str]:
        """Give an operator a new link; whoever had joined loses every way to sign in until they use it.

        Raises NotAllowed, NeedsSecond, BadOperator.
        """
        moment = self.moment()

        def work(book: WritingPaperBook) -> tuple[Operator, str]:
            return self.renew_in(book, moment, handle, by)

        if by is not None:
            self._may_change(by, self._need(handle), PROPOSING)
        return self._store.write(BOOK, work)

    def renew_in(
        self, book: WritingPaperBook, moment: Moment, handle: str, by: Operator | None
    ) -> tuple[Operator, str]:
        """Give an operator a new link inside a transaction."""
        found = needed(book, handle)
        if by is not None and found.state == "active":
            keep_an_officer(book, found)
        token, link, until = self._new_link(moment)
        fresh = found.ended(
            state="invited", password="", passkeys=(), bound=(), link=link, link_until=until, ties=_ties(by)
        )
        keep(book, fresh)
        entry_about(book, moment, EntryKind.OPERATOR_CHANGED, fresh, by, state="renewed")
        return fresh, token

    # -- changing and ending

    def change(self, by: Operator, handle: str, roles: Iterable[str], controllers: Iterable[str]) -> Operator:
        """Give an operator other roles and controllers. Raises NotAllowed, NeedsSecond, BadOperator."""
        found = self._need(handle)
        rights = checked_rights(roles, controllers, found.organisation)
        self._may_change(by, found)
        self._check_gift(by, rights["roles"], rights["controllers"])
        moment = self.moment()
        return self._store.write(BOOK, lambda book: self.change_in(book, moment, handle, rights, by))

    def change_in(
        self, book: WritingPaperBook, moment: Moment, handle: str, rights: dict[str, Any], by: Operator
    ) -> Operator:
        """Give an operator checked `rights` inside a transaction."""
        found = needed(book, handle)
        if "officer" not in rights["roles"]:
            keep_an_officer(book, found)
        changed = found.ended(**rights)
        keep(book, changed)
        entry_about(book, moment, EntryKind.OPERATOR_CHANGED, changed, by, state=changed.state)
        return changed

    def suspend(self, by: Operator, handle: str, *, back: bool = False) -> Operator:
        """Let nobody sign in as this operator, or let them again (`back`). Raises NotAllowed, NeedsSecond."""
        self._may_change(by, self._need(handle), PROPOSING if back else DECIDING)
        moment = self.moment()
        return self._store.write(BOOK, lambda book: self.suspend_in(book, moment, handle, by, back=back))

    def suspend_in(
        self, book: WritingPaperBook, moment: Moment, handle: str, by: Operator, *, back: bool
    ) -> Operator:
        """Suspend an operator, or take that back, inside a transaction."""
        found = needed(book, handle)
        if found.state != ("suspended" if back else "active"):
            raise BadOperator(UNKNOWN)
        if not back:
            keep_an_officer(book, found)
        changed = found.ended(state="active" if back else "suspended")
        keep(book, changed)
        entry_about(book, moment, EntryKind.OPERATOR_CHANGED, changed, by, state=changed.state)
        return changed

    def remove(self, by: Operator | None, handle: str) -> None:
        """Forget an operator; the handle in old entries is nobody's name any more. Raises NotAllowed, NeedsSecond."""
        if by is not None:
            self._may_change(by, self._need(handle))
        moment = self.moment()
        self._store.write(BOOK, lambda book: self.remove_in(book, moment, handle, by))

    def remove_in(self, book: WritingPaperBook, moment: Moment, handle: str, by: Operator | None) -> None:
        """Forget an operator inside a transaction."""
        found = needed(book, handle)
        if by is not None:
            keep_an_officer(book, found)
        book.drop_paper("operator", handle)
        entry_about(book, moment, EntryKind.OPERATOR_CHANGED, found, by, state="removed")

    # -- two persons, or one

    def vouch(self, by: Operator | None, handle: str) -> Operator:
        """Confirm that an operator is a person of their own. `by` None is the host's own command line. Raises NotAllowed."""
        moment = self.moment()

        def work(book: WritingPaperBook) -> Operator:
            found = needed(book, handle)
            if not found.ties or (by is not None and not may_confirm(needed(book, by.handle), found)):
                raise NotAllowed(NOT_TO_CONFIRM)
            confirmed = replace(found, ties=())
            keep(book, confirmed)
            entry_about(book, moment, EntryKind.OPERATOR_CHANGED, confirmed, by, state="confirmed")
            return confirmed

        if by is not None and by.handle == KEY_HANDLE:
            raise NotAllowed(KEY_IS_NOBODY)
        return self._store.write(BOOK, work)

    # -- small things

    def moment(self) -> Moment:
        """Return this moment."""
        return Moment.of(self._clock, self._randomness)

    def needed(self, book: PaperBook, handle: str) -> Operator:
        """Return the operator with this handle, inside a transaction. Raises BadOperator."""
        return needed(book, handle)

    def _may_change(self, by: Operator, other: Operator, least: frozenset[str] = DECIDING) -> None:
        if by.handle == other.handle:
            raise NotAllowed(NOT_YOURSELF)
        if not by.may_manage(other):
            raise NotAllowed(NOT_ALLOWED)
        if self.needs_second(by, other.roles, other.controllers, least):
            raise NeedsSecond(NEEDS_SECOND)

    def _check_gift(self, by: Operator, roles: frozenset[str], controllers: Sequence[str]) -> None:
        check_gift(by, roles, controllers)
        if self.needs_second(by, roles, controllers):
            raise NeedsSecond(NEEDS_SECOND if by.handle != KEY_HANDLE else KEY_IS_NOBODY)

    def _need(self, handle: str) -> Operator:
        return self._store.read(BOOK, lambda book: needed(book, handle))

    def _new_link(self, moment: Moment) -> tuple[str, str, str]:
        token = base64.urlsafe_b64encode(moment.randomness(32)).decode().rstrip("=")
        until = instant(moment.now + timedelta(hours=LINK_HOURS))
        return token, hashlib.sha256(token.encode()).hexdigest(), until


def may_confirm(by: Operator, about: Operator) -> bool:
    """Return whether `by` may say that `about` is a person of their own: who decides, works there, and is tied to nobody."""
    if by.handle == about.handle or by.ties or by.handle in about.ties or by.state != "active":
        return False
    return by.has(*DECIDING) and all(by.sees(each) for each in about.controllers)


def _ties(by: Operator | None) -> tuple[str, ...]:
    """Return whom an operator is tied to whose link `by` holds: to them, and to whom they are tied to themselves."""
    if by is None or by.handle == KEY_HANDLE:
        return ()
    return (by.handle, *by.ties)
