"""Real databases and files: what is found in them, that nothing is written, and that no value comes out."""

from __future__ import annotations

import json
import random

import psycopg
import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from tests.scanning import corpus
from troth.adapters.connectors import open_place
from troth.adapters.connectors.scanning import SqlPlace
from troth.cli import app
from troth.holdings import Budget, Column, scan_place
from troth.holdings.errors import CannotRead

HOSTILE = 'a"b`c; drop table customers--'
ROWS = 1_500
RARE = 1_490


class Stopped:
    """A watch that shows what it is told, one reading after the other, and then the last one for ever."""

    def __init__(self, *readings):
        self.readings = list(readings)

    def seconds(self):
        return self.readings.pop(0) if len(self.readings) > 1 else self.readings[0]


def rows():
    chance = random.Random(5)
    for number in range(ROWS):
        note = f"备用号码{corpus.mobile(chance)}" if number == RARE else "无"
        yield (
            number + 1,
            corpus.mobile(chance),
            corpus.email(chance),
            note,
            f"SKU{number}",
            corpus.name(chance),
        )


def fill(engine):
    customers = sa.Table(
        "customers",
        sa.MetaData(),
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("lxdh", sa.String(20)),
        sa.Column(HOSTILE, sa.String(80)),
        sa.Column("note", sa.Text),
        sa.Column("code", sa.String(20)),
        sa.Column("col6", sa.String(20)),
        sa.Column("photo", sa.LargeBinary),
        sa.Column("active", sa.Boolean),
    )
    customers.metadata.create_all(engine)
    with engine.begin() as connection:
        table = [
            dict(zip(customers.columns.keys(), (*row, b"\xff\xd8\xff", True), strict=True)) for row in rows()
        ]
        connection.execute(sa.insert(customers), table)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres), "mariadb"])
def address(request, tmp_path):
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'crm.db'}"
        engine = sa.create_engine(url)
    elif request.param == "postgres":
        url = request.getfixturevalue("postgres")
        engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    else:
        url = request.getfixturevalue("mariadb")
        engine = sa.create_engine(url.replace("mariadb://", "mariadb+pymysql://"))
    fill(engine)
    engine.dispose()
    yield url
    if request.param == "mariadb":
        with sa.create_engine(
            url.replace("mariadb://", "mariadb+pymysql://"), poolclass=sa.NullPool
        ).begin() as connection:
            connection.execute(sa.text("DROP TABLE customers"))


def scan(address, *words, status=0):
    result = CliRunner().invoke(app, ["scan", address, *words, "--json"])
    if not isinstance(result.exception, SystemExit | None):
        raise result.exception
    assert result.exit_code == status, result.output
    return result.stdout


def by_column(text):
    return {line["column"]: line for line in json.loads(text)["columns"]}


def test_each_column_of_a_real_database_is_answered_and_no_value_comes_out(address):
    text = scan(address, status=1)
    found = by_column(text)
    assert {name: (line["kind"], line["state"]) for name, line in found.items()} == {
        "id": (None, "clean"),
        "lxdh": ("contact.phone_number", "found"),
        HOSTILE: ("contact.email", "found"),
        "note": ("contact.phone_number", "found"),
        "code": (None, "clean"),
        "col6": ("name", "found"),
        "photo": (None, "not-scanned"),
        "active": (None, "clean"),
    }
    assert all(line["examples"] == 0 for line in found.values())
    for number, phone, mail, *_, name in rows():
        assert number > 51 or not any(value in text for value in (phone, mail, name))


def test_a_value_that_stands_once_below_the_sample_is_found(address):
    note = by_column(scan(address, status=1))["note"]
    assert (note["state"], note["scanned"], round(note["share"] * ROWS)) == ("found", 1.0, 1)


def test_a_settled_column_was_only_sampled(address):
    phone = by_column(scan(address, status=1))["lxdh"]
    assert (phone["share"], phone["scanned"], phone["by"]) == (
        1.0,
        round(1000 / ROWS, 6),
        ["heading", "values"],
    )


def test_a_session_cannot_write(address):
    place = open_place(address)
    assert isinstance(place, SqlPlace)
    with pytest.raises(sa.exc.DBAPIError), place._engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM customers"))


def test_a_budget_that_runs_out_leaves_columns_not_scanned_and_never_clean(address):
    place = open_place(address)
    nothing = scan_place(place, Budget(seconds=1), Stopped(2.0))
    assert {line.state for line in nothing.columns if line.kind is None} == {"not-scanned"}
    assert {line.scanned for line in nothing.columns} == {0.0}
    assert [line.column for line in nothing.columns if line.state == "found"] == [
        "lxdh"
    ]  # its heading still says so
    half = scan_place(place, Budget(seconds=1), Stopped(0.0, 0.0, 2.0))
    states = {line.column: line.state for line in half.columns}
    assert states["id"] == states["note"] == states["code"] == "not-scanned"
    assert states[HOSTILE] == "found"
    assert {column for _, column in half.unread} == {"id", "note", "code", "photo"}, (
        "what the sample settled is read enough"
    )
    assert {column for _, column in nothing.unread} == set(states)
    assert [column for _, column in scan_place(place, Budget(), Stopped(0.0)).unread] == ["photo"]


@pytest.mark.postgres
def test_a_table_that_may_not_be_read_is_named_and_not_clean(postgres):
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(
            "CREATE TABLE secret_things (a text); INSERT INTO secret_things VALUES ('13800138000')"
        )
        connection.execute("CREATE TABLE plain_things (a text)")
        connection.execute("REVOKE ALL ON secret_things FROM CURRENT_USER")
    result = CliRunner().invoke(app, ["scan", postgres, "--json"])
    answer = json.loads(result.stdout)
    assert [(line["table"], line["state"]) for line in answer["columns"]] == [
        ("plain_things", "clean"),
        ("secret_things", "not-scanned"),
    ]
    assert answer["failures"] == [{"table": "secret_things", "error": "holdings.stopped"}]
    assert result.exit_code == 1


