"""The register of automated decisions over HTTP: what may be recorded, what is seen, what the ledger holds."""

from __future__ import annotations

import json

import pytest

from tests.api.calling import check_error
from tests.automated.lender import CLERK, DIGEST, OUTCOMES, SECRET, Lender


@pytest.fixture(scope="module")
def lender(tmp_path_factory):
    made = Lender(tmp_path_factory.mktemp("lender"))
    yield made
    made.installation.gate.close()


def refused(response, status=409):
    check_error(response, status)
    return response.json()["error"]["text"]["en"]


def entry(lender, index):
    """Return an entry of the ledger, as the export has it."""
    found = []
    for line in lender.export().decode("utf-8").splitlines():
        try:
            value = json.loads(line)
        except ValueError:
            continue
        if isinstance(value, dict) and "kind" in value and "body" in value:
            found.append(value)
    return found[index]


# --- recording


def test_a_decision_stands_with_the_step_it_rests_on(lender):
    step = lender.profile()
    made = lender.tell(step["entry"]).json()
    assert made["entry"] == step["entry"]
    assert (made["effect"], made["review"], made["state"]) == ("significant", "human", "standing")
    assert (made["model"], made["version"], made["inputs"]) == ("scorecard", "2.1", ["income"])
    assert made["outcomes"] == OUTCOMES
    assert made["at"] == "2026-03-02T09:40:00.000Z"
    assert lender.get(made["decision"]).json() == made
    assert made in lender.get().json()


def test_the_ledger_has_ids_and_digests_only(lender):
    step = lender.profile()
    made = lender.tell(step["entry"], operator=CLERK).json()
    found = entry(lender, made["recorded"])
    assert found["kind"] == "automated.decision.recorded"
    body = found["body"]
    assert body["cites"] == [step["entry"]]
    assert body["inputs"] == DIGEST
    assert body["operator"] == CLERK
    assert body["offered"] == ["explanation", "review"]
    assert set(body) == {
        "cites", "decision", "digest", "effect", "elements", "inputs", "model", "model-version", "offered",
        "operator", "purpose", "recipients",
    }  # fmt: skip
    whole = lender.export().decode()
    for secret in (SECRET, "declined", "Credit is", "授信"):
        assert secret not in whole, "what was decided about somebody is personal data"
    assert lender.subject not in json.dumps(found)


def test_told_twice_is_once_and_one_step_has_one_decision(lender):
    step = lender.profile()
    first = lender.tell(step["entry"])
    size = lender.size()
    assert lender.tell(step["entry"]).json() == first.json()
    assert "no decision yet" in refused(lender.tell(step["entry"], outcome="granted"))
    assert lender.size() == size


@pytest.mark.parametrize("act", ["use", "collect"])
def test_only_a_profile_step_carries_a_decision(lender, act):
    step = lender.ask("credit", [{"element": "income", "collected-for": "credit"}], act)
    assert step["answer"] == "permit"
    assert "permitted `profile` step" in refused(lender.tell(step["entry"]))


def test_a_step_that_was_not_permitted_carries_none(lender):
    step = lender.profile("credit", ["clicks"])
    assert step["answer"] == "refuse"
    assert "permitted `profile` step" in refused(lender.tell(step["entry"]))
    assert "permitted `profile` step" in refused(lender.tell(999_999)), "there is no such entry"
    assert "permitted `profile` step" in refused(lender.tell(0)), "the publication is no step"
    check_error(lender.tell("not-a-number"), 400)


def test_a_step_about_somebody_else_carries_none(lender):
    lender.profile(subject="u-2")  # who is known here from now on
    step = lender.profile()
    size = lender.size()
    for subject in ("u-2", "nobody-here"):
        assert "about this person" in refused(lender.tell(step["entry"], subject=subject))
    assert lender.size() == size
    assert lender.get(subject="nobody-here").json() == []


