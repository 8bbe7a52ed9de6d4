"""A day of requests at the desk on the embedded store: none lost, none late by the machine's fault.

    python benchmarks/requests.py [--count 100000] [--threads 32] [--seed 1] [--profile]

Rules
- The installation is whole: five policies, an encrypted SQLite file, sealed case files, the vault as the place, the workers'
  own performers, a letter box in memory. Only people are played: those who ask, and the officers who decide.
- The day is played at the machine's own pace, and only its idle time is skipped: each five minutes bring the requests that are due
  in them (most at noon), and the clock goes on while the machine works. Work that outlasts its five minutes begins the next ones late.
- People sign in, type in the code that was sent to them, write letters that two operators judge, or never prove anything.
- What is counted in the end is compared with what was opened before any time is told: every number in the books and in the
  ledger, each case in the state that what was done with it leads to, no duty past its end that a machine owes.

The machine's fault is what a program owes: letters, codes, orders to places, the looks of the desk. What people owe here they
do within the hour. The table has, for each hour, requests, steps, the seconds of work and how long a request took at the door.
"""

# ruff: noqa: T201, TID251, S311  # a benchmark prints; time and chance are the machine's

from __future__ import annotations

import argparse
import cProfile
import math
import pstats
import random
import re
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from troth.adapters.channels import MemoryChannel
from troth.assembly import Settings, desk_of, install
from troth.assembly.working import desk_look, performers
from troth.duties import ENDS as OVER
from troth.duties import Duty, Pace, Worker
from troth.ledger import Entry, EntryKind, PolicyRef, Value, instant, new_salt, read_entry
from troth.notices import message_id
from troth.notices.ports import Outgoing
from troth.rights import Acceptance, Actor, Case, Desk, Intake, cancelling_of
from troth.vault.layout import fields_of
from troth.vocabulary import TrothError

POLICIES = Path(__file__).parents[1] / "policies"
NAMES = ("joinbase", "jeejio", "jingdigital", "qunyi", "generic-app")
START = datetime(2026, 3, 3, tzinfo=UTC) - timedelta(hours=8)  # midnight of a Tuesday on the mainland
STEP, DAY = timedelta(minutes=5), timedelta(days=1)
OFFICER, OPERATOR = Actor("officer", "0f" * 16), Actor("operator", "2f" * 16)
JUDGES = ("aa" * 16, "bb" * 16)
BOTH = {"en": "This is our answer.", "zh": "现答复如下。"}
KINDS = {
    "access": 18, "copy": 10, "inquire": 5, "correct": 9, "delete": 14, "withdraw": 9, "restrict": 4, "object": 3,
    "cancel-account": 8, "object-automated": 3, "complaint": 5, "question": 8, "explain": 4,
}  # fmt: skip
VALUES = {"phone": "+86130{:08d}", "email": "p{}@mail.example", "name": "Name {}"}
_CODE = re.compile(r"[0-9]{8,}")


class Clock:
    """The time of the day that is played: it goes on while the machine works, and idle time is skipped."""

    def __init__(self) -> None:
        """Stand at the beginning."""
        self._at, self._since = START, time.perf_counter()

    def now(self) -> datetime:
        """Return the instant."""
        return self._at + timedelta(seconds=time.perf_counter() - self._since)

    def skip_to(self, at: datetime) -> None:
        """Go on to `at`, unless it is past."""
        self._at, self._since = max(self.now(), at), time.perf_counter()


@dataclass
class Hour:
    """What an hour of the day took: requests, steps of people and programs, seconds of work, seconds at the door."""

    requests: int = 0
    steps: int = 0
    seconds: float = 0.0
    door: list[float] = field(default_factory=list)


