"""Requests over HTTP: in, proved, decided, answered; and nothing that tells who is known."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.rights.desks import POLICIES
from troth.assembly import Settings, install
from troth.web import make_app

OPERATOR = "0f" * 16
BOTH = {"en": "Here is how.", "zh": "说明如下。"}
KEY = "a-key-that-is-long-enough"


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    made = install(Settings(home, "memory:", KEY), [POLICIES / "qunyi.yaml"])
    with TestClient(make_app(made), headers={"Authorization": f"Bearer {KEY}"}) as opened:
        opened.put("/v1/subjects/u-1/age", json={"policy": "qunyi"})
        made.gate.state("qunyi", "account", "account", {"state": "open"}, "u-1")
        yield opened


def send(client, case, event, **more: Any):
    return client.post(f"/v1/requests/{case}/events", json={"policy": "qunyi", "event": event, **more})


def test_known_and_unknown_people_get_the_same_answer(client):
    found = []
    for subject in ("u-1", "nobody"):
        reply = client.post("/v1/requests", json={"policy": "qunyi", "kind": "delete", "subject": subject})
        body = reply.json()
        assert body.pop("case").startswith("case-")
        for name in ("received", "due"):
            body.pop(name)
        found.append((reply.status_code, body, reply.headers["content-length"]))
        code = send(client, client.get("/v1/requests?policy=qunyi").json()[0]["case"], "code", code="123456")
        assert code.status_code == 200
    assert found[0] == found[1]
    assert found[0][0] == 201


def test_a_question_is_answered(client):
    sent = {"policy": "qunyi", "kind": "question", "role": "anyone", "words": "why?"}
    case = client.post("/v1/requests", json=sent).json()["case"]
    assert send(client, case, "answer", operator=OPERATOR, text={"en": "only"}).status_code == 409
    assert send(client, case, "answer", role="anyone", text=BOTH).status_code == 403
    done = send(client, case, "answer", operator=OPERATOR, text=BOTH)
    assert (done.status_code, done.json()["state"], done.json()["outcome"]) == (200, "answered", "answered")
    letter = client.get(f"/v1/requests/{case}/letter?policy=qunyi").json()
    assert BOTH["zh"] in letter["zh"]
    assert send(client, case, "answer", operator=OPERATOR, text=BOTH).status_code == 409


def test_what_an_application_may_not_do(client):
    sent = {"policy": "qunyi", "kind": "delete", "subject": "u-1"}
    case = client.post("/v1/requests", json=sent).json()["case"]
    assert send(client, case, "accept", operator=OPERATOR).status_code == 409, "without proof"
    assert send(client, case, "withdraw", subject="u-2").status_code == 404, "somebody else's"
    assert send(client, case, "nonsense").status_code == 400
    assert client.post("/v1/requests", json={**sent, "more": 1}).status_code == 400
    assert client.post("/v1/requests", json={**sent, "kind": "nonsense"}).status_code == 400
    assert client.get("/v1/requests/case-bbbb-bbbb-bbbb?policy=qunyi").status_code == 404
    assert send(client, case, "withdraw", subject="u-1").json()["state"] == "withdrawn"
    anonymous = TestClient(client.app)
    assert anonymous.post("/v1/requests", json=sent).status_code == 401


def test_nobody_acts_for_the_company_without_a_handle(client):
    asked = {"policy": "qunyi", "kind": "question", "words": "why?"}
    case = client.post("/v1/requests", json={**asked, "role": "anyone"}).json()["case"]
    for role in ("officer", "operator", "system"):
        for event in ("look", "answer", "withdraw"):
            reply = send(client, case, event, role=role, subject="wang.canary@mail.example", text=BOTH)
            assert (reply.status_code, reply.json()["error"]["id"]) == (400, "request.malformed"), role
            assert "canary" not in reply.text
        sent = {**asked, "role": role, "subject": "wang.canary@mail.example"}
        assert client.post("/v1/requests", json=sent).status_code == 400, role
    assert client.get(f"/v1/requests/{case}?policy=qunyi").json()["state"] == "received"


def test_new_values_are_those_of_what_the_request_is_about(client):
    sent = {"policy": "qunyi", "kind": "correct", "subject": "u-1"}
    for elements, values in (
        (["nickname"], {"nickname": "Lin", "phone": "13800138000"}),
        (["nickname"], ["nickname"]),
        (["nickname"], {"nickname": {"a": 1}}),
        ([], {"not-declared": "x"}),
        ([], "nickname"),
    ):
        body = {**sent, "elements": elements, "details": {"values": values}}
        assert client.post("/v1/requests", json=body).status_code == 400, values
    good = {**sent, "elements": ["nickname"], "details": {"values": {"nickname": "Lin"}}}
    assert client.post("/v1/requests", json=good).status_code == 201


def test_sorting_is_no_way_round_who_may_ask(client):
    sent = {"policy": "qunyi", "kind": "unsorted", "subject": "u-1", "words": "all of it"}
    for role, kind, status in (
        ("administrator", "access", 403),
        ("anyone", "delete", 403),
        ("subject", "disclose", 403),
        ("subject", "access", 200),
        ("administrator", "question", 200),
    ):
        case = client.post("/v1/requests", json={**sent, "role": role}).json()["case"]
        done = send(client, case, "sort", kind=kind, operator=OPERATOR)
        assert done.status_code == status, (role, kind)


def test_lists_and_figures(client):
    assert client.get("/v1/requests?policy=qunyi&subject=u-1").json()
    assert client.get("/v1/requests?policy=qunyi&subject=nobody-at-all").json() == []
    times = "since=2020-01-01T00:00:00Z&until=2099-01-01T00:00:00Z"
    figures = client.get(f"/v1/requests/figures?policy=qunyi&{times}").json()
    assert figures["received"] == sum(figures["states"].values()) > 0
