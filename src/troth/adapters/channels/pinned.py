"""HTTP to one origin, over a connection to the very address that was looked at.

Rules
- HTTPS with the certificate checked; plain HTTP to this very machine only. No redirect is followed, no proxy is asked.
- The name is resolved once and the connection goes to that address, so that a name cannot point elsewhere between the check
  and the call. Link-local (a machine's metadata service), multicast and unspecified addresses are refused always (threat
  87); where `public` is asked for, private addresses and this machine too.
- Of an answer no more is read than the caller allows.

Example
    >>> Pinned("https://gateway.acme.example/v1", public=True).ask("GET", "/requests/7", b"", {}, most=65_536)
    (200, {'content-type': 'application/json'}, b'{}')
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from urllib.parse import urlsplit

from troth.adapters.channels.mail import LOCAL
from troth.vocabulary import Message, Plain, TrothError

TIMEOUT = 20


NOT_ALLOWED = Message(
    "channels.not-allowed",
    "no connection is made: {why}",
    "未建立连接：{why}",
    "give an https address that is meant for this; for a service of the own network, say `inside: true` on the map",
    "请使用专用的 https 地址；如为内部网络中的服务，请在数据地图中写明 `inside: true`",
)


class NotAllowed(TrothError):
    """The address is none to which this may go; `why` says it without the address."""

    def __init__(self, why: str) -> None:
        """Say `why`."""
        super().__init__(NOT_ALLOWED, why=Plain(why))
        self.why = why


class Pinned:
    """One origin, and the path under it at which a service lives."""

    def __init__(self, url: str, context: ssl.SSLContext | None = None, *, public: bool = False) -> None:
        """Speak to `url`. `context` is for certificates of the house; `public`: to no private address."""
        parts = urlsplit(url)
        self._tls = parts.scheme == "https"
        self._host = parts.hostname or ""
        self._port = parts.port or (443 if self._tls else 80)
        self.path = parts.path + (f"?{parts.query}" if parts.query else "")
        self.origin = (parts.scheme, self._host, self._port)
        self._context = context or ssl.create_default_context()
        self._public = public

    def ask(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str], *, most: int
    ) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers (names in lower case) and at most `most` bytes of the answer.

        Raises:
            NotAllowed: this may not go there.
            OSError: or http.client.HTTPException, UnicodeError: nothing was answered.
        """
        connection = http.client.HTTPConnection(self._host, self._port, timeout=TIMEOUT)
        connection.sock = self._connected()
        try:
            connection.request(method, path or "/", body or None, dict(headers))
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return response.status, found, response.read(most)
        finally:
            connection.close()

    def _connected(self) -> socket.socket:
        """Return a connection to the one address that the name has now, encrypted unless it is this machine's own."""
        found = socket.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM)
        address = ipaddress.ip_address(found[0][4][0])
        mapped = getattr(address, "ipv4_mapped", None) or address
        if mapped.is_link_local or mapped.is_multicast or mapped.is_unspecified:
            raise NotAllowed("its name points at no address for this")
        if self._public and not mapped.is_global:
            raise NotAllowed("its name points at a private address")
        if not self._tls and not (mapped.is_loopback and self._host in LOCAL):
            raise NotAllowed("it is not encrypted")
        plain = socket.create_connection((str(address), self._port), timeout=TIMEOUT)
        if not self._tls:
            return plain
        try:
            return self._context.wrap_socket(plain, server_hostname=self._host)
        except (OSError, ValueError):
            plain.close()
            raise
