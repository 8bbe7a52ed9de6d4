"""Scripted impostors over HTTP, at the real application: no package, no erasure; the known and the unknown are answered alike.

Threats 1 to 11: facts that are public, another request's proof, guessed codes, links that a bot follows, asking who is known,
guardians and agents who are none, another person's session, stolen numbers and cookies, erasure in another's name.
10,000 attempts, and the times of answers from a real server: `python -m tests.rights.test_impostors_http [ATTEMPTS [PAIRS]]`.
"""

from __future__ import annotations

import http.client
import json
import math
import random
import re
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from itsdangerous import URLSafeSerializer
from starlette.testclient import TestClient

from tests.rights.desks import POLICIES, SetClock, at
from tests.web.people import fields
from troth.adapters.channels import MemoryChannel
from troth.assembly import Settings, Workers, desk_of, install
from troth.duties import Duty
from troth.ledger import Entry, EntryKind, PolicyRef, instant, new_salt
from troth.vault.layout import fields_of
from troth.web import make_app

POLICY = "jingdigital"
KEY = "an-api-key-for-impostors"
KINDS = ("access", "copy", "correct", "delete", "cancel-account", "transfer", "restrict")
PEOPLE = 60
NUMBER = re.compile(r"case(?:-[b-z]{4}){3}")
MARK = re.compile(r'name="mark" value="([^"]*)"')
VARIES = {"date", "set-cookie"}


class House:
    """The whole application over one policy, with people in its vault, and what attackers made of it."""

    def __init__(self, folder: Path, seed: int, store: str = "memory:") -> None:
        self.chance, self.clock = random.Random(seed), SetClock(at("2026-03-03 09:00"))
        self.made = install(Settings(folder, store, KEY), [POLICIES / f"{POLICY}.yaml"], self.clock)
        self.boxes = {name: MemoryChannel(name, self.clock) for name in ("sms", "mail")}
        channels: Any = self.made.channels
        channels.update(self.boxes)
        self.app, self.desk = make_app(self.made), desk_of(self.made)
        self.handles = [self._put(number) for number in range(PEOPLE)]
        self.tries: Counter[str] = Counter()
        self.cases: list[str] = []
        self.packages = 0
        self.attacker = self.browser()

    def _put(self, number: int) -> str:
        compiled, vault = self.made.gate.shelf.current(POLICY), self.made.vault
        values = {
            "phone": f"+86130{number:08d}",
            "email": f"p{number}@mail.example",
            "name": f"Name {number}",
        }
        known = {name: value for name, value in values.items() if name in vault.layouts(POLICY)}

        def work(book: Any) -> str:
            handle: str = book.subject(self.made.gate.digest(POLICY, f"u-{number}"), create=True)
            vault.put(book, handle, fields_of(vault.layouts(POLICY), known), known)
            body: Any = {
                "act": "collect",
                "clauses": ("purposes.registration",),
                "elements": tuple(sorted(known)),
            }
            reference = PolicyRef(compiled.id, compiled.version, compiled.hash)
            long_ago = instant(self.clock.now() - timedelta(days=300))
            salt = new_salt(self.made.randomness)
            book.append(
                Entry(
                    EntryKind.STEP_PERMITTED,
                    long_ago,
                    POLICY,
                    salt,
                    subject=handle,
                    policy=reference,
                    body=body,
                )
            )
            return handle

        return self.made.gate.store.write(POLICY, work)

    def browser(self) -> TestClient:
        """A visitor with no cookie of anybody."""
        return TestClient(self.app, base_url="https://testserver", headers={"Accept-Language": "en"})

    def victim(self) -> str:
        return f"u-{self.chance.randrange(PEOPLE)}"

    # --- calls

    def call(self, path: str, body: dict[str, Any], key: str | None = KEY) -> Any:
        headers = {} if key is None else {"Authorization": f"Bearer {key}"}
        return self.attacker.post(path, json={"policy": POLICY, **body}, headers=headers)

    def event(self, case: str, event: str, key: str | None = KEY, **more: Any) -> Any:
        answer = self.call(f"/v1/requests/{case}/events", {"event": event, **more}, key)
        self.look(answer)
        return answer

    def ask(self, subject: str, kind: str = "", **more: Any) -> str:
        answer = self.call(
            "/v1/requests", {"kind": kind or self.chance.choice(KINDS), "subject": subject, **more}
        )
        self.look(answer)
        case = answer.json().get("case", "")
        if case:
            self.cases.append(case)
        return str(case)

    def look(self, answer: Any) -> None:
        """Count what came back if it is a package."""
        if "zip" in answer.headers.get("content-type", "") or answer.content[:2] == b"PK":
            self.packages += 1

    def attempt(self, kind: str, step: Callable[[], Any]) -> Any:
        self.tries[kind] += 1
        answer = step()
        self.look(answer)
        return answer

    def send(self, case: str) -> str:
        """A worker sends the code of a request; return it, as its owner's telephone shows it (empty: nothing came)."""
        self.event(case, "send-code")
        Workers(self.made).once()
        letters = [each.body for box in self.boxes.values() for each in box.sent]
        for box in self.boxes.values():
            box.sent.clear()
        found = [code for body in letters for code in re.findall(r"\b\d{8,}\b", body)]
        return found[-1] if found else ""


