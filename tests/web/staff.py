"""Operators for the tests: who joins and signs in as a browser does, and a device that makes passkeys."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import struct

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from tests.web.people import KEY, fields
from troth.operators import KEY_OPERATOR

PASSWORD = "correct horse battery staple"
DOOR, JOIN = "/console/-/enter", "/console/-/join"


def hire(
    site, login="li.wei", roles=("officer",), controllers=("*",), *, by=None, join=True, organisation=""
):
    """An operator made as the host does it, who has joined with a password."""
    operator, token = site.doors.operators.invite(
        by, login, f"Name {login}", roles, controllers, organisation
    )
    return site.doors.operators.join_with_password(token, PASSWORD) if join else (operator, token)


def sign_in(browser, login="li.wei", password=PASSWORD, **more):
    """Type name and password at the door."""
    page = browser.get(DOOR).text
    typed = {**fields(page, "/console/-/password"), "id": login, "password": password, **more}
    return browser.post("/console/-/password", data=typed)


def at_work(site, login="li.wei", language="en"):
    """A browser in which this operator has signed in."""
    browser = site.client(language)
    answer = sign_in(browser, login)
    assert answer.url.path == "/console", answer.text
    return browser


def with_key(site):
    """A browser in which the API key has signed in."""
    browser = site.client()
    page = browser.get(DOOR).text
    browser.post(DOOR, data={**fields(page, DOOR), "key": KEY})
    return browser


def said(page):
    """The id of the message on a page, or ""."""
    found = re.search(r'<p class="fine">[^<]*<code>([a-z.-]+)</code>', page)
    return found[1] if found else ""


def link_on(page):
    """The path of the link that a page shows once."""
    found = re.search(r"/console/-/join/[\w-]+", page)
    assert found, "no link is shown"
    return found[0]


def options_on(page, action):
    """(options, ticket) of the form for a passkey that goes to `action`."""
    form = re.search(rf'<form[^>]*action="{re.escape(action)}"[^>]*data-options="([^"]*)"', page)
    assert form, "no passkey is asked for"
    return json.loads(html.unescape(form[1])), fields(page, action)["ticket"]


def coded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


class Device:
    """A software authenticator (ES256, attestation "none") whose flags and counter a test can set."""

    def __init__(self, origin="http://localhost", domain="localhost"):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = hashlib.sha256(repr(id(self)).encode()).digest()
        self.origin, self.domain = origin, domain
        self.count, self.flags, self.handle = 0, 0x05, b""

    def _client(self, kind, challenge):
        return json.dumps(
            {"type": f"webauthn.{kind}", "challenge": challenge, "origin": self.origin}
        ).encode()

    def _about(self, more=b"", flags=0):
        return (
            hashlib.sha256(self.domain.encode()).digest()
            + bytes([self.flags | flags])
            + struct.pack(">I", self.count)
            + more
        )

    def create(self, options):
        """Answer the options of a registration."""
        self.handle = base64.urlsafe_b64decode(options["user"]["id"] + "==")
        numbers = self.key.public_key().public_numbers()
        key = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        more = bytes(16) + struct.pack(">H", len(self.id)) + self.id + cbor2.dumps(key)
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": self._about(more, 0x40)})
        return self._answer(
            clientDataJSON=coded(self._client("create", options["challenge"])),
            attestationObject=coded(attestation),
        )

    def get(self, options):
        """Answer the options of a sign-in."""
        client, about = self._client("get", options["challenge"]), self._about()
        signature = self.key.sign(about + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            clientDataJSON=coded(client),
            authenticatorData=coded(about),
            signature=coded(signature),
            userHandle=coded(self.handle),
        )

    def _answer(self, **response):
        return json.dumps(
            {
                "id": coded(self.id),
                "rawId": coded(self.id),
                "type": "public-key",
                "response": response,
                "clientExtensionResults": {},
            }
        )


def entries(site, book="troth:operators"):
    """The entries of the installation's own book."""
    lines = site.store.read(book, lambda found: list(found.entries()))
    return [json.loads(each) for each in lines]


__all__ = [
    "KEY_OPERATOR",
    "Device",
    "at_work",
    "entries",
    "hire",
    "link_on",
    "options_on",
    "said",
    "sign_in",
    "with_key",
]
