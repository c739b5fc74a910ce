-- Emails in Salesforce. They can be related to an account, a contact or a case; ids of opportunities begin with 006. A
-- draft is no email yet.
SELECT
  e.id AS id,
  e.stamp AS stamp,
  TO_JSON_STRING(STRUCT(
    e.id AS id,
    IF(STARTS_WITH(e.related_to_id, '006'), e.related_to_id, NULL) AS opportunity_id,
    e.subject AS subject,
    e.from_address AS sender,
    e.from_name AS sender_name,
    NULLIF(CONCAT(
      COALESCE(e.to_address, ''),
      IF(e.to_address IS NULL OR e.cc_address IS NULL, '', '; '),
      COALESCE(e.cc_address, '')
    ), '') AS recipients,
    e.message_date AS sent_at,
    e.text_body AS text_body,
    e.html_body AS html_body,
    e.incoming AS incoming,
    e.thread_id AS thread_id,
    e.message_id AS message_id,
    e.activity_id AS task_id,
    e.headers AS headers,
    'emails_salesforce' AS source,
    e.is_deleted AS is_deleted,
    e.fields AS fields
  )) AS document,
  COALESCE(IF(e.is_deleted, e.synced, NULL), e.system_stamp) AS touched
FROM salesforce.email_message AS e
WHERE COALESCE(LOWER(e.status), '') NOT IN ('5', '5.0', 'draft')
