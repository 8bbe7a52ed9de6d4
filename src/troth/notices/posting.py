"""The post of plain messages: the text that a duty's part names, to the addresses that are on file for it.

Rules
- The first word of a duty's part says which text it is (`texts`), with `.anything` after it where one goes out twice (`asked.2`).
- What is filled in comes from `describe`; a duty that it does not know, or about nobody, is delivered to nobody.
- The address is opened when the message is about to go, and is in no record.

Example
    >>> Letters(addresses, describe, ("mail", "sms")).plan("acme", duty)
    Plan(text='case-received', channels=('mail', 'sms'), urgent=False, also=None)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from troth.duties import Duty
from troth.notices.delivering import message_id
from troth.notices.messages import Filling, written
from troth.notices.ports import Outgoing, Plan


@dataclass(frozen=True, slots=True)
class Described:
    """What is filled into a message, and the person's language."""

    filling: Filling
    language: str = "zh"


class Addresses(Protocol):
    """Addresses that are on file."""

    def address(self, controller: str, duty: Duty, channel: str) -> str | None:
        """Return the address over which `duty` reaches its person on `channel`; None if there is none."""


class Letters:
    """A post of plain messages. Implements `troth.notices.ports.Post`."""

    def __init__(
        self,
        addresses: Addresses,
        describe: Callable[[str, Duty], Described | None],
        channels: Sequence[str],
        texts: Mapping[str, str] | None = None,
        prefer: Callable[[str, Duty], str] = lambda *_: "",
    ) -> None:
        """Try `channels` in order, for a duty the one first that `prefer` names; `describe` says what is filled in."""
        self._addresses, self._describe, self._channels = addresses, describe, tuple(channels)
        self._texts, self._prefer = dict(texts or {}), prefer

    def plan(self, controller: str, duty: Duty) -> Plan | None:
        """Return the text and the channels; None when there is nobody to deliver it to."""
        if self._describe(controller, duty) is None:
            return None
        first = self._prefer(controller, duty)
        return Plan(self._text(duty), tuple(sorted(self._channels, key=lambda each: each != first)))

    def write(self, controller: str, duty: Duty, channel: str) -> Outgoing | None:
        """Return the message for `channel`; None when there is no address for it. Raises BadMessage."""
        described = self._describe(controller, duty)
        if described is None:
            return None
        subject, body = written(self._text(duty), described.language, channel, described.filling)
        to = self._addresses.address(controller, duty, channel)
        if to is None:
            return None
        filling = described.filling
        return Outgoing(
            message_id(controller, duty.id, channel),
            to,
            subject,
            body,
            described.language,
            filling.link,
            filling.stop,
        )

    def _text(self, duty: Duty) -> str:
        """Return the id of the text that a duty delivers: a word that has none is the id itself, and refused if it is not."""
        word = duty.part.split(".", 1)[0]
        return self._texts.get(word, word)
