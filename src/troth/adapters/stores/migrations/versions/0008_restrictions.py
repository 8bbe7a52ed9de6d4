"""What of a person is restricted in the vault, in words on the row of their key; none, where one is, is the whole person.

SQLite gets the table anew, so that it reads as one that was made today.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

COUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORD = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INDEX, TABLE, BEFORE = "ix_vault_keys_generation", "vault_keys", "vault_keys_before"


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.add_column(TABLE, _names())
        return
    op.drop_index(INDEX, TABLE)
    op.rename_table(TABLE, BEFORE)
    op.create_table(
        TABLE,
        sa.Column("controller", WORD, nullable=False),
        sa.Column("handle", WORD, nullable=False),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
        sa.Column("generation", COUNT, nullable=False),
        sa.Column("restricted", COUNT, nullable=False),
        _names(),
        sa.PrimaryKeyConstraint("controller", "handle", name=op.f("pk_vault_keys")),
        sa.CheckConstraint("length(handle) = 32", name=op.f("ck_vault_keys_handle")),
        sa.CheckConstraint("generation > 0", name=op.f("ck_vault_keys_generation")),
        sa.CheckConstraint("restricted IN (0, 1)", name=op.f("ck_vault_keys_restricted")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    kept = "controller, handle, wrapped, generation, restricted"
    op.execute(f"INSERT INTO {TABLE} ({kept}) SELECT {kept} FROM {BEFORE}")  # noqa: S608  # names of ours
    op.drop_table(BEFORE)
    op.create_index(INDEX, TABLE, ["controller", "generation", "handle"])


def downgrade() -> None:
    op.drop_column(TABLE, "names")


def _names() -> sa.Column[str]:
    return sa.Column("names", sa.Text(), nullable=False, server_default="")
