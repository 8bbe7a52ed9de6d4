"""The client refuses whenever an answer does not come whole, in time, and fitting the question."""

from __future__ import annotations

import json
import logging
import socket
import threading
import time

import pytest
from troth_client import Question, Troth

from tests.clients.servers import http

KEY = "troth_canary-key-4711"
REASON = {"clause": "purposes.p", "code": "offered", "source": ["r-1"], "text": {"en": "yes", "zh": "是"}}
PERMIT = {
    "answer": "permit",
    "only": ["phone"],
    "reasons": [REASON],
    "ask": [],
    "obligations": [{"duty": "mask", "clause": "data.phone", "concerns": ["phone"]}],
    "policy": {"id": "shop", "version": "1", "hash": "ab"},
    "entry": 7,
}
PROMPT = {
    "kind": "consent",
    "purpose": "news",
    "level": "explicit",
    "text": {"en": "Agree?", "zh": "同意？"},
    "shown": {"en": "a" * 64, "zh": "b" * 64},
    "put": "/v1/subjects/u-1/consents/news",
}


def body(value, **changes):
    return json.dumps({**value, **changes}).encode()


@pytest.fixture
def ask():
    """A function that asks a server one question about `phone` and `email`."""

    opened = []

    def asking(server, timeout=2.0, **fields):
        troth = Troth(getattr(server, "url", server), KEY, policy="shop", timeout=timeout)
        opened.append(troth)
        return troth.may("collect", "p", ["phone", "email"], subject="u-1", **fields)

    yield asking
    for each in opened:
        each.close()


def test_a_sound_permit_permits(raw, ask):
    answer = ask(raw(http(body(PERMIT))))
    assert answer.permitted
    assert bool(answer) is True
    assert answer.available
    assert answer.require() is answer
    assert answer.project({"phone": "1", "email": "2", "other": "3"}) == {"phone": "1"}
    assert (answer.entry, answer.policy.hash, answer.obligations[0].duty) == (7, "ab", "mask")
    assert answer.reasons[0].text.of("zh") == "是"


def test_unknown_keys_are_no_reason_to_refuse(raw, ask):
    assert ask(raw(http(body(PERMIT, news="later")))).permitted


BAD_BODIES = {
    "not JSON": b"permit",
    "nothing": b"",
    "half of it": body(PERMIT)[:-20],
    "more than it": body(PERMIT) + b"{}",
    "a list": b"[" + body(PERMIT) + b"]",
    "null": b"null",
    "not UTF-8": body(PERMIT).replace(b"yes", b"\xff\xfe"),
    "a doubled key": b'{"answer": "refuse", ' + body(PERMIT)[1:],
    "NaN": body(PERMIT, entry=float("nan")),
    "NaN where nobody looks": body(PERMIT, news=float("nan")),
    "very deep": b"[" * 200_000 + b"]" * 200_000,
    "an unknown word": body(PERMIT, answer="allow"),
    "a word in other letters": body(PERMIT, answer="Permit"),
    "true for a word": body(PERMIT, answer=True),
    "no word": body({k: v for k, v in PERMIT.items() if k != "answer"}),
    "only something not asked": body(PERMIT, only=["phone", "address"]),
    "only a string": body(PERMIT, only="phone"),
    "only numbers": body(PERMIT, only=[1]),
    "no only": body({k: v for k, v in PERMIT.items() if k != "only"}),
    "a permit for nothing of it": body(PERMIT, only=[]),
    "a permit without an entry": body(PERMIT, entry=None),
    "a permit with a truth for an entry": body(PERMIT, entry=True),
    "an entry below zero": body(PERMIT, entry=-1),
    "a permit that asks": body(PERMIT, ask=[PROMPT]),
    "no reasons": body(PERMIT, reasons=[]),
    "reasons of another shape": body(PERMIT, reasons=["because"]),
    "a reason in one language": body(PERMIT, reasons=[{**REASON, "text": {"en": "yes"}}]),
    "another policy": body(PERMIT, policy={"id": "other", "version": "1", "hash": "ab"}),
    "no policy": body({k: v for k, v in PERMIT.items() if k != "policy"}),
    "obligations of another shape": body(PERMIT, obligations=[{"duty": "mask"}]),
    "a prompt that leads elsewhere": body(
        PERMIT, answer="ask", only=[], ask=[{**PROMPT, "put": "https://evil.example/"}]
    ),
    "a prompt that climbs": body(
        PERMIT, answer="ask", only=[], ask=[{**PROMPT, "put": "/v1/subjects/../policies"}]
    ),
    "a prompt with a line break": body(
        PERMIT, answer="ask", only=[], ask=[{**PROMPT, "put": "/v1/subjects/u\r\nX: y"}]
    ),
}


