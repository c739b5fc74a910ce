-- History of each deal's stage, amount, close date and owner: one document per deal, because a history row that is
-- deleted, repeated or late changes the whole sequence (records/history.py computes the changes).
-- * states: opportunity_history, a state after each change, from the deal's first day; never of owners.
-- * changes: opportunity_field_history, old and new value of the fields that an administrator chose, for 18 months.
-- * versions: the opportunity table in history mode, or a snapshot table named opportunity_history.
-- Salesforce's times are whole seconds: within a second the ids give the order.
WITH states AS (
  SELECT
    h.opportunity_id_key AS deal,
    MAX(h.opportunity_id) AS opportunity_id,
    MAX(h.created_date) AS stamp,
    MAX(h.synced) AS touched,
    ARRAY_AGG(
      STRUCT(
        h.id AS id,
        CAST(h.created_date AS STRING) AS changed_at,
        h.stage_name AS stage,
        h.amount AS amount,
        h.close_date AS close_date,
        h.is_deleted AS is_deleted
      )
      ORDER BY h.created_date, h.id, h.synced
    ) AS noted
  FROM salesforce.opportunity_history AS h
  GROUP BY h.opportunity_id_key
),
-- An owner change is logged twice, by id and by name: the id is kept, with the owner's email address.
changes AS (
  SELECT
    f.opportunity_id_key AS deal,
    MAX(f.opportunity_id) AS opportunity_id,
    MAX(f.created_date) AS stamp,
    MAX(GREATEST(
      COALESCE(f.synced, f.created_date),
      COALESCE(p.stamp, f.created_date),
      COALESCE(n.stamp, f.created_date)
    )) AS touched,
    ARRAY_AGG(
      STRUCT(
        f.id AS id,
        CAST(f.created_date AS STRING) AS changed_at,
        CASE LOWER(REPLACE(f.field, '_', ''))
          WHEN 'stagename' THEN 'stage'
          WHEN 'amount' THEN 'amount'
          WHEN 'closedate' THEN 'close_date'
          ELSE 'owner'
        END AS field,
        f.old_value AS old,
        f.new_value AS `new`,
        p.email AS old_email,
        n.email AS new_email,
        f.is_deleted AS is_deleted
      )
      ORDER BY f.created_date, f.id, f.synced
    ) AS noted
  FROM salesforce.opportunity_field_history AS f
  LEFT JOIN salesforce.user AS p ON p.id_key = f.old_value_key
  LEFT JOIN salesforce.user AS n ON n.id_key = f.new_value_key
  WHERE LOWER(REPLACE(f.field, '_', '')) IN ('stagename', 'amount', 'closedate')
    OR (
      LOWER(f.field) = 'owner'
      AND (
        p.id IS NOT NULL
        OR n.id IS NOT NULL
        OR REGEXP_CONTAINS(COALESCE(f.new_value, f.old_value), r'^005[A-Za-z0-9]{12}([A-Za-z0-9]{3})?$')
      )
    )
  GROUP BY f.opportunity_id_key
),
kept AS (
  SELECT
    'opportunity_history' AS origin,
    s.opportunity_id AS opportunity_id,
    s.opportunity_id_key AS deal,
    s.started AS started,
    s.ended AS ended,
    s.synced AS synced,
    s.stage_name AS stage,
    s.amount AS amount,
    s.close_date AS close_date,
    s.owner_id AS owner_id,
    s.owner_id_key AS owner_key
  FROM salesforce.opportunity_snapshots AS s
  UNION ALL
  SELECT
    'opportunity',
    v.opportunity_id,
    v.opportunity_id_key,
    v.started,
    v.ended,
    v.synced,
    v.stage_name,
    v.amount,
    v.close_date,
    v.owner_id,
    v.owner_id_key
  FROM salesforce.opportunity_versions AS v
),
versions AS (
  SELECT
    k.deal AS deal,
    MAX(k.opportunity_id) AS opportunity_id,
    MAX(k.started) AS stamp,
    MAX(GREATEST(COALESCE(k.synced, k.started), COALESCE(o.stamp, k.started))) AS touched,
    ARRAY_AGG(
      STRUCT(
        CONCAT(k.opportunity_id, '/', CAST(UNIX_MICROS(k.started) AS STRING)) AS id,
        CAST(k.started AS STRING) AS changed_at,
        k.origin AS origin,
        k.stage AS stage,
        k.amount AS amount,
        k.close_date AS close_date,
        k.owner_id AS owner_id,
        o.email AS owner_email
      )
      ORDER BY k.origin DESC, k.started, k.ended, k.synced
    ) AS noted
  FROM kept AS k
  LEFT JOIN salesforce.user AS o ON o.id_key = k.owner_key
  WHERE STARTS_WITH(k.opportunity_id, '006')
  GROUP BY k.deal
),
deals AS (
  SELECT
    a.deal AS deal,
    MAX(a.opportunity_id) AS id,
    MAX(a.stamp) AS stamp,
    MAX(a.touched) AS touched
  FROM (
    SELECT s.deal AS deal, s.opportunity_id AS opportunity_id, s.stamp AS stamp, s.touched AS touched FROM states AS s
    UNION ALL
    SELECT c.deal, c.opportunity_id, c.stamp, c.touched FROM changes AS c
    UNION ALL
    SELECT v.deal, v.opportunity_id, v.stamp, v.touched FROM versions AS v
  ) AS a
  GROUP BY a.deal
)
SELECT
  d.id AS id,
  d.stamp AS stamp,
  TO_JSON_STRING(STRUCT(
    d.id AS id,
    COALESCE(s.noted, []) AS states,
    COALESCE(c.noted, []) AS changes,
    COALESCE(v.noted, []) AS versions
  )) AS document,
  d.touched AS touched
FROM deals AS d
LEFT JOIN states AS s ON s.deal = d.deal
LEFT JOIN changes AS c ON c.deal = d.deal
LEFT JOIN versions AS v ON v.deal = d.deal
