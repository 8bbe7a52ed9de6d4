"""Ends and guardians over HTTP: the same steps, errors by their status, nothing of a person in an answer."""

from __future__ import annotations

import pytest

from tests.closure.house import House, at

SEEN = "ab" * 32
BY = "0f" * 16
TEXT = {"en": "The service ends.", "zh": "服务将终止。"}


@pytest.fixture
def qunyi(tmp_path):
    return House(tmp_path, "qunyi")


def step(house, change, event, **more):
    return house.http.post(
        f"/v1/changes/{change}/events", json={"policy": "qunyi", "event": event, "operator": BY, **more}
    )


def test_an_end_over_http(qunyi):
    body = {"policy": "qunyi", "kind": "service-end", "day": "2026-03-31", "text": TEXT, "operator": BY}
    for nobody in ({**body, "operator": ""}, {key: body[key] for key in body if key != "operator"}):
        assert qunyi.http.post("/v1/changes", json=nobody).status_code == 400
    made = qunyi.http.post("/v1/changes", json=body)
    assert made.status_code == 201, made.text
    change = made.json()["change"]
    assert step(qunyi, change, "announce", operator="").status_code == 400
    early = step(qunyi, change, "announce")
    assert (early.status_code, early.json()["error"]["id"]) == (409, "closure.guarded")
    assert "2026-04-01" in early.json()["error"]["text"]["zh"]
    assert qunyi.http.put(f"/v1/changes/{change}", json={**body, "day": "2026-04-01"}).status_code == 200
    assert step(qunyi, change, "announce").json()["state"] == "announced"
    assert step(qunyi, change, "posted", place="site", evidence=SEEN).status_code == 200
    assert step(qunyi, change, "take-effect").status_code == 409
    qunyi.clock.at = at("2026-04-01 09:00")
    assert step(qunyi, change, "take-effect").json()["state"] == "effective"
    where = {"policy": "qunyi"}
    assert qunyi.http.get(f"/v1/changes/{change}/certificate", params=where).status_code == 404
    assert step(qunyi, change, "complete").json()["state"] == "completed"
    assert qunyi.http.get(f"/v1/changes/{change}/certificate", params=where).json()["people"] == 0
    assert qunyi.http.get(f"/v1/changes/{change}", params=where).json()["text"] == TEXT
    assert [each["state"] for each in qunyi.http.get("/v1/changes", params=where).json()] == ["completed"]
    assert step(qunyi, "change-bbbb-bbbb-bbbb", "cancel").status_code == 404
    assert step(qunyi, change, "vanish").status_code == 400


def test_a_guardian_over_http(qunyi):
    pupil = qunyi.person("pupil-1")
    pupil.say("agree", "registration", ["phone", "name"], age=15, product="family")
    invited = qunyi.http.post("/v1/guardians", json={"policy": "qunyi", "subject": "pupil-1"}).json()

    def by(event, secret="", **more):
        body = {"policy": "qunyi", "event": event, "secret": secret, **more}
        return qunyi.http.post(f"/v1/guardians/{invited['link']}/events", json=body)

    answered = by("answer", invited["secret"]).json()
    judged = {"operators": ["aa" * 16], "evidence": SEEN}
    assert by("verify", method="guardian-identity", **judged).json()["state"] == "answered"
    assert by("view", answered["secret"]).status_code == 404
    assert by("verify", method="signed-form", **judged).json()["state"] == "active"
    assert by("view", invited["secret"]).status_code == 404
    seen = by("view", answered["secret"])
    assert (seen.status_code, "pupil-1" in seen.text) == (200, False)
    asked = by("request", answered["secret"], kind="access")
    assert asked.json()["state"] in ("verified", "accepted")
    assert by("end", subject="pupil-2").status_code == 404
    erasing = by("request", answered["secret"], kind="delete").json()
    assert erasing["state"] == "verified"
    assert by("end", answered["secret"]).json()["state"] == "ended"
    accept = {"policy": "qunyi", "event": "accept", "operator": "0f" * 16, "ground": "ceased-use"}
    late = qunyi.http.post(f"/v1/requests/{erasing['case']}/events", json=accept)
    assert (late.status_code, late.json()["error"]["id"]) == (409, "rights.guarded"), (
        "nobody's guardian any more"
    )
    found = qunyi.http.post(
        "/v1/minors/found", json={"policy": "qunyi", "subject": "pupil-1", "operator": "2f" * 16}
    )
    assert (found.status_code, found.json()["kind"]) == (201, "remove-minor")
