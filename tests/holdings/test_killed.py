"""kill -9 at every step of an erasure over five places of five kinds: another worker ends it; nothing is done twice or left out.

A step is a statement, a commit, a write to a list, a file that is put in place or dropped. TROTH_LONG=1 kills at every one of them.
"""

from __future__ import annotations

import os
import shutil
import signal
import traceback
from collections.abc import Callable
from typing import Any

import pytest

from tests.holdings import five
from troth.adapters.connectors.objects_stores import FileTree
from troth.adapters.connectors.sql_sessions import Session
from troth.adapters.stores.sqlite import SqliteStore
from troth.adapters.vaults import FileTombstones

KILLS = 6


class Killer:
    """Ends the process with SIGKILL before or after the n-th step; a step is a statement, a commit, a file put in place."""

    def __init__(self, at: int) -> None:
        self.at, self.steps = at, 0

    def step(self) -> None:
        self.steps += 1
        if self.steps == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def arm(self) -> None:
        for owner, name in (
            (Session, "__enter__"), (Session, "__exit__"), (Session, "rows"), (Session, "run"),
            (FileTombstones, "add"), (SqliteStore, "write"), (os, "replace"), (os, "rename"), (os, "unlink"),
            (os, "fsync"),
        ):  # fmt: skip
            self.wrap(owner, name)

    def wrap(self, owner: Any, name: str) -> None:
        inner = getattr(owner, name)

        def counted(*args: Any, **more: Any) -> Any:
            self.step()
            found = inner(*args, **more)
            self.step()
            return found

        setattr(owner, name, counted)


def in_a_life(work: Callable[[], int]) -> int | None:
    """Run `work` in a process of its own; return what it returns (up to 2**15), or None when it was killed."""
    heard, told = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.write(told, work().to_bytes(2, "big"))
            code = 0
        except BaseException:  # noqa: BLE001  # the parent must hear of it, whatever it is
            traceback.print_exc()
        finally:
            os._exit(code)
    os.close(told)
    _, status = os.waitpid(child, 0)
    said = os.read(heard, 2)
    os.close(heard)
    if os.WIFSIGNALED(status):
        return None
    assert status == 0, "the life ended with an error"
    return int.from_bytes(said, "big")


def worked(folder, servers, at, minutes):
    """A life of the worker that is killed at the step `at` (0: never), and then looks at what it has done."""

    def life():
        killer = Killer(at)
        company = five.Company(folder, servers, minutes)
        killer.arm()
        company.work()
        steps = killer.steps
        company.house.close()
        five.Company(folder, servers, 60 * 24 * 9).check(folder)
        return steps

    return life


@pytest.fixture(scope="module")
def servers(postgres_server, postgres_database, mariadb):
    """The databases of the company that are on servers."""
    found = {"help": postgres_database, "shop": mariadb}
    for place, url in found.items():
        five.make(url, five.ROWS[place])
    yield found
    for place, url in found.items():  # the databases go on to other tests
        five.said(
            url,
            *(f"DROP TABLE {table}" for table in ("audit", *five.ROWS[place])),
            "DROP TABLE IF EXISTS troth_orders",
        )


@pytest.fixture(scope="module")
def files(tmp_path_factory, servers):
    """The files of the company before anything is erased."""
    folder = tmp_path_factory.mktemp("company")
    five.make(f"sqlite:///{folder / 'crm.db'}", five.ROWS["crm"])
    five.make_files(folder)

    def life():
        company = five.Company(folder, servers, 0)
        company.begin()
        company.house.close()
        return 0

    assert in_a_life(life) == 0
    return folder


@pytest.mark.slow
@pytest.mark.postgres
def test_an_erasure_over_five_places_survives_every_kill(files, servers, tmp_path):
    def fresh(name):
        for place, url in servers.items():
            five.fill(url, five.ROWS[place])
        return shutil.copytree(files, tmp_path / name)

    whole = fresh("whole")
    steps = in_a_life(worked(whole, servers, 0, 0))
    five.check_rows(servers, whole)
    assert steps is not None
    assert steps > 100
    for at in range(1, steps + 1, 1 if os.environ.get("TROTH_LONG") else steps // KILLS):
        folder = fresh(str(at))
        assert in_a_life(worked(folder, servers, at, 0)) is None, at
        assert in_a_life(worked(folder, servers, 0, 60 * 24)) is not None, at
        five.check_rows(servers, folder)
        shutil.rmtree(folder)


def test_what_a_killed_worker_was_writing_is_no_object(tmp_path):
    (tmp_path / "a.jsonl").write_text("{}")
    (tmp_path / "a.jsonl.troth-new").write_text("{")
    tree = FileTree(f"file://{tmp_path}")
    assert tree.listed() == ["a.jsonl"]
    tree.write("a.jsonl", b"[]")
    assert [path.name for path in tmp_path.iterdir()] == ["a.jsonl"]
