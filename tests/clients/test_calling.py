"""Connections, keys, certificates, errors: how the client calls."""

from __future__ import annotations

import json
import os
import ssl
import threading
import time
import traceback
from dataclasses import fields
from datetime import UTC, datetime, timedelta

import pytest
from troth_client import ClientError, Fields, NotInForce, Question, Refused, Troth, Unavailable

from tests.clients.servers import http
from tests.clients.test_refusing import KEY, PERMIT, PROMPT, body, check_refused
from troth.web.api.requests import Question as Wire

ERROR = {
    "error": {
        "id": "request.malformed",
        "text": {"en": "not well formed", "zh": "格式有误"},
        "help": {"en": "see the description", "zh": "请参阅说明"},
    }
}
RECORDED = {"state": "given", "entry": 3, "at": "2026-01-01T00:00:00.000Z", "new": True}


@pytest.fixture
def troth(raw):
    """A function from a server's behaviour to (client, server)."""

    opened = []

    def start(behaviour, **settings):
        server = raw(behaviour)
        opened.append(Troth(server.url, KEY, **{"policy": "shop", "timeout": 2.0, **settings}))
        return opened[-1], server

    yield start
    for each in opened:
        each.close()


def may(client):
    return client.may("collect", "p", ["phone"], subject="u-1")


# --- connections


def test_a_connection_is_kept(troth):
    client, server = troth(http(body(PERMIT)))
    assert all(may(client) for _ in range(5))
    assert server.connections == 1
    assert len(server.requests) == 5


def test_a_kept_connection_that_was_closed_is_replaced(troth):
    def behave(sock, _):
        sock.sendall(http(body(PERMIT)))
        sock.close()

    client, server = troth(behave)
    for _ in range(3):
        assert may(client)
        time.sleep(0.02)
    assert server.connections == 3


def test_a_kept_connection_that_closes_on_the_next_request_is_replaced_once(troth):
    seen: dict[object, int] = {}

    def behave(sock, _):
        seen[sock] = seen.get(sock, 0) + 1
        if seen[sock] == 1 and len(seen) < 3:
            sock.sendall(http(body(PERMIT)))
        else:
            sock.close()

    client, server = troth(behave)
    assert may(client)
    assert may(client)  # the first connection closes without a word, a second one answers
    assert server.connections == 2
    check_refused(may(client))  # the second closes, a third one too: no endless trying
    assert server.connections == 3


def test_an_answer_that_broke_off_is_not_asked_for_again(troth):
    seen = []

    def behave(sock, _):
        seen.append(1)
        sock.sendall(http(body(PERMIT))[: None if len(seen) == 1 else -9])
        if len(seen) > 1:
            sock.close()

    client, _server = troth(behave)
    assert may(client)
    check_refused(may(client))
    assert len(seen) == 2


def test_the_answer_to_an_abandoned_question_never_meets_the_next_one(troth):
    other = body(PERMIT, only=[], answer="refuse")
    seen = []

    def behave(sock, _):
        seen.append(1)
        if len(seen) == 1:
            time.sleep(0.4)
            sock.sendall(http(body(PERMIT)))  # too late
        else:
            sock.sendall(http(other))

    client, server = troth(behave, timeout=0.2)
    check_refused(may(client))
    time.sleep(0.4)
    answer = may(client)
    assert (answer.answer, answer.available) == ("refuse", True)
    assert server.connections == 2


def test_stray_bytes_on_a_kept_connection_are_not_an_answer(troth):
    seen = []

    def behave(sock, _):
        seen.append(1)
        refusal = http(body(PERMIT, only=[], answer="refuse"))
        sock.sendall(refusal)
        if len(seen) == 1:
            time.sleep(0.05)
            sock.sendall(http(body(PERMIT)))

    client, server = troth(behave)
    assert not may(client)
    time.sleep(0.2)
    assert not may(client)
    assert server.connections == 2


def test_a_forked_process_opens_its_own_connection(troth, monkeypatch):
    client, server = troth(http(body(PERMIT)))
    assert may(client)
    own = os.getpid()
    monkeypatch.setattr(os, "getpid", lambda: own + 1)
    assert may(client)
    assert server.connections == 2


def test_many_threads_get_their_own_answers(troth):
    def behave(sock, request):
        element = json.loads(request.partition(b"\r\n\r\n")[2])["data"][0]
        time.sleep(0.001)
        sock.sendall(http(body(PERMIT, only=[element])))

    client, server = troth(behave, timeout=20)
    wrong = []

    def work(number):
        for turn in range(25):
            element = f"e-{number}-{turn}"
            if client.may("collect", "p", [element]).only != (element,):
                wrong.append(element)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(12)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert wrong == []
    assert len(server.requests) == 300
    assert server.connections < 60


def test_a_closed_client_can_be_used_again(troth):
    client, server = troth(http(body(PERMIT)))
    with client:
        assert may(client)
    assert may(client)
    assert server.connections == 2


