"""The contract of POST /v1/decisions, and of the paths that take what a person chooses."""

from __future__ import annotations

import hashlib
import json

import pytest

from tests.api.calling import KEY


def codes(answer):
    return {each["code"] for each in answer["reasons"]}


# --- answers


def test_an_ask_says_what_to_put_before_the_person(shop):
    answer = shop.ask("registration", ["phone", "email"])
    assert answer["answer"] == "ask"
    assert answer["only"] == []
    assert {each["kind"] for each in answer["ask"]} == {"age", "agreement"}
    for prompt in answer["ask"]:
        assert set(prompt["text"]) == set(prompt["shown"]) == {"en", "zh"}
        for language, text in prompt["text"].items():
            assert prompt["shown"][language] == hashlib.sha256(text.encode()).hexdigest()
        assert prompt["put"] == f"/v1/subjects/u-1/{prompt['kind']}"
    assert answer["policy"]["id"] == "shop"
    assert answer["policy"]["version"] == "1"
    assert len(answer["policy"]["hash"]) == 64
    for reason in answer["reasons"]:
        assert reason["clause"]
        assert reason["text"]["en"]
        assert reason["text"]["zh"]
        assert reason["remedy"]["zh"]


def test_a_permit_keeps_to_what_is_listed(shop):
    shop.agree()
    answer = shop.ask("registration", ["phone", "faith", "never-heard-of"])
    assert answer["answer"] == "permit"
    assert answer["only"] == ["phone"]
    assert {"unlisted-data", "unknown-data", "offered"} <= codes(answer)
    assert {each["duty"] for each in answer["obligations"]} >= {"keep-until"}


def test_every_answer_has_an_entry_of_its_own_in_the_ledger(shop):
    before = shop.size()
    entries = [shop.ask("registration", ["phone"])["entry"] for _ in range(3)]
    assert entries == [before, before + 1, before + 2]
    assert shop.size() == before + 3


def test_answers_and_errors_are_not_cached(shop):
    for response in (
        shop.post(shop.question("registration")),
        shop.post(b"{"),
        shop.http.get("/v1/policies"),
        shop.http.get("/nowhere"),
    ):
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["Content-Type"] == "application/json"


# --- lists


def test_a_list_is_answered_in_order(shop):
    shop.agree()
    purposes = ["registration", "ideas", "nothing-of-the-sort"] * 40
    answers = shop.post([shop.question(p, ["phone", "nickname"]) for p in purposes]).json()
    assert [each["answer"] for each in answers] == ["permit", "ask", "refuse"] * 40
    assert [each["entry"] for each in answers] == sorted(each["entry"] for each in answers)


def test_a_list_of_one_is_a_list_and_an_empty_one_is_empty(shop):
    assert len(shop.post([shop.question("registration")]).json()) == 1
    assert shop.post(b" \n[] ").json() == []


def test_one_list_may_ask_several_policies(real):
    caller = real("jeejio", "mixed-1")
    policies = ["jeejio", "no-such-policy", "joinbase", "generic-app", "jeejio", "qunyi"]
    answers = caller.post(
        [{**caller.question("registration", ["phone"]), "policy": p} for p in policies]
    ).json()
    assert [each["policy"]["id"] for each in answers] == policies
    assert [each["entry"] is None for each in answers] == [p == "no-such-policy" for p in policies]
    assert answers[0]["policy"]["hash"] == answers[4]["policy"]["hash"]
    assert "unknown-policy" in codes(answers[1])


def test_500_requests_are_answered_and_501_are_not(shop):
    question = shop.question("registration", ["phone"])
    assert len(shop.post([question] * 500).json()) == 500
    before = shop.size()
    response = shop.post([question] * 501)
    assert (response.status_code, response.json()["error"]["id"]) == (413, "request.too-much")
    assert shop.size() == before


def test_a_list_with_one_malformed_request_changes_nothing(shop):
    before = shop.size()
    for bad in ({"act": "fly"}, {"extra": 1}, {"data": ["phone"], "insist": ["email"]}, {"subject": "a\tb"}):
        questions = [shop.question("registration", ["phone"]), {**shop.question("registration"), **bad}]
        assert shop.post(questions).status_code == 400, bad
    assert shop.size() == before


