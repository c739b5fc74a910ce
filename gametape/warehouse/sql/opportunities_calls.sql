-- Deals from Gong's notes on calls, with few fields: a row per CRM field, object, call and timing. The current value of
-- a field is preferred to its value at the time of the call; after that, the latest call is preferred. No stamp can be
-- trusted, because Fivetran reloads this table completely each time.
WITH noted AS (
  SELECT
    i.object_id AS object_id,
    i.object_id_key AS object_id_key,
    LOWER(i.name) AS name,
    -- StageName -> stage_name, Segment__c -> segment_c
    LOWER(REGEXP_REPLACE(REGEXP_REPLACE(i.name, r'([a-z0-9])([A-Z])', r'\1_\2'), '_+', '_')) AS key,
    i.value AS value
  FROM gong.call_context_integration AS i
  LEFT JOIN gong.call AS c ON c.id = i.call_id
  WHERE LOWER(i.object_type) = 'opportunity' AND NOT i.is_deleted
  QUALIFY ROW_NUMBER() OVER (
    PARTITION BY i.object_id_key, LOWER(i.name)
    ORDER BY
      IF(LOWER(i.timing) = 'now', 0, 1),
      c.started DESC,
      i.call_id DESC,
      i.object_id DESC,
      i.value DESC
  ) = 1
)
SELECT
  MAX(f.object_id) AS id,
  CAST(NULL AS TIMESTAMP) AS stamp,
  TO_JSON_STRING(STRUCT(
    MAX(f.object_id) AS id,
    MAX(IF(f.name = 'name', f.value, NULL)) AS name,
    MAX(IF(f.name = 'accountid', f.value, NULL)) AS account_id,
    CAST(NULL AS STRING) AS account,
    CAST(NULL AS STRING) AS account_name,
    MAX(IF(f.name = 'ownerid', f.value, NULL)) AS owner_id,
    CAST(NULL AS STRING) AS owner_email,
    CAST(NULL AS STRING) AS owner_name,
    MAX(IF(f.name = 'stagename', f.value, NULL)) AS stage,
    MAX(IF(f.name = 'closedate', f.value, NULL)) AS close_date,
    MAX(IF(f.name = 'amount', f.value, NULL)) AS amount,
    MAX(IF(f.name = 'currencyisocode', f.value, NULL)) AS currency,
    CAST(NULL AS STRING) AS health_score,
    CAST(NULL AS BOOL) AS is_closed,
    CAST(NULL AS BOOL) AS is_won,
    CAST(NULL AS STRING) AS product,
    MAX(IF(f.name = 'type', f.value, NULL)) AS type,
    CAST(NULL AS STRING) AS opened_at,
    FALSE AS is_deleted,
    PARSE_JSON(CONCAT(
      '{',
      STRING_AGG(
        IF(
          f.name IN ('name', 'accountid', 'ownerid', 'stagename', 'closedate', 'amount', 'currencyisocode', 'type'),
          NULL,
          CONCAT(TO_JSON_STRING(f.key), ':', COALESCE(TO_JSON_STRING(f.value), 'null'))
        ),
        ',' ORDER BY f.key
      ),
      '}'
    )) AS fields
  )) AS document,
  CAST(NULL AS TIMESTAMP) AS touched
FROM noted AS f
GROUP BY f.object_id_key
