"""The tables of a lake as such, and those that are folders of Parquet files on this machine.

Rules
- A change of Parquet files goes file by file, on this process or on executors (`Runner`); of a Delta table through its
  own transactions, whose entries in the log hold no value.
- `settle` makes the old state unreachable and destroys it; `traces` looks for what is left of people, in what is current
  and in everything else that lies in the folder, names included.

Example
    >>> ParquetTable(Path("/srv/lake/events"), Local()).look(looking)
    [Seen(owner=0, pending=True, rows=3, cells=())]
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Protocol, TypeVar
from urllib.parse import unquote

import pyarrow.parquet as pq

from troth.adapters.connectors.lake_rows import (
    CHANGED,
    TEMPORARY,
    Looking,
    Rewriting,
    Seen,
    form_of,
    look,
    rewrite,
)
from troth.holdings import LiveColumn

Shared = TypeVar("Shared")
Answer = TypeVar("Answer")
STILL, OLD, LOG, NAMES, STOPPED_BY = "still-there", "old-files", "table-log", "names", "rows-changed"
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

    def look(self, looking: Looking) -> list[Seen]:
        """Return whose rows are in it now."""

    def change(self, rewriting: Rewriting) -> tuple[str, ...]:
        """Change its rows; return what kept it from that."""

    def settle(self) -> None:
        """Destroy what is not current any more: old files, old versions, the log of them."""

    def traces(self, looking: Looking, values: Collection[str]) -> tuple[str, ...]:
        """Return where something is left of the people of `looking`, who are called `values`."""


class ParquetTable:
    """A folder of Parquet files, or one file. Implements `LakeTable`."""

    def __init__(self, path: Path, runner: Runner) -> None:
        """Stand for what is at `path`."""
        self.name, self._path, self._runner = path.stem if path.is_file() else path.name, path, runner

    def _files(self) -> list[str]:
        if self._path.is_file():
            return [str(self._path)]
        return [str(each) for each in parquet_files(self._path) if not hidden(each.relative_to(self._path))]

    def columns(self) -> Mapping[str, LiveColumn]:
        """Return the columns of all files together."""
        found: dict[str, LiveColumn] = {}
        for each in self._runner.run(_schema, None, self._files()):
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
        return [seen for each in self._runner.run(look, looking, self._files()) for seen in each]

    def change(self, rewriting: Rewriting) -> tuple[str, ...]:
        """Write anew each file with rows that are to change."""
        folder = self._path if self._path.is_dir() else self._path.parent
        for left in folder.rglob(f"{TEMPORARY}-*"):
            left.unlink()
        touched = self._runner.run(rewrite, rewriting, self._files())
        return (STOPPED_BY,) if CHANGED in touched else ()

    def settle(self) -> None:
        """There is no old state: each file was put in the place of the one before."""

    def traces(self, looking: Looking, values: Collection[str]) -> tuple[str, ...]:
        """Look in every Parquet file of the folder, hidden or not, and in the bytes of everything else."""
        if self._path.is_file():
            return (STILL,) if look(looking, str(self._path)) else ()
        found = [STILL] if self.look(looking) else []
        aside = [str(each) for each in parquet_files(self._path) if hidden(each.relative_to(self._path))]
        found += traces_in(self._path, aside, looking, values, self._runner)
        return tuple(found)


def _schema(_: None, path: str) -> list[tuple[str, str, bool]]:
    """Return the columns of a file: names, forms, whether they may be null."""
    with pq.ParquetFile(path) as file:
        return [(field.name, form_of(field.type), field.nullable) for field in file.schema_arrow]


def hidden(path: Path) -> bool:
    """Return whether a part of `path` is one that readers of a lake pass over."""
    return any(part[0] in "._" for part in path.parts)


def parquet_files(folder: Path) -> list[Path]:
    """Return every Parquet file under `folder`, sorted."""
    return sorted(each for each in folder.rglob("*.parquet") if each.is_file())


def traces_in(
    folder: Path, aside: Sequence[str], looking: Looking, values: Collection[str], runner: Runner
) -> list[str]:
    """Return where people are left in `folder`: in the files `aside`, in bytes of what is no Parquet, in names."""
    found: list[str] = []
    present = set(names_of(looking))
    fitting = [each for each in aside if present <= {name for name, _, _ in _schema(None, each)}]
    if any(runner.run(look, looking, fitting)):
        found.append(OLD)
    sought = Sought(values)
    for each in sorted(folder.rglob("*")):
        if NAMES not in found and sought.in_text(unquote(str(each.relative_to(folder)))):
            found.append(NAMES)
        if LOG not in found and each.is_file() and each.suffix != ".parquet":
            said = each.read_bytes().decode("utf-8", "replace")
            if sought.in_text(said):
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
