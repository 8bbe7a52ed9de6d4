"""Scenarios of Qunyi MPM: organisations, their members, contact matching, clipboard, requests, minors, the end of a service.

Each test names its scenario; what waits says for which part (docs/SCENARIOS.md).
"""

from __future__ import annotations

import pytest

from tests.scenarios.company import (
    OFFICER,
    Guardian,
    Office,
    codes,
    from_,
    kept_by,
    proofs,
    rows,
    troth,
    unsaid,
)
from tests.scenarios.drafts import next_version
from tests.scenarios.waiting import scenario, waits

PLATFORM = {"product": "mpm-platform"}
SCHOOL = {"controller": "acme-school", **PLATFORM}
ADMINISTRATOR = {"kind": "administrator", "roles": ["administrator"]}
MEMBER = {"kind": "individual", "roles": ["individual"]}
PAPERS = [
    "organisation-name",
    "administrator-name",
    "administrator-id",
    "representative-name",
    "representative-id",
    "business-licence",
]
CARD = ["member-name", "designation", "department", "member-mobile", "home-address"]
ACTIVATED = {
    "controller": "acme-school",
    "role": "administrator",
    "purposes": ["daily-work", "member-upload", "organisation-address-book", "biometric-work"],
    "acts": ["collect", "keep", "read"],
    "elements": ["check-in", "custom-field", "face", *CARD],
    "functions": ["attendance", "upload-members", "address-book"],
    "told": ["purpose", "scope", "method"],
    "consent": "separate",
    "live": True,
}
CLOCK_IN = {"function": "attendance", **SCHOOL}


def grown_up(company, subject="m-1"):
    """Return a member of age with an account of their own."""
    person = company.person("qunyi", subject)
    person.yes("registration", ["phone", "name"], **PLATFORM)
    return person


OWN = {"phone": "13600136058", "name": "高山"}


def on_file(company, subject="m-1"):
    """Return a member whose own number is on file for long enough to get a code."""
    person = grown_up(company, subject)
    person.give("registration", OWN, **PLATFORM)
    company.clock.forward(days=20)
    return person


# --- 003-1


@scenario("003-1")
def test_papers_wait_for_the_consent_of_those_named(company):
    """Name, licence and the identities of A and L are taken in only after the separate consent of those whom they name."""
    company.prove("qunyi", "encrypted-storage", "e-1")
    asking = {"claim": proofs("e-1"), **PLATFORM}
    legal = company.person("qunyi", "legal-1")
    assert legal.ask("organisation-verification", PAPERS, **asking)["answer"] == "ask"
    legal.no("organisation-verification", PAPERS, **asking)
    assert "said-no" in legal.why_not("organisation-verification", PAPERS, **asking)
    other = company.person("qunyi", "legal-2")
    other.yes("organisation-verification", PAPERS, **asking)
    assert other.may("organisation-verification", PAPERS, **asking) == PAPERS


@scenario("003-1")
def test_the_administrator_switches_on_and_a_member_cannot(company):
    """A, once appointed, switches attendance on; a member who tries is refused for want of the role."""
    activate = {"act": "instruct", "function": "activate-services", **SCHOOL}
    administrator, member = grown_up(company, "adm-1"), grown_up(company)
    assert administrator.may("organisation-administration", actor=ADMINISTRATOR, **activate) == []
    assert member.why_not("organisation-administration", actor=MEMBER, **activate) == {"role-missing"}


@scenario("003-1")
def test_the_organisation_decides_over_its_data(company):
    """Attendance is T's: nothing moves before T switched it on, nothing for another organisation, nothing for Qunyi's own ends."""
    member = grown_up(company)
    assert "no-instruction" in member.why_not("daily-work", ["check-in"], **CLOCK_IN)
    company.fact("qunyi", "instruction", "activated", **ACTIVATED)
    answer = member.ask("daily-work", ["check-in"], **CLOCK_IN)
    assert (answer["answer"], answer["only"]) == ("permit", ["check-in"])
    assert {"qunyi-102", "qunyi-171"} <= rows(answer)
    elsewhere = {**CLOCK_IN, "controller": "other-school"}
    assert "no-instruction" in member.why_not("daily-work", ["check-in"], **elsewhere)
    own = {"act": "use", "occasion": {"in-use": "yes"}, **PLATFORM}
    assert "own-use" in member.why_not("improve-service", ["check-in"], **own)


