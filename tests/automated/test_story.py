"""Jeejio judges the risk of accounts by program: the score is explained, contested, looked at again by the privacy officer, on file and in time."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from tests.api.calling import KEY, POLICIES, Caller
from tests.automated.lender import PASSWORD, Clock
from troth.assembly import Settings, desk_of, install

APP = {"product": "bubble-app"}
OUTCOMES = {
    "at-risk": {"en": "The account is treated as at risk.", "zh": "该账号按高风险账号对待。"},
    "clear": {"en": "The account is not at risk.", "zh": "该账号无风险。"},
}
WHY = {"en": "A new telephone was taken for a stranger.", "zh": "系统将新手机误判为他人设备。"}


@pytest.fixture
def jeejio(tmp_path):
    clock = Clock()
    made = install(
        Settings(tmp_path / "home", f"sqlite:///{tmp_path / 'books.sqlite'}", KEY),
        [POLICIES / "jeejio.yaml"],
        clock,
    )
    caller: Any = Caller(made, "jeejio", "u-1")
    caller.clock = clock
    data = ["phone", "member-name", "email", "password"]
    for _ in range(4):
        for prompt in caller.ask("registration", data, function="sign-up", **APP)["ask"]:
            if prompt.get("by") == "guardian":
                continue  # nobody has said yet how old they are
            assert caller.put(prompt, age=30 if prompt["kind"] == "age" else None).status_code == 200
    yield caller
    made.gate.close()


def test_a_risk_score_is_explained_contested_and_changed_by_the_privacy_officer(jeejio):
    proof = {"policy": "jeejio", "kind": "integrity-checked"}
    assert jeejio.http.put("/v1/facts/evidence/check-1", json=proof).status_code == 200
    data = [
        {"element": each, "collected-for": "account-risk"} for each in ("network-habit", "common-software")
    ]
    cited = {"claim": {"evidence": ["check-1"]}}
    step = jeejio.ask("account-risk", data, "profile", **cited, **APP)
    assert step["answer"] == "permit", step["reasons"]
    home = "/v1/subjects/u-1/decisions"
    told = {
        "policy": "jeejio", "purpose": "account-risk", "model": "risk-forest", "version": "2026-02-01",
        "inputs": ["network-habit"], "digest": hashlib.sha256(b"in").hexdigest(), "outcome": "at-risk",
        "outcomes": OUTCOMES, "offered": ["explanation", "review"],
    }  # fmt: skip
    assert jeejio.http.put(f"{home}/{step['entry']}", json={**told, "offered": []}).status_code == 409
    made = jeejio.http.put(f"{home}/{step['entry']}", json=told).json()
    assert made["effect"] == "significant"
    where = {"policy": "jeejio"}
    explained = jeejio.http.get(f"{home}/{made['decision']}/explanation", params=where).json()
    assert "评估账号遭遇钓鱼、欺诈和恶意程序的风险" in explained["zh"]
    assert "risk-forest, version 2026-02-01" in explained["en"]
    case = jeejio.http.post(
        f"{home}/{made['decision']}/objections", json={**where, "words": "it was me"}
    ).json()
    desk_of(jeejio.installation).signed_in("jeejio", case["case"], "u-1", jeejio.clock.now(), ())
    operators = jeejio.installation.doors.operators
    _, token = operators.invite(None, "guan.xin", "Guan Xin", ["officer"], ["jeejio"])
    officer = operators.join_with_password(token, PASSWORD).handle
    jeejio.clock.go(days=2)
    review = {**where, "operator": officer, "result": "overturned", "text": WHY, "outcome": "clear"}
    found = jeejio.http.post(f"{home}/{made['decision']}/reviews", json=review).json()
    assert (found["state"], found["outcome"], found["reviews"][0]["reviewer"]) == (
        "overturned",
        "clear",
        "Guan Xin",
    )
    status = jeejio.http.get(f"/v1/requests/{case['case']}", params=where).json()
    assert (status["state"], status["late"]) == ("answered", False)
    answer = next(each for each in status["clocks"] if each["duty"] == "answer")
    assert (answer["due"], answer["source"]) == ("2026-03-23", "app.6"), "promised and law alike"
    letter = jeejio.http.get(f"/v1/requests/{case['case']}/letter", params=where).json()
    assert "Guan Xin 已人工复核，变更原决定。" in letter["zh"]
