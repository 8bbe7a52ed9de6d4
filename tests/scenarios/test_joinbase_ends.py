"""Scenarios of JoinBase: the end of the service, and a new version.

Each test names its scenario; what waits says for which part (docs/SCENARIOS.md).
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.scenarios.commands import troth
from tests.scenarios.company import codes, proofs
from tests.scenarios.drafts import next_version
from tests.scenarios.support import NEW, OLD, SUPPORT, with_ticket
from tests.scenarios.waiting import scenario, waits


@pytest.fixture
def customer(company):
    """Somebody with an open support ticket."""
    return with_ticket(company)


# --- 000-10


@scenario("000-10")
def test_after_the_end_only_the_affiliate_of_who_said_yes_goes_on(company):
    """After the end nothing is served or collected; the affiliate goes on with A, who had agreed to it, and not with B."""
    company.bind("joinbase", "affiliate", "supplier")
    people = {}
    for subject in ("a-1", "b-1"):
        people[subject] = person = company.person("joinbase", subject)
        person.yes("support", ["name", "email"], **SUPPORT)
        person.prove("ticket", f"t-{subject}")
    a, b = people.values()
    to_affiliate = {"act": "share", "recipient": "affiliate"}
    a.yes("support-service", ["name"], claim=proofs("t-a-1"), **to_affiliate)
    company.fact("joinbase", "service", "service", state="ended")
    assert a.may("support-service", ["name"], claim=proofs("t-a-1"), **to_affiliate) == ["name"]
    assert b.may("support-service", ["name"], claim=proofs("t-b-1"), **to_affiliate) is None
    for person in (a, b):
        claim = proofs(f"t-{person.subject}")
        assert person.why_not("support", ["name"], **SUPPORT) == {"state"}
        assert person.why_not("support-service", ["name"], "use", claim=claim) == {"state"}
        assert "state" in person.why_not(
            "support-service", ["name"], "share", recipient="supplier", claim=claim
        )


SHUTDOWN = {
    "policy": "joinbase",
    "kind": "service-end",
    "day": "2026-04-01",
    "text": {"en": "The service ends.", "zh": "服务将终止。"},
    "affiliates": ["affiliate"],
    "operator": "0f" * 16,
}


def ending(company, event, number, **more):
    """Take a step on an announced end; return the response."""
    body = {"policy": "joinbase", "event": event, "operator": SHUTDOWN["operator"], **more}
    return company.http.post(f"/v1/changes/{number}/events", json=body)


@pytest.fixture
def shutdown(company):
    """The end of the service, announced on 2 March; A and B are known, and A agreed to the affiliate, who got A's name."""
    company.bind("joinbase", "affiliate")
    for subject in ("a-1", "b-1"):
        person = company.person("joinbase", subject)
        person.yes("support", ["name", "email"], **SUPPORT)
        person.prove("ticket", f"t-{subject}")
    a = company.person("joinbase", "a-1")
    a.yes("support-service", ["name"], act="share", recipient="affiliate", claim=proofs("t-a-1"))
    number = company.http.post("/v1/changes", json=SHUTDOWN).json()["change"]
    assert ending(company, "announce", number).status_code == 200
    return number


def posted(company, number):
    """The announcement stands on the website and on the platform."""
    for place in ("website", "platform"):
        assert ending(company, "posted", number, place=place, evidence="ab" * 32).status_code == 200


@scenario("000-10")
def test_nobody_closes_before_the_notice(company, shutdown):
    """The service cannot be closed before both were told and 30 days have passed: each by message, all by the announcement."""
    posted(company, shutdown)
    company.clock.forward(days=30)
    early = ending(company, "take-effect", shutdown)
    assert (early.status_code, early.json()["error"]["id"]) == (409, "closure.guarded")
    company.clock.forward(days=-29)
    company.work()
    assert ending(company, "take-effect", shutdown).status_code == 409
    company.clock.forward(days=29)
    assert ending(company, "take-effect", shutdown).json()["state"] == "effective"


@scenario("000-10")
def test_the_certificate_of_the_end(company, shutdown):
    """Both are erased at the operator; the affiliate is told to go on with A alone; the certificate has the counts of each place."""
    posted(company, shutdown)
    company.work()
    company.clock.forward(days=30)
    assert ending(company, "take-effect", shutdown).json()["people"] == 2
    company.work()
    unfinished = ending(company, "complete", shutdown)
    assert (unfinished.status_code, "affiliate" in unfinished.text) == (409, True)
    (told,) = [each for each in company.owed("joinbase") if each["kind"] == "tell-recipient"]
    assert (told["part"], told["act"]) == ("affiliate", "go-on")
    assert ending(company, "told", shutdown, place="affiliate", evidence="cd" * 32).status_code == 200
    company.work()
    done = ending(company, "complete", shutdown)
    assert done.status_code == 200 or done.json()["error"]["id"] == "closure.not-now"
    where = {"policy": "joinbase"}
    report = company.http.get(f"/v1/changes/{shutdown}/certificate", params=where).json()
    assert [(each["place"], each["people"], each["held"]) for each in report["places"]] == [("vault", 2, 0)]
    assert report["recipients"] == [{"act": "go-on", "receipt": "cd" * 32, "recipient": "affiliate"}]


