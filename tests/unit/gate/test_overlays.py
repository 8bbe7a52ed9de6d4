"""The reply names the addendum that a step was decided under."""

from __future__ import annotations

import json

import troth
from troth.decisions import Request
from troth.vocabulary import Act

POLICY = """
troth: 1
id: acme
version: "1"
languages: [en, zh]
controller: {en: Acme, zh: 阿克米, contact: {email: privacy@acme.example}}
data: {log: {kind: device, en: log, zh: 日志}}
overlays:
  customer-agreement: {key: customer, may-change: [demands], for: {lotus: {demands: {encrypted: {need: [encrypted-storage]}}}}}
purposes:
  statistics: {en: Statistics, zh: 统计, basis: none, acts: [use], data: {}}
"""


def test_the_reply_names_the_addendum(tmp_path):
    policy = tmp_path / "acme.yaml"
    policy.write_text(POLICY, encoding="utf-8")
    gate = troth.open(policy, store="memory:", home=tmp_path / "home")
    asked = [
        Request(Act.USE, "statistics", occasion=chosen)
        for chosen in ({"customer": "lotus"}, {"customer": "x"}, {})
    ]
    said = [each.as_data()["policy"].get("overlays") for each in gate.ask("acme", asked)]
    assert said == [{"customer-agreement": "lotus"}, None, None]
    assert json.dumps(said)
