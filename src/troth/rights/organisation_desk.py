"""What the desk does for the administrator of an organisation (`organisations`).

Rules
- Each is one transaction, and names policy and organisation. What is another's is answered as a number that is not here.

Example
    >>> desk.forwarded_to("jingdigital", "Acme Ltd")[0].case.id
    'case-bcdf-ghjk-mnpq'
"""

from __future__ import annotations

from collections.abc import Mapping

from troth.rights import organisations
from troth.rights.case import Case
from troth.rights.disowning import DisowningDesk
from troth.rights.figures import Status
from troth.rights.organisations import Handed


class OrganisationDesk(DisowningDesk):
    """The part of the desk at which an organisation answers."""

    def forwarded_to(self, policy: str, organisation: str) -> list[Status]:
        """Return the requests that went to `organisation`: what waits for it first."""
        return self._look(policy, lambda bench: organisations.listed(bench, organisation))

    def open_forwarded(self, policy: str, case: str, organisation: str, operator: str) -> Handed:
        """Return a request that went to `organisation`; its administrator (`operator`, a handle) reads it. Raises NoSuchCase, FileGone."""
        return self._write(policy, lambda bench: organisations.opened(bench, case, organisation, operator))

    def answer_forwarded(
        self, policy: str, case: str, organisation: str, operator: str, words: Mapping[str, str]
    ) -> Case:
        """Keep the answer of `organisation`, which goes to the person. Raises NoSuchCase, NotNow, Guarded."""
        return self._write(
            policy, lambda bench: organisations.answered(bench, case, organisation, operator, words)
        )
