"""Real databases with the shop in them. Tables are made once and filled for every test; who changes them finds them made anew."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.holdings import shop
from tests.scanning.conftest import mariadb

__all__ = ["mariadb"]

SERVERS = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres), "mariadb"]
FAST = "SET GLOBAL innodb_flush_log_at_trx_commit = 0, GLOBAL innodb_fast_shutdown = 2"


@pytest.fixture(params=SERVERS)
def address(request, tmp_path):
    """The address of a database of each kind."""
    if request.param == "sqlite":
        path = tmp_path / "crm.db"
        path.touch()
        return f"sqlite:///{path}"
    return request.getfixturevalue({"postgres": "postgres_database"}.get(request.param, request.param))


@pytest.fixture(scope="session")
def engines():
    """One engine for each server: a connection costs more than a test."""
    found: dict[str, sa.Engine] = {}
    yield found
    for engine in found.values():
        engine.dispose()


@pytest.fixture
def database(address, engines):
    """The address of a database of each kind with the shop in it, and an engine to look into it."""
    pooled = not address.startswith("sqlite")
    engine = engines.get(address)
    if engine is None:
        engine = sa.create_engine(shop.driver(address), poolclass=None if pooled else sa.NullPool)
        if pooled:
            engines[address] = engine
        if engine.dialect.name == "mariadb":
            with engine.connect() as connection:
                connection.execute(sa.text(FAST))
    shop.fill(engine)
    return address, engine
