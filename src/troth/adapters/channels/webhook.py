"""A channel behind an address of the company's own: its SMS gateway, its push service, its chat.

Rules
- HTTPS with the certificate checked; plain HTTP to this very machine only. No redirect is followed, no proxy is asked.
- The name is resolved once and the connection goes to that very address, so that a name cannot point elsewhere between
  the check and the call. Addresses of a machine's own metadata service (link-local) are refused (threat 87).
- The body is JSON and signed (see `signing`). `id` stays the same when a message is sent again: send each id once.
- 2xx: taken over. 410 and 422: this address cannot be reached so, another channel is used. Anything else, and silence:
  tried again. Of the answer at most 64 KiB are read, and only a digest is kept.

Example
    >>> Webhook("sms", "https://gateway.acme.example/sms", secret, clock).send(message)
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import socket
import ssl
from urllib.parse import urlsplit

from troth.adapters.channels.mail import LOCAL
from troth.adapters.channels.signing import signed_headers
from troth.calendars import Clock
from troth.notices import receipt_of
from troth.notices.errors import OUT_OF_REACH, REFUSED, Undeliverable
from troth.notices.ports import Outgoing, Sent
from troth.vocabulary import Plain

TIMEOUT = 20
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
        parts = urlsplit(url)
        self._tls = parts.scheme == "https"
        self._host = parts.hostname or ""
        self._port = parts.port or (443 if self._tls else 80)
        self._path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._context = context or ssl.create_default_context()

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
            status, answer = self._posted(body, headers)
        except (OSError, http.client.HTTPException, UnicodeError) as error:
            raise self._failed(type(error).__name__) from None
        if status in LASTING:
            raise Undeliverable(
                REFUSED, lasting=True, channel=self.id, why=Plain(f"the address answered {status}")
            )
        if not 200 <= status < 300:
            raise self._failed(f"the address answered {status}")
        return Sent(receipt_of(message.id, self.id, f"{status} {answer.decode(errors='replace')}"), now)

    def _posted(self, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(self._host, self._port, timeout=TIMEOUT)
        connection.sock = self._connected()
        try:
            connection.request("POST", self._path, body, headers)
            response = connection.getresponse()
            return response.status, response.read(MOST_READ)
        finally:
            connection.close()

    def _connected(self) -> socket.socket:
        """Return a connection to the one address that the name has now, encrypted unless it is this machine's own."""
        found = socket.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM)
        address = ipaddress.ip_address(found[0][4][0])
        mapped = getattr(address, "ipv4_mapped", None) or address
        if mapped.is_link_local or mapped.is_multicast or mapped.is_unspecified:
            raise self._failed("its name points at no address for this")
        if not self._tls and not (mapped.is_loopback and self._host in LOCAL):
            raise self._failed("it is not encrypted")
        plain = socket.create_connection((str(address), self._port), timeout=TIMEOUT)
        if not self._tls:
            return plain
        try:
            return self._context.wrap_socket(plain, server_hostname=self._host)
        except (OSError, ValueError):
            plain.close()
            raise

    def _failed(self, why: str) -> Undeliverable:
        return Undeliverable(OUT_OF_REACH, channel=self.id, why=Plain(why))
