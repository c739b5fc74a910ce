"""Tables of deals and their changes."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from gametape.store.tables.base import NOT_PERSONAL, PERSONAL, id_column, merged_columns, metadata, moment


def sort_key(column: sa.ColumnElement[str]) -> sa.ColumnElement[str]:
    """Return the expression that sorts a text column: in lower case, and cut to fit into an index."""
    return sa.func.left(sa.func.lower(column), 200)


def account_key(column: sa.ColumnElement[str]) -> sa.ColumnElement[str]:
    """Return the expression that identifies an account by its name: 32 hexadecimal digits, the same in any case."""
    return sa.func.md5(sa.func.lower(column))


opportunities = sa.Table(
    "opportunities",
    metadata,
    id_column(),
    # The Salesforce Id, 18 characters.
    sa.Column("gong_opportunity_id", sa.Text, nullable=False, unique=True, info=NOT_PERSONAL),
    sa.Column("name", sa.Text, nullable=False, info=PERSONAL),
    sa.Column("account_name", sa.Text, info=PERSONAL),
    # Salesforce id of the owner, which stays the same if the address changes.
    sa.Column("owner_id", sa.Text, info=PERSONAL),
    sa.Column("owner_email", sa.Text, info=PERSONAL),
    sa.Column("stage", sa.Text, info=PERSONAL),
    sa.Column("close_date", sa.Date),
    sa.Column("amount", sa.Numeric),
    sa.Column("currency", sa.Text, info=NOT_PERSONAL),
    sa.Column("health_score", sa.Numeric),  # 0-100 as in the source; shown as 0-10
    sa.Column("is_closed", sa.Boolean),
    sa.Column("is_won", sa.Boolean),
    sa.Column("product", sa.Text, info=PERSONAL),
    moment("opened_at"),
    moment("last_activity_at"),
    sa.Column("metadata", JSONB, nullable=False, server_default="{}", info=PERSONAL),
    *merged_columns(),
    sa.CheckConstraint("health_score BETWEEN 0 AND 100", name="health_score_range"),
)
sa.Index("idx_opportunities_owner", opportunities.c.owner_email, opportunities.c.updated_at.desc())
sa.Index("idx_opportunities_stage", opportunities.c.stage, opportunities.c.close_date)
sa.Index(
    "idx_opportunities_search",
    opportunities.c.name,
    opportunities.c.account_name,
    postgresql_using="gin",
    postgresql_ops={"name": "gin_trgm_ops", "account_name": "gin_trgm_ops"},
)

# Indexes for the orders of the deal list, each for both directions (queries/keyset.py).
sa.Index(
    "idx_opportunities_updated",
    sa.func.coalesce(opportunities.c.source_modified_at, opportunities.c.updated_at).desc(),
    opportunities.c.id.desc(),
    postgresql_where=opportunities.c.deleted_at.is_(None),
)
for _name, _column in (
    ("idx_opportunities_activity", opportunities.c.last_activity_at),
    ("idx_opportunities_close_date", opportunities.c.close_date),
    ("idx_opportunities_amount", opportunities.c.amount),
):
    sa.Index(_name, _column, opportunities.c.id, postgresql_where=opportunities.c.deleted_at.is_(None))

# Also for all deals with a health in a range, deleted ones included.
sa.Index("idx_opportunities_health", opportunities.c.health_score, opportunities.c.id)

for _name, _column in (
    ("name", opportunities.c.name),
    ("account", opportunities.c.account_name),
    ("owner", opportunities.c.owner_email),
    ("stage", opportunities.c.stage),
):
    sa.Index(
        f"idx_opportunities_by_{_name}",
        sort_key(_column),
        opportunities.c.id,
        postgresql_where=opportunities.c.deleted_at.is_(None),
    )

sa.Index("idx_opportunities_account", account_key(opportunities.c.account_name))

# A row per deal that has a history table in the source: its changes come from there.
opportunity_histories = sa.Table(
    "opportunity_histories",
    metadata,
    id_column(),
    sa.Column("gong_opportunity_id", sa.Text, nullable=False, unique=True, info=NOT_PERSONAL),
    sa.Column("opportunity_id", sa.ForeignKey("opportunities.id", ondelete="CASCADE"), nullable=False, unique=True),
    *merged_columns(),
)

# A row per change of a field. The sync itself found changes of origin "observed" by comparing two versions of the deal:
# such a change happened after `not_before` (the stamp of the older version) and not later than `changed_at`. The order
# is (changed_at, place), because sources write whole seconds. Observed changes come last within the same moment.
opportunity_changes = sa.Table(
    "opportunity_changes",
    metadata,
    id_column(),
    sa.Column("source_id", sa.Text, nullable=False, unique=True, info=NOT_PERSONAL),
    sa.Column("opportunity_id", sa.ForeignKey("opportunities.id", ondelete="CASCADE"), nullable=False),
    sa.Column("field", sa.Text, nullable=False, info=NOT_PERSONAL),  # stage | amount | close_date | owner
    sa.Column("old_value", sa.Text, info=PERSONAL),
    sa.Column("new_value", sa.Text, info=PERSONAL),
    # Value to compare, if it differs from the value to show: an amount without trailing zeros, a user's id.
    sa.Column("old_key", sa.Text, info=NOT_PERSONAL),
    sa.Column("new_key", sa.Text, info=NOT_PERSONAL),
    moment("changed_at"),
    moment("not_before"),
    sa.Column("place", sa.Integer, nullable=False, server_default="0"),  # order among the changes of the same moment
    # opportunity_history | opportunity_field_history | opportunity | observed
    sa.Column("origin", sa.Text, nullable=False, info=NOT_PERSONAL),
    moment("deleted_at"),
    moment("created_at", now=True),
    moment("updated_at", now=True),
    sa.Index("idx_opportunity_changes_opportunity", "opportunity_id", "field", "changed_at"),
)
