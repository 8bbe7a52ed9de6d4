"""How far a scan is, in a file that `troth scan --resume` names: taken up again after a kill, and gone when the scan is over.

Rules
- Names of tables and columns, kinds and counts; never a value, and the address of the place only as a digest without its password.
- The file is replaced in one step, readable by its owner only; one of another scan is refused, never written over.

Example
    >>> kept = StandingFile(Path("scan.json"), "sqlite:///crm.db", 4_000_000)
    >>> kept.standing.tables["customers"]["rows"]
    5000
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from troth.cli.console import may_write, read_file
from troth.holdings import Standing
from troth.vocabulary import Message, TrothError

OTHER = Message(
    "cli.scan.resume",
    "the file {file} is not that of this scan",
    "文件 {file} 不是本次扫描的进度文件",
    "name another file with --resume, or the place and the options that it was begun with",
    "请用 --resume 指定其他文件，或使用开始扫描时的位置和选项",
)
FORM = 1
_FILES = re.compile(r"(sqlite|sqlite\+pysqlite|file)://|(?![a-z0-9+.-]+://)", re.IGNORECASE)
_SECRET = re.compile(r"pass|pwd|secret|token|key|credential|user", re.IGNORECASE)


def without_secrets(address: str) -> str:
    """Return `address` without what could be somebody's name or password, wherever it stands and whatever it is made of.

    A password may hold `@`, `/` and `?` as they are: all before the last `@` goes, rather than too little. Addresses of files have none there.
    """
    scheme, mark, rest = address.partition("://") if "://" in address else ("", "", address)
    if not _FILES.match(address):
        rest = rest.rpartition("@")[2]
    path, _, query = rest.partition("?")
    said = [
        (name, value) for name, value in parse_qsl(query, keep_blank_values=True) if not _SECRET.search(name)
    ]
    return f"{scheme}{mark}{path}?{urlencode(sorted(said))}" if said else f"{scheme}{mark}{path}"


def place_id(address: str) -> str:
    """Return an id of the place at `address` that tells neither the address nor its password."""
    return f"place-{hashlib.sha256(without_secrets(address).encode()).hexdigest()[:12]}"


class OtherScan(TrothError):
    """The file is not that of this scan."""


class StandingFile:
    """The file of one scan."""

    def __init__(self, path: Path, address: str, characters: int) -> None:
        """Take up what `path` says of the scan of `address`, or begin. Raises OtherScan, FileError."""
        self._path = path
        said = f"{without_secrets(address)} {characters}"
        self._scan = hashlib.sha256(said.encode()).hexdigest()
        self.standing = Standing(self._before() if path.exists() else {}, self._keep)
        if not path.exists():
            may_write(path)

    def _before(self) -> dict[str, dict[str, Any]]:
        try:
            said = json.loads(read_file(self._path))
            if said["troth-scan"] == FORM and said["scan"] == self._scan:
                tables: dict[str, dict[str, Any]] = said["tables"]
                return tables
        except (ValueError, KeyError, TypeError):
            pass
        raise OtherScan(OTHER, file=self._path)

    @property
    def done(self) -> int:
        """How many rows were read before, in tables that are done and in the one on its way."""
        found = 0
        for said in self.standing.tables.values():
            seen = [
                tally["seen"]
                for tally, name in zip(said["tallies"], said["columns"], strict=True)
                if name in said["rest"]
            ]
            found += min(seen, default=said["rows"])
        return found

    def _keep(self) -> None:
        new = self._path.with_name(f"{self._path.name}.new")
        said = {"troth-scan": FORM, "scan": self._scan, "tables": self.standing.tables}
        new.unlink(missing_ok=True)  # what lies there may be a link to something else, or readable by others
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(said, stream, ensure_ascii=False, separators=(",", ":"))
            stream.flush()
            os.fsync(stream.fileno())
        new.replace(self._path)

    def end(self) -> None:
        """The scan is over: there is nothing to take up."""
        self._path.unlink(missing_ok=True)
