"""What the database itself refuses about cases: checks of a row, and triggers for its steps.

Rules
- Written from the table of states (`troth.rights`); migration 0004 holds a frozen copy, and a test compares the two, so
  that a change of the table cannot forget the database.
- A row that is verified or accepted carries the number of the case that its proof was given for, and that is its own.
- What is released or published is accepted on a ground, on named items and by two persons: migration 0006, held as JSON in the row.
- A row is accepted after its cooling-off, and not while its person says that it is not theirs; what stands in the way goes with a proof
  alone: migration 0009, held as JSON in the row.
- A row begins as received, moves by the steps of the table only, one version at a time, and is never removed.

Example
    >>> dict(CHECKS)["proof"]
    'proof_case IS NULL OR proof_case = id'
"""

from __future__ import annotations

from troth.rights import ENDS, GROUNDED, KINDS, STATES, steps


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)


_ENDS = _listed(tuple(state for state in STATES if state in ENDS))

CHECKS: tuple[tuple[str, str], ...] = (
    ("handle", "length(handle) IN (0, 32)"),
    ("file", "length(file) = 32"),
    ("version", "version > 0"),
    ("state", f"state IN ({_listed(STATES)})"),
    ("proof", "proof_case IS NULL OR proof_case = id"),
    ("proved", "state NOT IN ('verified', 'accepted') OR proof_case IS NOT NULL"),
    ("accepted", "accepted IS NULL OR proof_case IS NOT NULL"),
    ("acceptance", "state <> 'accepted' OR accepted IS NOT NULL"),
    ("outcome", "outcome NOT IN ('fulfilled', 'partly') OR accepted IS NOT NULL"),
    ("answered", "state <> 'answered' OR outcome <> ''"),
    ("ended", f"(ended IS NOT NULL) = (state IN ({_ENDS}))"),
    ("due", "(due IS NULL) = (ended IS NOT NULL)"),
    ("look", "ended IS NULL OR look IS NULL"),
)

_FINAL = _listed(tuple(sorted(kind.id for kind in KINDS.values() if not kind.recallable)))
"""The kinds that nobody takes back once they are accepted."""

_BEGINS = (
    "NEW.state <> 'received' OR NEW.event <> 'receive' OR NEW.version <> 1"
    " OR NEW.proof_case IS NOT NULL OR NEW.accepted IS NOT NULL"
)


def _strays(differs: str) -> str:
    """Return the condition under which an update is no step; `differs` compares also what is not there."""
    known = ", ".join(f"'{before} {event} {end}'" for before, event, end in steps())
    return (
        "NEW.version <> OLD.version + 1 OR NEW.id <> OLD.id OR NEW.controller <> OLD.controller"
        " OR NEW.file <> OLD.file OR NEW.received <> OLD.received"
        f" OR (OLD.state || ' ' || NEW.event || ' ' || NEW.state) NOT IN ({known})"
        f" OR (NEW.event = 'person-replies' AND NEW.state {differs} OLD.back)"
        f" OR (NEW.event <> 'prove' AND NEW.proof_case {differs} OLD.proof_case)"
        f" OR (NEW.event <> 'accept' AND NEW.accepted {differs} OLD.accepted)"
        " OR (NEW.event = 'note' AND NEW.outcome <> OLD.outcome)"
        f" OR (OLD.state = 'accepted' AND NEW.event = 'withdraw' AND OLD.kind IN ({_FINAL}))"
        " OR (NEW.handle <> OLD.handle AND (OLD.handle <> '' OR OLD.proof_case IS NOT NULL))"
        " OR (NEW.kind <> OLD.kind AND (OLD.kind <> 'unsorted' OR OLD.proof_case IS NOT NULL))"
    )


def guards(dialect: str) -> tuple[str, ...]:
    """Return the statements that make the triggers on `dialect` (sqlite or postgresql)."""
    there = "EXISTS (SELECT 1 FROM cases WHERE controller = NEW.controller AND id = NEW.id)"
    if dialect == "sqlite":
        conditions = (
            (name, act, why, _when(condition)) for name, act, why, condition in _rules("IS NOT", there)
        )
        return tuple(
            f"CREATE TRIGGER cases_{name} BEFORE {act} ON cases{when} BEGIN SELECT RAISE(ABORT, '{why}'); END"
            for name, act, why, when in conditions
        )
    made: list[str] = []
    for name, act, why, condition in _rules("IS DISTINCT FROM", there):
        stop = f"RAISE EXCEPTION '{why}';"
        body = f"IF {condition} THEN {stop} END IF; RETURN NEW;" if condition else stop
        made.append(
            f"CREATE OR REPLACE FUNCTION cases_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
        )
        made.append(
            f"CREATE TRIGGER cases_{name} BEFORE {act} ON cases FOR EACH ROW EXECUTE FUNCTION cases_{name}()"
        )
    return tuple(made)


