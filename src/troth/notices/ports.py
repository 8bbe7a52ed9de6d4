"""What notices need from outside: something that prints, and channels that bring a message to a person.

Rules
- A printer gets words as data and gives back bytes; it fetches nothing and knows no clock, so the same sheets give
  the same bytes.
- A channel brings one message to one address and gives a receipt: a digest of what the provider answered. What cannot be
  delivered raises `Undeliverable`, which never holds the address.
- A message holds a link and no personal value (see `messages`). Its `id` is the same when it is sent again after a crash,
  so that a provider that knows it does not send it twice.
- A post knows what a duty wants delivered and to whom; it opens an address only when the message is about to go.

Example
    >>> printer.print_sheets(sheets(document))[:5]
    b'%PDF-'
    >>> channel.send(Outgoing(id, "li@mail.example", "A code", "Your code is ...")).receipt
    '9f86d081884c7d65...'
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from troth.duties import Duty

__all__ = ["Channel", "Outgoing", "Plan", "Post", "Printer", "Sent"]


class Printer(Protocol):
    """Turns sheets (JSON, see `publishing.sheets`) into a PDF."""

    @property
    def ready(self) -> bool:
        """Whether what prints is installed."""
        ...

    def print_sheets(self, sheets: bytes) -> bytes:
        """Return the PDF. Raises TrothError where it cannot be made."""
        ...


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to one address. `id` is 64 hex; `stop` the address that ends messages of this kind, or empty."""

    id: str
    to: str = field(repr=False)
    subject: str = field(repr=False)
    body: str = field(repr=False)
    language: str = "zh"
    link: str = field(default="", repr=False)
    stop: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Sent:
    """A message was taken over: `receipt` is the SHA-256 (64 hex) over the message's id and the provider's answer."""

    receipt: str
    at: datetime


class Channel(Protocol):
    """A way to reach people."""

    @property
    def id(self) -> str:
        """Its name in policies and records: mail, sms, push, pop-up ..."""

    def send(self, message: Outgoing) -> Sent:
        """Hand `message` over. Safe to be called again with the same message.

        Raises:
            Undeliverable: it was not taken over; the error says whether trying again can help.
        """


@dataclass(frozen=True, slots=True)
class Plan:
    """What a duty wants delivered: the id of the text, the channels in order, and whether it cannot wait for a repair.

    `also` is kept in the transaction that ends the duty, whether or not anything was sent.
    """

    text: str
    channels: tuple[str, ...]
    urgent: bool = False
    also: Callable[[Any], None] | None = None


class Post(Protocol):
    """Knows what a duty to deliver is about."""

    def plan(self, controller: str, duty: Duty) -> Plan | None:
        """Return what is to be delivered; None when there is nobody to deliver it to."""

    def write(self, controller: str, duty: Duty, channel: str) -> Outgoing | None:
        """Return the message for `channel`, made now; None when there is no address for it on file."""
