"""On PostgreSQL the rules of the vault's columns are those of domains: a server reads the checks of a table anew in every statement.

What stands here is frozen; a test compares it with `troth.adapters.stores.domains`. No table is written anew, and no row looked at: every
row that is there was held to the same rule. SQLite has no domains, and keeps its checks.
"""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

DOMAINS = {
    "vault_handle": ('text COLLATE "C"', "length(VALUE) = 32"),
    "vault_tag": ("bytea", "length(VALUE) = 16"),
    "vault_flag": ("bigint", "VALUE IN (0, 1)"),
    "vault_ordinal": ("bigint", "VALUE > 0"),
}
COLUMNS = {
    "vault_keys": {"handle": "vault_handle", "generation": "vault_ordinal", "restricted": "vault_flag"},
    "vault_records": {"handle": "vault_handle", "version": "vault_ordinal", "restricted": "vault_flag"},
    "vault_finds": {"handle": "vault_handle", "tag": "vault_tag"},
}


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, columns in COLUMNS.items():
        dropped = ", ".join(f"DROP CONSTRAINT ck_{table}_{column}" for column in columns)
        op.execute(f"ALTER TABLE {table} {dropped}")
    for statement in made():
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for domain in DOMAINS:
        op.execute(f"ALTER DOMAIN {domain} DROP CONSTRAINT {domain}")
    for table, columns in COLUMNS.items():
        back = [f"ALTER COLUMN {column} TYPE {DOMAINS[domain][0]}" for column, domain in columns.items()]
        back += [
            f"ADD CONSTRAINT ck_{table}_{column} CHECK ({DOMAINS[domain][1].replace('VALUE', column)})"
            for column, domain in columns.items()
        ]
        op.execute(f"ALTER TABLE {table} {', '.join(back)}")
    for domain in DOMAINS:
        op.execute(f"DROP DOMAIN {domain}")


def made() -> list[str]:
    """Return the statements that give the columns their domains. A domain gets its rule last: a column that takes one without is not written anew."""
    return [
        *(f"CREATE DOMAIN {domain} AS {base}" for domain, (base, _) in DOMAINS.items()),
        *(
            f"ALTER TABLE {table} "
            + ", ".join(f"ALTER COLUMN {column} TYPE {domain}" for column, domain in columns.items())
            for table, columns in COLUMNS.items()
        ),
        *(
            f"ALTER DOMAIN {domain} ADD CONSTRAINT {domain} CHECK ({rule}) NOT VALID"
            for domain, (_, rule) in DOMAINS.items()
        ),
    ]
