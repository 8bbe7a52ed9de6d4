"""Mail against a real SMTP server: encrypted, receipts, what lasts and what passes, no address in an error."""

from __future__ import annotations

import email
import email.policy

import pytest

from tests.channels.conftest import NOW, allow, free_port
from troth.adapters.channels import Mail, Server
from troth.notices.errors import Undeliverable
from troth.notices.ports import Outgoing

TO = "li.lei@mail.example"
CODE = Outgoing("ab" * 32, TO, "冒泡：验证码", "验证码 12345678，10 分钟内有效。\n", "zh")
NEWS = Outgoing(
    "cd" * 32, TO, "News", "News for you\n", "en", "https://a.example/n", "https://a.example/stop#t"
)


def mail_at(port, clock, tls=None, **options):
    host = "localhost" if tls else "127.0.0.1"
    return Mail(Server(host, port, **options), "privacy@acme.example", clock, tls and tls[1])


def test_a_message_arrives_whole_with_its_head(smtp, clock):
    port, inbox = smtp()
    sent = mail_at(port, clock).send(CODE)
    (sender, to, content) = inbox.mails[0]
    read = email.message_from_bytes(content, policy=email.policy.default)
    assert (sender, to, sent.at) == ("privacy@acme.example", [TO], NOW)
    assert read["Subject"] == "冒泡：验证码"
    assert "验证码 12345678" in read.get_content()
    assert read["Auto-Submitted"] == "auto-generated"
    assert read["Message-ID"] == f"<{CODE.id[:32]}@acme.example>"
    assert "List-Unsubscribe" not in read


def test_a_promotional_message_can_be_stopped_by_one_click(smtp, clock):
    port, inbox = smtp()
    mail_at(port, clock).send(NEWS)
    read = email.message_from_bytes(inbox.mails[0][2], policy=email.policy.default)
    assert read["List-Unsubscribe"] == "<https://a.example/stop#t>"
    assert read["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_receipt_is_a_digest_of_what_the_server_said(smtp, clock):
    port, _ = smtp()
    mail = mail_at(port, clock)
    first, second = mail.send(CODE).receipt, mail.send(CODE).receipt
    assert len(first) == 64
    assert first != second  # queued as 1, queued as 2


@pytest.mark.parametrize("kind", ["starttls", "tls"])
def test_what_goes_further_is_encrypted(smtp, clock, tls, kind):
    port, inbox = smtp(kind)
    mail_at(port, clock, tls, implicit=kind == "tls").send(CODE)
    assert inbox.encrypted == [True]


def test_a_certificate_of_nobody_is_not_trusted(smtp, clock):
    port, inbox = smtp("starttls")
    with pytest.raises(Undeliverable) as raised:
        Mail(Server("localhost", port), "privacy@acme.example", clock).send(CODE)
    assert not raised.value.lasting
    assert inbox.mails == []


def test_a_server_elsewhere_that_does_not_encrypt_gets_nothing(smtp, clock, monkeypatch):
    port, inbox = smtp()
    monkeypatch.setattr("troth.adapters.channels.mail.LOCAL", frozenset())
    with pytest.raises(Undeliverable):
        mail_at(port, clock).send(CODE)
    assert inbox.mails == []


def test_a_login_is_used_and_a_wrong_one_passes(smtp, clock, tls):
    port, inbox = smtp("starttls", authenticator=allow, auth_required=True)
    mail_at(port, clock, tls, user="troth", password="canary-password").send(CODE)
    assert len(inbox.mails) == 1
    with pytest.raises(Undeliverable) as raised:
        mail_at(port, clock, tls, user="troth", password="canary-wrong").send(CODE)
    assert not raised.value.lasting
    assert "canary" not in str(raised.value)


@pytest.mark.parametrize(
    ("command", "answer", "lasting"),
    [
        ("RCPT", "550 5.1.1 no such user", True),
        ("RCPT", "452 4.2.2 mailbox full", False),
        ("DATA", "554 5.7.1 not wanted", True),
        ("DATA", "451 4.3.0 later", False),
    ],
)
def test_what_lasts_and_what_passes(smtp, clock, command, answer, lasting):
    port, inbox = smtp()
    inbox.answers[command] = answer
    with pytest.raises(Undeliverable) as raised:
        mail_at(port, clock).send(CODE)
    assert raised.value.lasting is lasting
    assert TO not in str(raised.value)


def test_nobody_there_passes(clock):
    with pytest.raises(Undeliverable) as raised:
        mail_at(free_port(), clock).send(CODE)
    assert not raised.value.lasting


@pytest.mark.parametrize(
    "to",
    [
        "li@a.example\r\nBcc: all@b.example",
        "li@a.example, wang@a.example",
        "<li@a.example>",
        "li",
        "",
        "li@a.example\n",
    ],
)
def test_an_address_is_one_address(smtp, clock, to):
    port, inbox = smtp()
    with pytest.raises(Undeliverable) as raised:
        mail_at(port, clock).send(Outgoing("ab" * 32, to, "s", "b"))
    assert raised.value.lasting
    assert inbox.mails == []


def test_a_subject_is_one_line(smtp, clock):
    port, inbox = smtp()
    with pytest.raises(Undeliverable):
        mail_at(port, clock).send(Outgoing("ab" * 32, TO, "a\r\nBcc: all@b.example", "b"))
    assert inbox.mails == []