# --- the attacks


def guesses(house: House) -> None:
    """Guesses the code of a request in the victim's name, by the application that relays what is typed (3)."""
    case = house.ask(house.victim())
    if house.chance.random() < 0.2:
        house.send(case)
    for _ in range(6):
        code = f"{house.chance.randrange(10**8):08d}"
        house.attempt("guessed code", partial(house.event, case, "code", code=code))


def anothers_proof(house: House) -> None:
    """Types the victim's own code, meant for another request, into a new one (2, 4)."""
    victim = house.victim()
    old = house.ask(victim, "copy")
    code = house.send(old)
    new = house.ask(victim, "delete")
    house.attempt("another request's code", lambda: house.event(new, "code", code=code or "00000000"))


def another_session(house: House) -> None:
    """Is signed in as somebody else and asks about the victim (7)."""
    case = house.ask(house.victim())
    house.attempt("another's session", lambda: house.event(case, "signed-in", subject="x-stranger"))
    other = house.chance.choice(["guardian", "agent", "relative", "administrator", "authority"])
    for role in ("subject", other):
        house.attempt("steps of a stranger", partial(house.event, case, "withdraw", role=role, subject="x-1"))


def no_guardian(house: House) -> None:
    """Says to be the guardian or the agent of the victim (6)."""
    for role in ("guardian", "agent"):
        case = house.ask(house.victim(), "delete", role=role, requester=house.victim())
        house.attempt("no guardian", partial(house.event, case, "accept", role=role))
        house.attempt("no guardian", partial(house.event, case, "code", code="12345678"))


def no_officer(house: House) -> None:
    """Takes an officer's steps without the key, with another key, or as a person (10)."""
    case = house.ask(house.victim(), "cancel-account")
    for key in (None, "another-key-that-is-long", KEY):
        for event in ("accept", "look", "sort", "review"):
            house.attempt("no officer", partial(house.event, case, event, key, subject="x"))
    house.attempt(
        "unproved, to an officer", lambda: house.event(case, "accept", role="officer", operator="0f" * 16)
    )


def pages(house: House) -> None:
    """Comes by the pages: asks in the victim's name, presses everything, with GET and with POST, with and without a mark (1, 4, 9)."""
    visitor, kind = house.browser(), house.chance.choice(("copy", "delete"))
    path = f"/centre/{POLICY}/requests/new/{kind}"
    form = fields(visitor.get(path).text, path)
    answer = visitor.post(path, data={**form, "role": "subject", "subject": house.victim()})
    found = NUMBER.search(str(answer.url))
    if found is None:
        return
    case = found[0]
    house.cases.append(case)
    mark = {"mark": form.get("mark", "")}
    for step in ("package", "login", "code", "take-back", "confirm", "reply", "object"):
        place = f"/centre/{POLICY}/requests/{case}/{step}"
        house.attempt("followed link", partial(visitor.get, place))
        house.attempt("pressed", partial(visitor.post, place, data={**mark, "code": "00000000"}))
    thief = house.browser()
    house.attempt("stolen number", lambda: thief.post(f"/centre/{POLICY}/requests/{case}/package", data=mark))
    thief.cookies.update({each.name: (each.value or "")[:-2] + "AA" for each in visitor.cookies.jar})
    house.attempt("forged cookie", lambda: thief.get(f"/centre/{POLICY}/requests/{case}"))
    house.attempt(
        "guardian's link", lambda: thief.get(f"/centre/{POLICY}/guardian/mine/{'ab' * 8}/{'cd' * 16}")
    )


