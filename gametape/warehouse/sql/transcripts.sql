-- What was said on a call, a row per monologue: the text of a call is long, and putting many of them together is left
-- to the reader, who needs one at a time. A call that several workspaces hold is told once.
-- Fivetran loads transcripts by change, so the load time is when one last changed.
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
  -- What was taken out of a transcript is left out; of one that was deleted as a whole, all that remains of it.
  AND t.is_deleted = k.is_deleted
