"""A vault on each kind of store, with keys and the list of erasures beside it."""

from __future__ import annotations

import pytest

from tests.stores.books import Seeded
from tests.vault.house import Clock, House

KINDS = ["memory", "sqlite", "sqlite-encrypted", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(params=KINDS)
def house(request, tmp_path):
    """A vault with everything around it, on each kind of store."""
    key = None
    if request.param == "memory":
        url = "memory:"
    elif request.param == "postgres":
        url = request.getfixturevalue("postgres")
    else:
        url = f"sqlite:///{tmp_path / 'books.db'}"
        key = b"\x07" * 32 if request.param == "sqlite-encrypted" else None
    built = House(url, tmp_path, Clock(), Seeded(request.node.name), key)
    yield built
    built.close()


@pytest.fixture
def plain(request, tmp_path):
    """A vault on a SQLite file that is not encrypted as a whole: what is in it can be looked at."""
    built = House(f"sqlite:///{tmp_path / 'books.db'}", tmp_path, Clock(), Seeded(request.node.name), None)
    yield built
    built.close()
