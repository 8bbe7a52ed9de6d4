"""A PostgreSQL place that is rewritten: no byte of who was erased is left in the server's folder, and what cannot be done is told."""

from __future__ import annotations

import time
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from tests.holdings.shop import MAP, driver, fill, holding, order
from troth.holdings import read_places
from troth.holdings.errors import BadMap

pytestmark = [pytest.mark.postgres, pytest.mark.xdist_group("rewriting")]
"""One after the other: each searches the server's folder for the same person."""
REWRITTEN = MAP.replace("sql: TROTH_PLACE_CRM", "sql: TROTH_PLACE_CRM\n    rewrite: at-once")
PHONE, MAIL, STREET = "17011223344", "rewritten.away@mail.example", "第一千零一号胡同"
SUPER = (
    "ALTER SYSTEM SET wal_recycle = off", "SELECT pg_reload_conf()", "GRANT pg_checkpoint, pg_monitor TO {user}",
    "GRANT EXECUTE ON FUNCTION pg_switch_wal() TO {user}",
)  # fmt: skip


def superuser(server, *statements, **names):
    """Run statements as an administrator, in the database of the test."""
    with psycopg.connect(server, autocommit=True) as connection:
        return [connection.execute(each.format(**names)) for each in statements][-1]


@pytest.fixture
def crm(postgres_server, postgres):
    """The shop in PostgreSQL with one more person, of whom statistics were made; (holding, folder of the server, engine)."""
    engine = sa.create_engine(driver(postgres), poolclass=sa.NullPool)
    fill(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"INSERT INTO customers VALUES (9, '{PHONE}', '{MAIL}', 'Away', 1, NULL)")
        connection.exec_driver_sql(
            f"INSERT INTO orders VALUES (90, 9, '{STREET}', 1), (91, 9, '{STREET}', 1)"
        )
        connection.exec_driver_sql(
            "INSERT INTO orders SELECT 1000 + n, 1, '第' || n || '号', 1 FROM generate_series(1, 500) n"
        )
        connection.exec_driver_sql(
            f"INSERT INTO orders SELECT 2000 + n, 9, '{STREET}', 1 FROM generate_series(1, 50) n"
        )
        connection.exec_driver_sql("ANALYZE")
    place = holding(postgres, {"ab" * 16: {"phone": (PHONE,)}}, REWRITTEN)
    folder = Path(superuser(postgres_server, "SHOW data_directory").fetchone()[0])
    yield place, folder, engine
    place.close()


def left_in(folder):
    """The files of the server that hold a value of the person."""
    values = [each.encode() for each in (PHONE, MAIL, STREET)]
    found = set()
    for file in folder.rglob("*"):
        try:
            data = file.read_bytes() if file.is_file() else b""
        except FileNotFoundError:  # the server took it away meanwhile
            continue
        if any(each in data for each in values):
            found.add(file)
    return found


def unseen(place, *, log=True):
    """Erase until nobody sees the old rows any more; the server's own cleaning may for a moment, and duties come again.

    Without `log` until the old log is gone, too: other databases of this server write into it meanwhile, and an order is tried again.
    """
    receipt = place.erase(order(case="case-1"))
    for _ in range(50):
        if receipt.state == "done" and (log or "write-ahead-log" not in receipt.remains):
            break
        time.sleep(0.1)
        receipt = place.erase(order(case="case-1"))
    return receipt


def test_no_byte_is_left_once_the_role_may_do_it(crm, postgres_server, postgres_database):
    place, folder, engine = crm
    first = unseen(place)
    assert (first.state, first.remains) == ("done", ("freed-blocks", "write-ahead-log"))
    assert left_in(folder), "the log still has it, and the receipt says so"
    user = postgres_database.split("//")[1].split(":")[0]
    superuser(postgres_server, *SUPER, user=user)
    superuser(postgres_server.replace("/postgres?", f"/{user}?"), SUPER[-1], user=user)
    again = unseen(place, log=False)
    assert (again.state, again.remains, again.counts) == ("done", ("freed-blocks",), first.counts)
    assert left_in(folder) == set()
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM customers").scalar() == 3


def test_statistics_stand_in_a_new_file_and_have_nothing_of_the_old_one(
    crm, postgres_server, postgres_database
):
    place, folder, _ = crm
    user = postgres_database.split("//")[1].split(":")[0]
    superuser(postgres_server, *SUPER, user=user)
    mine = postgres_server.replace("/postgres?", f"/{user}?")
    where = "SELECT pg_relation_filepath('pg_catalog.pg_statistic')"
    (before,) = superuser(mine, SUPER[-1], "CHECKPOINT", where, user=user).fetchone()
    assert STREET.encode() in (folder / before).read_bytes(), (
        "the most common values of a column stand there as they are"
    )
    receipt = unseen(place, log=False)
    assert (receipt.state, receipt.remains) == ("done", ("freed-blocks",))
    (after,) = superuser(mine, where).fetchone()
    assert after != before
    assert STREET.encode() not in (folder / after).read_bytes()
    assert (folder / after) not in left_in(folder)


def test_while_somebody_still_sees_the_rows_it_is_not_done(crm):
    place, _, engine = crm
    with engine.connect() as reader:
        reader.exec_driver_sql("BEGIN ISOLATION LEVEL REPEATABLE READ")
        reader.exec_driver_sql("SELECT pg_current_snapshot()")
        receipt = place.erase(order(case="case-2"))
        assert (receipt.state, receipt.why) == ("unfinished", ("readers",))
        assert {"row-versions", "write-ahead-log"} < set(receipt.remains)
        reader.exec_driver_sql("SELECT 1 FROM orders")
        held = place.erase(order(case="case-2"))
        assert (held.state, held.why) == ("unfinished", ("locked", "readers"))
    assert place.erase(order(case="case-2")).state == "done"


def test_only_a_database_is_rewritten():
    for wrong in (
        REWRITTEN.replace("at-once", "daily"),
        "troth-map: 1\npolicy: a\nplaces: {b: {manual: c, data: [d], rewrite: at-once}}\n",
    ):
        with pytest.raises(BadMap):
            read_places(wrong)
