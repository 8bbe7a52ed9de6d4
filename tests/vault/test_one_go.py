"""Writes in one go beside those of another process, on a server that both write to."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from tests.vault.house import LAYOUT, LI, House

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.parametrize("house", ["postgres"], indirect=True),
]


def test_one_go_waits_for_a_longer_write_of_another_process(house):
    """A row that is changed as it stood is locked by nothing else: whoever reads it to write it holds it."""
    li = house.person("li")
    house.write(li, LI)
    other = House(house.url, house.folder, house.clock, house.randomness, house.key)
    other.secret = house.secret
    other.reopen()
    other.read(li)
    going = threading.Thread(target=other.write, args=(li, {"name": "second"}))

    def work(book: Any) -> None:
        book.rows_of(li, ["name"], indexed=False)
        going.start()
        going.join(0.3)
        assert going.is_alive()
        house.vault.put(book, li, [LAYOUT["name"]], {"name": "first"})

    house.store.write("acme", work)
    going.join()
    other.close()
    record = house.store.read("acme", lambda book: book.record(li, "name"))
    assert record is not None
    assert record.version == 3
    assert house.read(li) == LI | {"name": "second"}
