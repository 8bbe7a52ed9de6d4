"""Scenarios of Qunyi MPM: requests and their fees, minors and guardians, the end of a product.

Each test names its scenario; what waits says for which part (docs/SCENARIOS.md).
"""

from __future__ import annotations

import pytest

from tests.scenarios.commands import kept_by, troth, unsaid
from tests.scenarios.company import OFFICER, Guardian, Office, codes, from_, proofs
from tests.scenarios.drafts import next_version
from tests.scenarios.school import (
    OWN,
    PLATFORM,
    SEEN,
    change,
    grown_up,
    on_file,
    planned,
)
from tests.scenarios.waiting import scenario

# --- 003-8

FEE = {"act": "serve", "function": "charge-fee", **PLATFORM}


@scenario("003-8")
def test_thirty_days_from_receipt():
    """An answer to a request of 2 March 2026 is due on 1 April, 30 days from receipt; from day 3, when identity was proved, it would be later."""
    assert unsaid("qunyi", "30 days from receipt") == []
    asked = ("--calendar", "CN", "--within", "30 days", "--json", "--from")
    assert troth("deadline", *asked, "2026-03-02").json["due"] == "2026-04-01"
    assert (
        troth("deadline", *asked, "2026-03-05").json["due"] == "2026-04-07"
    )  # day 33 and the two after it are rest days


@scenario("003-8")
def test_no_fee_without_limit_and_approver(company):
    """A reasonable request is free: a fee needs both the record of repetition beyond the limit and an approver."""
    person = grown_up(company)
    assert person.may("request-handling", act="serve", function="handle", **PLATFORM) == []
    assert person.why_not("request-handling", **FEE) == {"evidence-missing"}
    person.prove("repeat-beyond-limit", "r-1")
    assert person.why_not("request-handling", claim=proofs("r-1"), **FEE) == {"evidence-missing"}
    company.prove("qunyi", "approver", "a-1")
    assert person.may("request-handling", claim=proofs("r-1", "a-1"), **FEE) == []


@scenario("003-8")
def test_the_published_text_lists_the_grounds_to_refuse():
    """The published text says five requests are free, and lists the grounds: a system built anew, a criminal investigation, and the rest."""
    clauses = kept_by("qunyi", "qunyi", 309, 316)
    assert {"grounds.refusing.excessive-means", "grounds.refusing.criminal-justice"} <= clauses
    assert (
        unsaid("qunyi", "5 in 12 months", "Criminal investigation, prosecution, judgment and enforcement")
        == []
    )


REASON = {"en": "It would take a new search engine over paper.", "zh": "须为纸质材料新建检索系统。"}


def by_mail(person):
    """A request that came by e-mail and is entered by an operator with its real receipt."""
    received = person.company.clock.now().isoformat()
    return person.request("access", operator=OFFICER, route="mail", received=received)


@scenario("003-8")
def test_on_day_31_a_request_is_breached(company):
    """A request by e-mail, proved on day 3, is due on day 30 from receipt whatever the proof took; on day 31 it is breached, and on record."""
    asked = by_mail(on_file(company))
    company.clock.forward(days=3)
    assert asked.prove() == "verified"
    (answer,) = [
        each for each in company.owed("qunyi") if (each["kind"], each["about"]) == ("answer", asked.id)
    ]
    limits = {each["source"]: each["due"] for each in answer["limits"]}
    assert limits["rights.access"] == "2026-04-21", "30 days from 22 March"
    assert limits["app.6"] == "2026-04-13", "the law's fifteen working days end earlier"
    company.clock.forward(days=28)
    company.work()
    assert asked.now["late"] is True
    where = {"policy": "qunyi", "late": "true"}
    assert [each["case"] for each in company.http.get("/v1/requests", params=where).json()] == [asked.id]
    late = [e["body"] for e in company.entries("qunyi") if e["kind"] == "duties.duty.late"]
    assert "answer" in {each["owed"] for each in late}
    asked.decide("accept")
    company.work()
    assert asked.now["outcome"] == "fulfilled"
    (answered,) = [each for each in asked.now["clocks"] if each["duty"] == "answer"]
    assert (answered["state"], answered["late"]) == ("done", True), "late stays on record"


