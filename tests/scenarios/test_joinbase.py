"""Scenarios of JoinBase: registration, cookies, sources, requests, sharing, the end of a service, a new version.

Each test names its scenario; what waits says for which part (docs/SCENARIOS.md).
"""

from __future__ import annotations

import pytest

from tests.scenarios.commands import kept_by, unsaid
from tests.scenarios.company import OFFICER, codes, proofs, rows
from tests.scenarios.drafts import next_version
from tests.scenarios.support import FORM, OLD, REGISTER, SENT, SUPPORT, with_ticket
from tests.scenarios.waiting import scenario, waits
from tests.web.people import choice


@pytest.fixture
def visitor(company):
    return company.person("joinbase")


@pytest.fixture
def customer(company):
    """Somebody with an open support ticket."""
    return with_ticket(company)


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
    received = [e["body"] for e in company.entries("joinbase") if e["kind"] == "rights.case.proved"]
    assert [each["count"] for each in received] == [1, 2, 3, 4]
    company.letters()
    company.work()
    (told,) = company.letters()
    assert last.id in told.body
    assert last.step("withdraw")["state"] == "withdrawn"
    later = [each["about"].split("-")[0] for each in company.owed("joinbase")]
    assert set(later) == {"file"}, "their files go once the time for an objection is over"


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
    company.clock.forward(hours=72)  # until then another contact of theirs could say no
    bare = asked.try_("accept", operator=OFFICER, role="officer", ground="unlawful-sharing")
    assert bare.status_code == 409, "a finding is needed"
    finding = f"complaint {complaint.id}: shared with the supplier, no consent in the ledger"
    asked.decide("accept", ground="unlawful-sharing", evidence={"finding": finding})
    company.work()
    assert (asked.state, asked.now["outcome"]) == ("answered", "fulfilled")
    assert "our vault of personal data: erased, done" in asked.letter()
    assert registered.held("account-service", *FORM, product="platform") == {}
    (accepted,) = [e for e in company.entries("joinbase") if e["kind"] == "rights.case.accepted"]
    assert "grounds.deleting.unlawful-sharing" in accepted["body"]["clauses"]
    assert company.verified("joinbase")
