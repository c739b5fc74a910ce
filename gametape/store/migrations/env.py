"""Alembic environment: runs on the connection that `migrate` passes, else on the store of the settings."""

import sqlalchemy as sa
from alembic import context

from gametape.settings import settings
from gametape.store.database import open_store
from gametape.store.tables import metadata


def run(connection: sa.Connection, versions_in: str | None = None) -> None:
    """Apply the missing migrations in the connection's transaction.

    `versions_in` is the schema of the version table. Without it, Alembic takes the first such table along the search
    path, which may belong to another project.
    """
    context.configure(
        connection=connection,
        target_metadata=metadata,
        compare_server_default=True,
        version_table_schema=versions_in,
    )
    with context.begin_transaction():
        context.run_migrations()


shared = context.config.attributes.get("connection")
if shared is not None:
    run(shared, versions_in=shared.scalar(sa.text("SELECT current_schema()")))
else:
    with open_store(settings()).begin() as own:
        run(own)
