"""How long a real server takes to answer about the known and the unknown, in pairs in a random order."""

from __future__ import annotations

import http.client
import json
import math
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from tests.rights.impostor_house import KEY, MARK, PEOPLE, PICK_UP, PICK_UP_STEPS, POLICY, House


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


class Visitor:
    """Somebody at the page of pick-ups of a real server, who sends its forms and notes how long each took."""

    def __init__(self, port: int) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", port)

    def come(self) -> None:
        """Open the page: a new visit, with its mark."""
        self.line.request("GET", PICK_UP, headers={"Accept-Language": "en"})
        answer = self.line.getresponse()
        found = MARK.search(answer.read().decode())
        assert found is not None
        cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
        self.headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        self.mark = found[1]

    def send(self, step: str, number: str, secret: str) -> float:
        """Send a form of the page with a wrong secret; return how long the answer took (seconds)."""
        typed = {"mark": self.mark, "number": number, "secret": secret, "words": "No."}
        body = urlencode(typed)
        began = time.perf_counter()
        self.line.request("POST", PICK_UP + step, body, self.headers)
        answer = self.line.getresponse()
        answer.read()
        took = time.perf_counter() - began
        assert answer.status == 404, answer.status
        return took


def timed_pick_ups(
    house: House, port: int, pairs: int, known: Sequence[str]
) -> dict[str, dict[bool, list[float]]]:
    """Return how long each form of a pick-up took, for numbers with a secret and for numbers that are not here."""
    visitor = Visitor(port)
    found: dict[str, dict[bool, list[float]]] = {name: {True: [], False: []} for name in PICK_UP_STEPS}
    for pair in range(pairs):
        visitor.come()
        letters = "".join(house.chance.choices("bcdfghjkmnpqrstvwxz", k=12))
        nobody = f"case-{letters[:4]}-{letters[4:8]}-{letters[8:]}"
        numbers = {True: known[pair % len(known)], False: nobody}
        for name, step in PICK_UP_STEPS.items():
            secret = f"{house.chance.getrandbits(160):032x}"[:32]
            for each in house.chance.sample((True, False), 2):
                found[name][each].append(visitor.send(step, numbers[each], secret))
        house.clock.go(minutes=11)
    return found


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