# --- 003-2

UPLOAD = {"function": "upload-members", "actor": ADMINISTRATOR, **SCHOOL}
IMPORT = {"policy": "qunyi", "act": "collect", "purpose": "member-upload", "data": CARD, **UPLOAD}


@scenario("003-2")
def test_rows_without_consent_stay_out(company):
    """Of 50 members (a tenth of the scenario's) those who were told and agreed are taken in, the others are refused with the reason."""
    company.fact("qunyi", "instruction", "activated", **ACTIVATED)
    company.prove("qunyi", "member-notice", "n-1")
    everybody = [IMPORT | {"subject": f"row-{each}", "claim": proofs("n-1")} for each in range(50)]
    for each in everybody:
        company.person("qunyi", each["subject"]).say("agree", "member-upload", CARD, **UPLOAD)
    accepted = company.http.post("/v1/decisions", json=everybody[:40]).json()
    assert {(each["answer"], *each["only"]) for each in accepted} == {("permit", *CARD)}
    company.end("qunyi", "instruction", "activated")
    company.fact("qunyi", "instruction", "untold", **{**ACTIVATED, "told": ["purpose"]})
    refused = company.http.post("/v1/decisions", json=everybody[40:]).json()
    assert {each["answer"] for each in refused} == {"refuse"}
    assert all("not-attested" in codes(each) for each in refused)


@scenario("003-2")
def test_a_field_is_declared_before_it_is_filled(company):
    """A field of the organisation's own is refused until it is declared; what no one ever declared is refused for good."""
    company.fact("qunyi", "instruction", "activated", **ACTIVATED)
    member = grown_up(company, "row-1")
    assert "evidence-missing" in member.why_not("member-upload", ["custom-field"], **UPLOAD)
    company.prove("qunyi", "field-declaration", "f-1")
    asking = member.ask("member-upload", ["custom-field"], claim=proofs("f-1"), **UPLOAD)
    assert (asking["answer"], codes(asking)) == ("ask", {"not-told"})
    company.prove("qunyi", "member-notice", "n-1")
    assert member.may("member-upload", ["custom-field"], claim=proofs("f-1", "n-1"), **UPLOAD) == [
        "custom-field"
    ]
    assert "unknown-data" in member.why_not("member-upload", ["blood-type"], **UPLOAD)
    assert "role-missing" in member.why_not("member-upload", CARD, **{**UPLOAD, "actor": MEMBER})


@scenario("003-2")
@waits("sharing", "consent is filed row by row, and rows without it lie in quarantine")
def test_rows_lie_in_quarantine(later):
    later()


@scenario("003-2")
def test_a_request_is_routed_to_the_organisation(company):
    """A member's request about T's data goes to T at once, and the member is told; T silent for 2 working days, it is decided here."""
    member = on_file(company)
    member.prove("field-declaration", "f-1")
    company.fact("qunyi", "instruction", "activated", **ACTIVATED)
    company.prove("qunyi", "member-notice", "n-1")
    given = {"member-name": "何静", "designation": "店长", "department": "东区"}
    taken_in = {"claim": proofs("n-1"), **UPLOAD}
    member.yes("member-upload", [*given], **taken_in)
    assert member.give("member-upload", given, **taken_in) == sorted(given)
    asked = member.request("access", elements=["designation", "department"])
    assert ("assist-controller", "2026-03-24") in {
        (each["duty"], each["due"]) for each in asked.now["clocks"]
    }
    company.work()
    (told,) = company.letters()
    assert (asked.id in told.body, told.to) == (True, "+86" + OWN["phone"])
    assert asked.prove() == "verified", "T may still answer: nobody here decides"
    assert asked.try_("accept", operator=OFFICER, role="officer").status_code == 409
    company.clock.forward(days=3)
    company.work()
    assert (asked.state, asked.now["outcome"]) == ("answered", "fulfilled")
    notes = [e["body"].get("code") for e in company.entries("qunyi") if e["kind"] == "rights.case.noted"]
    assert [each for each in notes if each in ("forwarded", "organisation-silent")] == [
        "forwarded",
        "organisation-silent",
    ]
    copy = asked.package()
    assert ("店长" in copy, OWN["name"] in copy) == (True, False)
    own = member.request("access", elements=["phone"])
    assert "assist-controller" not in {each["duty"] for each in own.now["clocks"]}, (
        "one's own data are not T's"
    )
    heard = member.request("access", elements=["department"])
    heard.prove()
    answer = {"en": "T has answered you.", "zh": "贵组织已向您答复。"}
    assert heard.decide("answer", outcome="forwarded", text=answer)["outcome"] == "forwarded"


