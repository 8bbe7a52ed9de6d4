"""A consent reaches as far as its text, and ends when it is taken back: the guardian's, abroad, of an older version."""

from __future__ import annotations

import pytest

from tests.api.shop import SHOP
from tests.api.test_contract import codes


def prove_guardian(shop, key="g-1"):
    response = shop.http.put(
        f"/v1/subjects/u-1/facts/evidence/{key}", json={"policy": "shop", "kind": "guardian-identity"}
    )
    assert response.status_code == 200, response.text


def guardian_prompt(shop, purpose="registration", data=("phone",), **more):
    answer = shop.ask(purpose, list(data), **more)
    return next(each for each in answer["ask"] if each.get("by") == "guardian")


@pytest.fixture
def child(shop):
    """A child of nine whose guardian is known and has agreed to the registration."""
    shop.agree(age=9)
    prove_guardian(shop)
    assert shop.put(guardian_prompt(shop)).status_code == 200
    assert shop.ask("registration", ["phone"])["answer"] == "permit"
    return shop


def test_a_guardian_can_take_the_yes_back_and_give_it_again(child):
    gone = child.http.delete("/v1/subjects/u-1/consents/registration", params={"policy": "shop"})
    assert gone.json()["state"] == "withdrawn"
    assert child.ask("registration", ["phone"])["answer"] == "refuse"
    listed = child.http.get("/v1/subjects/u-1/consents", params={"policy": "shop"}).json()
    (view,) = [each for each in listed if each["by"] == "guardian"]
    assert (view["purpose"], view["state"]) == ("registration", "withdrawn")
    again = child.put({**view, "by": "guardian"}, level=view["level"])
    assert again.status_code == 200, again.text
    assert child.ask("registration", ["phone"])["answer"] == "permit"


def test_a_guardian_agreed_to_what_was_shown_and_not_to_what_is_added(child):
    wider = SHOP.replace('version: "1"', 'version: "2"').replace(
        "optional: [email, nickname]}, keep", "optional: [email, nickname, address]}, keep"
    )
    wider = wider.replace(
        "notices:", "  address: {kind: contact.address, en: address, zh: 住址}\nnotices:", 1
    )
    child.installation.gate.publish(wider, "wider")
    listed = child.http.get("/v1/subjects/u-1/consents", params={"policy": "shop"}).json()
    (agreement,) = [each for each in listed if each["kind"] == "agreement"]
    assert child.put(agreement).status_code == 200
    answer = child.ask("registration", ["address"])
    assert (answer["answer"], codes(answer)) == ("ask", {"guardian-missing"})
    assert child.ask("registration", ["phone"])["answer"] == "permit"


def test_a_yes_to_sharing_with_one_is_a_yes_to_that_alone(child):
    to_lab = {"act": "share", "recipient": "lab"}
    prompt = guardian_prompt(child, "study", ("email",), **to_lab)
    assert prompt["recipient"] == "lab"
    assert child.put(prompt).status_code == 200
    assert "guardian-missing" not in codes(child.ask("study", ["email"], **to_lab))
    assert "guardian-missing" in codes(child.ask("study", ["email"], act="share", recipient="panel"))
    assert "guardian-missing" in codes(child.ask("study", ["email"]))


def test_a_guardian_who_is_no_longer_known_to_be_one_counts_no_more(child):
    assert (
        child.http.delete("/v1/subjects/u-1/facts/evidence/g-1", params={"policy": "shop"}).status_code == 200
    )
    assert "guardian-missing" in codes(child.ask("registration", ["phone"]))


@pytest.mark.parametrize("kind", ["age", "agreement"])
def test_nobody_speaks_as_guardian_unproven(shop, kind):
    prompt = next(each for each in shop.ask("registration", ["phone"])["ask"] if each["kind"] == kind)
    size = shop.size()
    assert shop.put(prompt, by="guardian").json()["error"]["id"] == "consent.no-guardian"
    assert shop.size() == size


