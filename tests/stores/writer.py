"""Writers that run in processes of their own, to be killed or to compete."""

from __future__ import annotations

import os
from pathlib import Path

from tests.stores.books import Clock, set_state
from troth.adapters.stores import open_store


def write_states(address: str, name: str, count: int) -> None:
    """Set the state of `li`, whom all writers share, and of a person of our own, `count` times each."""
    store = open_store(address, clock=Clock(), randomness=os.urandom)
    for step in range(count):
        store.write("acme", set_state("li", f"{name}-{step}"))
        store.write("acme", set_state(name, f"{name}-{step}"))
    store.close()


def write_until_killed(path: Path, key: bytes, name: str, told: int, people: int) -> None:
    """Write from four threads without end; tell each acknowledged state on the descriptor `told`, in one line."""
    import threading

    store = open_store(f"sqlite:///{path}", key=key, clock=Clock(), randomness=os.urandom)

    def run(thread: int) -> None:
        step = 0
        while True:
            person, state = f"p{step % people}", f"{name}-{thread}-{step}"
            _, index = store.write("acme", set_state(person, state))
            os.write(told, f"{index} {person} {state}\n".encode())
            step += 1

    for thread in range(4):
        threading.Thread(target=run, args=(thread,), daemon=True).start()
    threading.Event().wait()
