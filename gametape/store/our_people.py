"""The condition for our own people in the table `people`: colleagues, kept also after they left the company."""

import sqlalchemy as sa

from gametape.store.tables import people

IS_OURS: sa.ColumnElement[bool] = people.c.is_internal & people.c.deleted_at.is_(None)
