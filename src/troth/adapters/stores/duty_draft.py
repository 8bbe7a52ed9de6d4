"""The duties of a draft: what it changed, laid over what is underneath, which is read once.

Rules
- Nothing underneath changes while a draft is written, so what was read about a case is not read again.

Example
    >>> draft.duties_about("case-bcdf-ghjk-mnpq")
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from troth.adapters.stores.duties import about_of, by_id, ready_at, remind_at, soonest, unfinished
from troth.duties import Duty
from troth.duties.ports import DutyBook


class HeldDuties:
    """The questions about duties, answered from what was changed, over what is underneath."""

    _changed: Mapping[str, Duty]
    _duties_under: DutyBook
    _about: dict[str, dict[str, Duty]]

    def _begin_duties(self, changed: Mapping[str, Duty], under: DutyBook) -> None:
        """Lay `changed`, which goes on changing, over `under`."""
        self._changed, self._duties_under, self._about = changed, under, {}

    def duty(self, id: str) -> Duty | None:  # noqa: A002  # the port says it so
        """Return the duty with this id, or None."""
        changed = self._changed.get(id)
        if changed is not None:
            return changed
        known = self._about.get(about_of(id))
        return self._duties_under.duty(id) if known is None else known.get(id)

    def duties_about(self, about: str) -> Sequence[Duty]:
        """Return every duty about this case, entry, change, incident or person, by id."""
        known = self._about.get(about)
        if known is None:
            known = self._about[about] = {duty.id: duty for duty in self._duties_under.duties_about(about)}
        mine = [duty for duty in self._changed.values() if duty.about == about]
        return by_id(known.values(), mine)

    def duties_of(self, handle: str) -> Sequence[Duty]:
        """Return every duty owed to the person with this handle, by id."""
        mine = [duty for duty in self._changed.values() if duty.handle == handle]
        return by_id(self._duties_under.duties_of(handle), mine)

    def open_children(self, parent: str, most: int) -> Sequence[Duty]:
        """Return up to `most` duties under `parent` (an id) that are neither done nor void, in no order."""
        return unfinished(self._duties_under.open_children, self._changed, parent, most)

    def ready(self, now: datetime, most: int) -> Sequence[Duty]:
        """Return up to `most` duties that a worker may take up at `now`, the longest ready first."""
        return soonest(self._duties_under.ready, self._changed, now, most, ready_at)

    def reminding(self, now: datetime, most: int) -> Sequence[Duty]:
        """Return up to `most` duties with a reminder to give at `now`, the longest overdue first."""
        return soonest(self._duties_under.reminding, self._changed, now, most, remind_at)
