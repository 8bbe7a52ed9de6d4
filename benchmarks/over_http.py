"""How many decisions a second Troth gives over HTTP, each with its evidence written before the answer.

Rules
- `troth serve` runs in a process of its own, on memory and on an encrypted SQLite file; the callers share the machine.
- Before timing, one answer is checked to be a permit; afterwards the ledger must have grown by just the decisions given.
- Cases run in 3 rounds whose order rotates, the median counts. Numbers of different runs are not compared.

Run it: `python benchmarks/over_http.py [SECONDS]` (for each case and round; default 2). Prints decisions a second and the
time of a call, median and 99th percentile, in milliseconds.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROUNDS = 3
SUBJECTS = 64
POLICY = Path(__file__).resolve().parents[1] / "policies" / "jeejio.yaml"
KEY = "troth_key-of-the-benchmark"
STEP = {
    "policy": "jeejio",
    "act": "collect",
    "purpose": "registration",
    "function": "sign-up",
    "product": "jeejio-website",
    "data": ["phone", "email", "member-name"],
}


@dataclass(frozen=True)
class Case:
    """How many callers at a time, and how many questions in a call."""

    callers: int
    questions: int


CASES = [Case(callers, questions) for callers in (1, 32) for questions in (1, 100)]


class Server:
    """A running Troth, and a plain connection to it for what is not timed."""

    def __init__(self, port: int) -> None:
        """Call the server on `port`."""
        self.port = port

    def call(self, method: str, path: str, body: object = None) -> Any:
        """Return the JSON of one call. Raises RuntimeError for another status than 200."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Authorization": f"Bearer {KEY}"}
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        response = connection.getresponse()
        text = response.read()
        connection.close()
        if response.status != 200:
            raise RuntimeError(f"{method} {path}: {response.status} {text[:300]!r}")
        return json.loads(text)

    def size(self) -> int:
        """Return the number of entries in the ledger."""
        return int(self.call("GET", "/v1/policies/jeejio/checkpoint")["checkpoint"].splitlines()[1])

    def register(self, subject: str) -> None:
        """Let a person say their age and agree, and check that the step is permitted then."""
        step = {**STEP, "subject": subject}
        for prompt in self.call("POST", "/v1/decisions", step)["ask"]:
            if prompt.get("by") == "guardian":
                continue
            choice = {"policy": "jeejio", "choice": "agree", "language": "zh", "shown": prompt["shown"]["zh"]}
            years = {"age": 30} if prompt["kind"] == "age" else {}
            self.call("PUT", prompt["put"], {**choice, **years})
        answer = self.call("POST", "/v1/decisions", step)["answer"]
        if answer != "permit":
            raise RuntimeError(f"the step is not permitted: {answer}")


@contextmanager
def serving(store: str, home: Path) -> Iterator[Server]:
    """Run `troth serve` on `store` until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {**os.environ, "TROTH_HOME": str(home), "TROTH_API_KEY": KEY}
    command = [sys.executable, "-m", "troth.cli", "serve", str(POLICY), "--store", store, "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)  # noqa: S603  # our own program
    try:
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                threading.Event().wait(0.1)
        yield Server(port)
    finally:
        process.terminate()
        process.wait()


def request_of(case: Case, number: int) -> bytes:
    """Return the bytes of one call."""
    steps = [{**STEP, "subject": f"u-{(number + i) % SUBJECTS}"} for i in range(case.questions)]
    body = json.dumps(steps if case.questions > 1 else steps[0]).encode()
    head = f"POST /v1/decisions HTTP/1.1\r\nHost: t\r\nAuthorization: Bearer {KEY}\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"\r\n" + body


async def caller(case: Case, port: int, first: int, end: float, times: list[float]) -> None:
    """Call until `end`, one call after the other on one connection; note the time of each."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    requests = [request_of(case, first + i) for i in range(8)]
    turn = 0
    while time.perf_counter() < end:
        begin = time.perf_counter()
        writer.write(requests[turn % len(requests)])
        head = await reader.readuntil(b"\r\n\r\n")
        if b" 200 " not in head[:16]:
            raise RuntimeError(head.decode())
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length"))
        await reader.readexactly(int(length.partition(b":")[2]))
        times.append(time.perf_counter() - begin)
        turn += 1
    writer.close()
    await writer.wait_closed()


def run(case: Case, port: int, seconds: float) -> tuple[float, list[float]]:
    """Return (decisions a second, the times of all calls in seconds)."""
    times: list[float] = []
    begin = time.perf_counter()

    async def all_callers() -> None:
        callers = (caller(case, port, n * 7, begin + seconds, times) for n in range(case.callers))
        await asyncio.gather(*callers)

    asyncio.run(all_callers())
    return len(times) * case.questions / (time.perf_counter() - begin), times


def measure(name: str, server: Server, seconds: float) -> None:
    """Run every case on one server and print what came out."""
    for number in range(SUBJECTS):
        server.register(f"u-{number}")
    rates: dict[Case, list[float]] = {case: [] for case in CASES}
    times: dict[Case, list[float]] = {case: [] for case in CASES}
    before, given = server.size(), 0
    for number in range(ROUNDS):
        for case in CASES[number % len(CASES) :] + CASES[: number % len(CASES)]:
            rate, taken = run(case, server.port, seconds)
            rates[case].append(rate)
            times[case] += taken
            given += len(taken) * case.questions
    grown = server.size() - before
    if grown != given:
        raise RuntimeError(f"{given} decisions, but {grown} entries")
    for case in CASES:
        ordered = sorted(times[case])
        median, slow = statistics.median(ordered), ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)]
        sys.stdout.write(
            f"{name:8} {case.callers:7} {case.questions:9} {statistics.median(rates[case]):13,.0f}"
            f" {median * 1000:10.1f} {slow * 1000:9.1f}\n"
        )
        sys.stdout.flush()


def main() -> None:
    """Measure on each store."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
    sys.stdout.write("store    callers questions   decisions/s  median ms    p99 ms\n")
    with tempfile.TemporaryDirectory() as folder:
        for name, store in (("memory", "memory:"), ("sqlite", f"sqlite:///{folder}/books.sqlite")):
            with serving(store, Path(folder, name)) as server:
                measure(name, server, seconds)


if __name__ == "__main__":
    main()
