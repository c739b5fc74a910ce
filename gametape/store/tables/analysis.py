"""Tables of results (metrics, scores, insights) and of people's reviews of them. No source has this data."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from gametape.store.tables.base import NOT_PERSONAL, PERSONAL, id_column, metadata, moment

# Metrics of one side of a call (see analysis/measures/metrics.py). `input_hash` covers the text, the sides of the
# speakers and the version of the metrics: if it is unchanged, nothing is measured again.
call_metrics = sa.Table(
    "call_metrics",
    metadata,
    sa.Column("call_id", sa.ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("side", sa.Text, primary_key=True, info=NOT_PERSONAL),  # ours | theirs
    sa.Column("input_hash", sa.LargeBinary, nullable=False, info=NOT_PERSONAL),
    # False: the language has no word lists, so only times are measured.
    sa.Column("words_covered", sa.Boolean, nullable=False),
    sa.Column("language", sa.Text, info=NOT_PERSONAL),  # ISO 639-1, of the words; null where they are not covered
    # Parts that the language does not have.
    sa.Column("lacks", ARRAY(sa.Text), nullable=False, server_default="{}", info=NOT_PERSONAL),
    sa.Column("metrics", JSONB, nullable=False, info=NOT_PERSONAL),  # name -> number or null
    # Speaker id -> name -> number or null, of each of our speakers; in the row of our side.
    sa.Column("speakers", JSONB, nullable=False, server_default="{}", info=NOT_PERSONAL),
    # Tracker -> numbers of the turns that mention it.
    sa.Column("trackers", JSONB, nullable=False, server_default="{}", info=NOT_PERSONAL),
    # [kind, detail, probability, turn, start, end] of each sentence that the hearing model recognizes
    # (queries/heard.py).
    sa.Column("heard", JSONB, nullable=False, server_default="[]", info=NOT_PERSONAL),
    moment("measured_at", now=True),
    sa.CheckConstraint("side IN ('ours', 'theirs')", name="side"),
)

# Insights on a deal, a rep or a call, made from the input of `input_hash`: the same question again costs nothing.
insights = sa.Table(
    "insights",
    metadata,
    id_column(),
    sa.Column("subject_type", sa.Text, nullable=False, info=NOT_PERSONAL),  # opportunity | rep | call | company
    sa.Column("subject_id", sa.Text, nullable=False, info=PERSONAL),
    sa.Column(
        "kind", sa.Text, nullable=False, info=NOT_PERSONAL
    ),  # deal | learning | summary | stages | commitments | competitors
    sa.Column("analyser", sa.Text, nullable=False, info=NOT_PERSONAL),  # local | claude
    sa.Column("input_hash", sa.LargeBinary, nullable=False, info=NOT_PERSONAL),
    sa.Column("body", JSONB, nullable=False, info=PERSONAL),
    # Claims kept, retried and dropped, with the reasons.
    sa.Column("ledger", JSONB, nullable=False, server_default="{}", info=PERSONAL),
    sa.Column("model", sa.Text, info=NOT_PERSONAL),
    sa.Column("prompt_version", sa.Text, info=NOT_PERSONAL),
    moment("created_at", now=True),
    sa.UniqueConstraint("subject_type", "subject_id", "kind", "analyser"),
)

# Reviews of scores and claims by people. Rows are only added: the latest row of a subject and item counts.
reviews = sa.Table(
    "reviews",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("subject_type", sa.Text, nullable=False, info=NOT_PERSONAL),  # score | insight
    sa.Column("subject_id", sa.Text, nullable=False, info=PERSONAL),  # coaching_sessions.source_id | deal:analyser
    sa.Column("item", sa.Text, info=PERSONAL),  # id of a claim, if the review is about a single claim
    sa.Column("verdict", sa.Text, nullable=False, info=NOT_PERSONAL),  # override | contest | withdraw
    sa.Column("score", sa.Numeric),  # 0-100, of an override
    sa.Column("reason", sa.Text, info=PERSONAL),
    sa.Column("author", sa.Text, nullable=False, info=PERSONAL),
    moment("created_at", now=True),
    sa.CheckConstraint("score BETWEEN 0 AND 100", name="score_range"),
    sa.CheckConstraint("(verdict = 'override') = (score IS NOT NULL)", name="score_of_override"),
    sa.Index("idx_reviews_subject", "subject_type", "subject_id"),
)

# Goals that a manager and a rep agreed on: a dimension and its target value.
agreements = sa.Table(
    "agreements",
    metadata,
    id_column(),
    sa.Column("rep_email", sa.Text, nullable=False, info=PERSONAL),
    sa.Column("manager_email", sa.Text, info=PERSONAL),
    sa.Column("dimension", sa.Text, nullable=False, info=NOT_PERSONAL),
    sa.Column("target", sa.Numeric, nullable=False),
    sa.Column("note", sa.Text, info=PERSONAL),
    moment("agreed_at", now=True),
    moment("ended_at"),
    sa.Index("idx_agreements_rep", "rep_email"),
)

# Days on which a manager and a rep last held their 1:1. Rows are only added: the latest row of a rep counts, so that a
# wrong day is put right by the next row.
one_on_ones = sa.Table(
    "one_on_ones",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("rep_email", sa.Text, nullable=False, info=PERSONAL),
    sa.Column("held_on", sa.Date, nullable=False),
    moment("created_at", now=True),
    sa.Index("idx_one_on_ones_rep", "rep_email", "id"),
)

# Requests to the language model and their costs. A row is written before the request is sent, with the maximum cost and
# no `stop_reason`. If the process dies, the cost was at most this amount.
llm_usage = sa.Table(
    "llm_usage",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("opportunity_id", sa.ForeignKey("opportunities.id", ondelete="SET NULL")),
    sa.Column("purpose", sa.Text, nullable=False, info=NOT_PERSONAL),  # the prompt's name and version
    sa.Column("model", sa.Text, nullable=False, info=NOT_PERSONAL),
    sa.Column("input_tokens", sa.BigInteger, nullable=False),
    sa.Column("cache_write_tokens", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("cache_read_tokens", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("output_tokens", sa.BigInteger, nullable=False),
    sa.Column("is_batch", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("dollars", sa.Numeric, nullable=False),
    sa.Column("stop_reason", sa.Text, info=NOT_PERSONAL),
    sa.Column("batch_id", sa.Text, info=NOT_PERSONAL),  # set for a batch, whose answers can take a day
    sa.Column("request", JSONB, info=PERSONAL),  # subject of the request; null once the answer is stored
    moment("created_at", now=True),
    sa.Index("idx_llm_usage_opportunity", "opportunity_id"),
    sa.Index("idx_llm_usage_day", "created_at"),
)

# Tokens for HTTP requests from other machines. Only the hash of a token is stored.
access_tokens = sa.Table(
    "access_tokens",
    metadata,
    id_column(),
    sa.Column("name", sa.Text, nullable=False, info=PERSONAL),
    sa.Column("token_hash", sa.LargeBinary, nullable=False, unique=True, info=NOT_PERSONAL),
    sa.Column("scopes", ARRAY(sa.Text), nullable=False, info=NOT_PERSONAL),  # read | refresh
    moment("created_at", now=True),
    moment("last_used_at"),
    moment("revoked_at"),
)

# A row per week, recipient and channel: the digest was claimed for sending, and how that ended
# (analysis/digest/sent_digests.py).
digests = sa.Table(
    "digests",
    metadata,
    sa.Column("week", sa.Date, primary_key=True),  # Monday
    sa.Column("person_id", sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("channel", sa.Text, primary_key=True, info=NOT_PERSONAL),  # email | slack
    sa.Column("status", sa.Text, nullable=False, info=NOT_PERSONAL),  # sending | sent | failed | unknown | nothing
    sa.Column("attempts", sa.Integer, nullable=False, server_default="1"),
    moment("attempted_at", now=True),
)