# --- what is unknown


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"policy": "no-such"}, "unknown-policy"),
        ({"purpose": "no-such"}, "unknown-purpose"),
        ({"purpose": ""}, "unknown-purpose"),
        ({"data": ["no-such"]}, "unknown-data"),
        ({"data": ["faith"]}, "unlisted-data"),
        ({"product": "no-such"}, "unknown-product"),
        ({"act": "share", "purpose": "study", "recipient": "no-such", "data": ["email"]}, "unknown-recipient"),
        ({"act": "share", "purpose": "study", "data": ["email"]}, "unknown-recipient"),
        ({"data": [{"element": "phone", "origin": "no-such"}]}, "unknown-origin"),
        ({"act": "use", "claim": {"ground": "no-such"}}, "ground-not-listed"),
        ({"act": "transfer"}, "act-not-listed"),
        ({"act": "disclose", "purpose": "study", "data": ["email"]}, "no-case"),
    ],
)  # fmt: skip
def test_what_is_unknown_is_refused_with_the_reason(shop, change, code):
    shop.agree()
    answer = shop.ask(**{"purpose": "registration", "data": ["phone"], **change})
    assert answer["answer"] == "refuse"
    assert answer["only"] == []
    assert code in codes(answer)


def test_somebody_never_seen_and_nobody_at_all_are_no_reason_to_permit(shop):
    assert shop.ask("registration", ["phone"], subject="never-seen")["answer"] == "ask"
    nobody = shop.ask("registration", ["phone"], subject=None)
    assert (nobody["answer"] in ("ask", "refuse"), nobody["only"], nobody["ask"]) == (True, [], [])


@pytest.mark.parametrize("policy", ["joinbase", "jeejio", "jingdigital", "qunyi", "generic-app"])
def test_the_unknown_is_refused_in_every_real_policy(real, policy):
    caller = real(policy, "stranger")
    for change in (
        {"purpose": "no-such"},
        {"purpose": "registration", "data": ["no-such"]},
        {"purpose": "registration", "recipient": "no-such", "act": "share"},
        {"purpose": "registration", "product": "no-such"},
        {"purpose": "registration", "region": "no-such", "channel": "no-such", "function": "no-such"},
        {"purpose": "registration", "controller": "no-such", "occasion": {"no-such": "x"}},
    ):
        answer = caller.ask(**change)
        assert answer["answer"] != "permit"
        assert answer["reasons"]


# --- consents


def test_a_consent_is_asked_for_given_taken_back_and_never_replayed(shop):
    shop.agree()
    first = shop.prompt("ideas", ["nickname"])
    given = shop.put(first).json()
    assert (given["state"], given["new"]) == ("given", True)
    assert shop.ask("ideas", ["nickname"])["answer"] == "permit"
    assert shop.put(first).json() == {**given, "new": False}  # the same answer, sent again

    withdrawn = shop.http.delete("/v1/subjects/u-1/consents/ideas", params={"policy": "shop"}).json()
    assert withdrawn["state"] == "withdrawn"
    refused = shop.ask("ideas", ["nickname"])
    assert (refused["answer"], codes(refused)) == ("refuse", {"said-no"})

    size = shop.size()
    for language in ("zh", "en"):
        assert shop.put(first, language=language).status_code == 409
    assert shop.state("ideas") == "withdrawn"
    assert shop.size() == size
    assert shop.ask("ideas", ["nickname"])["answer"] == "refuse"


def test_only_the_person_reopens_a_no_on_a_text_that_says_so(shop):
    shop.agree()
    first = shop.prompt("ideas", ["nickname"])
    assert shop.put(first, "refuse").json()["state"] == "refused"
    assert shop.put(first).status_code == 409
    listed = shop.http.get("/v1/subjects/u-1/consents", params={"policy": "shop"}).json()
    again = next(each for each in listed if each["purpose"] == "ideas")
    assert again["state"] == "refused"
    assert shop.put({**again, "level": "explicit"}).status_code == 200
    assert shop.ask("ideas", ["nickname"])["answer"] == "permit"