# --- what is sent


def test_the_question_is_sent_as_the_contract_has_it(troth):
    client, server = troth(http(body(PERMIT)))
    client.may(
        "collect",
        "p",
        ["phone", {"element": "location", "precision": "city"}],
        subject="u-1",
        insist=["phone"],
        function="sign-up",
        occasion={"trigger": "submit"},
        claim={"ground": "g", "evidence": ["t-1"]},
        actor={"kind": "staff", "roles": ["agent"]},
    )
    head, _, sent = server.requests[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /v1/decisions HTTP/1.1\r\n")
    assert f"Authorization: Bearer {KEY}".encode() in head
    assert b"Content-Type: application/json" in head
    assert json.loads(sent) == {
        "policy": "shop",
        "subject": "u-1",
        "act": "collect",
        "purpose": "p",
        "data": ["phone", {"element": "location", "precision": "city"}],
        "insist": ["phone"],
        "function": "sign-up",
        "occasion": {"trigger": "submit"},
        "claim": {"ground": "g", "evidence": ["t-1"]},
        "actor": {"kind": "staff", "roles": ["agent"]},
    }


def test_every_field_of_the_contract_can_be_sent():
    names = {each.name for each in fields(Question)}
    assert names == set(Wire.__struct_fields__)
    assert set(Fields.__annotations__) == names - {"act", "purpose", "data", "subject"}


def test_a_path_before_the_api_is_kept(raw):
    server = raw(http(body(PERMIT)))
    with Troth(server.url + "/privacy/", KEY, policy="shop") as client:
        client.may("collect", "p", ["phone"])
    assert server.requests[0].startswith(b"POST /privacy/v1/decisions ")


def test_one_string_is_not_a_list_of_letters(troth):
    client, server = troth(http(body(PERMIT)))
    with pytest.raises(TypeError, match="not one string"):
        client.may("collect", "p", "phone")
    assert server.requests == []


def test_a_question_without_a_policy_is_a_mistake(troth):
    client, _ = troth(http(body(PERMIT)), policy=None)
    with pytest.raises(ClientError) as caught:
        may(client)
    assert caught.value.id == "client.no-policy"


@pytest.mark.parametrize("value", [float("nan"), {1, 2}, object()], ids=["NaN", "a set", "an object"])
def test_what_json_cannot_hold_is_a_mistake(troth, value):
    client, server = troth(http(body(PERMIT)))
    with pytest.raises(ClientError) as caught:
        client.may("collect", "p", [{"element": value}])
    assert caught.value.id == "client.unsendable"
    assert server.requests == []


# --- errors


@pytest.mark.parametrize("status", ["400 Bad Request", "401 Unauthorized", "404 Not Found", "413 Too Large"])
def test_a_mistake_of_the_program_is_raised_with_the_servers_words(troth, status):
    client, _ = troth(http(json.dumps(ERROR).encode(), status))
    with pytest.raises(ClientError) as caught:
        may(client)
    error = caught.value
    assert (error.id, error.status) == ("request.malformed", int(status[:3]))
    assert (error.text.zh, error.help.en) == ("格式有误", "see the description")


def test_a_rejection_in_other_words_is_raised_too(troth):
    client, _ = troth(http(b"<h1>403</h1>", "403 Forbidden", "text/html"))
    with pytest.raises(ClientError) as caught:
        may(client)
    assert (caught.value.id, caught.value.status) == ("client.rejected", 403)


def test_the_key_is_in_no_text(troth, caplog):
    client, server = troth(http(b"", "401 Unauthorized"))
    assert repr(client) == f"Troth('{server.url}', policy='shop')"
    with pytest.raises(ClientError) as caught:
        may(client)
    shown = "".join(traceback.format_exception(caught.value)) + repr(vars(caught.value)) + caplog.text
    assert KEY not in shown
    for key in ("", "two words", "line\r\nbreak", "密钥", "x\x00"):
        with pytest.raises(ClientError) as caught:
            Troth(server.url, key)
        assert caught.value.id == "client.bad-key"
        assert not key or key not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    ["", "troth.example", "ftp://troth.example", "https://", "https://u:p@troth.example", "https://t.example?x",
     "https://t.example#x", "https://t.example:port", "https://t.example:99999", "https://t.example/a b", "https://[::1"],
)  # fmt: skip
def test_an_address_that_is_none_is_a_mistake(url):
    with pytest.raises(ClientError) as caught:
        Troth(url, KEY)
    assert caught.value.id == "client.bad-url"


def test_the_key_does_not_travel_in_the_clear_by_accident():
    with pytest.raises(ClientError) as caught:
        Troth("http://troth.example", KEY)
    assert caught.value.id == "client.plain-url"
    assert (
        repr(Troth("http://troth.example", KEY, plain=True)) == "Troth('http://troth.example', policy=None)"
    )
    assert repr(Troth("http://localhost:8377", KEY)) == "Troth('http://localhost:8377', policy=None)"


