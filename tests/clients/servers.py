"""Servers that speak raw bytes, as no sound server would.

Example
    >>> RawServer(lambda sock, request: sock.close()).url
    'http://127.0.0.1:41234'
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable

Behaviour = Callable[[socket.socket, bytes], None]


class RawServer:
    """A server that reads one request at a time and then does what it is told with the socket."""

    def __init__(self, behaviour: Behaviour, tls: ssl.SSLContext | None = None) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._behaviour, self._tls = behaviour, tls
        self.connections = 0
        self.requests: list[bytes] = []
        self._open: list[socket.socket] = []
        self._stopped = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def port(self) -> int:
        return int(self._listening.getsockname()[1])

    @property
    def url(self) -> str:
        return f"http{'s' if self._tls else ''}://127.0.0.1:{self.port}"

    def stop(self) -> None:
        self._stopped.set()
        for each in [self._listening, *self._open]:
            each.close()

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listening.accept()
                if self._tls:
                    sock = self._tls.wrap_socket(sock, server_side=True)
            except OSError:
                if self._stopped.is_set():
                    return
                continue
            self.connections += 1
            self._open.append(sock)
            threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        try:
            while request := _read_request(sock):
                self.requests.append(request)
                self._behaviour(sock, request)
        except OSError:
            pass  # the other side has gone, or we have stopped
        finally:
            sock.close()


def _read_request(sock: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        part = sock.recv(65536)
        if not part:
            return b""
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    length = next((int(v) for k, _, v in _headers(head) if k.lower() == b"content-length"), 0)
    while len(body) < length:
        body += sock.recv(65536)
    return data[: len(head) + 4] + body


def _headers(head: bytes):
    return [line.partition(b": ") for line in head.split(b"\r\n")[1:]]


def http(body: bytes, status: str = "200 OK", kind: str = "application/json", *more: str) -> bytes:
    """Return a whole response."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *more]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
