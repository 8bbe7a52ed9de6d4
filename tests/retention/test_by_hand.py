"""`troth attest`: what is ordered in a place that people look after, and that it was done, from the host."""

from __future__ import annotations

import hashlib
import json

import pytest
from typer.testing import CliRunner

from tests.retention.test_allowing import hired
from tests.retention.test_sweeping import House
from troth.assembly import by_hand_of, desk_of, performers
from troth.assembly.working import Workers
from troth.cli import app
from troth.cli.commands import attest

MAP = """
troth-map: 1
policy: kept
places:
  paper:
    manual: records-office
    data: [email, note]
"""


def test_an_order_of_a_place_that_people_look_after_is_done_from_the_host(tmp_path, monkeypatch):
    house = House(tmp_path, f"sqlite:///{tmp_path / 'crm.db'}", monkeypatch, MAP)
    house.installation.gate.places = lambda _: ("paper", "vault")
    house.gives("survey", note="canary")
    asked = [("attest", "list", "kept", "--json"), ("attest", "list", "kept", "--lang", "zh")]
    with monkeypatch.context() as beside:
        beside.setattr("troth.assembly.install", lambda *_: house.installation)
        beside.setattr(type(house.installation.gate), "close", lambda _: None)
        later, shown_as = (CliRunner().invoke(app, each, catch_exceptions=False).stdout for each in asked)
    begins = json.loads(later)["orders"][0]["from"]
    assert begins > house.clock.now().isoformat()
    assert f"（自 {begins} 起办理）" in shown_as
    house.clock.forward(days=40)
    Workers(house.installation, by_kind=performers(house.installation)).once()
    by_hand = by_hand_of(house.installation, desk_of(house.installation))
    (owed,) = by_hand.orders("kept")
    assert (owed.part, by_hand.keepers("kept")) == ("paper", {"paper": "records-office"})
    hired(house, "li.wei")
    monkeypatch.setattr("troth.assembly.install", lambda *_: house.installation)
    monkeypatch.setattr(type(house.installation.gate), "close", lambda _: None)
    listed = CliRunner().invoke(app, ["attest", "list", "kept", "--json"], catch_exceptions=False)
    (row,) = json.loads(listed.stdout)["orders"]
    assert (row["order"], row["act"], row["keeper"]) == (owed.id, "erase", "records-office")
    assert row["from"] is None, "it is to be done now"
    told = CliRunner().invoke(app, ["attest", "list", "kept", "--lang", "zh"], catch_exceptions=False)
    assert "删除" in told.stdout
    assert "  erase  " not in told.stdout
    shown = tmp_path / "shredded.pdf"
    shown.write_bytes(b"signed by two")
    words = ["attest", "done", "kept", owed.id, "--evidence", str(shown), "--count", "1", "--json", "--when"]
    now = house.clock.now().isoformat()
    with pytest.raises(attest.AttestError):
        CliRunner().invoke(app, [*words, now], catch_exceptions=False)
    for when in ("0001-01-01", "0001-01-01T00:00+08:00", "9999-12-31T23:59-08:00", "yesterday"):
        with pytest.raises(attest.AttestError) as refused:
            CliRunner().invoke(app, [*words, when, "--by", "li.wei"], catch_exceptions=False)
        assert refused.value.message is attest.WHEN
    done = CliRunner().invoke(app, [*words, now, "--by", "li.wei"], catch_exceptions=False)
    digest = hashlib.sha256(b"signed by two").hexdigest()
    assert json.loads(done.stdout) == {"order": owed.id, "state": "done", "evidence": digest}
    assert by_hand.orders("kept") == []
    house.engine.dispose()
