"""Conversations: people, calls, transcripts, links, mails, scores."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "call_links",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("gong_call_id", sa.Text(), nullable=False),
        sa.Column("links", JSONB(), nullable=False),
        sa.Column("source_modified_at", sa.DateTime(timezone=True)),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_links")),
        sa.UniqueConstraint("gong_call_id", name=op.f("uq_call_links_gong_call_id")),
    )
    op.create_table(
        "calls",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("gong_call_id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text()),
        sa.Column("started_at", sa.DateTime(timezone=True)),
        sa.Column("duration_seconds", sa.Integer()),
        sa.Column("direction", sa.Text()),
        sa.Column("is_internal", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("is_private", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("language", sa.Text()),
        sa.Column("purpose", sa.Text()),
        sa.Column("outcome", sa.Text()),
        sa.Column("url", sa.Text()),
        sa.Column("owner_email", sa.Text()),
        sa.Column("metadata", JSONB(), server_default="{}", nullable=False),
        sa.Column("source_modified_at", sa.DateTime(timezone=True)),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
        sa.UniqueConstraint("gong_call_id", name=op.f("uq_calls_gong_call_id")),
    )
    op.create_index("idx_calls_started", "calls", ["started_at"])
    op.create_table(
        "erasures",
        sa.Column("email_hash", sa.LargeBinary(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("email_hash", name=op.f("pk_erasures")),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text()),
        sa.Column("title", sa.Text()),
        sa.Column("is_internal", sa.Boolean(), nullable=False),
        sa.Column("role", sa.Text()),
        sa.Column("manager_email", sa.Text()),
        sa.Column("aliases", ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("is_active", sa.Boolean()),
        sa.Column("source_modified_at", sa.DateTime(timezone=True)),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("email", name=op.f("uq_people_email")),
    )
    op.create_index("idx_people_aliases", "people", ["aliases"], postgresql_using="gin")
    op.create_table(
        "call_opportunities",
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("opportunity_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_call_opportunities_call_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["opportunities.id"],
            name=op.f("fk_call_opportunities_opportunity_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("call_id", "opportunity_id", name=op.f("pk_call_opportunities")),
    )
    op.create_index("idx_call_opportunities_opp", "call_opportunities", ["opportunity_id"])
    op.create_table(
        "call_participants",
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text()),
        sa.Column("email", sa.Text()),
        sa.Column("title", sa.Text()),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("speaker_id", sa.Text()),
        sa.Column("talk_seconds", sa.Numeric()),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_call_participants_call_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("call_id", "participant_id", name=op.f("pk_call_participants")),
    )
    op.create_index("idx_call_participants_email", "call_participants", ["email"])
    op.create_table(
        "coaching_sessions",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("rep_email", sa.Text()),
        sa.Column("dimension", sa.Text(), nullable=False),
        sa.Column("score", sa.Numeric()),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("explanation", sa.Text()),
        sa.Column("rubric_version", sa.Text()),
        sa.Column("model", sa.Text()),
        sa.Column("evidence", JSONB(), server_default="[]", nullable=False),
        sa.Column("metadata", JSONB(), server_default="{}", nullable=False),
        sa.Column("scored_at", sa.DateTime(timezone=True)),
        sa.Column("source_modified_at", sa.DateTime(timezone=True)),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name=op.f("ck_coaching_sessions_score_range")),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_coaching_sessions_call_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coaching_sessions")),
        sa.UniqueConstraint("source_id", name=op.f("uq_coaching_sessions_source_id")),
    )
    op.create_index("idx_coaching_sessions_call", "coaching_sessions", ["call_id"])
    op.create_index("idx_coaching_sessions_rep", "coaching_sessions", ["rep_email", "scored_at"])
    op.create_table(
        "emails",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("gong_email_id", sa.Text(), nullable=False),
        sa.Column("opportunity_id", sa.Uuid()),
        sa.Column("subject", sa.Text()),
        sa.Column("sender_email", sa.Text()),
        sa.Column("recipients", ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.Column("direction", sa.Text(), server_default="unknown", nullable=False),
        sa.Column("thread_id", sa.Text()),
        sa.Column("body_snippet", sa.Text()),
        sa.Column("metadata", JSONB(), server_default="{}", nullable=False),
        sa.Column("source_modified_at", sa.DateTime(timezone=True)),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunities.id"], name=op.f("fk_emails_opportunity_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emails")),
        sa.UniqueConstraint("gong_email_id", name=op.f("uq_emails_gong_email_id")),
    )
    op.create_index("idx_emails_opportunity", "emails", ["opportunity_id", sa.literal_column("sent_at DESC")])
    op.create_index("idx_emails_sender", "emails", ["sender_email"])
    op.create_table(
        "transcripts",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("gong_call_id", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("turns", sa.LargeBinary()),
        sa.Column("turn_count", sa.Integer(), nullable=False),
        sa.Column("word_count", sa.Integer(), nullable=False),
        sa.Column("raw_bytes", sa.Integer(), nullable=False),
        sa.Column("dropped_at", sa.DateTime(timezone=True)),
        sa.Column("source_modified_at", sa.DateTime(timezone=True)),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_transcripts_call_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transcripts")),
        sa.UniqueConstraint("call_id", name=op.f("uq_transcripts_call_id")),
        sa.UniqueConstraint("gong_call_id", name=op.f("uq_transcripts_gong_call_id")),
    )
    # Compressed already: Postgres would only try again, and in vain.
    op.execute("ALTER TABLE transcripts ALTER COLUMN turns SET STORAGE EXTERNAL")