@pytest.mark.parametrize("said", BAD_BODIES.values(), ids=BAD_BODIES.keys())
def test_what_is_not_an_answer_is_a_refusal(raw, ask, said):
    check_refused(ask(raw(http(said))))


def test_a_permit_without_what_was_insisted_on_is_a_refusal(raw, ask):
    assert ask(raw(http(body(PERMIT))), insist=["phone"]).permitted
    check_refused(ask(raw(http(body(PERMIT))), insist=["email"]))


def check_refused(answer):
    assert answer.answer == "refuse"
    assert not answer.permitted
    assert bool(answer) is False
    assert not answer.available
    assert answer.only == ()
    assert answer.project({"phone": "1"}) == {}
    assert [each.code for each in answer.reasons] == ["unavailable"]
    text = answer.reasons[0].text
    assert "nothing is permitted" in text.en
    assert "不作任何许可" in text.zh


BAD_RESPONSES = {
    "500": http(body(PERMIT), "500 Internal Server Error"),
    "502 from something between": http(b"<html>", "502 Bad Gateway", "text/html"),
    "503": http(body(PERMIT), "503 Service Unavailable"),
    "429": http(body(PERMIT), "429 Too Many Requests"),
    "another 2xx": http(body(PERMIT), "202 Accepted"),
    "206, a part": http(body(PERMIT), "206 Partial Content"),
    "no content": b"HTTP/1.1 204 No Content\r\n\r\n",
    "HTML": http(body(PERMIT), "200 OK", "text/html"),
    "text": http(body(PERMIT), "200 OK", "text/plain; charset=utf-8"),
    "no type": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
    "not HTTP": b"SSH-2.0-OpenSSH_9.2\r\n",
    "an empty line": b"\r\n\r\n",
    "a status that is no number": b"HTTP/1.1 two OK\r\n\r\n",
    "a broken chunk": b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}",
    "too many headers": b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: y\r\n" % i for i in range(300)) + b"\r\n",
    "a header without end": b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000 + b"\r\n\r\n",
}


@pytest.mark.parametrize("said", BAD_RESPONSES.values(), ids=BAD_RESPONSES.keys())
def test_what_is_not_a_proper_response_is_a_refusal(raw, ask, said):
    def behave(sock, _):
        sock.sendall(said)
        sock.close()

    check_refused(ask(raw(behave)))


@pytest.mark.parametrize("cut", [0, 5, 40, 120, -1])
def test_a_response_that_breaks_off_is_a_refusal(raw, ask, cut):
    whole = http(body(PERMIT))

    def behave(sock, _):
        sock.sendall(whole[:cut])
        sock.close()

    check_refused(ask(raw(behave)))


def test_a_response_that_is_shorter_than_it_says_is_a_refusal(raw, ask):
    """All the JSON is there; what is missing may have taken it back."""
    whole = http(body(PERMIT) + b" " * 10)

    def behave(sock, _):
        sock.sendall(whole[:-10])
        sock.close()

    check_refused(ask(raw(behave)))


def test_what_troth_says_of_itself_is_told(raw, ask):
    for status in ("500 Internal Server Error", "503 Service Unavailable", "429 Too Many Requests"):
        answer = ask(raw(http(body(PERMIT), status)))
        assert "it cannot answer now" in answer.reasons[0].text.en


def test_elements_under_an_ask_or_a_refusal_are_not_taken(raw, ask):
    """An ask can list what would be fine alone; the step itself is not permitted."""
    for word in ("ask", "refuse"):
        answer = ask(raw(http(body(PERMIT, answer=word))))
        assert (answer.available, answer.only) == (True, ("phone",))
        assert answer.project({"phone": "1"}) == {}


def test_a_chunked_response_that_breaks_off_is_a_refusal(raw, ask):
    said = body(PERMIT)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"

    def behave(sock, _):
        sock.sendall(head + b"%x\r\n" % len(said) + said + b"\r\n")  # all the JSON, but no last chunk
        sock.close()

    check_refused(ask(raw(behave)))


def test_a_chunked_response_and_one_that_ends_with_the_connection_are_read(raw, ask):
    said = body(PERMIT)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: Application/JSON; charset=utf-8\r\n"
    chunked = head + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % len(said) + said + b"\r\n0\r\n\r\n"
    assert ask(raw(chunked)).permitted

    def behave(sock, _):
        sock.sendall(b"HTTP/1.0" + head[8:] + b"\r\n" + said)
        sock.close()

    assert ask(raw(behave)).permitted


