"""Scenarios of the template policy: what an unfinished text permits (nothing), and what its own rules do once a company filled it in.

Each test names its scenario; what waits says for which part (docs/SCENARIOS.md).
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.scenarios.commands import kept_by, troth, unsaid
from tests.scenarios.company import duties, policy_files, proofs
from tests.scenarios.drafts import acme
from tests.scenarios.waiting import scenario, waits
from troth.assembly import Workers
from troth.duties import begun, open_duty, opened, terms_for

APP = {"product": "app"}
EVENTS = {"act": "entrust", "recipient": "analytics-provider", **APP}


@pytest.fixture
def filled(open_company, tmp_path):
    """A company that wrote what is missing into the template."""
    return open_company(acme(tmp_path), *policy_files("generic-app"))


@pytest.fixture
def user(filled):
    """Somebody who agreed to the filled policy."""
    person = filled.person("acme-app")
    person.yes("stated", ["email"], **APP)
    return person


# --- 004-1

LAST_PAGE = {"act": "keep", "product": "website"}


@scenario("004-1")
def test_no_cookie_on_the_first_view_and_none_by_browsing_on(company, filled):
    """The template sets no cookie at all; filled in, none before a choice, and opening a second page is no choice."""
    assert company.person("generic-app").why_not("last-page", **LAST_PAGE) == {"gap"}
    visitor = filled.person("acme-app", "v-1")
    for _ in range(2):
        assert visitor.may("browse", act="serve", product="website") is None
        assert visitor.may("last-page", **LAST_PAGE) is None
    assert (
        unsaid(
            "generic-app", "Browsing on after the cookie banner is recorded as that, and counts as no choice"
        )
        == []
    )


@scenario("004-1")
def test_no_cookie_but_for_the_visit(filled):
    """A cookie for advertising or analytics stands in no register and is refused."""
    visitor = filled.person("acme-app", "v-1")
    for other in ("ad-retargeting", "visit-counter"):
        assert visitor.why_not(other, **LAST_PAGE) == {"unknown-purpose"}


@scenario("004-1")
def test_a_yes_opens_the_experience_cookie(filled):
    """A yes to a better visit opens the cookie for it; taken back, it is shut again."""
    visitor = filled.person("acme-app", "v-1")
    visitor.yes("last-page", **LAST_PAGE)
    visitor.withdraw("experience")
    assert visitor.why_not("last-page", **LAST_PAGE) == {"said-no"}


@scenario("004-1")
@waits(
    "widget",
    "the banner is on the first page; a second page is on record with the banner's version, as browsing on",
)
def test_the_banner_is_shown_and_browsing_on_is_recorded(filled, later):
    later()


# --- 004-2


@scenario("004-2")
def test_the_gaps_are_named():
    """`troth check` names what is missing: operator, date, purposes, rights, contact; and what to write."""
    found = troth("check", "policies/generic-app.yaml", "--json")
    assert found.status == 1
    gaps = {each["clause"]: each for each in found.json[0]["findings"] if each["severity"] == "gap"}
    assert {"controller", "gaps.date", "gaps.purposes", "rights.stated", "contacts"} <= set(gaps)
    printed = {
        language: troth("check", "policies/generic-app.yaml", "--lang", language).out
        for language in ("en", "zh")
    }
    assert "the list of rights is missing" in printed["en"]
    assert "第" in printed["zh"]


@scenario("004-2")
def test_meanwhile_nothing_is_allowed(company):
    """While the gaps stand every act for every purpose is refused, whoever asks, and the refusal names the gaps."""
    person = company.person("generic-app")
    for act in ("serve", "collect", "use", "share", "transfer", "disclose", "keep"):
        for purpose in ("stated", "statistics", "customer-service"):
            answer = person.ask(purpose, ["usage-record"], act, **APP)
            assert answer["answer"] == "refuse"
            assert {"controller", "gaps.date", "gaps.purposes"} <= {
                each["clause"] for each in answer["reasons"]
            }


@scenario("004-2")
def test_once_filled_it_runs(filled, user, tmp_path):
    """Filled in, the same rules check clean and begin to permit."""
    assert troth("check", acme(tmp_path)).status == 0
    assert user.may("stated", ["email", "password"], **APP) == ["email"]


# --- 004-4


@scenario("004-4")
def test_the_provider_counts_and_does_not_advertise(filled, user):
    """A bound provider gets events for analytics; for advertising, or for the user's experience, it gets none."""
    filled.prove("acme-app", "requirement-document", "rd-1")
    user.yes("statistics", ["event"], **APP)
    assert user.may("statistics", ["event"], **EVENTS) == ["event"]
    assert "unknown-purpose" in user.why_not("advertising", ["event"], **EVENTS)
    assert "recipient-purpose" in user.why_not("user-experience", ["event"], **EVENTS)


