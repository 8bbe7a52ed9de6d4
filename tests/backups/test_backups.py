"""A backup is whole or refused, opens with its own key only, and brings nobody back."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from troth.adapters.stores.errors import NoBooks, NotEmpty, Occupied
from troth.assembly import FileError, Runs, Settings, backup, install, restore
from troth.cli import app
from troth.decisions import Request
from troth.duties import about_word
from troth.holdings.ports import Order
from troth.vault import SM, VaultHolding
from troth.vault.errors import BadArchive, NoKey
from troth.vocabulary import Act

SMALL = Path("tests/backups/acme.yaml")
LI, WANG = "13800138000", "13900139000"


def settings_of(folder: Path, store: str | None = None) -> Settings:
    vault = {name: os.environ[name] for name in ("TROTH_VAULT_PROFILE",) if name in os.environ}
    return Settings.of({"TROTH_HOME": str(folder), **vault}, store)


class Company:
    """An installation with two people in its vault and something in its books."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.opened = install(settings, [SMALL])
        self.gate, self.vault = self.opened.gate, self.opened.vault
        self.store: Any = self.vault.store

    def person(self, name: str) -> str:
        self.gate.ask("acme", [Request(Act.USE, "x", subject=name)])
        (handle,) = {each for each in self._handles() if each not in getattr(self, "seen", set())}
        self.seen = {*getattr(self, "seen", set()), handle}
        return handle

    def _handles(self) -> set[str]:
        return {
            json.loads(entry)["subject"]
            for entry in self.store.read("acme", lambda book: list(book.entries()))
            if json.loads(entry)["subject"]
        }

    def write(self, handle: str, phone: str) -> None:
        permit = self.permit(handle, Act.COLLECT)
        self.vault.write(permit, {"phone": phone})

    def permit(self, handle: str, act: Act):
        return self.vault.permits.issue("acme", handle, act, "x", {"phone": "raw"}, entry=1)

    def phone(self, handle: str) -> str | None:
        return self.vault.read(self.permit(handle, Act.USE), {"phone": "raw"}).get("phone")

    def find(self, phone: str):
        return self.vault.find(self.permit("", Act.USE), "phone", phone)

    def erase(self, handle: str) -> None:
        order = Order("acme", handle, "o-1", "rights.delete", 1, warrant=self.permit(handle, Act.ERASE))
        assert VaultHolding(self.vault, self.opened.clock).erase(order).state in ("done", "unfinished")

    def close(self) -> None:
        self.gate.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def places(request, tmp_path):
    """The addresses of a store and of an empty one beside it."""
    if request.param == "sqlite":
        yield [f"sqlite:///{tmp_path / name}.db" for name in ("one", "other")]
        return
    import psycopg

    url = request.getfixturevalue("postgres")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS restored CASCADE")
        connection.execute("CREATE SCHEMA restored")
    mark = "&" if "?" in url else "?"
    yield [url, f"{url}{mark}options=-csearch_path%3Drestored"]
    with psycopg.connect(url, autocommit=True) as connection:  # the database goes on to other tests
        connection.execute("DROP SCHEMA IF EXISTS restored CASCADE")


@pytest.fixture
def company(places, tmp_path):
    """A company with Li and Wang in its vault."""
    found: Any = Company(settings_of(tmp_path, places[0]))
    found.li, found.wang = found.person("li"), found.person("wang")
    found.write(found.li, LI)
    found.write(found.wang, WANG)
    yield found
    found.close()


def test_what_was_erased_after_the_backup_does_not_come_back_with_it(company, places, tmp_path):
    file = tmp_path / "yesterday.backup"
    seen: list[tuple[int, int]] = []
    proved: list[tuple[int, int]] = []
    made = backup(company.settings, file, lambda *said: seen.append(said), lambda *said: proved.append(said))
    assert seen[-1] == proved[-1] == (made.rows, made.rows)
    assert made.rows > 10
    assert {of for _, of in (*seen, *proved)} == {made.rows}, "of how many is told from the beginning"
    assert len({done for done, _ in seen}) > 2
    noted = Runs(company.store, company.opened.clock, home=tmp_path).known("acme")
    assert {(each.kind, each.about.split("-")[0], each.done, each.of, each.state) for each in noted} == {
        ("backup", what, made.rows, made.rows, "done") for what in ("backup", "proof")
    }, "seen by who has the books, though a backup writes nothing in them"
    assert [file.stat().st_mode & 0o077 for file in (tmp_path / "runs").iterdir()] == [0, 0]
    before = company.store.read("acme", lambda book: list(book.entries()))
    assert made.controllers == {"acme": len(before)}
    company.erase(company.li)
    company.close()

    looked: list[tuple[int, int]] = []
    found = restore(settings_of(tmp_path, places[1]), file, again=lambda *said: looked.append(said))
    assert (found.rows, found.erased_again) == (made.rows, 1)
    assert looked == [(0, 2), (2, 2)], "how many were looked up on the list, and of how many"
    again = Company(settings_of(tmp_path, places[1]))
    runs = {each.about: each for each in Runs(again.gate.store, again.opened.clock).known("acme")}
    assert (runs["erased-again"].done, runs["erased-again"].of) == (2, 2)
    assert {each.state for each in runs.values()} == {"done"}
    after = again.store.read("acme", lambda book: list(book.entries()))
    assert after[: len(before)] == before, "the ledger goes on where the backup was made"
    assert again.phone(company.wang) == WANG
    assert again.phone(company.li) is None
    assert (again.find(LI), again.find(WANG)) == ([], [company.wang])
    again.gate.ask("acme", [Request(Act.USE, "x", subject="li")])
    again.close()


