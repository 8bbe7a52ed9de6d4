"""What is restricted, and how it ends: by its person at once, by an officer once they were told; nothing else becomes free."""

from __future__ import annotations

import pytest

from tests.scenarios.company import Company, policy_files
from tests.scenarios.website import CARD, LEAD, SITE, TRIAL

PHONE = "+86" + CARD["mobile"]
WHY = {"en": "The complaint that it rested on is decided.", "zh": "引起限制的投诉已办结。"}
LIFTING, LIFTED = "即将解除", "已按您的要求解除"


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    """One company for all; everybody is somebody else."""
    company = Company(tmp_path_factory.mktemp("company"), policy_files("jingdigital"))
    yield company
    company.stop()


@pytest.fixture
def lead(company, request):
    """Somebody who gave their card for a trial, three weeks ago."""
    person = company.person("jingdigital", request.node.name)
    person.yes("enquiry", LEAD, **TRIAL)
    person.give("enquiry", CARD, **TRIAL)
    company.clock.forward(days=20)
    company.letters()
    return person


def restricted(lead, **more):
    case = lead.request("restrict", **more)
    assert case.prove() == "verified"
    case.decide("accept")
    lead.company.work()
    return case


def used(lead, *elements):
    """What an answer to an enquiry would get out of the vault."""
    return sorted(lead.held("answer-enquiry", *elements, act="use", **SITE))


def letters(lead, words):
    lead.company.work()
    return [each.to for each in lead.company.letters() if words in each.body + each.subject]


def test_its_person_lifts_what_they_had_restricted_and_nothing_else(lead):
    """Of two requests one is lifted; what the other one covers stays, in the books, at the gate and in the vault."""
    mobile, whole = restricted(lead, elements=["mobile"]), restricted(lead)
    assert mobile.now["restricted"]["elements"] == ["mobile"]
    assert (whole.now["restricted"]["whole"], whole.state) == (True, "answered")
    assert used(lead, "mobile", "company-email") == []
    assert letters(lead, whole.id) == [PHONE], "the answer came, to a contact that is restricted"
    whole.step("lift")
    assert (whole.now["restricted"], mobile.now["restricted"]["elements"]) == (None, ["mobile"])
    assert "state" in lead.why_not("answer-enquiry", ["mobile"], "use", **SITE)
    assert letters(lead, LIFTED) == [PHONE]
    assert used(lead, "company-email") == ["company-email"]
    assert whole.try_("lift").status_code == 409, "there is nothing left to lift"
    mobile.step("lift")
    lead.company.work()
    assert used(lead, "mobile", "company-email") == ["company-email", "mobile"]
    done = [each for each in lead.company.entries("jingdigital") if each["kind"] == "holdings.order.answered"]
    assert [each["body"]["act"] for each in done][:4] == ["restrict", "restrict", "lift", "lift"]
    assert lead.company.verified("jingdigital")


def test_an_officer_lifts_only_what_its_person_was_told_of_before(lead):
    """The notice goes out, three days pass, then it is lifted; an objection in between holds it up, another person cannot do it."""
    case, clock = restricted(lead, elements=["mobile"]), lead.company.clock
    lead.company.letters()
    assert case.try_("lift", operator="0f" * 16, role="officer").status_code == 409
    assert case.try_("announce-lift", operator="0f" * 16, role="officer", text={"en": "x"}).status_code == 409
    assert case.try_("announce-lift", text=WHY).status_code == 409, "who it is about lifts it at once"
    case.decide("announce-lift", text=WHY)
    assert case.now["restricted"]["lifting"] > case.now["restricted"]["since"]
    assert letters(lead, LIFTING) == [PHONE]
    assert used(lead, "mobile") == [], "told, and not lifted yet"
    case.decide("stop-lift")
    clock.forward(days=9)
    lead.company.work()
    assert case.now["restricted"]["lifting"] is None
    case.decide("announce-lift", text=WHY)
    assert letters(lead, LIFTING) == [PHONE]
    dispute = lead.request("complaint", words="It must not be used.")
    clock.forward(days=4)
    lead.company.work()
    assert case.now["restricted"] is not None, "a complaint is open"
    assert case.try_("announce-lift", operator="0f" * 16, role="officer", text=WHY).status_code == 409
    dispute.decide("answer", text={"en": "It is used as agreed.", "zh": "仅按约定使用。"})
    clock.forward(days=1)
    lead.company.work()
    assert case.now["restricted"] is None
    assert used(lead, "mobile") == ["mobile"]
    assert LIFTED not in "".join(each.body for each in lead.company.letters()), "told before, and not twice"


def test_a_message_that_reaches_nobody_lifts_nothing(lead):
    """Without a contact the notice is a person's work, and nothing is lifted until they have done it."""
    case, company = restricted(lead, elements=["mobile"]), lead.company
    company.boxes["mail"].fails = company.boxes["sms"].fails = "refused"
    case.decide("announce-lift", text=WHY)
    company.clock.forward(days=10)
    company.work()
    company.boxes["mail"].fails = company.boxes["sms"].fails = ""
    assert "state" in lead.why_not("answer-enquiry", ["mobile"], "use", **SITE), "nobody has told them"
    case.decide("told-lift", words="By registered letter of 20 March.")
    company.clock.forward(days=1)
    company.work()
    assert case.now["restricted"] is None


def test_the_request_taken_back_before_all_is_done_is_lifted(lead):
    """Nothing was put aside yet: the vault is free as soon as the request is taken back."""
    case = lead.request("restrict")
    case.prove()
    case.decide("accept")
    assert "state" in lead.why_not("answer-enquiry", ["mobile"], "use", **SITE)
    case.step("lift")
    assert (case.state, case.now["restricted"]) == ("withdrawn", None)
    lead.company.clock.forward(minutes=11)
    lead.company.work()
    assert used(lead, "mobile") == ["mobile"]


def test_nobody_else_lifts_it(lead):
    case = restricted(lead)
    other = lead.company.person("jingdigital", "u-2")
    other.yes("enquiry", LEAD, **TRIAL)
    body = {"policy": "jingdigital", "event": "lift", "subject": "u-2"}
    assert lead.company.http.post(f"/v1/requests/{case.id}/events", json=body).status_code == 404
    assert case.now["restricted"]["whole"]
