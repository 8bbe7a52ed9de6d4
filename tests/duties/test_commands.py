"""`troth duties` and `troth work`, as somebody at a terminal uses them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import CliRunner

from tests.api.shop import SHOP
from tests.duties.simulating import owed
from troth.assembly import Runs, Settings, install
from troth.cli import app
from troth.cli.commands.work import long_work
from troth.duties import Term, open_duty

LATE, SOON = timedelta(hours=-60), timedelta(hours=-40)


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An installation that stopped, with a duty that is late, one that is due soon, one for a person."""
    monkeypatch.setenv("TROTH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TROTH_API_KEY", "91c4e07bd25fa836")
    monkeypatch.setenv("COLUMNS", "200")
    file = tmp_path / "shop.yaml"
    file.write_text(SHOP, encoding="utf-8")
    now = datetime.now(UTC)
    installation = install(Settings.of(os.environ), [file])
    duties = [
        owed("late", kind="tell-recipient", anchor=now + LATE),
        owed("soon", kind="tell-recipient", anchor=now + SOON),
        owed("look", kind="decide", anchor=now),
    ]
    for number, source in enumerate(("duties.sweep", "duties.expiry")):  # what the program sets by itself
        ours = Term(1, "working day", "CN", source)
        duties[number] = replace(duties[number], terms=(*duties[number].terms, ours))
    installation.gate.store.write("shop", lambda book: [open_duty(book, each) for each in duties])
    installation.gate.close()
    return tmp_path


def troth(*arguments):
    return CliRunner().invoke(app, list(arguments))


def parts(*arguments):
    return [each["part"] for each in json.loads(troth("duties", *arguments, "--json").stdout)["duties"]]


def test_duties_are_listed_by_what_is_asked(home):
    assert parts() == ["late", "soon", "look"]
    assert parts("shop", "--due") == ["late", "soon"]
    assert parts("--late") == ["late"]
    assert parts("shop", "--for-person") == ["look"]
    late, *_ = json.loads(troth("duties", "shop", "--json").stdout)["duties"]
    assert (late["late"], late["source"], late["state"]) == (True, "rights.access", "open")
    assert late["limits"][0]["within"] == "48 hours"


def test_the_table_speaks_both_languages(home):
    english, chinese = troth("duties", "shop", "--lang", "en"), troth("duties", "--lang", "zh")
    assert (english.exit_code, chinese.exit_code) == (1, 1)
    assert "LATE · open" in english.stdout
    assert "run `troth work`" in english.stdout
    assert "通知接收方" in chinese.stdout
    assert "已逾期" in chinese.stdout
    assert "duties." not in chinese.stdout + english.stdout
    assert ("our privacy policy" in english.stdout, "隐私政策" in chinese.stdout) == (True, True)
    assert troth("duties", "nobody").exception.id == "cli.duties-policy"
    assert troth("duties", "--due", "--late").exception.id == "cli.duties-one"


def test_work_once_does_what_is_ready_and_hands_over_what_nobody_can(home):
    counts = json.loads(troth("work", "--once", "--json").stdout)["counts"]
    assert counts["person"] == 2
    assert sorted(parts("--for-person")) == ["late", "look", "soon"]
    assert troth("duties", "shop", "--again", "tell-recipient/case-1/late", "--lang", "en").exit_code == 0
    assert sorted(parts("--for-person")) == ["look", "soon"]


def test_it_shows_long_work_ends_when_told_to_and_says_what_it_did(home):
    installation = install(Settings.of(os.environ), [home / "shop.yaml"])
    runs = Runs(installation.gate.store, installation.clock, timedelta(0))
    runs.watch("shop", "erase", "change-1").tell(50, 200)
    runs.watch("shop", "bulk", "proposal-1").end()
    policies, now = installation.gate.shelf.ids, installation.clock.now()
    (line,) = long_work(runs, policies, now, "zh")
    assert line.startswith("全部删除 change-1 50/200（25%），剩余 150")
    assert long_work(runs, policies, now + timedelta(minutes=3), "zh") == [], "whoever did it has gone"
    installation.gate.close()
    process = subprocess.Popen(
        [sys.executable, "-m", "troth.cli", "work", "--json", "--progress", "--lang", "en"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    lines = [json.loads(process.stdout.readline()) for _ in range(3)]
    assert process.stderr is not None
    said = [process.stderr.readline() for _ in range(3)]
    assert said[2].startswith("erasing everywhere change-1 50/200 (25 %), 150 left"), said
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "Traceback" not in errors
    assert "stopped: done 0" in errors
    assert {each["what"] for each in lines} <= {"late", "reminder", "person"}
    assert "late" in {each["what"] for each in lines}


def test_where_there_are_no_books_none_are_made(tmp_path, monkeypatch):
    monkeypatch.setenv("TROTH_HOME", str(tmp_path / "home"))
    assert "no books at" in str(troth("duties", "--lang", "en").exception)
    assert not (tmp_path / "home").exists()
