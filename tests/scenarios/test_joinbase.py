"""Scenarios of JoinBase: registration, cookies, sources, requests, sharing, the end of a service, a new version.

Each test names its scenario; what waits says for which part (docs/SCENARIOS.md).
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.scenarios.company import OFFICER, codes, kept_by, proofs, rows, troth, unsaid
from tests.scenarios.drafts import next_version
from tests.scenarios.waiting import scenario, waits
from tests.web.people import choice

REGISTER = {"product": "platform", "occasion": {"trigger": "register"}}
SUPPORT = {"occasion": {"trigger": "service-support"}}
FORM = ["name", "email", "phone", "birthday"]
SENT = {
    "name": "李雪梅",
    "email": "li.xuemei@mail.example",
    "phone": "13800138471",
    "birthday": "1991-07-23",
}
OLD, NEW = "2022-02-25", "2026-04-15"


@pytest.fixture
def visitor(company):
    return company.person("joinbase")


@pytest.fixture
def customer(company):
    """Somebody with an open support ticket."""
    person = company.person("joinbase")
    person.yes("support", ["name", "company", "email", "phone"], **SUPPORT)
    person.prove("ticket", "t-1")
    return person


# --- 000-1


@scenario("000-1")
def test_the_policy_is_read_by_anybody_and_a_no_leaves_only_itself(company, visitor):
    """Anybody reads the policy; after a no by click nothing but the no is on record, and nothing may be collected."""
    for language in ("en", "zh"):
        page = company.browser(language).get("/centre/joinbase")
        assert page.status_code == 200
        assert OLD in page.text
    asked = visitor.ask("registration", FORM, **REGISTER)
    assert asked["answer"] == "ask"
    assert {"agreement", "age"} == {each["kind"] for each in asked["ask"]}
    browser = visitor.come_in()
    page = browser.get("/centre/joinbase/me").text
    said = {**choice(page, "joinbase", "joinbase"), "choice": "refuse"}
    assert browser.post("/centre/joinbase/me/choices", data=said).status_code == 200
    assert "not-agreed" in visitor.why_not("registration", FORM, **REGISTER)
    assert [e["kind"] for e in company.entries("joinbase") if not e["kind"].startswith("decision.")] == [
        "policy.version.published",
        "consent.agreement.refused",
    ]


@scenario("000-1")
def test_acceptance_keeps_version_and_text_and_the_birthday_stays_out(company, visitor):
    """A yes by click keeps version and hash of the text; name, e-mail and phone are permitted, the birthday is not listed."""
    visitor.yes("registration", FORM, **REGISTER)
    answer = visitor.ask("registration", FORM, **REGISTER)
    assert (answer["answer"], answer["only"]) == ("permit", ["name", "email", "phone"])
    assert [(r["code"], r.get("element")) for r in answer["reasons"] if r["code"] == "unknown-data"] == [
        ("unknown-data", "birthday")
    ]
    assert {"mjzk-017"} <= rows(answer)
    (accepted,) = [e for e in company.entries("joinbase") if e["kind"] == "consent.agreement.accepted"]
    view = visitor.view("agreement", "joinbase")
    assert (view["state"], view["level"]) == ("given", "explicit")
    assert accepted["policy"]["version"] == OLD
    assert accepted["policy"]["hash"] == answer["policy"]["hash"]
    assert len(accepted["body"]["shown"]) == 64
    assert len(visitor.receipts()) == 1
    assert company.verified("joinbase")


@scenario("000-1")
def test_three_fields_are_stored(company, visitor):
    """The three fields are stored and come out again; the birthday is nowhere on disk, and no value can be read there."""
    assert visitor.give("registration", SENT, **REGISTER) == []
    visitor.yes("registration", FORM, **REGISTER)
    assert visitor.give("registration", SENT, **REGISTER) == ["email", "name", "phone"]
    own = {name: value for name, value in SENT.items() if name != "birthday"}
    assert visitor.held("account-service", *FORM, product="platform") == own
    company.restart()
    again = company.person("joinbase")
    assert again.held("account-service", *FORM, product="platform") == own
    assert company.holds(OLD), "the search finds what is there"
    assert [each for each in SENT.values() if company.holds(each)] == []


# --- 000-2


@scenario("000-2")
def test_a_number_left_with_support_is_no_number_for_marketing(customer):
    """A number left with support waits for a yes that names promotion; by that yes, and no sooner, the SMS may go out."""
    send = {"act": "contact", "channel": "sms"}
    before = customer.ask("promotion", ["phone"], **send)
    assert before["answer"] == "ask"
    assert {"collected-for-other", "consent-missing"} <= codes(before)
    assert {each["purpose"] for each in before["ask"]} == {"promotion"}
    assert "Promote our services" in before["ask"][0]["text"]["en"]
    customer.yes("promotion", ["phone"], **send)
    assert customer.may("promotion", ["phone"], **send) == ["phone"]


@scenario("000-2")
def test_a_stop_by_sms_ends_marketing_and_leaves_the_ticket_alone(customer):
    """The method of the SMS stops the next one, and every other commercial message; the ticket is worked on as before."""
    send = {"act": "contact", "channel": "sms"}
    customer.yes("promotion", ["phone"], **send)
    customer.fact("opt-out", "promotion", channel="sms")
    assert customer.why_not("promotion", ["phone"], **send) == {"said-no"}
    assert customer.why_not("commercial", ["phone"], **send) == {"said-no"}
    assert customer.may("support-service", ["phone"], "use", claim=proofs("t-1")) == ["phone"]


@scenario("000-2")
def test_a_withdrawal_in_the_centre_stops_marketing_too(customer):
    """Taking the consent back in the privacy centre stops the next send as well, whatever was sent before."""
    send = {"act": "contact", "channel": "sms"}
    customer.yes("promotion", ["phone"], **send)
    browser = customer.come_in("zh")
    page = browser.get("/centre/joinbase/me").text
    said = {**choice(page, "promotion", "joinbase"), "choice": "withdraw"}
    assert browser.post("/centre/joinbase/me/choices", data=said).status_code == 200
    assert customer.why_not("promotion", ["phone"], **send) == {"said-no"}
    assert customer.may("support-service", ["phone"], "use", claim=proofs("t-1")) == ["phone"]


@scenario("000-2")
@waits("replies", "the reply word, as it comes in by SMS, is taken as the opt-out by itself")
def test_the_reply_word_is_read(later):
    later()


# --- 000-4

LOGIN = ["login-status", "cookie-id"]


@scenario("000-4")
def test_no_cookie_before_the_answer_and_public_pages_after_a_no(visitor):
    """Notify first: no cookie before the answer; after a no none at all, and public pages are read as before."""
    before = visitor.ask("login-state", LOGIN)
    assert before["answer"] == "ask"
    assert "login-cookies" in {each.get("purpose") for each in before["ask"]}
    visitor.no("login-state", LOGIN)
    assert visitor.why_not("login-state", LOGIN) == {"said-no"}
    assert visitor.may("browse", act="serve") == []


@scenario("000-4")
def test_a_login_cookie_gives_nobody_the_name(visitor):
    """On a shared computer: with cookies allowed the login name goes into one as a keyed code only, never as it is."""
    visitor.yes("login-state", LOGIN)
    for form in ("raw", "masked"):
        assert "form-too-identifying" in visitor.why_not(
            "login-digest", [{"element": "login-name", "form": form}]
        )
    assert visitor.may("login-digest", [{"element": "login-name", "form": "keyed-code"}]) == ["login-name"]


@scenario("000-4")
def test_a_deleted_cookie_is_not_built_anew(visitor):
    """After all cookies were deleted nothing of the device may stand in for the identifier."""
    visitor.yes("login-state", LOGIN)
    for element in ("device-id", "mac", "ip"):
        assert visitor.why_not("login-state", [element]) == {"unlisted-data"}


@scenario("000-4")
def test_our_own_pages_set_no_cookie_on_readers(company):
    """Whoever only reads Troth's own pages gets no cookie from them."""
    browser = company.browser()
    for path in ("/", "/centre/joinbase", "/centre/jeejio"):
        assert browser.get(path).status_code == 200
    assert list(browser.cookies) == []


