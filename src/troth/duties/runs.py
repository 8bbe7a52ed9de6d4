"""Runs: long work that people want to watch. What is done, what is left, when it ends.

Rules
- Pure: a step gives back another run; who keeps it (`troth.assembly.Runs`) hands the time in.
- Ids, counts and instants only. What it is about is an id: a table, a change, a proposal; never a person.
- A run that was killed stands as `running` and is no longer heard of; the next call about the same goes on with it: what was
  done stays counted, and the time in which nothing ran is not taken for work.
- The curve is thinned evenly to `MOST_POINTS`, so that a run of a minute and one of a week cost the same.
- When it ends is what the pace since it last began says; until there is a pace, nothing is said.

Example
    >>> run = Run.begun("sweep", "run-1", at, about="shop.orders", of=200).told(50, 200, at + timedelta(seconds=10))
    >>> run.ends
    datetime.datetime(..., 40, tzinfo=datetime.timezone.utc)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol, cast

from troth.duties.errors import BAD_DUTY, BadDuty
from troth.vocabulary import Plain

RunKind = Literal["erase", "sweep", "scan", "backup", "restore", "rotation", "bulk"]
RUN_KINDS: Mapping[RunKind, tuple[str, str]] = {
    "erase": ("erasing everywhere", "全部删除"),
    "sweep": ("sweeping what is past its time", "清理到期数据"),
    "scan": ("scanning for personal data", "扫描个人信息"),
    "backup": ("backing up", "备份账本"),
    "restore": ("restoring a backup", "恢复备份"),
    "rotation": ("rotating keys", "轮换密钥"),
    "bulk": ("a step on many requests", "批量办理请求"),
}
"""The kinds of long work, in English and Chinese: a closed list."""
_ABOUT = {
    "books": ("the books", "账本"),
    "erased-again": ("people erased since the backup", "备份之后已删除的人"),
    "generation": ("keys of generation {which}", "第 {which} 代密钥"),
    "index": ("the index by {which}", "{which} 的检索索引"),
    "backup": ("the backup of {which}", "{which} 的备份"),
    "proof": ("the backup of {which}, read again", "{which} 的备份，重新读取核对"),
}
_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)\d{5}Z")
RunState = Literal["running", "done", "stopped"]
MOST_POINTS = 60
MOST_LEFT = 200
SILENT = timedelta(minutes=2)
"""Longer than this without a word, and whoever did it has gone."""


def about_word(about: str, language: str) -> str:
    """Return what a run is about, as people read it; a place, a table or an id of its own stays as it is."""
    words = _ABOUT.get(about)
    head, _, which = about.partition("-")
    if head == "index":
        words, which = _ABOUT[head], which.partition("-")[2]
    if words is None and which and head in {"generation", "backup", "proof"}:
        day = _DAY.fullmatch(which)
        words = _ABOUT[head] if day or which.isdigit() else None
        which = "{}-{}-{} {}:{} UTC".format(*day.groups()) if day else which
    return words[language == "zh"].format(which=which) if words is not None else about


@dataclass(frozen=True, slots=True)
class Run:
    """One piece of long work. `of` 0: nobody knows how much it is.

    `points` are (seconds since `started`, done); `resumed` is the instant, and `base` what was done, when it last began to run.
    `operator` is the handle of who asked for it; `troubles` counts what went wrong by the id of its reason,
    `left_over` are ids of what could not be done, at most `MOST_LEFT`.
    """

    id: str
    kind: RunKind
    about: str
    started: datetime
    seen: datetime
    resumed: datetime
    done: int = 0
    of: int = 0
    base: int = 0
    state: RunState = "running"
    reason: str = ""
    operator: str = ""
    points: tuple[tuple[int, int], ...] = ()
    troubles: Mapping[str, int] = field(default_factory=dict)
    left_over: tuple[str, ...] = ()

    @classmethod
    def begun(  # what a run begins with
        cls, kind: str, id_: str, at: datetime, *, about: str = "", of: int = 0, operator: str = ""
    ) -> Run:
        """Return a run that begins at `at`. Raises BadDuty: the kinds are a closed list."""
        if kind not in RUN_KINDS:
            raise BadDuty(
                BAD_DUTY, rule=Plain("it is no kind of long work"), rule_zh=Plain("长时作业种类不在列表中")
            )
        return cls(id_, cast("RunKind", kind), about, at, at, at, of=of, operator=operator, points=((0, 0),))

    # --- steps

    def told(self, done: int, of: int, at: datetime) -> Run:
        """Return it with `done` of `of` done at `at`, both counted from its very beginning."""
        second = int((at - self.started).total_seconds())
        points = [*self.points, (second, done)] if self.points[-1:] != ((second, done),) else [*self.points]
        if len(points) > 1 and points[-2][0] == second:
            del points[-2]
        return replace(self, done=done, of=max(of, done) if of else 0, seen=at, points=thinned(points))

    def again(self, at: datetime) -> Run:
        """Return it as going on at `at`, after it stopped or was killed."""
        return replace(self, state="running", reason="", resumed=at, seen=at, base=self.done)

    def trouble(self, reason: str, what: str = "") -> Run:
        """Return it with one more thing that went wrong, by the id of its reason; `what` is the id of what is left."""
        left = (*self.left_over, what)[:MOST_LEFT] if what else self.left_over
        return replace(
            self, troubles={**self.troubles, reason: self.troubles.get(reason, 0) + 1}, left_over=left
        )

    def ended(self, at: datetime, *, stopped: bool = False, reason: str = "") -> Run:
        """Return it as done, or as stopped with something left, at `at`."""
        last = self.told(self.done, self.of, at)
        return replace(last, state="stopped" if stopped else "done", reason=reason)

    # --- what follows

    @property
    def left(self) -> int | None:
        """How much is left; None where nobody knows."""
        return self.of - self.done if self.of else None

    @property
    def percent(self) -> int:
        """How much is done, in whole hundredths; 0 where nobody knows, and 100 only when nothing is left."""
        return self.done * 100 // self.of if self.of else 0

    @property
    def ends(self) -> datetime | None:
        """When it ends at the pace since it last began; None without a pace, and when it runs no more."""
        took, did = (self.seen - self.resumed).total_seconds(), self.done - self.base
        if self.state != "running" or not self.of or did <= 0 or took <= 0:
            return None
        return self.seen + timedelta(seconds=took * (self.of - self.done) / did)

    def silent(self, now: datetime) -> bool:
        """Return whether it should run and is not heard of: it was killed."""
        return self.state == "running" and now - self.seen > SILENT

    # --- as a statement keeps it

    def value(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "id": self.id,
            "kind": self.kind,
            "about": self.about,
            "started": self.started.isoformat(),
            "seen": self.seen.isoformat(),
            "resumed": self.resumed.isoformat(),
            "done": self.done,
            "of": self.of,
            "base": self.base,
            "state": self.state,
            "reason": self.reason,
            "operator": self.operator,
            "points": [list(each) for each in self.points],
            "troubles": dict(self.troubles),
            "left_over": list(self.left_over),
        }

    @classmethod
    def of_value(cls, value: Mapping[str, Any]) -> Run:
        """Return the run that `value` keeps."""
        kept = dict(value)
        for name in ("started", "seen", "resumed"):
            kept[name] = datetime.fromisoformat(kept[name])
        kept["left_over"] = tuple(kept.get("left_over", ()))
        kept["points"] = tuple((int(second), int(done)) for second, done in kept["points"])
        return cls(**kept)


def thinned(points: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return at most `MOST_POINTS` of `points`: every second one goes, the first and the last stay."""
    while len(points) > MOST_POINTS:
        points = [*points[:-1:2], points[-1]]
    return tuple(points)


class Watched(Protocol):
    """What long work tells how far it is. Telling is cheap: it is written down at most every few seconds."""

    def tell(self, done: int, of: int = 0) -> None:
        """Say how much of how much (0: not known) is done by this call, from its beginning."""
