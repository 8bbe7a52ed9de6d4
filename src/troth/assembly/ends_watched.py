"""How far an end is carried out, as a run: people times places, counted from the certificates as they grow.

Rules
- Read from the books at every look of the workers; nothing is counted a second time.
- It begins with the effect and ends with the last order; whether it may be closed with a certificate is for the desk of ends.

Example
    >>> watch_ends(runs, closings, "qunyi")
    1
"""

from __future__ import annotations

from troth.assembly.running import Runs, begin_in, keep_run, runs_in
from troth.closure import Change, Closings, counted
from troth.consent.ports import WritingBook

KIND = "erase"


def watch_ends(runs: Runs, closings: Closings, controller: str) -> int:
    """Note how far each end of `controller` is that is carried out now; return how many there are."""
    known = {each.about: each for each in runs.known(controller) if each.kind == KIND}
    found = [
        each
        for each in closings.changes(controller)
        if each.people * len(each.places) > 0
        and (each.state == "effective" or (each.id in known and known[each.id].state != "done"))
    ]
    for change in found:
        run = known.get(change.id)
        if run is None or run.state != "done":
            _note(runs, controller, change)
    return len(found)


def _note(runs: Runs, controller: str, change: Change) -> None:
    now, of = runs.now(), change.people * len(change.places)

    def work(book: WritingBook) -> None:
        standing = next(
            (each for each in runs_in(book) if (each.kind, each.about) == (KIND, change.id)), None
        )
        run = standing if standing is not None else begin_in(book, KIND, change.id, now, of=of)
        done = sum(counted(book, change.id, place)["people"] for place in change.places)
        run = run.told(min(done, of), of, now)
        keep_run(book, run.ended(now) if run.done == of else run)

    runs.store.write(controller, work)
