"""Releases and disclosures: the database refuses to have one accepted without a ground, named items and two persons.

What stands here is frozen; a test compares it with `troth.adapters.stores.case_guards`.
"""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

WHY = "a release rests on a ground, items and two persons"
LACKING = {
    "sqlite": (
        "OLD.accepted IS NULL AND NEW.accepted IS NOT NULL AND NEW.kind IN ('disclose', 'release')"
        " AND (coalesce(json_extract(NEW.value, '$.basis'), '') = ''"
        " OR coalesce(json_extract(NEW.value, '$.decider'), '') = ''"
        " OR coalesce(json_extract(NEW.value, '$.approver'), '') IN ('', coalesce(json_extract(NEW.value, '$.decider'), ''))"
        " OR coalesce(json_array_length(NEW.value, '$.elements'), 0) = 0)"
    ),
    "postgresql": (
        "OLD.accepted IS NULL AND NEW.accepted IS NOT NULL AND NEW.kind IN ('disclose', 'release')"
        " AND (coalesce(NEW.value::jsonb ->> 'basis', '') = ''"
        " OR coalesce(NEW.value::jsonb ->> 'decider', '') = ''"
        " OR coalesce(NEW.value::jsonb ->> 'approver', '') IN ('', coalesce(NEW.value::jsonb ->> 'decider', ''))"
        " OR coalesce(jsonb_array_length(NEW.value::jsonb -> 'elements'), 0) = 0)"
    ),
}


def upgrade() -> None:
    for statement in guards(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    op.execute(f"DROP TRIGGER cases_ground{' ON cases' if postgresql else ''}")
    if postgresql:
        op.execute("DROP FUNCTION cases_ground()")


def guards(dialect: str) -> tuple[str, ...]:
    """Return the statements that make the trigger on `dialect` (sqlite or postgresql)."""
    if dialect == "sqlite":
        return (
            (
                f"CREATE TRIGGER cases_ground BEFORE UPDATE ON cases WHEN {LACKING[dialect]}"
                f" BEGIN SELECT RAISE(ABORT, '{WHY}'); END"
            ),
        )
    return (
        (
            "CREATE OR REPLACE FUNCTION cases_ground() RETURNS trigger LANGUAGE plpgsql AS $$"
            f" BEGIN IF {LACKING[dialect]} THEN RAISE EXCEPTION '{WHY}'; END IF; RETURN NEW; END $$"
        ),
        "CREATE TRIGGER cases_ground BEFORE UPDATE ON cases FOR EACH ROW EXECUTE FUNCTION cases_ground()",
    )
