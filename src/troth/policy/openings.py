"""Checks that nothing is left open by accident: what a file omits must not permit more than what it says.

Rules
- What would open access is an error; what a careful reader would close is a warning; what is good to know is a note.
- A clause that leaves out what opens nothing is let be: default refuse keeps it safe.

Example
    `providing: {share: {cases: {anyone: {}}}}` gives: nobody has to say yes in this case, so anyone could use it.
"""

from __future__ import annotations

from collections.abc import Iterator

from troth.policy.clauses import (
    Clause,
    Consented,
    DataLists,
    Linkage,
    Permission,
    Purpose,
    Sensitive,
    Tracker,
    dashed,
)
from troth.policy.file import Policy, band_age
from troth.policy.findings import Findings, clause_of, path_of
from troth.policy.reading import Path
from troth.policy.rules import Audience, Case, Grounds, Recipient
from troth.policy.terms import Atom
from troth.policy.wording import in_words, suggestion
from troth.vocabulary import EVIDENCE, GUARDED, Act, RecipientRole, holds

MOST_NAMES = 8  # of elements in one message
_YES = frozenset({"consent", "agreement", "guardian", "instruction"})
TRACKED = ("location.track",)
"""Kinds that a device guards as it guards the place they are made of."""
HANDED_OVER = ("content.picture", "content.video", "device.clipboard")
"""Kinds that a device guards unless the person hands them over by a gesture (`when: {trigger: ...}`): pick, paste."""


def entries(policy: Policy) -> Iterator[tuple[Path, Purpose | Tracker]]:
    """Yield (path, entry) of everything that may be the `purpose` of a request."""
    for purpose_id, purpose in policy.purposes.items():
        yield ("purposes", purpose_id), purpose
    for type_id, message in policy.messages.types.items():
        yield ("messages", "types", type_id), message
    for tracker_id, tracker in policy.trackers.entries.items():
        yield ("trackers", "entries", tracker_id), tracker
    for supplement_id, supplement in policy.supplements.entries.items():
        yield ("supplements", "entries", supplement_id), supplement


def check_openings(policy: Policy, findings: Findings) -> None:
    """Add a finding for everything that `policy` leaves open."""
    for topic in (
        _check_providing,
        _check_grounds,
        _check_supplements,
        _check_empty_lists,
        _check_audiences,
        _check_minors,
        _check_states,
        _check_permissions,
        _check_linkage,
        _check_origins,
        _check_others_data,
    ):
        topic(policy, findings)


def _check_providing(policy: Policy, findings: Findings) -> None:
    """A case that asks nothing of anyone would let anyone have the data (PIPL 23)."""
    for act, table in policy.providing.items():
        for name, case in table.cases.items():
            if case.gap is None and not _asks(case.need) and set(case.form) != {"anonymised"}:
                findings.add("error", "case-open", ("providing", act, "cases", name))


def _asks(needs: tuple[Atom, ...]) -> bool:
    """Return whether a person, a controller or a document has to say yes, whichever alternative is taken."""
    return any(all(leaf.kind in {*_YES, "evidence"} for leaf in need.leaves()) for need in needs)


def _check_grounds(policy: Policy, findings: Findings) -> None:
    seen: dict[tuple[str, Act], str] = {}
    for table_id, table in policy.grounds.items():
        desk = table_id in ("refusing", "deleting", "keeping")
        if not desk and table.gap is None and not table.acts:
            findings.add("error", "opens-nothing", ("grounds", table_id))
        for name, ground in table.list.items():
            proved = any(_is_proof(policy, need) for need in ground.need)
            if table.acts and not proved and ground.gap is None and ground.products != ():
                findings.add("error", "ground-open", ("grounds", table_id, "list", name))
            for act in table.acts:
                if seen.setdefault((name, act), table_id) != table_id:
                    path = ("grounds", table_id, "list", name)
                    findings.add("error", "ground-twice", path, value=name, act=str(act))


def _is_proof(policy: Policy, need: Atom) -> bool:
    """Return whether `need`, whichever alternative is taken, asks for a yes or for evidence about this very step.

    What the caller says of itself (role, transport, region) and what stands for every step alike prove no exception
    (PIPL 13: each of them is a case of its own).
    """
    return all(
        leaf.kind in _YES or (leaf.kind == "evidence" and _about(policy, leaf.words[0]) != "controller")
        for leaf in need.leaves()
    )


def _about(policy: Policy, kind: str) -> str:
    declared = policy.evidence.get(kind)
    return declared.about if declared else EVIDENCE[kind].about if kind in EVIDENCE else "subject"


def _check_supplements(policy: Policy, findings: Findings) -> None:
    """A supplement opens what the policy does not list, so the person agrees to it itself (construct 15)."""
    shared = policy.supplements.need
    for name, entry in policy.supplements.entries.items():
        consented = isinstance(entry.basis, Consented) or any(
            all(leaf.kind == "consent" for leaf in need.leaves()) for need in (*shared, *entry.need)
        )
        if not consented and entry.gap is None:
            findings.add("error", "supplement-open", ("supplements", "entries", name))


def _check_empty_lists(policy: Policy, findings: Findings) -> None:
    """A list that limits, written with nothing in it, limits nothing: whoever wrote it meant the opposite."""
    for clause, part in policy.clauses():
        for kind, fields in _LIMITS.items():
            if isinstance(part, kind):
                written = (each for each in fields if each in part.model_fields_set)
                for each in (each for each in written if getattr(part, each) == ()):
                    findings.add("error", "list-empty", (*path_of(clause), dashed(each)))
    for name, members in policy.groups.items():
        if not members:
            findings.add("error", "list-empty", ("groups", name))


