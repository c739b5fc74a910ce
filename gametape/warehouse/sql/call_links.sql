-- Deals of each call, and the table that links them. Each call has a document, even without links: otherwise the
-- removal of a call's last link would not be seen. No stamp can be trusted, because Fivetran reloads these tables
-- completely each time.
WITH links AS (
  SELECT i.call_id AS call_id, i.object_id AS opportunity, 'call_context_integration' AS origin
  FROM gong.call_context_integration AS i
  WHERE LOWER(i.object_type) = 'opportunity' AND NOT i.is_deleted
  UNION ALL
  SELECT m.manual_call_id AS call_id, m.deal_crm_id AS opportunity, 'manual_call_integration' AS origin
  FROM gong.manual_call_integration AS m
  WHERE NOT m.is_deleted
  UNION ALL
  SELECT p.call_id AS call_id, p.primary_opportunity AS opportunity, 'gong_gong_call_c' AS origin
  FROM salesforce.gong_call AS p
  WHERE NOT p.is_deleted
  UNION ALL
  -- A JSON list of records, whose keys depend on the version of Gong's package; ids of opportunities begin with 006.
  -- The ids are extracted before the list becomes rows: DuckDB would otherwise copy the whole list into each row.
  SELECT k.call_id AS call_id, related AS opportunity, 'gong_gong_call_c' AS origin
  FROM (
    SELECT
      j.call_id AS call_id,
      REGEXP_EXTRACT_ALL(j.related_opportunities, r'\b006[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?\b') AS opportunities
    FROM salesforce.gong_call AS j
    WHERE NOT j.is_deleted
  ) AS k
  CROSS JOIN UNNEST(k.opportunities) AS related
  UNION ALL
  SELECT g.call_id AS call_id, r.opportunity AS opportunity, 'gong_related_opportunity_c' AS origin
  FROM salesforce.gong_related_opportunity AS r
  JOIN salesforce.gong_call AS g ON g.id_key = r.gong_call_key
  WHERE NOT r.is_deleted AND NOT g.is_deleted
)
SELECT
  c.id AS id,
  CAST(NULL AS TIMESTAMP) AS stamp,
  TO_JSON_STRING(STRUCT(
    c.id AS id,
    COALESCE(l.deals, []) AS links,
    c.is_deleted AS is_deleted
  )) AS document,
  CAST(NULL AS TIMESTAMP) AS touched
FROM gong.call AS c
LEFT JOIN (
  SELECT
    d.call_id AS call_id,
    ARRAY_AGG(STRUCT(d.opportunity AS opportunity, d.origin AS origin) ORDER BY d.opportunity, d.origin) AS deals
  FROM (SELECT DISTINCT n.call_id AS call_id, n.opportunity AS opportunity, n.origin AS origin FROM links AS n) AS d
  WHERE d.opportunity IS NOT NULL
  GROUP BY d.call_id
) AS l ON l.call_id = c.id
WHERE TRUE
QUALIFY c.id IS NULL OR ROW_NUMBER() OVER (PARTITION BY c.id ORDER BY c.is_deleted, c.workspace_id) = 1