def test_no_order_of_old_messages_brings_a_consent_back(shop):
    """Each yes and no is kept and sent again in every order after the last withdrawal."""
    import itertools

    shop.agree()
    sent = []

    def say(choice):
        listed = shop.http.get("/v1/subjects/u-1/consents", params={"policy": "shop"}).json()
        prompt = {
            **next(e for e in listed if (e["kind"], e["purpose"]) == ("consent", "ideas")),
            "recipient": None,
        }
        sent.append((prompt, choice))
        assert shop.put(prompt, choice).status_code == 200

    for choice in ("agree", "refuse", "agree"):
        say(choice)
    shop.http.delete("/v1/subjects/u-1/consents/ideas", params={"policy": "shop"})
    for order in itertools.permutations(sent):
        for prompt, choice in order:
            shop.put(prompt, choice)
            assert shop.ask("ideas", ["nickname"])["answer"] == "refuse"
    assert shop.state("ideas") in ("withdrawn", "refused")


def test_withdrawing_is_always_accepted(shop):
    url = "/v1/subjects/somebody-new/consents/ideas"
    for _ in range(3):
        assert shop.http.delete(url, params={"policy": "shop"}).json()["state"] == "withdrawn"
    url = "/v1/subjects/somebody-new/agreement"
    assert shop.http.delete(url, params={"policy": "shop"}).json()["state"] == "withdrawn"
    assert shop.http.delete("/v1/subjects/u/consents/study", params={"policy": "shop", "recipient": "lab"}).status_code == 200  # fmt: skip


def test_a_yes_that_arrives_after_a_withdrawal_of_nothing_is_too_late(shop):
    shop.agree()
    prompt = shop.prompt("ideas", ["nickname"])
    shop.http.delete("/v1/subjects/u-1/consents/ideas", params={"policy": "shop"})
    assert shop.put(prompt).status_code == 409
    assert shop.ask("ideas", ["nickname"])["answer"] == "refuse"


def test_withdrawing_what_is_not_there_is_404(shop):
    for path, params in (
        ("/v1/subjects/u-1/consents/no-such", {"policy": "shop"}),
        ("/v1/subjects/u-1/consents/ideas", {"policy": "no-such"}),
        ("/v1/subjects/u-1/consents/study", {"policy": "shop", "recipient": "no-such"}),
    ):
        response = shop.http.delete(path, params=params)
        assert response.status_code == 404, path
        assert response.json()["error"]["text"]["zh"]


def test_a_shown_that_is_not_in_force_is_refused(shop):
    shop.agree()
    prompt = shop.prompt("ideas", ["nickname"])
    other = shop.prompt("study", ["email"])
    size = shop.size()
    for shown in ("0" * 64, prompt["shown"]["en"], other["shown"]["zh"], "", "x", "0" * 100_000):
        response = shop.put(prompt, shown=shown)
        assert response.status_code in (400, 409), shown
        assert "shown" in response.json()["error"]["text"]["en"] or response.status_code == 400
    assert shop.put({**prompt, "put": other["put"]}).status_code == 409
    assert shop.size() == size
    assert shop.state("ideas") == "none"


def test_another_level_than_the_texts_is_refused(shop):
    shop.agree()
    prompt = shop.prompt("ideas", ["nickname"])
    assert prompt["level"] == "explicit"
    for level in ("implied", "separate", "written"):
        assert shop.put(prompt, level=level).status_code == 409
    assert shop.put(prompt, level="sworn").status_code == 400
    assert shop.state("ideas") == "none"
    assert shop.put(prompt, level=None).status_code == 200  # the text itself says which


def test_a_consent_at_a_lower_level_does_not_do(shop):
    shop.agree()
    prompt = shop.prompt("study", ["email"])
    assert prompt["level"] == "separate"
    assert shop.put(prompt).status_code == 200
    assert shop.ask("study", ["email"])["answer"] == "permit"


def test_a_consent_towards_one_recipient_is_none_towards_another(shop):
    shop.agree()
    shop.put(shop.prompt("study", ["email"]))
    step = {"act": "share", "recipient": "lab"}
    prompt = shop.prompt("study", ["email"], **step)
    assert prompt["recipient"] == "lab"
    assert "lab@lab.example" in prompt["text"]["en"]
    assert shop.put(prompt, recipient="panel").status_code == 409
    assert shop.put(prompt, recipient=None).status_code == 409
    assert shop.put(prompt, recipient="no-such").status_code == 404
    assert shop.put(prompt).status_code == 200
    assert shop.ask("study", ["email"], **step)["answer"] == "permit"
    assert shop.ask("study", ["email"], act="share", recipient="panel")["answer"] == "ask"

    shop.http.delete("/v1/subjects/u-1/consents/study", params={"policy": "shop", "recipient": "lab"})
    assert shop.ask("study", ["email"], **step)["answer"] == "refuse"
    assert shop.ask("study", ["email"])["answer"] == "permit"
    assert shop.put(prompt).status_code == 409