@scenario("000-4")
@waits("widget", "the banner asks first, sets the sealed login cookie, and clears all of them on a no")
def test_the_banner_does_as_the_person_said(later):
    later()


# --- 000-5

SUPPLIED = [{"element": "email", "origin": "data-supplier"}]


@scenario("000-5")
def test_a_supply_stays_inactive_until_all_is_confirmed(company):
    """Contacts from a supplier are not taken in while the origin, its lawfulness or its scope is unconfirmed."""
    person = company.person("joinbase")
    person.yes("support", ["name"], **SUPPORT)
    for confirmed in ([], ["origin", "scope"], ["origin", "lawful", "scope"]):
        company.fact("joinbase", "origin", "data-supplier", confirmed=confirmed, scope=["support"])
        assert "origin-unconfirmed" in person.why_not("support", SUPPLIED, **SUPPORT)
    confirmed = ["origin", "lawful", "scope", "onward-consent"]
    company.fact("joinbase", "origin", "data-supplier", confirmed=confirmed, scope=["support"])
    assert person.may("support", SUPPLIED, **SUPPORT) == ["email"]


@scenario("000-5")
def test_beyond_the_scope_the_person_decides(company):
    """Within the scope "support" and no further: analytics and passing on wait for the person's own express consent."""
    person = company.person("joinbase")
    person.yes("support", ["name"], **SUPPORT)
    person.prove("ticket", "t-1")
    confirmed = ["origin", "lawful", "scope", "onward-consent"]
    company.fact("joinbase", "origin", "data-supplier", confirmed=confirmed, scope=["support"])
    company.bind("joinbase", "affiliate")
    supplied = [{"element": each, "origin": "data-supplier"} for each in ("company", "email")]
    person.yes("support", supplied, **SUPPORT)
    masked = [{"element": "company", "form": "masked"}]
    onward = {"act": "share", "recipient": "affiliate", "claim": proofs("t-1")}
    assert "origin-unconfirmed" in codes(person.ask("analytics", masked, "use"))
    assert person.may("analytics", masked, "use") is None
    assert "origin-unconfirmed" in codes(person.ask("support-service", ["email"], **onward))
    person.no("support-service", ["email"], **onward)
    assert "said-no" in person.why_not("support-service", ["email"], **onward)
    person.yes("analytics", masked, "use")
    assert person.may("analytics", masked, "use") == ["company"]


