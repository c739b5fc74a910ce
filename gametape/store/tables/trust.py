"""What keeps the store true and its promises kept: the last comparison with the source, and who was erased."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from gametape.store.tables.base import metadata, moment

# One row per entity: what `gametape reconcile` last found. `counts` are rows; `buckets` months, with one for no stamp.
reconciliations = sa.Table(
    "reconciliations",
    metadata,
    sa.Column("entity_type", sa.Text, primary_key=True),
    moment("checked_at", now=True),
    sa.Column("status", sa.Text, nullable=False),  # equal | repaired | differs | failed | skipped
    sa.Column("buckets", sa.Integer, nullable=False, server_default="0"),
    sa.Column("differing", sa.Integer, nullable=False, server_default="0"),  # buckets, before the repair
    sa.Column("repaired", sa.BigInteger, nullable=False, server_default="0"),  # rows
    sa.Column("counts", JSONB, nullable=False, server_default="{}"),
    sa.Column("message", sa.Text),
)

# Full names of those in `erasures`, to find them where text has a name and no address: a keyed hash, and of how many
# words.
erased_names = sa.Table(
    "erased_names",
    metadata,
    sa.Column("name_hash", sa.LargeBinary, primary_key=True),
    sa.Column("words", sa.SmallInteger, nullable=False),
    moment("erased_at", now=True),
)

# Random values that the store makes for itself, by what they are for.
secrets = sa.Table(
    "secrets",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.LargeBinary, nullable=False),
)
