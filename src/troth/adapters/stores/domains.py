"""Rules of columns that PostgreSQL holds as domains: what goes into such a column is checked as with a CHECK of its table.

Rules
- A server reads the checks of a table anew in every statement that writes to it, which is a tenth of a write to the vault; those of a
  domain it keeps. Migration 0010 holds a frozen copy, and a test compares the two.
- A domain gets its rule after the columns that take it: so no table is written anew.
- SQLite has no domains: there the same rules are checks of the tables (`schema.py`).

Example
    >>> made()[0]
    'CREATE DOMAIN vault_handle AS text COLLATE "C"'
"""

from __future__ import annotations

DOMAINS = {
    "vault_handle": ('text COLLATE "C"', "length(VALUE) = 32"),
    "vault_tag": ("bytea", "length(VALUE) = 16"),
    "vault_flag": ("bigint", "VALUE IN (0, 1)"),
    "vault_ordinal": ("bigint", "VALUE > 0"),
}
"""The type that a domain is made of, and what holds of its values."""

COLUMNS = {
    "vault_keys": {"handle": "vault_handle", "generation": "vault_ordinal", "restricted": "vault_flag"},
    "vault_records": {"handle": "vault_handle", "version": "vault_ordinal", "restricted": "vault_flag"},
    "vault_finds": {"handle": "vault_handle", "tag": "vault_tag"},
}
"""The domain of each column, by table."""


def made() -> list[str]:
    """Return the statements that make the domains and give them to the columns of tables that are there."""
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


def checks(table: str) -> list[tuple[str, str]]:
    """Return the same rules as checks of a table: name and condition."""
    return [
        (column, DOMAINS[domain][1].replace("VALUE", column)) for column, domain in COLUMNS[table].items()
    ]
