-- Transcripts, a row per monologue: a transcript is long, so the reader joins the rows, for one call at a time. A call
-- in several workspaces is read once. Fivetran loads transcripts incrementally, so the load time is the time of the
-- last change.
SELECT
  k.id AS id,
  k.stamp AS stamp,
  TO_JSON_STRING(STRUCT(
    k.id AS id,
    k.is_deleted AS is_deleted,
    [
      STRUCT(
        LPAD(t.place, 9, '0') AS index, t.speaker_id AS speaker_id, t.topic AS topic, t.sentence AS sentence
      )
    ] AS monologues
  )) AS document,
  IF(k.is_deleted, k.stamp, NULL) AS touched
FROM (
  SELECT
    a.call_id AS id,
    COALESCE(MIN(IF(a.is_deleted, NULL, a.workspace_id)), MIN(a.workspace_id)) AS workspace_id,
    MAX(a.synced) AS stamp,
    LOGICAL_AND(a.is_deleted) AS is_deleted
  FROM gong.transcript AS a
  GROUP BY a.call_id
) AS k
JOIN gong.transcript AS t
  ON COALESCE(t.call_id, '') = COALESCE(k.id, '')
  AND COALESCE(t.workspace_id, '') = COALESCE(k.workspace_id, '')
  -- Deleted monologues are left out; of a transcript that was deleted as a whole, the remaining rows are kept.
  AND t.is_deleted = k.is_deleted
