"""How far a scan is stands in the books of a policy, where the console shows it: counts and an id, whether it ends or is killed."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner

from troth.assembly import Runs, Settings, install
from troth.cli import app
from troth.cli.commands import scan as scanning
from troth.vocabulary import TrothError

POLICY = Path(__file__).parents[1] / "backups" / "acme.yaml"


@pytest.fixture
def store(tmp_path, monkeypatch):
    """A database to scan; the books of the policy lie beside it."""
    monkeypatch.setenv("TROTH_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("TROTH_STORE", raising=False)
    install(Settings.of(os.environ), [POLICY]).gate.close()
    with sqlite3.connect(tmp_path / "13900139000.db") as connection:
        connection.execute("CREATE TABLE users (id INTEGER, sjh TEXT)")
        connection.executemany("INSERT INTO users VALUES (?, '13800138000')", [(each,) for each in range(50)])
    connection.close()
    return f"sqlite:///{tmp_path / '13900139000.db'}"


def known():
    """The runs that the console would show."""
    opened = install(Settings.of(os.environ), [])
    try:
        return Runs(opened.gate.store, opened.clock).known("acme")
    finally:
        opened.gate.close()


def scan(*words):
    return CliRunner().invoke(app, ["scan", *words, "--json"], catch_exceptions=False)


def test_a_scan_is_seen_at_the_console_also_when_it_breaks_off(store, monkeypatch, tmp_path):
    class Broken(Exception):
        pass

    def breaking(*_, **__):
        raise Broken

    with monkeypatch.context() as broken:
        broken.setattr(scanning, "scan_place", breaking)
        with pytest.raises(Broken):
            scan(store, "--policy", "acme")
    (stopped,) = known()
    assert (stopped.kind, stopped.state, stopped.reason) == ("scan", "stopped", "unexpected")
    assert json.loads(scan(store, "--policy", "acme").stdout)["state"] == "found"
    (run,) = known()
    assert (run.id, run.state, run.done, run.of) == (stopped.id, "done", 50, 50)
    said = json.dumps(run.value())
    assert "13900139000" not in said
    assert str(tmp_path) not in said
    with pytest.raises(TrothError):
        scan(store, "--policy", "nobody")
    with pytest.raises(TrothError):
        scan("--text", str(POLICY), "--policy", "acme")