class Day:
    """The house, the people, and what they do."""

    def __init__(self, folder: Path, count: int, threads: int, seed: int) -> None:
        """Open an installation in `folder` with a fifth as many people as requests, shared among the policies."""
        self.clock, self.count, self.chance = Clock(), count, random.Random(seed)
        settings = Settings(folder, f"sqlite:///{folder / 'books.sqlite'}", "a-key-that-is-long-enough")
        self.house = install(settings, [POLICIES / f"{name}.yaml" for name in NAMES], self.clock)
        self.boxes = {name: MemoryChannel(name, self.clock) for name in ("sms", "mail")}
        self.house.channels.update(self.boxes)  # type: ignore[attr-defined]  # a dict, made for it
        self.desk: Desk = desk_of(self.house)
        done = performers(self.house)
        self.workers = [
            Worker(self.house.gate.store, done, self.clock, pace=Pace(most=50), look=look)
            for look in (desk_look(self.house), *([lambda _: None] * (min(threads, 8) - 1)))
        ]
        self.pool = ThreadPoolExecutor(threads)
        self.threads = threads
        self.people = {name: self._people(name, max(count // 25, 10)) for name in NAMES}
        self.made: dict[str, tuple[str, str]] = {}
        self.hours: dict[int, Hour] = defaultdict(Hour)
        self.typing: list[tuple[str, str]] = []
        self.deciding: list[tuple[str, str]] = []
        self.judging: list[tuple[str, str]] = []
        self.refused: Counter[str] = Counter()
        self.letters = 0
        self.idle = START
        self.case_of: dict[str, tuple[str, str]] = {}

    def _people(self, policy: str, many: int) -> list[tuple[str, str]]:
        """Put people on file and into the vault; return their references and handles."""
        compiled = self.house.gate.shelf.current(policy)
        layout = self.house.vault.layouts(policy)
        known = {name: value for name, value in VALUES.items() if name in layout}
        people: list[tuple[str, str]] = []

        def put(book: Any, numbers: Sequence[int]) -> list[tuple[str, str]]:
            found = []
            for number in numbers:
                handle = book.subject(self.house.gate.digest(policy, f"u-{number}"), create=True)
                if known:
                    values = {name: value.format(number) for name, value in known.items()}
                    self.house.vault.put(book, handle, fields_of(layout, values), values)
                    book.append(self._collected(compiled, handle, tuple(sorted(known))))
                found.append((f"u-{number}", handle))
            return found

        for low in range(0, many, 200):
            some = range(low, min(low + 200, many))
            people += self.house.gate.store.write(policy, partial(put, numbers=some))
        return people

    def _collected(self, compiled: Any, handle: str, elements: tuple[str, ...]) -> Entry:
        """Return the entry that tells since when contacts are on file."""
        reference = PolicyRef(compiled.id, compiled.version, compiled.hash)
        body: dict[str, Value] = {
            "act": "collect",
            "clauses": ("purposes.registration",),
            "elements": elements,
        }
        salt = new_salt(self.house.randomness)
        at = instant(START - timedelta(days=400))
        return Entry(
            EntryKind.STEP_PERMITTED, at, compiled.id, salt, subject=handle, policy=reference, body=body
        )

    # --- the people who ask

    def intake(self) -> tuple[str, Intake]:
        """Return a request as chance has it: policy, kind, person, route."""
        policy = self.chance.choice(NAMES)
        kind = self.chance.choices(list(KINDS), list(KINDS.values()))[0]
        known = self.chance.random() < 0.95
        subject = self.chance.choice(self.people[policy])[0] if known else f"x-{self.chance.randrange(10**9)}"
        compiled = self.house.gate.shelf.current(policy)
        more: dict[str, Any] = {}
        if kind == "cancel-account":
            right = cancelling_of(compiled)
            more = {"details": dict.fromkeys(right.asks, "said"), "confirmed": right.before}
        elif kind == "correct" and "phone" in compiled.policy.data:
            more = {"elements": ("phone",), "details": {"values": {"phone": "+8613900000000"}}}
        elif kind == "withdraw":
            purposes = [name for name, each in compiled.policy.purposes.items() if each.gap is None]
            more = {"details": {"target": self.chance.choice(purposes or ["none"])}}
        route, by = ("mail", OPERATOR) if self.chance.random() < 0.1 else ("centre", None)
        return policy, Intake(kind, subject, route=route, by=by, words="请办理", **more)

    def arrive(self, policy: str, intake: Intake, way: float) -> None:
        """A request comes in; by `way` its person signs in, asks for a code, writes a letter or does nothing."""
        hour = self.hours[self._hour()]
        began = time.perf_counter()
        case = self.desk.receive(policy, intake)
        hour.door.append(time.perf_counter() - began)
        hour.requests += 1
        self.made[case.id] = (policy, case.kind)
        if case.of.plain or not case.of.proof:
            if case.open:
                self.deciding.append((policy, case.id))
        elif intake.by is not None:
            self.judging.append((policy, case.id))
        elif way < 0.6:
            self.attempt(lambda: self.desk.signed_in(policy, case.id, intake.subject, None, ()))
            self.deciding.append((policy, case.id))
        elif way < 0.95:
            for channel in self.boxes:
                errand = message_id(policy, f"deliver/{case.id}/code.1", channel, 1)
                self.case_of[errand] = (policy, case.id)
            self.attempt(lambda: self.desk.send_code(policy, case.id))
        hour.steps += 1

    def type_codes(self) -> None:
        """Everybody who got a code types it in."""
        letters = [each for box in self.boxes.values() for each in box.sent]
        for box in self.boxes.values():
            box.sent.clear()
        self.letters += len(letters)
        self.each(self._type, [each for each in letters if each.id in self.case_of])

    def _type(self, letter: Outgoing) -> None:
        case, found = self.case_of[letter.id], _CODE.search(letter.body)
        if found is not None:
            self.attempt(lambda: self.desk.answer_code(*case, found[0]))
            self.deciding.append(case)

    # --- the officers

    def decide(self, policy: str, number: str) -> None:
        """An officer decides what is left to decide, on the ground that the kind needs."""
        case = self.desk.case(policy, number)
        if case.state == "received" and case.of.plain:
            self.attempt(lambda: self.desk.answer(policy, number, OFFICER, BOTH))
        elif case.state == "verified":
            self.attempt(lambda: self.desk.accept(policy, number, OFFICER, self._ground(policy, case.kind)))
        elif case.state == "received" and not case.of.proof:
            self.attempt(lambda: self.desk.answer(policy, number, OFFICER, BOTH, "unable"))

    def _ground(self, policy: str, kind: str) -> Acceptance:
        table = self.house.gate.shelf.current(policy).policy.grounds.get("deleting")
        if kind != "delete" or table is None or table.gap is not None:
            return Acceptance()
        named = [name for name, each in table.list.items() if each.gap is None]
        ground = next((name for name in named if table.list[name].by == "declaration"), named[0])
        needs = {word: "seen" for atom in table.list[ground].need for word in atom.words}
        return Acceptance(ground, needs, approvers=JUDGES)

    def judge(self, policy: str, number: str) -> None:
        """Two operators judge a letter; then an officer has it to decide."""

        def step(proving: Any, _: Any) -> Any:
            return self.desk.identity.judged(
                proving, "two-operators", JUDGES, "cd" * 32, self.clock.now()
            ), None

        self.attempt(lambda: self.desk.change_proof(policy, number, step))
        self.deciding.append((policy, number))

    # --- the day

    def play(self) -> None:
        """Let the day pass, and then the hour in which its last requests are worked on."""
        steps = int(DAY / STEP)
        shares = [1 - 0.9 * math.cos(2 * math.pi * (each + 0.5) / steps) for each in range(steps)]
        whole, come, owed = sum(shares), 0, 0.0
        for number in range(steps + 24):
            self.clock.skip_to(START + number * STEP)
            began = time.perf_counter()
            hour = self.hours[self._hour()]
            owed += shares[number] / whole * self.count if number < steps else 0
            arriving = (
                round(owed) - come if number < steps - 1 else self.count - come if number < steps else 0
            )
            come += arriving
            drawn = [(*self.intake(), self.chance.random()) for _ in range(arriving)]
            self.each(lambda each: self.arrive(*each), drawn)
            self.work(hour)
            self.type_codes()
            for queue, do in ((self.judging, self.judge), (self.deciding, self.decide)):
                waiting, queue[:] = list(queue), []
                self.each(partial(_spread, do), waiting)
            self.work(hour)
            hour.seconds += time.perf_counter() - began
            if (number + 1) % 12 == 0:
                print(
                    f"hour {number // 12}: {come} requests, {hour.seconds:.0f} s", file=sys.stderr, flush=True
                )

    def work(self, hour: Hour) -> None:
        """Let every worker do what is ready, to its end."""
        busy = True
        while busy:
            self.idle = self.clock.now()
            rounds = list(self.pool.map(Worker.round, self.workers))
            busy = any(each.busy for each in rounds)
            if busy:
                hour.steps += sum(sum(each.counts.values()) for each in rounds)

    def each(self, do: Callable[[Any], object], things: Sequence[Any]) -> None:
        """Do something with each thing, in as many threads as there are; what goes wrong in one ends the run."""
        for _ in self.pool.map(do, things):
            pass

    def attempt(self, step: Callable[[], object]) -> None:
        """Take a step; what the desk refuses is counted by its error, for it may be right to."""
        self.hours[self._hour()].steps += 1
        try:
            step()
        except TrothError as error:
            self.refused[error.id] += 1

    def _hour(self) -> int:
        return int((self.clock.now() - START) / timedelta(hours=1))


def checked(day: Day) -> Counter[str]:
    """Compare the books with what was opened; return how many cases are in which state. Ends the run at any difference.

    All of it as of the moment at which the workers found nothing more to do: what comes back later has its time.
    """
    states: Counter[str] = Counter()
    late: list[str] = []
    for policy in NAMES:
        store, now = day.house.gate.store, day.idle
        mine = {number for number, (where, _) in day.made.items() if where == policy}
        told: Counter[str] = Counter()
        for data in store.read(policy, _entries):
            entry = read_entry(data)
            if entry.kind is EntryKind.CASE_RECEIVED:
                told[str(entry.body["case"])] += 1
        if set(told) != mine or set(told.values()) - {1}:
            raise SystemExit(f"{policy}: the ledger tells of other requests than were made")
        found = {}
        for number in mine:
            case, duties = store.read(policy, partial(_as_kept, number=number))
            if case is None:
                raise SystemExit(f"lost: {number}")
            found[number] = case
            states[case.state] += 1
            late += [each.id for each in duties if each.late(now)]
            owed = [each.id for each in duties if each.state not in OVER and each.ready and each.ready <= now]
            tried = [each.reason for each in duties if each.state == "open" and each.attempts]
            day.refused.update(tried)
            if owed or (case.state == "accepted" and not tried and not _for_people(duties)):
                told_of = [
                    f"{each.id} {each.state} tried {each.attempts} ({each.reason}) ready {each.ready}"
                    for each in duties
                ]
                raise SystemExit(
                    f"left undone at {now}: {policy} {case.kind} {number} {case.state} {owed}; its duties:\n"
                    + "\n".join(told_of)
                )
            if case.state == "answered" and not day.desk.letter(policy, number):
                raise SystemExit(f"no letter: {number}")
    if late:
        raise SystemExit(f"late: {len(late)}, such as {late[:10]}")
    return states


def _spread(do: Callable[..., object], each: Sequence[Any]) -> None:
    do(*each)


def _entries(book: Any) -> list[bytes]:
    return list(book.entries())


def _as_kept(book: Any, number: str) -> tuple[Case | None, list[Duty]]:
    return book.case(number), list(book.duties_about(number))


def _for_people(duties: Sequence[Any]) -> bool:
    """Return whether something is left that no program does."""
    left = [
        each
        for each in duties
        if each.state not in OVER and each.kind in ("act-on-holding", "tell-recipient", "decide")
    ]
    return any(each.for_person or each.of.hand == "person" for each in left)


def show(day: Day, states: Counter[str]) -> None:
    """Print what the day took."""
    hours = [day.hours[each] for each in sorted(day.hours)]
    most = max(each.requests for each in hours)
    print("hour  requests   steps  seconds  door: median  99 %  (ms)")
    for number, each in enumerate(hours):
        door = sorted(each.door) or [0.0]
        half, nearly = door[len(door) // 2] * 1000, door[len(door) * 99 // 100] * 1000
        bar = "#" * round(40 * each.requests / most)
        print(
            f"{number:4} {each.requests:9} {each.steps:7} {each.seconds:8.1f} {half:13.1f} {nearly:6.1f}  {bar}"
        )
    seconds, steps = sum(each.seconds for each in hours), sum(each.steps for each in hours)
    size = (day.house.settings.home / "books.sqlite").stat().st_size / 2**20
    print(f"{len(day.made)} requests, {steps} steps, {day.letters} letters and codes, {size:.0f} MB")
    print(f"states: {dict(states)}; turned down by the desk: {dict(day.refused)}")
    fullest = max(each.seconds for each in hours)
    print(
        f"lost 0, late 0; {seconds:.0f} s = {seconds / 86400:.4f} of a day ({len(day.made) / seconds:.0f} a second)"
    )
    print(f"the fullest hour: {fullest:.0f} s of 3600")


def main() -> None:
    """Play the day, check, and tell."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--count", type=int, default=100_000)
    options.add_argument("--threads", type=int, default=32)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--profile", action="store_true", help="say where the time goes (one thread)")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        day = Day(Path(folder), given.count, 1 if given.profile else given.threads, given.seed)
        if given.profile:
            seen = cProfile.Profile()
            day.pool = _Inline()  # type: ignore[assignment]  # what the day needs of a pool
            seen.runcall(day.play)
            pstats.Stats(seen).sort_stats("cumulative").print_stats(60)
        else:
            day.play()
        show(day, checked(day))
        day.house.gate.close()


class _Inline:
    """A pool of no threads, so that a profile sees everything."""

    @staticmethod
    def map(do: Callable[[Any], Any], things: Sequence[Any]) -> list[Any]:
        """Do something with each thing."""
        return [do(each) for each in things]


if __name__ == "__main__":
    main()
