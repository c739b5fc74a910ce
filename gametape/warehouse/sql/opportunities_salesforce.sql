-- Deals in Salesforce, with account and owner. A renamed account or owner changes only its own stamp; so the deal's
-- stamp is the newest of the three. Former employees count as owners: there is no filter on active users.
SELECT
  o.id AS id,
  IF(
    o.stamp IS NULL,
    NULL,
    GREATEST(o.stamp, COALESCE(a.stamp, o.stamp), COALESCE(u.stamp, o.stamp), COALESCE(h.stamp, o.stamp))
  ) AS stamp,
  TO_JSON_STRING(STRUCT(
    o.id AS id,
    o.name AS name,
    o.account_id AS account_id,
    a.fields AS account,
    a.name AS account_name,
    o.owner_id AS owner_id,
    u.email AS owner_email,
    COALESCE(u.name, NULLIF(TRIM(CONCAT(COALESCE(u.first_name, ''), ' ', COALESCE(u.last_name, ''))), '')) AS owner_name,
    o.stage_name AS stage,
    o.close_date AS close_date,
    o.amount AS amount,
    o.currency_iso_code AS currency,
    COALESCE(o.health_score, h.health_score) AS health_score,
    o.is_closed AS is_closed,
    o.is_won AS is_won,
    o.product AS product,
    o.type AS type,
    o.created_date AS opened_at,
    o.is_deleted AS is_deleted,
    o.fields AS fields
  )) AS document,
  GREATEST(
    COALESCE(IF(o.is_deleted, o.synced, NULL), TIMESTAMP_MICROS(0)),
    COALESCE(o.system_stamp, TIMESTAMP_MICROS(0)),
    COALESCE(h.loaded, TIMESTAMP_MICROS(0))
  ) AS touched
FROM salesforce.opportunity AS o
LEFT JOIN salesforce.account AS a ON a.id_key = o.account_id_key
LEFT JOIN salesforce.user AS u ON u.id_key = o.owner_id_key
LEFT JOIN (
  -- One score per deal: the table may hold several, or name a deal by both lengths of its id. A changed score need not
  -- move a stamp: the deal is read again when one of its scores was loaded, even a deleted one.
  SELECT
    g.opportunity_id_key AS id_key,
    IF(g.is_deleted, NULL, g.health_score) AS health_score,
    MAX(g.stamp) OVER (PARTITION BY g.opportunity_id_key) AS stamp,
    MAX(COALESCE(g.synced, g.stamp, CURRENT_TIMESTAMP())) OVER (PARTITION BY g.opportunity_id_key) AS loaded
  FROM gong.health AS g
  WHERE TRUE
  QUALIFY ROW_NUMBER() OVER (
    PARTITION BY g.opportunity_id_key
    ORDER BY g.is_deleted OR g.health_score IS NULL, g.stamp DESC, g.synced DESC, g.health_score DESC
  ) = 1
) AS h ON h.id_key = o.id_key