@scenario("003-8")
def test_beyond_five_a_fee_is_approved(open_company, tmp_path):
    """The second request is free; beyond five in 12 months a fee that the text names may be asked, with a second officer's approval."""
    fees = {"free": "5 per 12 months", "then": "CNY 20", "approve": "privacy-officer", "before-refusal": True}
    company = open_company(next_version(tmp_path, "qunyi", "2026-01-01", requests={"fees": fees}))
    person = on_file(company)
    asked = person.request("complaint")  # another kind, which counts for nothing here
    for number in range(1, 7):
        company.clock.forward(days=7)
        person.request("access")  # by whoever: what nobody proved to be theirs is held against nobody
        asked = person.request("access")
        asked.prove()
        if number in (2, 6):
            alone = asked.try_("ask", operator=OFFICER, role="officer", what="fee")
            assert (asked.now["count"], alone.status_code) == (number, 409), "free, or without an approver"
        if number == 2:
            asked.decide("accept")
            company.work()
            assert asked.now["outcome"] == "fulfilled"
    office = Office(company)
    assert (
        office.act(asked, "ask", what="fee", words="Your 6th request in 12 months costs CNY 20.")
        == "proposed"
    )
    assert office.approve(office.first) == 0, "nobody approves what they proposed"
    assert asked.state == "verified"
    assert office.approve() == 1
    assert (asked.state, asked.now["waits-for"]) == ("waiting", "fee")
    (entry,) = [e["body"] for e in company.entries("qunyi") if e["kind"] == "rights.case.asked"]
    assert (entry["code"], entry["approver"]) == ("fee", office.handles[1])


@scenario("003-8")
def test_a_refusal_names_ground_and_approver(company):
    """A system built anew, and a criminal investigation: each refusal has its ground, its proof and an approver; none goes without."""
    person, office = on_file(company), Office(company)
    why = {**REASON, "whole": "Nothing can be separated."}
    for ground, item, name in (
        ("excessive-means", "evidence", "It takes systems built anew"),
        ("criminal-justice", "citation", "Criminal investigation, prosecution"),
    ):
        asked = by_mail(person)
        asked.prove()
        bare = {"ground": ground, "text": REASON, "whole": "-", "evidence": {item: "file 7"}}
        assert asked.try_("refuse", operator=OFFICER, role="officer", **bare).status_code == 409, (
            "no approver"
        )
        assert office.act(asked, "refuse", ground=ground, **why) == "rights.guarded"
        assert office.act(asked, "refuse", ground="too-much-work", **why) == "rights.guarded"
        assert (
            office.act(asked, "refuse", ground=ground, **{f"evidence.{item}": "file 7"}, **why) == "proposed"
        )
        assert asked.state == "verified"
        assert office.approve() == 1
        assert (asked.state, asked.now["outcome"]) == ("answered", "refused")
        entry = [e["body"] for e in company.entries("qunyi") if e["kind"] == "rights.case.refused"][-1]
        assert (entry["ground"], entry["operator"], entry["approver"]) == (ground, *office.handles)
        for text in (name, REASON["en"], "You can object within 30 days", "court"):
            assert text in asked.letter()
        assert REASON["zh"] in asked.letter("zh")
        company.clock.forward(hours=1)


@scenario("003-8")
def test_a_request_after_the_account_is_closed(company):
    """Who has closed the account can still have a request handled."""
    person = grown_up(company)
    person.fact("account", "account", state="closed")
    assert person.may("request-handling", act="serve", function="handle", **PLATFORM) == []


# --- 003-10

FAMILY = {"product": "family"}
USE = {"occasion": {"in-use": "yes"}, **FAMILY}


