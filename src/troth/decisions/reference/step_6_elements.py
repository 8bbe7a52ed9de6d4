"""Step 6: which elements are on all the lists that apply.

Rules (docs/DECISIONS.md, "In order", 6)
- The lists of purpose, recipient, case, third-party origin, ground and channel all have to hold the element.
- A secret is only ever collected, used, kept, erased or served with.
- What `collect` insists on must be mandatory: `required`, `required-if` the occasion, or the first of `one-of`.

Example
    A birthday at sign-up that no list holds is dropped: `unlisted-data`.
"""

from __future__ import annotations

from collections.abc import Iterator

from troth.decisions.answer import Reason
from troth.decisions.reference.matching import matches_element
from troth.decisions.reference.situation import Situation, within
from troth.decisions.reference.step_5_ground import Claimed, stands_in
from troth.decisions.reference.step_5_offer import Way
from troth.decisions.request import Item
from troth.policy import DataLists, MessageType, Purpose, Tracker
from troth.vocabulary import Act

OPEN_TO_SECRETS = frozenset({Act.COLLECT, Act.USE, Act.KEEP, Act.ERASE, Act.SERVE})


def dropped(s: Situation, claimed: Claimed | None, way: Way, item: Item) -> list[Reason]:
    """Return why `item` is not carried; empty if it is."""
    name = item.element
    if name not in s.policy.data:
        unlisted = way.case is not None and way.case.data and name not in s.policy.elements(way.case.data)
        surplus = [Reason(way.clause, "unlisted-data", name)] if unlisted else []
        return [Reason("data", "unknown-data", name), *surplus, *_occasion(s, item)]
    reasons = [Reason(clause, "unlisted-data", name) for clause in _lacking(s, claimed, way, item)]
    if s.policy.data[name].secret and s.act not in OPEN_TO_SECRETS:
        reasons.append(Reason(f"data.{name}", "never", name))
    with within(s.clause):
        if s.act == Act.COLLECT and name in s.request.insist and name not in _mandatory(s):
            reasons.append(Reason(s.clause, "not-mandatory", name))
    return [*reasons, *_occasion(s, item)]


def _occasion(s: Situation, item: Item) -> list[Reason]:
    """Return that the `when` of the entry looks at the element, and does not match it."""
    with within(s.clause):
        if isinstance(s.entry, Purpose) and matches_element(s, s.entry.when, item) is not True:
            return [Reason(s.clause, "occasion", item.element)]
        return []


def _lacking(s: Situation, claimed: Claimed | None, way: Way, item: Item) -> Iterator[str]:
    """Yield the clause ids of the lists that lack the element."""
    name, opened = item.element, s.policy.elements
    with within(s.clause):
        if name not in of_purpose(s, s.request.purpose, ()) or not _addressed(s, name):
            yield s.clause
    bound = s.recipient is not None and not stands_in(s, claimed)
    if bound and s.recipient is not None and s.recipient.data and name not in opened(s.recipient.data):
        yield s.recipient_clause
    if way.case is not None and way.case.data and name not in opened(way.case.data):
        yield way.clause
    origin = s.policy.origins.get(item.origin or "person")
    if origin is not None and origin.data and name not in opened(origin.data):
        yield f"origins.{item.origin}"
    if claimed is not None and claimed.listed and claimed.data and name not in opened(claimed.data):
        yield claimed.clause


def _addressed(s: Situation, name: str) -> bool:
    """Return whether a message may use the element: as an address of its channel, or by a list of its own."""
    if not isinstance(s.entry, MessageType):
        return True
    channel = s.policy.messages.channels.get(s.request.channel or "")
    own = s.policy.elements(s.entry.data.names()) if isinstance(s.entry.data, DataLists) else ()
    return name in own or (channel is not None and name in s.policy.elements(channel.to))


def of_purpose(s: Situation, purpose: str, seen: tuple[str, ...]) -> tuple[str, ...]:
    """Return the elements that `purpose` lists: its own, else those of the purposes it reuses; `seen` ends a circle."""
    found = s.policy.entry(purpose)
    if found is None or purpose in seen:
        return ()
    entry = found[1]
    if isinstance(entry, Tracker):
        return s.policy.elements(entry.data)
    if entry.data == "any":
        return tuple(s.policy.data)
    if isinstance(entry.data, DataLists):
        return s.policy.elements(entry.data.names())
    return tuple(name for each in entry.reuses for name in of_purpose(s, each, (*seen, purpose)))


def _mandatory(s: Situation) -> tuple[str, ...]:
    """Return the elements that collecting may insist on, in this occasion."""
    lists = None if s.entry is None or isinstance(s.entry, Tracker) else s.entry.data
    if not isinstance(lists, DataLists):
        return ()
    opened = s.policy.elements
    conditional = [
        name
        for value, names in lists.required_if.items()
        if value in s.request.occasion.values()
        for name in opened(names)
    ]
    one_of = [name for name in opened(lists.one_of) if name in s.request.insist]
    return (*opened(lists.required), *conditional, *one_of[:1])
