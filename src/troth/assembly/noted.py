"""Long work while it runs, and how far it is beside the books: in the home folder, for work that may not write to them.

Rules
- A backup reads the books while `troth serve` has them, and so cannot write to them: its runs are files in the home folder, for their
  owner only, which console and `troth work` of the same home read. Counts and instants, as in the books.
- A file is written whole or not at all; one that cannot be read is none. `MOST` stay; the oldest go.
- What cannot be written down does not stop the work that is watched.

Example
    >>> with note_run(home, "backup", "backup-20261122T100000000Z", now) as watch:
    ...     watch.tell(50, 200)
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType

from troth.duties import RUN_KINDS, Run
from troth.vocabulary import TrothError

EVERY = timedelta(seconds=2)
UNEXPECTED = "unexpected"
FOLDER = "runs"
MOST = 6


class Watch:
    """One run while it runs. A context manager: it ends done, or stopped when an error leaves it. A `Watched`."""

    def __init__(
        self, run: Run, now: Callable[[], datetime], keep: Callable[[Run], None], every: timedelta
    ) -> None:
        """Watch `run`, which `keep` writes down, at most `every`."""
        self._now, self._write, self._every, self.run = now, keep, every, run
        self._kept, self._before = run.seen, run.done

    def tell(self, done: int, of: int = 0) -> None:
        """Say how much of how much (0: not known) this call has done; what was done before it is added."""
        now = self._now()
        self.run = self.run.told(self._before + done, self._before + of if of else 0, now)
        if now - self._kept >= self._every:
            self._keep()

    def trouble(self, reason: str) -> None:
        """Count something that went wrong, by the id of its reason."""
        self.run = self.run.trouble(reason)

    def end(self, *, stopped: bool = False, reason: str = "") -> None:
        """Say that it is done, or `stopped` with something left, for `reason` (an id)."""
        self.run = self.run.ended(self._now(), stopped=stopped, reason=reason)
        self._keep()

    def _keep(self) -> None:
        self._kept = self.run.seen
        try:
            self._write(self.run)
        except (TrothError, OSError):  # what is watched goes on; the silence is seen
            return

    def __enter__(self) -> Watch:
        """Return it."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it, unless it has ended."""
        if self.run.state != "running":
            return
        reason = "" if error is None else error.id if isinstance(error, TrothError) else UNEXPECTED
        self.end(stopped=error is not None, reason=reason)


def note_run(home: Path, kind: str, about: str, now: Callable[[], datetime], *, of: int = 0) -> Watch:
    """Begin a run that is noted in `home`; `about` names the file, so it is one of this time alone."""
    folder = home / FOLDER
    file = folder / f"{about}.json"

    def keep(run: Run) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        aside = file.with_suffix(".tmp")
        aside.touch(mode=0o600)
        aside.write_text(json.dumps(run.value()), encoding="utf-8")
        aside.replace(file)

    run = Run.begun(kind, about, now(), about=about, of=of)
    with suppress(OSError):
        keep(run)
        for old in sorted(folder.glob("*.json"), key=lambda each: each.stat().st_mtime)[:-MOST]:
            old.unlink(missing_ok=True)
    return Watch(run, now, keep, EVERY)


def noted_runs(home: Path) -> list[Run]:
    """Return the runs that are noted in `home`."""
    found = []
    for file in (home / FOLDER).glob("*.json"):
        with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
            run = Run.of_value(json.loads(file.read_text(encoding="utf-8")))
            if run.kind in RUN_KINDS:
                found.append(run)
    return found
