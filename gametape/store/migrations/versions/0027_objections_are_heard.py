"""Objections are heard and not found by phrases: what phrases found is removed where no call will be measured again."""

from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    # Calls with text are measured again by the next sync. The others lose what phrases called objections; the subjects
    # security, integration and adoption stay as topics.
    op.execute(r"""
        UPDATE call_metrics SET
          lacks = array_append(array_remove(lacks, 'objections'), 'hearing'),
          trackers = (
            SELECT coalesce(jsonb_object_agg(replace(key, 'objection_', ''), value), '{}') FROM jsonb_each(trackers)
            WHERE key <> 'objection' AND key NOT LIKE 'objection\_%'
               OR key IN ('objection_security', 'objection_integration', 'objection_adoption')
          )
        FROM transcripts
        WHERE transcripts.call_id = call_metrics.call_id AND transcripts.turns IS NULL
    """)
    # The kind "adoption" is called "change" now, as the hearing model calls it.
    op.execute("""
        UPDATE insights SET body = replace(body::text, '"kind": "adoption"', '"kind": "change"')::jsonb
        WHERE body::text LIKE '%"kind": "adoption"%'
    """)
    op.execute("UPDATE reviews SET item = 'objection:change' WHERE item = 'objection:adoption'")