@scenario("004-4")
def test_when_the_document_lapses_nothing_flows(filled, user):
    """The day the requirement document lapses the provider gets nothing any more, whatever for."""
    filled.prove("acme-app", "requirement-document", "rd-1", until="2026-04-01")
    user.yes("statistics", ["event"], **APP)
    assert user.may("statistics", ["event"], **EVENTS) == ["event"]
    filled.clock.forward(days=31)
    for purpose in ("statistics", "analysis"):
        assert user.may(purpose, ["event"], **EVENTS) is None


# --- 004-5

HANDOVER = {"act": "transfer", "recipient": "successor", **APP}


@scenario("004-5")
def test_a_successor_signs_first(filled, user):
    """Without an undertaking the handover waits for each person's own yes; once the successor has signed it is released."""
    asked = user.ask("handover", ["email"], **HANDOVER)
    assert asked["answer"] == "ask"
    assert {(each["kind"], each["recipient"]) for each in asked["ask"]} == {("consent", "successor")}
    filled.bind("acme-app", "successor", undertaking=True)
    filled.prove("acme-app", "undertaking", "ut-1")
    released = user.ask("handover", ["email"], claim=proofs("ut-1", case="takeover"), **HANDOVER)
    assert (released["answer"], released["only"]) == ("permit", ["email"])


@scenario("004-5")
def test_the_same_decisions_in_the_new_instance(filled, user, open_company, tmp_path):
    """Under the same file the successor's own Troth answers alike, and knows no yes that it was not handed."""
    successor = open_company(acme(tmp_path), clock=filled.clock)
    theirs = successor.person("acme-app")
    assert theirs.ask("stated", ["email"], **APP)["answer"] == "ask"
    theirs.yes("stated", ["email"], **APP)
    for purpose, data in (
        ("stated", ["email", "event"]),
        ("statistics", ["event"]),
        ("advertising", ["email"]),
    ):
        ours, new = (each.ask(purpose, data, **APP) for each in (user, theirs))
        assert [ours[part] for part in ("answer", "only", "policy")] == [
            new[part] for part in ("answer", "only", "policy")
        ]


@scenario("004-5")
@waits(
    "succession",
    "the transfer is released together with the consent history, and the successor's decisions rest on it",
)
def test_the_consent_history_goes_along(filled, later):
    later()


# --- 004-7

RELEASE = {"act": "share", "recipient": "authority", **APP}


@scenario("004-7")
def test_an_informal_mail_opens_nothing(user):
    """An informal e-mail is no ground: refused for want of evidence."""
    claim = proofs("mail-1", ground="authority-requires")
    assert user.why_not("stated", ["email"], claim=claim, **RELEASE) == {"evidence-missing"}


@scenario("004-7")
def test_a_mandatory_order_is_released_with_an_approver(filled, user):
    """A mandatory order and an approver release it, and no unlisted field; ground and recipient are on record, with the duty to log them."""
    filled.prove("acme-app", "authority-demand", "d-1")
    claim = proofs("d-1", ground="authority-requires")
    assert user.why_not("stated", ["email"], claim=claim, **RELEASE) == {"evidence-missing"}
    filled.prove("acme-app", "approver", "a-1")
    claim = proofs("d-1", "a-1", ground="authority-requires")
    answer = user.ask("stated", ["email", "event"], claim=claim, **RELEASE)
    assert (answer["answer"], answer["only"]) == ("permit", ["email"])
    assert {"log-ground", "count"} <= duties(answer)
    body = filled.entries("acme-app")[answer["entry"]]["body"]
    assert (body["ground"], body["recipient"], body["only"]) == ("authority-requires", "authority", ["email"])


@scenario("004-7")
@waits(
    "sharing",
    "the order names the fields that it demands, and only these go out; its reference and the approver are filed with it",
)
def test_only_the_demanded_fields_go_out(user, later):
    later()


# --- 004-8


@scenario("004-8")
def test_the_published_text_says_what_a_notice_holds():
    """The published text: told by e-mail, letter, phone and push, an announcement for the unreachable, and six items in each notice."""
    assert kept_by("generic-app", "generic", *range(53, 63)) == {"incidents"}
    assert kept_by("generic-app", "generic", 47) == {"statements.channels"}
    text = "After an incident you hear what happened, what we do, what you can do and how we make up for it"
    assert unsaid("generic-app", text, "24 hours from the report") == []


@scenario("004-8")
@waits(
    "incidents",
    "93 delivery records, one announcement that covers 7 listed persons, the regulator's receipt, and no personal value in an e-mail",
)
def test_a_hundred_people_are_told(later):
    later()


# --- 004-10


@scenario("004-10")
def test_a_question_of_1_march_is_due_on_31_march():
    """A question of 1 March is due on 31 March: calendar days from receipt, as the text says."""
    assert kept_by("generic-app", "generic", 72) == {"requests"}
    assert unsaid("generic-app", "30 days from receipt") == []
    found = troth(
        "deadline", "--calendar", "CN", "--from", "2026-03-01", "--within", "30 days", "--json"
    ).json
    assert found["due"] == "2026-03-31"


