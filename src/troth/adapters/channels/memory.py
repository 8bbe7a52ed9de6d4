"""A channel that keeps what was sent in memory, for tests and the demo.

Example
    >>> channel = MemoryChannel("sms", clock)
    >>> channel.send(message); channel.sent[0].to
    '13800138000'
"""

from __future__ import annotations

from troth.calendars import Clock
from troth.notices import receipt_of
from troth.notices.errors import OUT_OF_REACH, REFUSED, Undeliverable
from troth.notices.ports import Outgoing, Sent
from troth.vocabulary import Plain


class MemoryChannel:
    """Implements `troth.notices.ports.Channel`. `fails` makes it refuse: "refused" for good, "down" for now."""

    def __init__(self, id: str, clock: Clock) -> None:  # noqa: A002  # the port's name for it
        """Be the channel `id`."""
        self.id, self._clock = id, clock
        self.sent: list[Outgoing] = []
        self.fails = ""

    def send(self, message: Outgoing) -> Sent:
        """Keep `message`. Raises Undeliverable when it is told to fail."""
        if self.fails == "refused":
            raise Undeliverable(REFUSED, lasting=True, channel=self.id, why=Plain("told to"))
        if self.fails:
            raise Undeliverable(OUT_OF_REACH, channel=self.id, why=Plain("told to"))
        self.sent.append(message)
        return Sent(receipt_of(message.id, self.id, "kept"), self._clock.now())
