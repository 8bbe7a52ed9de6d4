"""What a person says about an age, and which version of a policy is in force for whom."""

from __future__ import annotations

import json

import pytest

from tests.api.test_contract import codes


@pytest.mark.parametrize("age", [-1, 151, 10**30, 12.5, "12", True])
def test_an_age_is_a_number_of_years(shop, age):
    prompt = next(each for each in shop.ask("registration", ["phone"])["ask"] if each["kind"] == "age")
    size = shop.size()
    assert shop.put(prompt, age=age).status_code == 400
    assert shop.size() == size


def age_prompt(shop):
    return next(each for each in shop.ask("registration", ["phone"])["ask"] if each["kind"] == "age")


def test_a_yes_to_the_age_text_says_old_enough(shop):
    prompt = age_prompt(shop)
    assert "14" in prompt["text"]["en"]
    assert "14" in prompt["text"]["zh"]
    recorded = shop.put(prompt)
    assert (recorded.status_code, recorded.json()["state"]) == (200, "declared")
    assert "age-unknown" not in codes(shop.ask("registration", ["phone"]))


def test_who_would_not_say_an_age_is_not_asked_again(shop):
    prompt = age_prompt(shop)
    recorded = shop.put(prompt, choice="refuse")
    assert (recorded.status_code, recorded.json()["state"]) == (200, "refused")
    assert shop.put(prompt, choice="refuse").json()["new"] is False
    answer = shop.ask("registration", ["phone"])
    assert (answer["answer"], codes(answer)) == ("refuse", {"age-unknown"})
    assert b'"consent.age.refused"' in shop.export()


def test_an_age_is_kept_no_finer_than_the_policy_looks(shop):
    shop.agree(age=37)
    entries = [json.loads(line) for line in shop.export().splitlines() if b'"consent.age.declared"' in line]
    assert [each["body"]["band"] for each in entries] == ["from-14"]
    assert 37 not in entries[0]["body"].values()


# --- two versions


def test_who_agreed_to_an_old_version_can_go_on_choosing_under_it(shop):
    from tests.api.shop import NEXT

    shop.agree()
    shop.installation.gate.publish(NEXT, "next")
    prompt = shop.prompt("ideas", ["nickname"])
    response = shop.put(prompt)
    assert response.status_code == 200, response.text
    answer = shop.ask("ideas", ["nickname"])
    assert answer["answer"] == "permit"
    assert {"duty": "show-text", "clause": "agreement", "concerns": ["2"]} in answer["obligations"]


def test_a_newcomer_is_asked_the_current_version_only(shop):
    from tests.api.shop import NEXT

    old = shop.ask("registration", ["phone"])["ask"]
    shop.installation.gate.publish(NEXT, "next")
    for prompt in old:
        assert shop.put(prompt, **({"age": 30} if prompt["kind"] == "age" else {})).status_code == 409
    shop.agree()
    answer = shop.ask("registration", ["phone"])
    assert (answer["answer"], answer["policy"]["version"]) == ("permit", "2")
    assert "show-text" not in {each["duty"] for each in answer["obligations"]}


# --- a version that is not in force yet


def test_nothing_is_decided_before_the_first_day(shop):
    from tests.api.shop import SHOP

    text = SHOP.replace("id: shop", "id: later-shop").replace("2026-01-01", "2099-01-01")
    shop.installation.gate.publish(text, "later")
    question = {
        "policy": "later-shop",
        "act": "collect",
        "purpose": "registration",
        "data": ["phone"],
        "subject": "u-1",
    }
    answer = shop.http.post("/v1/decisions", json=question).json()
    assert (answer["answer"], codes(answer), answer["entry"]) == ("refuse", {"not-in-force"}, None)
    assert "2099-01-01" in answer["reasons"][0]["text"]["zh"]
    refused = shop.http.get("/v1/subjects/u-1/consents", params={"policy": "later-shop"})
    assert (refused.status_code, refused.json()["error"]["id"]) == (409, "policy.not-yet")
    (listed,) = [each for each in shop.http.get("/v1/policies").json() if each["id"] == "later-shop"]
    assert listed["announced"] == ["1"]
