"""Tables of people, calls, transcripts, links to deals, emails and scores."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from gametape.store.activity_rules import is_activity
from gametape.store.tables.base import NOT_PERSONAL, PERSONAL, emptied, id_column, merged_columns, metadata, moment

# A row per email address, however many calls and emails the person is on.
people = sa.Table(
    "people",
    metadata,
    id_column(),
    sa.Column("email", sa.Text, nullable=False, unique=True, info=PERSONAL),  # lower case
    sa.Column("name", sa.Text, info=PERSONAL),
    sa.Column("title", sa.Text, info=PERSONAL),
    sa.Column("kind", sa.Text, nullable=False, server_default="person", info=NOT_PERSONAL),  # person | machine | room
    sa.Column("is_internal", sa.Boolean, nullable=False),
    sa.Column("role", sa.Text, info=NOT_PERSONAL),  # AE | SE | CSM | manager, of our own people only
    sa.Column("manager_email", sa.Text, info=PERSONAL),
    sa.Column("aliases", ARRAY(sa.Text), nullable=False, server_default="{}", info=PERSONAL),
    sa.Column("is_active", sa.Boolean),
    *merged_columns(),
)
sa.Index("idx_people_aliases", people.c.aliases, postgresql_using="gin")
sa.Index(
    "idx_people_search",
    people.c.name,
    people.c.email,
    postgresql_using="gin",
    postgresql_ops={"name": "gin_trgm_ops", "email": "gin_trgm_ops"},
)

calls = sa.Table(
    "calls",
    metadata,
    id_column(),
    sa.Column("gong_call_id", sa.Text, nullable=False, unique=True, info=NOT_PERSONAL),
    sa.Column("title", sa.Text, info=emptied(None)),
    moment("started_at"),
    sa.Column("duration_seconds", sa.Integer),
    sa.Column("direction", sa.Text, info=NOT_PERSONAL),
    sa.Column("is_internal", sa.Boolean, nullable=False, server_default=sa.false()),
    # If true, `is_internal` is also true.
    sa.Column("is_no_show", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("is_private", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("language", sa.Text, info=NOT_PERSONAL),
    sa.Column("purpose", sa.Text, info=emptied(None)),
    sa.Column("outcome", sa.Text, info=emptied(None)),
    sa.Column("url", sa.Text, info=NOT_PERSONAL),  # link to the call in Gong; recordings are never stored
    sa.Column("owner_email", sa.Text, info=emptied(None)),
    # Shared by recordings of a meeting.
    sa.Column("meeting_keys", ARRAY(sa.Text), nullable=False, server_default="{}", info=NOT_PERSONAL),
    sa.Column("metadata", JSONB, nullable=False, server_default="{}", info=emptied("{}")),
    *merged_columns(),
    sa.Index("idx_calls_started", "started_at"),
    sa.Index("idx_calls_search", "title", postgresql_using="gin", postgresql_ops={"title": "gin_trgm_ops"}),
)

# All participants of a call are replaced when the call changes.
call_participants = sa.Table(
    "call_participants",
    metadata,
    sa.Column("call_id", sa.ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True),
    # The source's id; position in the list if there is none.
    sa.Column("participant_id", sa.Text, primary_key=True, info=PERSONAL),
    sa.Column("name", sa.Text, info=PERSONAL),
    sa.Column("email", sa.Text, info=PERSONAL),
    sa.Column("title", sa.Text, info=PERSONAL),
    sa.Column("side", sa.Text, nullable=False, info=NOT_PERSONAL),  # ours | theirs | unknown
    sa.Column("attended", sa.Boolean),  # false: only invited; null: unknown
    sa.Column("kind", sa.Text, nullable=False, server_default="person", info=NOT_PERSONAL),  # person | machine | room
    sa.Column("speaker_id", sa.Text, info=NOT_PERSONAL),  # joins the transcript's turns
    sa.Column("talk_seconds", sa.Numeric),
    # Erased on request, must not be named.
    sa.Column("is_erased", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Index("idx_call_participants_email", "email"),
)

# Turns of a call in one compressed value (store/turns.py). `turns` is NULL if the text was dropped to save space; it is
# read from the source again when someone restores the call.
transcripts = sa.Table(
    "transcripts",
    metadata,
    id_column(),
    sa.Column("gong_call_id", sa.Text, nullable=False, unique=True, info=NOT_PERSONAL),
    sa.Column("call_id", sa.ForeignKey("calls.id", ondelete="CASCADE"), nullable=False, unique=True),
    # Stored uncompressed by Postgres (SET STORAGE EXTERNAL), since it is compressed already.
    sa.Column("turns", sa.LargeBinary, info=emptied(None)),
    sa.Column("turn_count", sa.Integer, nullable=False),
    sa.Column("word_count", sa.Integer, nullable=False),
    sa.Column("raw_bytes", sa.Integer, nullable=False),  # size of the source's JSON
    # Bloom filter of the words in `turns` (store/wordfilter.py); dropped with them.
    sa.Column("word_filter", sa.LargeBinary, info=emptied(None)),
    moment("dropped_at"),
    # Size of the results that were dropped to save space (sync/computed.py); NULL: results are computed as usual.
    sa.Column("dropped_analysis_bytes", sa.BigInteger),
    *merged_columns(),
)

# Links to deals as the source lists them. `call_opportunities` is derived from them, again when a missing deal or call
# arrives.
call_links = sa.Table(
    "call_links",
    metadata,
    id_column(),
    sa.Column("gong_call_id", sa.Text, nullable=False, unique=True, info=NOT_PERSONAL),
    sa.Column("links", JSONB, nullable=False, info=NOT_PERSONAL),  # [{"opportunity": Salesforce id, "origin": table}]
    *merged_columns(),
)

call_opportunities = sa.Table(
    "call_opportunities",
    metadata,
    sa.Column("call_id", sa.ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("opportunity_id", sa.ForeignKey("opportunities.id", ondelete="CASCADE"), primary_key=True),
    moment("created_at", now=True),
    sa.Column("origin", sa.Text, nullable=False, info=NOT_PERSONAL),
    # Second recording of a meeting that already counts for the deal: readable, but never counted (sync/meetings.py).
    sa.Column("is_repeat", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Index("idx_call_opportunities_opp", "opportunity_id", postgresql_include=["call_id", "is_repeat"]),
)

emails = sa.Table(
    "emails",
    metadata,
    id_column(),
    sa.Column("gong_email_id", sa.Text, nullable=False, unique=True, info=NOT_PERSONAL),
    sa.Column("opportunity_id", sa.ForeignKey("opportunities.id", ondelete="CASCADE")),
    sa.Column("subject", sa.Text, info=emptied(None)),
    sa.Column("sender_email", sa.Text, info=emptied(None)),
    sa.Column("recipients", ARRAY(sa.Text), nullable=False, server_default="{}", info=emptied("{}")),
    moment("sent_at"),
    # Sender's side: ours | theirs | unknown.
    sa.Column("direction", sa.Text, nullable=False, server_default="unknown", info=NOT_PERSONAL),
    # True: the source gave the direction; false: it was inferred.
    sa.Column("direction_told", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("thread_id", sa.Text, info=NOT_PERSONAL),
    # Emails_gong | emails_salesforce | emails_tasks | emails_gong_cloud.
    sa.Column("source", sa.Text, info=NOT_PERSONAL),
    sa.Column("is_automatic", sa.Boolean, nullable=False, server_default=sa.false()),  # not written by a person
    sa.Column("is_internal", sa.Boolean, nullable=False, server_default=sa.false()),  # between our own people only
    # Id of another row of the same deal with the same email, and the keys by which such rows are found
    # (sync/copies.py).
    sa.Column("copy_of", sa.Uuid),
    sa.Column("message_key", sa.Uuid),
    sa.Column("task_key", sa.Uuid),
    sa.Column("subject_key", sa.BigInteger, info=emptied(None)),
    sa.Column("body_key", sa.BigInteger, info=emptied(None)),
    sa.Column("body_snippet", sa.Text, info=emptied(None)),  # the first 500 characters of the readable text
    moment("dropped_at"),  # time at which the snippet was dropped to save space
    sa.Column("metadata", JSONB, nullable=False, server_default="{}", info=emptied("{}")),
    *merged_columns(),
)
# Lists count and date the emails of fifty deals from these two indexes alone, without reading the emails.
sa.Index(
    "idx_emails_opportunity",
    emails.c.opportunity_id,
    emails.c.sent_at.desc(),
    postgresql_include=["deleted_at", "copy_of", "is_automatic", "is_internal"],
)
sa.Index(
    "idx_emails_theirs",
    emails.c.opportunity_id,
    emails.c.sent_at.desc(),
    postgresql_include=["sender_email"],
    postgresql_where=sa.text(f"direction = 'theirs' AND {is_activity()}"),
)
sa.Index("idx_emails_sender", emails.c.sender_email)

# Scores, one per call and dimension. Scores of different origins are never mixed in a comparison.
coaching_sessions = sa.Table(
    "coaching_sessions",
    metadata,
    id_column(),
    sa.Column("source_id", sa.Text, nullable=False, unique=True, info=NOT_PERSONAL),
    sa.Column("call_id", sa.ForeignKey("calls.id", ondelete="CASCADE"), nullable=False),
    sa.Column("rep_email", sa.Text, info=emptied(None)),
    sa.Column("dimension", sa.Text, nullable=False, info=NOT_PERSONAL),
    sa.Column("score", sa.Numeric),  # 0-100
    sa.Column("origin", sa.Text, nullable=False, info=NOT_PERSONAL),  # gong | local | claude | human
    sa.Column("explanation", sa.Text, info=emptied(None)),
    sa.Column("rubric_version", sa.Text, info=NOT_PERSONAL),
    sa.Column("model", sa.Text, info=NOT_PERSONAL),
    sa.Column("evidence", JSONB, nullable=False, server_default="[]", info=emptied("[]")),
    sa.Column("metadata", JSONB, nullable=False, server_default="{}", info=emptied("{}")),
    moment("scored_at"),
    *merged_columns(),
    sa.CheckConstraint("score BETWEEN 0 AND 100", name="score_range"),
    sa.Index("idx_coaching_sessions_call", "call_id"),
    sa.Index("idx_coaching_sessions_rep", "rep_email", "scored_at"),
)

# People erased by a privacy request at the source; the next sync must not store them again. Addresses are kept as keyed
# hashes.
erasures = sa.Table(
    "erasures",
    metadata,
    sa.Column("email_hash", sa.LargeBinary, primary_key=True, info=NOT_PERSONAL),
    moment("erased_at", now=True),
)
