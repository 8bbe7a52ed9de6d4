"""Step 10: the duties that go with a permit (docs/DECISIONS.md, "Duties").

Rules
- Duties are the union over the clauses used; each names its kind, its clause and the ids it concerns.
- One that speaks of an element goes only with a permit of that element.
- A duty never changes the answer.

Example
    Collecting a phone marked sensitive carries `encrypt` and `mask` with clause `data.phone`, and `keep-until` with
    what happens at the end.
"""

from __future__ import annotations

from collections.abc import Iterator

from troth.decisions.answer import Obligation
from troth.decisions.offers import Offer
from troth.decisions.step import Step, StepItem
from troth.policy import Clause, Compiled, MessageType, Purpose, Tracker
from troth.vocabulary import OUTWARD, Act

CERTIFIED = frozenset({"de-identified", "aggregated", "anonymised"})
"""Forms that need a certificate (construct 7)."""
AT_A_DESK = frozenset({"staff", "administrator"})
"""Actors whose reads are logged apart (construct 22)."""


def obligations_of(compiled: Compiled, step: Step, offer: Offer) -> tuple[tuple[str, Obligation], ...]:
    """Return the duties that a permit of `step` carries, each with the element it goes with ("": with any permit)."""
    if offer.entry is None:
        return ()
    of_step = {
        *_of_entry(step, offer.entry, offer.clause),
        *_of_act(step, offer.clause),
        *_of_children(compiled, step),
        *_of_parties(compiled, step, offer),
    }
    of_data = {(item.element, each) for item in step.items for each in _of_item(compiled, step, offer, item)}
    return tuple(sorted({("", each) for each in of_step} | of_data))


def _of_entry(step: Step, entry: Clause, clause: str) -> Iterator[Obligation]:
    if isinstance(entry, Tracker):
        yield Obligation("expire", clause, (str(entry.lives or "visit").replace(" ", "-"),))
    if not isinstance(entry, Purpose):
        return
    if entry.when.keys:
        yield Obligation("log-occasion", clause, tuple(sorted(key for key, _ in entry.when.keys)))
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
        yield Obligation("log-message", clause, (step.channel or "",))


def _of_act(step: Step, clause: str) -> Iterator[Obligation]:
    if step.act is Act.COMBINE:
        yield Obligation("log-join", clause)
        yield Obligation("log-split", clause)
    if step.act is Act.READ and step.actor in AT_A_DESK:
        yield Obligation("log-read", clause)


def _of_children(compiled: Compiled, step: Step) -> Iterator[Obligation]:
    """Whoever is under an age of the policy reads a text for their age (construct 20)."""
    minors = compiled.policy.minors
    for name, _ in compiled.bands if minors is not None else ():
        band = minors.bands[name] if minors is not None else None
        if band is None or band.gap or step.purpose in band.except_:
            continue
        acts = not band.acts or step.act in band.acts
        if acts and (not band.products or step.product is None or step.product in band.products):
            yield Obligation("child-texts", f"minors.bands.{name}")


def _of_item(compiled: Compiled, step: Step, offer: Offer, item: StepItem) -> Iterator[Obligation]:
    clause = f"data.{item.element}"
    if item.element in compiled.sensitive:
        yield Obligation("encrypt", clause, (item.element,))
        yield Obligation("mask", clause, (item.element,))
    if item.form in CERTIFIED:
        yield Obligation("note-certificate", offer.clause, (item.element,))
    if step.act is Act.COLLECT:
        for name, audience in compiled.policy.audiences.items():
            if audience.person_may_open and item.element in compiled.opened(audience.data):
                yield Obligation("warn-before-opening", f"audiences.{name}", (item.element,))


def _of_parties(compiled: Compiled, step: Step, offer: Offer) -> Iterator[Obligation]:
    if step.recipient is not None and step.act in OUTWARD:
        clause = f"recipients.{step.recipient}"
        yield Obligation("bind", clause, (step.recipient,))
        yield Obligation("count", clause, (step.recipient,))
    if offer.ground is not None:
        table, ground = offer.ground
        clause = f"grounds.{table}.{ground}"
        yield Obligation("log-ground", clause, (ground,))
        if compiled.policy.grounds[table].list[ground].restricted:
            yield Obligation("hide-from-export", clause, (ground,))
    data = compiled.policy.data
    if any(
        item.controller is not None or (item.element in data and data[item.element].of != "individual")
        for item in step.items
    ):
        yield Obligation("log-instruction", "instructions")
        yield Obligation("route-requests", "instructions")
