"""kill -9 at every step of an erasure over five places: another worker ends it; nothing is done twice, nothing is left out.

The places: a CRM; a help desk whose people are found through the CRM; a shop without a table of orders; paper, looked
after by hand; and the vault, through which everybody is found. The duties are opened in the worst order.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import traceback
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from tests.holdings import shop
from tests.vault.house import House
from troth.adapters.connectors import MemoryAttestations, SqlHolding
from troth.adapters.connectors.sql_sessions import Session
from troth.adapters.stores.sqlite import SqliteStore
from troth.adapters.vaults import FileTombstones
from troth.duties import Done, Later, Term, Worker, opened
from troth.holdings import After, ManualHolding, read_places
from troth.holdings.ports import Attestation, Order
from troth.vocabulary import Act

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
  paper: {manual: records-office, data: [name]}
"""
PLACES = ("vault", "shop", "crm", "help", "paper")
ROWS = {"crm": {"people": 1, "notes": 2}, "help": {"notes": 2}, "shop": {"people": 1}}
SECRET = hashlib.sha256(b"the list of erasures of this test").digest()
NOW = datetime(2026, 2, 10, 1, tzinfo=UTC)


def make(folder):
    """The databases, each with a list of what was changed in it."""
    for place, tables in ROWS.items():
        engine = sa.create_engine(f"sqlite:///{folder / place}.db", poolclass=sa.NullPool)
        with engine.begin() as connection:
            said = connection.exec_driver_sql
            said("PRAGMA journal_mode = WAL")
            said("CREATE TABLE audit (what TEXT)")
            if "people" in tables:
                said("CREATE TABLE people (id INTEGER PRIMARY KEY, phone TEXT UNIQUE, name TEXT)")
                said("INSERT INTO people VALUES (1, '13800138000', '李雷'), (2, '13900139000', '王芳')")
            if "notes" in tables:
                said("CREATE TABLE notes (id INTEGER PRIMARY KEY, person INTEGER, note TEXT)")
                said("CREATE INDEX of_person ON notes (person)")
                said("INSERT INTO notes VALUES (1, 1, 'a'), (2, 1, 'b'), (3, 2, 'c')")
            for table in tables:
                for event in ("UPDATE", "DELETE"):
                    said(
                        f"CREATE TRIGGER {table}_{event} AFTER {event} ON {table}"
                        f" BEGIN INSERT INTO audit VALUES ('{table}/' || old.id); END"
                    )
        engine.dispose()


class Company:
    """One life of the worker's process: everything opened anew on the files in `folder`."""

    def __init__(self, folder, minutes):
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
        places, kinds = read_places(MAP), shop.KINDS
        erased = FileTombstones(folder / "places", SECRET)
        said = MemoryAttestations()
        order = "act-on-holding/case-7/paper"
        said.keep("acme", Attestation(order, "erase", "done", "ef" * 16, "2026-02-10T01:00:00.000Z", 1))
        self.sql: dict[str, SqlHolding] = {}

        def elsewhere(order, place, table, column):
            return self.sql[place].values_of(order, table, column)

        for place in ROWS:
            url = f"sqlite:///{folder / place}.db"
            self.sql[place] = SqlHolding(
                url, places, place, self, clock, kinds, erasures=erased, elsewhere=elsewhere
            )
        paper = ManualHolding("paper", "records-office", ("name",), said, clock)
        crm = After(self.sql["crm"], [self.sql["help"]], clock, self.ended)
        vault = After(self.house.holding, [*self.sql.values(), paper], clock, self.ended)
        self.holdings: dict[str, Any] = {**self.sql, "crm": crm, "paper": paper, "vault": vault}

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

    def ended(self, order):
        """By place, whether its duty is over."""
        duties = self.house.store.read("acme", lambda book: list(book.duties_about("case-7")))
        return {duty.part: duty.state == "done" for duty in duties}

    def left(self):
        """The duties that are not done."""
        duties = self.house.store.read("acme", lambda book: list(book.duties_about("case-7")))
        assert len(duties) == len(PLACES)
        return [(duty.id, duty.state, duty.reason, duty.attempts) for duty in duties if duty.state != "done"]


