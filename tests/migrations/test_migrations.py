"""Every migration, up and down, with rows, on both databases; and the models say what the migrations make."""

from __future__ import annotations

import threading

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event, insert, inspect, select, text
from sqlalchemy.dialects.postgresql import DOMAIN
from sqlalchemy.exc import IntegrityError

from tests.stores.books import Clock, Seeded, check_tree, set_state
from troth.adapters.stores import domains, open_store
from troth.adapters.stores.errors import NewerSchema
from troth.adapters.stores.schema import METADATA, REVISION, VERSION_TABLE
from troth.adapters.stores.upgrade import (
    SCRIPTS,
    found_revision,
    move,
    postgres_engine,
    sqlite_engine,
    upgrade,
)

HASH = b"\x01" * 32
ROWS: dict[str, dict[str, object]] = {
    "controllers": {"controller": "acme", "since": "2026-02-10T09:00:00.000Z"},
    "heads": {"controller": "acme", "size": 1, "peaks": HASH},
    "entries": {"controller": "acme", "idx": 0, "subject": "ab" * 16, "bytes": b"{}", "leaf_hash": HASH},
    "subtrees": {"controller": "acme", "level": 1, "idx": 0, "hash": HASH},
    "subjects": {"controller": "acme", "digest": "ab" * 32, "handle": "ab" * 16},
    "standing": {
        "controller": "acme",
        "handle": "ab" * 16,
        "kind": "account",
        "key": "",
        "sequence": 0,
        "at": "2026-02-10T09:00:00.000Z",
        "value": "{}",
    },
    "policies": {
        "controller": "acme",
        "id": "shop",
        "version": "1",
        "hash": "ab" * 32,
        "text": "troth: 1",
        "sequence": 0,
    },
    "texts": {"controller": "acme", "digest": "ab" * 32, "text": "我同意。"},
    "duties": {
        "controller": "acme",
        "id": "deliver/case-1/-",
        "about": "case-1",
        "handle": "ab" * 16,
        "parent": "",
        "state": "open",
        "fence": 0,
        "ready": "2026-02-10T09:00:00.000000Z",
        "remind": None,
        "value": "{}",
    },
    "cases": {
        "controller": "acme",
        "id": "case-bcdf-ghjk-mnpq",
        "version": 1,
        "kind": "delete",
        "state": "received",
        "event": "receive",
        "back": None,
        "handle": "ab" * 16,
        "file": "cd" * 16,
        "proof_case": None,
        "accepted": None,
        "outcome": "",
        "received": "2026-02-10T09:00:00.000000Z",
        "ended": None,
        "due": "2026-03-10T09:00:00.000000Z",
        "look": None,
        "value": "{}",
    },
    "vault_keys": {
        "controller": "acme",
        "handle": "ab" * 16,
        "wrapped": HASH,
        "generation": 1,
        "restricted": 0,
        "names": "",
    },
    "vault_records": {
        "controller": "acme",
        "handle": "ab" * 16,
        "part": "contact",
        "version": 1,
        "sealed": HASH,
        "restricted": 0,
    },
    "vault_finds": {
        "controller": "acme",
        "element": "phone",
        "series": 1,
        "tag": b"\x01" * 16,
        "handle": "ab" * 16,
    },
    "vault_series": {"controller": "acme", "element": "phone", "series": 1, "wrapped": HASH, "generation": 1},
    "papers": {"controller": "acme", "kind": "once", "id": "ab" * 32, "until": "", "value": "{}"},
    "vault_marks": {"controller": "acme", "name": "generation", "value": 1},
}
ADDED: dict[str, dict[str, object]] = {"vault_keys": {"names": ""}}
"""The columns that came later to a table, with what stands in them of a row from before."""
VAULT = {name for name in ROWS if name.startswith("vault_")}
MADE_LATER = {
    "0001": {"duties", "cases", "papers", *VAULT},
    "0002": {"cases", "papers", *VAULT},
    "0003": {"cases", "papers"},
    "0004": {"papers"},
    "0005": set(),
    "0006": set(),
    "0007": set(),
    "0008": set(),
    "0009": set(),
    "0010": set(),
}
"""The tables that are not there yet at a revision."""


def revisions():
    """The revisions, oldest first."""
    config = Config()
    config.set_main_option("script_location", SCRIPTS.as_posix())
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)
    return [each.revision for each in reversed(list(scripts.walk_revisions()))], scripts.get_heads()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request, tmp_path):
    """(address, engine) of an empty database of each kind."""
    if request.param == "sqlite":
        from troth.adapters.stores.sqlite import connect

        path = tmp_path / "books.db"
        return f"sqlite:///{path}", sqlite_engine(lambda: connect(path, None, writing=True))
    address = request.getfixturevalue("postgres")
    return address, postgres_engine(lambda: psycopg.connect(address))


