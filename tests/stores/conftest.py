"""Stores for the tests: `store` is each of them in turn."""

from __future__ import annotations

import pytest

from tests.stores.books import Clock, Seeded
from troth.adapters.stores import open_store

KEY = b"\x07" * 32


@pytest.fixture(params=["memory", "sqlite", "sqlite-encrypted"])
def store(request, tmp_path):
    """An empty store of each kind."""
    url = "memory:" if request.param == "memory" else f"sqlite:///{tmp_path / 'books.db'}"
    key = KEY if request.param == "sqlite-encrypted" else None
    opened = open_store(url, key=key, clock=Clock(), randomness=Seeded())
    yield opened
    opened.close()
