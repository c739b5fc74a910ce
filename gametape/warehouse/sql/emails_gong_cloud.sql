-- Emails in Gong's Data Cloud: time, participants and deal, mostly without the text. Gong may write a row per
-- participant; a deleted email keeps only its key.
SELECT
  e.id AS id,
  CAST(NULL AS TIMESTAMP) AS stamp,
  TO_JSON_STRING(STRUCT(
    e.id AS id,
    d.opportunity_id AS opportunity_id,
    e.subject AS subject,
    s.address AS sender,
    r.addresses AS recipients,
    COALESCE(e.sent_at, v.held_at) AS sent_at,
    e.body AS text_body,
    CAST(NULL AS STRING) AS html_body,
    CASE
      WHEN STARTS_WITH(LOWER(e.direction), 'in') THEN TRUE
      WHEN STARTS_WITH(LOWER(e.direction), 'out') THEN FALSE
    END AS incoming,
    e.thread_id AS thread_id,
    e.message_id AS message_id,
    'emails_gong_cloud' AS source,
    e.is_deleted AS is_deleted
  )) AS document,
  CAST(NULL AS TIMESTAMP) AS touched
FROM gong.cloud_emails AS e
LEFT JOIN (
  SELECT c.id AS id, MIN(c.held_at) AS held_at FROM gong.cloud_conversations AS c GROUP BY c.id
) AS v ON v.id = e.id
LEFT JOIN (
  SELECT f.id AS id, MIN(f.email_address) AS address
  FROM gong.cloud_participants AS f
  WHERE LOWER(f.role) IN ('from', 'sender') AND NOT f.is_deleted
  GROUP BY f.id
) AS s ON s.id = e.id
LEFT JOIN (
  SELECT a.id AS id, ARRAY_AGG(a.address ORDER BY a.address) AS addresses
  FROM (
    SELECT DISTINCT t.id AS id, LOWER(TRIM(t.email_address)) AS address
    FROM gong.cloud_participants AS t
    WHERE COALESCE(LOWER(t.role), '') NOT IN ('from', 'sender') AND NOT t.is_deleted AND t.email_address IS NOT NULL
  ) AS a
  GROUP BY a.id
) AS r ON r.id = e.id
LEFT JOIN (
  -- an email belongs to a single deal
  SELECT x.id AS id, MIN(x.object_id) AS opportunity_id
  FROM gong.cloud_contexts AS x
  WHERE LOWER(x.object_type) = 'opportunity' AND NOT x.is_deleted
  GROUP BY x.id
) AS d ON d.id = e.id
WHERE TRUE
QUALIFY e.id IS NULL OR ROW_NUMBER() OVER (PARTITION BY e.id ORDER BY e.is_deleted, e.modified DESC, e.subject DESC) = 1
