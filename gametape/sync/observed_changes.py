"""Changes of a deal: from the source's history, or observed by the sync between two versions of the deal.

Two values are the same if they are shown or compared as the same (records/history.py: Value), such as the amounts
2500.00 and 2500, or an owner whose address changed.
"""

import sqlalchemy as sa

from gametape.settings import Settings

# A change is observed if the staged row differs from the stored row. It happened after the older version's stamp
# (`not_before`): the old value was true until then.
_OBSERVE = sa.text("""
    INSERT INTO opportunity_changes
        (id, source_id, opportunity_id, field, old_value, new_value, old_key, new_key, changed_at, not_before, place,
         origin)
    SELECT md5(seen.source_id)::uuid, seen.source_id, seen.opportunity_id, seen.field, seen.old_value, seen.new_value,
           nullif(seen.old_key, seen.old_value), nullif(seen.new_key, seen.new_value), seen.changed_at,
           seen.not_before, 999999, 'observed'
    FROM (
        SELECT format('observed:%s:%s:%s', old.gong_opportunity_id, move.field, extract(epoch FROM moment.changed_at))
                   AS source_id,
               old.id AS opportunity_id, move.*, moment.changed_at, old.source_modified_at AS not_before
        FROM staged_opportunities AS new
        JOIN opportunities AS old USING (gong_opportunity_id)
        CROSS JOIN LATERAL (SELECT coalesce(new.source_modified_at, now()) AS changed_at) AS moment
        CROSS JOIN LATERAL (VALUES
            ('stage', old.stage, new.stage, old.stage, new.stage),
            ('amount', trim_scale(old.amount)::text, trim_scale(new.amount)::text,
                       trim_scale(old.amount)::text, trim_scale(new.amount)::text),
            ('close_date', old.close_date::text, new.close_date::text, old.close_date::text, new.close_date::text),
            ('owner', coalesce(old.owner_email, old.owner_id), coalesce(new.owner_email, new.owner_id),
                      coalesce(old.owner_id, old.owner_email), coalesce(new.owner_id, new.owner_email))
        ) AS move (field, old_value, new_value, old_key, new_key)
        WHERE old.content_hash IS DISTINCT FROM new.content_hash
          AND coalesce(new.source_modified_at >= old.source_modified_at, true)
          AND new.deleted_at IS NULL
          AND move.old_value IS DISTINCT FROM move.new_value AND move.old_key IS DISTINCT FROM move.new_key
    ) AS seen
    ON CONFLICT (source_id) DO NOTHING
""")

# If the source's history has an observed change, the observed row is deleted. The two are the same if the history has a
# change to the same value, no later (sources write whole seconds), within the time span of the observed change, or as
# the last change before it: the older version's stamp may be that of the account, and too late.
_FORGET_OBSERVED = """
    DELETE FROM opportunity_changes AS seen
    USING opportunity_changes AS told
    WHERE seen.opportunity_id IN (SELECT {deals}) AND seen.origin = 'observed'
      AND told.opportunity_id = seen.opportunity_id AND told.field = seen.field
      AND told.origin <> 'observed' AND told.deleted_at IS NULL
      AND (
          told.new_value IS NOT DISTINCT FROM seen.new_value
          OR coalesce(told.new_key, told.new_value) = coalesce(seen.new_key, seen.new_value)
      )
      AND told.changed_at < seen.changed_at + interval '1 second'
      AND (
          coalesce(told.changed_at > seen.not_before, true)
          OR NOT EXISTS (
              SELECT FROM opportunity_changes AS other
              WHERE other.opportunity_id = seen.opportunity_id AND other.field = seen.field
                AND other.deleted_at IS NULL AND other.id NOT IN (told.id, seen.id)
                AND (other.changed_at, other.place) >= (told.changed_at, told.place)
                AND (other.changed_at, other.place) <= (seen.changed_at, seen.place)
          )
      )
"""
_FORGET_OF_STAGED = sa.text(_FORGET_OBSERVED.format(deals="id FROM staged_opportunities"))
_FORGET_OF_HISTORIES = sa.text(_FORGET_OBSERVED.format(deals="opportunity_id FROM staged_opportunity_histories"))

# The join by content hash leaves out staged histories that were not stored, because the store has a newer version.
_IN_HISTORY = """
    SELECT incoming.opportunity_id, move.*
    FROM staged_opportunity_histories AS incoming
    JOIN opportunity_histories AS known USING (gong_opportunity_id, content_hash)
    CROSS JOIN LATERAL jsonb_to_recordset(incoming.moves) AS move (
        id uuid, source_id text, field text, old_value text, new_value text, old_key text, new_key text,
        changed_at timestamptz, place integer, origin text
    )
"""