@scenario("000-5")
@waits("sharing", "what stays unconfirmed is erased from quarantine after 30 days")
def test_quarantine_ends(company, later):
    company.clock.forward(days=31)
    later()


# --- 000-7


@scenario("000-7")
def test_the_published_text_states_limit_fee_and_refusal():
    """The published text says how many requests are free, and that needless repetition may be refused."""
    assert kept_by("joinbase", "mjzk", *range(206, 212)) == {"requests"}
    assert kept_by("joinbase", "mjzk", 212) == {"grounds.refusing.repetitive"}
    assert unsaid("joinbase", "3 in 12 months", "Needlessly repeated") == []
    assert unsaid("joinbase", "无正当理由反复提出", language="zh") == []


@pytest.fixture
def registered(company):
    """Somebody whose three fields are on file, for long enough to send a code there."""
    return signed_up(company)


def signed_up(company, subject="u-1", **other):
    person = company.person("joinbase", subject)
    person.yes("registration", FORM, **REGISTER)
    person.give("registration", {**SENT, **other}, **REGISTER)
    company.clock.forward(days=20)
    return person


def ask_again(company, person, times):
    """Make the same request so many times, a month apart, each answered but the last; return them all."""
    made = []
    for number in range(times):
        company.clock.forward(days=30)
        made.append(person.request("access"))
        assert made[-1].prove() == ("accepted" if number == 0 else "verified"), (
            "the first is nobody's decision"
        )
        if 0 < number < times - 1:
            made[-1].decide("accept")
        company.work()
    assert [each.state for each in made] == ["answered"] * (times - 1) + ["verified"]
    return made


SAME = {"en": "Nothing has changed since.", "zh": "此后并无变化。"}


@scenario("000-7")
def test_the_fourth_request_is_refused_with_reasons(company, registered):
    """The fourth request in 12 months may be refused as repeated, with the three before it in the letter; never by silence."""
    *earlier, last = ask_again(company, registered, 4)
    assert last.now["count"] == 4
    assert {"decide", "answer"} <= {each["kind"] for each in company.owed("joinbase")}, (
        "silence would be late"
    )
    assert (
        last.try_("refuse", operator=OFFICER, role="officer", ground="repetitive", whole="-").status_code
        == 409
    )
    refused = last.decide("refuse", ground="repetitive", text=SAME, whole="It is the same whole.")
    assert (refused["state"], refused["outcome"]) == ("answered", "refused")
    letter = last.letter()
    assert all(each.id in letter for each in earlier)
    for said in ("Needlessly repeated", SAME["en"], "You can object", "court"):
        assert said in letter
    company.letters()
    company.work()
    (told,) = company.letters()
    assert last.id in told.body
    company.clock.forward(days=330)
    fresh = registered.request("access")
    assert fresh.prove() == "verified"
    assert fresh.now["count"] == 3, "a year after the first it counts no more"
    barred = fresh.try_("refuse", operator=OFFICER, role="officer", ground="repetitive", text=SAME, whole="-")
    assert barred.status_code == 409