def test_another_age_on_an_answered_text_is_another_answer(shop):
    prompt = next(each for each in shop.ask("registration", ["phone"])["ask"] if each["kind"] == "age")
    assert shop.put(prompt, age=30).json()["new"] is True
    assert shop.put(prompt, age=31).json()["new"] is False
    assert shop.put(prompt, age=8).status_code == 409
    assert shop.put(prompt, age=-5).status_code == 400


def test_who_moves_abroad_is_asked_about_anew(shop):
    shop.agree()
    to_lab = {"act": "share", "recipient": "lab"}
    assert shop.put(shop.prompt("study", ["email"], **to_lab)).status_code == 200
    assert shop.ask("study", ["email"], **to_lab)["answer"] == "permit"
    shop.http.put("/v1/facts/recipient/lab", json={"policy": "shop", "region": "US", "signed": True})
    shop.http.put("/v1/facts/evidence/x-1", json={"policy": "shop", "kind": "export-record"})
    abroad = {**to_lab, "claim": {"evidence": ["x-1"]}}
    answer = shop.ask("study", ["email"], **abroad)
    assert answer["answer"] == "ask"
    (prompt,) = [each for each in answer["ask"] if each["kind"] == "consent"]
    assert "US" in prompt["text"]["en"]
    assert "US" in prompt["text"]["zh"]
    assert shop.put(prompt).status_code == 200
    assert shop.ask("study", ["email"], **abroad)["answer"] == "permit"


def test_a_contract_that_ended_is_not_revived_by_an_address(shop):
    shop.agree()
    to_lab = {"act": "share", "recipient": "lab"}
    shop.put(shop.prompt("study", ["email"], **to_lab))
    shop.http.put("/v1/facts/recipient/lab", json={"policy": "shop", "signed": True})
    shop.http.delete("/v1/facts/recipient/lab", params={"policy": "shop"})
    shop.http.put("/v1/facts/recipient/lab", json={"policy": "shop", "region": "CN"})
    assert "not-signed" in codes(shop.ask("study", ["email"], **to_lab))
    shop.http.put("/v1/facts/recipient/lab", json={"policy": "shop", "region": "CN", "signed": True})
    assert shop.ask("study", ["email"], **to_lab)["answer"] == "permit"


def test_who_left_the_old_version_comes_under_the_new_one(shop):
    shop.agree()
    shop.put(shop.prompt("ideas", ["email"]))
    shop.http.delete("/v1/subjects/u-1/agreement", params={"policy": "shop"})
    narrower = SHOP.replace('version: "1"', 'version: "2"').replace(
        "reuses: [registration], data: {optional: [nickname, email]}, refused",
        "reuses: [registration], data: {optional: [nickname]}, refused",
    )
    shop.installation.gate.publish(narrower, "narrower")
    assert shop.ask("ideas", ["email"])["policy"]["version"] == "2"


def test_the_list_of_choices_tells_each_apart(shop):
    shop.agree()
    shop.put(shop.prompt("study", ["email"]))
    shop.put(shop.prompt("study", ["email"], act="share", recipient="lab"), choice="refuse")
    listed = shop.http.get("/v1/subjects/u-1/consents", params={"policy": "shop"}).json()
    states = {(each["purpose"], each["recipient"]): each["state"] for each in listed}
    assert states["study", None] == "given"
    assert states["study", "lab"] == "refused"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("subjects/u-1/facts/audience/phone", {"audience": ["public"]}),
        ("subjects/u-1/facts/opt-out/promotion", {"channel": ["sms"]}),
        ("subjects/u-1/facts/evidence/c-1", {"kind": "certificate", "form": "anonymised", "group": -5}),
    ],
)
def test_a_fact_of_another_shape_is_refused(shop, path, value):
    assert shop.http.put(f"/v1/{path}", json={"policy": "shop", **value}).status_code == 400
