"""Duties: what is owed, found by what it is about, by the person, and by when its time comes."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

COUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORD = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
OPTIONS: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}


def upgrade() -> None:
    op.create_table(
        "duties",
        sa.Column("controller", WORD, nullable=False),
        sa.Column("id", WORD, nullable=False),
        sa.Column("about", WORD, nullable=False),
        sa.Column("handle", WORD, nullable=False),
        sa.Column("parent", WORD, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("fence", COUNT, nullable=False),
        sa.Column("ready", WORD),
        sa.Column("remind", WORD),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("controller", "id", name=op.f("pk_duties")),
        _check("handle", "length(handle) IN (0, 32)"),
        _check("state", "state IN ('open', 'claimed', 'waiting', 'done', 'void')"),
        _check("fence", "fence >= 0"),
        _check("ready", "state NOT IN ('waiting', 'done', 'void') OR ready IS NULL"),
        **OPTIONS,
    )
    for column in ("about", "handle"):
        op.create_index(f"ix_duties_{column}", "duties", ["controller", column])
    op.create_index("ix_duties_parent", "duties", ["controller", "parent", "state"])
    for column in ("ready", "remind"):
        op.create_index(f"ix_duties_{column}", "duties", ["controller", column, "id"])
    if op.get_bind().dialect.name == "postgresql":
        _keep_apart()


def downgrade() -> None:
    op.drop_table("duties")


def _check(name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_duties_{name}"))


def _keep_apart() -> None:
    """Let the role of the books use the table, one controller at a time; a duty is never removed."""
    op.execute("GRANT SELECT, INSERT, UPDATE ON duties TO troth_books")
    op.execute("ALTER TABLE duties ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE duties FORCE ROW LEVEL SECURITY")
    op.execute(
        "CREATE POLICY one_controller ON duties"
        " USING (controller = current_setting('troth.controller', true))"
        " WITH CHECK (controller = current_setting('troth.controller', true))"
    )