ATTACKS = (guesses, guesses, guesses, another_session, no_guardian, no_officer, anothers_proof, pages)


def attack(house: House, attempts: int) -> None:
    """Make at least `attempts`; an hour passes between the rounds, so that limits by time do not do all the work."""
    while sum(house.tries.values()) < attempts:
        for each in ATTACKS:
            each(house)
        house.clock.go(hours=1)


def owed(house: House, number: str) -> list[Duty]:
    """Return the duties of a request."""
    return house.made.gate.store.read(POLICY, lambda book: list(book.duties_about(number)))


def records(house: House, handle: str) -> list[Any]:
    """Return what is kept of a person."""

    def work(book: Any) -> list[Any]:
        return list(book.records(handle))

    return house.made.gate.store.read(POLICY, work)


def spoils(house: House) -> list[str]:
    """Return what the attackers got: proved or accepted requests, orders, erased people, packages."""
    Workers(house.made).once()
    got = []
    for number in dict.fromkeys(house.cases):
        case = house.desk.case(POLICY, number)
        duties = owed(house, number)
        proved = case.of.proof and case.proof is not None
        if proved or case.accepted is not None or any(each.kind == "act-on-holding" for each in duties):
            got.append(f"{number} {case.kind} {case.state}")
    gone = [handle for handle in house.handles if not records(house, handle)]
    return [*got, *(f"erased {handle}" for handle in gone), *(["a package"] * house.packages)]


# --- alike


def sizes(cookie: str) -> tuple[str, int, int]:
    """The name of a cookie, and how long what it says and what is said of it are.

    A signed value is packed where that is shorter, and the letters of a new number pack now better, now worse: so it is
    measured as it was before.
    """
    name, _, rest = cookie.partition("=")
    value, _, attributes = rest.partition(";")
    packed, *signature = value.rsplit(".", 2)
    if len(signature) < 2:
        return name, len(value), len(attributes)
    said = URLSafeSerializer("").load_payload(packed.encode())
    return name, len(json.dumps(said)) + sum(map(len, signature)), len(attributes)


def shape(answer: Any) -> tuple[Any, ...]:
    """An answer without what is new in every answer: numbers of cases, marks, cookies' values, the clock of the machine."""
    text = NUMBER.sub("CASE", answer.text)
    text = MARK.sub("", text)
    headers = {name: value for name, value in answer.headers.items() if name not in VARIES}
    cookies = [sizes(each) for each in answer.headers.get_list("set-cookie")]
    headers = {name: NUMBER.sub("CASE", value) for name, value in headers.items()}
    return answer.status_code, tuple(sorted(headers.items())), tuple(cookies), text


def walked(house: House, subject: str, kind: str) -> list[tuple[Any, ...]]:
    """What somebody sees who asks about `subject`, by the pages and by the application's calls."""
    visitor = house.browser()
    path = f"/centre/{POLICY}/requests/new/{kind}"
    page = visitor.get(path)
    answer = visitor.post(
        path, data={**fields(page.text, path), "role": "subject", "subject": subject}, follow_redirects=False
    )
    seen, case = [page, answer], NUMBER.search(answer.headers["location"])
    assert case is not None
    place = f"/centre/{POLICY}/requests/{case[0]}"
    own = visitor.get(place)
    seen += [own, visitor.get(f"/centre/{POLICY}/requests")]
    for step in ("send-code", "code", "package", "take-back"):
        mark = MARK.search(visitor.get(place).text)
        form = {"mark": mark[1] if mark is not None else ""}
        seen.append(
            visitor.post(f"{place}/{step}", data={**form, "code": "12345678"}, follow_redirects=False)
        )
        if step == "send-code":
            Workers(house.made).once()
    made = house.call("/v1/requests", {"kind": kind, "subject": subject})
    seen.append(made)
    number = made.json()["case"]
    for event in ("send-code", "code", "signed-in", "withdraw"):
        seen.append(
            house.event(number, event, subject=subject if event == "withdraw" else "x-1", code="12345678")
        )
    return [shape(each) for each in seen]


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    built = House(tmp_path_factory.mktemp("impostors"), 20260303)
    yield built
    built.made.gate.close()


