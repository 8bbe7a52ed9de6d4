"""What many people are called, as lists in a statement of PostgreSQL: acted on, counted and read again where the rows are.

Rules
- A list is one text with a separator that stands in no value, taken apart by the server, which answers with places in it.
  Each list goes over once, however many tables look for it.
- An identifier is compared letter by letter, whatever the collation of its column takes for equal; where nothing but the same
  letters is equal for a column, once.
- A row that several columns say is of several people belongs to the one whom the first column names.

Example
    >>> sql, parameters = Joined(flavour).acting([entry], doings, Said(known, flavour))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from troth.adapters.connectors.sql_entries import Doing, Entry, Source, Way
from troth.adapters.connectors.sql_flavours import Flavour
from troth.adapters.connectors.sql_sessions import Session
from troth.adapters.connectors.sql_walking import Known

APART = "\x1f"
_LOOSE = (  # of its own collations none of PostgreSQL takes different texts for equal; older servers have no such collations
    "SELECT 1 FROM pg_collation c WHERE c.oid >= 16384 AND to_jsonb(c)->>'collisdeterministic' = 'false' LIMIT 1"
)


class Said:
    """The lists of one batch, each written once: for a source of values and the type of its column."""

    def __init__(self, known: Known, flavour: Flavour) -> None:
        """Write lists of what is `known`; `odd` tells that a value cannot stand in one."""
        self._known, self._flavour = known, flavour
        self._lists: dict[tuple[Source, bool, str], tuple[str, int, int]] = {}
        self._whose: list[int] = []
        self.odd = False

    def of(self, way: Way) -> tuple[str, int]:
        """Return the values for `way` as one text, empty where there are none, and what is added to the place of each.

        That number (the first is 1) is what statements return; `owners` tells whose the value is.
        """
        known = self._known.get(way.source, {})
        plain = self._flavour.takes_any(way.form)
        at = (way.source, plain, "" if plain else way.form)
        found = self._lists.get(at)
        if found is None or found[2] != len(known):  # more became known since
            pairs = (
                known
                if plain
                else {
                    text: owner
                    for text, owner in known.items()
                    if self._flavour.value(way.form, text) is not None
                }
            )
            texts = APART.join(pairs)
            if pairs and texts.count(APART) != len(pairs) - 1:
                self.odd = True
                texts = ""
            found = self._lists[at] = (texts, len(self._whose) - 1, len(known))
            self._whose += pairs.values()
        return found[0], found[1]

    def owners(self, numbers: Iterable[int]) -> list[int]:
        """Return whose the values with these numbers are."""
        whose = self._whose
        return [whose[number] for number in numbers]


class _Statement:
    """A statement in the making: its lists, by number."""

    def __init__(self) -> None:
        self.parameters: list[Any] = []
        self._numbers: dict[int, int] = {}

    def place(self, value: Any) -> str:
        """Return the numbered place of `value`; the same text has one place."""
        number = self._numbers.get(id(value))
        if number is None:
            self.parameters.append(value)
            number = self._numbers[id(value)] = len(self.parameters)
        return f"${number}"


class Joined:
    """Writes statements that join tables with the lists of a batch."""

    def __init__(self, flavour: Flavour) -> None:
        """Write for PostgreSQL."""
        self._flavour, self._bytewise = flavour, False

    def look(self, session: Session) -> None:
        """Ask whether what is equal for this database is so letter by letter: it is, unless a column has a collation made to differ."""
        self._bytewise = not session.rows(_LOOSE, ())

    def acting(
        self, entries: Sequence[Entry], doings: Mapping[int, Doing], said: Said
    ) -> tuple[str, list[Any]] | None:
        """Return the statement that acts on all `entries`, whose rows are (entry, owner of each row); None: nobody is there.

        Foreign keys are checked at its end.
        """
        statement, parts, counts = _Statement(), [], []
        for entry in entries:
            doing = doings[entry.number]
            sources = [(at, way) for at, way in enumerate(entry.ways) if said.of(way)[0]]
            if not sources or said.odd:
                continue
            name = f"u{entry.number}"
            if len(sources) == 1:
                _, way = sources[0]
                using, where = self._list(statement, said, way), self._same(entry, way, statement)
                where += f" AND {doing.pending}"
            else:
                using, where = self._either(statement, said, entry, sources, doing)
            head = f"DELETE FROM {entry.sql} USING {using}"  # noqa: S608  # names are quoted, values bound
            if doing.kind != "delete":
                head = f"UPDATE {entry.sql} SET {doing.set_} FROM {using}"  # noqa: S608  # as above
            parts.append(f"{name} AS ({head} WHERE {where} RETURNING troth_w.o)")
            counts.append(
                f"SELECT {entry.number}, string_agg(o::text, ' ') FROM {name}"  # noqa: S608  # numbers
            )
        if not parts or said.odd:
            return None
        return f"WITH {', '.join(parts)} {' UNION ALL '.join(counts)}", statement.parameters

    def left(
        self, entries: Sequence[Entry], doings: Mapping[int, Doing], said: Said
    ) -> tuple[str, list[Any]] | None:
        """Return the statement whose rows are those of whom something is left; None: nobody can be there."""
        statement, parts = _Statement(), []
        for entry in entries:
            for way in entry.ways if doings[entry.number].kind != "nothing" else ():
                if said.of(way)[0]:
                    using, where = self._list(statement, said, way), self._same(entry, way, statement)
                    parts.append(
                        f"SELECT troth_w.o FROM {using} JOIN {entry.sql} ON {where} WHERE {doings[entry.number].pending}"  # noqa: S608  # names are quoted, values bound
                    )
        return (" UNION ".join(parts), statement.parameters) if parts else None

    def _list(self, statement: _Statement, said: Said, way: Way) -> str:
        texts, before = said.of(way)
        form = self._flavour.listed(way.form)
        values = f"unnest(string_to_array({statement.place(texts)}::text, chr({ord(APART)}))::{form}[])"
        return f"(SELECT v, n + ({before}) AS o FROM {values} WITH ORDINALITY AS troth_v(v, n)) AS troth_w"  # noqa: S608  # a number, values bound

    def _same(self, entry: Entry, way: Way, statement: _Statement) -> str:
        column = f"{entry.sql}.{way.sql}"
        same = f"{column} = troth_w.v"
        if way.exact and self._flavour.takes_any(way.form) and not self._letters(way.form):
            same += f' AND CAST({column} AS text) COLLATE "C" = CAST(troth_w.v AS text)'
        for name, value in entry.only:
            same += f" AND {entry.sql}.{self._flavour.quoted(name)} = {statement.place(value)}"
        return same

    def _letters(self, form: str) -> bool:
        return self._bytewise and (form == "text" or form.startswith("varchar"))

    def _either(
        self,
        statement: _Statement,
        said: Said,
        entry: Entry,
        sources: Sequence[tuple[int, Way]],
        doing: Doing,
    ) -> tuple[str, str]:
        """Return the join for rows that are found by one of several columns, by their key, each once."""
        quoted: Callable[[str], str] = self._flavour.quoted
        keys = [quoted(column) for column in entry.live.key]
        listed = ", ".join(f"{entry.sql}.{key} AS k{at}" for at, key in enumerate(keys))
        found = " UNION ALL ".join(
            f"SELECT {listed}, troth_w.o, {at} AS w FROM {self._list(statement, said, way)}"  # noqa: S608  # names are quoted, values bound
            f" JOIN {entry.sql} ON {self._same(entry, way, statement)} WHERE {doing.pending}"
            for at, way in sources
        )
        numbers = ", ".join(f"k{at}" for at in range(len(keys)))
        using = f"(SELECT DISTINCT ON ({numbers}) * FROM ({found}) f ORDER BY {numbers}, w) AS troth_w"  # noqa: S608  # as above
        return using, " AND ".join(f"{entry.sql}.{key} = troth_w.k{at}" for at, key in enumerate(keys))
