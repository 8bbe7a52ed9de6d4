"""A channel behind an address of the company's own: its SMS gateway, its push service, its chat.

Rules
- HTTPS, no redirect, no proxy, to the very address that was looked at: see `pinned`.
- The body is JSON and signed (see `signing`). `id` stays the same when a message is sent again: send each id once.
- 2xx: taken over. 410 and 422: this address cannot be reached so, another channel is used. Anything else, and silence:
  tried again. Of the answer at most 64 KiB are read, and only a digest is kept.

Example
    >>> Webhook("sms", "https://gateway.acme.example/sms", secret, clock).send(message)
"""

from __future__ import annotations

import http.client
import json
import ssl

from troth.adapters.channels.pinned import NotAllowed, Pinned
from troth.adapters.channels.signing import signed_headers
from troth.calendars import Clock
from troth.notices import receipt_of
from troth.notices.errors import OUT_OF_REACH, REFUSED, Undeliverable
from troth.notices.ports import Outgoing, Sent
from troth.vocabulary import Plain

LASTING = frozenset({410, 422})
MOST_READ = 65_536


class Webhook:
    """Implements `troth.notices.ports.Channel` over one HTTPS address."""

    def __init__(
        self,
        id: str,  # noqa: A002  # the port's name for it
        url: str,
        secret: bytes,
        clock: Clock,
        context: ssl.SSLContext | None = None,
    ) -> None:
        """Be the channel `id`: post to `url`, signed with `secret`. `context` is for certificates of the house."""
        self.id, self._secret, self._clock = id, secret, clock
        self._address = Pinned(url, context)

    def send(self, message: Outgoing) -> Sent:
        """Post `message` and return a digest of the answer. Raises Undeliverable."""
        now = self._clock.now()
        body = json.dumps(
            {
                "id": message.id,
                "channel": self.id,
                "to": message.to,
                "language": message.language,
                "subject": message.subject,
                "text": message.body,
                "link": message.link,
                "stop": message.stop,
            },
            ensure_ascii=False,
        ).encode()
        headers = {
            "content-type": "application/json; charset=utf-8",
            "user-agent": "troth",
            **signed_headers(self._secret, message.id, int(now.timestamp()), body),
        }
        try:
            status, _, answer = self._address.ask("POST", self._address.path, body, headers, most=MOST_READ)
        except NotAllowed as error:
            raise self._failed(error.why) from None
        except (OSError, http.client.HTTPException, UnicodeError) as error:
            raise self._failed(type(error).__name__) from None
        if status in LASTING:
            raise Undeliverable(
                REFUSED, lasting=True, channel=self.id, why=Plain(f"the address answered {status}")
            )
        if not 200 <= status < 300:
            raise self._failed(f"the address answered {status}")
        return Sent(receipt_of(message.id, self.id, f"{status} {answer.decode(errors='replace')}"), now)

    def _failed(self, why: str) -> Undeliverable:
        return Undeliverable(OUT_OF_REACH, channel=self.id, why=Plain(why))