@scenario("004-10")
def test_reminder_and_breach(filled):
    """A question of 1 March is reminded of before 31 March, and from the end of that day on it is late, in the ledger once."""
    asked = datetime(2026, 3, 1, 10, tzinfo=UTC)
    filled.clock.at = asked
    compiled = filled.installation.gate.shelf.in_force("acme-app")
    spans = terms_for(compiled, "answer", "question")
    answer = opened(
        "answer",
        about="case-1",
        anchor=asked,
        clauses=("requests.answer",),
        terms=begun(spans, {"receipt": asked}),
    )
    filled.installation.gate.store.write("acme-app", lambda book: open_duty(book, answer))

    def on(day):
        filled.clock.at = datetime.fromisoformat(f"{day}T12:00:00+00:00")
        Workers(filled.installation).once()
        (owed,) = filled.http.get("/v1/duties", params={"policy": "acme-app"}).json()
        return owed["due"], owed["reminded"], owed["late"]

    assert on("2026-03-10") == ("2026-03-31", 0, False)
    assert on("2026-03-28") == ("2026-03-31", 80, False)
    assert on("2026-03-31") == ("2026-03-31", 80, False)
    assert on("2026-04-01") == ("2026-03-31", 100, True)
    assert on("2026-04-05") == ("2026-03-31", 100, True)
    kinds = [each["kind"] for each in filled.entries("acme-app")]
    assert (kinds.count("duties.duty.opened"), kinds.count("duties.duty.late")) == (1, 1)


# --- 004-11


@scenario("004-11")
def test_what_is_kept_longer_serves_the_law_alone(filled, user):
    """An item kept longer needs citation and end: it serves nothing but that law, also after the account is closed, until the end date."""
    filled.prove("acme-app", "citation", "law-9")
    kept = {"elements": ["email"], "purpose": "legal-hold", "citation": "law-9"}
    keep = {"act": "keep", "claim": proofs("law-9"), **APP}
    user.fact("hold", "legal-hold", **kept)
    user.fact("account", "account", state="closed")
    assert user.why_not("legal-hold", ["email"], **keep) == {"state"}
    user.fact("hold", "legal-hold", until="2027-01-01", **kept)
    assert user.may("legal-hold", ["email"], **keep) == ["email"]
    assert user.may("legal-hold", ["email"], "keep", **APP) is None
    assert "state" in user.why_not("stated", ["email"], "use", **APP)
    filled.clock.forward(days=306)
    assert user.why_not("legal-hold", ["email"], **keep) == {"state"}


@scenario("004-11")
def test_permitting_law_needs_a_reason_and_an_approver():
    """The text tells two grounds apart: law that requires it, and law that permits it, which needs a reason and an approver too."""
    assert kept_by("generic-app", "generic", 45) == {"grounds.keeping.law-requires-keeping"}
    assert kept_by("generic-app", "generic", 46) == {"grounds.keeping.law-permits-keeping"}
    file = policy_files("generic-app")[0].read_text(encoding="utf-8")
    (line,) = [each for each in file.splitlines() if "law-permits-keeping:" in each]
    assert "need: [citation, officer-reason, approver]" in line


@scenario("004-11")
def test_the_extension_ends_in_deletion(filled, user):
    """Keeping longer by permission takes reason, end and two approvers; somebody looks at it, and at its end the item goes."""
    user.fact(
        "record", "email", collected_for=["customer-service"], collected={"customer-service": "2026-03-02"}
    )
    where = f"/v1/subjects/{user.subject}/facts/hold/stated"
    held = {
        "policy": "acme-app",
        "elements": ["email"],
        "purpose": "stated",
        "citation": "civil.188",
        "basis": "permitted",
    }
    assert "justification" in filled.http.put(where, json=held).text
    held |= {"justification": "case-7", "until": "2028-01-01", "approver": "op-1", "second-approver": "op-1"}
    assert filled.http.put(where, json=held).status_code == 400
    assert filled.http.put(where, json={**held, "second-approver": "op-2"}).status_code == 200
    (look,) = [each for each in filled.owed("acme-app") if each["kind"] == "review-hold"]
    assert look["ends"][:10] == "2028-01-01"
    filled.clock.at = datetime(2027, 12, 31, tzinfo=UTC)
    filled.work()
    (erase,) = [each for each in filled.owed("acme-app") if each["act"] == "erase"]
    assert (erase["elements"], erase["opened"][:10]) == (["email"], "2028-01-01")
    filled.clock.at = datetime(2028, 1, 1, tzinfo=UTC)
    filled.work()
    assert [
        each for each in filled.owed("acme-app") if each["kind"] in ("act-on-holding", "review-hold")
    ] == []
