"""An invented company with data in five places of five kinds and a vault, through which everybody is found.

A CRM in SQLite; a help desk in PostgreSQL, whose people are found through the CRM; a shop in MariaDB without a table of orders;
a lake of Parquet files; a folder of mails. Every database lists by itself which rows were changed in it.
"""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, datetime, timedelta
from typing import Any

import fsspec.implementations.local
import pyarrow as pa
import pyarrow.parquet as pq
import sqlalchemy as sa

from tests.holdings import shop
from tests.vault.house import House
from troth.adapters.connectors import (
    FileListings,
    LakeAddress,
    ObjectsAddress,
    SqlHolding,
    open_lake,
    open_objects,
)
from troth.adapters.connectors import lake as _lake
from troth.adapters.connectors import objects_tables as _tables
from troth.adapters.vaults import FileTombstones
from troth.duties import Done, Later, Term, Worker, opened
from troth.holdings import After, read_places
from troth.holdings.ports import Order
from troth.vocabulary import Act

READY = (fsspec.implementations.local, _lake, _tables)
"""Read once here, and not again in each life that is forked."""
MAP = """
troth-map: 1
policy: acme
places:
  crm:
    sql: TROTH_PLACE_CRM
    columns:
      people: {id: none, phone: contact.phone_number, name: name}
      notes: {id: none, person: none, note: content.message}
      audit: {what: none}
    tables:
      people: {by: {phone: phone}, data: {phone: phone, name: name}}
      notes: {by: {person: people.id}, data: {note: message}, erase: columns}
  help:
    sql: TROTH_PLACE_HELP
    columns: {notes: {id: none, person: none, note: content.message}, audit: {what: none}}
    tables: {notes: {by: {person: "crm:people.id"}, data: {note: message}}}
  shop:
    sql: TROTH_PLACE_SHOP
    marker: false
    columns: {people: {id: none, phone: contact.phone_number, name: name}, audit: {what: none}}
    tables: {people: {by: {phone: phone}, data: {phone: phone, name: name}, erase: columns}}
  lake:
    lake: TROTH_PLACE_LAKE
    columns: {visits: {id: none, phone: contact.phone_number, what: behavior.usage}}
    tables: {visits: {by: {phone: phone}, data: {phone: phone, what: event}}}
  mails:
    objects: TROTH_PLACE_MAILS
    columns: {mails: {phone: contact.phone_number, body: content.message}}
    tables: {mails: {at: "mails/*.jsonl", by: {phone: phone}, data: {phone: phone, body: message}}}
"""
READ = read_places(MAP)
PLACES = ("vault", "shop", "crm", "mails", "lake", "help")
ROWS = {"crm": ("people", "notes"), "help": ("notes",), "shop": ("people",)}
CHANGED = {"crm": ["notes/1", "notes/2", "people/1"], "help": ["notes/1", "notes/2"], "shop": ["people/1"]}
SECRET = hashlib.sha256(b"the list of erasures of this test").digest()
NOW = datetime(2026, 2, 10, 1, tzinfo=UTC)
MAKE = {
    "people": "CREATE TABLE people (id INTEGER PRIMARY KEY, phone VARCHAR(20) UNIQUE, name VARCHAR(20))",
    "notes": "CREATE TABLE notes (id INTEGER PRIMARY KEY, person INTEGER, note VARCHAR(20))",
}
FILL = {
    "people": "INSERT INTO people VALUES (1, '13800138000', '李雷'), (2, '13900139000', '王芳')",
    "notes": "INSERT INTO notes VALUES (1, 1, 'a'), (2, 1, 'b'), (3, 2, 'c')",
}
NOTED = """CREATE OR REPLACE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN INSERT INTO audit VALUES (TG_TABLE_NAME || '/' || OLD.id); RETURN NULL; END $$"""


