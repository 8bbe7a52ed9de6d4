"""The post of one-time codes: the code is made when it is sent, and is nowhere before or after.

Rules
- The duty to deliver is opened for everybody who asks, known or not. For somebody unknown, or without a usable contact,
  the same step is kept and nothing is sent.
- The digest is kept first and the code sent after it, so that who is quick is not refused. Sent again after a crash, it is
  another code, and the one before is void.
- A contact that refuses for good gives way to the next one, with another code.

Example
    >>> Delivering({"code": CodePost(identity, proofs, on_file, name_of, ("sms", "mail"), clock)}, channels, clock, randomness)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from troth.calendars import Clock
from troth.duties import Duty
from troth.notices import Filling, message_id, written
from troth.notices.ports import Outgoing, Plan
from troth.rights.identity.ports import Contact, Counts, OnFile, Proofs
from troth.rights.identity.proving import Claim, Proving
from troth.rights.identity.verifying import Identity, Letter


class CodePost:
    """Delivers the code of the case that a duty is about. Implements `troth.notices.ports.Post`."""

    def __init__(
        self,
        identity: Identity,
        proofs: Proofs,
        on_file: OnFile,
        describe: Callable[[str, str], tuple[str, str]],
        channels: Sequence[str],
        clock: Clock,
        text: str = "code",
    ) -> None:
        """Send `text` over `channels` in order; `describe` gives the controller's name and the language for a case."""
        self._identity, self._proofs, self._on_file = identity, proofs, on_file
        self._describe, self._channels, self._clock = describe, tuple(channels), clock
        self._text = text

    def plan(self, controller: str, duty: Duty) -> Plan | None:
        """Return the channels with a usable contact; None when there is none, after the same step as for anybody."""
        proving = self._proofs.read(controller, duty.about)
        if proving.state != "open":  # whoever it is about: there is nothing left to prove
            return None
        contacts = self._usable(proving)
        if not contacts:
            self._sent(controller, duty, ())
            return None
        return Plan(self._text, tuple(each for each in self._channels if each in contacts), urgent=True)

    def write(self, controller: str, duty: Duty, channel: str) -> Outgoing | None:
        """Return a message with a new code, whose digest is kept by then; None when there is no contact for it."""
        proving = self._proofs.read(controller, duty.about)
        contact = self._usable(proving).get(channel)
        if contact is None:
            return None
        claim = proving.claim
        to = self._on_file.address(controller, claim.holder, contact, claim.entry)
        letter = self._sent(controller, duty, () if to is None else (contact,))
        if letter is None or to is None:
            return None
        name, language = self._describe(controller, duty.about)
        subject, body = written(self._text, language, channel, Filling(name, code=letter.code))
        return Outgoing(message_id(controller, duty.id, channel, letter.number), to, subject, body, language)

    def _usable(self, proving: Proving) -> dict[str, Contact]:
        claim, found = proving.claim, dict[str, Contact]()
        if not claim.holder or proving.state != "open":
            return found
        contacts = self._contacts(claim)
        for channel in self._channels:
            of_channel = [each for each in contacts if each.channel == channel]
            chosen = self._identity.chosen(proving, of_channel, self._clock.now())
            if chosen is not None:
                found[channel] = chosen
        return found

    def _contacts(self, claim: Claim) -> Sequence[Contact]:
        return self._on_file.contacts(claim.controller, claim.holder, claim.entry)

    def _sent(self, controller: str, duty: Duty, contacts: Sequence[Contact]) -> Letter | None:
        def step(proving: Proving, counts: Counts) -> tuple[Proving, Letter | None]:
            return self._identity.send_code(proving, contacts, counts, self._clock.now(), errand=duty.id)

        return self._proofs.change(controller, duty.about, step)
