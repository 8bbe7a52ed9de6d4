"""Real servers for the channels: SMTP (plain, STARTTLS, TLS) and HTTPS, on this machine, with a certificate made here."""

from __future__ import annotations

import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NOW = datetime(2026, 2, 10, 9, tzinfo=UTC)


class Clock:
    """A clock that stands."""

    def now(self) -> datetime:
        return NOW


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(scope="session")
def tls(tmp_path_factory):
    """A certificate for localhost: (what a server shows, what a client trusts)."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    today = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("tls")
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "server.pem").write_bytes(private + pem)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "server.pem")
    return server, ssl.create_default_context(cadata=pem.decode())


class Inbox:
    """What an SMTP server took; `answers` replaces its answer to RCPT or DATA."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, list[str], bytes]] = []
        self.answers: dict[str, str] = {}
        self.encrypted: list[bool] = []

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if "RCPT" in self.answers:
            return self.answers["RCPT"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if "DATA" in self.answers:
            return self.answers["DATA"]
        self.encrypted.append(server.transport.get_extra_info("ssl_object") is not None)
        self.mails.append((envelope.mail_from, list(envelope.rcpt_tos), bytes(envelope.content)))
        return f"250 2.0.0 queued as {len(self.mails)}"


def allow(server, session, envelope, mechanism, data):
    """Let `troth` in by the password of the tests."""
    return AuthResult(success=(data.login, data.password) == (b"troth", b"canary-password"), handled=False)


class Quiet(Controller):
    """A server whose own first call trusts the certificate of the tests."""

    def __init__(self, trusting: ssl.SSLContext, *arguments, **options) -> None:
        self._trusting = trusting
        super().__init__(*arguments, **options)

    def _trigger_server(self) -> None:
        with socket.create_connection(("127.0.0.1", self.port), 5) as plain:
            if self.ssl_context is None:
                plain.recv(1024)
            else:
                with self._trusting.wrap_socket(plain, server_hostname="localhost") as wrapped:
                    wrapped.recv(1024)


@pytest.fixture
def smtp(tls):
    """Start SMTP servers: `smtp("plain" | "starttls" | "tls")` gives (port, inbox)."""
    running: list[Controller] = []

    def start(kind: str = "plain", **options):
        inbox = Inbox()
        options |= {"ssl_context": tls[0]} if kind == "tls" else {}
        options |= {"tls_context": tls[0], "require_starttls": True} if kind == "starttls" else {}
        controller = Quiet(
            tls[1], inbox, hostname="127.0.0.1", port=free_port(), server_hostname="localhost", **options
        )
        controller.start()
        running.append(controller)
        return controller.port, inbox

    yield start
    for controller in running:
        controller.stop(no_assert=True)


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Gateway(HTTPServer):
    """An HTTP server that keeps what is posted and answers with `answer` (status, body)."""

    def __init__(self, context: ssl.SSLContext | None) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.posts: list[tuple[str, dict[str, str], bytes]] = []
        self.answer: tuple[int, bytes] = (202, b'{"taken": true}')
        if context is not None:
            self.socket = context.wrap_socket(self.socket, server_side=True)

    def handle_error(self, request, client_address):
        """Say nothing when a client hangs up."""


class Handler(BaseHTTPRequestHandler):
    """Takes posts."""

    server: Gateway

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.posts.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
        status, answer = self.server.answer
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("location", "/elsewhere")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        """Be quiet."""


@pytest.fixture
def gateway(tls):
    """Start HTTP servers: `gateway(encrypted=True)` gives one."""
    running: list[Gateway] = []

    def start(*, encrypted: bool = True) -> Gateway:
        server = Gateway(tls[0] if encrypted else None)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        running.append(server)
        return server

    yield start
    for server in running:
        server.shutdown()
        server.server_close()
