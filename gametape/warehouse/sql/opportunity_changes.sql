-- Moves of a deal's stage, amount, close date and owner. Each field from the best table that says something of it:
-- 1. opportunity_history: Salesforce keeps it always, from the deal's first day, but never of owners. It holds states,
--    so a move is the difference to the state before. The first state counts: it is what the deal began with.
-- 2. opportunity_field_history: kept only from the day an administrator switched it on for a field, for 18 months.
-- 3. the versions of history mode, or of a snapshot: the first is only where recording began, nothing moved then.
WITH states AS (
  SELECT
    h.id AS id,
    h.opportunity_id AS opportunity_id,
    h.created_date AS changed_at,
    h.is_deleted AS is_deleted,
    h.synced AS synced,
    h.stage_name AS stage,
    h.amount AS amount,
    h.close_date AS close_date,
    LAG(h.stage_name) OVER (PARTITION BY h.opportunity_id_key ORDER BY h.created_date, h.id) AS old_stage,
    LAG(h.amount) OVER (PARTITION BY h.opportunity_id_key ORDER BY h.created_date, h.id) AS old_amount,
    LAG(h.close_date) OVER (PARTITION BY h.opportunity_id_key ORDER BY h.created_date, h.id) AS old_close_date
  FROM salesforce.opportunity_history AS h
),
versions AS (
  SELECT
    v.opportunity_id AS opportunity_id,
    v.started AS changed_at,
    v.stage_name AS stage,
    v.amount AS amount,
    v.close_date AS close_date,
    COALESCE(u.email, v.owner_id) AS owner,
    ROW_NUMBER() OVER (PARTITION BY v.opportunity_id_key ORDER BY v.started) AS nth,
    LAG(v.stage_name) OVER (PARTITION BY v.opportunity_id_key ORDER BY v.started) AS old_stage,
    LAG(v.amount) OVER (PARTITION BY v.opportunity_id_key ORDER BY v.started) AS old_amount,
    LAG(v.close_date) OVER (PARTITION BY v.opportunity_id_key ORDER BY v.started) AS old_close_date,
    LAG(COALESCE(u.email, v.owner_id)) OVER (PARTITION BY v.opportunity_id_key ORDER BY v.started) AS old_owner
  FROM salesforce.opportunity_versions AS v
  LEFT JOIN salesforce.user AS u ON u.id_key = v.owner_id_key
),
moves AS (
  SELECT
    1 AS choice,
    'opportunity_history' AS origin,
    s.id AS id,
    s.opportunity_id AS opportunity_id,
    s.changed_at AS changed_at,
    s.is_deleted AS is_deleted,
    s.synced AS synced,
    m.field AS field,
    m.old AS old,
    m.`new` AS `new`
  FROM states AS s
  CROSS JOIN UNNEST([
    STRUCT('stage' AS field, s.old_stage AS old, s.stage AS `new`),
    STRUCT('amount' AS field, s.old_amount AS old, s.amount AS `new`),
    STRUCT('close_date' AS field, s.old_close_date AS old, s.close_date AS `new`)
  ]) AS m
  UNION ALL
  -- An owner is written twice, by id and by name: the id is kept, told as the e-mail address that deals are found by.
  SELECT
    2 AS choice,
    'opportunity_field_history' AS origin,
    f.id AS id,
    f.opportunity_id AS opportunity_id,
    f.created_date AS changed_at,
    f.is_deleted AS is_deleted,
    f.synced AS synced,
    CASE LOWER(REPLACE(f.field, '_', ''))
      WHEN 'stagename' THEN 'stage'
      WHEN 'amount' THEN 'amount'
      WHEN 'closedate' THEN 'close_date'
      WHEN 'owner' THEN 'owner'
    END AS field,
    IF(LOWER(f.field) = 'owner', COALESCE(p.email, f.old_value), f.old_value) AS old,
    IF(LOWER(f.field) = 'owner', COALESCE(n.email, f.new_value), f.new_value) AS `new`
  FROM salesforce.opportunity_field_history AS f
  LEFT JOIN salesforce.user AS p ON p.id_key = f.old_value_key
  LEFT JOIN salesforce.user AS n ON n.id_key = f.new_value_key
  WHERE LOWER(f.field) <> 'owner'
    OR p.id IS NOT NULL
    OR n.id IS NOT NULL
    OR REGEXP_CONTAINS(COALESCE(f.new_value, f.old_value), r'^005[A-Za-z0-9]{12}([A-Za-z0-9]{3})?$')
  UNION ALL
  SELECT
    3 AS choice,
    'opportunity_history' AS origin,
    CONCAT(v.opportunity_id, '/', CAST(UNIX_MICROS(v.changed_at) AS STRING)) AS id,
    v.opportunity_id AS opportunity_id,
    v.changed_at AS changed_at,
    FALSE AS is_deleted,
    CAST(NULL AS TIMESTAMP) AS synced,
    m.field AS field,
    m.old AS old,
    m.`new` AS `new`
  FROM versions AS v
  CROSS JOIN UNNEST([
    STRUCT('stage' AS field, v.old_stage AS old, v.stage AS `new`),
    STRUCT('amount' AS field, v.old_amount AS old, v.amount AS `new`),
    STRUCT('close_date' AS field, v.old_close_date AS old, v.close_date AS `new`),
    STRUCT('owner' AS field, v.old_owner AS old, v.owner AS `new`)
  ]) AS m
  WHERE v.nth > 1
)
-- One document per move: it is one row of the store.
SELECT
  CONCAT(m.id, ':', m.field) AS id,
  m.changed_at AS stamp,
  TO_JSON_STRING(STRUCT(
    CONCAT(m.id, ':', m.field) AS id,
    m.opportunity_id AS opportunity_id,
    CAST(m.changed_at AS STRING) AS changed_at,
    m.origin AS origin,
    m.is_deleted AS is_deleted,
    m.field AS field,
    m.old AS old,
    m.`new` AS `new`
  )) AS document,
  IF(m.is_deleted, m.synced, NULL) AS touched
FROM moves AS m
JOIN (SELECT c.field AS field, MIN(c.choice) AS choice FROM moves AS c GROUP BY c.field) AS best
  ON best.field = m.field AND best.choice = m.choice
WHERE m.old IS DISTINCT FROM m.`new`
