"""Delivering: the performer of the duties to deliver. One message, the channels in order, a receipt or the remainder list.

Rules
- A channel that refuses for good gives way to the next at once. One that fails for now is tried again first, unless the
  message cannot wait (a code); after `PATIENCE` attempts the next one takes over.
- When every channel has refused for good, or has no address on file, the person is on the remainder list: the duty is
  done with a receipt that says so, and an announcement has to cover them. It never looks like a delivery.
- A channel that is not set up is nobody's refusal: the duty stays open and becomes work for a person.
- What is recorded: text, channel, receipt. No address, no content.

Example
    >>> Delivering(post, {"mail": mail}, clock, randomness).perform("acme", duty)
    Done(receipt='9f86...', also=...)
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from troth.calendars import Clock
from troth.duties import Done, Duty, Later, Outcome
from troth.ledger import Entry, EntryKind, instant, new_salt
from troth.ledger.ports import Randomness
from troth.notices.errors import NO_CHANNEL, Undeliverable
from troth.notices.ports import Channel, Plan, Post, Sent
from troth.vocabulary import canonical

PATIENCE = 3
NOBODY = "nobody"
UNREACHED = "unreached"


class Delivering:
    """Performs `deliver` duties over the channels that are set up. `posts` by the first word of a duty's part.

    A duty's part is `WORD` or `WORD.anything`; the post under "" takes what no other does.
    """

    def __init__(
        self,
        posts: Mapping[str, Post],
        channels: Mapping[str, Channel],
        clock: Clock,
        randomness: Randomness,
    ) -> None:
        """Send over `channels` (by id) what `posts` know about."""
        self._posts, self._channels = dict(posts), dict(channels)
        self._clock, self._randomness = clock, randomness

    def perform(self, controller: str, duty: Duty) -> Outcome:
        """Deliver what `duty` is about. Raises TrothError where the post cannot say what that is."""
        word = duty.part.split(".", 1)[0]
        post = self._posts.get(word, self._posts.get(""))
        if post is None:
            return Later("deliver.no-post")
        plan = post.plan(controller, duty)
        if plan is None:
            return Done(ended(duty, NOBODY))
        waiting, tried = "", False
        for name in plan.channels:
            channel = self._channels.get(name)
            if channel is None:
                continue
            tried = True
            outgoing = post.write(controller, duty, name)
            if outgoing is None:
                continue
            try:
                sent = channel.send(outgoing)
            except Undeliverable as error:
                if error.lasting:
                    continue
                waiting = error.id
                if plan.urgent or duty.attempts >= PATIENCE:
                    continue
                return Later(waiting)
            return Done(sent.receipt, self._sent(controller, duty, plan, name, sent))
        if waiting or (plan.channels and not tried):
            return Later(waiting or NO_CHANNEL.id)
        return Done(ended(duty, UNREACHED), self._unreached(controller, duty, plan))

    # --- inside

    def _sent(
        self, controller: str, duty: Duty, plan: Plan, channel: str, sent: Sent
    ) -> Callable[[Any], None]:
        body = {"text": plan.text, "channel": channel, "receipt": sent.receipt, "duty": _digest(duty)}
        return self._also(controller, duty, plan, EntryKind.DELIVERY_SENT, body)

    def _unreached(self, controller: str, duty: Duty, plan: Plan) -> Callable[[Any], None]:
        body = {"text": plan.text, "duty": _digest(duty)}
        return self._also(controller, duty, plan, EntryKind.DELIVERY_FAILED, body)

    def _also(
        self, controller: str, duty: Duty, plan: Plan, kind: EntryKind, body: Mapping[str, str]
    ) -> Callable[[Any], None]:
        at, salt = instant(self._clock.now()), self._randomness

        def keep(book: Any) -> None:
            book.append(
                Entry(kind, at, controller, new_salt(salt), subject=duty.handle or None, body=dict(body))
            )
            if plan.also is not None:
                plan.also(book)

        return keep


def ended(duty: Duty, how: str) -> str:
    """Return the receipt (64 hex) of a duty that ended without a message: `NOBODY` or `UNREACHED`."""
    return hashlib.sha256(canonical(["deliver", how, duty.id])).hexdigest()


def remainder(duties: Iterable[Duty]) -> Sequence[Duty]:
    """Return those of `duties` whose person was reached over no channel: an announcement has to cover them."""
    return [
        duty
        for duty in duties
        if duty.kind == "deliver" and duty.state == "done" and duty.receipt == ended(duty, UNREACHED)
    ]


def receipt_of(message: str, channel: str, answer: str) -> str:
    """Return the receipt (64 hex) of a message (its id) over a channel: a digest with what the provider answered."""
    return hashlib.sha256(canonical(["sent", message, channel, answer])).hexdigest()


def message_id(*parts: str | int) -> str:
    """Return the id (64 hex) of a message made of `parts`: the same parts, the same message."""
    return hashlib.sha256(canonical(["message", *parts])).hexdigest()


def _digest(duty: Duty) -> str:
    return hashlib.sha256(duty.id.encode()).hexdigest()


__all__ = [
    "NOBODY",
    "PATIENCE",
    "UNREACHED",
    "Delivering",
    "ended",
    "message_id",
    "receipt_of",
    "remainder",
]
