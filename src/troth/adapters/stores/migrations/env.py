"""How Alembic runs a revision here: on the connection, and in the transaction, that it is handed."""

from __future__ import annotations

from alembic import context

from troth.adapters.stores.schema import METADATA, VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table=VERSION_TABLE,
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
