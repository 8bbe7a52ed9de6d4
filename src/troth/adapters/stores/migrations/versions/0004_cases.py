"""Cases: requests of people. The row holds what is searched and checked; triggers let through the steps of the table.

What stands here is frozen: it is how the table of states was when this migration was written. A test compares it with
`troth.adapters.stores.case_guards`; when the table changes, a new migration makes the triggers anew.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

COUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORD = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
OPTIONS: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}
CHECKS = (
    ("handle", "length(handle) IN (0, 32)"),
    ("file", "length(file) = 32"),
    ("version", "version > 0"),
    ("state", "state IN ('received', 'waiting', 'verified', 'accepted', 'answered', 'lapsed', 'withdrawn')"),
    ("proof", "proof_case IS NULL OR proof_case = id"),
    ("proved", "state NOT IN ('verified', 'accepted') OR proof_case IS NOT NULL"),
    ("accepted", "accepted IS NULL OR proof_case IS NOT NULL"),
    ("acceptance", "state <> 'accepted' OR accepted IS NOT NULL"),
    ("outcome", "outcome NOT IN ('fulfilled', 'partly') OR accepted IS NOT NULL"),
    ("answered", "state <> 'answered' OR outcome <> ''"),
    ("ended", "(ended IS NOT NULL) = (state IN ('answered', 'lapsed', 'withdrawn'))"),
    ("due", "(due IS NULL) = (ended IS NOT NULL)"),
    ("look", "ended IS NULL OR look IS NULL"),
)
STEPS = """
accepted all-done answered
accepted note accepted
accepted withdraw withdrawn
answered note answered
lapsed note lapsed
received answer-plainly answered
received ask waiting
received expire lapsed
received fail lapsed
received note received
received prove verified
received withdraw withdrawn
verified accept accepted
verified answer-plainly answered
verified ask waiting
verified note verified
verified refuse answered
verified withdraw withdrawn
waiting expire lapsed
waiting fail lapsed
waiting note waiting
waiting person-replies received
waiting person-replies verified
waiting prove verified
waiting withdraw withdrawn
withdrawn note withdrawn
"""
FINAL = "'cancel-account', 'delete', 'disclose', 'release', 'remove-minor'"
"""The kinds of request that nobody takes back once they are accepted."""

BEGINS = (
    "NEW.state <> 'received' OR NEW.event <> 'receive' OR NEW.version <> 1"
    " OR NEW.proof_case IS NOT NULL OR NEW.accepted IS NOT NULL"
)
THERE = "EXISTS (SELECT 1 FROM cases WHERE controller = NEW.controller AND id = NEW.id)"


def upgrade() -> None:
    op.create_table(
        "cases",
        _word("controller"),
        _word("id"),
        sa.Column("version", COUNT, nullable=False),
        *map(_word, ("kind", "state", "event")),
        sa.Column("back", WORD),
        *map(_word, ("handle", "file")),
        *(sa.Column(name, WORD) for name in ("proof_case", "accepted")),
        *map(_word, ("outcome", "received")),
        *(sa.Column(name, WORD) for name in ("ended", "due", "look")),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("controller", "id", name=op.f("pk_cases")),
        *(sa.CheckConstraint(condition, name=op.f(f"ck_cases_{name}")) for name, condition in CHECKS),
        **OPTIONS,
    )
    for column in ("handle", "state", "received", "due", "look"):
        op.create_index(f"ix_cases_{column}", "cases", ["controller", column, "id"])
    postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in guards("postgresql" if postgresql else "sqlite"):
        op.execute(statement)
    if postgresql:
        _keep_apart()


def downgrade() -> None:
    op.drop_table("cases")
    if op.get_bind().dialect.name == "postgresql":
        for name in ("begin", "step", "keep"):
            op.execute(f"DROP FUNCTION cases_{name}()")


def _word(name: str) -> sa.Column[str]:
    return sa.Column(name, WORD, nullable=False)


def _strays(differs: str) -> str:
    """Return the condition under which an update is no step; `differs` compares also what is not there."""
    known = ", ".join(f"'{step}'" for step in STEPS.strip().splitlines())
    return (
        "NEW.version <> OLD.version + 1 OR NEW.id <> OLD.id OR NEW.controller <> OLD.controller"
        " OR NEW.file <> OLD.file OR NEW.received <> OLD.received"
        f" OR (OLD.state || ' ' || NEW.event || ' ' || NEW.state) NOT IN ({known})"
        f" OR (NEW.event = 'person-replies' AND NEW.state {differs} OLD.back)"
        f" OR (NEW.event <> 'prove' AND NEW.proof_case {differs} OLD.proof_case)"
        f" OR (NEW.event <> 'accept' AND NEW.accepted {differs} OLD.accepted)"
        " OR (NEW.event = 'note' AND NEW.outcome <> OLD.outcome)"
        f" OR (OLD.state = 'accepted' AND NEW.event = 'withdraw' AND OLD.kind IN ({FINAL}))"
        " OR (NEW.handle <> OLD.handle AND (OLD.handle <> '' OR OLD.proof_case IS NOT NULL))"
        " OR (NEW.kind <> OLD.kind AND (OLD.kind <> 'unsorted' OR OLD.proof_case IS NOT NULL))"
    )


def guards(dialect: str) -> list[str]:
    """Return the statements that make the triggers on `dialect` (sqlite or postgresql)."""
    differs = "IS NOT" if dialect == "sqlite" else "IS DISTINCT FROM"
    made = []
    for name, act, why, condition in (
        ("begin", "INSERT", "a case begins as received", f"NOT {THERE} AND ({BEGINS})"),
        ("step", "UPDATE", "no step of the table of states", _strays(differs)),
        ("keep", "DELETE", "a case is never removed", ""),
    ):
        if dialect == "sqlite":
            when = f" WHEN {condition}" if condition else ""
            made.append(
                f"CREATE TRIGGER cases_{name} BEFORE {act} ON cases{when} BEGIN SELECT RAISE(ABORT, '{why}'); END"
            )
            continue
        stop = f"RAISE EXCEPTION '{why}';"
        body = f"IF {condition} THEN {stop} END IF; RETURN NEW;" if condition else stop
        made.append(
            f"CREATE OR REPLACE FUNCTION cases_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
        )
        made.append(
            f"CREATE TRIGGER cases_{name} BEFORE {act} ON cases FOR EACH ROW EXECUTE FUNCTION cases_{name}()"
        )
    return made


def _keep_apart() -> None:
    """Let the role of the books use the table, one controller at a time; a case is never removed."""
    op.execute("GRANT SELECT, INSERT, UPDATE ON cases TO troth_books")
    op.execute("ALTER TABLE cases ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE cases FORCE ROW LEVEL SECURITY")
    op.execute(
        "CREATE POLICY one_controller ON cases"
        " USING (controller = current_setting('troth.controller', true))"
        " WITH CHECK (controller = current_setting('troth.controller', true))"
    )
