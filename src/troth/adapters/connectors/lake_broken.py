"""Files of a lake that cannot be read: which one it was, by its path under the lake, without what may be somebody's value.

Rules
- Whoever reads one file says which one it was when it could not be read; that it could not is told by the error's class alone.
- A disk that is full, and a store that does not answer, say nothing of the file.
- Of a path stay the names of tables, folders and files. What may be a value does not: what stands behind `=`, unless it is a year, a
  month, a day or a number of two digits; a name that looks like somebody's number, address or name. Then its size is told too, so that
  it can be found among others of that name.

Example
    >>> shown("/srv/lake/events/phone=13800138000/part-0.parquet", "/srv/lake")
    'events/phone=…/part-0.parquet (8120)'
"""

from __future__ import annotations

import errno
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import wraps
from pathlib import Path
from typing import TypeVar
from urllib.parse import unquote, urlsplit

import duckdb
import pyarrow as pa

from troth.holdings import recognise
from troth.holdings.errors import UNREADABLE, Unreadable
from troth.vocabulary import Plain

Shared = TypeVar("Shared")
Answer = TypeVar("Answer")
LONGEST, MASKED = 160, "…"
NOT_THE_FILE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.ENOMEM, errno.EMFILE})
_PERIOD = re.compile(r"\d{1,2}|\d{4}(-\d\d(-\d\d)?)?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


@contextmanager
def reading(at: str) -> Iterator[None]:
    """Name the file at the address `at` in what is raised because it cannot be read. Raises Unreadable."""
    try:
        yield
    except (OSError, pa.ArrowException, duckdb.Error, UnicodeError, KeyError) as error:
        if isinstance(error, OSError) and error.errno in NOT_THE_FILE:
            raise
        raise broken(at, type(error).__name__) from None


def broken(at: str, why: str) -> Unreadable:
    """Return that the file at the address `at` cannot be read, for `why`, one word or a few of our own."""
    found = Unreadable(UNREADABLE, place=Plain("-"), file=_masked(at.rpartition("/")[2]), why=Plain(why))
    found.at = at
    return found


def named(error: Unreadable, place: str, root: str) -> Unreadable:
    """Return `error` as `place`, whose files lie under `root`, tells it."""
    return Unreadable(UNREADABLE, place=place, file=shown(error.at, root), why=error.values["why"])


def of_file(function: Callable[[Shared, str], Answer]) -> Callable[[Shared, str], Answer]:
    """Return `function`, which reads the file that its second argument names, such that it says which one cannot be read."""

    @wraps(function)
    def told(shared: Shared, at: str) -> Answer:
        with reading(at):
            return function(shared, at)

    return told


def shown(at: str, root: str) -> str:
    """Return the path of the file at the address `at` under `root`, as it may be told."""
    parts = urlsplit(root)
    under = unquote(parts.path) if parts.scheme == "file" else root
    inner = at.removeprefix(f"{under.rstrip('/')}/") if under else at
    names = inner.split("/") if inner != at or not under else at.split("/")[-2:]
    path = "/".join(_masked(each) for each in names)
    size = ""
    if MASKED in path:
        with suppress(OSError, ValueError):  # in a bucket, or gone
            size = f" ({Path(at).stat().st_size})"
    return (path if len(path) <= LONGEST else f"{MASKED}{path[-LONGEST:]}") + size


def _masked(name: str) -> str:
    """Return the name of a folder or file without what may be a value."""
    column, mark, value = name.partition("=")
    if mark:
        return f"{_clean(column)}={value if _PERIOD.fullmatch(value) else MASKED}"
    stem, dot, ending = name.rpartition(".")
    if recognise(unquote(name)) or recognise(unquote(stem)):
        return f"{MASKED}{dot}{_clean(ending)}" if stem else MASKED
    return _clean(name)


def _clean(name: str) -> str:
    return _CONTROL.sub("?", name)
