"""Who lets a large share of a table go, what people see of it meanwhile, and how far a sweep is."""

from __future__ import annotations

import json

import pytest

from tests.retention.test_sweeping import MAP, House
from troth.assembly import Holdings, Runs, Sweep, allow_large
from troth.assembly.sweep_approvals import approval_of
from troth.cli.progress import Shown
from troth.duties import unfinished
from troth.ledger import instant
from troth.operators.errors import NeedsSecond, NotAllowed
from troth.retention import Caps

OLD = ["2025-12-01"] * 80 + ["2026-03-01"] * 40
LONG = "correct horse battery staple"


@pytest.fixture
def house(tmp_path, monkeypatch):
    path = tmp_path / "crm.db"
    path.touch()
    made = House(tmp_path, f"sqlite:///{path}", monkeypatch, MAP, OLD)
    yield made
    made.engine.dispose()


def hired(house, login, roles=("officer",)):
    operators = house.installation.doors.operators
    _, token = operators.invite(None, login, login, roles, ["*"])
    return operators.join_with_password(token, LONG)


def sweeping(house, caps=None):
    return Sweep(house.installation, Holdings(house.installation, house.environment), caps)


def findings(house):
    found = house.installation.gate.store.read("kept", lambda book: unfinished(book, 100))
    return [each for each in found if each.kind == "resolve-finding"]


def test_a_large_share_waits_for_operators_and_is_a_finding_until_it_is_gone(house):
    work, store = sweeping(house), house.installation.gate.store
    assert work.run("kept").rules[0].state == "stopped"
    assert len(findings(house)) == 1
    assert allow_large(house.installation, work, "kept", (), approved=True), "nobody else is here to ask"
    first, _ = hired(house, "li.wei"), hired(house, "rev", ["reviewer"])
    with pytest.raises(NotAllowed):
        allow_large(house.installation, work, "kept", (), approved=True)
    with pytest.raises(NotAllowed):
        allow_large(house.installation, work, "kept", ["rev"], approved=False)
    second = hired(house, "han.mei")
    with pytest.raises(NeedsSecond):
        allow_large(house.installation, work, "kept", ["li.wei"], approved=False)
    assert not allow_large(house.installation, work, "kept", ["li.wei", "han.mei"], approved=False)
    at = instant(house.installation.clock.now())
    given = store.read("kept", lambda book: approval_of(book, "crm", "visits", at))
    assert (given.most, given.by, given.second) == (80, first.handle, second.handle)
    heard = []
    report = sweeping(house, Caps(batch=30)).run("kept", told=lambda *said: heard.append(said))
    assert (report.rules[0].state, report.rules[0].done) == ("done", {"deleted": 80})
    assert findings(house) == []
    assert store.read("kept", lambda book: approval_of(book, "crm", "visits", at)) is None, "used up"
    runs = Runs(store, house.installation.clock).known("kept")
    (run,) = [each for each in runs if each.about == "crm.visits"]
    assert (run.kind, run.done, run.of, run.state) == ("sweep", 80, 80, "done")
    assert heard[-1] == ("crm.visits", 80, 80)
    assert "li.wei" not in json.dumps([each.value() for each in runs])


def test_a_line_says_done_left_and_when_it_ends(house, capsys):
    clock = house.clock
    shown = Shown("keys", "en", terminal=False, clock=clock.now)
    for second in (10, 12, 20):
        shown.tell(second * 5, 200)
        clock.forward(seconds=6)
    shown.close()
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "keys 50/200 (25 %), 150 left"
    assert lines[1].startswith("keys 60/200 (30 %), 140 left, ends about ")
    assert len(lines) == 3
