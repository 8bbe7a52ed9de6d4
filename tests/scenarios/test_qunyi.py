"""Scenarios of Qunyi MPM: organisations, their members, contact matching, clipboard, requests, minors, the end of a service.

Each test names its scenario; what waits says for which part (docs/SCENARIOS.md).
"""

from __future__ import annotations

from tests.scenarios.company import (
    OFFICER,
    codes,
    proofs,
    rows,
)
from tests.scenarios.school import (
    ACTIVATED,
    ADMINISTRATOR,
    CARD,
    CLOCK_IN,
    MEMBER,
    OWN,
    PAPERS,
    PLATFORM,
    SCHOOL,
    change,
    grown_up,
    on_file,
    planned,
)
from tests.scenarios.waiting import scenario, waits

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