@pytest.mark.postgres
def test_every_schema_and_materialised_view_is_read(postgres):
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute('DROP SCHEMA IF EXISTS "o"" dd" CASCADE; CREATE SCHEMA "o"" dd"')
        connection.execute('CREATE TABLE "o"" dd".people (extra jsonb, tags text[], at inet)')
        connection.execute(
            """INSERT INTO "o"" dd".people VALUES ('{"p": "13800138000"}', '{"a@b.example"}', '9.8.7.6')"""
        )
        connection.execute('CREATE MATERIALIZED VIEW copies AS SELECT * FROM "o"" dd".people')
    found = {(line["table"], line["column"]): line["kind"] for line in json.loads(scan(postgres))["columns"]}
    kinds = {"extra": "contact.phone_number", "tags": "contact.email", "at": "device.ip_address"}
    assert found == {
        (table, name): kind for table in ('o" dd.people', "copies") for name, kind in kinds.items()
    }
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute('DROP SCHEMA "o"" dd" CASCADE')


NAMES = [
    'x"; drop table t--',
    "a`b",
    "a'b",
    "%s",
    "%(x)s",
    ":p",
    "{x}",
    "列 名",
    "[x]",
    "select",
    "a.b",
    "x" * 60,
    "é\\",
]


def hostile(connection, quote):
    """Make a table of each name with a column of each name, and one value where both are the same."""
    run = connection.connection.cursor().execute  # nothing reads a % as a place for a value
    quoted = [quote + name.replace(quote, quote * 2) + quote for name in NAMES]
    for number, table in enumerate(quoted):
        run(f"CREATE TABLE {table} ({', '.join(f'{name} varchar(20)' for name in quoted)})")
        run(f"INSERT INTO {table} ({quoted[number]}) VALUES ('mail a@b.example')")


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres), "mariadb"])
def test_hostile_names_are_names(kind, request, tmp_path):
    address = f"sqlite:///{tmp_path / 'h.db'}" if kind == "sqlite" else request.getfixturevalue(kind)
    driver = {"sqlite": "sqlite", "postgres": "postgresql+psycopg", "mariadb": "mariadb+pymysql"}[kind]
    engine = sa.create_engine(driver + address[address.index("://") :], poolclass=sa.NullPool)
    with engine.begin() as connection:
        hostile(connection, "`" if kind == "mariadb" else '"')
    lines = json.loads(scan(address))["columns"]
    if kind == "mariadb":
        with engine.begin() as connection:
            for name in NAMES:
                connection.connection.cursor().execute(f"DROP TABLE `{name.replace('`', '``')}`")
    found = sorted((line["table"], line["column"]) for line in lines if line["state"] == "found")
    assert found == sorted(zip(NAMES, NAMES, strict=True))
    assert len(lines) == len(NAMES) ** 2


def test_delimited_files_of_three_encodings(tmp_path):
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        file = tmp_path / f"{encoding}.csv"
        file.write_text("编号,手机\n1,13800138000\n2,13900139000,备注 a@b.example\n", encoding=encoding)
        found = [(line["column"], line["kind"]) for line in json.loads(scan(str(file)))["columns"]]
        assert found == [("编号", None), ("手机", "contact.phone_number"), ("手机", "contact.email")]


def test_a_file_without_a_head_loses_no_line(tmp_path):
    file = tmp_path / "bare.tsv"
    file.write_text("1\t13800138000\n")
    assert open_place(str(file)).columns() == [
        Column("bare", "column_1", "text"),
        Column("bare", "column_2", "text"),
    ]
    assert json.loads(scan(str(file)))["columns"][1]["kind"] == "contact.phone_number"


def test_cells_with_broken_bytes_are_not_scanned(tmp_path):
    file = tmp_path / "broken.csv"
    file.write_bytes(b"a,b\n" + b"ok,ok\n" * 300_000 + b"ok,\xff\xff\xff\n")
    answer = json.loads(scan(str(file), status=1))
    assert answer["unread"] == [{"table": "broken", "column": "b"}]
    states = [line["state"] for line in answer["columns"]]
    assert states == ["clean", "not-scanned"]


def test_parquet(tmp_path):
    duckdb = pytest.importorskip("duckdb")
    file = tmp_path / "lake [1].parquet"
    duckdb.sql("SELECT 13800138000 + range AS sjh, 'x' || range AS other FROM range(2000)").write_parquet(
        str(file)
    )
    found = {
        line["column"]: (line["kind"], line["state"], line["rows"])
        for line in json.loads(scan(str(file)))["columns"]
    }
    assert found == {"sjh": ("contact.phone_number", "found", 2000), "other": (None, "clean", 2000)}


@pytest.mark.parametrize("address", ["nothing", "oracle://a:hidden@h/x", "ftp://a:hidden@h/x", "a.xlsx"])
def test_what_nothing_reads_is_said_without_a_password(address):
    with pytest.raises(CannotRead) as refused:
        open_place(address)
    assert "hidden" not in str(refused.value)


def test_a_missing_file_is_said_and_not_made(tmp_path):
    for name in ("a.db", "a.csv", "a.parquet"):
        path = tmp_path / name
        with pytest.raises(CannotRead):
            open_place(f"sqlite:///{path}" if name == "a.db" else str(path))
        assert not path.exists()
