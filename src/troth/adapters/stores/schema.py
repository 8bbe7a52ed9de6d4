"""The tables of the books, once, for every database.

Rules
- Every table begins with `controller`, in its key; the one list of controllers holds nothing else of them.
- The controller and the subject's handle lead every key that a hot statement uses, so that partitions or shards by
  (controller, subject) need no rewrite.
- Nothing about a person is named: a digest (a keyed hash), a handle (random), ids, and canonical JSON of ids and
  numbers.
- `migrations/` makes these tables; a test compares the two on both databases. `REVISION` is the newest migration.

Example
    >>> sorted(METADATA.tables)[0]
    'controllers'
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    DDL,
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    event,
)

from troth.adapters.stores.case_guards import CHECKS, cooling_guards, ground_guards, guards
from troth.adapters.stores.domains import checks, made

REVISION = "0010"
VERSION_TABLE = "schema_version"

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

# SQLite's strict tables know INTEGER only, and its integers have 64 bits.
COUNT = BigInteger().with_variant(Integer(), "sqlite")
# Byte order, not a locale's: an index must never change its order with an upgrade of the system.
WORD = Text().with_variant(Text(collation="C"), "postgresql")
OPTIONS: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}

controllers = Table(
    "controllers",
    METADATA,
    Column("controller", WORD, nullable=False),
    Column("since", Text, nullable=False),
    PrimaryKeyConstraint("controller"),
    CheckConstraint("controller <> ''", name="controller"),
    **OPTIONS,
)

heads = Table(
    "heads",
    METADATA,
    Column("controller", WORD, nullable=False),
    Column("size", COUNT, nullable=False),
    Column("peaks", LargeBinary, nullable=False),
    PrimaryKeyConstraint("controller"),
    CheckConstraint("controller <> ''", name="controller"),
    CheckConstraint("size >= 0", name="size"),
    **OPTIONS,
)

entries = Table(
    "entries",
    METADATA,
    Column("controller", WORD, nullable=False),
    Column("idx", COUNT, nullable=False),
    Column("subject", WORD),
    Column("bytes", LargeBinary, nullable=False),
    Column("leaf_hash", LargeBinary, nullable=False),
    PrimaryKeyConstraint("controller", "idx"),
    CheckConstraint("idx >= 0", name="idx"),
    CheckConstraint("length(leaf_hash) = 32", name="leaf_hash"),
    Index("ix_entries_subject", "controller", "subject", "idx"),
    **OPTIONS,
)

subtrees = Table(
    "subtrees",
    METADATA,
    Column("controller", WORD, nullable=False),
    Column("level", COUNT, nullable=False),
    Column("idx", COUNT, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    PrimaryKeyConstraint("controller", "level", "idx"),
    CheckConstraint("level > 0", name="level"),
    CheckConstraint("length(hash) = 32", name="hash"),
    **OPTIONS,
)

subjects = Table(
    "subjects",
    METADATA,
    Column("controller", WORD, nullable=False),
    Column("digest", WORD, nullable=False),
    Column("handle", WORD, nullable=False),
    PrimaryKeyConstraint("controller", "digest"),
    UniqueConstraint("controller", "handle"),
    CheckConstraint("length(digest) = 64", name="digest"),
    CheckConstraint("length(handle) = 32", name="handle"),
    **OPTIONS,
)

standing = Table(
    "standing",
    METADATA,
    Column("controller", WORD, nullable=False),
    Column("handle", WORD, nullable=False),
    Column("kind", WORD, nullable=False),
    Column("key", WORD, nullable=False),
    Column("sequence", COUNT, nullable=False),
    Column("at", Text, nullable=False),
    Column("value", Text, nullable=False),
    PrimaryKeyConstraint("controller", "handle", "kind", "key"),
    CheckConstraint("length(handle) IN (0, 32)", name="handle"),
    CheckConstraint("sequence >= 0", name="sequence"),
    **OPTIONS,
)

policies = Table(
    "policies",
    METADATA,
    Column("controller", WORD, nullable=False),
    Column("id", WORD, nullable=False),
    Column("version", WORD, nullable=False),
    Column("hash", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("sequence", COUNT, nullable=False),
    PrimaryKeyConstraint("controller", "id", "version"),
    CheckConstraint("length(hash) = 64", name="hash"),
    **OPTIONS,
)

texts = Table(
    "texts",
    METADATA,
    Column("controller", WORD, nullable=False),
    Column("digest", WORD, nullable=False),
    Column("text", Text, nullable=False),
    PrimaryKeyConstraint("controller", "digest"),
    CheckConstraint("length(digest) = 64", name="digest"),
    **OPTIONS,
)

duties = Table(
    "duties",
    METADATA,
    Column("controller", WORD, nullable=False),
    Column("id", WORD, nullable=False),
    Column("about", WORD, nullable=False),
    Column("handle", WORD, nullable=False),
    Column("parent", WORD, nullable=False),
    Column("state", WORD, nullable=False),
    Column("fence", COUNT, nullable=False),
    Column("ready", WORD),
    Column("remind", WORD),
    Column("value", Text, nullable=False),
    PrimaryKeyConstraint("controller", "id"),
    CheckConstraint("length(handle) IN (0, 32)", name="handle"),
    CheckConstraint("state IN ('open', 'claimed', 'waiting', 'done', 'void')", name="state"),
    CheckConstraint("fence >= 0", name="fence"),
    CheckConstraint("state NOT IN ('waiting', 'done', 'void') OR ready IS NULL", name="ready"),
    Index("ix_duties_about", "controller", "about"),
    Index("ix_duties_handle", "controller", "handle"),
    Index("ix_duties_parent", "controller", "parent", "state"),
    Index("ix_duties_ready", "controller", "ready", "id"),
    Index("ix_duties_remind", "controller", "remind", "id"),
    **OPTIONS,
)

cases = Table(
    "cases",
    METADATA,
    Column("controller", WORD, nullable=False),
    Column("id", WORD, nullable=False),
    Column("version", COUNT, nullable=False),
    Column("kind", WORD, nullable=False),
    Column("state", WORD, nullable=False),
    Column("event", WORD, nullable=False),
    Column("back", WORD),
    Column("handle", WORD, nullable=False),
    Column("file", WORD, nullable=False),
    Column("proof_case", WORD),
    Column("accepted", WORD),
    Column("outcome", WORD, nullable=False),
    Column("received", WORD, nullable=False),
    Column("ended", WORD),
    Column("due", WORD),
    Column("look", WORD),
    Column("value", Text, nullable=False),
    PrimaryKeyConstraint("controller", "id"),
    *(CheckConstraint(condition, name=name) for name, condition in CHECKS),
    Index("ix_cases_handle", "controller", "handle", "id"),
    Index("ix_cases_state", "controller", "state", "id"),
    Index("ix_cases_received", "controller", "received", "id"),
    Index("ix_cases_due", "controller", "due", "id"),
    Index("ix_cases_look", "controller", "look", "id"),
    **OPTIONS,
)


def _made(guard: str, dialect: str) -> Any:
    """Return the statement that makes a trigger, on `dialect` only."""
    statement: Any = DDL(guard.replace("%", "%%"))  # type: ignore[no-untyped-call]  # the library leaves it untyped
    return statement.execute_if(dialect=dialect)


for _dialect in ("sqlite", "postgresql"):
    for _guard in (*guards(_dialect), *ground_guards(_dialect), *cooling_guards(_dialect)):
        event.listen(cases, "after_create", _made(_guard, _dialect))


def _checks(table: str) -> list[CheckConstraint]:
    """Return the checks of a table whose columns have domains on PostgreSQL: for SQLite alone."""
    return [
        CheckConstraint(condition, name=name).ddl_if(dialect="sqlite") for name, condition in checks(table)
    ]


vault_keys = Table(
    "vault_keys",
    METADATA,
    Column("controller", WORD, nullable=False),
    Column("handle", WORD, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("generation", COUNT, nullable=False),
    Column("restricted", COUNT, nullable=False),
    Column("names", Text, nullable=False, server_default=""),
    PrimaryKeyConstraint("controller", "handle"),
    *_checks("vault_keys"),
    Index("ix_vault_keys_generation", "controller", "generation", "handle"),
    **OPTIONS,
)

vault_records = Table(
    "vault_records",
    METADATA,
    Column("controller", WORD, nullable=False),
    Column("handle", WORD, nullable=False),
    Column("part", WORD, nullable=False),
    Column("version", COUNT, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("restricted", COUNT, nullable=False),
    PrimaryKeyConstraint("controller", "handle", "part"),
    *_checks("vault_records"),
    **OPTIONS,
)

vault_finds = Table(
    "vault_finds",
    METADATA,
    Column("controller", WORD, nullable=False),
    Column("element", WORD, nullable=False),
    Column("series", COUNT, nullable=False),
    Column("tag", LargeBinary, nullable=False),
    Column("handle", WORD, nullable=False),
    PrimaryKeyConstraint("controller", "element", "series", "tag", "handle"),
    *_checks("vault_finds"),
    Index("ix_vault_finds_handle", "controller", "handle"),
    **OPTIONS,
)

vault_series = Table(
    "vault_series",
    METADATA,
    Column("controller", WORD, nullable=False),
    Column("element", WORD, nullable=False),
    Column("series", COUNT, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("generation", COUNT, nullable=False),
    PrimaryKeyConstraint("controller", "element", "series"),
    CheckConstraint("generation > 0", name="generation"),
    **OPTIONS,
)

vault_marks = Table(
    "vault_marks",
    METADATA,
    Column("controller", WORD, nullable=False),
    Column("name", WORD, nullable=False),
    Column("value", COUNT, nullable=False),
    PrimaryKeyConstraint("controller", "name"),
    **OPTIONS,
)

papers = Table(
    "papers",
    METADATA,
    Column("controller", WORD, nullable=False),
    Column("kind", WORD, nullable=False),
    Column("id", WORD, nullable=False),
    Column("until", WORD, nullable=False),
    Column("value", Text, nullable=False),
    PrimaryKeyConstraint("controller", "kind", "id"),
    CheckConstraint("kind IN ('operator', 'proposal', 'failures', 'once')", name="kind"),
    Index("ix_papers_until", "controller", "kind", "until", "id"),
    **OPTIONS,
)

for _statement in made():
    event.listen(METADATA, "after_create", DDL(_statement).execute_if(dialect="postgresql"))  # type: ignore[no-untyped-call]  # the library leaves it untyped

VAULT = (vault_keys, vault_records, vault_finds, vault_series, vault_marks)
"""The tables of sealed personal data: ciphertext, wrapped keys, keyed hashes and numbers."""

BOOKS = (heads, entries, subtrees, subjects, standing, policies, texts, duties, cases, papers, *VAULT)
"""The tables that belong to one controller each; row level security keeps them apart on PostgreSQL."""