def trigger(dialect: str, table: str, event: str) -> str:
    """The statement that has a database list every row of `table` that is changed."""
    head = f"CREATE TRIGGER {table}_{event} AFTER {event} ON {table} FOR EACH ROW"
    if dialect == "postgresql":
        return f"{head} EXECUTE FUNCTION noted()"
    if dialect == "sqlite":
        return f"{head} BEGIN INSERT INTO audit VALUES ('{table}/' || old.id); END"
    return f"{head} INSERT INTO audit VALUES (CONCAT('{table}/', old.id))"


def said(url: str, *statements: str) -> list[Any]:
    """Run statements on a connection of its own; return the rows of the last."""
    engine = sa.create_engine(shop.driver(url), poolclass=sa.NullPool)
    rows: list[Any] = []
    with engine.begin() as connection:
        for statement in statements:
            found = connection.exec_driver_sql(statement.replace("%", "%%"))
            rows = [tuple(row) for row in found] if found.returns_rows else []
    engine.dispose()
    return rows


def make(url: str, tables: tuple[str, ...]) -> None:
    """Make the tables of one database, with a list of what was changed in it."""
    dialect = sa.make_url(shop.driver(url)).get_backend_name()
    if dialect == "postgresql":
        said(url, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public", NOTED)
    elif dialect != "sqlite":
        engine = sa.create_engine(shop.driver(url), poolclass=sa.NullPool)
        there = sa.MetaData()
        there.reflect(engine)
        there.drop_all(engine)
        engine.dispose()
    said(url, "CREATE TABLE audit (what VARCHAR(40))", *(MAKE[table] for table in tables))
    if "notes" in tables:
        said(url, "CREATE INDEX of_person ON notes (person)")
    said(url, *(trigger(dialect, table, event) for table in tables for event in ("UPDATE", "DELETE")))
    if dialect == "sqlite":
        said(url, *(FILL[table] for table in tables))


def fill(url: str, tables: tuple[str, ...]) -> None:
    """Put everybody in one database of a server, and nothing that was noted."""
    again = [f"DELETE FROM {table}" for table in tables] + [FILL[table] for table in tables]
    said(url, *again, "DELETE FROM audit", "DROP TABLE IF EXISTS troth_orders")


def make_files(folder) -> None:
    """Make the lake and the mails."""
    rows: dict[str, list[Any]] = {
        "id": [1, 2, 3],
        "phone": ["13800138000", "13900139000", "13800138000"],
        "what": ["a", "b", "c"],
    }
    for name, part in (("one", slice(0, 2)), ("two", slice(2, 3))):
        path = folder / "lake" / "visits" / f"{name}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.table({key: each[part] for key, each in rows.items()}), path)
    (folder / "tree" / "mails").mkdir(parents=True)
    for month in ("01", "02"):
        (folder / "tree" / "mails" / f"{month}.jsonl").write_text(
            '{"phone": "13800138000", "body": "from li"}\n{"phone": "13900139000", "body": "from wang"}\n'
        )


class Company:
    """One life of the worker's process: everything opened anew on the files in `folder` and on the servers."""

    def __init__(self, folder, servers, minutes):
        clock = shop.Clock()
        clock.at = NOW + timedelta(minutes=minutes)
        first = [SECRET]
        self.clock = clock
        self.house = House(
            f"sqlite:///{folder}/books.db",
            folder,
            clock,
            lambda n: first.pop() if first else os.urandom(n),
            None,
        )
        places, kinds = READ, shop.KINDS
        erased = FileTombstones(folder / "places", SECRET)
        self.sql: dict[str, SqlHolding] = {}

        def elsewhere(order, place, table, column):
            return self.sql[place].values_of(order, table, column)

        for place, url in {**servers, "crm": f"sqlite:///{folder / 'crm.db'}"}.items():
            self.sql[place] = SqlHolding(
                url, places, place, self, clock, kinds, erasures=erased, elsewhere=elsewhere
            )
        at = LakeAddress(str(folder / "lake"))
        listings = FileListings(
            folder / "places", SECRET
        )  # which files were looked at is kept in steps of its own
        lake = open_lake(at, places, "lake", self, clock, kinds, erasures=erased).list_in(listings)
        tree = ObjectsAddress(f"file://{folder}/tree", folder / "notes")
        mails = open_objects(tree, places, "mails", self, clock, kinds, erasures=erased).list_in(listings)
        crm = After(self.sql["crm"], [self.sql["help"]], clock, self.ended)
        vault = After(self.house.holding, [*self.sql.values(), lake, mails], clock, self.ended)
        self.holdings: dict[str, Any] = {**self.sql, "crm": crm, "lake": lake, "mails": mails, "vault": vault}

    def begin(self):
        """Put the person in the vault, and order the erasure everywhere, in the worst order."""
        handle = self.house.person("li")
        self.house.write(handle, {"phone": "13800138000", "name": "李雷"})

        def work(book):
            for place in PLACES:
                book.keep_duty(
                    opened(
                        "act-on-holding", about="case-7", part=place, handle=handle, clauses=("right.delete",),
                        anchor=NOW, terms=(Term(15, "day", "CN", "right.delete"),), act="erase",
                    )
                )  # fmt: skip

        self.house.store.write("acme", work)

    def of(self, order):
        """Return what the person is called, from the vault."""
        permit = self.house.permit(order.handle, Act.READ, {"phone": "raw"})
        asked = Order("acme", order.handle, order.id, "", 7, ("phone",), warrant=permit)
        return {name: (value,) for name, value in self.house.holding.export(asked).values.items()}

    def perform(self, controller, duty):
        """Give the order of a duty to its place."""
        warrant = self.house.permit(duty.handle, Act.ERASE)
        order = Order(controller, duty.handle, duty.id, "right.delete", 7, warrant=warrant)
        receipt = self.holdings[duty.part].erase(order)
        return Done(receipt.digest) if receipt.state == "done" else Later(receipt.why[0].replace(":", "."))

    def work(self):
        """Work until nothing is left to do, over days if need be."""
        worker = Worker(self.house.store, {"act-on-holding": self}, self.clock)
        for _ in range(40):
            worker.round()
            if not self.left():
                return
            self.clock.at += timedelta(minutes=30)

    def duties(self):
        """The duties of the case."""
        return self.house.store.read("acme", lambda book: list(book.duties_about("case-7")))

    def ended(self, order):
        """By place, whether its duty is over."""
        return {duty.part: duty.state == "done" for duty in self.duties()}

    def left(self):
        """The duties that are not done."""
        duties = self.duties()
        assert len(duties) == len(PLACES)
        return [(duty.id, duty.state, duty.reason, duty.attempts) for duty in duties if duty.state != "done"]

    def check(self, folder):
        """Everything is done, once, and the other person is as they were."""
        assert self.left() == []
        (handle,) = {duty.handle for duty in self.duties()}
        kinds = [kind for kind, _ in self.house.entries(handle)]
        assert kinds.count("holdings.order.answered") == 1  # the vault's
        assert self.house.read(handle) == {}
        lake = [pq.read_table(path).to_pylist() for path in sorted((folder / "lake").rglob("*.parquet"))]
        assert [row for rows in lake for row in rows] == [{"id": 2, "phone": "13900139000", "what": "b"}]
        for path in sorted((folder / "tree" / "mails").iterdir()):
            assert path.read_text().strip() == '{"phone": "13900139000", "body": "from wang"}', path
        for path in (
            each
            for part in ("lake", "tree", "notes")
            for each in (folder / part).rglob("*")
            if each.is_file()
        ):
            assert b"13800138000" not in path.read_bytes(), path


def check_rows(servers, folder):
    """Each row of the person was changed once, and the others are as they were."""
    for place, url in {**servers, "crm": f"sqlite:///{folder / 'crm.db'}"}.items():
        assert sorted(row[0] for row in said(url, "SELECT what FROM audit")) == CHANGED[place]
        if "people" in ROWS[place]:
            assert said(url, "SELECT * FROM people WHERE phone IS NOT NULL") == [(2, "13900139000", "王芳")]
        if "notes" in ROWS[place]:
            assert said(url, "SELECT * FROM notes WHERE note IS NOT NULL") == [(3, 2, "c")]