def tables(engine):
    with engine.connect() as connection:
        return set(inspect(connection).get_table_names()) - {VERSION_TABLE}


def fill(connection, rows=ROWS):
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL troth.controller = 'acme'"))
    for name, row in rows.items():
        there = columns(connection, name)
        known = {column: value for column, value in row.items() if column in there}
        connection.execute(insert(METADATA.tables[name]).values(**known))


def columns(connection, name):
    """The columns of a table as it is at this revision."""
    return {each["name"] for each in inspect(connection).get_columns(name)}


def content(connection, rows=ROWS):
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL troth.controller = 'acme'"))
    found = {}
    for name in rows:
        there = [each for each in METADATA.tables[name].c if each.name in columns(connection, name)]
        found[name] = [{**ADDED.get(name, {}), **row._mapping} for row in connection.execute(select(*there))]
    return found


def test_the_revisions_are_one_line_and_the_program_knows_the_last():
    found, heads = revisions()
    assert heads == [REVISION] == found[-1:]
    assert found == sorted(found), "an older program tells a newer schema by its number"


def test_every_table_has_a_row_in_these_tests():
    assert set(ROWS) == set(METADATA.tables)


def test_each_migration_goes_up_and_down_with_rows(database):
    _, engine = database
    found, _ = revisions()
    for revision in found:
        with engine.begin() as connection:
            move(connection, revision)
            assert found_revision(connection) == revision
    with engine.begin() as connection:
        fill(connection)
    with engine.begin() as connection:
        assert content(connection) == {name: [row] for name, row in ROWS.items()}
    for revision in [*reversed(found[:-1]), "base"]:
        with engine.begin() as connection:
            move(connection, revision)
    assert tables(engine) == set()
    with engine.begin() as connection:
        move(connection, REVISION)
        fill(connection)
        assert content(connection) == {name: [row] for name, row in ROWS.items()}


def test_rows_are_kept_from_every_revision_to_the_newest_and_back(database):
    _, engine = database
    found, _ = revisions()
    for revision in found:
        there = {name: row for name, row in ROWS.items() if name not in MADE_LATER[revision]}
        with engine.begin() as connection:
            move(connection, revision)
            fill(connection, there)
        for target in (REVISION, revision):
            with engine.begin() as connection:
                move(connection, target)
            with engine.begin() as connection:
                assert content(connection, there) == {name: [row] for name, row in there.items()}
        with engine.begin() as connection:
            move(connection, "base")


def test_who_registered_a_decision_before_is_marked(database):
    _, engine = database
    recorded = {**ROWS["entries"], "bytes": b'{"kind":"automated.decision.recorded"}'}
    with engine.begin() as connection:
        move(connection, "0006")
        fill(connection, {"controllers": ROWS["controllers"], "entries": recorded})
        other = {**ROWS["controllers"], "controller": "other"}
        connection.execute(insert(METADATA.tables["controllers"]).values(**other))
    with engine.begin() as connection:
        move(connection, "0007")
        assert content(connection, {"vault_marks": {}})["vault_marks"] == [
            {"controller": "acme", "name": "decisions", "value": 1}
        ]
    with engine.begin() as connection:
        move(connection, "0006")
        assert content(connection, {"vault_marks": {}})["vault_marks"] == []


WRONG = [
    ("vault_keys", "handle", "ab" * 15),
    ("vault_keys", "generation", 0),
    ("vault_keys", "restricted", 2),
    ("vault_records", "handle", "ab" * 17),
    ("vault_records", "version", 0),
    ("vault_records", "restricted", -1),
    ("vault_finds", "handle", ""),
    ("vault_finds", "tag", b"\x01" * 15),
]


def test_the_database_itself_refuses_what_breaks_the_rules_of_the_vault(database):
    _, engine = database
    with engine.begin() as connection:
        upgrade(connection)
    for table, column, value in WRONG:
        with pytest.raises(IntegrityError), engine.begin() as connection:
            fill(connection, {table: {**ROWS[table], column: value}})
    with engine.begin() as connection:
        fill(connection)
    for table, column, value in WRONG:
        with pytest.raises(IntegrityError), engine.begin() as connection:
            change(connection, table, {column: value})


def change(connection, table, values):
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL troth.controller = 'acme'"))
    connection.execute(METADATA.tables[table].update().values(values))