# --- 003-4


@scenario("003-4")
def test_after_the_organisation_its_members_keep_their_own(company):
    """Once T's instructions have ended nothing of T's is handled any more, body features included; E's own account goes on."""
    member = grown_up(company)
    company.fact("qunyi", "instruction", "activated", **ACTIVATED)
    assert member.may("daily-work", ["check-in"], "read", **CLOCK_IN) == ["check-in"]
    company.end("qunyi", "instruction", "activated")
    for act in ("collect", "keep", "read"):
        assert "no-instruction" in member.why_not("daily-work", ["check-in"], act, **CLOCK_IN)
        assert "no-instruction" in member.why_not("biometric-work", ["face"], act, **CLOCK_IN)
    assert member.may("registration", ["phone", "name"], "use", **PLATFORM) == ["phone", "name"]
    assert member.may("account-profile", ["nickname"], **PLATFORM) == ["nickname"]


@scenario("003-4")
def test_an_organisation_is_deregistered(company):
    """T asks to be removed: its data of every member go, with a receipt for each place; a member's own account goes on."""
    member = grown_up(company)
    company.fact("qunyi", "instruction", "activated", **ACTIVATED)
    assert member.may("daily-work", ["check-in"], **CLOCK_IN) == ["check-in"]
    member.fact("record", "face", controller="acme-school")
    number = planned(company, "2026-03-02", "organisation-end", organisation="acme-school", request="cd" * 32)
    assert change(company, "announce", number).status_code == 200
    effective = change(company, "take-effect", number).json()
    assert (effective["state"], effective["people"]) == ("effective", 1)
    assert "no-instruction" in member.why_not("daily-work", ["check-in"], **CLOCK_IN)
    company.work()
    done = change(company, "complete", number)
    assert done.status_code == 200 or done.json()["error"]["id"] == "closure.not-now"
    where = {"policy": "qunyi"}
    report = company.http.get(f"/v1/changes/{number}/certificate", params=where).json()
    assert [(each["place"], each["people"]) for each in report["places"]] == [("vault", 1)]
    gone = [e["body"] for e in company.entries("qunyi") if e["kind"] == "sharing.register.changed"]
    ended = {each for body in gone if body["state"] == "ended" for each in body.get("elements", ())}
    assert ended == {"check-in", "face"}
    assert member.may("registration", ["phone", "name"], "use", **PLATFORM) == ["phone", "name"]


# --- 003-5

MATCH = {"function": "contact-matching", **PLATFORM}
CODED = [{"element": "address-book", "form": "keyed-code"}]
SHOWN = {"act": "serve", "actor": {"kind": "individual"}, **PLATFORM}


@scenario("003-5")
def test_matching_takes_keyed_codes_only(company):
    """With matching on, only keyed codes of the address book may be taken in, for matching alone, and never kept; off again, none."""
    user = grown_up(company, "u-1")
    user.yes("contact-matching", CODED, **MATCH)
    assert user.may("contact-matching", CODED, **MATCH) == ["address-book"]
    assert "form-too-identifying" in user.why_not("contact-matching", ["address-book"], **MATCH)
    assert user.why_not("contact-matching", CODED, "keep", **MATCH) == {"act-not-listed"}
    user.withdraw("contact-matching")
    for act in ("collect", "combine"):
        assert user.why_not("contact-matching", CODED, act, **MATCH) == {"said-no"}


