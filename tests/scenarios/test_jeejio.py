"""Scenarios of Jeejio: closing an account, address book, camera, messages, another account's data, a lesser right, minors.

Each test names its scenario; what waits says for which part (docs/SCENARIOS.md).
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.scenarios.commands import kept_by, troth, unsaid
from tests.scenarios.company import OFFICER, Guardian, codes, from_, proofs, rows
from tests.scenarios.drafts import next_version
from tests.scenarios.waiting import scenario, waits

APP = {"product": "bubble-app"}
SIGN_UP = {"function": "sign-up", **APP}
ACCOUNT = ["phone", "member-name", "email", "password"]
OLD, NEW = "2023-07-20", "2026-03-20"


def registered(company, subject="u-1"):
    """Return somebody of age with an account."""
    person = company.person("jeejio", subject)
    person.yes("registration", ACCOUNT, **SIGN_UP)
    return person


@pytest.fixture
def user(company):
    return registered(company)


# --- 001-1 and 001-2


@scenario("001-1")
def test_under_review_the_account_works_as_before(company, user):
    """Until closing is approved nothing is refused; the published text says 15 working days, and the way back until approval."""
    company.clock.forward(days=14)
    assert user.may("sign-in", ["account", "password"], function="sign-in", **APP) == ["account", "password"]
    assert "states.under-review" in kept_by("jeejio", "jeejio", 154)
    assert (
        unsaid(
            "jeejio", "Within: 15 working days from submission", "You can take it back: until it is approved"
        )
        == []
    )
    assert unsaid("jeejio", "十五个工作日", language="zh") == []


CLOSING = {"route": "settings", "details": {"phone": "13800000001"}}
SEEN_BEFORE = ["offer-copy", "warn-backup", "warn-consequences"]
REACHED = {"phone": "13800000001", "member-name": "Li Lei"}


def erased(company):
    """Return the places in which something of Jeejio's people was erased."""
    answered = [
        each["body"] for each in company.entries("jeejio") if each["kind"] == "holdings.order.answered"
    ]
    return [each["place"] for each in answered if each["act"] == "erase"]


@scenario("001-1")
def test_a_request_is_taken_back_on_day_10(company, user):
    """Customer service takes the request back on working day 10: closed as withdrawn, no erasure on day 15, nothing lost."""
    user.give("registration", REACHED, **SIGN_UP)
    asked = user.request("cancel-account", **CLOSING)
    assert asked.clock("answer")["due"][:10] in ("2026-03-23", "2026-03-24")
    company.clock.forward(days=14)  # Monday 16 March, the tenth working day
    by = {"operator": "2f" * 16, "role": "operator"}
    assert asked.step("withdraw", **by)["state"] == "withdrawn"
    company.clock.forward(days=30)
    company.work()
    assert [each for each in company.owed("jeejio") if each["about"] == asked.id] == []
    assert erased(company) == []
    assert user.may("sign-in", ["account", "password"], function="sign-in", **APP) == ["account", "password"]


@scenario("001-2")
@pytest.mark.parametrize(("calendar", "due"), [("CN", "2023-10-19"), ("HK", "2023-10-16")])
def test_the_fifteenth_working_day(calendar, due):
    """The fifteenth working day after 22 September 2023 is 19 October on the mainland and 16 October in Hong Kong."""
    asked = ("--calendar", calendar, "--from", "2023-09-22", "--within", "15 working days", "--json")
    found = troth("deadline", *asked).json
    assert (found["due"], found["provisional"], len(found["counted"])) == (due, False, 15)
    assert "2023-09-22" not in found["counted"]


@scenario("001-2")
def test_a_closed_account_is_closed_for_good(company, user):
    """Once closed, sign-in and everything else is refused but what the law demands, and the account cannot be opened again."""
    user.fact("account", "account", state="closed")
    assert user.why_not("sign-in", ["account", "password"], function="sign-in", **APP) == {"state"}
    assert user.why_not("member-center", ["nickname"], "serve", **APP) == {"state"}
    user.fact(
        "hold", "legal-hold", elements=["account"], purpose="legal-hold", citation="law-1", until="2026-09-01"
    )
    company.prove("jeejio", "citation", "law-1")
    keep = {"act": "keep", "claim": proofs("law-1"), **APP}
    held, other = from_("registration", "account"), from_("registration", "member-name")
    assert user.may("legal-hold", held, **keep) == ["account"]
    assert user.why_not("legal-hold", other, **keep) == {"state"}
    company.clock.forward(days=190)
    assert "state" in user.why_not("legal-hold", held, **keep)
    body = {"policy": "jeejio", "state": "open"}
    assert user.http.put("/v1/subjects/u-1/facts/account/account", json=body).status_code == 400