@pytest.mark.parametrize("kind", ["copy", "delete"])
def test_known_and_unknown_people_are_answered_alike_by_status_headers_and_body(house, kind):
    known, unknown = walked(house, f"u-{len(kind)}", kind), walked(house, f"n-{len(kind)}", kind)
    assert known == unknown


def test_impostors_over_http_get_no_package_and_erase_nobody(house):
    attack(house, 80)
    assert spoils(house) == []
    assert len(house.tries) >= 9, house.tries


# --- times, from a real server


@contextmanager
def served(app: Any) -> Iterator[int]:
    """Serve `app` on a port of this machine; yield the port."""
    import uvicorn

    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)  # a real server is waited for
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join()


def rank_sum(one: list[float], other: list[float]) -> float:
    """Return p of the test of Mann and Whitney (two-sided, normal approximation)."""
    ranked = sorted([(each, 0) for each in one] + [(each, 1) for each in other])
    ranks = sum(place for place, (_, which) in enumerate(ranked, 1) if which == 0)
    n, m = len(one), len(other)
    u, mean = ranks - n * (n + 1) / 2, n * m / 2
    z = (u - mean) / math.sqrt(n * m * (n + m + 1) / 12)
    return math.erfc(abs(z) / math.sqrt(2))


def timed(house: House, port: int, pairs: int) -> dict[str, dict[bool, list[float]]]:
    """Return how long each call took (seconds), for the known and the unknown, asked in pairs in a random order."""
    line = http.client.HTTPConnection("127.0.0.1", port)
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}

    def call(path: str, body: dict[str, Any]) -> tuple[float, dict[str, Any]]:
        data = json.dumps({"policy": POLICY, **body})
        began = time.perf_counter()
        line.request("POST", path, data, headers)
        answer = line.getresponse().read()
        return time.perf_counter() - began, json.loads(answer)

    found: dict[str, dict[bool, list[float]]] = {
        name: {True: [], False: []} for name in ("ask", "send-code", "code", "signed-in")
    }
    for pair in range(pairs):
        subjects = {True: f"u-{pair % PEOPLE}", False: f"n-{pair % PEOPLE}"}
        cases = {}
        for known in house.chance.sample((True, False), 2):
            took, told = call("/v1/requests", {"kind": "access", "subject": subjects[known]})
            cases[known] = told["case"]
            found["ask"][known].append(took)
        for event in ("send-code", "code", "signed-in"):
            for known in house.chance.sample((True, False), 2):
                body = {"event": event, "code": "12345678", "subject": "x-1"}
                found[event][known].append(call(f"/v1/requests/{cases[known]}/events", body)[0])
        house.clock.go(minutes=10)
    return found


def main(attempts: int, pairs: int) -> int:
    """Make `attempts`, then time `pairs`; print what came of it."""
    seed = int(time.time())
    with tempfile.TemporaryDirectory() as folder:
        house, began = House(Path(folder), seed), time.monotonic()
        attack(house, attempts)
        got = spoils(house)
        tries = sum(house.tries.values())
        print(
            f"seed {seed}: {tries} attempts on {len(set(house.cases))} requests in {time.monotonic() - began:.0f} s: {got}"
        )
        for kind, count in sorted(house.tries.items()):
            print(f"  {count:6} {kind}")
        house.made.gate.close()
    with tempfile.TemporaryDirectory() as folder:
        house = House(Path(folder), seed, f"sqlite:///{Path(folder) / 'books.db'}")
        with served(house.app) as port:
            timed(house, port, max(pairs // 20, 5))  # warm
            found = timed(house, port, pairs)
        house.made.gate.close()
    apart = False
    print(f"{pairs} pairs, known against unknown; and the known against themselves (every other one)")
    for name, both in found.items():
        known, unknown = both[True], both[False]
        p, noise = rank_sum(known, unknown), rank_sum(known[::2], known[1::2])
        gap = (statistics.median(known) - statistics.median(unknown)) * 1000
        itself = (statistics.median(known[::2]) - statistics.median(known[1::2])) * 1000
        apart = apart or p < 0.01 / len(found)
        print(f"  {name:10} median {statistics.median(known) * 1000:7.2f} ms, apart {gap:+.3f} ms, p {p:.3f};"
              f" noise {itself:+.3f} ms, p {noise:.3f}")  # fmt: skip
    return 1 if got or apart else 0


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    sys.exit(main(given[0] if given else 10_000, given[1] if len(given) > 1 else 3_000))