def test_withdrawing_the_whole_takes_every_recipient_along(shop):
    shop.agree()
    shop.put(shop.prompt("study", ["email"]))
    for recipient in ("lab", "panel"):
        shop.put(shop.prompt("study", ["email"], act="share", recipient=recipient))
        assert shop.ask("study", ["email"], act="share", recipient=recipient)["answer"] == "permit"
    shop.http.delete("/v1/subjects/u-1/consents/study", params={"policy": "shop"})
    for recipient in ("lab", "panel"):
        assert shop.ask("study", ["email"], act="share", recipient=recipient)["answer"] == "refuse"


def test_one_persons_choice_is_not_anothers(shop):
    shop.agree()
    prompt = shop.prompt("ideas", ["nickname"])
    shop.put(prompt)
    shop.subject = "u-2"
    shop.agree()
    assert shop.ask("ideas", ["nickname"])["answer"] == "ask"


def test_the_agreement_is_taken_back_and_everything_stops(shop):
    shop.agree()
    assert shop.ask("registration", ["phone"])["answer"] == "permit"
    shop.http.delete("/v1/subjects/u-1/agreement", params={"policy": "shop"})
    assert shop.ask("registration", ["phone"])["answer"] == "refuse"
    assert shop.state("shop", "agreement") == "withdrawn"


# --- notices, permissions, age


def test_a_notice_is_shown_then_the_step_goes_on(shop):
    shop.agree()
    prompt = shop.prompt("parcels", ["nickname"], "notice")
    assert prompt["put"].startswith("/v1/subjects/u-1/notices/parcels")
    assert "承运商" in prompt["text"]["zh"]
    assert shop.put(prompt, "refuse").status_code == 400
    assert shop.put({**prompt, "put": prompt["put"] + "x"}).status_code == 404
    shown = shop.put(prompt).json()
    assert shown["state"] == "shown"
    assert shop.put(prompt).json() == {**shown, "new": False}
    assert shop.ask("parcels", ["nickname"])["answer"] == "permit"


def test_a_permission_of_the_device_is_asked_for_and_can_be_off(shop):
    shop.agree()
    step = {"function": "photo"}
    prompt = shop.prompt("photo", ["picture"], "permission", **step)
    assert (prompt["permission"], prompt["put"]) == ("camera", "/v1/subjects/u-1/permissions/camera")
    assert shop.put(prompt).json()["state"] == "granted"
    assert shop.ask("photo", ["picture"], **step)["answer"] == "permit"
    listed = shop.http.get("/v1/subjects/u-1/consents", params={"policy": "shop"}).json()
    again = next(each for each in listed if each["kind"] == "permission")
    assert shop.put({**again, "recipient": None, "level": None}, "refuse").json()["state"] == "denied"
    off = shop.ask("photo", ["picture"], **step)
    assert (off["answer"], codes(off)) == ("refuse", {"permission-off"})
    assert shop.put(prompt).status_code == 409  # the first yes, sent again


def test_a_child_needs_a_guardian_who_is_known(shop):
    shop.agree(age=9)
    answer = shop.ask("registration", ["phone"])
    assert answer["answer"] == "ask"
    assert "guardian-missing" in codes(answer)
    (prompt,) = [each for each in answer["ask"] if each.get("by") == "guardian"]
    refused = shop.put(prompt)
    assert (refused.status_code, refused.json()["error"]["id"]) == (400, "consent.no-guardian")
    assert shop.put(prompt, by=None).status_code == 409  # the child's own click is not the guardian's


# --- reading


def test_the_list_of_choices_has_everything_that_a_page_needs(shop):
    listed = shop.http.get("/v1/subjects/new/consents", params={"policy": "shop"}).json()
    assert {each["state"] for each in listed} == {"none"}
    assert {"shop", "ideas", "study", "camera"} <= {each["purpose"] for each in listed}
    for each in listed:
        assert each["shown"]["zh"] == hashlib.sha256(each["text"]["zh"].encode()).hexdigest()
        assert each["put"].startswith("/v1/subjects/new/")