@pytest.fixture
def pupil(company):
    """A person of 15 who has agreed by a click."""
    person = company.person("qunyi", "pupil-1")
    person.say("agree", "registration", ["phone", "name"], age=15, **FAMILY)
    person.say("agree", "registration", ["phone", "name"], **FAMILY)
    return person


@scenario("003-10")
def test_a_minor_needs_a_written_consent(company, pupil):
    """At 15 the children's product is closed until a verified guardian has consented in writing; a lesser yes is not taken."""
    asked = pupil.ask("registration", ["phone", "name"], **FAMILY)
    assert (asked["answer"], codes(asked)) == ("ask", {"guardian-missing"})
    (prompt,) = asked["ask"]
    assert (prompt["by"], prompt["level"]) == ("guardian", "written")
    pupil.prove("guardian-identity", "g-1")
    assert pupil.put(prompt, level="explicit").status_code == 409
    assert pupil.put(prompt).status_code == 200
    assert pupil.may("registration", ["phone", "name"], **FAMILY) == ["phone", "name"]


@scenario("003-10")
def test_reading_public_pages_needs_no_guardian(pupil):
    """What the text leaves open to everybody, reading public pages, stays open to a minor."""
    assert pupil.may("browse", act="serve", product="mpm-site") == []


@scenario("003-10")
def test_the_eighteenth_birthday(company, pupil):
    """On the eighteenth birthday the rule ends, and the guardian can no longer act; what is asked is asked of the person."""
    invited = company.http.post("/v1/guardians", json={"policy": "qunyi", "subject": pupil.subject}).json()
    steps = f"/v1/guardians/{invited['link']}/events"

    def by(event, **more):
        return company.http.post(steps, json={"policy": "qunyi", "event": event, **more})

    secret = by("answer", secret=invited["secret"]).json()["secret"]
    judged = {"operators": ["aa" * 16], "evidence": "ab" * 32}
    assert by("verify", method="guardian-identity", **judged).json()["state"] == "answered"
    assert by("verify", method="signed-form", **judged).json()["state"] == "active"
    (prompt,) = pupil.ask("registration", ["phone", "name"], **FAMILY)["ask"]
    assert pupil.put(prompt).status_code == 200
    assert pupil.may("registration", ["phone", "name"], **FAMILY) == ["phone", "name"]
    company.clock.forward(days=3 * 366)
    assert "guardian-missing" not in codes(pupil.ask("provide-service", ["usage"], **USE))
    asked = pupil.ask("registration", ["phone", "name"], **FAMILY)
    assert {each.get("by", "own") for each in asked["ask"]} <= {"own"}
    company.work()
    ended = [each["body"] for each in company.entries("qunyi") if each["kind"] == "minors.guardian.ended"]
    assert [each["code"] for each in ended] == ["age-reached"]
    assert by("view", secret=secret).status_code == 404
    assert by("request", secret=secret, kind="access").status_code == 404


@scenario("003-10")
def test_a_guardian_opens_requests(company, pupil):
    """The verified guardian reports suspicious handling and opens requests for the child; who is not verified, or a stranger, cannot."""
    pupil.prove("guardian-identity", "paper-1")
    (prompt,) = pupil.ask("registration", ["phone", "name"], **FAMILY)["ask"]
    assert pupil.put(prompt).status_code == 200
    pupil.give("registration", OWN, **FAMILY)
    guardian = Guardian(pupil)
    assert guardian.by("request", kind="access").status_code == 404, "not verified yet"
    guardian.verify("guardian-identity", "signed-form")
    doubt = guardian.ask("complaint", words="My child is shown advertising.")
    told = {"en": "It was a fault and is mended.", "zh": "系故障所致，现已修复。"}
    assert doubt.decide("answer", text=told)["outcome"] == "answered"
    assert told["zh"] in doubt.letter("zh")
    asked = guardian.ask("access")
    assert asked.state == "verified"
    asked.decide("accept")
    company.work()
    assert (asked.state, asked.now["outcome"]) == ("answered", "fulfilled")
    seen = guardian.by("view").json()["requests"]
    assert {each["case"] for each in seen} == {doubt.id, asked.id}
    assert guardian.by("view", secret="0" * 64).status_code == 404
    stranger = pupil.request("access", role="guardian", requester="somebody")
    assert stranger.code() == ("", "")
    assert (stranger.state, stranger.try_("accept", operator=OFFICER, role="officer").status_code) == (
        "received",
        409,
    )