@scenario("001-2")
def test_the_same_number_starts_empty(company, user):
    """Somebody who registers with the same number later is a new person: no agreement, no consent and no receipt carries over."""
    user.yes("commercial", ["phone"], "contact", channel="sms", occasion={"content": "services"})
    user.fact("account", "account", state="closed")
    again = company.person("jeejio", "u-1-again")
    assert again.ask("registration", ACCOUNT, **SIGN_UP)["answer"] == "ask"
    assert again.receipts() == []
    assert again.view("consent", "commercial")["state"] == "none"


@scenario("001-2")
def test_an_account_is_closed_in_time(company, user):
    """Copy and backup warning first; closed after the review, by the fifteenth working day; erased, the agreement ended."""
    assert user.give("registration", REACHED, **SIGN_UP) == ["member-name", "phone"]
    company.clock.forward(days=20)
    asked = user.request("cancel-account", **CLOSING)
    assert asked.prove() == "verified"
    due = asked.clock("answer")["due"]
    early = asked.try_("accept", operator=OFFICER, role="officer")
    assert (early.status_code, "offer-copy" in early.text) == (409, True)
    asked.step("confirm", items=SEEN_BEFORE)
    assert asked.try_("accept", operator=OFFICER, role="officer").status_code == 409, "the review is not over"
    company.clock.forward(days=7)
    assert user.may("member-center", ["nickname"], "serve", **APP) is not None
    assert asked.decide("accept")["state"] == "accepted"
    assert "state" in user.why_not("member-center", ["nickname"], "serve", **APP)
    company.work()
    company.work()
    assert asked.now["state"] == "answered"
    assert company.clock.now().isoformat() < due
    assert erased(company) == ["vault"]
    kinds = {each["kind"] for each in company.entries("jeejio")}
    assert "consent.agreement.withdrawn" in kinds
    letter = asked.letter()
    assert "liability" in letter
    assert not company.holds(REACHED["phone"])


# --- 001-4

FIND = {"function": "find-friends", **APP}
CODED = [{"element": "address-book", "form": "keyed-code"}]
SHOWN = {"act": "serve", "actor": {"kind": "individual"}, **APP}


@scenario("001-4")
def test_without_contacts_only_friend_finding_is_missing(user):
    """With the address book refused friend finding is off, and registration, sign-in and search go on."""
    user.set("contacts", "refuse")
    assert user.why_not("friend-finding", CODED, **FIND) == {"permission-off"}
    assert user.may("registration", ["gender"], **SIGN_UP) == ["gender"]
    assert user.may("sign-in", ["account", "password"], function="sign-in", **APP)
    assert user.may("search", ["search-term"], function="search", occasion={"in-use": "search"}, **APP) == [
        "search-term"
    ]


@scenario("001-4")
def test_numbers_go_up_as_keyed_codes_only(user):
    """With permission and consent the address book may be taken in as keyed codes, never as it is, hashed or masked."""
    user.yes("friend-finding", CODED, **FIND)
    assert user.may("friend-finding", CODED, **FIND) == ["address-book"]
    for form in ("raw", "masked", "de-identified"):
        plain = [{"element": "address-book", "form": form}]
        assert "form-too-identifying" in user.why_not("friend-finding", plain, **FIND)


@scenario("001-4")
def test_who_is_suggested(company, user):
    """F, who switched it on, is shown to who matched; after F objects no more; S, who is no member, never."""
    friend, stranger = registered(company, "f-1"), company.person("jeejio", "stranger")
    friend.fact("relation", "matched")
    stranger.fact("relation", "matched")
    assert friend.may("be-suggested", ["friend-suggestion"], **SHOWN) is None
    friend.yes("be-suggested", ["friend-suggestion"], **SHOWN)
    assert friend.may("be-suggested", ["friend-suggestion"], **SHOWN) == ["friend-suggestion"]
    friend.withdraw("be-suggested")
    assert friend.why_not("be-suggested", ["friend-suggestion"], **SHOWN) == {"said-no"}
    assert stranger.may("be-suggested", ["friend-suggestion"], **SHOWN) is None
    assert [each["state"] for each in (friend.view("consent", "be-suggested"),)] == ["withdrawn"]


