"""What a clause lists, put into words: parties, cases, grounds, demands, states, device storage, agreement, ages.

Rules
- One function for each kind of clause; a kind without one has its sentence only.
- A condition is put into words only where the clause has no sentence that says it.

Example
    >>> [fact.label for fact in facts_of(reader, "recipients.host", recipient)][:1]
    ['What it is']
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from troth.notices.publishing.addenda import addenda_of
from troth.notices.publishing.desks import desk_facts
from troth.notices.publishing.purposes import basis, purpose_facts
from troth.notices.publishing.reader import Reader
from troth.notices.publishing.tree import Fact, Run, Words
from troth.policy import Clause, Purpose, Recipient, Tracker
from troth.vocabulary import DEFAULT_ACTS

Facts = Iterator[Fact]


def facts_of(reader: Reader, path: str, clause: Clause) -> tuple[Fact, ...]:
    """Return what `clause`, whose id is `path`, lists."""
    name = path.rpartition(".")[2]
    if isinstance(clause, Purpose):
        return tuple(purpose_facts(reader, name, clause))
    if path.startswith("trackers.categories."):
        return tuple(_category(reader, name))
    if type(clause).__name__ not in _KINDS:
        return tuple(desk_facts(reader, clause))
    return tuple(_KINDS[type(clause).__name__](reader, clause))


# -- parties


def _recipient(reader: Reader, recipient: Recipient) -> Facts:
    policy = reader.policy
    name = reader.other_name(recipient)
    if name:
        yield from reader.fact("name", ((Run(name),),))
    yield from reader.stated("role", reader.label("role", recipient.role))
    if recipient.of:
        yield from reader.fact("of", reader.named("recipients", policy.recipients, [recipient.of]))
    yield from reader.fact("purposes", reader.entries(recipient.purposes))
    yield from reader.fact("functions", reader.functions(recipient.functions))
    yield from reader.fact("data", reader.elements(recipient.data))
    yield from reader.fact("form", reader.labels("form", recipient.form))
    yield from reader.fact("raw", reader.elements(recipient.raw))
    yield from reader.fact("products", reader.named("products", policy.products, recipient.products))
    if recipient.region:
        yield Fact(reader.text("fact.region"), (region(reader, recipient.region),))
    if recipient.contact:
        yield from reader.fact("contact", ((Run(recipient.contact),),))
    yield from reader.fact("need", reader.needs(recipient.need), apart=True)
    if recipient.may_change_purpose is not None:
        yield from reader.fact("change", (basis(reader, recipient.may_change_purpose),))


def region(reader: Reader, code: str) -> Words:
    """Return a region; one that is not home stands out."""
    return (Run(reader.label("region", code), reader.language, strong=code != reader.policy.region),)


def _case(reader: Reader, case: Any) -> Facts:
    policy = reader.policy
    yield from reader.fact("recipients", reader.named("recipients", policy.recipients, case.recipients))
    yield from reader.fact("roles", reader.labels("role", case.roles))
    yield from reader.fact("purposes", reader.entries(case.purposes))
    yield from reader.fact("data", reader.elements(case.data))
    yield from reader.fact("form", reader.labels("form", case.form))
    yield from reader.fact("products", reader.named("products", policy.products, case.products))
    yield from reader.fact("need", reader.needs(case.need), apart=True)


def _instructions(reader: Reader, block: Any) -> Facts:
    yield from reader.fact("given-by", reader.named("roles", reader.policy.roles, block.given_by))
    yield from reader.fact("data", reader.elements(block.data))
    if block.acts != DEFAULT_ACTS:
        yield from reader.fact("acts", reader.labels("act", block.acts))
    yield from reader.stated("own-use", reader.label("own-use", block.own_use))
    yield from reader.stated("when", reader.label("within", block.within))
    if block.attests is not None:
        told = [(reader.item(each),) for each in block.attests.told]
        level = (
            [(Run(reader.label("level", block.attests.consent), reader.language),)]
            if block.attests.consent
            else []
        )
        yield from reader.fact("attests", (*told, *level))


def _ground(reader: Reader, ground: Any) -> Facts:
    yield from reader.fact("need", reader.needs(ground.need), apart=True)
    yield from reader.fact("sub", reader.labels("ground", ground.sub))
    if ground.may:
        yield from reader.stated("may", reader.label("ground", ground.may))
    if ground.cannot:
        yield from reader.stated("cannot", reader.label("ground", ground.cannot))
    if ground.partial:
        yield from reader.stated("partial", reader.label("ground", ground.partial))
    yield from reader.fact("also", reader.labels("ground", ground.also))
    if ground.by:
        yield from reader.stated("by", reader.label("by", ground.by))


def _demand(reader: Reader, demand: Any) -> Facts:
    if not (demand.en or demand.zh):
        yield from reader.fact("when", reader.condition(demand.when), apart=True)
    yield from reader.fact("need", reader.needs(demand.need), apart=True)


def _never(reader: Reader, never: Any) -> Facts:
    if not (never.en or never.zh):
        yield from reader.fact("when", reader.condition(never.when), apart=True)


def _sensitive(reader: Reader, clause: Any) -> Facts:
    yield from reader.fact(
        "level", ((Run(reader.label("level", clause.level), reader.language, strong=True),),)
    )
    yield from reader.fact("need", reader.needs(clause.need), apart=True)
    yield from reader.fact("roles", reader.named("roles", reader.policy.roles, clause.roles))
    yield from reader.fact("for", reader.functions(clause.for_))


def _linkage(reader: Reader, clause: Any) -> Facts:
    yield from reader.fact("data", reader.elements(clause.data))
    others = clause.never_with
    if others == ("identified",):
        yield from reader.stated("never-with", reader.label("linkage", "identified"))
    else:
        yield from reader.fact("never-with", reader.elements(others))


def _origin(reader: Reader, origin: Any) -> Facts:
    yield from reader.fact("data", reader.elements(origin.data))
    yield from reader.fact("purposes", reader.entries(origin.purposes))
    either = getattr(origin.confirm, "any", None)
    words = either if either is not None else origin.confirm
    items = tuple(_confirmed(reader, each) for each in words)
    yield from reader.fact("confirm", (reader.joined(items, "punct.or"),) if either else items)
    if origin.beyond_scope is not None:
        yield from reader.fact("beyond", (basis(reader, origin.beyond_scope),))


def _confirmed(reader: Reader, word: str) -> Words:
    known = reader.known("confirm", word) is not None
    return reader.labels("confirm", [word])[0] if known else (reader.proof(word),)


def _audience(reader: Reader, audience: Any) -> Facts:
    yield from reader.fact("data", reader.elements(audience.data))
    yield from reader.fact("seen-by", reader.labels("relation", audience.to))
    yield from reader.fact("may-open", reader.labels("relation", audience.person_may_open))


def _state(reader: Reader, state: Any) -> Facts:
    refused = state.refuses
    words = (
        reader.labels("act", refused) if not isinstance(refused, str) else reader.labels("refuses", [refused])
    )
    yield from reader.fact("refuses", words)
    yield from reader.fact("except", tuple(_exception(reader, each) for each in state.except_))
    yield from reader.fact("need", reader.needs(state.need), apart=True)


def _exception(reader: Reader, word: str) -> Words:
    if reader.policy.entry(word) is not None:
        return (reader.target(word),)
    for table, grounds in reader.policy.grounds.items():
        if word in grounds.list:
            return (reader.said(grounds.list[word], word, to=f"grounds.{table}.{word}"),)
    area = "role" if reader.known("role", word) and word != "hold" else "state"
    return reader.labels(area, [word])[0]


def _role(reader: Reader, role: Any) -> Facts:
    yield from reader.fact("may-do", reader.entries(role.may))


def _product(reader: Reader, product: Any) -> Facts:
    if product.url:
        yield from reader.fact("url", ((Run(product.url),),))
    if product.functions:
        yield from reader.fact("functions", reader.functions(product.functions))


def _outside(reader: Reader, outside: Any) -> Facts:
    yield from reader.fact("shown-first", tuple((reader.item(each),) for each in outside.shown))


def _overlay(reader: Reader, overlay: Any) -> Facts:
    yield from reader.stated("overlay", reader.label("when", overlay.key))
    own = [each for each in addenda_of(reader.policy) if reader.policy.overlays[each.overlay] is overlay]
    chosen = reader.special.addenda
    yield from reader.fact("addenda", tuple((reader.whom(e),) for e in own if e.open or e in chosen))


# -- device


def _category(reader: Reader, name: str) -> Facts:
    asked = "needed" if name in reader.policy.trackers.before_choice else "asked"
    yield from reader.stated("choice", reader.label("choice", asked))


def _trackers(reader: Reader, trackers: Any) -> Facts:
    if trackers.kinds:
        yield Fact(reader.text("text.kinds"), reader.labels("storage", trackers.kinds))
    if trackers.choices:
        yield Fact(reader.text("text.choices"), reader.labels("choices", trackers.choices))


def tracker_life(reader: Reader, tracker: Tracker) -> Words:
    """Return how long a stored value lives."""
    if tracker.lives is None:
        return reader.ours("missing")
    return (Run(reader.period(tracker.lives), reader.language, strong=True),)


# -- agreement and minors


def _agreement(reader: Reader, agreement: Any) -> Facts:
    by = reader.filled("agreement", "by", what=reader.label("agreement", agreement.by))
    yield from reader.stated(
        "how", reader.label("word", agreement.by) if reader.known("word", agreement.by) else by
    )
    for key, word in (("shown", agreement.shown), ("effect", agreement.takes_effect)):
        if word:
            yield from reader.stated(key, reader.label("agreement", word))
    going = agreement.continued_use
    if going is not None:
        covers = reader.plain(reader.labels("agreement", going.covers))
        level = reader.label("level", going.level)
        yield from reader.stated("going-on", reader.filled("agreement", "covers", level=level, what=covers))
    if agreement.reducing_rights is not None:
        level = reader.label("level", agreement.reducing_rights.level)
        yield from reader.stated("fewer", reader.filled("agreement", "reducing", level=level))
    yield from reader.stated("disagreeing", reader.label("agreement", agreement.disagreeing))


def _age(reader: Reader, age: Any) -> Facts:
    yield from reader.stated("age-by", reader.label("age", age.by))
    yield from reader.stated("unknown", reader.label("age", age.unknown))


def _band(reader: Reader, band: Any) -> Facts:
    yield from reader.fact("need", reader.needs(band.need), apart=True)
    if band.acts:
        yield from reader.fact("acts", reader.labels("act", band.acts))
    if band.refuses:
        yield from reader.stated("refuses", reader.label("refuses", band.refuses))
    yield from reader.fact("except", reader.entries(band.except_))
    yield from reader.fact("products", reader.named("products", reader.policy.products, band.products))


def _supplements(reader: Reader, supplements: Any) -> Facts:
    yield from reader.fact("need", reader.needs(supplements.need), apart=True)


_KINDS: dict[str, Callable[[Reader, Any], Facts]] = {
    "Recipient": _recipient,
    "Case": _case,
    "Instructions": _instructions,
    "Ground": _ground,
    "Demand": _demand,
    "Never": _never,
    "Sensitive": _sensitive,
    "Linkage": _linkage,
    "Origin": _origin,
    "Audience": _audience,
    "State": _state,
    "Role": _role,
    "Product": _product,
    "Outside": _outside,
    "Overlay": _overlay,
    "Trackers": _trackers,
    "Agreement": _agreement,
    "Age": _age,
    "Band": _band,
    "Supplements": _supplements,
}
