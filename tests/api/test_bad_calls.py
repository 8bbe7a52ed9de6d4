"""Personal values, wrong paths, malformed choices and facts: an error in both languages that repeats nothing."""

from __future__ import annotations

import logging

import pytest

from tests.api.calling import CANARY, GOOD, MAIL, Caller, check_error, check_not_kept, open_app, with_
from tests.api.shop import SHOP

# --- personal values


def test_personal_values_come_back_in_no_error(shop):
    """In every place where a value can stand, in calls that fail."""
    subject = f"{MAIL}\n"
    quoted = "wang.canary%40mail.example%0A"
    body = {"policy": "shop", "choice": "agree", "language": "zh", "shown": "0" * 64}
    calls = [
        shop.post({**GOOD, "subject": subject}),
        shop.post({**GOOD, CANARY: CANARY}),
        shop.post({**GOOD, "act": CANARY}),
        shop.post({**GOOD, "actor": CANARY}),
        shop.post({**GOOD, "actor": {"kind": CANARY}}),
        shop.post({**GOOD, "actor": {CANARY: 1}}),
        shop.post({**GOOD, "occasion": {CANARY: 1}}),
        shop.post({**GOOD, "occasion": {MAIL: [MAIL]}}),
        shop.post({**GOOD, "insist": [CANARY]}),
        shop.post({**GOOD, "claim": {MAIL: 1}}),
        shop.post({**GOOD, "data": [{"element": "phone", MAIL: 1}]}),
        shop.post(f'{{"policy": "{CANARY}'.encode()),
        shop.post(f"{CANARY}".encode()),
        shop.http.get(f"/v1/subjects/{quoted}/consents", params={"policy": "shop"}),
        shop.http.get("/v1/subjects/u-1/consents", params={"policy": CANARY}),
        shop.http.get("/v1/subjects/u-1/consents", params={"policy": CANARY * 20}),
        shop.http.get(f"/v1/subjects/{quoted}/receipts", params={"policy": "shop"}),
        shop.http.get(f"/v1/{MAIL}"),
        shop.http.get(f"/{CANARY}"),
        shop.http.patch(f"/v1/subjects/{CANARY}/age"),
        shop.http.put(f"/v1/subjects/{quoted}/agreement", json=body),
        shop.http.put(f"/v1/subjects/{MAIL}/agreement", json=body),
        shop.http.put("/v1/subjects/u-1/agreement", json={**body, CANARY: 1}),
        shop.http.put("/v1/subjects/u-1/agreement", json={**body, "choice": CANARY}),
        shop.http.put("/v1/subjects/u-1/agreement", json={**body, "language": MAIL}),
        shop.http.put("/v1/subjects/u-1/agreement", json={**body, "shown": CANARY}),
        shop.http.put("/v1/subjects/u-1/agreement", json={**body, "recipient": MAIL}),
        shop.http.put("/v1/subjects/u-1/agreement", json={**body, "policy": MAIL}),
        shop.http.put("/v1/subjects/u-1/age", json={**body, "age": CANARY}),
        shop.http.put(f"/v1/subjects/u-1/consents/{MAIL}", json=body),
        shop.http.put(f"/v1/subjects/u-1/notices/{MAIL}:{CANARY}", json=body),
        shop.http.put(f"/v1/subjects/u-1/permissions/{CANARY}", json=body),
        shop.http.delete(f"/v1/subjects/u-1/consents/{MAIL}", params={"policy": "shop"}),
        shop.http.delete("/v1/subjects/u-1/consents/study", params={"policy": "shop", "recipient": MAIL}),
        shop.http.delete(f"/v1/subjects/{quoted}/consents/ideas", params={"policy": "shop"}),
        shop.http.put(f"/v1/subjects/u-1/facts/evidence/{MAIL}", json={"policy": "shop", "kind": "ticket"}),
        shop.http.put(f"/v1/subjects/u-1/facts/{MAIL}/x", json={"policy": "shop"}),
        shop.http.put("/v1/subjects/u-1/facts/evidence/t-1", json={"policy": "shop", "kind": MAIL}),
        shop.http.put("/v1/subjects/u-1/facts/evidence/t-1", json={"policy": "shop", MAIL: "x"}),
        shop.http.put("/v1/subjects/u-1/facts/account/x", json={"policy": "shop", "state": MAIL}),
        shop.http.put("/v1/subjects/u-1/facts/opt-out/commercial", json={"policy": "shop", "channel": MAIL}),
        shop.http.put("/v1/subjects/u-1/facts/record/phone", json={"policy": "shop", "origin": MAIL}),
        shop.http.put(
            "/v1/subjects/u-1/facts/hold/h", json={"policy": "shop", "until": MAIL, "elements": []}
        ),
        shop.http.put("/v1/facts/service/x", json={"policy": "shop", "state": MAIL}),
        shop.http.delete(f"/v1/facts/service/{MAIL}", params={"policy": "shop"}),
        shop.http.delete(f"/v1/subjects/u-1/facts/evidence/{MAIL}", params={"policy": "shop"}),
        shop.http.delete(f"/v1/subjects/u-1/facts/{MAIL}/x", params={"policy": "shop"}),
        shop.http.get(f"/v1/policies/{MAIL}"),
        shop.http.get(f"/v1/policies/{MAIL}/export"),
    ]
    for number, response in enumerate(calls):
        check_error(response, 400, 404, 405, 409)
        assert "canary" not in response.text, (number, response.text)
        assert CANARY not in response.text, (number, response.text)
    check_not_kept(shop, CANARY, MAIL)


