"""Scenario 002-10 to its end: a decision about advertising is registered, explained, contested, and looked at again by a person."""

from __future__ import annotations

import hashlib

import pytest

from tests.scenarios.company import Case, Person
from tests.scenarios.waiting import scenario
from tests.scenarios.website import MAIL, OUTCOMES, SIGN_UP, SITE, WHY

PASSWORD = "correct horse battery staple"


class Decided(Person):
    """Somebody about whom a program has decided, with an address on file."""

    def home(self, *parts: object) -> str:
        """Return the path of the person's decisions, or of one of them."""
        return "/".join(map(str, (f"/v1/subjects/{self.subject}/decisions", *parts)))

    def tell(self, entry: int, **more: object):
        """Return the response to registering what was decided on a step."""
        body = {
            "policy": self.policy, "purpose": "advertising", "model": "fitting-push", "version": "3.2",
            "inputs": ["preferences"], "digest": hashlib.sha256(b"in").hexdigest(), "outcome": "fitting",
            "outcomes": OUTCOMES, "offered": ["explanation", "review"], **more,
        }  # fmt: skip
        return self.http.put(self.home(entry), json=body)

    def contest(self, decision: str, **more: object) -> Case:
        """Object to a decision."""
        body = {"policy": self.policy, "words": "these adverts harm me", **more}
        return Case(
            self.company,
            self.policy,
            self.subject,
            self.http.post(self.home(decision, "objections"), json=body),
        )

    def review(self, decision: str, operator: str, result: str, **more: object):
        """Return the response to a review."""
        body = {"policy": self.policy, "operator": operator, "result": result, "text": WHY, **more}
        return self.http.post(self.home(decision, "reviews"), json=body)

    def seen(self, *parts: object):
        """Return what the person sees of their decisions, or of one."""
        return self.http.get(self.home(*parts), params={"policy": self.policy}).json()


def hire(company, login: str, *roles: str) -> str:
    """Return the handle of an operator of JINGdigital."""
    operators = company.installation.doors.operators
    _, token = operators.invite(None, login, f"Name {login}", roles, ["jingdigital"])
    return str(operators.join_with_password(token, PASSWORD).handle)


@pytest.fixture
def she(company):
    """Somebody with an account and an address, to whom adverts are chosen by her profile."""
    person = Decided(company, "jingdigital", "e-7")
    person.yes("registration", ["account-name", "name", "email"], **SIGN_UP)
    assert "email" in person.give("registration", {"email": MAIL}, **SIGN_UP)
    person.yes("advertising", ["preferences"], "profile", **SITE)
    company.clock.forward(days=20)
    return person


def decided(person: Decided, **more: object) -> str:
    """Return the id of a new decision about a person."""
    step = person.ask("advertising", ["preferences"], "profile", **SITE)
    assert step["answer"] == "permit", step["reasons"]
    told = person.tell(step["entry"], **more)
    assert told.status_code == 200, told.text
    return str(told.json()["decision"])


@scenario("002-10")
def test_she_objects_and_a_named_person_overturns_it_in_time(company, she):
    """Her objection opens a human review that is due in 5 working days, the answer in 15; a named reviewer overturns the result, and her letter says so."""
    reviewer = hire(company, "zhou.min", "reviewer")
    decision = decided(she)
    assert "fitting-push, version 3.2" in she.seen(decision, "explanation")["en"]
    assert "推送减肥产品广告。" in she.seen(decision, "explanation")["zh"]
    case = she.contest(decision)
    assert she.review(decision, reviewer, "upheld").status_code == 409, "nobody has shown who they are"
    assert case.prove() == "accepted"
    assert she.seen(decision)["state"] == "contested"
    step = she.ask("advertising", ["preferences"], "profile", **SITE)
    assert [each["concerns"] for each in step["obligations"] if each["duty"] == "say-contested"] == [
        [decision]
    ]
    clocks = {(each["duty"], each["part"]): each["due"] for each in case.now["clocks"]}
    assert (clocks["decide", "review"], clocks["answer", "-"]) == ("2026-03-27", "2026-04-13")
    company.clock.forward(days=3)
    found = she.review(decision, reviewer, "overturned", outcome="general").json()
    assert (found["outcome"], found["reviews"][0]["before"]) == ("general", "fitting")
    assert (case.state, case.now["late"]) == ("answered", False)
    letter = case.letter()
    assert "Name zhou.min has looked at the decision again and changed it." in letter
    assert WHY["en"] in letter
    assert "现结果：展示非定向广告。" in case.letter("zh")
    company.work()
    assert [each.to for each in company.letters()] == [MAIL]
    kinds = [each["kind"] for each in company.entries("jingdigital") if each["kind"].startswith("automated.")]
    assert kinds == [
        "automated.decision.recorded", "automated.decision.contested", "automated.decision.reviewed",
        "automated.decision.contested",
    ]  # fmt: skip
    (reviewed,) = [e for e in company.entries("jingdigital") if e["kind"] == "automated.decision.reviewed"]
    assert (reviewed["body"]["operator"], reviewed["body"]["state"]) == (reviewer, "overturned")
    assert not any(company.holds(text) for each in OUTCOMES.values() for text in each.values())


@scenario("002-10")
def test_the_customer_objects_for_its_user(company, she):
    """The customer objects for its user at any time: the decision is contested, and waits for proof of who speaks; whoever made the model reviews nothing."""
    maker = hire(company, "xu.hui", "reviewer")
    decision = decided(she, makers=[maker])
    entered = hire(company, "wu.lan", "administrator")
    case = she.contest(decision, role="administrator", route="mail", operator=entered)
    assert (case.state, case.now["kind"], case.now["about"]) == ("received", "object-automated", decision)
    assert she.seen(decision)["state"] == "contested"
    mine = she.contest(decision)
    assert mine.prove() == "accepted"
    assert she.review(decision, maker, "upheld").status_code == 409
    other = hire(company, "zhou.min", "reviewer")
    assert she.review(decision, other, "upheld").json()["state"] == "upheld"
    assert "Name zhou.min" in mine.letter()
    assert she.seen(decision)["state"] == "contested", "the customer's own objection is not answered yet"


@scenario("002-10")
def test_a_push_without_a_review_offered_is_not_registered(she):
    """A choice of adverts has a significant effect in this policy, so it is not registered where no review was offered, nor without the step that permits it."""
    step = she.ask("advertising", ["preferences"], "profile", **SITE)
    assert she.tell(step["entry"], offered=["explanation"]).status_code == 409
    assert she.tell(0).status_code == 409
    assert she.tell(step["entry"], inputs=["preferences", "email"]).status_code == 409
    assert she.seen() == []
