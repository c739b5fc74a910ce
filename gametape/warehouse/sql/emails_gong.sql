-- Emails in a Gong dataset. No stamp can be trusted, because Fivetran reloads these tables completely each time.
SELECT
  e.id AS id,
  CAST(NULL AS TIMESTAMP) AS stamp,
  TO_JSON_STRING(STRUCT(
    e.id AS id,
    e.opportunity_id AS opportunity_id,
    e.subject AS subject,
    s.address AS sender,
    r.addresses AS recipients,
    e.sent_at AS sent_at,
    e.body AS text_body,
    CAST(NULL AS STRING) AS html_body,
    CAST(NULL AS BOOL) AS incoming,
    e.thread_id AS thread_id,
    e.message_id AS message_id,
    'emails_gong' AS source,
    e.is_deleted AS is_deleted,
    e.fields AS fields
  )) AS document,
  CAST(NULL AS TIMESTAMP) AS touched
FROM gong.email AS e
LEFT JOIN (
  SELECT f.email_id AS email_id, MIN(f.email_address) AS address
  FROM gong.email_sender AS f
  WHERE NOT f.is_deleted
  GROUP BY f.email_id
) AS s ON s.email_id = e.id
LEFT JOIN (
  SELECT t.email_id AS email_id, ARRAY_AGG(t.email_address ORDER BY t.email_address) AS addresses
  FROM gong.email_recipient AS t
  WHERE NOT t.is_deleted AND t.email_address IS NOT NULL
  GROUP BY t.email_id
) AS r ON r.email_id = e.id
