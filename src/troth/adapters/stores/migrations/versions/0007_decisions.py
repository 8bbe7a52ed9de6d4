"""The mark of controllers that have registered automated decisions.

Who never registered one has nothing looked up for it when people are erased; this marks those of before.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import text

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NAME, RECORDED = "decisions", "automated.decision.recorded"
FOUND = {
    "sqlite": f"instr(bytes, CAST('{RECORDED}' AS BLOB)) > 0",
    "postgresql": f"position('{RECORDED}'::bytea in bytes) > 0",
}


def upgrade() -> None:
    connection = op.get_bind()
    dialect = connection.dialect.name
    for (controller,) in connection.execute(text("SELECT controller FROM controllers")).all():
        if dialect == "postgresql":  # row level security shows one controller at a time
            connection.execute(text("SELECT set_config('troth.controller', :of, true)"), {"of": controller})
        connection.execute(
            text(
                "INSERT INTO vault_marks (controller, name, value) SELECT :of, :name, 1"  # noqa: S608  # words of ours
                f" WHERE EXISTS (SELECT 1 FROM entries WHERE controller = :of AND {FOUND[dialect]})"
            ),
            {"of": controller, "name": NAME},
        )


def downgrade() -> None:
    connection = op.get_bind()
    for (controller,) in connection.execute(text("SELECT controller FROM controllers")).all():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT set_config('troth.controller', :of, true)"), {"of": controller})
        connection.execute(
            text("DELETE FROM vault_marks WHERE controller = :of AND name = :name"),
            {"of": controller, "name": NAME},
        )