_LIMITS: dict[type[Clause], tuple[str, ...]] = {
    Purpose: ("products", "functions", "form"),
    Tracker: ("products", "form"),
    Permission: ("products",),
    Recipient: ("purposes", "functions", "products", "data", "form"),
    Case: ("purposes", "recipients", "roles", "products", "form", "data"),
    Grounds: ("data",),
    Sensitive: ("roles", "for_"),
    Linkage: ("data", "never_with"),
    Audience: ("data",),
}
"""Lists that limit nothing when they are empty, by the clause that holds them."""


def _check_audiences(policy: Policy, findings: Findings) -> None:
    """Where a file speaks of audiences, an element in none of them is read without regard to relations."""
    if not policy.audiences:
        return
    held = {
        e for each in policy.audiences.values() if Act.READ in each.acts for e in policy.elements(each.data)
    }
    read = _read(policy)
    free = [n for n in policy.data if n in read and n not in held and _shown(policy, n)]
    if free:
        findings.add("note", "audience-none", ("audiences",), count=len(free), **in_words(free, MOST_NAMES))


def _shown(policy: Policy, name: str) -> bool:
    return policy.data[name].of == "individual" and not policy.data[name].secret


def _read(policy: Policy) -> set[str]:
    """Return the elements that some entry reads, groups and reused lists opened."""
    found: set[str] = set()
    by_id = {str(path[-1]): entry for path, entry in entries(policy)}
    for _, entry in entries(policy):
        if Act.READ not in entry.acts:
            continue
        if entry.data == "any":
            return set(policy.data)
        if isinstance(entry, Tracker):
            found |= set(policy.elements(entry.data))
            continue
        lists = [entry.data] if entry.data is not None else [_data_of(by_id.get(n)) for n in entry.reuses]
        found |= {e for each in lists if isinstance(each, DataLists) for e in policy.elements(each.names())}
    return found


def _data_of(entry: Purpose | Tracker | None) -> object:
    return entry.data if isinstance(entry, Purpose) else None


def _check_minors(policy: Policy, findings: Findings) -> None:
    for name, band in (policy.minors.bands if policy.minors else {}).items():
        if band_age(name, band.below) is None:
            findings.add("error", "band-age", ("minors", "bands", name))
        if not band.need and band.refuses is None and band.gap is None:
            findings.add("error", "band-nothing", ("minors", "bands", name))


def _check_states(policy: Policy, findings: Findings) -> None:
    grounds = {name for table in policy.grounds.values() for name in table.list}
    known = {"hold", *grounds, *RecipientRole, *(str(path[-1]) for path, _ in entries(policy))}
    for name, state in policy.states.items():
        if name in ("account-closed", "service-ended") and state.refuses in ("nothing", ()):
            findings.add("error", "state-open", ("states", name))
        for place, word in enumerate(state.except_):
            if word not in known:
                hint = suggestion(word, known)
                findings.add("error", "state-except", ("states", name, "except", place), value=word, **hint)


def _check_permissions(policy: Policy, findings: Findings) -> None:
    """A device guards some kinds: without a permission for them, a switch that is off would stop nothing."""
    held = {e for each in policy.permissions.values() for e in policy.elements(each.data)}
    taken: dict[str, list[Path]] = {}
    for path, entry in entries(policy):
        if not isinstance(entry, Tracker) and entry.gap is None and Act.COLLECT in entry.acts:
            for name in _from_device(policy, entry):
                taken.setdefault(name, []).append(path)
    for name, element in policy.data.items():
        own = element.of == "individual" and not element.derived
        if name not in held and own and taken.get(name):
            where = clause_of(min(taken[name]))
            findings.add("error", "permission-missing", ("data", name), value=name, purpose=where)


def _from_device(policy: Policy, entry: Purpose) -> Iterator[str]:
    """Yield the guarded elements that `entry` takes from a device, not from elsewhere or out of the person's hand."""
    lists = entry.data
    if not isinstance(lists, DataLists) or entry.when.get("origin") is not None:
        return
    for name in policy.elements(lists.names()):
        kind = policy.data[name].kind if name in policy.data else ""
        handed = any(holds(each, kind) for each in HANDED_OVER) and entry.when.get("trigger") is not None
        if any(holds(each, kind) for each in (*GUARDED, *HANDED_OVER, *TRACKED)) and not handed:
            yield name


def _check_linkage(policy: Policy, findings: Findings) -> None:
    for name, link in policy.linkage.items():
        if not link.never_with and link.gap is None:
            findings.add("error", "linkage-nothing", ("linkage", name))


def _check_origins(policy: Policy, findings: Findings) -> None:
    """Data of another counts as collected only when something about it was confirmed (construct 23)."""
    for name, origin in policy.origins.items():
        if not origin.confirm and origin.gap is None:
            findings.add("warning", "origin-open", ("origins", name))


def _check_others_data(policy: Policy, findings: Findings) -> None:
    covered = {e for each in policy.instructions.values() for e in policy.elements(each.data)}
    owners = {each.data_of for each in policy.instructions.values()}
    for name, element in policy.data.items():
        if element.of != "individual" and element.of not in owners and name not in covered:
            findings.add("error", "instructions-none", ("data", name), value=name)
