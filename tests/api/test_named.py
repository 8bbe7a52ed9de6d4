"""Operators in calls: with a roster only those on it, active and for that policy; without one anybody, as documented."""

from __future__ import annotations

import pytest

from tests.api.calling import POLICIES, Caller, open_app
from troth.operators.operator import KEY_HANDLE

PASSWORD = "a long enough pass phrase"
NOBODY = "ab" * 16
TEXT = {"en": "It ends.", "zh": "服务终止。"}


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Somebody who works here, somebody who was suspended, who works for another policy, and who has not joined."""
    caller = Caller(open_app(tmp_path_factory.mktemp("named"), POLICIES / "qunyi.yaml"), "qunyi")
    caller.ask("browse", act="serve")
    return caller


def calls(caller, handle):
    """Every call in which an operator is named, with a body that is well formed."""
    ours = {"policy": "qunyi", "operator": handle}
    end = {**ours, "kind": "service-end", "day": "2030-04-01", "text": TEXT}
    link, case = "0" * 32, "case-bbbb-cccc-dddd"
    post, put = caller.http.post, caller.http.put
    decided = {
        **ours, "purpose": "p", "model": "m", "version": "1", "inputs": [], "digest": "0" * 64, "outcome": "o",
        "outcomes": {},
    }  # fmt: skip
    judged = {**ours, "result": "upheld", "text": TEXT}
    return {
        "plan": post("/v1/changes", json=end),
        "alter": put("/v1/changes/change-bbbb-cccc-dddd", json=end),
        "step": post("/v1/changes/change-bbbb-cccc-dddd/events", json={**ours, "event": "announce"}),
        "verify": post(
            f"/v1/guardians/{link}/events",
            json={"policy": "qunyi", "event": "verify", "method": "guardian-identity", "operators": [handle]},
        ),
        "found": post("/v1/minors/found", json={**ours, "subject": "child-1"}),
        "receive": post("/v1/requests", json={**ours, "kind": "question", "subject": "u-1", "route": "mail"}),
        "accept": post(f"/v1/requests/{case}/events", json={**ours, "event": "accept"}),
        "decision": put("/v1/subjects/u-1/decisions/1", json=decided),
        "objection": post("/v1/subjects/u-1/decisions/d-1/objections", json={**ours, "route": "mail"}),
        "review": post("/v1/subjects/u-1/decisions/d-1/reviews", json=judged),
        "inputs": post("/v1/subjects/u-1/decisions/d-1/inputs", json=ours),
    }


def refused(answers):
    """The calls that were refused because of who is named."""
    return {
        name
        for name, each in answers.items()
        if each.status_code == 403 and each.json()["error"]["id"] == "operators.not-on-roster"
    }


def test_who_is_named_is_on_the_roster_where_there_is_one(office):
    operators = office.installation.doors.operators
    assert refused(calls(office, NOBODY)) == set(), (
        "nobody has joined: an embedded start takes the caller's word"
    )
    invited, _ = operators.invite(None, "late.lee", "Late", ["officer"], ["*"])
    assert refused(calls(office, NOBODY)) == set()

    def hire(login, controllers):
        _, token = operators.invite(None, login, login, ["officer"], controllers)
        return operators.join_with_password(token, PASSWORD)

    li, zhao, elsewhere = hire("li.wei", ["*"]), hire("zhao.min", ["*"]), hire("wu.fei", ["jeejio"])
    operators._store.write(  # without the second person whom the console asks
        "troth:operators",
        lambda book: operators.suspend_in(book, operators.moment(), zhao.handle, li, back=False),
    )
    every = set(calls(office, li.handle))
    before = len(office.http.get("/v1/policies/qunyi/export").content)
    for handle in (NOBODY, zhao.handle, elsewhere.handle, invited.handle, KEY_HANDLE):
        assert refused(calls(office, handle)) == every, handle
    assert len(office.http.get("/v1/policies/qunyi/export").content) == before, (
        "refused before anything is done"
    )
    assert refused(calls(office, li.handle)) == set()
