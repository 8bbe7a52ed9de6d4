"""Papers of the console: operators, proposals, counters of wrong answers, tokens that were used."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

WORD = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
OPTIONS: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}


def upgrade() -> None:
    op.create_table(
        "papers",
        sa.Column("controller", WORD, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("id", WORD, nullable=False),
        sa.Column("until", WORD, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("controller", "kind", "id", name=op.f("pk_papers")),
        sa.CheckConstraint(
            "kind IN ('operator', 'proposal', 'failures', 'once')", name=op.f("ck_papers_kind")
        ),
        **OPTIONS,
    )
    op.create_index("ix_papers_until", "papers", ["controller", "kind", "until", "id"])
    if op.get_bind().dialect.name == "postgresql":
        _keep_apart()


def downgrade() -> None:
    op.drop_table("papers")


def _keep_apart() -> None:
    """Let the role of the books use the table, one controller at a time; a paper may be destroyed."""
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON papers TO troth_books")
    op.execute("ALTER TABLE papers ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE papers FORCE ROW LEVEL SECURITY")
    op.execute(
        "CREATE POLICY one_controller ON papers"
        " USING (controller = current_setting('troth.controller', true))"
        " WITH CHECK (controller = current_setting('troth.controller', true))"
    )