_TAKE_BACK = sa.text(f"""
    UPDATE opportunity_changes AS known SET deleted_at = now(), updated_at = now()
    WHERE known.opportunity_id IN (
        SELECT incoming.opportunity_id FROM staged_opportunity_histories AS incoming
        JOIN opportunity_histories USING (gong_opportunity_id, content_hash)
    )
      AND known.origin <> 'observed' AND known.deleted_at IS NULL
      AND NOT EXISTS (SELECT FROM ({_IN_HISTORY}) AS told WHERE told.source_id = known.source_id)
""")

# Histories that vanished from the source (in `verdicts` of `gametape reconcile`): their changes are deleted, too.
TAKE_BACK_VANISHED = sa.text("""
    UPDATE opportunity_changes AS moved SET deleted_at = now(), updated_at = now()
    FROM verdicts JOIN opportunity_histories AS history ON history.gong_opportunity_id = verdicts.key
    WHERE moved.opportunity_id = history.opportunity_id AND moved.origin <> 'observed'
      AND moved.deleted_at IS NULL AND verdicts.verdict = 'vanished'
    RETURNING moved.opportunity_id
""")

_VALUES = "opportunity_id, field, old_value, new_value, old_key, new_key, changed_at, place, origin"
_INSERT = sa.text(f"""
    INSERT INTO opportunity_changes AS known (id, source_id, {_VALUES})
    SELECT DISTINCT ON (told.source_id) told.id, told.source_id, {_VALUES} FROM ({_IN_HISTORY}) AS told
    ORDER BY told.source_id, told.opportunity_id
    ON CONFLICT (source_id) DO UPDATE SET
        ({_VALUES}, deleted_at, updated_at) =
        ROW (excluded.opportunity_id, excluded.field, excluded.old_value, excluded.new_value, excluded.old_key,
             excluded.new_key, excluded.changed_at, excluded.place, excluded.origin, NULL, now())
    WHERE known.deleted_at IS NOT NULL
       OR (known.old_value, known.new_value, known.old_key, known.new_key, known.changed_at, known.place, known.origin)
          IS DISTINCT FROM (excluded.old_value, excluded.new_value, excluded.old_key, excluded.new_key,
                            excluded.changed_at, excluded.place, excluded.origin)
""")

_STAGE_HISTORY = """
    SELECT deal.id AS opportunity_id, coalesce(
        jsonb_agg(
            jsonb_build_object('stage', new_value, 'at', changed_at, 'origin', origin) ORDER BY changed_at, place
        ) FILTER (WHERE moved.id IS NOT NULL), '[]'
    ) AS moves
    FROM (SELECT {staged_id}) AS deal (id)
    LEFT JOIN opportunity_changes AS moved
        ON moved.opportunity_id = deal.id AND moved.field = 'stage' AND moved.deleted_at IS NULL
    GROUP BY deal.id
"""

# The source's version of a deal has no stage history; it is copied from the stored changes.
_CARRY_STAGE_HISTORY = sa.text(f"""
    UPDATE staged_opportunities AS new
    SET metadata = new.metadata || jsonb_build_object('stage_history', history.moves)
    FROM ({_STAGE_HISTORY.format(staged_id="id FROM staged_opportunities")}) AS history
    WHERE new.id = history.opportunity_id AND history.moves <> '[]'
""")

_WRITE_STAGE_HISTORY = sa.text(f"""
    UPDATE opportunities AS deal
    SET metadata = deal.metadata || jsonb_build_object('stage_history', history.moves), updated_at = now()
    FROM ({_STAGE_HISTORY.format(staged_id="opportunity_id FROM staged_opportunity_histories")}) AS history
    WHERE deal.id = history.opportunity_id
      AND coalesce(deal.metadata -> 'stage_history', '[]') IS DISTINCT FROM history.moves
""")


def before_opportunities(connection: sa.Connection, _settings: Settings) -> None:
    """Insert the changes between the stored and the staged versions, and copy the stage history to the staged rows."""
    connection.execute(_OBSERVE)
    connection.execute(_FORGET_OF_STAGED)
    connection.execute(_CARRY_STAGE_HISTORY)


def after_history(connection: sa.Connection, _settings: Settings) -> None:
    """Replace the changes of staged histories, drop observed changes that history now has, write the stage history."""
    for statement in (_TAKE_BACK, _INSERT, _FORGET_OF_HISTORIES, _WRITE_STAGE_HISTORY):
        connection.execute(statement)
