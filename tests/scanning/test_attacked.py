"""What a database or a neighbour could do to who scans: names that write on a terminal, a link in the way of the progress file."""

from __future__ import annotations

import sqlite3

from typer.testing import CliRunner

from troth.cli.main import app

HOSTILE = "a\ncrm.phone: clean\x1b]0;owned\x07\u202ex"


def test_names_of_a_database_write_nothing_but_themselves(tmp_path):
    with sqlite3.connect(tmp_path / "x.db") as connection:
        connection.execute(f'CREATE TABLE "{HOSTILE}" (id INTEGER PRIMARY KEY, phone TEXT)')
        connection.execute(f'INSERT INTO "{HOSTILE}" VALUES (1, ?)', ("13800138000",))
    empty = tmp_path / "map.yaml"
    empty.write_text("troth-map: 1\ncolumns: {}\n")
    address = f"sqlite:///{tmp_path}/x.db"
    for more in (["--progress"], ["--map", str(empty)]):
        answer = CliRunner().invoke(app, ["scan", address, *more, "--lang", "en"])
        said = answer.stdout + answer.stderr
        assert "a\\ncrm.phone: clean\\x1b]0;owned\\x07\\u202ex" in said, said
        assert not {"\x1b", "\x07", "\u202e"} & set(said)
        assert not any(line.startswith("crm.phone") for line in said.splitlines())


def test_a_link_in_the_way_of_the_progress_file_leads_nowhere(tmp_path):
    with sqlite3.connect(tmp_path / "x.db") as connection:
        connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, phone TEXT)")
        connection.execute("INSERT INTO t VALUES (1, '13800138000')")
    victim = tmp_path / "victim"
    victim.write_text("precious")
    (tmp_path / "scan.json.new").symlink_to(victim)
    answer = CliRunner().invoke(
        app, ["scan", f"sqlite:///{tmp_path}/x.db", "--resume", str(tmp_path / "scan.json")]
    )
    assert answer.exit_code == 0
    assert victim.read_text() == "precious"
