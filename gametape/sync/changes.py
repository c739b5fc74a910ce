"""What moved on a deal: told by the source's history, or observed by the sync itself between two versions."""

import sqlalchemy as sa

from gametape.settings import Settings

# A move is observed when the staged row differs from the stored one and no history tells of it. The older version's
# stamp bounds the moment from below: until then the old value held.
_OBSERVE = sa.text("""
    INSERT INTO opportunity_changes
        (id, source_id, opportunity_id, field, old_value, new_value, changed_at, not_before, origin, content_hash)
    SELECT md5(seen.source_id)::uuid, seen.source_id, seen.opportunity_id, seen.field, seen.old_value, seen.new_value,
           seen.changed_at, seen.not_before, 'observed', ''
    FROM (
        SELECT format('observed:%s:%s:%s', old.gong_opportunity_id, move.field, extract(epoch FROM moment.changed_at))
                   AS source_id,
               old.id AS opportunity_id, move.*, moment.changed_at, old.source_modified_at AS not_before
        FROM staged_opportunities AS new
        JOIN opportunities AS old USING (gong_opportunity_id)
        CROSS JOIN LATERAL (SELECT coalesce(new.source_modified_at, now()) AS changed_at) AS moment
        CROSS JOIN LATERAL (VALUES
            ('stage', old.stage, new.stage),
            ('amount', trim_scale(old.amount)::text, trim_scale(new.amount)::text),
            ('close_date', old.close_date::text, new.close_date::text),
            ('owner', old.owner_email, new.owner_email)
        ) AS move (field, old_value, new_value)
        WHERE old.content_hash IS DISTINCT FROM new.content_hash
          AND coalesce(new.source_modified_at >= old.source_modified_at, true)
          AND new.deleted_at IS NULL
          AND move.old_value IS DISTINCT FROM move.new_value
    ) AS seen
    WHERE NOT EXISTS (
        SELECT FROM opportunity_changes AS told
        WHERE told.opportunity_id = seen.opportunity_id AND told.field = seen.field AND told.origin <> 'observed'
          AND told.new_value IS NOT DISTINCT FROM seen.new_value AND told.changed_at <= seen.changed_at
          AND coalesce(told.changed_at > seen.not_before, true)
    )
    ON CONFLICT (source_id) DO NOTHING
""")

# The history has arrived for what had only been observed: one move, told once.
_FORGET_OBSERVED = sa.text("""
    DELETE FROM opportunity_changes AS seen
    USING staged_opportunity_changes AS told
    WHERE seen.opportunity_id = told.opportunity_id AND seen.field = told.field AND seen.origin = 'observed'
      AND seen.new_value IS NOT DISTINCT FROM told.new_value AND told.changed_at <= seen.changed_at
      AND coalesce(told.changed_at > seen.not_before, true)
""")

_STAGE_HISTORY = """
    SELECT opportunity_id,
           jsonb_agg(
               jsonb_build_object('stage', new_value, 'at', changed_at, 'origin', origin) ORDER BY changed_at
           ) AS moves
    FROM opportunity_changes
    WHERE field = 'stage' AND deleted_at IS NULL AND opportunity_id IN (SELECT {staged_id})
    GROUP BY opportunity_id
"""

# An incoming version knows nothing of the history that the stored one carries.
_CARRY_STAGE_HISTORY = sa.text(f"""
    UPDATE staged_opportunities AS new
    SET metadata = new.metadata || jsonb_build_object('stage_history', history.moves)
    FROM ({_STAGE_HISTORY.format(staged_id="id FROM staged_opportunities")}) AS history
    WHERE new.id = history.opportunity_id
""")

_WRITE_STAGE_HISTORY = sa.text(f"""
    UPDATE opportunities AS deal
    SET metadata = deal.metadata || jsonb_build_object('stage_history', history.moves), updated_at = now()
    FROM ({_STAGE_HISTORY.format(staged_id="opportunity_id FROM staged_opportunity_changes")}) AS history
    WHERE deal.id = history.opportunity_id AND deal.metadata -> 'stage_history' IS DISTINCT FROM history.moves
""")


def before_opportunities(connection: sa.Connection, _settings: Settings) -> None:
    """Note what moved between the stored and the staged versions, and hand the stage history on to the latter."""
    connection.execute(_OBSERVE)
    connection.execute(_CARRY_STAGE_HISTORY)


def after_history(connection: sa.Connection, _settings: Settings) -> None:
    """Drop what was observed and is now told, and write the stage history into the deals' metadata."""
    connection.execute(_FORGET_OBSERVED)
    connection.execute(_WRITE_STAGE_HISTORY)
