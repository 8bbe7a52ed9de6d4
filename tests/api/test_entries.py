"""What the ledger keeps of a step, whole: nothing more than this, and nothing less."""

from __future__ import annotations

import json


def last(shop):
    return [json.loads(line) for line in shop.export().splitlines() if b'"decision.step' in line][-1]


def test_a_permitted_step_is_told_whole(shop):
    shop.agree()
    to_lab = {"act": "share", "recipient": "lab", "product": "web", "insist": ["email"]}
    given = shop.put(shop.prompt("study", ["email"], **to_lab)).json()
    assert shop.ask("study", ["email"], **to_lab)["answer"] == "permit"
    entry = last(shop)
    agreed = next(
        e for e in shop.http.get("/v1/subjects/u-1/consents?policy=shop").json() if e["kind"] == "agreement"
    )
    cites = entry["body"].pop("cites")
    assert {given["entry"], agreed["sequence"]} <= set(cites)
    assert entry["kind"] == "decision.step.permitted"
    assert entry["body"] == {
        "act": "share",
        "actor": "system",
        "clauses": [
            "law.pipl.minors",
            "minors.bands.under-14",
            "providing.share.studied",
            "purposes.study",
            "recipients.lab",
        ],
        "codes": ["met", "offered"],
        "elements": ["email"],
        "insist": ["email"],
        "obligations": ["bind", "child-texts", "count", "log-case"],
        "only": ["email"],
        "product": "web",
        "purpose": "study",
        "recipient": "lab",
        "region": "CN",
    }


def test_a_refused_step_is_told_without_the_words_of_its_caller(shop):
    asked = {
        "act": "disclose", "recipient": "somebody", "product": "nowhere-7654321", "channel": "pigeon",
        "claim": {"case": "mine", "ground": "because", "evidence": ["secret-ref"]}, "region": "ATLANTIS",
        "function": "party", "insist": ["shoe-size"],
    }  # fmt: skip
    assert shop.ask("unheard-of", ["shoe-size"], **asked)["answer"] == "refuse"
    entry = last(shop)
    assert entry["kind"] == "decision.step.refused"
    assert entry["body"] == {
        "act": "disclose",
        "actor": "system",
        "case": "undeclared",
        "channel": "undeclared",
        "clauses": ["products"],
        "codes": ["unknown-product"],
        "elements": ["undeclared"],
        "function": "undeclared",
        "ground": "undeclared",
        "insist": ["undeclared"],
        "product": "undeclared",
        "purpose": "undeclared",
        "recipient": "undeclared",
        "region": "undeclared",
    }


def test_a_step_cites_its_evidence_by_kind_and_record(shop):
    shop.agree()
    filed = shop.http.put(
        "/v1/subjects/u-1/facts/evidence/t-1", json={"policy": "shop", "kind": "ticket"}
    ).json()
    shop.ask("registration", ["phone"], claim={"evidence": ["t-1"]})
    body = last(shop)["body"]
    assert body["evidence"] == ["ticket"]
    assert filed["entry"] in body["cites"]
    assert b"t-1" not in json.dumps(body).encode()
