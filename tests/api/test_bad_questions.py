"""Malformed questions and odd words: a clear error or a refusal, nothing changed, nothing kept."""

from __future__ import annotations

import json

import pytest

from tests.api.calling import CANARY, GOOD, MAIL, check_error, check_not_kept, with_

BODIES = {
    "nothing": b"",
    "space": b"   ",
    "half an object": b'{"policy": "shop"',
    "two objects": with_() + with_(),
    "trailing comma": b'{"policy": "shop",}',
    "a string": b'"shop"',
    "a number": b"1",
    "null": b"null",
    "true": b"true",
    "a list of lists": b"[[]]",
    "a list of null": b"[null]",
    "NaN": b'{"policy": NaN}',
    "Infinity": b'{"policy": "shop", "act": Infinity}',
    "single quotes": b"{'policy': 'shop'}",
    "a comment": b'/* x */ {"policy": "shop"}',
    "not UTF-8": b'{"policy": "\xff\xfe"}',
    "overlong UTF-8": b'{"policy": "\xc0\xaf"}',
    "a surrogate in UTF-8": b'{"policy": "\xed\xa0\x80"}',
    "a lone surrogate": b'{"policy": "\\ud800"}',
    "UTF-16": json.dumps(GOOD).encode("utf-16"),
    "a byte order mark": b"\xef\xbb\xbf" + with_(),
    "NUL": b"\x00",
    "a raw control character": b'{"policy": "a\x01b"}',
    "deep lists": b"[" * 100_000,
    "deep objects": b'{"a":' * 100_000,
    "deep in an unknown place": b'{"policy": "shop", "x": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    "deep in occasion": b'{"policy": "shop", "occasion": ' + b'{"a":' * 50_000 + b"1" + b"}" * 50_001,
    "XML": b"<policy>shop</policy>",
    "a form": b"policy=shop&act=collect",
    "no policy": json.dumps({k: v for k, v in GOOD.items() if k != "policy"}).encode(),
    "no act": json.dumps({k: v for k, v in GOOD.items() if k != "act"}).encode(),
    "no purpose": json.dumps({k: v for k, v in GOOD.items() if k != "purpose"}).encode(),
    "an unknown field": with_(colour="red"),
    "a time of its own": with_(at="2020-01-01T00:00:00.000Z"),
    "an unknown act": with_(act="fly"),
    "an act in capitals": with_(act="COLLECT"),
    "an unknown form": with_(data=[{"element": "phone", "form": "scrambled"}]),
    "a form and a line break": with_(data=[{"element": "phone", "form": "raw\n"}]),
    "an unknown precision": with_(data=[{"element": "phone", "precision": "about"}]),
    "policy is a number": with_(policy=1),
    "policy is a list": with_(policy=["shop"]),
    "policy is null": with_(policy=None),
    "purpose is an object": with_(purpose={}),
    "subject is a number": with_(subject=1),
    "subject is a list": with_(subject=["u-1"]),
    "subject is empty": with_(subject=""),
    "subject is space": with_(subject=" "),
    "subject has a line break": with_(subject="a\nb"),
    "subject has NUL": with_(subject="a\x00b"),
    "subject turns the writing": with_(subject="a\u202eb"),
    "subject has a space at its end": with_(subject="a "),
    "subject is long": with_(subject="u" * 201),
    "data is a string": with_(data="phone"),
    "data is an object": with_(data={"element": "phone"}),
    "data holds a number": with_(data=[1]),
    "data holds null": with_(data=[None]),
    "data holds a list": with_(data=[["phone"]]),
    "data holds an object without element": with_(data=[{"form": "raw"}]),
    "data holds an object with more": with_(data=[{"element": "phone", "value": "1"}]),
    "insist is a string": with_(insist="phone"),
    "insist names what is not asked": with_(insist=["email"]),
    "occasion is a list": with_(occasion=["x"]),
    "occasion holds a number": with_(occasion={"trigger": 1}),
    "claim has more": with_(claim={"word": "x"}),
    "claim is a string": with_(claim="x"),
    "evidence is a string": with_(claim={"evidence": "t-1"}),
    "actor is unknown": with_(actor="robot"),
    "actor kind is unknown": with_(actor={"kind": "robot"}),
    "actor has more": with_(actor={"kind": "staff", "name": "x"}),
    "roles is a string": with_(actor={"roles": "admin"}),
    "a huge number": b'{"policy": ' + b"9" * 10_000 + b"}",
    "a huge exponent": b'{"policy": 1e999999}',
}  # fmt: skip


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_a_malformed_question_is_an_error_and_changes_nothing(shop, body):
    size = shop.size()
    check_error(shop.post(body))
    if body.strip():
        check_error(shop.post(b"[" + body + b"]"))
    assert shop.size() == size


def test_a_key_written_twice_is_malformed(shop):
    """Two readers could each take another one; nobody is to be permitted by the one and seen by the other."""
    size = shop.size()
    for body in (
        with_()[:-1] + b', "purpose": "ideas"}',
        with_()[:-1] + b', "\\u0070urpose": "ideas"}',
        with_(occasion={"trigger": "a"}).replace(b'"trigger": "a"', b'"trigger": "a", "trigger": "b"'),
        with_(claim={"case": "a"}).replace(b'"case": "a"', b'"case": "a", "case": "b"'),
        with_(data=[{"element": "phone"}]).replace(
            b'"element": "phone"', b'"element": "x", "element": "phone"'
        ),
    ):
        check_error(shop.post(body))
        check_error(shop.post(b"[" + body + b"]"))
    assert shop.size() == size


def test_a_key_written_twice_in_a_choice_is_malformed(shop):
    prompt = shop.ask("registration", ["phone"])["ask"][1]
    body = {"policy": "shop", "choice": "refuse", "language": "zh", "shown": prompt["shown"]["zh"]}
    doubled = json.dumps(body).encode()[:-1] + b', "choice": "agree"}'
    check_error(shop.http.put(prompt["put"], content=doubled))


@pytest.mark.parametrize("size", [1024 * 1024 + 1, 30 * 1024 * 1024])
def test_a_body_that_is_too_large_is_refused(shop, size):
    body = with_(subject="u" * size)
    before = shop.size()
    check_error(shop.post(body), 413)
    check_error(shop.http.put("/v1/subjects/u-1/consents/ideas", content=body), 413)
    assert shop.size() == before


def test_a_body_that_is_too_large_is_not_read_to_its_end(shop):
    """Without a length, and without an end: reading stops at the limit."""
    sent = 0

    def endless():
        nonlocal sent
        while sent < 200 * 1024 * 1024:
            sent += 65536
            yield b" " * 65536

    check_error(shop.http.post("/v1/decisions", content=endless()), 413)


def test_too_many_elements_are_refused(shop):
    check_error(shop.post(with_(data=["phone"] * 501)), 413)
    assert shop.post(with_(data=["phone"] * 500)).status_code == 200


@pytest.mark.parametrize("length", [201, 900_000])
def test_long_words_are_malformed(shop, length):
    word = "w" * length
    for change in (
        {"policy": word},
        {"purpose": word},
        {"data": [word]},
        {"data": [{"element": word}]},
        {"data": [{"element": "phone", "collected-for": [word]}]},
        {"recipient": word, "act": "share"},
        {"product": word},
        {"occasion": {word: "x"}},
        {"occasion": {"trigger": word}},
        {"actor": {"roles": [word]}},
        {"claim": {"ground": word}},
        {"claim": {"evidence": [word]}},
    ):
        check_error(shop.post({**GOOD, **change}))


# --- odd words: never a failure, never in the ledger

ODD = [CANARY, MAIL, "a\x00b", "a\x01b", "\u202eabc", "a\u2028b", "🦊" * 20, "${jndi:ldap://x}", "{what}", "%s%n", "../../etc/passwd", "'; DROP TABLE entries; --", "<script>alert(1)</script>", "王小明", "\ufeff", "__class__", "constructor", "a|b", "*", ""]  # fmt: skip
FIELDS = ["policy", "purpose", "product", "function", "recipient", "region", "channel", "controller"]


@pytest.mark.parametrize("word", ODD, ids=ascii)
def test_an_odd_word_anywhere_is_answered_and_never_kept(shop, word):
    shop.agree()
    changes = [{name: word} for name in FIELDS]
    changes += [{"recipient": word, "act": "share", "purpose": "study", "data": ["email"]}]
    changes += [{"data": [word]}, {"data": [word], "insist": [word]}, {"data": ["phone", word]}]
    changes += [
        {"data": [{"element": "phone", name: word}]}
        for name in ("form", "precision", "origin", "collected-for")
    ]
    changes += [{"occasion": {word: "x"}}, {"occasion": {"trigger": word}}, {"claim": {"ground": word}}]
    changes += [
        {"claim": {"case": word}},
        {"claim": {"sub": word, "ground": word}},
        {"claim": {"evidence": [word]}},
    ]
    changes += [{"actor": {"roles": [word]}}]
    for change in changes:
        response = shop.post({**GOOD, **change})
        assert response.status_code in (200, 400), (change, response.text)
        if response.status_code == 400:
            check_error(response)
    check_not_kept(shop, word)


def test_a_permitted_step_remembers_no_word_that_the_policy_does_not_know(shop):
    """What is permitted to be collected is remembered with its origin, which is the caller's word."""
    shop.agree()
    for name in ("origin", "collected-for"):
        shop.post({**GOOD, "data": [{"element": "phone", name: CANARY}, "nickname"]})
        shop.post({**GOOD, "data": [{"element": "nickname", name: CANARY}]})
    check_not_kept(shop, CANARY)
