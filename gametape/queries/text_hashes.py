"""Hash of each deal's texts, which tells whether what was judged from them still holds."""

from uuid import UUID

import sqlalchemy as sa

from gametape.store.activity_rules import is_activity, is_counted_once, is_customer_call


def deal_text_hashes(connection: sa.Connection) -> dict[UUID, bytes]:
    """Return a hash of the texts of each deal; it changes with a text, a speaker's side and what was heard.

    Left out are deals without texts, and deals of which a text or its analysis was dropped to save space: what was
    judged before knows more than could be judged now.
    """
    return {row.id: row.hash.encode() for row in connection.execute(_HASHES)}


_HASHES = sa.text(f"""
    WITH spoken AS (
        SELECT linked.opportunity_id AS id,
               string_agg(concat_ws(':', call.id, md5(said.content_hash), md5(measured.hash)), ',' ORDER BY call.id)
                   AS hash,
               bool_or(said.dropped_at IS NOT NULL AND said.turns IS NULL OR said.dropped_analysis_bytes IS NOT NULL)
                   AS is_dropped
        FROM call_opportunities AS linked
        JOIN calls AS call ON call.id = linked.call_id
        JOIN transcripts AS said ON said.call_id = call.id AND said.deleted_at IS NULL
        LEFT JOIN LATERAL (
            SELECT string_agg(input_hash, '' ORDER BY side) AS hash FROM call_metrics WHERE call_id = call.id
        ) AS measured ON true
        WHERE {is_counted_once("linked.")} AND {is_customer_call("call.")}
        GROUP BY linked.opportunity_id
    ), written AS (
        SELECT email.opportunity_id AS id,
               string_agg(concat_ws(':', email.id, md5(email.content_hash)), ',' ORDER BY email.id) AS hash,
               bool_or(email.dropped_at IS NOT NULL) AS is_dropped
        FROM emails AS email
        WHERE {is_activity("email.")}
        GROUP BY email.opportunity_id
    )
    SELECT deal.id, md5(concat_ws('|', spoken.hash, written.hash)) AS hash
    FROM opportunities AS deal
    LEFT JOIN spoken ON spoken.id = deal.id
    LEFT JOIN written ON written.id = deal.id
    WHERE deal.deleted_at IS NULL AND (spoken.id IS NOT NULL OR written.id IS NOT NULL)
      AND spoken.is_dropped IS NOT TRUE AND written.is_dropped IS NOT TRUE
    ORDER BY deal.is_closed IS TRUE, deal.last_activity_at DESC NULLS LAST, deal.id
""")
