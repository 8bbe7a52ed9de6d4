"""Scenarios of JINGdigital: leads, advertising, customers' data, employees, logs, leaving, automated decisions, incidents.

Each test names its scenario; what waits says for which part (docs/SCENARIOS.md).
"""

from __future__ import annotations

import pytest

from tests.scenarios.company import (
    OFFICER,
    codes,
    duties,
    rows,
)
from tests.scenarios.waiting import scenario, waits
from tests.scenarios.website import CARD, LEAD, SITE, TRIAL


@pytest.fixture
def lead(company):
    """Somebody who applied for a trial."""
    person = company.person("jingdigital")
    person.yes("enquiry", LEAD, **TRIAL)
    return person


# --- 002-1


@scenario("002-1")
def test_reading_pages_needs_nobody(company):
    """Pages are read, and their logs kept, without anybody's name: the ledger has no person for these steps."""
    nobody = company.person("jingdigital", "")
    reading = {"subject": None, **SITE}
    assert nobody.may("browse", act="serve", **reading) == []
    assert nobody.may("logging", ["ip", "page-log"], **reading) == ["ip", "page-log"]
    assert {each["subject"] for each in company.entries("jingdigital")} == {None}


@scenario("002-1")
def test_five_fields_and_no_sixth(lead):
    """The trial form may take its five fields; a sixth, an ID number, is not listed and is dropped."""
    answer = lead.ask("enquiry", [*LEAD, "id-number", "address"], **TRIAL)
    assert (answer["answer"], answer["only"]) == ("permit", LEAD)
    dropped = {
        each["element"]: each["code"]
        for each in answer["reasons"]
        if each.get("element") in ("id-number", "address")
    }
    assert dropped == {"id-number": "unknown-data", "address": "unlisted-data"}


@scenario("002-1")
def test_the_number_serves_code_and_sales_call_and_no_partner(company, lead):
    """The number takes the SMS code and the sales call; a partner's promotion waits for a separate consent that names it."""
    assert lead.may("verification-code", ["mobile"], "contact", channel="sms", **SITE) == ["mobile"]
    assert lead.may("sms-verification", ["sms-code"], **SITE) == ["sms-code"]
    assert lead.may("applicant-contact", ["mobile"], "contact", channel="phone", **SITE) == ["mobile"]
    share = {"act": "share", "recipient": "partner", **SITE}
    asked = lead.ask("promotion-sharing", ["mobile"], **share)
    assert asked["answer"] == "ask"
    assert {"consent-missing", "not-told"} == codes(asked)
    (consent,) = [each for each in asked["ask"] if each["kind"] == "consent"]
    assert (consent["level"], consent["recipient"]) == ("separate", "partner")
    lead.no("promotion-sharing", ["mobile"], **share)
    assert "said-no" in lead.why_not("promotion-sharing", ["mobile"], **share)


@scenario("002-1")
def test_a_number_is_verified_by_its_code(company, lead):
    """A code goes to the number on file; the number counts as verified once the code came back, and not by another one."""
    lead.give("enquiry", CARD, **TRIAL)
    company.clock.forward(days=20)
    asked = lead.request("access")
    code, to = asked.code()
    assert to == "+86" + CARD["mobile"]
    assert asked.step("code", code=f"{(int(code) + 1) % 10**8:08}")["state"] == "received"
    assert not [e for e in company.entries("jingdigital") if e["kind"] == "rights.case.proved"]
    assert asked.step("code", code=code)["state"] == "accepted"
    (proved,) = [e for e in company.entries("jingdigital") if e["kind"] == "rights.case.proved"]
    assert proved["body"]["methods"] == ["one-time-code"]
    again = lead.request("copy")
    assert again.step("code", code=code)["state"] == "received", "a code serves one request, once"
    stranger = company.person("jingdigital", "u-9").request("access")
    assert stranger.code() == ("", "")
    company.work()
    copy = asked.package()
    assert [value for value in CARD.values() if value not in copy] == []
    assert not any(company.holds(value) for value in (*CARD.values(), code))


# --- 002-2


@scenario("002-2")
def test_a_no_to_advertising_ends_it_from_that_instant(company, lead):
    """From the recorded no on, advertising, its profile and what lives on it are refused; earlier entries stay as they were."""
    send = {"act": "contact", "channel": "sms", **SITE}
    lead.yes("promotion", ["mobile"], **send)
    lead.yes("advertising", ["mobile"], "use", **SITE)
    before = company.entries("jingdigital")
    assert lead.put(lead.view("consent", "advertising"), "refuse").status_code == 200
    for purpose, data, more in (
        ("advertising", ["mobile"], {"act": "use"}),
        ("advertising", ["user-profile", "preferences"], {"act": "profile"}),
        ("promotion", ["mobile"], {"act": "contact", "channel": "sms"}),
        ("applicant-contact", ["mobile"], {"act": "contact", "channel": "phone"}),
        ("promotion-sharing", ["mobile"], {"act": "share", "recipient": "partner"}),
    ):
        assert "said-no" in lead.why_not(purpose, data, **more, **SITE), purpose
    assert company.entries("jingdigital")[: len(before)] == before
    assert company.verified("jingdigital")


