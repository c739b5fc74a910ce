"""Metadata object and recurring columns that all tables share."""

from typing import Any

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


NOT_PERSONAL: dict[str, Any] = {"personal": False}
"""`info` of a column with ids, hashes, names of columns, or words of gametape itself: it names nobody."""

PERSONAL: dict[str, Any] = {"personal": True}
"""`info` of a column that may name a person or hold their words: an erasure goes through it (sync/scrub.py)."""


def emptied(value: str | None) -> dict[str, Any]:
    """Make the `info` of a personal column that keeps only `value` once the source deletes the row (sync/forget.py).

    Args:
        value: NULL, or the text of an empty JSON value or array: `{}`, `[]`.
    """
    return PERSONAL | {"when_deleted": value}


def is_personal(column: sa.Column[Any]) -> bool:
    """Tell whether a column may hold something of a person.

    A column without a text says nothing of the kind and is not personal; every other column must declare itself.
    """
    return bool(column.info.get("personal"))


def id_column() -> sa.Column[object]:
    """Return the primary key.

    A UUID derived from the source's id (records/identity.py), stable across rebuilt stores.
    """
    return sa.Column("id", sa.Uuid, primary_key=True, server_default=sa.func.gen_random_uuid())


def moment(name: str, *, now: bool = False) -> sa.Column[object]:
    """Return a timestamp column in UTC; with `now` its default is the time of insertion, and it is never NULL."""
    default = sa.func.now() if now else None
    return sa.Column(name, sa.DateTime(timezone=True), nullable=not now, server_default=default)


def merged_columns() -> tuple[sa.Column[object], ...]:
    """Return the columns that `merge` uses: content hash, time of the last change, time of deletion."""
    return (
        moment("source_modified_at"),
        sa.Column("content_hash", sa.LargeBinary, nullable=False, info=NOT_PERSONAL),
        moment("deleted_at"),
        moment("created_at", now=True),
        moment("updated_at", now=True),
    )
