"""Step 10: the duties that go with a permit.

Rules
- Duties are the union over the clauses used; each names its kind, its clause and the ids it concerns.
- A duty never changes the answer.

Example
    Collecting a phone marked sensitive carries `encrypt` and `mask` with clause `data.phone`, and `keep` with the
    purpose's end.
"""

from __future__ import annotations

from collections.abc import Iterator

from troth.decisions.answer import Obligation
from troth.decisions.offers import Offer
from troth.decisions.step import Step
from troth.policy import Compiled, MessageType, Tracker
from troth.vocabulary import OUTWARD, Act


def obligations_of(compiled: Compiled, step: Step, offer: Offer) -> tuple[Obligation, ...]:
    """Return the duties that a permit of `step` carries, sorted."""
    if offer.entry is None:
        return ()
    return tuple(
        sorted({*_of_entry(step, offer), *_of_data(compiled, step), *_of_parties(compiled, step, offer)})
    )


def _of_entry(step: Step, offer: Offer) -> Iterator[Obligation]:
    entry, clause = offer.entry, offer.clause
    if isinstance(entry, Tracker):
        yield Obligation("expire", clause, (str(entry.lives or "visit").replace(" ", "-"),))
        return
    if entry is None:
        return
    if entry.decides is not None and step.act is Act.PROFILE:
        yield Obligation("record-inputs", clause)
        yield Obligation("offer-review", clause, (entry.decides.review,))
    if entry.keep == "none":
        yield Obligation("keep-nothing", clause)
    elif entry.keep is not None and step.act in (Act.COLLECT, Act.KEEP):
        yield Obligation("keep-until", clause, (entry.keep.then,))
    if isinstance(entry, MessageType):
        yield Obligation("label", clause)
        yield Obligation("offer-opt-out", clause, (step.channel or "",))


def _of_data(compiled: Compiled, step: Step) -> Iterator[Obligation]:
    for item in step.items:
        for clause, _ in compiled.sensitive.get(item.element, ()):
            yield Obligation("encrypt", clause, (item.element,))
            yield Obligation("mask", clause, (item.element,))


def _of_parties(compiled: Compiled, step: Step, offer: Offer) -> Iterator[Obligation]:
    if step.recipient is not None and step.act in OUTWARD:
        yield Obligation("count", f"recipients.{step.recipient}", (step.recipient,))
    if offer.ground is not None:
        table, ground = offer.ground
        clause = f"grounds.{table}.{ground}"
        yield Obligation("log-ground", clause, (ground,))
        if compiled.policy.grounds[table].list[ground].restricted:
            yield Obligation("hide-from-export", clause, (ground,))
    if any(
        compiled.policy.data[i.element].of != "individual"
        for i in step.items
        if i.element in compiled.policy.data
    ):
        yield Obligation("log-instruction", "instructions")