class Killer:
    """Ends the process with SIGKILL before or after the n-th step; a step is a statement, a commit, a write to a list."""

    def __init__(self, at: int) -> None:
        self.at, self.steps = at, 0

    def step(self) -> None:
        self.steps += 1
        if self.steps == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def arm(self) -> None:
        for owner, name in (
            (Session, "__enter__"), (Session, "__exit__"), (Session, "rows"), (Session, "run"),
            (FileTombstones, "add"), (SqliteStore, "write"),
        ):  # fmt: skip
            self.wrap(owner, name)

    def wrap(self, owner: Any, name: str) -> None:
        inner = getattr(owner, name)

        def counted(*args: Any, **more: Any) -> Any:
            self.step()
            found = inner(*args, **more)
            self.step()
            return found

        setattr(owner, name, counted)


def in_a_life(work: Callable[[], int]) -> int | None:
    """Run `work` in a process of its own; return what it returns (up to 2**15), or None when it was killed."""
    heard, told = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.write(told, work().to_bytes(2, "big"))
            code = 0
        except BaseException:  # noqa: BLE001  # the parent must hear of it, whatever it is
            traceback.print_exc()
        finally:
            os._exit(code)
    os.close(told)
    _, status = os.waitpid(child, 0)
    said = os.read(heard, 2)
    os.close(heard)
    if os.WIFSIGNALED(status):
        return None
    assert status == 0, "the life ended with an error"
    return int.from_bytes(said, "big")


def worked(folder, at, minutes):
    def life():
        killer = Killer(at)
        company = Company(folder, minutes)
        killer.arm()
        company.work()
        return killer.steps

    return life


def check(folder):
    """Everything is done, once, and the other person is as they were."""
    said = {}
    for place, tables in ROWS.items():
        engine = sa.create_engine(f"sqlite:///{folder / place}.db", poolclass=sa.NullPool)
        with engine.connect() as connection:
            said[place] = sorted(connection.exec_driver_sql("SELECT what FROM audit").scalars())
            if "people" in tables:
                rows = connection.exec_driver_sql("SELECT * FROM people WHERE phone IS NOT NULL").all()
                assert list(map(tuple, rows)) == [(2, "13900139000", "王芳")]
            if "notes" in tables:
                rows = connection.exec_driver_sql("SELECT * FROM notes WHERE note IS NOT NULL").all()
                assert list(map(tuple, rows)) == [(3, 2, "c")]
        engine.dispose()
    assert said == {
        "crm": ["notes/1", "notes/2", "people/1"],
        "help": ["notes/1", "notes/2"],
        "shop": ["people/1"],
    }

    def look():
        company = Company(folder, 60 * 24 * 9)
        assert company.left() == []
        (handle,) = {
            duty.handle for duty in company.house.store.read("acme", lambda book: book.duties_about("case-7"))
        }
        kinds = [kind for kind, _ in company.house.entries(handle)]
        assert kinds.count("holdings.order.answered") == 1  # the vault's
        assert company.house.read(handle) == {}
        return 0

    assert in_a_life(look) == 0


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The files of the company before anything is erased."""
    folder = tmp_path_factory.mktemp("company")
    make(folder)

    def life():
        company = Company(folder, 0)
        handle = company.house.person("li")
        company.house.write(handle, {"phone": "13800138000", "name": "李雷"})

        def work(book):
            for place in PLACES:
                book.keep_duty(
                    opened(
                        "act-on-holding", about="case-7", part=place, handle=handle, clauses=("right.delete",),
                        anchor=NOW, terms=(Term(15, "day", "CN", "right.delete"),), act="erase",
                    )
                )  # fmt: skip

        company.house.store.write("acme", work)
        company.house.close()
        return 0

    assert in_a_life(life) == 0
    return folder


@pytest.mark.slow
def test_an_erasure_over_five_places_survives_every_kill(files, tmp_path):
    whole = tmp_path / "whole"
    shutil.copytree(files, whole)
    steps = in_a_life(worked(whole, 0, 0))
    check(whole)
    assert steps is not None
    assert steps > 100
    for at in range(1, steps + 1, 1 if os.environ.get("TROTH_LONG") else 11):
        folder = tmp_path / str(at)
        shutil.copytree(files, folder)
        assert in_a_life(worked(folder, at, 0)) is None, at
        assert in_a_life(worked(folder, 0, 60 * 24)) is not None
        check(folder)
        shutil.rmtree(folder)
