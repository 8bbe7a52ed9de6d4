"""Runs what is done to the files of a lake on the executors of an Apache Spark cluster, one file a task.

Rules
- The driver sends a function by its name and what to look for once (broadcast); the executors read and write the files, which
  they see under the same path as the driver. No row comes to the driver but what the function answers.
- The functions are those of one machine (`lake_rows`): the same files come out, whoever writes them. A task that an executor
  did not end is done again by another one, and finds the file either as it was or as it shall be.
- The session is that of `spark-submit`, or one at `master`; it starts with the first file and stays.

Example
    >>> SparkRunner("local-cluster[2,1,1024]").run(look, looking, ["/srv/lake/events/part-0.parquet"])
    [[Seen(owner=0, pending=True, rows=3, cells=())]]
"""

from __future__ import annotations

import importlib
import os
import socket
import sys
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from troth.adapters.connectors.lake_broken import broken
from troth.holdings.errors import Unreadable

Shared = TypeVar("Shared")
Answer = TypeVar("Answer")
TASKS = 4
"""So many tasks for each core, so that a slow file does not keep the others waiting."""


class SparkRunner:
    """Implements `troth.adapters.connectors.lake_tables.Runner` on a cluster."""

    def __init__(self, master: str = "", settings: Mapping[str, str] | None = None) -> None:
        """Run at `master` (empty: what the environment of Spark says). Nothing starts yet.

        Raises ModuleNotFoundError where pyspark is missing.
        """
        self._spark: Any = importlib.import_module("pyspark.sql")
        self._master, self._settings = master, dict(settings or {})
        self._lock = threading.Lock()
        self._session: Any = None
        self.worked: Counter[str] = Counter()
        """How many files each executor has had."""

    def run(
        self, function: Callable[[Shared, str], Answer], shared: Shared, files: Sequence[str]
    ) -> list[Answer]:
        """Return the answers for `files`, in order."""
        if not files:
            return []
        context = self.session().sparkContext
        told = context.broadcast(shared)
        parts = min(len(files), max(2, context.defaultParallelism) * TASKS)

        def one(file: str) -> tuple[str, Answer | None, str]:
            where = f"{socket.gethostname()}:{os.getppid()}"
            try:
                return where, function(told.value, file), ""
            except Unreadable as error:  # told by the driver, as an error of this machine
                return where, None, f"{error.values['why']} {error.at}"

        try:
            found = context.parallelize(list(files), parts).map(one).collect()
        finally:
            told.destroy()
        self.worked.update(where for where, _, _ in found)
        for _, _, strange in found:
            if strange:
                why, _, at = strange.partition(" ")
                raise broken(at, why)
        return [answer for _, answer, _ in found]

    def session(self) -> Any:
        """Return the session, started once."""
        with self._lock:
            if self._session is None:
                os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
                builder = self._spark.SparkSession.builder.appName("troth").config(
                    "spark.ui.enabled", "false"
                )
                for name, value in self._settings.items():
                    builder = builder.config(name, value)
                if self._master:
                    builder = builder.master(self._master)
                self._session = builder.getOrCreate()
            return self._session

    def close(self) -> None:
        """End the session, if this started one."""
        with self._lock:
            if self._session is not None:
                self._session.stop()
                self._session = None
