"""Two persons over HTTP: what erases or gives away waits for somebody else, as at the console; without anybody else a call does it."""

from __future__ import annotations

import pytest

from tests.api.calling import POLICIES, Caller, open_app
from troth.assembly import desk_of
from troth.operators.operator import KEY_HANDLE

PASSWORD = "a long enough pass phrase"


@pytest.fixture
def office(tmp_path):
    """An installation with its whole app, and somebody who is known."""
    caller = Caller(open_app(tmp_path, POLICIES / "joinbase.yaml"), "joinbase")
    digest = caller.installation.gate.digest("joinbase", "u-1")
    caller.installation.gate.store.write("joinbase", lambda book: book.subject(digest, create=True))
    return caller


def hire(caller, login):
    """Somebody who decides here."""
    operators = caller.installation.doors.operators
    _, token = operators.invite(None, login, login, ["officer"], ["*"])
    return operators.join_with_password(token, PASSWORD)


def proved(caller, kind="delete"):
    """Return the number of a request whose person has just signed in, with contacts that did not change."""
    body = {"policy": "joinbase", "kind": kind, "subject": "u-1"}
    case = caller.http.post("/v1/requests", json=body).json()["case"]
    desk_of(caller.installation).signed_in("joinbase", case, "u-1", None, ())
    return case


def step(caller, case, event, **more):
    """Take a step; return what comes back."""
    body = {"policy": "joinbase", "event": event, **more}
    return caller.http.post(f"/v1/requests/{case}/events", json=body).json()


def test_nobody_erases_alone_by_a_call_once_there_are_two(office):
    li, han = hire(office, "li.wei"), hire(office, "han.mei")
    case, doors = proved(office), office.installation.doors
    for two in (li, han):  # each was hired by the host, not by the other
        assert doors.operators.another(two, "joinbase")
    said = {"operator": li.handle, "ground": "ceased-use"}
    wrong = step(office, case, "accept", operator=li.handle, ground="no-such-ground")
    assert wrong["error"]["id"] == "rights.guarded", "it is tried first, so that nobody is asked in vain"
    assert list(doors.approvals.waiting("joinbase")) == []
    waits = step(office, case, "accept", **said)
    (proposal,) = doors.approvals.waiting("joinbase")
    assert (waits["state"], waits["proposal"]) == ("verified", {"id": proposal.id, "until": proposal.until})
    assert (proposal.kind, proposal.target, proposal.proposer) == ("rights.accept", case, li.handle)
    refused = step(office, case, "accept", operator=KEY_HANDLE, ground="ceased-use")
    assert refused["error"]["id"].startswith("operators."), "the key is no person"
    doors.approvals.approve("joinbase", han, proposal.id)
    assert office.http.get(f"/v1/requests/{case}?policy=joinbase").json()["state"] == "accepted"


def test_what_can_be_undone_takes_one_and_so_does_everything_where_there_is_one(office):
    li = hire(office, "li.wei")
    case = proved(office)
    assert step(office, case, "accept", operator=li.handle, ground="ceased-use")["state"] == "accepted"
    hire(office, "han.mei")
    case = proved(office, "restrict")
    done = step(office, case, "accept", operator=li.handle)
    assert (done["state"], "proposal" in done) == ("accepted", False)
