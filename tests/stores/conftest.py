"""Stores for the tests: `store` is each of them in turn."""

from __future__ import annotations

import pytest

from tests.stores.books import Clock, Seeded
from troth.adapters.stores import open_store

KEY = b"\x07" * 32


KINDS = ["memory", "sqlite", "sqlite-encrypted", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(params=KINDS)
def address(request, tmp_path):
    """The address and key of an empty store of each kind."""
    if request.param == "memory":
        return "memory:", None
    if request.param == "postgres":
        return request.getfixturevalue("postgres"), None
    return f"sqlite:///{tmp_path / 'books.db'}", KEY if request.param == "sqlite-encrypted" else None


@pytest.fixture
def store(address):
    """An empty store of each kind."""
    url, key = address
    opened = open_store(url, key=key, clock=Clock(), randomness=Seeded())
    yield opened
    opened.close()
