"""Alembic's way into the store: on the connection that `migrate` hands over, else on the store of the settings."""

import sqlalchemy as sa
from alembic import context

from gametape.settings import settings
from gametape.store.database import open_store
from gametape.store.tables import metadata


def run(connection: sa.Connection) -> None:
    """Apply what is missing, in the connection's transaction."""
    context.configure(connection=connection, target_metadata=metadata, compare_server_default=True)
    with context.begin_transaction():
        context.run_migrations()


shared = context.config.attributes.get("connection")
if shared is not None:
    run(shared)
else:
    with open_store(settings()).begin() as own:
        run(own)