@pytest.mark.postgres
def test_a_backup_goes_from_one_database_to_the_other(tmp_path, postgres):
    company = Company(settings_of(tmp_path, f"sqlite:///{tmp_path / 'one.db'}"))
    li = company.person("li")
    company.write(li, LI)
    file, target = tmp_path / "a.backup", postgres
    made = backup(company.settings, file)
    company.close()
    import psycopg

    with psycopg.connect(target, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    assert restore(settings_of(tmp_path, target), file).rows == made.rows
    again = Company(settings_of(tmp_path, target))
    assert again.phone(li) == LI
    again.close()


def test_every_change_of_a_backup_is_refused(tmp_path):
    company = Company(settings_of(tmp_path, f"sqlite:///{tmp_path / 'one.db'}"))
    file, target = tmp_path / "a.backup", settings_of(tmp_path, f"sqlite:///{tmp_path / 'other.db'}")
    backup(company.settings, file)
    company.close()
    whole = file.read_bytes()
    line = whole.index(b"\n") + 1
    places = [0, 20, line - 2, line, line + 4, line + 5, len(whole) // 2, len(whole) - 1]
    broken = [whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in places]
    broken += [whole[:-1], whole[:line], b"", whole + b"x", whole[:line] + whole[line:] * 2]
    for each in broken:
        file.write_bytes(each)
        with pytest.raises(BadArchive):
            restore(target, file)
    file.write_bytes(whole)
    (tmp_path / "elsewhere").mkdir()
    with pytest.raises(BadArchive):  # another installation has another key
        restore(settings_of(tmp_path / "elsewhere", target.store), file)
    assert restore(target, file).rows


def test_nothing_is_written_over(company, tmp_path, places):
    file = tmp_path / "a.backup"
    backup(company.settings, file)
    with pytest.raises(FileError):
        backup(company.settings, file)
    with pytest.raises(FileError):
        backup(settings_of(tmp_path, "memory:"), tmp_path / "b.backup")
    with pytest.raises((NotEmpty, Occupied)):
        restore(company.settings, file)
    company.close()
    with pytest.raises(NotEmpty):
        restore(company.settings, file)
    assert file.stat().st_mode & 0o077 == 0
    raw = file.read_bytes()
    assert not any(each.encode() in raw for each in (LI, WANG, company.li))
    assert not list(tmp_path.glob(".a.backup*"))
    with pytest.raises(NoBooks):
        backup(settings_of(tmp_path, f"sqlite:///{tmp_path / 'nowhere.db'}"), tmp_path / "c.backup")
    assert not (tmp_path / "nowhere.db").exists()
    assert not (tmp_path / "c.backup").exists()


def test_the_commands_say_what_they_did(tmp_path, monkeypatch):
    monkeypatch.setenv("TROTH_HOME", str(tmp_path))
    company = Company(settings_of(tmp_path))
    li = company.person("li")
    company.write(li, LI)
    size = len(company.store.read("acme", lambda book: list(book.entries())))
    company.close()
    file, target = str(tmp_path / "a.backup"), f"sqlite:///{tmp_path / 'other.db'}"
    made = CliRunner().invoke(app, ["backup", file, "--json", "--progress"], catch_exceptions=False)
    said = json.loads(made.stdout)
    for what in ("rows copied", "rows read again"):
        assert f"{what} {said['rows']}/{said['rows']} (100 %), 0 left\n" in made.stderr
    assert said["ledgers"] == {"acme": size}
    company = Company(settings_of(tmp_path))
    company.erase(li)
    company.close()
    words = ["restore", file, "--store", target, "--lang", "zh", "--progress"]
    done = CliRunner().invoke(app, words, catch_exceptions=False)
    assert f"恢复 {said['rows']} 行" in done.stdout
    assert done.stdout.endswith("）。其中 1 人的数据在备份之后已经删除，恢复后已一并清除。\n")
    lines = done.stderr.splitlines()
    assert lines[-1].startswith("已核对删除名单的人数 1/1（100%）"), "what follows the rows is told as well"
    assert f"已恢复行数 {said['rows']}/{said['rows']}" in done.stderr
    again = str(tmp_path / "again.backup")
    CliRunner().invoke(app, ["backup", again, "--store", target], catch_exceptions=False)
    for number, (language, tail) in enumerate((("zh", "）。\n"), ("en", ").\n"))):
        words = ["restore", again, "--store", f"sqlite:///{tmp_path / f'{number}.db'}", "--lang", language]
        assert CliRunner().invoke(app, words, catch_exceptions=False).stdout.endswith(tail), (
            "nobody: not a word"
        )


def test_a_backup_that_fails_is_seen_as_stopped_and_no_note_stops_it(company, places, tmp_path, monkeypatch):
    monkeypatch.setattr("troth.assembly.backups.verified", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        backup(company.settings, tmp_path / "a.backup")
    runs = Runs(company.store, company.opened.clock, home=tmp_path)
    assert {each.about.split("-")[0]: (each.state, each.reason) for each in runs.known("acme")} == {
        "backup": ("done", ""),
        "proof": ("stopped", "unexpected"),
    }
    monkeypatch.undo()
    for each in (tmp_path / "runs").iterdir():
        each.write_text('{"id": 7}', encoding="utf-8")
    assert runs.known("acme") == [], "a note that says nothing is none"
    for number in range(4):
        backup(company.settings, tmp_path / f"{number}.backup")
    assert len(runs.known("acme")) == 6, "they do not pile up"
    shutil.rmtree(tmp_path / "runs")
    (tmp_path / "runs").write_text("in the way", encoding="utf-8")
    assert backup(company.settings, tmp_path / "b.backup").rows > 10


KILLED = """
import os, sys
from pathlib import Path
from troth.assembly import Settings, restore
target = Settings.of({"TROTH_HOME": sys.argv[1]}, sys.argv[2])
restore(target, Path(sys.argv[3]), lambda rows, of: rows > 3 and os.kill(os.getpid(), 9))
"""


def test_a_backup_that_is_not_there_is_said_to_be_unreadable(tmp_path):
    with pytest.raises(FileError) as told:
        restore(settings_of(tmp_path), tmp_path / "nothing.backup")
    assert told.value.id == "files.unreadable"


def test_a_restore_that_is_killed_has_not_happened(tmp_path):
    install(settings_of(tmp_path), [SMALL]).gate.close()
    file, target = tmp_path / "a.backup", f"sqlite:///{tmp_path / 'other.db'}"
    company = Company(settings_of(tmp_path))
    for name in "abcdefgh":
        company.person(name)
    company.close()
    made = backup(settings_of(tmp_path), file)
    killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path), target, str(file)], check=False)
    assert killed.returncode == -9
    told: list[tuple[int, int]] = []
    assert restore(settings_of(tmp_path, target), file, lambda *said: told.append(said)).rows == made.rows
    assert told[-1] == (made.rows, made.rows)
    again = Company(settings_of(tmp_path, target))
    (run,) = Runs(again.gate.store, again.opened.clock).known("acme")
    assert (run.kind, run.done, run.of, run.state) == ("restore", made.rows, made.rows, "done")
    again.close()