@pytest.mark.parametrize("timeout", [0, -1, float("inf"), float("nan")])
def test_a_time_out_is_a_time(timeout):
    with pytest.raises(ValueError, match="timeout"):
        Troth("https://troth.example", KEY, timeout=timeout)


def test_require_raises_with_the_reasons(troth):
    client, _ = troth(http(b"no"))
    with pytest.raises(Refused) as caught:
        may(client).require()
    assert caught.value.answer.reasons[0].code == "unavailable"
    assert "client:" in str(caught.value)


# --- choices


def asked(troth, then):
    """Return (a prompt, the client that got it, the server that goes on with `then`)."""
    seen = []

    def behave(sock, _):
        seen.append(1)
        sock.sendall(http(body(PERMIT, answer="ask", only=[], ask=[PROMPT])) if len(seen) == 1 else then)

    client, server = troth(behave)
    answer = client.may("collect", "p", ["phone"], subject="u-1")
    assert answer.answer == "ask"
    assert not answer
    return answer.ask[0], client, server


def test_a_choice_goes_to_the_path_of_its_prompt_with_the_hash_of_the_text_shown(troth):
    prompt, client, server = asked(troth, http(json.dumps(RECORDED).encode()))
    recorded = client.choose(prompt, "agree", "zh")
    assert (recorded.state, recorded.entry, recorded.new) == ("given", 3, True)
    head, _, sent = server.requests[1].partition(b"\r\n\r\n")
    assert head.startswith(b"PUT /v1/subjects/u-1/consents/news HTTP/1.1\r\n")
    assert json.loads(sent) == {
        "policy": "shop",
        "choice": "agree",
        "language": "zh",
        "shown": "b" * 64,
        "level": "explicit",
    }


def test_a_choice_on_an_old_text_says_so(troth):
    prompt, client, _ = asked(troth, http(json.dumps(ERROR).encode(), "409 Conflict"))
    with pytest.raises(NotInForce):
        client.choose(prompt, "agree", "zh")


@pytest.mark.parametrize(
    "then",
    [
        http(b"{}"),
        http(b"[]"),
        http(json.dumps({**RECORDED, "entry": "3"}).encode()),
        http(json.dumps({**RECORDED, "new": "yes"}).encode()),
        http(json.dumps(RECORDED).encode(), "503 Unavailable"),
        http(json.dumps(RECORDED).encode(), "302 Found"),
    ],
    ids=["empty", "a list", "entry is text", "new is text", "503", "302"],
)
def test_a_choice_that_is_not_confirmed_is_never_taken_for_recorded(troth, then):
    prompt, client, _ = asked(troth, then)
    with pytest.raises(Unavailable) as caught:
        client.choose(prompt, "refuse", "en")
    assert "not known" in caught.value.text.en


def test_withdrawing_names_everything_in_a_safe_path(troth):
    client, server = troth(http(json.dumps({**RECORDED, "state": "withdrawn"}).encode()))
    client.withdraw("news", "li/../四 &?", recipient="r 1")
    client.withdraw_agreement("..", policy="two")
    assert server.requests[0].startswith(
        b"DELETE /v1/subjects/li%2F..%2F%E5%9B%9B%20%26%3F/consents/news?policy=shop&recipient=r%201 HTTP/1.1\r\n"
    )
    assert server.requests[1].startswith(b"DELETE /v1/subjects/%2E%2E/agreement?policy=two HTTP/1.1\r\n")


def test_a_subject_that_is_no_text_is_a_mistake(troth):
    client, server = troth(http(b"{}"))
    with pytest.raises(ClientError):
        client.withdraw("news", "\ud800")
    assert server.requests == []


# --- certificates


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """(certificate file, key file) of a certificate for 127.0.0.1 that signs itself."""
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    folder = tmp_path_factory.mktemp("certificate")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "troth.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        .sign(key, hashes.SHA256())
    )
    (folder / "c.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "k.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return str(folder / "c.pem"), str(folder / "k.pem")


@pytest.fixture
def secure(raw, certificate):
    """A server that speaks TLS with the certificate, and would permit."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    return raw(http(body(PERMIT)), tls=context)


def test_a_trusted_certificate_is_accepted_and_the_connection_kept(secure, certificate):
    with Troth(secure.url, KEY, policy="shop", cafile=certificate[0]) as client:
        assert may(client)
        assert may(client)
    assert secure.connections == 1


def test_a_certificate_that_nobody_vouches_for_is_a_refusal(secure):
    with Troth(secure.url, KEY, policy="shop") as client:
        check_refused(may(client))
    assert secure.requests == []


def test_a_certificate_for_another_name_is_a_refusal(secure, certificate):
    with Troth(f"https://localhost:{secure.port}", KEY, policy="shop", cafile=certificate[0]) as client:
        check_refused(may(client))
    assert secure.requests == []
