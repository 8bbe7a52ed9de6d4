"""Mail over SMTP, with the standard library.

Rules
- TLS from the first byte (465) or STARTTLS before anything is said (587); a server that offers neither gets nothing,
  unless it is on this very machine. Certificates are checked.
- One address a message. A line break in an address or a subject is refused before a connection is made.
- 5xx to the address or the message lasts: another channel. 4xx, a broken connection, a wrong password: tried again.
- A promotional message carries List-Unsubscribe with one click (RFC 8058); every message says that it is automatic
  (RFC 3834), so that no out-of-office answer comes back. The same message has the same Message-ID.

Example
    >>> Mail(Server("127.0.0.1", 2525), "privacy@acme.example", clock).send(message)
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from troth.calendars import Clock
from troth.notices import receipt_of
from troth.notices.errors import OUT_OF_REACH, REFUSED, Undeliverable
from troth.notices.ports import Outgoing, Sent
from troth.vocabulary import Plain

TIMEOUT = 20
LASTING = range(500, 600)
LOCAL = frozenset({"127.0.0.1", "::1", "localhost"})
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[^\s@<>,;:\"()\[\]\\]{1,255}")


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail is handed over. `implicit`: TLS from the first byte; otherwise STARTTLS."""

    host: str
    port: int
    implicit: bool = False
    user: str = ""
    password: str = field(default="", repr=False)


class Mail:
    """Implements `troth.notices.ports.Channel` over one SMTP server."""

    id = "mail"

    def __init__(
        self, server: Server, sender: str, clock: Clock, context: ssl.SSLContext | None = None
    ) -> None:
        """Send as `sender` over `server`; `context` is for servers with a certificate of the house."""
        self._server, self._sender, self._clock = server, sender, clock
        self._context = context or ssl.create_default_context()

    def send(self, message: Outgoing) -> Sent:
        """Hand `message` to the server and return a digest of its answer. Raises Undeliverable."""
        written = letter_of(message, self._sender, self._clock.now())
        try:
            with self._connected() as server:
                answer = self._handed_over(server, message.to, written)
        except smtplib.SMTPResponseException as error:
            raise _failed(f"the server answered {error.smtp_code}") from None
        except (smtplib.SMTPException, OSError, UnicodeError) as error:
            raise _failed(type(error).__name__) from None
        return Sent(receipt_of(message.id, self.id, answer), self._clock.now())

    def _handed_over(self, server: smtplib.SMTP, to: str, written: EmailMessage) -> str:
        """Return what the server answered to the whole message."""
        international = not to.isascii()
        if international and not server.has_extn("smtputf8"):
            raise _refused("the server takes no such address")
        options = ["SMTPUTF8", "BODY=8BITMIME"] if international else []
        code, _ = server.mail(self._sender, options)
        if code >= 400:
            raise _failed(f"the server answered {code}")
        code, _ = server.rcpt(to)
        if code not in {250, 251}:
            raise (_refused if code in LASTING else _failed)(f"the server answered {code}")
        policy = SMTP.clone(utf8=international)
        try:
            code, answer = server.data(written.as_bytes(policy=policy))
        except smtplib.SMTPDataError as error:
            code, answer = error.smtp_code, b""
        if code != 250:
            raise (_refused if code in LASTING else _failed)(f"the server answered {code}")
        return f"{code} {answer.decode(errors='replace')}"

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        at = self._server
        server = (
            smtplib.SMTP_SSL(at.host, at.port, timeout=TIMEOUT, context=self._context)
            if at.implicit
            else smtplib.SMTP(at.host, at.port, timeout=TIMEOUT)
        )
        with server:
            server.ehlo_or_helo_if_needed()
            if not at.implicit and (server.has_extn("starttls") or at.host not in LOCAL):
                server.starttls(context=self._context)
                server.ehlo()
            if at.user:
                server.login(at.user, at.password)
            yield server


def letter_of(message: Outgoing, sender: str, at: datetime) -> EmailMessage:
    """Return `message` as mail from `sender`, written at `at`. Raises Undeliverable where a line of its head has another form."""
    if not _ADDRESS.fullmatch(message.to):
        raise _refused("the address has another form")
    written = EmailMessage(policy=SMTP)
    try:
        written["From"] = sender
        written["To"] = message.to
        written["Subject"] = message.subject
        written["Date"] = format_datetime(at)
        written["Message-ID"] = f"<{message.id[:32]}@{sender.rsplit('@', 1)[-1]}>"
        written["Content-Language"] = "zh-CN" if message.language == "zh" else "en"
        written["Auto-Submitted"] = "auto-generated"
        if message.stop:
            written["List-Unsubscribe"] = f"<{message.stop}>"
            written["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    except (ValueError, MessageError):
        raise _refused("a line of its head has another form") from None
    written.set_content(message.body)
    return written


def _refused(why: str) -> Undeliverable:
    return Undeliverable(REFUSED, lasting=True, channel="mail", why=Plain(why))


def _failed(why: str) -> Undeliverable:
    return Undeliverable(OUT_OF_REACH, channel="mail", why=Plain(why))