def ground_guards(dialect: str) -> tuple[str, ...]:
    """Return the statements that make the trigger about grounds on `dialect` (sqlite or postgresql)."""
    why, lacking = "a release rests on a ground, items and two persons", _lacking(dialect)
    if dialect == "sqlite":
        return (
            (
                f"CREATE TRIGGER cases_ground BEFORE UPDATE ON cases WHEN {lacking}"
                f" BEGIN SELECT RAISE(ABORT, '{why}'); END"
            ),
        )
    return (
        (
            "CREATE OR REPLACE FUNCTION cases_ground() RETURNS trigger LANGUAGE plpgsql AS $$"
            f" BEGIN IF {lacking} THEN RAISE EXCEPTION '{why}'; END IF; RETURN NEW; END $$"
        ),
        "CREATE TRIGGER cases_ground BEFORE UPDATE ON cases FOR EACH ROW EXECUTE FUNCTION cases_ground()",
    )


def _lacking(dialect: str) -> str:
    """Return the condition under which a row is accepted without what a release or a disclosure rests on."""
    if dialect == "sqlite":
        basis, decider, approver = (
            f"coalesce(json_extract(NEW.value, '$.{name}'), '')" for name in ("basis", "decider", "approver")
        )
        items = "coalesce(json_array_length(NEW.value, '$.elements'), 0)"
    else:
        basis, decider, approver = (
            f"coalesce(NEW.value::jsonb ->> '{name}', '')" for name in ("basis", "decider", "approver")
        )
        items = "coalesce(jsonb_array_length(NEW.value::jsonb -> 'elements'), 0)"
    return (
        f"OLD.accepted IS NULL AND NEW.accepted IS NOT NULL AND NEW.kind IN ({_listed(tuple(sorted(GROUNDED)))})"
        f" AND ({basis} = '' OR {decider} = '' OR {approver} IN ('', {decider}) OR {items} = 0)"
    )


def cooling_guards(dialect: str) -> tuple[str, ...]:
    """Return the statements that make the trigger about cooling off and disowned cases on `dialect`."""
    why, early = "a case is accepted after its cooling-off, and not while it is disowned", _early(dialect)
    if dialect == "sqlite":
        return (
            (
                f"CREATE TRIGGER cases_cooling BEFORE UPDATE ON cases WHEN {early}"
                f" BEGIN SELECT RAISE(ABORT, '{why}'); END"
            ),
        )
    return (
        (
            "CREATE OR REPLACE FUNCTION cases_cooling() RETURNS trigger LANGUAGE plpgsql AS $$"
            f" BEGIN IF {early} THEN RAISE EXCEPTION '{why}'; END IF; RETURN NEW; END $$"
        ),
        "CREATE TRIGGER cases_cooling BEFORE UPDATE ON cases FOR EACH ROW EXECUTE FUNCTION cases_cooling()",
    )


def _early(dialect: str) -> str:
    """Return the condition under which a row is accepted too early, or what stands in the way goes without a proof."""

    def said(row: str, name: str) -> str:
        if dialect == "sqlite":
            return f"coalesce(json_extract({row}.value, '$.{name}'), '')"
        return f"coalesce({row}.value::jsonb ->> '{name}', '')"

    by_letter = "" if dialect == "sqlite" else ' COLLATE "C"'
    return (
        f"OLD.accepted IS NULL AND ((NEW.accepted IS NOT NULL AND ({said('NEW', 'disowned')} <> ''"
        f" OR rtrim(NEW.accepted, 'Z'){by_letter} < rtrim({said('NEW', 'cooling')}, 'Z')))"
        f" OR (NEW.event <> 'prove' AND ({said('NEW', 'cooling')} <> {said('OLD', 'cooling')}"
        f" OR ({said('NEW', 'disowned')} = '' AND {said('OLD', 'disowned')} <> ''))))"
    )


def _when(condition: str) -> str:
    return f" WHEN {condition}" if condition else ""


def _rules(differs: str, there: str) -> tuple[tuple[str, str, str, str], ...]:
    """Return (name, statement, what is wrong, under which condition; none: always) of each trigger."""
    return (
        ("begin", "INSERT", "a case begins as received", f"NOT {there} AND ({_BEGINS})"),
        ("step", "UPDATE", "no step of the table of states", _strays(differs)),
        ("keep", "DELETE", "a case is never removed", ""),
    )
