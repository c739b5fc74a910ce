"""Pass many ids to a statement, and compare ids fast."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg


def any_of(ids: Iterable[UUID | str]) -> sa.CollectionAggregate[Any]:
    """Pass the ids as one array parameter, to compare a column with; `in_` would take a parameter per id."""
    return sa.any_(sa.cast([str(id_) for id_ in ids], pg.ARRAY(pg.UUID(as_uuid=False))))


def as_text(id_: sa.ColumnElement[UUID]) -> sa.ColumnElement[str]:
    """Cast an id to text, for grouping and joining: Postgres hashes and compares text much faster than UUID."""
    return sa.cast(id_, sa.Text)