@scenario("003-5")
def test_who_has_matching_off_is_not_shown(company):
    """W, who has matching off, and X, who has no account, are shown to nobody, matched or not."""
    for person in (grown_up(company, "w-1"), company.person("qunyi", "x-1")):
        person.fact("relation", "matched")
        assert person.may("show-matches", ["matched-account"], **SHOWN) is None


@scenario("003-5")
def test_who_has_matching_on_is_shown(company):
    """V, who has matching on too and matched, is shown to U."""
    person = grown_up(company, "v-1")
    person.yes("contact-matching", CODED, **MATCH)
    person.fact("relation", "matched")
    assert person.may("show-matches", ["matched-account"], **SHOWN) == ["matched-account"]


@scenario("003-5")
@waits(
    "sharing",
    "matching runs on codes under a secret key, and no dump of database, logs or caches has a number or name of the address book",
)
def test_no_dump_has_the_address_book(later):
    later()


# --- 003-7


@scenario("003-7")
def test_pasted_and_related_text_is_read_and_logged(company):
    """Text that the person pastes, and a related link, are read; both steps are on record, and go with the duty to keep nothing."""
    user = grown_up(company, "u-1")
    for act, trigger in (("collect", "paste"), ("read", "related-content")):
        answer = user.ask("paste", ["clipboard"], act, occasion={"trigger": trigger}, **PLATFORM)
        assert (answer["answer"], answer["only"]) == ("permit", ["clipboard"])
        entry = company.entries("qunyi")[answer["entry"]]
        assert (entry["kind"], entry["body"]["purpose"]) == ("decision.step.permitted", "paste")
        if act == "collect":
            assert "keep-nothing" in {each["duty"] for each in answer["obligations"]}


@scenario("003-7")
def test_unrelated_text_is_used_for_nothing(company):
    """Unrelated text is not used, kept or shared; nothing of the clipboard is read without a paste, kept, or shared unannounced."""
    user = grown_up(company, "u-1")
    unrelated = {"occasion": {"trigger": "related-content", "content": "unrelated"}, **PLATFORM}
    for act in ("use", "keep"):
        assert "never" in user.why_not("paste", ["clipboard"], act, **unrelated)
    assert user.why_not("paste", ["clipboard"], "read", **PLATFORM) == {"occasion"}
    own = {"occasion": {"trigger": "paste", "content": "own"}, **PLATFORM}
    assert "act-not-listed" in user.why_not("paste", ["clipboard"], "keep", **own)
    refused = user.ask("paste", ["clipboard"], "share", recipient="partner", **own)
    assert refused["answer"] == "refuse"


@scenario("003-7")
def test_nothing_of_the_clipboard_is_stored(company):
    """What is pasted is kept for nothing: with the day it goes by itself, and what else is on file stays."""
    user = on_file(company)
    own = {"occasion": {"trigger": "paste", "content": "own"}, **PLATFORM}
    user.yes("paste", ["clipboard"], **own)
    user.give("paste", {"clipboard": "剪贴板金丝雀"}, **own)
    company.work()
    company.clock.forward(days=1)
    company.work()
    done = [each for each in company.entries("qunyi") if each["kind"] == "holdings.order.answered"]
    assert [(each["body"]["act"], each["body"]["state"]) for each in done] == [("erase", "done")]
    assert user.held("paste", "clipboard", act="read", **own) == {}
    assert user.held("registration", "phone", act="read", **PLATFORM) != {}


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


TOLD = {"en": "Family ends.", "zh": "“家庭”产品将停止服务。"}
SEEN = "ab" * 32


def change(company, event, number, **more):
    """Take a step on an announced end; return the response."""
    body = {"policy": "qunyi", "event": event, **more}
    return company.http.post(f"/v1/changes/{number}/events", json=body)


def planned(company, day, kind="service-end", **more):
    """Plan an end; return its number."""
    body = {"policy": "qunyi", "kind": kind, "day": day, "text": TOLD, **more}
    made = company.http.post("/v1/changes", json=body)
    assert made.status_code == 201, made.text
    return made.json()["change"]


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