@scenario("001-4")
def test_after_revocation_nothing_is_taken_in_or_used(user):
    """From the moment the permission is taken away no upload is accepted and what was taken in is not used."""
    user.yes("friend-finding", CODED, **FIND)
    user.set("contacts", "refuse")
    assert user.why_not("friend-finding", CODED, **FIND) == {"permission-off"}
    assert user.why_not("friend-finding", CODED, "use", **FIND) == {"permission-off"}


@scenario("001-4")
def test_codes_are_removed_on_revocation(company, user):
    """The duty to erase the codes in every place is there the moment the permission is taken away, and done at once."""
    user.yes("friend-finding", CODED, **FIND)
    assert user.may("friend-finding", CODED, **FIND) == ["address-book"]
    assert [each for each in company.owed("jeejio") if each["act"] == "erase"] == []
    user.set("contacts", "refuse")
    (duty,) = [each for each in company.owed("jeejio") if each["act"] == "erase"]
    assert (duty["kind"], duty["elements"]) == ("act-on-holding", ["address-book"])
    company.work()
    assert [each for each in company.owed("jeejio") if each["act"] == "erase"] == []
    ended = [
        each["body"]["state"] for each in company.entries("jeejio") if each["kind"] == "duties.duty.ended"
    ]
    assert ended == ["done"]


# --- 001-5


def film(*elements, trigger="publish", function="video-with-sound"):
    return {
        "purpose": "camera-media",
        "data": list(elements),
        "function": function,
        "occasion": {"trigger": trigger},
        **APP,
    }


@scenario("001-5")
def test_sound_needs_the_microphone(user):
    """With the microphone off the sound of a film is refused; once it is on, film and sound may be published."""
    user.set("camera", "agree")
    user.set("microphone", "refuse")
    assert user.why_not(**film("sound")) == {"permission-off"}
    assert user.may(**film("video", "sound")) == ["video"]
    user.set("microphone", "agree")
    assert user.may(**film("video", "sound")) == ["video", "sound"]


@scenario("001-5")
def test_only_what_is_published_reaches_the_server(user):
    """Recording alone lets nothing be collected; publishing or uploading does."""
    user.set("camera", "agree")
    user.set("microphone", "agree")
    for trigger in ("record", "preview"):
        assert user.why_not(**film("video", "sound", trigger=trigger)) == {"occasion"}
    assert user.may(**film("video", "sound", trigger="upload")) == ["video", "sound"]


@scenario("001-5")
def test_without_the_camera_messages_still_go(user):
    """With the camera off in the system settings scanning, photo and film fail; text messages work."""
    user.set("camera", "refuse")
    scan = {"function": "scan", "occasion": {"trigger": "scan"}, **APP}
    assert user.why_not("code-scan", ["scanned-code"], **scan) == {"permission-off"}
    assert user.why_not(**film("picture", function="photo")) == {"permission-off"}
    assert user.why_not(**film("video", function="video")) == {"permission-off"}
    assert user.may("device-messaging", ["chat-message"], function="device-chat", **APP) == ["chat-message"]


# --- 001-7

NEWS = {"act": "contact", "occasion": {"content": "services"}}


@scenario("001-7")
@pytest.mark.parametrize("channel", ["sms", "*"], ids=["reply-to-the-sms", "customer-service"])
def test_a_stop_on_one_channel_is_a_stop_on_both(user, channel):
    """A no by the SMS's own method, or by customer service, ends commercial SMS and calls alike; verification goes on."""
    user.yes("commercial", ["phone"], channel="sms", **NEWS)
    assert user.may("commercial", ["phone"], channel="phone-call", **NEWS) == ["phone"]
    user.fact("opt-out", "commercial", channel=channel)
    for way in ("sms", "phone-call"):
        assert user.why_not("commercial", ["phone"], channel=way, **NEWS) == {"said-no"}
    assert user.may("identity-message", ["phone"], "contact", channel="sms") == ["phone"]


