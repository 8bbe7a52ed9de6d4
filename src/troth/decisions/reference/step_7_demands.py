"""Step 7, everything else that an element (or a step without data) demands, added up.

Rules (docs/DECISIONS.md, "In order", 7)
- Each clause states its own demand. What a valid claimed ground lifts falls away, and so do consent, guardian and notice
  for an element in a certified anonymised form.
- A demand whose condition is not known applies.

Example
    Collecting a picture under a camera permission that was not asked for: `permission-missing`, askable.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from troth.decisions.reference.floor import floor, for_providing
from troth.decisions.reference.instruction import of_another
from troth.decisions.reference.matching import both, matches_element, matches_step
from troth.decisions.reference.need import (
    consented,
    either,
    met,
    old_enough,
    outcome,
    permitted,
    said_no,
    unmet,
)
from troth.decisions.reference.situation import Situation, lists_act, within
from troth.decisions.reference.step_4_bars import below, covers_act, stopped
from troth.decisions.reference.step_5_ground import Claimed, stands_in
from troth.decisions.reference.step_5_offer import Way, may_go_beyond
from troth.decisions.reference.step_7_basis import Demand, agreement_level, alternatives, basis, raised_basis
from troth.decisions.reference.step_7_form import form, has_left_the_law
from troth.decisions.request import Item
from troth.policy import Atom, Consented, Purpose, Recipient
from troth.vocabulary import Act, ActorKind, Level, RecipientRole, holds

NOT_REUSE = frozenset({Act.SERVE, Act.COLLECT, Act.ERASE, Act.INSTRUCT})
FED_BY_PERMISSION = frozenset({Act.USE, Act.COMBINE, Act.READ, Act.PROFILE})
LOOKERS = frozenset({ActorKind.INDIVIDUAL, ActorKind.GUARDIAN, ActorKind.RECIPIENT, ActorKind.PUBLIC})
UNSIGNED = frozenset({RecipientRole.OWN_GROUP, RecipientRole.AUTHORITY})


def demands(s: Situation, claimed: Claimed | None, way: Way, item: Item | None) -> list[Demand]:
    """Return the demands that stand for `item` (None: a step without data), after what is lifted."""
    every = [*basis(s, item), *_of_step(s, claimed, way, item), *floor(s, item)]
    if item is not None:
        every += [*raised_basis(s, item), *_of_element(s, claimed, way, item)]
    if claimed is not None and claimed.valid:
        every = [each for each in every if not each.outcome.falls(claimed.lifts, claimed.unless_refused)]
    if item is not None and has_left_the_law(item):
        every = [each for each in every if not each.outcome.falls(("consent", "guardian", "told"), False)]
    return every


def _of_element(s: Situation, claimed: Claimed | None, way: Way, item: Item) -> Iterator[Demand]:
    yield from _sensitive(s, item)
    yield from form(s, claimed, way, item)
    yield from _reuse(s, item)
    yield from _origin(s, item)
    yield from _permission(s, item)
    yield from _audience(s, item)


def _of_step(s: Situation, claimed: Claimed | None, way: Way, item: Item | None) -> Iterator[Demand]:
    yield from _minors(s, item)
    if not stands_in(s, claimed):
        yield from _recipient(s, item)
    yield from _needs(s, item, way)
    yield from _conditional(s, claimed, way, item)


def needed(s: Situation, item: Item | None, clause: str, need: tuple[Atom, ...]) -> Iterator[Demand]:
    """Yield a demand of `clause` for each atom of `need`."""
    for atom in need:
        with within(clause):
            yield Demand((clause,), outcome(s, item, atom))


def _needs(s: Situation, item: Item | None, way: Way) -> Iterator[Demand]:
    """Yield the needs of product, entry, supplement and case."""
    product = s.policy.products.get(s.product or "")
    if product is not None and product.if_ is not None:
        yield from needed(s, item, f"products.{s.product}", (Atom("evidence", words=(product.if_,)),))
    if isinstance(s.entry, Purpose):
        yield from needed(s, item, s.clause, s.entry.need)
    if s.clause.startswith("supplements."):
        yield from needed(s, item, "supplements", s.policy.supplements.need)
    if way.case is not None:
        yield from needed(s, item, way.clause, for_providing(s, way.case.need))
        if way.case.yields_to is not None:
            no = said_no(s, item, way.case.yields_to) or stopped(s, way.case.yields_to)
            yield Demand((way.clause,), unmet("said-no", way.case.yields_to) if no else met())


def _conditional(s: Situation, claimed: Claimed | None, way: Way, item: Item | None) -> Iterator[Demand]:
    """Yield the `demands` entries that match, or could match."""
    for name, demand in s.policy.demands.items():
        clause = f"demands.{name}"
        with within(clause):
            by_case = way.case is not None and way.id in demand.unless.case
            by_ground = (
                claimed is not None and claimed.valid and s.request.claim.ground in demand.unless.ground
            )
            element = (
                matches_element(s, demand.when, item) if item is not None else not demand.when.of_element
            )
            applies = both(matches_step(s, demand.when), element) is not False
        if applies and not by_case and not by_ground:
            yield from needed(s, item, clause, demand.need)


def _sensitive(s: Situation, item: Item) -> Iterator[Demand]:
    """Yield what the `sensitive` entries of the element's kind need, beside the level; an instruction needs its role."""
    if s.act == Act.INSTRUCT:
        return
    actor = s.request.actor
    for kind, entry in s.policy.sensitive.items():
        clause = f"sensitive.{kind}"
        with within(clause):
            element = s.policy.data.get(item.element)
            if element is None or not holds(kind, element.kind):
                continue
            if entry.roles and actor.kind in {ActorKind.STAFF, ActorKind.ADMINISTRATOR}:
                acts_in_role = any(role in entry.roles for role in actor.roles)
                yield Demand((clause,), met() if acts_in_role else unmet("role-missing"))
            if entry.for_ and s.request.function not in entry.for_:
                yield Demand((clause,), unmet("function-not-listed", s.request.function or ""))
        yield from needed(s, item, clause, entry.need)


