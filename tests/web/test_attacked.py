"""Attacks on what takes two persons, and on what counts where somebody comes from: each was once possible."""

from __future__ import annotations

import re

import pytest

from tests.web.office import act, entered, known, opened, proved
from tests.web.people import Site, fields
from tests.web.staff import PASSWORD, at_work, hire, said
from troth.adapters.channels import check_signed
from troth.operators import network_of
from troth.operators.errors import NotWaiting

TEXT = {"zh": "服务将终止。", "en": "The service ends."}


@pytest.fixture(scope="module")
def office():
    """A desk with two officers."""
    site = opened("shop", staff={"li.wei": ["officer"], "han.mei": ["officer"]}, places=())
    yield site
    site.gate.close()


def test_what_is_approved_about_an_end_is_what_was_proposed(office):
    first, second = at_work(office, "li.wei"), at_work(office, "han.mei")
    page = first.get("/console/shop/ends").text
    plan = {"kind": "service-end", "day": "2026-05-01", **TEXT}
    made = first.post("/console/shop/ends", data={**fields(page, "/console/shop/ends"), **plan})
    path = made.url.path
    form = fields(first.get(path).text, path)
    first.post(path, data={**form, "do": "announce"})
    waiting = second.get("/console/waiting").text
    altered = first.post(path, data={**form, **plan, "do": "alter", "day": "2026-04-01"})
    assert altered.status_code == 200, said(altered.text)
    answer = second.post("/console/waiting", data=fields(waiting, "/console/waiting", do="approve"))
    change = office.office.closings.change("shop", path.rpartition("/")[2])
    assert (change.state, change.day) == ("planned", "2026-04-01"), "nobody approved this day"
    assert said(answer.text) == "operators.not-waiting"


def test_who_removes_their_other_self_is_still_one_person():
    site = Site()
    first = hire(site, "li.wei")
    _, token = site.doors.operators.invite(first, "pup", "Pup", ["officer"], ["*"])
    pup = site.doors.operators.join_with_password(token, PASSWORD)
    proposed = site.doors.approvals.propose("shop", first, "holdings.bulk-erase", "closed", {"count": 2})
    site.doors.operators.remove(pup, first.handle)
    with pytest.raises(NotWaiting):
        site.doors.approvals.approve("shop", pup, proposed.id)
    site.gate.close()


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("/console/shop/children", {"subject": "u-1", "below": "²"}),
        ("/console/shop/children", {"subject": "u-1", "below": "9" * 5000}),
        ("/console/shop/children/day", {"child": "u-1", "turns": "²", "on": "2026-03-02"}),
    ],
)
def test_what_only_looks_like_a_number_is_told_as_wrong(office, path, typed):
    browser = at_work(office, "li.wei")
    form = fields(browser.get("/console/shop/children").text, path)
    assert browser.post(path, data={**form, **typed}).status_code < 500


def test_times_and_counts_beyond_all_measure_are_told_as_wrong(office):
    office.places, office.folders = ("paper",), ("paper",)
    known(office, "shop", "u-far")
    browser, action = at_work(office, "li.wei"), "/console/shop/by-hand/order"
    number = entered(browser, "shop", "access", subject="u-far", day="2026-02-06")
    proved(office, "shop", number)
    act(browser, "shop", number, "accept")
    page = browser.get(f"{action}?id=act-on-holding%2F{number}%2Fpaper").text
    form = {**fields(page, action, do="attest"), "evidence": "ab" * 32}
    for when, count in (("0001-01-01T00:00", "1"), ("2026-02-10T09:00", "9" * 40)):
        answer = browser.post(action, data={**form, "when": when, "count": count})
        assert said(answer.text) == "holdings.not-by-hand", (when, answer.status_code)
    office.places = office.folders = ()


def test_a_call_back_of_a_time_beyond_all_measure_is_not_believed():
    headers = {"webhook-id": "a", "webhook-timestamp": "9" * 5000, "webhook-signature": "v1,x"}
    assert not check_signed(b"s" * 32, headers, b"{}", 1_770_000_000)


def test_addresses_of_one_subscriber_count_as_one():
    one, other = network_of("2001:db8:1:2::1"), network_of("2001:db8:1:2:ffff::9")
    assert one == other
    assert one != network_of("2001:db8:1:3::1")
    assert network_of("::ffff:192.0.2.7") == network_of("192.0.2.7") != network_of("192.0.2.8")
    assert re.fullmatch("[0-9a-f]{64}", network_of("\x1b[2J" * 9)), "what is no address is kept as a digest"
