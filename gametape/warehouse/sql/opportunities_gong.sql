-- Deals of a Gong opportunity table, for warehouses without Salesforce.
SELECT
  o.id AS id,
  o.stamp AS stamp,
  TO_JSON_STRING(STRUCT(
    o.id AS id,
    o.name AS name,
    CAST(NULL AS STRING) AS account_id,
    CAST(NULL AS STRING) AS account,
    o.account_name AS account_name,
    CAST(NULL AS STRING) AS owner_id,
    o.owner_email AS owner_email,
    CAST(NULL AS STRING) AS owner_name,
    o.stage AS stage,
    o.close_date AS close_date,
    o.amount AS amount,
    CAST(NULL AS STRING) AS currency,
    COALESCE(h.health_score, o.health_score) AS health_score,
    CAST(NULL AS BOOL) AS is_closed,
    CAST(NULL AS BOOL) AS is_won,
    CAST(NULL AS STRING) AS product,
    CAST(NULL AS STRING) AS type,
    CAST(NULL AS STRING) AS opened_at,
    o.is_deleted AS is_deleted,
    o.fields AS fields
  )) AS document,
  GREATEST(
    COALESCE(IF(o.is_deleted, o.synced, NULL), TIMESTAMP_MICROS(0)),
    COALESCE(h.loaded, TIMESTAMP_MICROS(0))
  ) AS touched
FROM gong.opportunity AS o
LEFT JOIN (
  -- One score per deal: the table may hold several, or name a deal by both lengths of its id. A changed score need not
  -- move a stamp: the deal is read again when one of its scores was loaded, even a deleted one.
  SELECT
    g.opportunity_id_key AS id_key,
    IF(g.is_deleted, NULL, g.health_score) AS health_score,
    MAX(COALESCE(g.synced, g.stamp, CURRENT_TIMESTAMP())) OVER (PARTITION BY g.opportunity_id_key) AS loaded
  FROM gong.health AS g
  WHERE TRUE
  QUALIFY ROW_NUMBER() OVER (
    PARTITION BY g.opportunity_id_key
    ORDER BY g.is_deleted OR g.health_score IS NULL, g.stamp DESC, g.synced DESC, g.health_score DESC
  ) = 1
) AS h ON h.id_key = o.id_key