def test_a_phone_number_as_a_subject_is_in_the_ledger_and_in_logs_nowhere(shop, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    shop.subject = CANARY
    shop.agree()
    shop.put(shop.prompt("ideas", ["nickname"]))
    shop.http.delete(f"/v1/subjects/{CANARY}/consents/ideas", params={"policy": "shop"})
    shop.http.put(
        f"/v1/subjects/{CANARY}/facts/account/account", json={"policy": "shop", "state": "open"}
    ).raise_for_status()
    shop.http.get(f"/v1/subjects/{CANARY}/receipts", params={"policy": "shop"})
    for step in ({"purpose": "no-such"}, {"data": [MAIL]}):
        shop.post({**GOOD, "subject": CANARY, **step})
    check_not_kept(shop, CANARY, MAIL)
    said = [r for r in caplog.records if not r.name.startswith(("httpx", "httpcore", "asyncio"))]
    text = "".join(each.getMessage() for each in said) + "".join(capfd.readouterr())
    assert CANARY not in text
    assert MAIL not in text


def test_a_failure_inside_is_500_and_tells_nothing(shop, monkeypatch, caplog):
    def broken(*_args, **_more):
        raise RuntimeError(f"a value: {CANARY}")

    monkeypatch.setattr(type(shop.installation.gate), "ask", broken)
    response = shop.post(with_())
    check_error(response, 500)
    assert response.json()["error"]["id"] == "server.failed"
    assert CANARY not in response.text
    assert CANARY not in caplog.text


# --- paths and methods


@pytest.mark.parametrize(
    ("method", "path", "statuses"),
    [
        ("GET", "/v1/decisions", (405,)),
        ("PUT", "/v1/decisions", (405,)),
        ("POST", "/v1/subjects/u-1/consents/ideas", (405,)),
        ("PATCH", "/v1/subjects/u-1/consents/ideas", (405,)),
        ("POST", "/v1/subjects/u-1/agreement", (405,)),
        ("DELETE", "/v1/subjects/u-1/age", (405,)),
        ("TRACE", "/v1/decisions", (405,)),
        ("BREW", "/v1/decisions", (405,)),
        ("OPTIONS", "/v1/decisions", (405,)),
        ("HEAD", "/v1/policies", (200, 405)),
        ("GET", "/v1", (404,)),
        ("GET", "/v1/", (404,)),
        ("GET", "/v2/decisions", (404,)),
        ("POST", "/v1/decisions/", (404,)),
        ("POST", "/v1/decisions/extra", (404,)),
        ("POST", "//v1/decisions", (404,)),
        ("GET", "/v1/subjects/", (404,)),
        ("GET", "/v1/subjects//consents?policy=shop", (400, 404)),
        ("GET", "/v1/subjects/u-1", (404,)),
        ("PUT", "/v1/subjects/u-1/consents/", (404, 405)),
        ("PUT", "/v1/subjects/u-1/consents/ideas/extra", (404,)),
        ("GET", "/v1/policies/..%2f..%2fetc%2fpasswd", (404,)),
        ("GET", "/v1/policies/%2e%2e", (404,)),
        ("GET", "/v1/policies/shop%00", (404,)),
        ("GET", "/v1/policies/..%2fshop/export", (404,)),
        ("GET", "/v1/policies/..\\shop/export", (404,)),
        ("GET", "/assets/..%2f..%2fapp.py", (404,)),
        ("GET", "/assets/../../app.py", (404,)),
        ("GET", "/assets/%2e%2e/%2e%2e/errors.py", (404,)),
        ("GET", "/%ff%fe", (404,)),
    ],
)
def test_a_wrong_path_or_method_is_said_to_be_so(shop, method, path, statuses):
    response = shop.http.request(method, path, content=with_() if method == "POST" else None)
    assert response.status_code in statuses, response.text
    if method == "HEAD":
        assert response.content == b""
    else:
        check_error(response, *statuses)
    if response.status_code == 405:
        assert response.headers["Allow"]


def test_a_slash_in_a_subject_is_no_other_path(shop):
    """`..%2f` stays one name, or there is no such path; it never reaches what stands beside it."""
    shop.agree()
    before = shop.size()
    for subject in ("x%2f..%2fu-1", "..%2fu-1", "x/../u-1", "%2e%2e%2fu-1", "u-1%2f"):
        body = {"policy": "shop", "choice": "refuse", "language": "zh", "shown": "0" * 64}
        response = shop.http.put(f"/v1/subjects/{subject}/agreement", json=body)
        check_error(response, 400, 404, 409)
    assert shop.size() == before
    assert shop.state("shop", "agreement") == "given"


def test_the_path_of_a_prompt_leads_back_whatever_the_subject_is_called(shop):
    for subject in (
        "a.b",
        "a@b.example",
        "用户 1",
        "a:b",
        "a%b",
        "a?b#c",
        "a;b",
        "a+b",
        "~",
        "é",
        "a,b=c",
        "{x}",
    ):
        shop.subject = subject
        prompt = shop.ask("registration", ["phone"])["ask"][1]
        assert shop.put(prompt, **({"age": 30} if prompt["kind"] == "age" else {})).status_code == 200, (
            subject
        )


@pytest.mark.parametrize("subject", ["a/b", "/", ".", "..", "a/../b"])
def test_a_subject_that_no_path_can_hold_is_refused_when_asked(shop, subject):
    """A prompt would give a path that leads elsewhere."""
    response = shop.post({**GOOD, "subject": subject})
    if response.status_code == 200:
        prompt = response.json()["ask"][0]
        more = {"age": 30} if prompt["kind"] == "age" else {}
        assert shop.put(prompt, **more).status_code == 200
    else:
        check_error(response)
        assert response.json()["error"]["id"] == "request.bad-subject"


@pytest.mark.parametrize(
    "subject", ["%00", "a%0ab", "%e2%80%ae", "%20", "a%20", "%ff", "u" * 300, "%ed%a0%80"]
)
def test_a_subject_in_a_path_that_is_not_usable_is_malformed(shop, subject):
    before = shop.size()
    for method, path in (
        ("GET", f"/v1/subjects/{subject}/consents?policy=shop"),
        ("GET", f"/v1/subjects/{subject}/receipts?policy=shop"),
        ("DELETE", f"/v1/subjects/{subject}/consents/ideas?policy=shop"),
        ("POST", f"/v1/subjects/{subject}/links?policy=shop"),
    ):
        check_error(shop.http.request(method, path))
    assert shop.size() == before


@pytest.mark.parametrize(
    "query",
    ["", "policy=", "policy", "policy=shop&policy=other", "policy=%00", "policy=%ff", "policy=" + "x" * 5000, "Policy=shop"],
)  # fmt: skip
def test_a_wrong_query_is_an_error(shop, query):
    response = shop.http.get(f"/v1/subjects/u-1/consents?{query}")
    check_error(response, 400, 404)


def test_the_content_type_of_a_question_does_not_matter_but_its_content_does(shop):
    for kind in (
        "application/json",
        "text/plain",
        "application/x-www-form-urlencoded",
        "x/y; charset=utf-16",
        "",
    ):
        assert shop.post(with_(), headers={"Content-Type": kind}).status_code == 200


BAD_CHOICES = [
    {"policy": None}, {"policy": 1}, {"choice": "yes"}, {"choice": None}, {"choice": True}, {"language": "fr"},
    {"language": None}, {"shown": None}, {"shown": 1}, {"level": "sworn"}, {"level": 3}, {"recipient": 1}, {"by": "mother"},
    {"age": "12"}, {"extra": 1}, {"at": "2020-01-01"}, {"recipient": "a\x00b"},
]  # fmt: skip


@pytest.mark.parametrize("change", BAD_CHOICES, ids=str)
def test_a_malformed_choice_changes_nothing(shop, change):
    shop.agree()
    prompt = shop.prompt("ideas", ["nickname"])
    body = {
        "policy": "shop",
        "choice": "agree",
        "language": "zh",
        "shown": prompt["shown"]["zh"],
        "level": "explicit",
    }
    size = shop.size()
    check_error(shop.http.put(prompt["put"], json={**body, **change}), 400, 404, 409)
    for content in (b"", b"[]", b"null", b"{", b'"x"', b"[" * 50_000, b"\xff"):
        check_error(shop.http.put(prompt["put"], content=content))
    assert shop.size() == size
    assert shop.state("ideas") == "none"


def test_facts_are_checked_and_the_wrong_ones_change_nothing(shop):
    size = shop.size()
    put = shop.http.put
    person = "/v1/subjects/u-1/facts"
    for path, value in (
        (f"{person}/no-such/x", {}),
        (f"{person}/recipient/lab", {"signed": True}),  # a fact of the controller, not of a person
        ("/v1/facts/account/x", {"state": "open"}),
        (f"{person}/account/account", {"state": "happy"}),
        (f"{person}/account/account", {}),
        (f"{person}/evidence/t-1", {"kind": 1}),
        (f"{person}/evidence/t-1", {"kind": "ticket", "more": 1}),
        (f"{person}/evidence/T%201", {"kind": "ticket"}),
        (f"{person}/hold/h", {"elements": "phone"}),
        (f"{person}/evidence/t-1", {"kind": "ticket", "until": 5}),
        (f"{person}/audience/phone", {"audience": {}}),
        ("/v1/facts/service/x", {"state": "resting"}),
        ("/v1/facts/recipient/lab", {"signed": "yes"}),
        ("/v1/facts/recipient/lab", {"signed": True, "region": "王小明的家"}),
        (f"{person}/evidence/t-1", {"kind": "ticket", "until": "the 13800004711th"}),
        (f"{person}/opt-out/*", {"channel": "王小明"}),
        (f"{person}/opt-out/*", {"channel": {}}),
        (f"{person}/opt-out/x", {"more": 1}),
    ):
        check_error(put(path, json={"policy": "shop", **value}))
    check_error(put(f"{person}/account/x", json={"state": "open"}))
    check_error(put(f"{person}/account/x", json={"policy": "no-such", "state": "open"}), 404)
    check_error(put(f"{person}/account/x", content=b"[]"))
    check_error(put(f"{person}/account/x", content=b"{"))
    check_error(shop.http.delete(f"{person}/account/x", params={"policy": "shop"}))
    check_error(shop.http.delete(f"{person}/evidence/none", params={"policy": "shop"}), 400, 404)
    assert shop.size() == size


def test_a_store_that_is_away_is_503_and_permits_nothing(tmp_path, monkeypatch):
    from troth.consent.errors import UNAVAILABLE, StoreUnavailable

    caller = Caller(open_app(tmp_path, SHOP))

    def away(*_args, **_more):
        raise StoreUnavailable(UNAVAILABLE, reason="the disk is full", reason_zh="磁盘已满")

    monkeypatch.setattr(caller.installation.gate._store, "write", away)
    check_error(caller.post(with_()), 503)
    check_error(caller.http.delete("/v1/subjects/u-1/consents/ideas", params={"policy": "shop"}), 503)
