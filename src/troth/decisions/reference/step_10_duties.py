"""Step 10, the duties: what goes with a permit (docs/DECISIONS.md, "Duties").

Rules
- Read beside the table of that page, line by line; a duty of an element goes with a permit of that element only.
- Which instruction carried the step is told by the evaluator alone.

Example
    A permitted share to a partner: `bind` and `count` with the clause of the partner, `log-case` with that of the case.
"""

from __future__ import annotations

from collections.abc import Iterator

from troth.decisions.answer import Obligation, Reason
from troth.decisions.reference.instruction import of_another
from troth.decisions.reference.situation import Situation
from troth.decisions.reference.step_4_bars import covers_act
from troth.decisions.reference.step_5_ground import Claimed
from troth.decisions.reference.step_5_offer import Way
from troth.decisions.reference.step_7_basis import raises
from troth.policy import MessageType, Purpose, Tracker
from troth.vocabulary import OUTWARD, Act


def duties(s: Situation, claimed: Claimed | None, way: Way, only: tuple[str, ...]) -> tuple[Obligation, ...]:
    """Return the duties that go with a permit of the elements `only`."""
    found = [*_entry(s), *_act(s), *_children(s), *_parties(s)]
    for item in s.items:
        if item.element in only:
            found += _element(s, item.element, item.form)
    if {item.element for item in s.items} - set(only):
        found.append(Obligation("project", s.clause, only))
    if way.case is not None:
        found.append(Obligation("log-case", way.clause, (way.id,)))
    if claimed is not None:
        name = s.request.claim.ground or ""
        found.append(Obligation("log-ground", claimed.clause, (name,)))
        table = claimed.clause.split(".")[1]
        if s.policy.grounds[table].list[name].restricted:
            found.append(Obligation("hide-from-export", claimed.clause, (name,)))
    if any(of_another(s, item) for item in s.items):
        found += [Obligation("log-instruction", "instructions"), Obligation("route-requests", "instructions")]
    return tuple(sorted(set(found)))


def cleared(s: Situation, reasons: list[Reason]) -> tuple[Obligation, ...]:
    """Return the duty to clear what a tracker stored once the person said no to it."""
    said_no = any(each.code == "said-no" for each in reasons)
    return (Obligation("clear", s.clause, (s.request.purpose,)),) if said_no and _tracks(s) else ()


def _tracks(s: Situation) -> bool:
    return isinstance(s.entry, Tracker)


def _entry(s: Situation) -> Iterator[Obligation]:
    entry, clause, channel = s.entry, s.clause, s.request.channel or ""
    if isinstance(entry, Tracker):
        yield Obligation("expire", clause, (str(entry.lives).replace(" ", "-") if entry.lives else "visit",))
    if isinstance(entry, MessageType):
        for duty in ("label", "log-message", "offer-opt-out"):
            yield Obligation(duty, clause, () if duty == "label" else (channel,))
    if not isinstance(entry, Purpose):
        return
    keys = sorted(name for name, _ in entry.when.keys)
    if keys:
        yield Obligation("log-occasion", clause, tuple(keys))
    if s.act == Act.PROFILE and entry.decides:
        yield Obligation("record-inputs", clause)
        yield Obligation("offer-review", clause, (entry.decides.review,))
    if isinstance(entry.keep, str):
        yield Obligation("keep-nothing", clause)
    elif entry.keep is not None and s.act in {Act.COLLECT, Act.KEEP}:
        yield Obligation("keep-until", clause, (entry.keep.then,))


def _act(s: Situation) -> Iterator[Obligation]:
    if s.act == Act.COMBINE:
        yield Obligation("log-join", s.clause)
        yield Obligation("log-split", s.clause)
    if s.act == Act.READ and s.request.actor.kind in {"staff", "administrator"}:
        yield Obligation("log-read", s.clause)


def _children(s: Situation) -> Iterator[Obligation]:
    for name, band in s.policy.minors.bands.items() if s.policy.minors is not None else ():
        limited = s.touches_product(band.products) and covers_act(s, band.acts)
        if limited and band.gap is None and s.request.purpose not in band.except_:
            yield Obligation("child-texts", f"minors.bands.{name}")


def _element(s: Situation, name: str, form: str) -> Iterator[Obligation]:
    if raises(s, name) is not None:
        yield Obligation("encrypt", f"data.{name}", (name,))
        yield Obligation("mask", f"data.{name}", (name,))
    if form in {"de-identified", "aggregated", "anonymised"}:
        yield Obligation("note-certificate", s.clause, (name,))
    if s.act == Act.COLLECT:
        for audience, entry in s.policy.audiences.items():
            if name in s.policy.elements(entry.data) and entry.person_may_open:
                yield Obligation("warn-before-opening", f"audiences.{audience}", (name,))


def _parties(s: Situation) -> Iterator[Obligation]:
    named = s.request.recipient
    if s.act in OUTWARD and named is not None:
        yield Obligation("bind", s.recipient_clause, (named,))
        yield Obligation("count", s.recipient_clause, (named,))
