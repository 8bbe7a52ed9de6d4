"""What a verified guardian does at the desk for a child: the copy that they asked for, decisions of a program, a new link.

Rules
- Everything is of this very link: a request of another guardian of the child is answered as one that is not there.
- A link in a guardian's hand lets in once: who comes in by it gets another secret, and the one before is void.

Example
    >>> secret = guardians.renew("qunyi", link, secret)
    >>> guardians.package("qunyi", link, secret, case.id)
"""

from __future__ import annotations

from dataclasses import replace

from troth.assembly.minors import Guardians, GuardianView, secret_digest
from troth.consent import GuardianLink, keep_link
from troth.gate import View, guardian_views_of
from troth.holdings.ports import Export
from troth.ledger import EntryKind
from troth.rights import Actor, Case, Decision, Register
from troth.rights.errors import NO_SUCH_CASE, NoSuchCase
from troth.rights.ports import WritingCaseBook

KIND = "object-automated"


class GuardianDesk(Guardians):
    """Guardians with what they do at the desk."""

    def view(self, policy: str, link: str, secret: str) -> GuardianView:
        """Return what the guardian sees: of the requests, those of this very link. Raises NoSuchCase until verified."""
        seen = super().view(policy, link, secret)
        return replace(seen, cases=[each for each in seen.cases if self.owns(policy, seen.link, each)])

    def owns(self, policy: str, link: GuardianLink, case: Case) -> bool:
        """Return whether `case` is for the guardian of `link`: made by them, or the removal of a found child's data."""
        if case.role != "guardian":
            return case.kind == "remove-minor"
        return self._desk.holder(policy, case.id) == link.guardian

    def renew(self, policy: str, link: str, secret: str) -> str:
        """Return a new secret for the guardian of `link`; the one before is void from now on. Raises NoSuchCase."""
        compiled, own = self._gate.shelf.current(policy), self._randomness(32).hex()

        def work(book: WritingCaseBook) -> None:
            found = self._let_in(book, policy, link, secret)
            if found.state not in ("answered", "active"):
                raise NoSuchCase(NO_SUCH_CASE)
            new = replace(found, secret=secret_digest(own))
            keep_link(
                book, new, EntryKind.GUARDIAN_LINKED, self._context(compiled, "guardian"), state=new.state
            )

        self._store.write(policy, work)
        return own

    def choices(self, policy: str, link: str, secret: str) -> list[View]:
        """Return what the guardian can choose for the child, as it stands, with the texts. Raises NoSuchCase."""
        _, child = self.active(policy, link, secret)
        return guardian_views_of(
            self._gate.shelf.in_force(policy), self._gate.statements(policy, child), child
        )

    def decisions(self, policy: str, link: str, secret: str) -> list[Decision]:
        """Return what a program decided about the child, the newest first. Raises NoSuchCase."""
        _, child = self.active(policy, link, secret)
        return self.register.decisions(policy, child) if self.registered else []

    def decision(self, policy: str, link: str, secret: str, decision: str) -> tuple[Decision, dict[str, str]]:
        """Return one decision about the child with its explanation in both languages. Raises NoSuchCase."""
        _, child = self.active(policy, link, secret)
        register = self.register
        return register.decision(policy, child, decision), register.explain(policy, child, decision)

    def contest(
        self, policy: str, link: str, secret: str, decision: str, words: str = "", language: str = "zh"
    ) -> Case:
        """Object to a decision about the child; a person looks at it again. Raises NoSuchCase, Guarded."""
        self.decision(policy, link, secret, decision)
        return self.ask(policy, link, secret, KIND, words, language, about=decision)

    def package(self, policy: str, link: str, secret: str, case: str) -> list[Export]:
        """Hand the guardian the copy that they asked for, once. Raises NoSuchCase, Guarded."""
        found, child = self.active(policy, link, secret)
        asked = self._desk.case(policy, case)
        mine = any(each.case.id == case for each in self._desk.of(policy, child))
        if not mine or asked.role != "guardian" or not self.owns(policy, found, asked):
            raise NoSuchCase(NO_SUCH_CASE)
        return self._desk.hand_out(policy, case, Actor("guardian", child))

    @property
    def registered(self) -> bool:
        """Whether there is a register of automated decisions."""
        return isinstance(self._desk, Register)

    @property
    def register(self) -> Register:
        """The desk with its register. Raises NoSuchCase where there is none."""
        if not isinstance(self._desk, Register):
            raise NoSuchCase(NO_SUCH_CASE)
        return self._desk