@pytest.mark.postgres
def test_domains_write_no_table_anew(postgres):
    frozen = ScriptDirectory(SCRIPTS.as_posix()).get_revision("0010").module
    assert frozen.made() == domains.made()
    files = text(
        "SELECT relname, pg_relation_filenode(oid) FROM pg_class WHERE relname LIKE '%vault_%' ORDER BY 1"
    )
    engine = postgres_engine(lambda: psycopg.connect(postgres))
    with engine.begin() as connection:
        move(connection, "0009")
        fill(connection)
    with engine.begin() as connection:
        before = connection.execute(files).all()
        move(connection, "0010")
        assert [tuple(each) for each in connection.execute(files)] == [tuple(each) for each in before]


def test_the_models_say_what_the_migrations_make(database):
    _, engine = database
    with engine.begin() as connection:
        upgrade(connection)
        options = {"version_table": VERSION_TABLE, "compare_type": other_type}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, METADATA) == []
        made = described(connection)
    with engine.begin() as connection:
        move(connection, "base")
        METADATA.create_all(connection)
    with engine.connect() as connection:
        assert described(connection) == made


def other_type(context, _column, _model, found, said):
    """Whether the type in the database is another: of a domain, the one it is made of counts; None leaves it to the library."""
    if not isinstance(found, DOMAIN):
        return None
    made_of, dialect = found.data_type, context.dialect
    return made_of.compile(dialect).split()[0] != said.compile(dialect).split()[0]


def described(connection):
    """Every table with its columns, keys, checks and indexes; on SQLite the words that made it."""
    if connection.dialect.name == "sqlite":
        rows = connection.execute(
            text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> :v"),
            {"v": VERSION_TABLE},
        )
        return {name: " ".join(sql.split()) for name, sql in rows}
    look = inspect(connection)
    return {
        name: {
            "columns": [
                (each["name"], str(each["type"]), each["nullable"], each["type"].__dict__.get("collation"))
                for each in look.get_columns(name)
            ],
            "key": look.get_pk_constraint(name),
            "unique": look.get_unique_constraints(name),
            "checks": sorted((each["name"], each["sqltext"]) for each in look.get_check_constraints(name)),
            "indexes": look.get_indexes(name),
            "domains": domains_of(connection, name),
        }
        for name in look.get_table_names()
        if name != VERSION_TABLE
    }


def domains_of(connection, table):
    """The domains of the columns of `table`, with the type that each is made of and what it holds to."""
    said = text(
        "SELECT a.attname, t.typname, format_type(t.typbasetype, t.typtypmod), c.collname, pg_get_constraintdef(k.oid)"
        " FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid AND t.typtype = 'd'"
        " JOIN pg_constraint k ON k.contypid = t.oid LEFT JOIN pg_collation c ON c.oid = t.typcollation"
        " WHERE a.attrelid = CAST(:table AS regclass) ORDER BY 1, 5"
    )
    return [tuple(row) for row in connection.execute(said, {"table": table})]


def test_a_newer_schema_is_refused_and_not_touched(database):
    address, engine = database
    open_store(address, clock=Clock(), randomness=Seeded()).close()
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    with pytest.raises(NewerSchema) as caught:
        open_store(address, clock=Clock(), randomness=Seeded())
    assert "9999" in caught.value.text("en")
    assert "9999" in caught.value.text("zh")
    with engine.begin() as connection:
        assert found_revision(connection) == "9999"
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '{REVISION}'"))
    store = open_store(address, clock=Clock(), randomness=Seeded())
    store.write("acme", set_state("li", "open"))
    store.close()


class Stop(Exception):
    """The upgrade dies here."""


def test_an_upgrade_that_dies_at_any_statement_has_not_happened(database):
    address, engine = database
    deaths = 0
    while True:
        count = 0

        def die(*_, at=deaths):
            nonlocal count
            count += 1
            if count > at:
                raise Stop

        event.listen(engine, "before_cursor_execute", die)
        try:
            with engine.begin() as connection:
                upgrade(connection)
        except Stop:
            pass
        else:
            break
        finally:
            event.remove(engine, "before_cursor_execute", die)
        assert tables(engine) == set()
        with engine.connect() as connection:
            assert found_revision(connection) is None
        deaths += 1
    assert deaths > 10
    assert tables(engine) == set(METADATA.tables)
    store = open_store(address, clock=Clock(), randomness=Seeded())
    store.write("acme", set_state("li", "open"))
    assert store.read("acme", check_tree) == 1
    store.close()


@pytest.mark.postgres
def test_two_programs_open_a_new_database_at_once(postgres):
    opened, errors = [], []

    def start(seed):
        try:
            opened.append(open_store(postgres, clock=Clock(), randomness=Seeded(seed)))
        except Exception as error:  # noqa: BLE001  # whatever it is, it is shown below
            errors.append(error)

    threads = [threading.Thread(target=start, args=(str(number),)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    for number, store in enumerate(opened):
        store.write("acme", set_state(f"p{number}", "open"))
    assert opened[0].read("acme", check_tree) == 4
    for store in opened:
        store.close()