# --- 000-11


@pytest.fixture
def new_version(tmp_path):
    """A version of the policy in which one more partner may be told of support questions."""
    partner = {
        "role": "partner",
        "kind": "consulting-analysis",
        "en": "Insight partner",
        "zh": "洞察分析伙伴",
        "purposes": ["support-service"],
        "data": ["company"],
        "region": "CN",
        "signed": True,
    }
    told = ["technical-partner", "consulting-partner", "insight-partner"]
    providing = {"share": {"cases": {"partner": {"recipients": told}}}}
    return next_version(
        tmp_path, "joinbase", NEW, recipients={"insight-partner": partner}, providing=providing
    )


TO_PARTNER = {"act": "share", "recipient": "insight-partner", "claim": proofs("t-1")}


@scenario("000-11")
def test_one_more_recipient_is_material(new_version):
    """`troth compare` calls a new sharing partner a material change of recipients, by the policy's own word and the law's."""
    found = troth("compare", "policies/joinbase.yaml", new_version, "--json")
    assert found.status == 1
    (added,) = [each for each in found.json["changes"] if each["clause"] == "recipients.insight-partner"]
    assert (added["what"], added["change"], added["material"]) == ("recipient", "added", True)
    assert {"changes.material: principal-recipient", "pipl.23"} <= set(added["why"])
    assert "support-service" in added["purposes"]


@scenario("000-11")
def test_the_new_recipient_waits_for_the_day_and_for_each_person(company, customer, new_version):
    """The new recipient gets nothing before the announced day, and after it nothing about who has not agreed anew and to it."""
    company.restart(new_version)
    (listed,) = [p for p in company.http.get("/v1/policies").json() if p["id"] == "joinbase"]
    assert (listed["version"], listed["announced"]) == (OLD, [NEW])
    company.clock.at = datetime(
        2026, 4, 14, 15, 59, tzinfo=UTC
    )  # a minute before midnight where the company is
    loyal, newcomer = company.person("joinbase"), company.person("joinbase", "u-2")
    assert "unknown-recipient" in newcomer.why_not("support-service", ["company"], **TO_PARTNER)
    company.clock.forward(minutes=2)
    old = loyal.ask("support-service", ["company"], **TO_PARTNER)
    assert (old["answer"], old["policy"]["version"]) == ("refuse", OLD)
    assert "unknown-recipient" in codes(old)
    assert loyal.may("support-service", ["name"], "use", claim=proofs("t-1")) == ["name"]
    newcomer.yes("support", ["name", "company"], **SUPPORT)
    newcomer.prove("ticket", "t-2")
    step = {**TO_PARTNER, "claim": proofs("t-2")}
    new = newcomer.ask("support-service", ["company"], **step)
    assert (new["answer"], new["policy"]["version"]) == ("ask", NEW)
    newcomer.yes("support-service", ["company"], **step)
    assert newcomer.may("support-service", ["company"], **step) == ["company"]


@scenario("000-11")
def test_going_on_opens_nothing_and_a_new_yes_does(company, customer, new_version):
    """Who merely goes on stays under the old version; their own consents stay as they were; a new yes brings the new one."""
    company.restart(new_version)
    company.clock.at = datetime(2026, 4, 16, 1, 0, tzinfo=UTC)
    person = company.person("joinbase")
    assert person.may("support-service", ["name"], "use", claim=proofs("t-1")) == ["name"]
    assert person.may("personalisation", ["survey-answer"], "use") is None
    view = person.view("agreement", "joinbase")
    assert f"version {NEW}" in view["text"]["en"]
    assert person.put(view).status_code == 200
    asked = person.ask("support-service", ["company"], **TO_PARTNER)
    assert (asked["answer"], asked["policy"]["version"]) == ("ask", NEW)
    assert person.may("personalisation", ["survey-answer"], "use") is None


@scenario("000-11")
@waits(
    "revisions",
    "people are told by a pop-up at the next login, by SMS or e-mail where there is one, and by announcement",
)
def test_people_are_told(company, new_version, later):
    company.restart(new_version)
    later()


@scenario("000-11")
@waits("revisions", "whoever declines is led to closing the account; whoever goes on is on record as implied")
def test_declining_and_going_on(company, new_version, later):
    company.restart(new_version)
    later()
