"""kill -9 at random moments, again and again, on one file; run as a program, so that it can also be run longer.

    python -m tests.stores.killing PATH KILLS SEED

Each life writes from four threads and tells what was acknowledged; then it is killed, and the file is opened and
compared with everything that was ever acknowledged.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from functools import partial
from pathlib import Path

from tests.stores.books import Clock, Seeded, check_tree, digest
from tests.stores.writer import write_until_killed
from troth.adapters.stores import open_store
from troth.ledger import read_entry

KEY = b"\x07" * 32
PEOPLE = 7

Told = tuple[int, str, str]


def killed_writer(path: Path, name: str, chance: random.Random) -> list[Told]:
    """Start a writer, kill it at a random moment after its first acknowledged write; return what it told."""
    heard, told = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(heard)
        write_until_killed(path, KEY, name, told, PEOPLE)
    os.close(told)
    lines = os.read(heard, 65_536)
    time.sleep(chance.random() * 0.05)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while more := os.read(heard, 65_536):
        lines += more
    os.close(heard)
    whole = lines[: lines.rfind(b"\n")].decode().splitlines()
    return [(int(index), person, state) for index, person, state in (line.split() for line in whole)]


def check_book(book, acknowledged: list[Told]) -> int:
    """Compare the book with all that was ever acknowledged; return its size."""
    size = check_tree(book)
    entries = [read_entry(data) for data in book.entries()]
    for index, person, state in acknowledged:
        assert index < size, "an acknowledged entry is lost"
        assert entries[index].body["state"] == state
        assert entries[index].subject == book.handle_of(digest(person))
    for number in range(PEOPLE):
        handle = book.handle_of(digest(f"p{number}"))
        about = book.entries_of(handle) if handle else ()
        if about:
            (standing,) = book.standing(handle)
            assert standing.sequence == about[-1][0]
            assert standing.value["state"] == read_entry(about[-1][1]).body["state"]
    return size


def main(path: Path, kills: int, seed: int) -> None:
    """Kill `kills` writers in turn and compare after each."""
    chance = random.Random(seed)
    open_store(f"sqlite:///{path}", key=KEY, clock=Clock(), randomness=Seeded()).close()
    acknowledged: list[Told] = []
    sizes = [0]
    for kill in range(kills):
        acknowledged += killed_writer(path, f"k{kill}", chance)
        store = open_store(f"sqlite:///{path}", key=KEY, clock=Clock(), randomness=Seeded())
        sizes.append(store.read("acme", partial(check_book, acknowledged=acknowledged)))
        store.close()
    assert sizes == sorted(set(sizes)), "every life wrote something"
    assert len({index for index, _, _ in acknowledged}) == len(acknowledged)
    print(f"{kills} kills, {len(acknowledged)} acknowledged entries, {sizes[-1]} kept, 0 lost")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