@scenario("002-2")
def test_trial_and_reply_go_on_after_the_no(lead):
    """The trial is served and the enquiry answered although advertising was refused."""
    lead.no("advertising", ["mobile"], "use", **SITE)
    assert lead.may("enquiry", LEAD, **TRIAL) == LEAD
    assert lead.may("enquiry", act="serve", **TRIAL) == []
    assert lead.may("answer-enquiry", ["company-email"], "use", **SITE) == ["company-email"]
    assert lead.may("enquiry-result", ["company-email"], "contact", channel="mail", **SITE) == [
        "company-email"
    ]


@scenario("002-2")
def test_the_no_is_confirmed(company, lead):
    """A no by telephone, which an operator records, holds from that instant, and the person gets a confirmation of it."""
    lead.give("enquiry", CARD, **TRIAL)
    lead.yes("advertising", ["mobile"], "use", **SITE)
    said_so = {"operator": OFFICER, "route": "phone", "details": {"target": "advertising"}}
    told = lead.request("object", **said_so)
    assert (told.state, told.now["outcome"]) == ("answered", "fulfilled")
    assert "said-no" in lead.why_not("advertising", ["mobile"], "use", **SITE)
    assert lead.may("enquiry", LEAD, **TRIAL) == LEAD
    company.work()
    (answer,) = company.letters()  # of the request; it says what stopped, so that no second one has to
    assert (answer.to, told.id in answer.body) == ("+86" + CARD["mobile"], True)
    assert not any(value in answer.body for value in CARD.values())
    sent = [e for e in company.entries("jingdigital") if e["kind"] == "notices.delivery.sent"]
    assert [each["body"]["channel"] for each in sent] == ["sms"]


# --- 002-4

ADMINISTRATOR = {"kind": "administrator", "roles": ["user-administrator"]}
MEMBER = {"kind": "individual", "roles": ["member"]}
FOR_LOTUS = {"controller": "lotus-retail", **SITE}
ATTESTED = {"told": ["method", "purpose", "scope"], "consent": "explicit", "live": True}
CAMPAIGN = {
    "controller": "lotus-retail",
    "role": "user-administrator",
    "purposes": ["business-processing"],
    "acts": ["collect", "keep", "use"],
    "elements": ["business-record", "end-user-contact"],
    **ATTESTED,
}
SET = ["business-record", "end-user-contact"]


def end_user(company, subject="e-1"):
    """Return somebody whose data a customer handed over, with the age that the customer declared."""
    person = company.person("jingdigital", subject)
    company.fact("jingdigital", "instruction", "declares-age", **{**CAMPAIGN, "acts": ["collect"]})
    person.say("agree", "business-processing", SET, **FOR_LOTUS)
    company.end("jingdigital", "instruction", "declares-age")
    return person


@scenario("002-4")
def test_a_customers_data_move_on_its_instruction_only(company):
    """Storing and processing a customer's data is permitted while its instruction stands, and refused before and after."""
    person = end_user(company)
    for act in ("keep", "use"):
        assert "no-instruction" in person.why_not("business-processing", SET, act, **FOR_LOTUS)
    company.fact("jingdigital", "instruction", "i-1", **CAMPAIGN)
    for act in ("keep", "use"):
        answer = person.ask("business-processing", SET, act, **FOR_LOTUS)
        assert (answer["answer"], answer["only"]) == ("permit", SET)
        assert "log-instruction" in duties(answer)
        assert {"jing-054", "jing-056"} <= rows(answer)
    assert "no-instruction" in person.why_not("business-processing", SET, "profile", **FOR_LOTUS)
    assert "no-instruction" in person.why_not(
        "business-processing", SET, "use", controller="other-shop", **SITE
    )
    company.end("jingdigital", "instruction", "i-1")
    assert "no-instruction" in person.why_not("business-processing", SET, "use", **FOR_LOTUS)


@scenario("002-4")
def test_own_statistics_on_a_customers_data_are_refused(company):
    """JINGdigital's own statistics and improvements on a customer's data are refused, instruction or not."""
    person = end_user(company)
    company.fact("jingdigital", "instruction", "i-1", **CAMPAIGN)
    assert "own-use" in person.why_not(
        "statistics", [{"element": "business-record", "form": "anonymised"}], "use", **SITE
    )
    assert "own-use" in person.why_not("service-improvement", ["end-user-contact"], "use", **SITE)


