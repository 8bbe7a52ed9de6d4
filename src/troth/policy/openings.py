"""Checks that nothing is left open by accident: what a file omits must not permit more than what it says.

Rules
- What would open access is an error; what a careful reader would close is a warning; what is good to know is a note.
- A clause that leaves out what opens nothing is let be: default refuse keeps it safe.

Example
    `providing: {share: {cases: {anyone: {}}}}` gives: nobody has to say yes in this case, so anyone could use it.
"""

from __future__ import annotations

from collections.abc import Iterator

from troth.policy.clauses import Purpose, Tracker
from troth.policy.file import Policy, band_age
from troth.policy.findings import Findings
from troth.policy.reading import Path
from troth.policy.terms import Atom
from troth.policy.wording import suggestion
from troth.vocabulary import GUARDED, Act, Plain, RecipientRole, holds

MOST_NAMES = 8  # of elements in one message


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
    yes = {"consent", "agreement", "guardian", "instruction", "evidence"}
    return any(all(leaf.kind in yes for leaf in need.leaves()) for need in needs)


def _check_grounds(policy: Policy, findings: Findings) -> None:
    seen: dict[tuple[str, Act], str] = {}
    for table_id, table in policy.grounds.items():
        desk = table_id in ("refusing", "deleting", "keeping")
        if not desk and table.gap is None and not table.acts:
            findings.add("error", "opens-nothing", ("grounds", table_id))
        for name, ground in table.list.items():
            if table.acts and not ground.need and ground.gap is None and ground.products != ():
                findings.add("error", "ground-open", ("grounds", table_id, "list", name))
            for act in table.acts:
                if seen.setdefault((name, act), table_id) != table_id:
                    path = ("grounds", table_id, "list", name)
                    findings.add("error", "ground-twice", path, value=name, act=str(act))


def _check_audiences(policy: Policy, findings: Findings) -> None:
    """Where a file speaks of audiences, an element in none of them is read without regard to relations."""
    held = {e for each in policy.audiences.values() for e in policy.elements(each.data)}
    free = [n for n, e in policy.data.items() if n not in held and e.of == "individual" and not e.secret]
    if held and free:
        shown = ", ".join(free[:MOST_NAMES]) + (", ..." if len(free) > MOST_NAMES else "")
        findings.add("note", "audience-none", ("audiences",), count=len(free), names=Plain(shown))


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
    """Phones guard some kinds: a file that speaks of permissions says which one guards them."""
    if not policy.permissions:
        return
    held = {e for each in policy.permissions.values() for e in policy.elements(each.data)}
    for name, element in policy.data.items():
        if (
            name not in held
            and any(holds(kind, element.kind) for kind in GUARDED)
            and element.of == "individual"
        ):
            findings.add("warning", "permission-missing", ("data", name), value=name)


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
