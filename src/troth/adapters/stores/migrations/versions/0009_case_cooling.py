"""The database's own check that nothing is accepted while it cools off, or while its person says that it is not theirs.

What stands here is frozen; a test compares it with `troth.adapters.stores.case_guards`. Rows of before have neither, and pass.
"""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

WHY = "a case is accepted after its cooling-off, and not while it is disowned"
EARLY = {
    "sqlite": (
        "OLD.accepted IS NULL AND ((NEW.accepted IS NOT NULL"
        " AND (coalesce(json_extract(NEW.value, '$.disowned'), '') <> ''"
        " OR rtrim(NEW.accepted, 'Z') < rtrim(coalesce(json_extract(NEW.value, '$.cooling'), ''), 'Z')))"
        " OR (NEW.event <> 'prove'"
        " AND (coalesce(json_extract(NEW.value, '$.cooling'), '') <> coalesce(json_extract(OLD.value, '$.cooling'), '')"
        " OR (coalesce(json_extract(NEW.value, '$.disowned'), '') = '' AND coalesce(json_extract(OLD.value, '$.disowned'), '') <> ''))))"
    ),
    "postgresql": (
        "OLD.accepted IS NULL AND ((NEW.accepted IS NOT NULL"
        " AND (coalesce(NEW.value::jsonb ->> 'disowned', '') <> ''"
        " OR rtrim(NEW.accepted, 'Z') COLLATE \"C\" < rtrim(coalesce(NEW.value::jsonb ->> 'cooling', ''), 'Z')))"
        " OR (NEW.event <> 'prove'"
        " AND (coalesce(NEW.value::jsonb ->> 'cooling', '') <> coalesce(OLD.value::jsonb ->> 'cooling', '')"
        " OR (coalesce(NEW.value::jsonb ->> 'disowned', '') = '' AND coalesce(OLD.value::jsonb ->> 'disowned', '') <> ''))))"
    ),
}


def upgrade() -> None:
    for statement in guards(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    op.execute(f"DROP TRIGGER cases_cooling{' ON cases' if postgresql else ''}")
    if postgresql:
        op.execute("DROP FUNCTION cases_cooling()")


def guards(dialect: str) -> tuple[str, ...]:
    """Return the statements that make the trigger on `dialect` (sqlite or postgresql)."""
    if dialect == "sqlite":
        return (
            (
                f"CREATE TRIGGER cases_cooling BEFORE UPDATE ON cases WHEN {EARLY[dialect]}"
                f" BEGIN SELECT RAISE(ABORT, '{WHY}'); END"
            ),
        )
    return (
        (
            "CREATE OR REPLACE FUNCTION cases_cooling() RETURNS trigger LANGUAGE plpgsql AS $$"
            f" BEGIN IF {EARLY[dialect]} THEN RAISE EXCEPTION '{WHY}'; END IF; RETURN NEW; END $$"
        ),
        "CREATE TRIGGER cases_cooling BEFORE UPDATE ON cases FOR EACH ROW EXECUTE FUNCTION cases_cooling()",
    )
