"""The vault: sealed groups of fields, wrapped keys, blind indexes, index keys, numbers."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

COUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORD = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
OPTIONS: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}
HANDLE = "length(handle) = 32"
FLAG = "restricted IN (0, 1)"
TABLES = ("vault_keys", "vault_records", "vault_finds", "vault_series", "vault_marks")


def upgrade() -> None:
    _keys_and_records()
    _indexes()
    if op.get_bind().dialect.name == "postgresql":
        _keep_apart()


def downgrade() -> None:
    for name in TABLES:
        op.drop_table(name)


def _word(name: str) -> sa.Column[str]:
    return sa.Column(name, WORD, nullable=False)


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, COUNT, nullable=False)


def _bytes(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary, nullable=False)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _keys_and_records() -> None:
    op.create_table(
        "vault_keys",
        _word("controller"),
        _word("handle"),
        _bytes("wrapped"),
        _count("generation"),
        _count("restricted"),
        _key("vault_keys", "controller", "handle"),
        _check("vault_keys", "handle", HANDLE),
        _check("vault_keys", "generation", "generation > 0"),
        _check("vault_keys", "restricted", FLAG),
        **OPTIONS,
    )
    op.create_index("ix_vault_keys_generation", "vault_keys", ["controller", "generation", "handle"])
    op.create_table(
        "vault_records",
        _word("controller"),
        _word("handle"),
        _word("part"),
        _count("version"),
        _bytes("sealed"),
        _count("restricted"),
        _key("vault_records", "controller", "handle", "part"),
        _check("vault_records", "handle", HANDLE),
        _check("vault_records", "version", "version > 0"),
        _check("vault_records", "restricted", FLAG),
        **OPTIONS,
    )


def _indexes() -> None:
    op.create_table(
        "vault_finds",
        _word("controller"),
        _word("element"),
        _count("series"),
        _bytes("tag"),
        _word("handle"),
        _key("vault_finds", "controller", "element", "series", "tag", "handle"),
        _check("vault_finds", "handle", HANDLE),
        _check("vault_finds", "tag", "length(tag) = 16"),
        **OPTIONS,
    )
    op.create_index("ix_vault_finds_handle", "vault_finds", ["controller", "handle"])
    op.create_table(
        "vault_series",
        _word("controller"),
        _word("element"),
        _count("series"),
        _bytes("wrapped"),
        _count("generation"),
        _key("vault_series", "controller", "element", "series"),
        _check("vault_series", "generation", "generation > 0"),
        **OPTIONS,
    )
    op.create_table(
        "vault_marks",
        _word("controller"),
        _word("name"),
        _count("value"),
        _key("vault_marks", "controller", "name"),
        **OPTIONS,
    )


def _keep_apart() -> None:
    """Let the role of the books use the tables, one controller at a time; here a row may be destroyed."""
    for name in TABLES:
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {name} TO troth_books")
        op.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY one_controller ON {name}"
            " USING (controller = current_setting('troth.controller', true))"
            " WITH CHECK (controller = current_setting('troth.controller', true))"
        )
