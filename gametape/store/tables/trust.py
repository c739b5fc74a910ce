"""Tables of reconciliation results, erased people and secrets."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from gametape.store.tables.base import NOT_PERSONAL, PERSONAL, metadata, moment

# A row per entity: result of the last `gametape reconcile`. `counts` are rows; `buckets` are months, plus one for
# unstamped rows.
reconciliations = sa.Table(
    "reconciliations",
    metadata,
    sa.Column("entity_type", sa.Text, primary_key=True, info=NOT_PERSONAL),
    moment("checked_at", now=True),
    sa.Column("status", sa.Text, nullable=False, info=NOT_PERSONAL),  # equal | repaired | differs | failed | skipped
    sa.Column("buckets", sa.Integer, nullable=False, server_default="0"),
    sa.Column("differing", sa.Integer, nullable=False, server_default="0"),  # differing buckets before the repair
    sa.Column("repaired", sa.BigInteger, nullable=False, server_default="0"),  # repaired rows
    sa.Column("counts", JSONB, nullable=False, server_default="{}", info=PERSONAL),
    sa.Column("message", sa.Text, info=PERSONAL),
)

# Full names of the people in `erasures`, to find them in texts that have no address: a keyed hash and the number of
# words.
erased_names = sa.Table(
    "erased_names",
    metadata,
    sa.Column("name_hash", sa.LargeBinary, primary_key=True, info=NOT_PERSONAL),
    sa.Column("words", sa.SmallInteger, nullable=False),
    moment("erased_at", now=True),
)

# Random values that the store generates for itself, by purpose.
secrets = sa.Table(
    "secrets",
    metadata,
    sa.Column("name", sa.Text, primary_key=True, info=NOT_PERSONAL),
    sa.Column("value", sa.LargeBinary, nullable=False, info=NOT_PERSONAL),
)
