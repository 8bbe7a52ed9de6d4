"""Two real processes over one PostgreSQL: whoever was stopped in the middle of a duty comes back too late."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from tests.duties.simulating import owed
from tests.stores.books import Clock, Seeded
from troth.adapters.stores import open_store
from troth.duties import open_duty
from troth.ledger import read_entry

pytestmark = pytest.mark.postgres


def started(url, name):
    command = [sys.executable, "-m", "tests.duties.process", url, name]
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def test_the_late_write_of_a_stopped_process_is_refused(postgres):
    store = open_store(postgres, clock=Clock(), randomness=Seeded())
    anchor = datetime.now(UTC) - timedelta(minutes=1)
    store.write("acme", lambda book: open_duty(book, owed("a", anchor=anchor)))
    first, second = started(postgres, "first"), None
    try:
        assert first.stdout.readline() == "begun a 1\n"
        os.kill(first.pid, signal.SIGSTOP)  # in the middle of the duty, until its lease is over
        second = started(postgres, "second")
        second.stdin.write("go\n")
        second.stdin.flush()
        assert second.stdout.readline() == "begun a 2\n"
        assert second.stdout.readline() == "done a\n"
        os.kill(first.pid, signal.SIGCONT)
        told, errors = first.communicate("go\n", timeout=60)
        assert (told, errors, first.returncode) == ("overtaken a\n", "", 0)
    finally:
        for each in (first, second):
            if each is not None:
                each.kill()
                each.communicate()
    entries = store.read("acme", lambda book: [read_entry(each) for each in book.entries()])
    duty = store.read("acme", lambda book: book.duty("deliver/case-1/a"))
    store.close()
    assert [each.body["state"] for each in entries if each.kind.value == "consent.account.changed"] == [
        "second"
    ]
    assert [each.kind.value for each in entries].count("duties.duty.ended") == 1
    assert duty is not None
    assert (duty.state, duty.fence) == ("done", 2)