def test_a_step_for_another_purpose_carries_none(lender):
    step = lender.profile("ideas", ["clicks"])
    assert step["answer"] == "permit"
    assert "for this purpose" in refused(lender.tell(step["entry"]))


def test_a_purpose_that_decides_nothing_has_no_decisions(lender):
    step = lender.ask("registration", ["phone"], "use")
    told = lender.tell(step["entry"], purpose="registration", inputs=["phone"], values={})
    assert "profile" in refused(told)


def test_inputs_are_those_that_the_step_was_permitted(lender):
    step = lender.profile("credit", ["income"])
    assert "permitted to use" in refused(lender.tell(step["entry"], inputs=["income", "phone"]))
    assert "permitted to use" in refused(lender.tell(step["entry"], inputs=["never-heard-of"], values={}))


@pytest.mark.parametrize("offered", [[], ["explanation"], ["review"]])
def test_a_significant_effect_needs_explanation_and_review(lender, offered):
    step = lender.profile()
    assert "effect is significant" in refused(lender.tell(step["entry"], offered=offered))


def test_a_minor_effect_does_not(lender):
    step = lender.profile("ideas", ["clicks"])
    told = lender.tell(step["entry"], purpose="ideas", inputs=["clicks"], values={}, offered=[])
    assert told.json()["effect"] == "minor", told.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"model": "Modell Eins"}, {"model": "13800004711"}, {"version": "two one"}, {"inputs": []},
        {"inputs": ["income", "income"]}, {"values": {"phone": "1"}}, {"digest": "00"}, {"digest": "zz" * 32},
        {"outcome": "else"}, {"outcomes": {}}, {"outcomes": {"declined": {"en": "No."}}},
        {"outcomes": {"declined": {"en": " ", "zh": "不"}}}, {"outcomes": {"no no": {"en": "No", "zh": "不"}}},
        {"offered": ["flowers"]}, {"recipients": ["stranger"]}, {"operator": "li"}, {"makers": ["li"]},
        {"effect": "minor"}, {"at": "2026-01-01"}, {"model": None}, {"policy": None},
    ],
)  # fmt: skip
def test_what_is_malformed_is_refused(lender, wrong):
    size = lender.size() + 1
    check_error(lender.tell(lender.profile()["entry"], **wrong), 400)
    assert lender.size() == size, "the step alone"


def test_nobody_registers_without_the_key(lender):
    step = lender.profile()
    kept = lender.http.headers.pop("Authorization")
    try:
        assert lender.tell(step["entry"]).status_code == 401
        assert lender.get().status_code == 401
    finally:
        lender.http.headers["Authorization"] = kept


# --- seeing and explaining


def test_others_do_not_see_it(lender):
    lender.profile(subject="u-2")
    made = lender.decided()
    for subject in ("u-2", "nobody-here"):
        check_error(lender.get(made, subject=subject), 404)
        check_error(lender.get(made, "explanation", subject=subject), 404)
        check_error(lender.contest(made, subject=subject), 404)
    check_error(lender.get("auto-bbbbb-bbbbb-bbbbb-bbbbb"), 404)


def test_values_come_out_nowhere(lender):
    made = lender.decided()
    for answer in (lender.get(), lender.get(made), lender.get(made, "explanation")):
        assert answer.status_code == 200
        assert SECRET not in answer.text


def test_the_explanation_names_rule_model_inputs_and_outcome(lender):
    found = lender.get(lender.decided(), "explanation").json()
    for part in (
        "Decide about credit (purposes.credit, version 1)", "you agreed to the policy", "scorecard, version 2.1",
        "income band", "What the program found: Credit is declined.", "significant effect", "10 working days",
    ):  # fmt: skip
        assert part in found["en"], part
    for part in (
        "决定是否授信",
        "scorecard，版本 2.1",
        "收入档次",
        "不予授信。",
        "重大影响",
        "10 个工作日",
        "人工复核",
    ):
        assert part in found["zh"], part