def _reuse(s: Situation, item: Item) -> Iterator[Demand]:
    """Yield that data collected for something else need a consent for this purpose, or stay where they are."""
    if s.act in NOT_REUSE or not isinstance(s.entry, Purpose) or of_another(s, item):
        return
    collected = item.collected or ()
    if s.request.purpose in collected:
        return
    for each in collected:
        clause, entry = s.policy.entry(each) or ("", None)
        if isinstance(entry, Purpose) and entry.results == "stay":
            yield Demand((clause,), unmet("collected-for-other", item.element))
            return
    with within(s.clause):
        if any(each in s.entry.reuses for each in collected):
            return
        stated = s.entry.basis
        level = stated.consent if isinstance(stated, Consented) else Level.EXPLICIT
        if stated == "agreement":
            level = agreement_level(s)
        level = max(level, Level.EXPLICIT, key=lambda each: each.rank)
        by = stated.by if isinstance(stated, Consented) else ("own",)
        yield Demand((s.clause,), consented(s, item, level, by=by, missing="collected-for-other"))


def _origin(s: Situation, item: Item) -> Iterator[Demand]:
    """Yield what the source of the element has to have confirmed, and its scope."""
    if item.origin is None or item.origin == "person":
        return
    clause = f"origins.{item.origin}"
    origin = s.policy.origins.get(item.origin)
    if origin is None:
        yield Demand(("origins",), unmet("unknown-origin", item.origin))
        return
    with within(clause):
        if origin.confirm:
            yield Demand((clause,), met() if _confirmed(s, item.origin) else unmet("origin-unconfirmed"))
        listed = s.request.purpose in origin.purposes or _lists(s, item.origin)
        if s.act == Act.COLLECT:
            if not listed:
                yield Demand((clause,), unmet("unknown-origin", item.origin))
            return
        fact = s.facts.origins.get(item.origin)
        scope = fact.scope if fact is not None else None
        in_scope = listed if scope is None else s.request.purpose in scope
        if in_scope:
            yield Demand((clause,), met("consent" if origin.beyond_scope else ""))
        elif origin.beyond_scope is None:
            yield Demand((clause,), unmet("origin-unconfirmed", item.origin))
        else:
            level, by = origin.beyond_scope.consent, origin.beyond_scope.by
            outcome = consented(s, item, level, by=by, missing="origin-unconfirmed")
            yield Demand((clause,), replace(outcome, kind="basis"))


def _lists(s: Situation, origin: str) -> bool:
    """Return whether the purpose of the step lists the source `origin`."""
    return isinstance(s.entry, Purpose) and origin in s.entry.origins


