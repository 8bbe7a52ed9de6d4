"""Case notices: what goes to every contact on file when a request was proved that cannot be undone or hands out data.

Rules
- The notice goes with the proof, not with the asking: what nobody proved does nothing and lapses, and a message for each of it would
  be a weapon of its own. So it can also say how the request was proved.
- One duty for each contact of the person whom it is about, whoever asked: each has its own receipt, or stands on the remainder list.
- A demand of an authority and a disclosure are no requests in the person's name; whether they hear of one is not ours to decide.

Example
    >>> parts_of(bench, case)
    ('notice.2.email', 'notice.2.phone')
"""

from __future__ import annotations

from troth.rights.bench import Bench
from troth.rights.case import GROUNDED, Case
from troth.rights.cooling import contacts_of, declared

NOTICE = "notice"
TELLING = frozenset({"erase", "export"})


def told(bench: Bench, case: Case) -> bool:
    """Return whether a notice goes to every contact once `case` is proved."""
    if case.kind in GROUNDED or not case.handle:
        return False
    if TELLING.intersection(case.of.acts):
        return True
    named = set(case.elements) or set(bench.compiled.policy.data)
    return "correct" in case.of.acts and not named.isdisjoint(declared(bench.compiled))


def parts_of(bench: Bench, case: Case) -> tuple[str, ...]:
    """Return the parts of the duties to deliver the notices of `case`, which is about to be proved."""
    if not told(bench, case):
        return ()
    number = case.version + 1  # of the proof: who proves it anew is told of anew
    return tuple(f"{NOTICE}.{number}.{element}" for element in contacts_of(bench, case.handle))


def element_of(part: str) -> str:
    """Return the element to whose contact the notice of a duty with `part` goes."""
    return part.split(".", 2)[2]
