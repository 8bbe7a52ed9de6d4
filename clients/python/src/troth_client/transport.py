"""One HTTP exchange within one deadline, on connections that are kept.

Rules
- The deadline is for the whole exchange (look up, connect, handshake, send, every byte read), not for each read.
- No redirect is followed, no proxy of the environment is used, certificates are checked.
- A connection goes back only after a whole answer, and only to the process that opened it: an answer can never meet
  another question. A kept connection that the server has closed meanwhile is replaced once, within the deadline.

Example
    >>> transport.exchange("POST", "/v1/decisions", body, seconds=2.0).status
    200
"""

from __future__ import annotations

import http.client
import io
import ipaddress
import os
import queue
import select
import socket
import ssl
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any

LARGEST = 64 * 1024 * 1024
KEPT = 16


class Failed(Exception):
    """No answer that can be relied on; `cause` is `time-out`, `connection` or `malformed`. Never leaves this package."""

    def __init__(self, cause: str) -> None:
        """Carry the `cause`."""
        self.cause = cause
        super().__init__(cause)


@dataclass(frozen=True, slots=True)
class Response:
    """What came back: status, media type in lower case without parameters, and the whole body."""

    status: int
    kind: str
    body: bytes


class Deadline:
    """A moment after which nothing is waited for."""

    def __init__(self, seconds: float) -> None:
        """Begin now."""
        self._end = monotonic() + seconds

    def left(self) -> float:
        """Return the seconds left. Raises TimeoutError when there are none."""
        left = self._end - monotonic()
        if left <= 0:
            raise TimeoutError
        return left


class _Reader(io.RawIOBase):
    """Reads a socket, each time with what is left of the deadline."""

    def __init__(self, wire: _Wire) -> None:
        self._wire = wire

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._wire.receive(buffer)


class _Wire:
    """A socket as `http.client` uses one, with the deadline of the exchange that is going on."""

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self.sock, self.deadline, self.received = sock, deadline, False

    def sendall(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            self.sock.settimeout(self.deadline.left())
            view = view[self.sock.send(view) :]

    def receive(self, buffer: Any) -> int:
        self.sock.settimeout(self.deadline.left())
        count = self.sock.recv_into(buffer)
        self.received = self.received or count > 0
        return count

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reader(self))

    def close(self) -> None:
        """Do nothing: `http.client` lets go of a connection before it has read the answer."""

    def end(self) -> None:
        self.sock.close()

    def idle(self) -> bool:
        """Whether the connection is open with nothing unread: a stray byte would become part of the next answer."""
        try:
            waiting = isinstance(self.sock, ssl.SSLSocket) and self.sock.pending() > 0
            return not waiting and not _readable(self.sock)
        except (OSError, ValueError):
            return False


def _readable(sock: socket.socket) -> bool:
    if not hasattr(select, "poll"):
        return bool(select.select([sock], [], [], 0)[0])
    poll = select.poll()  # has no limit on the number of the descriptor
    poll.register(sock, select.POLLIN)
    return bool(poll.poll(0))


@dataclass(frozen=True, slots=True)
class Address:
    """Where Troth listens; `context` None means plain HTTP. `prefix` stands before every path."""

    host: str
    port: int
    prefix: str
    context: ssl.SSLContext | None


class Transport:
    """Exchanges with one address, from any number of threads."""

    def __init__(self, address: Address, headers: Mapping[str, str]) -> None:
        """Send `headers` with every request."""
        self._address, self._headers = address, dict(headers)
        self._kept: deque[_Wire] = deque()
        self._process = os.getpid()

    def exchange(self, method: str, path: str, body: bytes | None, seconds: float) -> Response:
        """Return the response to one request. Raises Failed."""
        deadline = Deadline(seconds)
        try:
            wire = self._take(deadline)
            if wire is not None:
                try:
                    return self._on(wire, method, path, body)
                except (OSError, http.client.HTTPException) as error:
                    # The server closed a kept connection before it said a word; everything else is final.
                    if wire.received or isinstance(error, TimeoutError):
                        raise
            return self._on(self._connect(deadline), method, path, body)
        except TimeoutError:
            raise Failed("time-out") from None
        except http.client.RemoteDisconnected:
            raise Failed("connection") from None
        except (http.client.HTTPException, ValueError):
            raise Failed("malformed") from None
        except OSError:
            raise Failed("connection") from None

    def close(self) -> None:
        """Close the connections that are kept."""
        while wire := self._kept_one():
            wire.end()

    def _on(self, wire: _Wire, method: str, path: str, body: bytes | None) -> Response:
        """Return the response to one request on `wire`, which is closed or kept afterwards."""
        connection = http.client.HTTPConnection(self._address.host, self._address.port)
        connection.sock = wire  # it uses just sendall, makefile and close
        whole = False
        try:
            connection.request(method, self._address.prefix + path, body, self._headers)
            response = connection.getresponse()
            content = response.read(LARGEST + 1)
            if len(content) > LARGEST or response.length:
                raise http.client.IncompleteRead(b"")
            kind = (response.getheader("Content-Type") or "").partition(";")[0].strip().lower()
            whole = response.isclosed() and not response.will_close
            return Response(response.status, kind, content)
        finally:
            if whole:
                self._keep(wire)
            else:
                wire.end()

    def _take(self, deadline: Deadline) -> _Wire | None:
        """Return a kept connection that is still good, or None."""
        while wire := self._kept_one():
            if wire.idle():
                wire.deadline, wire.received = deadline, False
                return wire
            wire.end()
        return None

    def _kept_one(self) -> _Wire | None:
        try:
            return self._own().pop()
        except IndexError:
            return None

    def _keep(self, wire: _Wire) -> None:
        if len(self._own()) < KEPT:
            self._own().append(wire)
        else:
            wire.end()

    def _own(self) -> deque[_Wire]:
        """Return the connections of this process: a forked one shares the parent's, and would read its answers.

        A deque needs no lock, which a fork could leave locked for ever.
        """
        if self._process != os.getpid():
            inherited, self._kept = self._kept, deque()
            self._process = os.getpid()
            for wire in inherited:
                wire.end()  # the parent's end stays open
        return self._kept

    def _connect(self, deadline: Deadline) -> _Wire:
        address = self._address
        sock = _open(address.host, address.port, deadline)
        try:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if address.context is not None:
                sock.settimeout(deadline.left())
                sock = address.context.wrap_socket(sock, server_hostname=address.host)
        except BaseException:
            sock.close()
            raise
        return _Wire(sock, deadline)


def _open(host: str, port: int, deadline: Deadline) -> socket.socket:
    """Return a socket connected to the first address of `host` that answers."""
    last: OSError = ConnectionError()
    for family, kind, protocol, _, place in _look_up(host, port, deadline):
        sock = socket.socket(family, kind, protocol)
        try:
            sock.settimeout(deadline.left())
            sock.connect(place)
        except BaseException as error:
            sock.close()
            if not isinstance(error, OSError) or isinstance(error, TimeoutError):
                raise
            last = error
        else:
            return sock
    raise last


def _look_up(host: str, port: int, deadline: Deadline) -> list[Any]:
    """Return the addresses of `host`; the system's look-up knows no time-out, so a name is looked up beside us."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        pass  # a name
    else:
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    found: queue.SimpleQueue[list[Any]] = queue.SimpleQueue()

    def work() -> None:
        try:
            found.put(list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
        except (OSError, UnicodeError):
            found.put([])

    threading.Thread(target=work, name="troth-look-up", daemon=True).start()
    try:
        return found.get(timeout=deadline.left())
    except queue.Empty:
        raise TimeoutError from None
