"""Passkeys of operators, with a device whose flags and counter the test sets."""

from __future__ import annotations

import pytest

from tests.web.people import fields
from tests.web.staff import DOOR, Device, entries, hire, options_on, said


@pytest.fixture
def localhost(site):
    """A site that is reached by a name that passkeys belong to."""
    site.base = "http://localhost"
    return site


def join_with(site, device, login="li.wei"):
    _, token = hire(site, login, join=False)
    browser = site.client()
    page = browser.get(f"/console/-/join/{token}").text
    options, _ = options_on(page, "/console/-/join")
    form = fields(page, "/console/-/join", how="passkey")
    return browser.post("/console/-/join", data={**form, "answer": device.create(options)})


def enter_with(site, device, browser=None, **more):
    browser = browser or site.client()
    page = browser.get(DOOR).text
    options, _ = options_on(page, "/console/-/passkey")
    form = {**fields(page, "/console/-/passkey"), "answer": device.get(options), **more}
    return browser.post("/console/-/passkey", data=form), form, browser


def test_a_passkey_joins_and_signs_in(localhost):
    device = Device()
    assert join_with(localhost, device).url.path == "/console"
    device.count = 7
    answer, form, browser = enter_with(localhost, device)
    assert answer.url.path == "/console"
    assert "publickey-credentials-get=(self)" in localhost.client().get(DOOR).headers["permissions-policy"]
    assert "publickey-credentials-get=()" in browser.get("/console").headers["permissions-policy"]
    again = browser.post("/console/-/passkey", data=form)
    assert again.status_code == 401, "a challenge works once"
    began = [each["body"] for each in entries(localhost) if each["kind"] == "operators.session.began"]
    assert [each["method"] for each in began] == ["passkey"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "http://localhost.evil.example"},
        {"domain": "evil.example"},
        {"flags": 0x01},
        {"flags": 0x04},
    ],
)
def test_a_passkey_of_another_place_or_without_its_user_opens_nothing(localhost, wrong):
    device = Device()
    join_with(localhost, device)
    vars(device).update(wrong)
    assert enter_with(localhost, device)[0].status_code == 401
    bad = Device()
    vars(bad).update(wrong)
    assert join_with(localhost, bad, "han.mei").status_code == 401


def test_a_counter_that_goes_back_removes_the_key(localhost):
    device, spare = Device(), Device()
    join_with(localhost, device)
    device.count = 5
    answer, _, browser = enter_with(localhost, device)
    page = browser.get("/console/me").text
    options, _ = options_on(page, "/console/me/passkeys")
    added = browser.post(
        "/console/me/passkeys", data={**fields(page, "/console/me/passkeys"), "answer": spare.create(options)}
    )
    assert 'id="done"' in added.text
    spare.handle = device.handle
    device.count = 5
    copied, _, _ = enter_with(localhost, device)
    assert said(copied.text) == "operators.passkey-copied"
    device.count = 9
    assert enter_with(localhost, device)[0].status_code == 401
    assert enter_with(localhost, spare)[0].url.path == "/console"
    assert answer.status_code == 200


def test_another_s_passkey_or_handle_is_nobody(localhost):
    mine, other = Device(), Device()
    join_with(localhost, mine)
    join_with(localhost, other, "han.mei")
    other.id = mine.id
    assert enter_with(localhost, other)[0].status_code == 401
    assert join_with(localhost, mine, "third").status_code == 401, "one passkey, one operator"


def test_the_last_way_in_stays(localhost):
    device = Device()
    join_with(localhost, device)
    _, _, browser = enter_with(localhost, device)
    page = browser.get("/console/me").text
    answer = browser.post("/console/me/passkeys/remove", data=fields(page, "/console/me/passkeys/remove"))
    assert said(answer.text) == "operators.last-way-in"
