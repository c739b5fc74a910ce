"""What all tables share: one metadata object, and the columns that recur."""

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def id_column() -> sa.Column[object]:
    """A UUID made from the source's own id (records/identity.py), so that links outlive a rebuilt store."""
    return sa.Column("id", sa.Uuid, primary_key=True, server_default=sa.func.gen_random_uuid())


def moment(name: str, *, now: bool = False) -> sa.Column[object]:
    """A time in UTC; with `now` it is the time of insertion and never NULL."""
    default = sa.func.now() if now else None
    return sa.Column(name, sa.DateTime(timezone=True), nullable=not now, server_default=default)


def merged_columns() -> tuple[sa.Column[object], ...]:
    """What `merge` works with: which content a row holds, how old it is, and whether the source has deleted it."""
    return (
        moment("source_modified_at"),
        sa.Column("content_hash", sa.LargeBinary, nullable=False),
        moment("deleted_at"),
        moment("created_at", now=True),
        moment("updated_at", now=True),
    )