@scenario("001-7")
@waits("replies", "a commercial SMS is sent with its way out, and the reply is taken in by itself")
def test_the_message_carries_its_way_out(user, later):
    user.yes("commercial", ["phone"], channel="sms", **NEWS)
    later()


# --- 001-8

ELSEWHERE = {"function": "third-party-login", **APP}


def handed_over(*elements):
    return [{"element": each, "origin": "login-provider"} for each in elements]


def confirm(company):
    company.fact(
        "jeejio", "origin", "login-provider", confirmed=["lawful", "scope"], scope=["third-party-login"]
    )


@scenario("001-8")
def test_the_source_is_confirmed_first(company, user):
    """Nothing of another account is taken over before the lawfulness and the scope of the source are confirmed."""
    assert "origin-unconfirmed" in user.why_not(
        "third-party-login", handed_over("avatar", "nickname"), **ELSEWHERE
    )
    confirm(company)
    user.yes("third-party-login", handed_over("avatar", "nickname"), **ELSEWHERE)
    assert user.may("third-party-login", handed_over("avatar", "nickname"), **ELSEWHERE) == [
        "avatar",
        "nickname",
    ]


@scenario("001-8")
def test_friends_are_dropped(company, user):
    """What the policy does not list (friends) is dropped, and the ledger does not even hold its name."""
    confirm(company)
    user.yes("third-party-login", handed_over("avatar", "nickname"), **ELSEWHERE)
    answer = user.ask("third-party-login", handed_over("avatar", "nickname", "friends"), **ELSEWHERE)
    assert (answer["answer"], answer["only"]) == ("permit", ["avatar", "nickname"])
    assert {"jeejio-059"} <= rows(answer)
    assert b"friends" not in user.export()


@scenario("001-8")
def test_gender_is_dropped(company, user):
    """A yes to picture and nickname is no yes to the gender: the prompt takes a yes to some of the data."""
    confirm(company)
    user.yes("third-party-login", handed_over("avatar", "nickname"), some=["avatar", "nickname"], **ELSEWHERE)
    assert user.may("third-party-login", handed_over("avatar", "nickname", "gender"), **ELSEWHERE) == [
        "avatar",
        "nickname",
    ]


# --- 001-10


@pytest.fixture
def lesser(tmp_path):
    """A version in which an answer may take 30 working days instead of 15."""
    clock = {"within": "30 working days", "from": "verification"}
    return next_version(tmp_path, "jeejio", NEW, requests={"answer": clock})


@scenario("001-10")
def test_a_longer_wait_is_a_lesser_right(lesser):
    """`troth compare` marks the longer time to answer as material and as a right reduced, and nothing else."""
    found = troth("compare", "policies/jeejio.yaml", lesser, "--json").json
    reduced = [each for each in found["changes"] if each["reduces_rights"]]
    assert [(each["clause"], each["what"], each["material"]) for each in reduced] == [
        ("requests.answer", "deadline", True)
    ]
    assert found["reduces_rights"] is True
    assert "15 working days" in str(reduced[0]["from"])
    assert "30 working days" in str(reduced[0]["to"])


@scenario("001-10")
def test_who_did_not_agree_stays_under_the_old_version(company, user, lesser):
    """Who has not expressly agreed stays under the version with 15 working days; new users come under the one with 30."""
    company.restart(lesser)
    company.clock.forward(days=20)
    old = company.person("jeejio").ask(
        "search", ["search-term"], function="search", occasion={"in-use": "search"}, **APP
    )
    assert (old["answer"], old["policy"]["version"]) == ("permit", OLD)
    new = registered(company, "u-2").ask("registration", ACCOUNT, **SIGN_UP)
    assert (new["answer"], new["policy"]["version"]) == ("permit", NEW)


@scenario("001-10")
@waits("revisions", "the new version is published and everybody is told before it takes effect")
def test_everybody_is_told_of_the_lesser_right(company, lesser, later):
    company.restart(lesser)
    later()