@scenario("003-10")
def test_a_minor_asks(pupil):
    """A minor has a request about own data handled without a guardian's written consent."""
    assert pupil.may("request-handling", act="serve", function="handle", **FAMILY) == []


# --- 003-11


@scenario("003-11")
def test_at_the_end_all_collecting_stops(company):
    """At the day of the end every collecting is refused; what law holds stays for the law alone, and the rest is not read either."""
    person = grown_up(company)
    person.fact(
        "hold",
        "lawful-record",
        elements=["name"],
        purpose="lawful-record",
        citation="law-1",
        until="2027-01-01",
    )
    company.prove("qunyi", "citation", "law-1")
    company.fact("qunyi", "service", "service", state="ended")
    assert person.why_not("registration", ["phone"], **PLATFORM) == {"state"}
    assert "state" in person.why_not("operation", ["log"], occasion={"in-use": "yes"}, **PLATFORM)
    keep = {"act": "keep", "claim": proofs("law-1"), **PLATFORM}
    assert person.may("lawful-record", from_("registration", "name"), **keep) == ["name"]
    assert "state" in person.why_not("lawful-record", from_("registration", "phone"), **keep)


@scenario("003-11")
def test_thirty_days_lie_between_announcement_and_end():
    """The published text announces the end 30 days ahead: announced on 2 March 2026, 1 April is the first day that will do."""
    assert kept_by("qunyi", "qunyi", 227) == {"termination"}
    assert unsaid("qunyi", "30 days ahead") == []
    found = troth(
        "deadline", "--calendar", "CN", "--from", "2026-03-02", "--within", "30 days", "--json"
    ).json
    assert found["due"] == "2026-04-01"


@scenario("003-11")
def test_an_end_too_soon_is_refused(company):
    """Announced on 2 March: an end 29 days later is refused, 30 days later it is accepted, and only then takes effect."""
    refused = change(company, "announce", planned(company, "2026-03-31"))
    assert (refused.status_code, refused.json()["error"]["id"]) == (409, "closure.guarded")
    number = planned(company, "2026-04-01")
    assert change(company, "announce", number).json()["state"] == "announced"
    assert change(company, "posted", number, place="site", evidence=SEEN).status_code == 200
    company.clock.forward(days=29)
    assert change(company, "take-effect", number).status_code == 409
    company.clock.forward(days=1)
    assert change(company, "take-effect", number).json()["state"] == "effective"


@scenario("003-11")
def test_what_is_left_goes_with_a_report(company):
    """One product ends: what was collected for it alone is erased, with a report of the counts; the platform goes on."""
    person = grown_up(company)
    person.give("registration", {"phone": "13800000000", "name": "Li"}, **PLATFORM)
    number = planned(company, "2026-04-01", products=["mpm-platform"])
    change(company, "announce", number)
    change(company, "posted", number, place="site", evidence=SEEN)
    company.clock.forward(days=30)
    company.work()
    assert "state" in person.why_not("registration", ["phone"], **PLATFORM)
    assert person.may("browse", act="serve", product="mpm-site") == []
    company.work()
    where = {"policy": "qunyi"}
    report = company.http.get(f"/v1/changes/{number}/certificate", params=where).json()
    assert (report["products"], [each["place"] for each in report["places"]]) == (["mpm-platform"], ["vault"])
    digest = company.http.get(f"/v1/changes/{number}", params=where).json()["certificate"]
    (entry,) = [each for each in company.entries("qunyi") if each["kind"] == "closure.change.completed"]
    assert entry["body"]["digest"] == digest
