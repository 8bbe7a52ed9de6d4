"""What takes two persons: on the pages, in the store, and in the ledger."""

from __future__ import annotations

import threading

import pytest

from tests.web.people import fields
from tests.web.staff import at_work, entries, hire, link_on, said
from troth.operators.errors import BadOperator, NotAllowed, NotWaiting, SignInRefused


@pytest.fixture
def two(site):
    """A site with two officers, and their browsers."""
    hire(site, "li.wei")
    hire(site, "han.mei", by=None)
    return site, at_work(site, "li.wei"), at_work(site, "han.mei")


def propose_officer(browser, login="puppet"):
    page = browser.get("/console/operators").text
    typed = {"id": login, "name": "Pu Pet", "roles": "officer", "controllers": "*"}
    return browser.post("/console/operators", data={**fields(page, "/console/operators"), **typed})


def decide(browser, doing):
    page = browser.get("/console/waiting").text
    return browser.post("/console/waiting", data=fields(page, "/console/waiting", do=doing))


def test_a_new_officer_takes_two_persons_on_the_pages(two):
    site, first, second = two
    page = propose_officer(first)
    assert 'id="proposed"' in page.text
    assert "/console/-/join/" not in page.text
    assert not any(each.id == "puppet" for each in site.doors.operators.all())
    mine = first.get("/console/waiting").text
    assert "Pu Pet" in mine
    assert 'value="approve"' not in mine, "nobody approves their own"
    shown = decide(second, "approve").text
    assert link_on(shown), "who approves gets the link"
    assert "/console/-/join/" not in second.get("/console/waiting").text
    assert any(each.id == "puppet" for each in site.doors.operators.all())
    kinds = [each["kind"].removeprefix("operators.") for each in entries(site)]
    assert kinds[-3:] == ["approval.proposed", "approval.ended", "operator.invited"]


def test_the_same_person_never_approves_however_they_ask(two):
    site, first, _ = two
    propose_officer(first)
    page = first.get("/console/waiting").text
    form = fields(page, "/console/waiting", do="refuse")
    answer = first.post("/console/waiting", data={**form, "do": "approve"})
    assert (answer.status_code, said(answer.text)) == (409, "operators.needs-second")
    assert not any(each.id == "puppet" for each in site.doors.operators.all())
    assert decide(first, "refuse").status_code == 200, "but may take it back"
    assert "Pu Pet" not in first.get("/console/waiting").text


def test_resetting_or_removing_an_officer_takes_two_as_well(two):
    site, first, second = two
    third = hire(site, "third")
    for doing in ("renew", "suspend", "remove", "change"):
        page = first.get(f"/console/operators/{third.handle}").text
        form = fields(page, f"/console/operators/{third.handle}", do=doing)
        more = {"roles": "auditor", "controllers": "shop"} if doing == "change" else {}
        assert 'id="proposed"' in first.post(f"/console/operators/{third.handle}", data={**form, **more}).text
        assert site.doors.operators.find(third.handle) == third, doing
        assert decide(second, "refuse").status_code == 200


def proposed(site, hours=None):
    """(approvals, proposer, approver, proposal) of an act of the shop that is not known here."""
    by = {each.id: each for each in site.doors.operators.all()}
    approvals = site.doors.approvals
    made = approvals.propose("shop", by["officer"], "holdings.bulk-erase", "closed", {"count": 2000})
    return approvals, by, made


def test_who_may_approve(staffed):
    approvals, by, made = proposed(staffed)
    from troth.operators import KEY_OPERATOR

    for who in (
        by["reviewer"],
        by["auditor"],
        KEY_OPERATOR,
        hire(staffed, "other", ["administrator"], ["club"]),
    ):
        with pytest.raises(NotAllowed):
            approvals.approve("shop", who, made.id)
    for who in (KEY_OPERATOR, by["auditor"]):
        with pytest.raises(NotAllowed):
            approvals.propose("shop", who, "holdings.bulk-erase", "closed", {})
    assert approvals.approve("shop", by["administrator"], made.id)[0].state == "approved"


def test_an_approval_is_for_this_act_once_and_in_time(staffed):
    approvals, by, made = proposed(staffed)
    spend = lambda *given: staffed.store.write("shop", lambda book: approvals.spend(book, *given))  # noqa: E731
    exact = (made.id, "holdings.bulk-erase", "closed", {"count": 2000})
    with pytest.raises(NotWaiting):
        spend(*exact)
    approvals.approve("shop", by["administrator"], made.id)
    for wrong in (
        (made.id, "holdings.bulk-export", "closed", {"count": 2000}),
        (made.id, "holdings.bulk-erase", "open", {"count": 2000}),
        (made.id, "holdings.bulk-erase", "closed", {"count": 2001}),
        ("0" * 32, *exact[1:]),
    ):
        with pytest.raises(NotWaiting):
            spend(*wrong)
    with pytest.raises(NotWaiting):
        staffed.store.write("club", lambda book: approvals.spend(book, *exact))
    assert spend(*exact).state == "done"
    with pytest.raises(NotWaiting):
        spend(*exact)
    late = approvals.propose("shop", by["officer"], *exact[1:])
    approvals.approve("shop", by["administrator"], late.id)
    unseen = approvals.propose("shop", by["officer"], *exact[1:])
    staffed.clock.forward(hours=24)
    with pytest.raises(NotWaiting):
        spend(late.id, *exact[1:])
    with pytest.raises(NotWaiting):
        approvals.approve("shop", by["administrator"], unseen.id)
    assert approvals.waiting("shop") == []


def test_an_act_runs_once_in_the_transaction_of_its_approval(staffed):
    approvals, by, _ = proposed(staffed)
    ran = []

    def act(book, proposal, operator):
        ran.append(proposal.id)
        if proposal.parameters["fail"]:
            raise BadOperator(_unknown())
        return ""

    approvals.acts["test.act"] = act
    bad = approvals.propose("shop", by["officer"], "test.act", "x", {"fail": True})
    with pytest.raises(BadOperator):
        approvals.approve("shop", by["administrator"], bad.id)
    assert [each.id for each in approvals.waiting("shop") if each.kind == "test.act"] == [bad.id]
    good = approvals.propose("shop", by["officer"], "test.act", "x", {"fail": False})
    done, ready = [], threading.Barrier(8)

    def approve():
        ready.wait()
        try:
            done.append(approvals.approve("shop", by["administrator"], good.id))
        except NotWaiting:
            pass

    threads = [threading.Thread(target=approve) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert (len(done), ran.count(good.id)) == (1, 1)


def _unknown():
    from troth.operators.errors import UNKNOWN

    return UNKNOWN


def test_the_ledger_has_handles_and_nothing_that_names_anybody(two):
    site, first, second = two
    propose_officer(first)
    decide(second, "approve")
    with pytest.raises(SignInRefused):
        site.doors.operators.sign_in("li.wei", "wrong", "192.0.2.1")
    text = str(entries(site))
    for word in ("li.wei", "han.mei", "Name", "Pu Pet", "puppet", "192.0.2.1", "testclient"):
        assert word not in text, word
    handles = {each.handle for each in site.doors.operators.all()}
    assert {each["body"]["who"] for each in entries(site) if "who" in each["body"]} <= handles