@pytest.mark.parametrize(
    "status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"]
)
def test_a_redirect_is_not_followed_and_the_key_goes_nowhere_else(raw, ask, status):
    elsewhere = raw(http(body(PERMIT)))
    answer = ask(raw(http(b"{}", status, "application/json", f"Location: {elsewhere.url}/v1/decisions")))
    check_refused(answer)
    assert elsewhere.connections == 0


def test_nobody_listening_is_a_refusal(ask):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    check_refused(ask(f"http://127.0.0.1:{port}"))


def test_a_name_that_does_not_exist_is_a_refusal():
    check_refused(Troth("https://troth.invalid", KEY, policy="shop").may("collect", "p"))


# --- time


def took(call):
    start = time.monotonic()
    result = call()
    return result, time.monotonic() - start


def test_a_server_that_says_nothing_is_waited_for_no_longer_than_the_time_out(raw, ask):
    server = raw(lambda sock, _: time.sleep(3))
    answer, seconds = took(lambda: ask(server, timeout=0.3))
    check_refused(answer)
    assert 0.25 < seconds < 1
    assert "in time" in answer.reasons[0].text.en


@pytest.mark.parametrize("part", ["head", "body"])
def test_the_time_out_is_for_the_whole_call_not_for_each_byte(raw, ask, part):
    whole = http(body(PERMIT))
    begin = 0 if part == "head" else whole.index(b"\r\n\r\n") + 4

    def drip(sock, _):
        sock.sendall(whole[:begin])
        for byte in whole[begin:]:
            sock.sendall(bytes([byte]))
            time.sleep(0.05)  # each read comes in time; all of them take 20 seconds

    answer, seconds = took(lambda: ask(raw(drip), timeout=0.5))
    check_refused(answer)
    assert 0.4 < seconds < 1.2


def test_endless_continues_are_a_time_out(raw, ask):
    def behave(sock, _):
        while True:
            sock.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
            time.sleep(0.02)

    answer, seconds = took(lambda: ask(raw(behave), timeout=0.4))
    check_refused(answer)
    assert seconds < 1.2


def test_a_server_that_does_not_read_is_a_time_out():
    with socket.create_server(("127.0.0.1", 0), backlog=1) as deaf:
        troth = Troth(f"http://127.0.0.1:{deaf.getsockname()[1]}", KEY, policy="shop", timeout=0.4)
        many = [f"element-{number}" * 50 for number in range(20_000)]
        answer, seconds = took(lambda: troth.may("collect", "p", many))
    check_refused(answer)
    assert seconds < 1.5


def test_a_slow_look_up_of_the_name_is_a_time_out(monkeypatch):
    released = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: released.wait(5) and [])
    troth = Troth("https://troth.example", KEY, policy="shop", timeout=0.3)
    answer, seconds = took(lambda: troth.may("collect", "p"))
    released.set()
    check_refused(answer)
    assert seconds < 1


# --- many at once


def test_a_list_is_answered_in_order_or_not_at_all(raw):
    questions = [
        Question("collect", "p", ["phone", "email"]),
        Question("collect", "q", ["email"], policy="two"),
    ]
    refusal = {**PERMIT, "answer": "refuse", "only": [], "policy": {"id": "two"}, "entry": 8}

    def answers(*values):
        with Troth(raw(http(json.dumps(values).encode())).url, KEY, policy="shop") as troth:
            return troth.may_all(questions)

    assert [each.answer for each in answers(PERMIT, refusal)] == ["permit", "refuse"]
    for values in (
        [PERMIT],
        [PERMIT, refusal, refusal],
        [refusal, PERMIT],
        [PERMIT, {**refusal, "only": ["phone"]}],
    ):
        found = answers(*values)
        assert len(found) == 2
        for each, policy in zip(found, ("shop", "two"), strict=True):
            check_refused(each)
            assert each.policy.id == policy


def test_no_questions_need_no_call():
    assert Troth("https://troth.invalid", KEY).may_all([]) == []


# --- what is said


def test_neither_key_nor_values_are_in_logs(raw, ask, caplog):
    caplog.set_level(logging.DEBUG)
    ask(raw(http(b"no")), occasion={"trigger": "canary-value"})
    assert "the step is refused" in caplog.text
    assert "canary" not in caplog.text
