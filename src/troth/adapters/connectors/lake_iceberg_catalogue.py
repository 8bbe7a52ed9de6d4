"""Who knows the current version of an Iceberg table: a SQL catalogue, or the table's own folder.

Rules
- A catalogue is named in a setting beside that of the lake (`TROTH_PLACE_LAKE_CATALOGUE`, `sqlite:////srv/lake/catalogue.db` or another
  address of SQLAlchemy). Its first catalogue of tables counts; `?name=` in the address chooses another one.
- In a folder `version-hint.text` names the version, `metadata/vN.metadata.json` is it, and the next one is put beside it only if
  nobody else did. A folder without a hint may belong to a catalogue that is not known here: it is read, and not changed.

Example
    >>> FolderCatalogue(Folder(Path("/srv/lake/visits"))).table().metadata.current_snapshot_id
    3051729675574597004
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

import sqlalchemy as sa
from pyiceberg.catalog.sql import SqlCatalog
from pyiceberg.table import Table

from troth.adapters.connectors.lake_files import Files, is_bucket
from troth.adapters.connectors.lake_stored import flush_folder
from troth.holdings.errors import NO_PLACE, NO_READER, CannotRead
from troth.vocabulary import Plain

HINT = "version-hint.text"
METADATA = ".metadata.json"
_VERSION = re.compile(r"v?(\d+)(?:-[^/]*)?(?:\.gz)?\.metadata\.json(?:\.gz)?")
_HERE, _SPACE = "troth", "here"


class Catalogue(Protocol):
    """Knows the current version of one table."""

    writable: bool

    def table(self) -> Table:
        """Return the table as it is now."""

    def publish(self, table: Table) -> bool:
        """Make the version that was committed to `table` the current one; False where somebody else was first."""


class SqlTables:
    """The tables of a SQL catalogue."""

    def __init__(self, address: str, root: str, place: str) -> None:
        """Open the catalogue at `address`; nothing is made there. Raises CannotRead, which names the place only."""
        try:
            url = sa.make_url(address)
            name = str(url.query.get("name", ""))
            url = url.difference_update_query(["name"])
            if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
                raise CannotRead(
                    NO_PLACE, address=Plain(place), why=Plain("no catalogue"), why_zh=Plain("目录不存在")
                )
            engine = sa.create_engine(url)
            if not name:
                with engine.connect() as connection:
                    said = connection.execute(
                        sa.text("SELECT min(catalog_name) FROM iceberg_tables")
                    ).scalar()
                name = str(said or _HERE)
            engine.dispose()
        except (sa.exc.ArgumentError, sa.exc.NoSuchModuleError, sa.exc.SQLAlchemyError) as error:
            raise CannotRead(NO_READER, address=Plain(place)) from error
        text = url.render_as_string(hide_password=False)
        self._catalogue = SqlCatalog(name, uri=text, init_catalog_tables="false", **store_options(root))

    def listed(self) -> Iterator[tuple[str, Catalogue]]:
        """Yield the name of every table, and who knows it."""
        for space in self._catalogue.list_namespaces():
            for identifier in self._catalogue.list_tables(space):
                parts = identifier[1:] if identifier[0] == "default" and len(identifier) == 2 else identifier
                yield ".".join(parts), _OfCatalogue(self._catalogue, identifier)


class _OfCatalogue:
    """A table of a catalogue. Implements `Catalogue`."""

    writable = True

    def __init__(self, catalogue: SqlCatalog, identifier: tuple[str, ...]) -> None:
        self._catalogue, self._identifier = catalogue, identifier

    def table(self) -> Table:
        return self._catalogue.load_table(self._identifier)

    def publish(self, table: Table) -> bool:
        """It is: the catalogue compared and changed its pointer in one step."""
        return True


class FolderCatalogue:
    """A table that says its version in its own folder. Implements `Catalogue`."""

    def __init__(self, files: Files) -> None:
        """Stand for the table whose files are `files`. What a bucket holds is read only."""
        self._files = files
        self.writable = not is_bucket(files.address) and (Path(files.address) / "metadata" / HINT).is_file()
        self._version = 0
        self._seen: tuple[str, Table] | None = None

    def table(self) -> Table:
        """Return the table as it is now, in a catalogue of its own that lives in memory."""
        key, self._version = self._newest()
        if self._seen is not None and self._seen[0] == key:
            return self._seen[1]
        catalogue = SqlCatalog(_HERE, uri="sqlite:///:memory:", **store_options(self._files.address))
        catalogue.create_namespace(_SPACE)
        at = self._files.at(key)
        found = catalogue.register_table((_SPACE, "table"), at if is_bucket(at) else f"file://{at}")
        self._seen = key, found
        return found

    def _newest(self) -> tuple[str, int]:
        known = {
            key: int(match[1])
            for key in self._files.listed()
            if key.startswith("metadata/") and (match := _VERSION.fullmatch(key.removeprefix("metadata/")))
        }
        if not known:
            what = Plain("no metadata"), Plain("没有元数据")
            raise CannotRead(NO_PLACE, address=Plain(self._files.name), why=what[0], why_zh=what[1])
        if self.writable:
            known = {key: version for key, version in known.items() if key.startswith("metadata/v")} or known
        newest = max(known, key=lambda key: (known[key], key))
        return newest, known[newest]

    def publish(self, table: Table) -> bool:
        """Put the new version beside the one before, unless somebody else did, and name it in the hint."""
        self._seen = None
        folder = Path(self._files.address) / "metadata"
        written = Path(plain_path(table.metadata_location))
        new = folder / f"v{self._version + 1}{METADATA}"
        try:
            os.link(written, new)
        except FileExistsError:
            return False
        finally:
            written.unlink()
        hint = folder / f"{HINT}.new"
        hint.write_text(str(self._version + 1), "ascii")
        hint.replace(folder / HINT)
        flush_folder(folder)
        return True


def version_of(key: str) -> int | None:
    """Return the number of the version whose metadata is at `key`, or None for anything else."""
    match = _VERSION.fullmatch(key.rpartition("/")[2])
    return int(match[1]) if match else None


def plain_path(said: str) -> str:
    """Return an address of Iceberg as `Files` has it: a path, or one in a bucket."""
    if said.startswith(("s3a://", "s3n://")):
        return "s3" + said[3:]
    return unquote(urlsplit(said).path) if said.startswith("file:") else said


def store_options(root: str) -> dict[str, str]:
    """Return what `pyiceberg` needs to open files at `root`, as boto3 found it."""
    if not is_bucket(root):
        return {"warehouse": root}
    from troth.adapters.connectors.lake_files import BucketFolder

    said = BucketFolder.at_root(root).options()
    words = {
        "AWS_ENDPOINT_URL": "s3.endpoint",
        "AWS_REGION": "s3.region",
        "AWS_ACCESS_KEY_ID": "s3.access-key-id",
        "AWS_SECRET_ACCESS_KEY": "s3.secret-access-key",
        "AWS_SESSION_TOKEN": "s3.session-token",
    }
    return {"warehouse": root, **{words[name]: value for name, value in said.items() if name in words}}