@scenario("002-4")
def test_only_the_administrator_instructs(company):
    """The customer's administrator instructs; a plain member cannot, and an instruction filed by one covers nothing."""
    person = end_user(company)
    assert person.may("business-processing", act="instruct", actor=ADMINISTRATOR, **FOR_LOTUS) == []
    assert person.why_not("business-processing", act="instruct", actor=MEMBER, **FOR_LOTUS) == {
        "role-missing"
    }
    company.fact("jingdigital", "instruction", "i-2", **{**CAMPAIGN, "role": "member"})
    assert "no-instruction" in person.why_not("business-processing", SET, "use", **FOR_LOTUS)


@scenario("002-4")
def test_the_instruction_is_named(company):
    """The answer names the instruction that carried the step, so that its id can be logged."""
    person = end_user(company)
    company.fact("jingdigital", "instruction", "i-1", **CAMPAIGN)
    answer = person.ask("business-processing", SET, "use", **FOR_LOTUS)
    (duty,) = [each for each in answer["obligations"] if each["duty"] == "log-instruction"]
    assert duty["concerns"] == ["i-1"]


# --- 002-5

STAFF = ["employee-name", "employee-mobile", "employee-position", "employee-email"]
UPLOAD = {
    "controller": "lotus-retail",
    "role": "user-administrator",
    "purposes": ["organisation-management"],
    "acts": ["collect", "use", "read", "keep"],
    "elements": [*STAFF, "employee-address"],
    "functions": ["organisation-structure"],
    **ATTESTED,
}
ROW = {
    "policy": "jingdigital",
    "act": "collect",
    "purpose": "organisation-management",
    "function": "organisation-structure",
    "controller": "lotus-retail",
    "product": "website",
    "data": [*STAFF, "employee-id-number"],
}


def uploaded(company, numbers):
    """Return the answers to an upload, each row with the age that the customer declares beside it."""
    answers = [ROW | {"subject": f"emp-{each}"} for each in numbers]
    first = company.http.post("/v1/decisions", json=answers).json()
    for each in first:
        for prompt in (p for p in each["ask"] if p["kind"] == "age"):
            body = {
                "policy": "jingdigital",
                "choice": "agree",
                "language": "en",
                "shown": prompt["shown"]["en"],
                "age": 30,
            }
            assert company.http.put(prompt["put"], json=body).status_code == 200
    return company.http.post("/v1/decisions", json=answers).json()


@scenario("002-5")
def test_attested_rows_are_accepted_and_others_are_not(company):
    """Of 100 rows (a tenth of the scenario's) the 90 with notice and consent attested are accepted, the others not, with reasons."""
    company.fact("jingdigital", "instruction", "first-batch", **UPLOAD)
    accepted = uploaded(company, range(90))
    assert {each["answer"] for each in accepted} == {"permit"}
    company.end("jingdigital", "instruction", "first-batch")
    company.fact("jingdigital", "instruction", "second-batch", **{**UPLOAD, "told": ["purpose"]})
    others = uploaded(company, range(90, 100))
    assert {each["answer"] for each in others} == {"refuse"}
    assert all("not-attested" in codes(each) for each in others)


@scenario("002-5")
def test_a_column_more_is_refused(company):
    """An ID number beside the five fields of the text is dropped from every row."""
    company.fact("jingdigital", "instruction", "first-batch", **UPLOAD)
    (answer,) = uploaded(company, [1])
    assert answer["only"] == STAFF
    assert ("unknown-data", "employee-id-number") in {
        (e["code"], e.get("element")) for e in answer["reasons"]
    }


@scenario("002-5")
@waits(
    "sharing",
    "the attestation is filed row by row with its day, and rows without one dated before lie in quarantine with reasons",
)
def test_rows_are_attested_one_by_one(later):
    later()


@scenario("002-5")
def test_an_employee_asks(company):
    """An employee asks what is held, proves it by a code to the number that the employer uploaded, and gets the own data."""
    company.fact("jingdigital", "instruction", "first-batch", **UPLOAD)
    uploaded(company, [1, 2])
    where = {name: ROW[name] for name in ("function", "controller", "product")}
    mine = dict(zip(STAFF, ("陈思远", "13700137055", "店长", "chen.sy@lotus.example"), strict=True))
    other = dict(zip(STAFF, ("何静", "13700137066", "店员", "he.jing@lotus.example"), strict=True))
    for subject, row in (("emp-1", mine), ("emp-2", other)):
        sent = {**row, "employee-id-number": "310101199001011234"}
        assert company.person("jingdigital", subject).give(
            "organisation-management", sent, **where
        ) == sorted(row)
    company.clock.forward(days=20)
    employee = company.person("jingdigital", "emp-1")
    asked = employee.request("access")
    assert asked.prove() == "accepted"
    company.work()
    assert (asked.state, asked.now["outcome"]) == ("answered", "fulfilled")
    copy = asked.package()
    assert [value for value in mine.values() if value not in copy] == []
    assert [value for value in other.values() if value in copy] == []
    assert company.person("jingdigital", "emp-2").requests() == []
