"""The books: heads, entries, subtrees, subjects, standing statements, policies, texts.

On PostgreSQL the books are used in the role `troth_books`, which owns nothing: row level security shows it only the
controller that the transaction names, and it may append to the ledger but neither change nor remove what is there.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

COUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORD = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
OPTIONS: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}
ONE_CONTROLLER = ("heads", "entries", "subtrees", "subjects", "standing", "policies", "texts")
APPENDED = ("controllers", "entries", "subtrees", "policies", "texts")
CHANGED = ("heads", "subjects", "standing")


def upgrade() -> None:
    _tables()
    if op.get_bind().dialect.name == "postgresql":
        _keep_apart()


def downgrade() -> None:
    # The role stays: other databases of the same server may use it.
    for name in (*ONE_CONTROLLER, "controllers"):
        op.drop_table(name)


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def _tables() -> None:
    _ledger_tables()
    _people_tables()
    _policy_tables()


def _ledger_tables() -> None:
    op.create_table(
        "controllers",
        sa.Column("controller", WORD, nullable=False),
        sa.Column("since", sa.Text, nullable=False),
        _key("controllers", "controller"),
        _check("controllers", "controller", "controller <> ''"),
        **OPTIONS,
    )
    op.create_table(
        "heads",
        sa.Column("controller", WORD, nullable=False),
        sa.Column("size", COUNT, nullable=False),
        sa.Column("peaks", sa.LargeBinary, nullable=False),
        _key("heads", "controller"),
        _check("heads", "controller", "controller <> ''"),
        _check("heads", "size", "size >= 0"),
        **OPTIONS,
    )
    op.create_table(
        "entries",
        sa.Column("controller", WORD, nullable=False),
        sa.Column("idx", COUNT, nullable=False),
        sa.Column("subject", WORD),
        sa.Column("bytes", sa.LargeBinary, nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary, nullable=False),
        _key("entries", "controller", "idx"),
        _check("entries", "idx", "idx >= 0"),
        _check("entries", "leaf_hash", "length(leaf_hash) = 32"),
        **OPTIONS,
    )
    op.create_index("ix_entries_subject", "entries", ["controller", "subject", "idx"])
    op.create_table(
        "subtrees",
        sa.Column("controller", WORD, nullable=False),
        sa.Column("level", COUNT, nullable=False),
        sa.Column("idx", COUNT, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        _key("subtrees", "controller", "level", "idx"),
        _check("subtrees", "level", "level > 0"),
        _check("subtrees", "hash", "length(hash) = 32"),
        **OPTIONS,
    )


def _people_tables() -> None:
    op.create_table(
        "subjects",
        sa.Column("controller", WORD, nullable=False),
        sa.Column("digest", WORD, nullable=False),
        sa.Column("handle", WORD, nullable=False),
        _key("subjects", "controller", "digest"),
        sa.UniqueConstraint("controller", "handle", name=op.f("uq_subjects_controller_handle")),
        _check("subjects", "digest", "length(digest) = 64"),
        _check("subjects", "handle", "length(handle) = 32"),
        **OPTIONS,
    )
    op.create_table(
        "standing",
        sa.Column("controller", WORD, nullable=False),
        sa.Column("handle", WORD, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("key", WORD, nullable=False),
        sa.Column("sequence", COUNT, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        _key("standing", "controller", "handle", "kind", "key"),
        _check("standing", "handle", "length(handle) IN (0, 32)"),
        _check("standing", "sequence", "sequence >= 0"),
        **OPTIONS,
    )


def _policy_tables() -> None:
    op.create_table(
        "policies",
        sa.Column("controller", WORD, nullable=False),
        sa.Column("id", WORD, nullable=False),
        sa.Column("version", WORD, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("sequence", COUNT, nullable=False),
        _key("policies", "controller", "id", "version"),
        _check("policies", "hash", "length(hash) = 64"),
        **OPTIONS,
    )
    op.create_table(
        "texts",
        sa.Column("controller", WORD, nullable=False),
        sa.Column("digest", WORD, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        _key("texts", "controller", "digest"),
        _check("texts", "digest", "length(digest) = 64"),
        **OPTIONS,
    )


def _keep_apart() -> None:
    """Make the role, give it what it needs and no more, and show it one controller at a time."""
    op.execute(
        """
        DO $$ BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'troth_books') THEN
                CREATE ROLE troth_books NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
            END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL; -- another database of this server was opened for the first time in the same moment
        END $$
        """
    )
    op.execute(
        """
        DO $$ BEGIN
            BEGIN
                SET LOCAL ROLE troth_books;
                RESET ROLE;
            EXCEPTION WHEN insufficient_privilege THEN
                GRANT troth_books TO CURRENT_USER;
            END;
        END $$
        """
    )
    op.execute(
        """
        DO $$ BEGIN
            EXECUTE format('GRANT USAGE ON SCHEMA %I TO troth_books', current_schema());
        END $$
        """
    )
    op.execute("GRANT SELECT ON schema_version TO troth_books")
    for name in APPENDED:
        op.execute(f"GRANT SELECT, INSERT ON {name} TO troth_books")
    for name in CHANGED:
        op.execute(f"GRANT SELECT, INSERT, UPDATE ON {name} TO troth_books")
    for name in ONE_CONTROLLER:
        op.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY one_controller ON {name}"
            " USING (controller = current_setting('troth.controller', true))"
            " WITH CHECK (controller = current_setting('troth.controller', true))"
        )
