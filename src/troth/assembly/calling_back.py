"""Call-backs of an installation: what services of the data map and recipients say, and which duty that is about.

Rules
- Believed is what is signed with the secret of that very service. A place's word has the duty taken up at once, and the place is
  asked; a recipient's `completed` is its receipt (`telling`).

Example
    >>> CallBacks(installation, holdings, recipients).take("acme", "places", "mailer", headers, body)
    True
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from troth.adapters.connectors import request_id
from troth.assembly.holdings import Holdings
from troth.assembly.opening import Installation
from troth.assembly.telling import MOST, Recipients
from troth.consent.ports import WritingBook
from troth.duties import hasten, unfinished
from troth.gate.errors import UNKNOWN_TARGET, Unknown
from troth.holdings.ports import Order
from troth.rights import Desk

ACTS = ("erase", "export", "correct", "restrict", "lift")
WORK = "act-on-holding"


class CallBacks:
    """Takes what services say back."""

    def __init__(self, installation: Installation, holdings: Holdings, recipients: Recipients) -> None:
        """Believe the services of `holdings` and of `recipients`."""
        self._gate, self._clock = installation.gate, installation.clock
        self._holdings, self.recipients = holdings, recipients

    def take(self, policy: str, kind: str, name: str, headers: Mapping[str, str], body: bytes) -> bool:
        """Return whether a call-back is believed; what follows is done then."""
        if kind == "recipients":
            return self.recipients.said_back(policy, name, headers, body)
        about = self._holdings.called_back(policy, name, headers, body)
        if about:
            self._gate.store.write(policy, lambda book: self._hasten(book, policy, name, about))
        return bool(about)

    def handle_of(self, policy: str, subject: str, recipient: str) -> str:
        """Return what a person is called towards a recipient. Raises Unknown, BadRequest."""
        digest = self._gate.digest(policy, subject)
        self._gate.shelf.current(policy)
        handle = self._gate.store.read(policy, lambda book: book.handle_of(digest))
        if handle is None:
            raise Unknown(UNKNOWN_TARGET, policy=policy)
        return self.recipients.handle(policy, recipient, handle)

    def _hasten(self, book: WritingBook, policy: str, place: str, about: str) -> None:
        for duty in unfinished(book, MOST):
            if duty.kind != WORK or duty.part != place:
                continue
            order = Order(policy, duty.handle, duty.id, "", 0)
            if about in (request_id(order, act) for act in ACTS):
                hasten(book, duty, self._clock.now())


def callbacks_of(installation: Installation, desk: Desk) -> CallBacks:
    """Return the call-backs of `installation`, with the places of its data maps and its recipients."""
    return CallBacks(
        installation, Holdings(installation, os.environ), Recipients(installation, desk, os.environ)
    )
