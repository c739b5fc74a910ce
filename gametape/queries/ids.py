"""Many ids at once, in statements and out of them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg


def any_of(ids: Iterable[UUID | str]) -> sa.CollectionAggregate[Any]:
    """What a column is compared with to be one of the ids: one parameter, where `in_` would take one each."""
    return sa.any_(sa.cast([str(id_) for id_ in ids], pg.ARRAY(pg.UUID(as_uuid=False))))


def as_text(id_: sa.ColumnElement[UUID]) -> sa.ColumnElement[str]:
    """Of ids that are only told apart: a text is hashed and compared many times faster than a UUID."""
    return sa.cast(id_, sa.Text)
