"""The post of case notices: one message for one contact, that says what was asked in its person's name and how to say no.

Rules
- The contact is looked up when the message is about to go; one that was changed or is gone since is reached by nothing, which its
  duty says. Of two elements with one value the first has the message.
- Where no channel for this contact is set up while another contact is reached, nobody is burdened with it: it ends as not reached.
- It is written in the controller's first language, and in that of the request beside it: who asked in another's name chose that one.
- The code in it is the same however often it is sent, and is kept nowhere (`disowned`).

Example
    >>> Delivering({"notice": CaseNoticePost(desk, on_file, describe, channels)}, channels, clock, randomness)
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from troth.duties import Duty
from troth.notices import Filling, message_id, written
from troth.notices.ports import Outgoing, Plan
from troth.rights.case import Case
from troth.rights.desk import Desk
from troth.rights.identity.ports import Contact, OnFile
from troth.rights.noticing import element_of

TEXT = "case-notice"


class CaseNoticePost:
    """Delivers the notices of cases. Implements `troth.notices.ports.Post`."""

    def __init__(
        self,
        desk: Desk,
        on_file: OnFile,
        describe: Callable[[str, Case], Sequence[tuple[str, Filling]]],
        channels: Collection[str],
    ) -> None:
        """Tell of the requests of `desk`; `describe` gives each language, the first being the controller's own, with all but the code.

        `channels` are those that are set up.
        """
        self._desk, self._on_file, self._describe, self._channels = desk, on_file, describe, channels

    def plan(self, controller: str, duty: Duty) -> Plan | None:
        """Return the channel of the contact; None where another notice of the same goes there."""
        case = self._desk.case(controller, duty.about)
        found = self._contacts(controller, case)
        mine = next((each for each in found if each.element == element_of(duty.part)), None)
        if mine is None:
            return Plan(TEXT, ())
        first = next(each for each in found if each.mark == mine.mark)
        if first is not mine or case.disowned is not None:
            return None
        others = mine.channel not in self._channels and any(each.channel in self._channels for each in found)
        return Plan(TEXT, () if others else (mine.channel,))

    def write(self, controller: str, duty: Duty, channel: str) -> Outgoing | None:
        """Return the message; None when the contact is there no more."""
        case = self._desk.case(controller, duty.about)
        found = {each.element: each for each in self._contacts(controller, case)}
        mine = found.get(element_of(duty.part))
        to = self._on_file.address(controller, case.handle, mine, case.entry) if mine is not None else None
        if to is None:
            return None
        code = self._desk.disowning_code(controller, case.id)
        said = [(each, replace(filling, code=code)) for each, filling in self._describe(controller, case)]
        texts = [written(TEXT, language, channel, filling) for language, filling in said]
        body = ("\n" if channel == "mail" else " ").join(body for _, body in texts)
        language, filling = said[0]
        id_ = message_id(controller, duty.id, channel)
        return Outgoing(id_, to, texts[0][0], body, language, filling.link)

    def _contacts(self, controller: str, case: Case) -> Sequence[Contact]:
        return self._on_file.contacts(controller, case.handle, case.entry)
