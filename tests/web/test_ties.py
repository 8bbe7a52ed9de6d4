"""Whether two operators are two persons: who invited whom, who held which link, and who may say that they are two."""

from __future__ import annotations

import pytest

from tests.web.people import fields
from tests.web.staff import PASSWORD, at_work, entries, hire, link_on, said
from troth.notices.ports import Sent
from troth.operators.errors import NeedsSecond, NotAllowed

ADDRESS = "wang@shop.example"


def invited(site, by, login="pup", roles=("reviewer",)):
    """Somebody whom `by` invites alone, who has joined."""
    _, token = site.doors.operators.invite(by, login, f"Name {login}", roles, ["shop"])
    return site.doors.operators.join_with_password(token, PASSWORD)


def proposes(site, by):
    return site.doors.approvals.propose("shop", by, "holdings.bulk-erase", "closed", {"count": 2}).id


def test_a_puppet_is_no_second_person_whichever_of_the_two_proposes(site):
    administrator = hire(site, "adm", ["administrator"], ["shop"])
    pup = invited(site, administrator)
    other = invited(site, administrator, "pup.two", ["administrator"])
    approve = site.doors.approvals.approve
    for proposer, approver in ((pup, administrator), (administrator, other), (pup, other)):
        with pytest.raises(NeedsSecond) as refused:
            approve("shop", approver, proposes(site, proposer))
        assert refused.value.id == "operators.may-be-one"
    assert not site.doors.operators.another(administrator, "shop"), "a puppet is nobody else"


def test_a_reviewer_is_let_in_by_two_as_soon_as_there_are_two(site):
    administrator, _ = hire(site, "adm", ["administrator"], ["shop"]), hire(site, "li.wei")
    with pytest.raises(NeedsSecond):
        site.doors.operators.invite(administrator, "pup", "Pup", ["reviewer"], ["shop"])
    with pytest.raises(NeedsSecond):  # nor by a new link for somebody who is there
        site.doors.operators.renew(administrator, hire(site, "rev", ["reviewer"], ["shop"]).handle)
    site.doors.operators.invite(administrator, "see", "See", ["auditor"], ["shop"])


def test_who_held_the_link_is_tied_until_a_third_one_confirms(site):
    first, second = hire(site, "li.wei"), hire(site, "han.mei")
    browser, approver = at_work(site, "li.wei"), at_work(site, "han.mei")
    page = browser.get("/console/operators").text
    typed = {"id": "wang", "name": "Wang", "roles": "administrator", "controllers": "shop"}
    browser.post("/console/operators", data={**fields(page, "/console/operators"), **typed})
    waiting = approver.get("/console/waiting").text
    shown = approver.post("/console/waiting", data=fields(waiting, "/console/waiting", do="approve")).text
    site.doors.operators.join_with_password(link_on(shown).rsplit("/", 1)[1], PASSWORD)
    wang = next(each for each in site.doors.operators.all() if each.id == "wang")
    assert wang.ties == (second.handle,), "who approved held the link"
    with pytest.raises(NeedsSecond):
        site.doors.approvals.approve("shop", second, proposes(site, wang))
    path = f"/console/operators/{wang.handle}"
    assert 'value="confirm"' not in approver.get(path).text
    forged = {**fields(approver.get(path).text, path, do="renew"), "do": "confirm"}
    assert said(approver.post(path, data=forged).text) == "operators.not-to-confirm"
    browser.post(path, data=fields(browser.get(path).text, path, do="confirm"))
    assert site.doors.operators.find(wang.handle).ties == ()
    assert site.doors.approvals.approve("shop", second, proposes(site, wang))[0].state == "approved"
    last = entries(site)[-1]["body"]
    assert (last["state"], last["operator"]) == ("confirmed", first.handle)


def test_a_puppet_confirms_nobody_and_the_host_confirms_anybody(site):
    administrator = hire(site, "adm", ["administrator"], ["shop"])
    pup, other = (
        invited(site, administrator, "pup", ["administrator"]),
        invited(site, administrator, "pup.two", ["administrator"]),
    )
    for by in (administrator, pup, other):
        with pytest.raises(NotAllowed):
            site.doors.operators.vouch(by, pup.handle)
    site.doors.operators.vouch(None, pup.handle)
    assert not site.doors.operators.find(pup.handle).tied(administrator)
    with pytest.raises(NotAllowed):
        site.doors.operators.vouch(None, pup.handle)


class Mailbox:
    """A channel that keeps what it is given."""

    id = "mail"

    def __init__(self, clock):
        self.clock, self.sent = clock, []

    def send(self, message):
        self.sent.append(message)
        return Sent(message.id, self.clock.now())


def test_with_mail_the_link_goes_to_the_invitee_and_to_nobody_else(site):
    hire(site, "li.wei"), hire(site, "han.mei")
    mailbox = Mailbox(site.clock)
    object.__setattr__(site.doors, "mail", mailbox)
    browser, approver = at_work(site, "li.wei"), at_work(site, "han.mei")
    page = browser.get("/console/operators").text
    form = fields(page, "/console/operators")
    typed = {"id": "wang", "name": "Wang", "roles": "reviewer", "controllers": "shop"}
    wrong = browser.post("/console/operators", data={**form, **typed, "address": "wang"})
    assert (wrong.status_code, said(wrong.text)) == (400, "operators.bad-address")
    browser.post("/console/operators", data={**form, **typed, "address": ADDRESS})
    waiting = approver.get("/console/waiting").text
    assert ADDRESS in waiting, "who approves sees where the link goes"
    answer = approver.post("/console/waiting", data=fields(waiting, "/console/waiting", do="approve")).text
    assert 'id="sent"' in answer
    assert "/console/-/join/" not in answer
    (message,) = mailbox.sent
    assert message.to == ADDRESS
    token = message.link.rsplit("/", 1)[1]
    wang = site.doors.operators.join_with_password(token, PASSWORD)
    assert wang.ties == (), "neither of the two held it"
    assert ADDRESS not in str(entries(site))
