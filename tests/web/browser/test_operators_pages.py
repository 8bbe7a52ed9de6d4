"""The doors and the pages about operators in Chromium, with a passkey of its virtual authenticator."""

from __future__ import annotations

import pytest

from tests.web.browser.looking import Served, looking
from tests.web.browser.widths import check_widths
from tests.web.people import POLICY, Site
from tests.web.staff import PASSWORD, hire

pytestmark = [pytest.mark.browser, pytest.mark.slow]


class Named(Served):
    """Served under the name of this machine, which passkeys can belong to."""

    def __enter__(self):
        super().__enter__()
        self.base = self.base.replace("127.0.0.1", "localhost")
        return self


@pytest.fixture
def named(browser):
    """A shop of its own, because here officers join and the key ends."""
    site = Site(POLICY, POLICY.replace("id: shop", "id: club"))
    with Named(site.app) as running:
        running.site = site
        yield running
    site.gate.close()


def authenticator(page, **more):
    """Give the browser a device that verifies its user."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
        **more,
    }
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, made["authenticatorId"]


def type_password(page, login):
    page.goto("/console/-/enter")
    page.fill("#id", login)
    page.fill("#password", PASSWORD)
    page.locator("form[action='/console/-/password'] button").click()
    page.wait_for_url("**/console")


def test_a_passkey_is_made_and_used_from_the_keyboard(browser, named):
    _, token = hire(named.site, join=False)
    with looking(browser, named) as page:
        session, device = authenticator(page)
        page.goto(f"/console/-/join/{token}")
        check_widths(page, "en", "join-passkey")
        page.get_by_role("button", name="Set up a passkey").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/console")
        assert len(session.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]) == 1
        page.get_by_role("button", name="Sign out").click()
        page.goto("/console/-/enter")
        check_widths(page, "en", "door-passkey")
        assert page.locator("#key").count() == 0
        page.get_by_role("button", name="Sign in with a passkey").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/console")
        page.goto("/console/me")
        check_widths(page, "en", "me-passkey")
        page.get_by_role("button", name="Sign out").click()
        session.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
        page.goto("/console/-/enter")
        page.get_by_role("button", name="Sign in with a passkey").click()
        page.locator(".passkey [role=alert]").wait_for(state="visible")
        check_widths(page, "en", "door-failed")


def test_who_is_refused_at_the_door(browser, named):
    hire(named.site, "li.wei")
    for language in ("zh", "en"):
        with looking(browser, named, language=language) as page:
            page.goto("/console/-/enter")
            page.fill("#id", "li.wei")
            page.fill("#password", "not this one at all")
            page.locator("form[action='/console/-/password'] button").click()
            page.wait_for_selector("#errors")
            check_widths(page, language, "refused")


def test_two_persons_on_two_screens_without_scripts(browser, named):
    hire(named.site, "li.wei")
    hire(named.site, "han.mei")
    with looking(browser, named, scripts=False) as first, looking(browser, named, scripts=False) as second:
        type_password(first, "li.wei")
        first.goto("/console/operators")
        first.fill("#name", "Wang Fang")
        first.fill("#id", "wang")
        first.locator("input[value=officer]").check()
        first.locator("input[value='*']").check()
        first.get_by_role("button", name="Invite").click()
        first.wait_for_selector("#proposed")
        type_password(second, "han.mei")
        second.goto("/console/waiting")
        second.get_by_role("button", name="Approve").click()
        second.wait_for_selector("#link")
        link = second.locator("#link code").inner_text()
    with looking(browser, named, scripts=False) as third:
        third.goto(link)
        third.fill("#password", PASSWORD)
        third.fill("#again", PASSWORD)
        third.get_by_role("button", name="Join").click()
        third.wait_for_url("**/console")
    assert {each.state for each in named.site.doors.operators.all()} == {"active"}
