-- Emails that were logged as tasks. An open task is an email that somebody plans to write. The direction is known if
-- the logging program marked the subject; sender and receiver are then the task's owner and contact. If the description
-- begins with an email header, the record reads sender and receivers from the header.
SELECT
  e.id AS id,
  e.stamp AS stamp,
  TO_JSON_STRING(STRUCT(
    e.id AS id,
    e.opportunity_id AS opportunity_id,
    e.subject AS subject,
    CASE e.incoming WHEN TRUE THEN e.theirs WHEN FALSE THEN e.ours END AS sender,
    CASE e.incoming WHEN TRUE THEN e.ours WHEN FALSE THEN e.theirs END AS recipients,
    e.sent_at AS sent_at,
    e.description AS text_body,
    CAST(NULL AS STRING) AS html_body,
    e.incoming AS incoming,
    CAST(NULL AS STRING) AS thread_id,
    e.id AS task_id,
    'emails_tasks' AS source,
    e.ours AS owner_address,
    e.theirs AS contact_address,
    e.is_deleted AS is_deleted,
    e.fields AS fields
  )) AS document,
  COALESCE(IF(e.is_deleted, e.synced, NULL), e.system_stamp) AS touched
FROM (
  SELECT
    t.id AS id,
    IF(STARTS_WITH(t.what_id, '006'), t.what_id, NULL) AS opportunity_id,
    REGEXP_REPLACE(t.subject, r'(?i)^\s*email\s*:\s*', '') AS subject,
    t.description AS description,
    CASE
      WHEN REGEXP_CONTAINS(t.subject, r'(?i)\[in\]|^\s*email\s*:\s*<<|^\s*←') THEN TRUE
      WHEN REGEXP_CONTAINS(t.subject, r'(?i)\[out\]|^\s*email\s*:\s*>>|^\s*→') THEN FALSE
    END AS incoming,
    u.email AS ours,
    k.email AS theirs,
    COALESCE(t.completed_date_time, t.activity_date, t.created_date) AS sent_at,
    t.is_deleted AS is_deleted,
    t.stamp AS stamp,
    t.synced AS synced,
    t.system_stamp AS system_stamp,
    t.fields AS fields
  FROM salesforce.task AS t
  LEFT JOIN salesforce.user AS u ON u.id_key = t.owner_id_key
  LEFT JOIN salesforce.contact AS k ON k.id_key = t.who_id_key
  WHERE (LOWER(t.type) = 'email' OR LOWER(t.task_subtype) = 'email')
    AND COALESCE(t.is_closed, LOWER(t.status) = 'completed', TRUE)
) AS e
