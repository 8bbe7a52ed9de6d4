"""The tables of a lake as such, and those that are folders of Parquet files.

Rules
- A change of Parquet files goes file by file, on this process or on executors (`Runner`); of a Delta table through its
  own transactions, whose entries in the log hold no value.
- `settle` makes the old state unreachable and destroys it; `traces` looks for what is left of people, in what is current
  and in everything else that lies in the folder, names included.

Example
    >>> ParquetTable(Folder(Path("/srv/lake/events")), Local()).look(looking)
    [Seen(owner=0, pending=True, rows=3, cells=())]
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Any, Protocol, TypeVar, runtime_checkable
from urllib.parse import unquote

from troth.adapters.connectors.lake_broken import of_file, reading
from troth.adapters.connectors.lake_files import Files, hidden, parquet_keys
from troth.adapters.connectors.lake_rewriting import CHANGED, Ages, ages_of, due_in, rewrite, together
from troth.adapters.connectors.lake_rows import Change, Looking, Rewriting, Seen, form_of, look
from troth.adapters.connectors.lake_stamps import of_parquet, raw_of_parquet
from troth.adapters.connectors.lake_stored import Opened
from troth.adapters.connectors.stamps import Stamp
from troth.holdings import LiveColumn

Shared = TypeVar("Shared")
Answer = TypeVar("Answer")
STILL, OLD, LOG, NAMES, STOPPED_BY = "still-there", "old-files", "table-log", "names", "rows-changed"
BATCH = 1_000
_PERIOD = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_WORD = re.compile(r"[\w@.+-]+")
SHORTEST = 5
"""Shorter identifiers are not looked for byte by byte: they are everywhere."""


class Runner(Protocol):
    """Runs one function over many files: here, or on the machines of a cluster."""

    def run(
        self, function: Callable[[Shared, str], Answer], shared: Shared, files: Sequence[str]
    ) -> list[Answer]:
        """Return the answers for `files`, in order."""


class Local:
    """Runs here, one file after the other; what reads a file uses every core. Implements `Runner`."""

    def run(
        self, function: Callable[[Shared, str], Answer], shared: Shared, files: Sequence[str]
    ) -> list[Answer]:
        """Return the answers for `files`, in order."""
        return [function(shared, each) for each in files]


class LakeTable(Protocol):
    """One table of a lake."""

    name: str

    def columns(self) -> Mapping[str, LiveColumn]:
        """Return its columns as they are now."""

    def batches(self, names: Sequence[str]) -> Iterator[Any]:
        """Yield its rows as batches of Arrow with the columns `names`."""

    def look(self, looking: Looking) -> list[Seen]:
        """Return whose rows are in it now."""

    def count(self) -> int:
        """Return how many rows it has now."""

    def change(self, rewriting: Rewriting) -> tuple[str, ...]:
        """Change its rows; return what kept it from that."""

    def settle(self) -> tuple[str, ...]:
        """Destroy what is not current any more: old files, old versions, the log of them; return what kept it from that."""

    def traces(self, looking: Looking, values: Collection[str]) -> tuple[str, ...]:
        """Return where something is left of the people of `looking`, who are called `values`."""


@runtime_checkable
class Ageing(LakeTable, Protocol):
    """A table of which old rows can go without anybody being looked for."""

    def knows(self, column: str) -> bool:
        """Return whether its rows, or its folders, have `column`."""

    def ages(self, column: str) -> Ages:
        """Return how old its rows are by `column`, from statistics where there are any."""

    def due(self, change: Change) -> Counter[str]:
        """Return how many rows are due for `change`, by day."""

    def age(self, change: Change) -> tuple[str, ...]:
        """Change the rows that are due; return what kept it from that."""


class ParquetTable:
    """A folder of Parquet files, or one file, on this machine or in a bucket. Implements `LakeTable`."""

    def __init__(self, files: Files, runner: Runner) -> None:
        """Stand for what `files` has."""
        self.name, self._files, self._runner = files.name, files, runner

    def _current(self) -> list[str]:
        return [self._files.at(key) for key in parquet_keys(self._files) if not hidden(key)]

    def columns(self) -> Mapping[str, LiveColumn]:
        """Return the columns of all files together."""
        found: dict[str, LiveColumn] = {}
        for each in self._runner.run(schema_of, None, self._current()):
            for name, form, nullable in each:
                before = found.get(name)
                other = before is not None and before.form != form
                found[name] = LiveColumn(
                    name,
                    f"{before.form} or {form}" if other and before else form,
                    nullable and (before is None or before.nullable),
                )
        return found

    def look(self, looking: Looking) -> list[Seen]:
        """Return whose rows are in it now."""
        return [seen for each in self._runner.run(look, looking, self._current()) for seen in each]

    def batches(self, names: Sequence[str]) -> Iterator[Any]:
        """Yield its rows as batches of Arrow, with those of `names` that a file has."""
        for at in self._current():
            with reading(at), closing(Opened(at)) as file:
                there = set(file.parquet.schema_arrow.names)
                yield from file.parquet.iter_batches(
                    batch_size=BATCH, columns=[each for each in names if each in there]
                )

    def stamps(self) -> Mapping[str, Stamp]:
        """Return the stamps of its Parquet files, hidden or not."""
        return of_parquet(self._files)

    def raw(self, keys: Collection[str], names: Sequence[str]) -> Iterator[Any]:
        """Yield the rows that lie in the files `keys`."""
        yield from raw_of_parquet(self._files, keys, names, None)

    def count(self) -> int:
        """Return how many rows it has now, as the ends of its files say."""
        return sum(self._runner.run(rows_in, None, self._current()))

    def change(self, rewriting: Rewriting) -> tuple[str, ...]:
        """Write anew each file with rows that are to change."""
        self._files.tidy()
        touched = self._runner.run(rewrite, rewriting, self._current())
        return (STOPPED_BY,) if CHANGED in touched else ()

    def settle(self) -> tuple[str, ...]:
        """Drop what the store keeps: each file was put in the place of the one before."""
        return self._files.settle()

    def traces(self, looking: Looking, values: Collection[str]) -> tuple[str, ...]:
        """Look in every Parquet file of the folder, hidden or not, and in the bytes of everything else."""
        found = [STILL] if self.look(looking) else []
        aside = [self._files.at(key) for key in parquet_keys(self._files) if hidden(key)]
        found += traces_in(self._files, aside, looking, values, self._runner)
        return tuple(found)

    # --- how old its rows are

    def knows(self, column: str) -> bool:
        """Return whether its rows, or its folders, have `column`."""
        return self._parts(column) is not None or column in self.columns()

    def ages(self, column: str) -> Ages:
        """Return how old its rows are by `column`: by the names of its folders, or by what the end of each file says."""
        parts = self._parts(column)
        if parts is not None:
            return together(Ages(rows, 0, day, day) for day, rows in parts.values())
        return together(self._runner.run(ages_of, column, self._current()))

    def due(self, change: Change) -> Counter[str]:
        """Return how many rows are due, by day; only files with old rows are read."""
        found: Counter[str] = Counter()
        if change.due is None:
            return found
        parts = self._parts(change.due.column)
        if parts is not None:
            old = {at: day for at, (day, _) in parts.items() if day < change.due.before}
            counts = self._runner.run(due_in, whole(change), list(old))
            for day, each in zip(old.values(), counts, strict=True):
                found[day] += each[""]
            return found
        old_files = [at for at, each in self._old(change) if each.oldest]
        for each in self._runner.run(due_in, change, old_files):
            found += each
        return found

    def age(self, change: Change) -> tuple[str, ...]:
        """Change the rows that are due: a file of which all go is dropped unread, any other one is written anew."""
        if change.due is None:
            return ()
        self._files.tidy()
        column, before = change.due.column, change.due.before
        parts = self._parts(column)
        if parts is not None:
            old = [(at, True) for at, (day, _) in parts.items() if day < before]
            change = whole(change)
        else:
            old = [
                (at, each.sure and each.newest < before and not each.undated)
                for at, each in self._old(change)
            ]
        drop = change.sets is None and not change.only and not (change.due and change.due.spared)
        gone = [at for at, all_of_it in old if all_of_it and drop]
        keys = {self._files.at(key): key for key in self._files.listed()}
        for at in gone:
            self._files.drop(keys[at])
        left = [at for at, _ in old if at not in set(gone)]
        touched = self._runner.run(rewrite, Rewriting((change,)), left)
        return (STOPPED_BY,) if CHANGED in touched else ()

    def _old(self, change: Change) -> list[tuple[str, Ages]]:
        """Return the files with old rows, by the statistics in their ends."""
        column, before = (change.due.column, change.due.before) if change.due else ("", "")
        files = self._current()
        ages = self._runner.run(ages_of, column, files)
        return [
            (at, each) for at, each in zip(files, ages, strict=True) if each.oldest and each.oldest < before
        ]

    def _parts(self, column: str) -> dict[str, tuple[str, int]] | None:
        """Return day and rows of each file where the names of folders divide the table by `column`, else None."""
        keys = [key for key in parquet_keys(self._files) if not hidden(key)]
        days = [parted(key, column) for key in keys]
        if not keys or not all(days):
            return None
        files = [self._files.at(key) for key in keys]
        rows = self._runner.run(rows_in, None, files)
        return dict(zip(files, zip(days, rows, strict=True), strict=True))


def whole(change: Change) -> Change:
    """Return `change` for files all of whose rows are old."""
    return replace(change, due=replace(change.due, column="")) if change.due else change


def parted(key: str, column: str) -> str:
    """Return the last day of the folder `column=...` in `key`: of a day, a month, a year; "" where there is none."""
    for part in key.split("/")[:-1]:
        name, _, said = part.partition("=")
        if unquote(name) == column and _PERIOD.fullmatch(said):
            return (
                said + "-12-31"[len(said) - 4 :]
                if len(said) == 4
                else f"{said}-31"
                if len(said) == 7
                else said
            )
    return ""


@of_file
def schema_of(_: None, at: str) -> list[tuple[str, str, bool]]:
    """Return the columns of a file: names, forms, whether they may be null."""
    with closing(Opened(at)) as file:
        return [(field.name, form_of(field.type), field.nullable) for field in file.parquet.schema_arrow]


@of_file
def rows_in(_: None, at: str) -> int:
    """Return how many rows a file has."""
    with closing(Opened(at)) as file:
        return int(file.parquet.metadata.num_rows)


def traces_in(
    files: Files, aside: Sequence[str], looking: Looking, values: Collection[str], runner: Runner
) -> list[str]:
    """Return where people are left in `files`: in the Parquet files `aside`, in bytes of what is none, in names."""
    found: list[str] = []
    present = set(names_of(looking))
    fitting = [each for each in aside if present <= {name for name, _, _ in schema_of(None, each)}]
    if any(runner.run(look, looking, fitting)):
        found.append(OLD)
    sought = Sought(values)
    if any(sought.in_text(unquote(each)) for each in files.names()):
        found.append(NAMES)
    for key in files.listed():
        other = LOG not in found and not files.at(key).endswith(".parquet")
        if other and sought.in_text(files.read(key).decode("utf-8", "replace")):
            found.append(LOG)
    return found


class Sought:
    """Values to be looked for in texts: a whole word of the text, so that somebody called almost the same is not found."""

    def __init__(self, values: Collection[str]) -> None:
        """Look for `values` that are long enough to mean anybody."""
        wanted = {each for each in values if len(each) >= SHORTEST}
        self._words = {each for each in wanted if _WORD.fullmatch(each)}
        self._others = wanted - self._words

    def in_text(self, text: str) -> bool:
        """Return whether one of the values is in `text`."""
        if any(each in text for each in self._others):
            return True
        return bool(self._words) and any(match[0] in self._words for match in _WORD.finditer(text))


def names_of(looking: Looking) -> list[str]:
    """Return the columns that `looking` needs."""
    return [*(way.column for way in looking.ways), *(column for column, _, _ in looking.only), *looking.cells]
