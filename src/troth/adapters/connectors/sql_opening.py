"""Opening a SQL place: its catalogue is read once, checked against the map, and compared cheaply ever after.

Rules
- A map with an error in it opens nothing (`Drifted`). When the schema changes later, everything is read and checked
  again before the next order.
- The address is in a setting; it is never shown.

Example
    >>> opening.opened().order
    ('orders', 'customers')
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from troth.adapters.connectors.scanning import DRIVERS
from troth.adapters.connectors.sql_catalogue import (
    MARKER,
    fingerprint_of,
    fingerprint_statement,
    read_catalogue,
    schema_of,
)
from troth.adapters.connectors.sql_entries import Doing, Entry, entries_of
from troth.adapters.connectors.sql_flavours import Flavour
from troth.adapters.connectors.sql_orders import Orders
from troth.adapters.connectors.sql_rewriting import rewrite
from troth.adapters.connectors.sql_sessions import Session
from troth.adapters.connectors.sql_walking import Walker
from troth.holdings import Catalogue, Fault, MappedPlace, Places, check_live, deleting_order, levels
from troth.holdings.errors import (
    BROKEN_OFF,
    DRIFTED,
    NO_PLACE,
    NO_READER,
    NOT_INSTALLED,
    CannotRead,
    Drifted,
    Stopped,
)
from troth.vocabulary import Plain


@dataclass
class OpenedPlace:
    """Everything that is worked out once: statements' parts, the order of tables, the fingerprint of the schema.

    `leaves` are tables that nothing else depends on.
    """

    engine: sa.Engine
    flavour: Flavour
    entries: Sequence[Entry]
    walker: Walker
    orders: Orders
    order: tuple[str, ...]
    leaves: frozenset[str]
    fingerprint: str
    statement: str
    names: tuple[str, ...]
    _doings: dict[object, Mapping[int, Doing]] = field(default_factory=dict)

    def doings(
        self, act: str, elements: tuple[str, ...], make: Callable[[Entry], Doing]
    ) -> Mapping[int, Doing]:
        """Return what `act` does in every entry; worked out once."""
        at = (act, elements)
        if at not in self._doings:
            self._doings[at] = {entry.number: make(entry) for entry in self.entries}
        return self._doings[at]


class Opening:
    """One database, opened when it is first asked."""

    def __init__(self, address: str, places: Places, place: MappedPlace) -> None:
        """Open nothing yet. Raises CannotRead for an address that nothing here opens."""
        self._places, self._place = places, place
        self._engine = engine_at(address, place.id)
        self._flavour = Flavour(self._engine.dialect)
        sa.event.listen(self._engine, "connect", lambda raw, _: self._flavour.settle(raw))
        self._lock = threading.Lock()
        self._opened: OpenedPlace | None = None
        self._left: tuple[str, ...] | None = None
        self._at: tuple[int, int] | None = None

    def close(self) -> None:
        """Let go of the connections."""
        self._engine.dispose()

    def catalogue(self) -> Catalogue:
        """Return what the database says of itself. Raises CannotRead."""
        try:
            return read_catalogue(self._engine)
        except (SQLAlchemyError, self._engine.dialect.loaded_dbapi.Error, UnicodeError, OSError) as error:
            why = Plain(type(getattr(error, "orig", None) or error).__name__)
            raise CannotRead(NO_PLACE, address=Plain(self._place.setting), why=why, why_zh=why) from None

    def opened(self) -> OpenedPlace:
        """Return the opened place. Raises CannotRead, Drifted, Stopped."""
        self._same_file()
        if self._opened is None:
            with self._lock:
                if self._opened is None:
                    self._opened = self._open()
        return self._opened

    def _same_file(self) -> None:
        """Let go of a SQLite file that another was put in the place of: its connections would go on with what is gone."""
        if self._flavour.name != "sqlite":
            return
        with suppress(OSError):
            found = Path(unquote(urlsplit(self._engine.url.database or "").path)).stat()
            at = (found.st_dev, found.st_ino)
            if self._at not in (None, at):
                self._engine.dispose()
                self._opened = None
            self._at = at

    def compare(self, session: Session, opened: OpenedPlace) -> str:
        """Return the fingerprint of the schema as it is now. Raises Drifted when it is another than was checked.

        The next order then reads the catalogue again, and goes on if the map still fits.
        """
        found = fingerprint_of(session.rows(opened.statement, ()), self._filter(opened.names))
        if found != opened.fingerprint:
            self._opened = None
            what = Plain("its schema changed"), Plain("结构已变更")
            raise Drifted(DRIFTED, place=self._place.id, count=1, what=what[0], what_zh=what[1])
        return found

    def scrub(self, opened: OpenedPlace) -> tuple[str, ...]:
        """Empty the log of a SQLite file, rewrite a PostgreSQL database where the map says so; return what kept it from that."""
        if opened.flavour.name == "postgresql" and self._place.rewrite:
            return self._rewrite(opened)
        if opened.flavour.name != "sqlite":
            return ()
        try:
            with opened.engine.connect() as connection:
                busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar()
        except SQLAlchemyError:
            return ("readers",)
        return ("readers",) if busy else ()

    def remains(self, opened: OpenedPlace) -> tuple[str, ...]:
        """Return what the server still has of erased rows: what it has by nature, or what the last rewriting left."""
        return opened.flavour.remains() if self._left is None else self._left

    def _rewrite(self, opened: OpenedPlace) -> tuple[str, ...]:
        fairy = None
        try:
            fairy = opened.engine.raw_connection()
            why, self._left = rewrite(fairy.driver_connection, opened.names)
        except (SQLAlchemyError, opened.engine.dialect.loaded_dbapi.Error):
            return ("locked",)  # a connection that broke; the order is given again
        finally:
            if fairy is not None:
                fairy.close()
        return why

    def _filter(self, names: tuple[str, ...]) -> tuple[str, ...]:
        return names if self._flavour.name == "mysql" else ()

    def _open(self) -> OpenedPlace:
        catalogue = self.catalogue()
        faults = [
            each for each in check_live(self._places, self._place, catalogue) if each.severity == "error"
        ]
        if faults:
            raise drifted(self._place.id, faults)
        tables = self._place.tables
        names = {name: schema_of(self._engine, name) for name in tables}
        pointed = {
            (link.table, link.column)
            for place in self._places.places.values()
            for table in place.tables.values()
            for link in table.links()
            if link.table and (link.place or place.id) == self._place.id
        }
        entries = entries_of(
            self._flavour, tables, catalogue.tables, names, levels(tables) or (), frozenset(pointed)
        )
        points_to = {
            name: {foreign.table for foreign in catalogue.tables[name].foreign_keys} for name in tables
        }
        referred = {other for to in points_to.values() for other in to}
        orders = Orders(self._flavour, self._place.marker)
        if orders.making:
            self._make(orders.making)
        statement = fingerprint_statement(self._flavour.name, names, self._ids(names))
        opened = OpenedPlace(
            self._engine,
            self._flavour,
            entries,
            Walker(self._flavour, entries),
            orders,
            deleting_order(tables, points_to),
            frozenset(
                name
                for name in tables
                if name not in referred and not any(other == name for other, _ in pointed)
            ),
            "",
            statement,
            tuple(tables),
        )
        with Session(self._engine, self._flavour, self._place.id, "find") as session:
            opened.fingerprint = fingerprint_of(session.rows(statement, ()), self._filter(opened.names))
        return opened

    def open_anew(self) -> None:
        """Read the catalogue again before the next order, and make what is missing: the place may have been restored."""
        self._opened = None

    def _make(self, statement: str) -> None:
        """Make the table of orders unless it is there: two that begin at once may both try."""
        with self._engine.connect() as connection:
            if sa.inspect(connection).has_table(MARKER):
                return
            try:
                connection.exec_driver_sql(statement)
            except SQLAlchemyError as error:
                if sa.inspect(connection).has_table(MARKER):
                    return
                why = Plain(type(getattr(error, "orig", None) or error).__name__)
                raise Stopped(
                    BROKEN_OFF, place=self._place.id, act=Plain(f"make {MARKER}"), why=why
                ) from None

    def _ids(self, names: Mapping[str, tuple[str | None, str]]) -> list[int]:
        if self._flavour.name != "postgresql":
            return []
        with self._engine.connect() as connection:
            return [
                int(
                    connection.execute(
                        sa.text("SELECT CAST(CAST(:name AS regclass) AS oid)"),
                        {"name": self._flavour.table(*each)},
                    ).scalar_one()
                )
                for each in names.values()
            ]


def drifted(place: str, faults: Sequence[Fault]) -> Drifted:
    """Return the error that says how a place and its map differ."""
    first = faults[0]
    return Drifted(
        DRIFTED, place=place, count=len(faults), what=Plain(first.text("en")), what_zh=Plain(first.text("zh"))
    )


def engine_at(address: str, place: str) -> sa.Engine:
    """Return an engine for `address`; a SQLite file is never made. Raises CannotRead, which names the place only."""
    try:
        url = make_url(address)
        url = url.set(drivername=DRIVERS[url.get_backend_name()])
        return sa.create_engine(_existing(url), hide_parameters=True, pool_pre_ping=False, pool_size=4)
    except (ArgumentError, KeyError, ValueError) as error:
        raise CannotRead(NO_READER, address=Plain(place)) from error
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        package = getattr(error, "name", None) or "pymysql"
        raise CannotRead(NOT_INSTALLED, package=package, address=Plain(place)) from error


def _existing(url: URL) -> URL:
    if url.get_backend_name() != "sqlite":
        return url
    path = Path(url.database or "")
    return url.set(database=path.absolute().as_uri(), query={"mode": "rw", "uri": "true"})
