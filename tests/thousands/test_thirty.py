"""Thirty invented people through every feature: nothing of them in plain anywhere; and a value that is left is found.

Ten thousand go the same way by a command of their own: `python -m tests.thousands`, see docs/DEMO.md.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path

import psycopg
import pytest

from examples.company.places import own_database
from tests.thousands.bookshop import STRANGER
from tests.thousands.population import Population

pytestmark = pytest.mark.postgres


@pytest.fixture
def population(tmp_path, postgres_alone, monkeypatch):
    """Thirty people in a company of their own, on the server of the tests."""
    monkeypatch.setattr(os, "environ", {n: v for n, v in os.environ.items() if not n.startswith("TROTH_")})
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    name = f"thirty_{os.getpid()}"
    address = own_database(postgres_alone, name)
    with psycopg.connect(postgres_alone, autocommit=True) as connection:
        (folder,) = connection.execute("SHOW data_directory").fetchone() or ("",)
        yield Population(tmp_path, address, Path(folder), 30, seed=7, every=8)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    for each in root.handlers[:]:
        if each not in before:
            root.removeHandler(each)
            each.close()
    root.handlers[:] = before
    root.setLevel(level)


def test_no_value_of_thirty_people_stands_where_it_should_not(population):
    found = population.run()
    assert len(found) == 6
    assert {what: files for what, files in found.items() if files} == {}
    assert {name: (people, done) for name, people, done in population.table if people != done} == {}
    assert [name for name, people, _ in population.table if not people] == []
    assert len(population.table) == 18, "every feature"
    assert len(list(population.packages.iterdir())) == 4 + 3
    assert len(population.left) == 2
    logging.getLogger("anything").debug("called %s", population.people[5].email)
    logging.getLogger("anything").debug("asked by %s", population.strangers[4].phone)
    assert list(population.findings.files({5, STRANGER + 4}, population.out).values()) == [
        [5, STRANGER + 4]
    ], "a search that finds nothing is none"
