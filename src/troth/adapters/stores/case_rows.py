"""Cases as a database keeps them, read with statements.

Example
    >>> book.case("case-bcdf-ghjk-mnpq")
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from troth.adapters.stores.case_statements import CaseStatements
from troth.adapters.stores.cases import read_case
from troth.adapters.stores.duties import moment
from troth.adapters.stores.prepared import Prepared
from troth.adapters.stores.sealed_rows import Lines
from troth.rights import Case


class CaseLines:
    """The cases as the statements of a transaction read them."""

    controller: str
    _lines: Lines
    _cases: CaseStatements

    def case(self, id: str) -> Case | None:  # noqa: A002  # the port says it so
        """Return the case with this number, or None."""
        found = self._read(self._cases.case, id)
        return found[0] if found else None

    def cases_of(self, handle: str) -> Sequence[Case]:
        """Return every case about the person with this handle, by number."""
        return self._read(self._cases.cases_of, handle)

    def cases_due(self, before: datetime, most: int) -> Sequence[Case]:
        """Return up to `most` open cases with a duty that ends by `before`, the earliest due first."""
        return self._read(self._cases.cases_due, moment(before), most)

    def cases_looking(self, now: datetime, most: int) -> Sequence[Case]:
        """Return up to `most` open cases that the desk must look at by `now`, the longest waiting first."""
        return self._read(self._cases.cases_looking, moment(now), most)

    def cases_in(self, state: str, after: str, most: int) -> Sequence[Case]:
        """Return up to `most` cases in `state`, by number, after the number `after`."""
        return self._read(self._cases.cases_in, state, after, most)

    def cases_between(self, since: datetime, until: datetime, most: int) -> Sequence[Case]:
        """Return up to `most` cases received from `since` until before `until`, in that order."""
        return self._read(self._cases.cases_between, moment(since), moment(until), most)

    def count_cases(self) -> Mapping[str, int]:
        """Return how many cases are in each state; states without any are left out."""
        return dict(self._lines.rows(self._cases.count_cases, (self.controller,)))

    def _read(self, statement: Prepared, *parameters: Any) -> list[Case]:
        return [read_case(value) for (value,) in self._lines.rows(statement, (self.controller, *parameters))]