def test_a_rotation_by_command_makes_older_backups_useless(tmp_path, monkeypatch):
    monkeypatch.setenv("TROTH_HOME", str(tmp_path))
    monkeypatch.setenv("TROTH_VAULT_PROFILE", "sm")
    company = Company(settings_of(tmp_path))
    li = company.person("li")
    company.write(li, LI)
    company.close()
    file, target = tmp_path / "a.backup", f"sqlite:///{tmp_path / 'other.db'}"
    backup(settings_of(tmp_path), file)
    done = CliRunner().invoke(
        app, ["vault", "rotate", "acme", "--retire", "--json", "--progress"], catch_exceptions=False
    )
    assert "2/2 (100 %), 0 left" in done.stderr
    assert json.loads(done.stdout) == {"controller": "acme", "generation": 2, "done": 2, "retired": [1]}
    again = Company(settings_of(tmp_path))
    assert again.phone(li) == LI
    (run,) = Runs(again.gate.store, again.opened.clock).known("acme")
    assert (run.kind, run.about, run.done, run.state) == ("rotation", "generation-2", 2, "done")
    again.close()
    moved = CliRunner().invoke(
        app, ["vault", "rotate", "acme", "--index", "phone", "--lang", "zh"], catch_exceptions=False
    )
    assert moved.stdout == "acme：phone 的 1 个值已移入第 2 代索引，旧索引已删除\n"
    both = CliRunner().invoke(app, ["vault", "rotate", "acme", "--index", "phone", "--retire"])
    assert both.exit_code == 2
    again = Company(settings_of(tmp_path))
    assert again.phone(li) == LI
    assert [
        about_word(each.about, "en") for each in Runs(again.gate.store, again.opened.clock).known("acme")
    ] == ["the index by phone", "keys of generation 2"]
    sealed = again.store.read("acme", lambda book: {each.sealed[:1] for each in book.records(li)})
    assert sealed == {SM.byte}
    again.close()
    restore(settings_of(tmp_path, target), file)
    old = Company(settings_of(tmp_path, target))
    with pytest.raises(NoKey):
        old.phone(li)
    old.close()
