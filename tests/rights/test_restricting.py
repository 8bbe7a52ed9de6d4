"""Who had their data restricted: kept, and used for nothing, from the acceptance on; erasing still erases."""

from __future__ import annotations

import pytest

from tests.scenarios.company import Company, codes, policy_files
from tests.scenarios.website import CARD, LEAD, SITE, TRIAL


@pytest.fixture
def lead(tmp_path):
    """Somebody who gave their card for a trial, three weeks ago."""
    company = Company(tmp_path, policy_files("jingdigital"))
    person = company.person("jingdigital")
    person.yes("enquiry", LEAD, **TRIAL)
    person.give("enquiry", CARD, **TRIAL)
    company.clock.forward(days=20)
    yield person
    company.stop()


def proved(lead, kind, **more):
    """Return a request whose asker proved who they are."""
    case = lead.request(kind, **more)
    assert case.prove() == "verified"
    return case


def why_not(lead, element="company-email"):
    return lead.why_not("answer-enquiry", [element], "use", **SITE)


def test_what_is_restricted_is_used_for_nothing_and_erased_on_request(lead):
    """One element first, then everything; an erasure on request is not held up by it, and ends it."""
    use = ("answer-enquiry", ["company-email"], "use")
    one, whole, gone = (
        proved(lead, kind, **more)
        for kind, more in (("restrict", {"elements": ["mobile"]}), ("restrict", {}), ("delete", {}))
    )
    one.decide("accept")
    assert "state" in why_not(lead, "mobile")
    assert lead.may(*use, **SITE) == ["company-email"]
    whole.decide("accept")
    assert "state" in why_not(lead)
    assert lead.may("enquiry-result", ["company-email"], "contact", channel="mail", **SITE) is None
    lead.company.work()
    assert (one.state, whole.state) == ("answered", "answered")
    assert "state" in why_not(lead)
    lead.company.clock.forward(hours=72)  # one of two contacts proved it, so the other could say no till now
    gone.decide("accept", ground="purpose-ended")
    assert "state" in why_not(lead)
    lead.company.work()
    assert gone.state == "answered"
    assert not lead.company.holds(CARD["company-email"])
    assert codes(lead.ask(*use, **SITE)) == {"collected-for-other"}
    assert lead.company.verified("jingdigital")
