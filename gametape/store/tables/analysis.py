"""What is made of the conversations and what people said of it: numbers, scores, insights. No source has these."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from gametape.store.tables.base import id_column, metadata, moment

# What was measured on one side of one call (analysis/measures/metrics.py says how). `input_hash` covers the text, whose
# side everybody is on, and the version of what measures: while it stays, nothing is measured again.
call_metrics = sa.Table(
    "call_metrics",
    metadata,
    sa.Column("call_id", sa.ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("side", sa.Text, primary_key=True),  # ours | theirs
    sa.Column("input_hash", sa.LargeBinary, nullable=False),
    sa.Column("words_covered", sa.Boolean, nullable=False),  # false: a language without word lists, so times only
    sa.Column("metrics", JSONB, nullable=False),  # name -> number or null
    sa.Column("trackers", JSONB, nullable=False, server_default="{}"),  # name -> numbers of the turns that have it
    moment("measured_at", now=True),
    sa.CheckConstraint("side IN ('ours', 'theirs')", name="side"),
)

# Insights on a deal, a rep or a call, as made from exactly `input_hash`: the same question again costs nothing.
insights = sa.Table(
    "insights",
    metadata,
    id_column(),
    sa.Column("subject_type", sa.Text, nullable=False),  # opportunity | rep | call | company
    sa.Column("subject_id", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),  # deal | learning | summary | stages
    sa.Column("analyser", sa.Text, nullable=False),  # local | claude
    sa.Column("input_hash", sa.LargeBinary, nullable=False),
    sa.Column("body", JSONB, nullable=False),
    sa.Column("ledger", JSONB, nullable=False, server_default="{}"),  # claims kept, retried, dropped, and why
    sa.Column("model", sa.Text),
    sa.Column("prompt_version", sa.Text),
    moment("created_at", now=True),
    sa.UniqueConstraint("subject_type", "subject_id", "kind", "analyser"),
)

# What people say of a score or a claim. Only ever added to: the latest row of a subject and item holds.
reviews = sa.Table(
    "reviews",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("subject_type", sa.Text, nullable=False),  # score | insight
    sa.Column("subject_id", sa.Text, nullable=False),  # coaching_sessions.source_id | deal:analyser
    sa.Column("item", sa.Text),  # a claim's id, where one item of the subject is meant
    sa.Column("verdict", sa.Text, nullable=False),  # override | contest | withdraw
    sa.Column("score", sa.Numeric),  # 0-100, of an override
    sa.Column("reason", sa.Text),
    sa.Column("author", sa.Text, nullable=False),
    moment("created_at", now=True),
    sa.CheckConstraint("score BETWEEN 0 AND 100", name="score_range"),
    sa.CheckConstraint("(verdict = 'override') = (score IS NOT NULL)", name="score_of_override"),
    sa.Index("idx_reviews_subject", "subject_type", "subject_id"),
)

# What a manager and a rep agreed to work on: a dimension, from which value to which.
agreements = sa.Table(
    "agreements",
    metadata,
    id_column(),
    sa.Column("rep_email", sa.Text, nullable=False),
    sa.Column("manager_email", sa.Text),
    sa.Column("dimension", sa.Text, nullable=False),
    sa.Column("target", sa.Numeric, nullable=False),
    sa.Column("note", sa.Text),
    moment("agreed_at", now=True),
    moment("ended_at"),
    sa.Index("idx_agreements_rep", "rep_email"),
)

# Every question to the language model, and what its answer cost. A row is written before the question is sent, with the
# most that it can cost and without a `stop_reason`; so a process that dies has paid at most what is noted.
llm_usage = sa.Table(
    "llm_usage",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("opportunity_id", sa.ForeignKey("opportunities.id", ondelete="SET NULL")),
    sa.Column("purpose", sa.Text, nullable=False),  # the prompt's name and version
    sa.Column("model", sa.Text, nullable=False),
    sa.Column("input_tokens", sa.BigInteger, nullable=False),
    sa.Column("cache_write_tokens", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("cache_read_tokens", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("output_tokens", sa.BigInteger, nullable=False),
    sa.Column("is_batch", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("dollars", sa.Numeric, nullable=False),
    sa.Column("stop_reason", sa.Text),
    sa.Column("batch_id", sa.Text),  # of a batch whose answers may take a day
    sa.Column("request", JSONB),  # what its answer belongs to; null once it is there
    moment("created_at", now=True),
    sa.Index("idx_llm_usage_opportunity", "opportunity_id"),
    sa.Index("idx_llm_usage_day", "created_at"),
)

# Who may ask over HTTP from beyond this machine. Of a token only its hash is kept.
access_tokens = sa.Table(
    "access_tokens",
    metadata,
    id_column(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("token_hash", sa.LargeBinary, nullable=False, unique=True),
    sa.Column("scopes", ARRAY(sa.Text), nullable=False),  # read | refresh
    moment("created_at", now=True),
    moment("last_used_at"),
    moment("revoked_at"),
)