def test_reading_about_somebody_never_seen_creates_nobody(shop):
    size = shop.size()
    assert shop.http.get("/v1/subjects/new/receipts", params={"policy": "shop"}).json() == []
    shop.http.get("/v1/subjects/new/consents", params={"policy": "shop"})
    assert shop.size() == size


@pytest.mark.parametrize("what", ["consents", "receipts"])
def test_reading_needs_a_policy_that_there_is(shop, what):
    assert shop.http.get(f"/v1/subjects/u-1/{what}").status_code == 400
    response = shop.http.get(f"/v1/subjects/u-1/{what}", params={"policy": "no-such"})
    assert (response.status_code, response.json()["error"]["id"]) == (404, "policy.unknown")


# --- the key


@pytest.mark.parametrize(
    "value",
    ["", "Bearer", "Bearer ", f"Basic {KEY}", KEY, f"Bearer {KEY[:-1]}", f"Bearer {KEY}x", f"Bearer {KEY.upper()}",
     "Bearer \u00e9\u00e9"],
)  # fmt: skip
def test_without_the_key_there_is_nothing(shop, value):
    size = shop.size()
    headers = {"Authorization": value.encode("latin-1")}
    for method, path in (
        ("POST", "/v1/decisions"),
        ("GET", "/v1/policies"),
        ("PUT", "/v1/subjects/u-1/consents/ideas"),
        ("DELETE", "/v1/subjects/u-1/consents/ideas?policy=shop"),
        ("GET", "/v1/policies/shop/export"),
        ("GET", "/v1/subjects/u-1/receipts?policy=shop"),
    ):
        response = shop.http.request(method, path, headers=headers)
        assert response.status_code == 401, path
        assert response.headers["WWW-Authenticate"] == "Bearer"
        assert response.json()["error"]["id"] == "access.no-key"
    assert shop.size() == size


def test_every_path_of_the_api_needs_the_key(shop):
    described = shop.http.get("/openapi.json").json()
    for path, methods in described["paths"].items():
        if not path.startswith("/v1/"):
            continue
        for method in methods:
            response = shop.http.request(method, path, headers={"Authorization": "Bearer wrong"})
            assert response.status_code == 401, (method, path)


def test_the_scheme_may_be_written_in_any_case(shop):
    response = shop.http.get("/v1/policies", headers={"Authorization": f"bearer {KEY}"})
    assert response.status_code == 200


def test_the_description_is_openapi_3_1_and_names_the_key(shop):
    described = shop.http.get("/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    schemes = described["components"]["securitySchemes"]
    assert [(each["type"], each["scheme"]) for each in schemes.values()] == [("http", "bearer")]
    # a service that calls back signs with a secret of its own
    signed = "/v1/callbacks/{policy}/{kind}/{name}"
    for path, methods in described["paths"].items():
        if path.startswith("/v1/"):
            for operation in methods.values():
                assert bool(operation.get("security")) is (path != signed), path
    assert json.dumps(described)


# --- a yes to some of the data


def test_a_yes_may_be_limited_to_some_of_the_data(shop):
    shop.agree()
    prompt = shop.prompt("ideas", ["nickname", "email"])
    assert shop.put(prompt, data=["nickname"]).json()["state"] == "given"
    answer = shop.ask("ideas", ["nickname", "email"])
    assert (answer["answer"], answer["only"]) == ("permit", ["nickname"])
    assert shop.put(prompt, data=["nickname"]).json()["new"] is False
    assert shop.put(prompt, data=["email"]).status_code == 409
    assert shop.put(shop.prompt("ideas", ["email"])).status_code == 200
    assert shop.ask("ideas", ["nickname", "email"])["only"] == ["nickname", "email"]


@pytest.mark.parametrize("data", [[], ["picture"], ["nickname", "unheard-of"], "nickname", [7]])
def test_a_yes_cannot_go_beyond_the_text(shop, data):
    shop.agree()
    prompt = shop.prompt("ideas", ["nickname"])
    size = shop.size()
    assert shop.put(prompt, data=data).status_code == 400
    assert shop.put(prompt, choice="refuse", data=["nickname"]).status_code == 400
    assert shop.size() == size
