"""Webhooks against a real server: signed, encrypted, not led elsewhere."""

from __future__ import annotations

import json

import pytest

from tests.channels.conftest import NOW, free_port
from troth.adapters.channels import Webhook, check_signed
from troth.notices.errors import Undeliverable
from troth.notices.ports import Outgoing

SECRET = bytes(range(100, 132))
CODE = Outgoing("ab" * 32, "13800138000", "", "【冒泡】验证码 12345678", "zh")
AT = int(NOW.timestamp())


def hook(server, clock, tls, path="/sms?from=troth", name="localhost"):
    return Webhook("sms", f"https://{name}:{server.server_port}{path}", SECRET, clock, tls[1])


def test_a_message_is_posted_signed(gateway, clock, tls):
    server = gateway()
    sent = hook(server, clock, tls).send(CODE)
    ((path, headers, body),) = server.posts
    assert path == "/sms?from=troth"
    assert json.loads(body)["to"] == "13800138000"
    assert json.loads(body)["text"] == "【冒泡】验证码 12345678"
    assert headers["webhook-id"] == CODE.id
    assert check_signed(SECRET, headers, body, AT + 10)
    assert len(sent.receipt) == 64


def test_a_changed_old_or_foreign_body_is_not_ours(gateway, clock, tls):
    server = gateway()
    hook(server, clock, tls).send(CODE)
    _, headers, body = server.posts[0]
    assert not check_signed(SECRET, headers, body + b" ", AT)
    assert not check_signed(SECRET, headers | {"webhook-id": "cd" * 32}, body, AT)
    assert not check_signed(SECRET, headers, body, AT + 301)
    assert not check_signed(bytes(range(32)), headers, body, AT)
    assert not check_signed(SECRET, {}, body, AT)


def test_the_signature_is_the_standards_own():
    """The example of the Standard Webhooks specification's reference libraries."""
    import base64

    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    headers = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    assert check_signed(secret, headers, b'{"test": 2432232314}', 1614265330)


@pytest.mark.parametrize(
    ("status", "lasting"), [(410, True), (422, True), (404, False), (401, False), (429, False), (500, False)]
)
def test_what_lasts_and_what_passes(gateway, clock, tls, status, lasting):
    server = gateway()
    server.answer = (status, b"13800138000 is no number")
    with pytest.raises(Undeliverable) as raised:
        hook(server, clock, tls).send(CODE)
    assert raised.value.lasting is lasting
    assert "13800138000" not in str(raised.value)


def test_no_redirect_is_followed(gateway, clock, tls):
    server = gateway()
    server.answer = (307, b"")
    with pytest.raises(Undeliverable):
        hook(server, clock, tls).send(CODE)
    assert len(server.posts) == 1


def test_a_certificate_for_another_name_is_refused(gateway, clock, tls):
    server = gateway()
    with pytest.raises(Undeliverable):
        hook(server, clock, tls, name="127.0.0.1").send(CODE)
    assert server.posts == []


def test_plain_text_goes_to_this_machine_only(gateway, clock, monkeypatch):
    server = gateway(encrypted=False)
    url = f"http://127.0.0.1:{server.server_port}/"
    Webhook("push", url, SECRET, clock).send(CODE)
    assert len(server.posts) == 1
    monkeypatch.setattr(
        "socket.getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("127.0.0.1", server.server_port))]
    )
    with pytest.raises(Undeliverable):
        Webhook("push", f"http://gateway.example:{server.server_port}/", SECRET, clock).send(CODE)
    assert len(server.posts) == 1


@pytest.mark.parametrize(
    "address", ["169.254.169.254", "fe80::1", "::ffff:169.254.169.254", "0.0.0.0", "224.0.0.1"]
)
def test_a_name_that_points_at_a_metadata_service_is_refused(clock, monkeypatch, address):
    called = []
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: [(2, 1, 6, "", (address, 443))])
    monkeypatch.setattr("socket.create_connection", lambda *a, **_: called.append(a))
    with pytest.raises(Undeliverable):
        Webhook("sms", "https://gateway.example/", SECRET, clock).send(CODE)
    assert called == []


def test_nobody_there_passes(clock, tls):
    with pytest.raises(Undeliverable) as raised:
        Webhook("sms", f"https://localhost:{free_port()}/", SECRET, clock, tls[1]).send(CODE)
    assert not raised.value.lasting