@scenario("001-10")
def test_each_has_the_clock_of_their_version(company, user, lesser):
    """A request of an old user is promised an answer after 15 working days, one of a new user after 30; the law's 15 hold for both."""
    company.restart(lesser)
    company.clock.forward(days=20)
    old, new = company.person("jeejio"), registered(company, "u-2")
    limits = {}
    for person, number in ((old, "13500135071"), (new, "13500135082")):
        person.give("registration", {"phone": number}, **SIGN_UP)
    company.clock.at = datetime(2026, 4, 13, 1, 0, tzinfo=UTC)
    for name, person in (("old", old), ("new", new)):
        asked = person.request("delete")
        assert asked.prove() == "verified"
        owed = company.owed("jeejio")
        (answer,) = [each for each in owed if (each["kind"], each["about"]) == ("answer", asked.id)]
        limits[name] = {each["source"]: each["due"] for each in answer["limits"]}
        (entry,) = [
            e
            for e in company.entries("jeejio")
            if e["kind"] == "rights.case.received" and e["body"]["case"] == asked.id
        ]
        limits[name]["version"] = entry["policy"]["version"]
    assert (limits["old"]["version"], limits["new"]["version"]) == (OLD, NEW)
    count = ("deadline", "--calendar", "CN", "--from", "2026-04-13", "--json", "--within")
    fifteen, thirty = (troth(*count, f"{days} working days").json["due"] for days in (15, 30))
    assert (limits["old"]["requests.answer"], limits["new"]["requests.answer"]) == (fifteen, thirty)
    assert limits["old"]["app.6"] == limits["new"]["app.6"] == fifteen < thirty


# --- 001-11

PUBLIC = {"act": "serve", "actor": {"kind": "public"}, **APP}
CHAT = {"function": "device-chat", **APP}


@pytest.fixture
def minor(company):
    """A person of 15 who has clicked to agree."""
    person = company.person("jeejio", "m-1")
    person.say("agree", "registration", ACCOUNT, age=15, **SIGN_UP)
    person.say("agree", "registration", ACCOUNT, **SIGN_UP)
    return person


@scenario("001-11")
def test_a_minors_click_is_not_enough(minor):
    """After a minor's own click the account still waits for a guardian, and nobody can stand in without being verified."""
    asked = minor.ask("registration", ACCOUNT, **SIGN_UP)
    assert asked["answer"] == "ask"
    assert codes(asked) == {"guardian-missing"}
    (prompt,) = asked["ask"]
    assert prompt["by"] == "guardian"
    refused = minor.put(prompt)
    assert (refused.status_code, refused.json()["error"]["id"]) == (400, "consent.no-guardian")


@scenario("001-11")
def test_a_guardian_opens_messaging_and_not_the_profile(minor):
    """A verified guardian agrees to messaging and refuses the public profile: the one is permitted, the other refused."""
    minor.prove("guardian-identity", "g-1")
    minor.yes("registration", ACCOUNT, by="guardian", **SIGN_UP)
    minor.yes("device-messaging", ["chat-message"], by="guardian", **CHAT)
    assert minor.may("device-messaging", ["chat-message"], **CHAT) == ["chat-message"]
    minor.fact("audience", "nickname", audience="public")
    shown = from_("registration", "nickname")
    minor.no("profile-display", shown, by="guardian", **PUBLIC)
    assert minor.why_not("profile-display", shown, **PUBLIC) == {"said-no"}


@scenario("001-11")
def test_a_guardian_asks_for_the_childs_data(company, minor):
    """The verified guardian can query the child's data and gets a copy; without being verified nobody learns a thing."""
    guardian = Guardian(minor)
    assert guardian.by("request", kind="copy").status_code == 404
    guardian.verify("guardian-identity")
    minor.yes("registration", ACCOUNT, by="guardian", **SIGN_UP)
    mine = {"phone": "13500135093", "member-name": "xiao_he"}
    assert minor.give("registration", mine, **SIGN_UP) == sorted(mine)
    asked = guardian.ask("copy")
    assert asked.state == "verified"
    asked.decide("accept")
    company.work()
    assert (asked.state, asked.now["outcome"]) == ("answered", "fulfilled")
    assert "our vault of personal data: searched and copied, done" in asked.letter()
    assert [each["case"] for each in guardian.by("view").json()["requests"]] == [asked.id]
    received = [e["body"] for e in company.entries("jeejio") if e["kind"] == "rights.case.received"]
    assert [each["role"] for each in received] == ["guardian"]