def _confirmed(s: Situation, name: str) -> bool:
    """Return whether the source confirmed all the words that its entry lists, or one where that is enough."""
    fact, wanted = s.facts.origins.get(name), s.policy.origins[name].confirm
    confirmed = fact.confirmed if fact is not None else ()
    if isinstance(wanted, tuple):
        return all(word in confirmed for word in wanted)
    return any(word in confirmed for word in wanted.any)


def _permission(s: Situation, item: Item) -> Iterator[Demand]:
    """Yield the device permissions that the element stands under."""
    holding = {
        f"permissions.{name}": (name, permission)
        for name, permission in s.policy.permissions.items()
        if item.element in s.policy.elements(permission.data) and s.touches_product(permission.products)
    }
    if s.act in FED_BY_PERMISSION:
        for clause, (name, _) in holding.items():
            off = s.facts.permissions.get(name) == "denied"
            yield Demand((clause,), unmet("permission-off", name) if off else met())
    if s.act != Act.COLLECT or not holding:
        return
    serving = {
        clause: name
        for clause, (name, permission) in holding.items()
        if (not permission.serves or s.request.function in permission.serves)
        and (not permission.purposes or s.request.purpose in permission.purposes)
    }
    for clause, name in serving.items():
        yield Demand((clause,), permitted(s, name))
    if not serving:
        yield Demand((min(holding),), unmet("permission-function", s.request.function or ""))


def _minors(s: Situation, item: Item | None) -> Iterator[Demand]:
    """Yield the age bands that the person falls, or may fall, under; each demands its need of who is younger."""
    minors = s.policy.minors
    for name, band in (minors.bands if minors is not None else {}).items():
        clause = f"minors.bands.{name}"
        limited = s.touches_product(band.products) and covers_act(s, band.acts)
        if not limited or s.request.purpose in band.except_:
            continue
        with within(clause):
            limit = below(name, band.below)
        need = list(needed(s, item, clause, band.need))
        if s.facts.age is not None and s.facts.age < limit and need:
            yield from need
            continue
        unknown = s.facts.age is None and minors is not None and minors.age.unknown == "ask"
        stands = old_enough(s, limit) if unknown else met()
        of_need = [each.outcome if unknown else replace(each.outcome, problems=()) for each in need]
        yield Demand((clause,), replace(stands, instead_of=tuple(of_need)))


def _recipient(s: Situation, item: Item | None) -> Iterator[Demand]:
    """Yield what binds the recipient, and what its entry needs."""
    recipient, clause = s.recipient, s.recipient_clause
    if recipient is None or s.request.recipient is None:
        return
    fact = s.facts.recipients.get(s.request.recipient)
    with within(clause):
        if recipient.role not in UNSIGNED:
            signed = fact.signed if fact is not None and fact.signed is not None else recipient.signed
            yield Demand((clause,), met() if signed is True else unmet("not-signed", s.request.recipient))
        if recipient.role == RecipientRole.SUCCESSOR:
            undertakes = fact is not None and fact.undertaking is True
            fresh = consented(s, item, Level.EXPLICIT, naming=("recipient",))
            yield Demand(
                (clause,), either([met() if undertakes else unmet("evidence-missing", "undertaking"), fresh])
            )
        if may_go_beyond(s):
            yield _beyond(s, item, clause, recipient)
    yield from needed(s, item, clause, recipient.need)


def _beyond(s: Situation, item: Item | None, clause: str, recipient: Recipient) -> Demand:
    stated = recipient.may_change_purpose
    if stated is None:
        raise ValueError("the recipient may not go beyond its purposes")
    return Demand((clause,), consented(s, item, stated.consent, naming=("recipient",), by=stated.by))


def _audience(s: Situation, item: Item) -> Iterator[Demand]:
    """Yield that whoever looks stands in a relation that may, or that the person opened the element to."""
    if s.request.actor.kind not in LOOKERS:
        return
    choices = []
    for name, audience in s.policy.audiences.items():
        if item.element not in s.policy.elements(audience.data) or not lists_act(audience.acts, s.act):
            continue
        opened = set(s.facts.opened.get(item.element, ())) & set(audience.person_may_open)
        admitted = {*audience.to, *opened}
        stands = "public" in admitted or any(relation in admitted for relation in s.facts.relations)
        choices.append((f"audiences.{name}", met() if stands else unmet("not-in-audience", item.element)))
    if choices:
        yield alternatives(sorted(choices, key=lambda each: each[0]))