@scenario("000-7")
def test_the_fourth_request_has_a_fee_proposed_first(open_company, tmp_path):
    """Where the text names a fee, it comes before a refusal: proposed with the counter on record, and the person may withdraw."""
    fees = {"free": "3 per 12 months", "then": "CNY 20", "before-refusal": True}
    company = open_company(next_version(tmp_path, "joinbase", "2026-01-01", requests={"fees": fees}))
    person = signed_up(company)
    last = ask_again(company, person, 4)[-1]
    early = last.try_("refuse", operator=OFFICER, role="officer", ground="repetitive", text=SAME, whole="-")
    assert early.status_code == 409, "a fee is proposed before"
    asked = last.decide("ask", what="fee", words="This is your 4th request in 12 months; it costs CNY 20.")
    assert (asked["state"], asked["waits-for"], asked["count"]) == ("waiting", "fee", 4)
    received = [e["body"] for e in company.entries("joinbase") if e["kind"] == "rights.case.received"]
    assert [each["count"] for each in received] == [1, 2, 3, 4]
    company.letters()
    company.work()
    (told,) = company.letters()
    assert last.id in told.body
    assert last.step("withdraw")["state"] == "withdrawn"
    assert company.owed("joinbase") == []


# --- 000-8


@scenario("000-8")
def test_sharing_without_consent_is_seen_and_stopped_at_once(company, customer):
    """No consent is in the person's receipts; from the upheld complaint on, that recipient gets nothing, even after a yes."""
    company.bind("joinbase", "supplier", "affiliate")
    share = {"act": "share", "recipient": "supplier", "claim": proofs("t-1")}
    asked = customer.ask("support-service", ["name"], **share)
    assert asked["answer"] == "ask"
    assert not any("supplier" in str(each) for each in customer.receipts())
    customer.fact("stop-order", "supplier")
    assert customer.why_not("support-service", ["name"], **share) == {"stop-order"}
    (prompt,) = asked["ask"]
    customer.put(prompt)
    assert customer.why_not("support-service", ["name"], **share) == {"stop-order"}
    assert customer.ask("support-service", ["name"], **{**share, "recipient": "affiliate"})["answer"] == "ask"


@scenario("000-8")
@waits("sharing", "a notice to erase goes to the recipient and is tracked until its receipt is there")
def test_the_recipient_is_told_to_erase(customer, later):
    customer.fact("stop-order", "supplier")
    later()


@scenario("000-8")
def test_own_data_are_erased_as_asked(company, registered):
    """The complaint is answered; the person's own data are erased on the ground of unlawful sharing, which takes a finding."""
    complaint = registered.request("complaint", words="The partner called me. I never agreed.")
    complaint.decide("answer", text={"en": "No consent is on file.", "zh": "未查到您的同意记录。"})
    assert "No consent is on file." in complaint.letter()
    asked = registered.request("delete")
    assert asked.prove() == "verified"
    bare = asked.try_("accept", operator=OFFICER, role="officer", ground="unlawful-sharing")
    assert bare.status_code == 409, "a finding is needed"
    finding = f"complaint {complaint.id}: shared with the supplier, no consent in the ledger"
    asked.decide("accept", ground="unlawful-sharing", evidence={"finding": finding})
    company.work()
    assert (asked.state, asked.now["outcome"]) == ("answered", "fulfilled")
    assert "vault: erased, done" in asked.letter()
    assert registered.held("account-service", *FORM, product="platform") == {}
    (accepted,) = [e for e in company.entries("joinbase") if e["kind"] == "rights.case.accepted"]
    assert "grounds.deleting.unlawful-sharing" in accepted["body"]["clauses"]
    assert company.verified("joinbase")


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
}


def ending(company, event, number, **more):
    """Take a step on an announced end; return the response."""
    body = {"policy": "joinbase", "event": event, **more}
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
