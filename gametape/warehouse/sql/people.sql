-- One person per e-mail address: ours from Gong and Salesforce, theirs from calls and mails. Of several sources the
-- better one tells each value, and one of ours is ours wherever else the address is seen. A name and a title are worth
-- having from Salesforce's contacts too, but a contact that was never met is not somebody of a deal's story.
-- No stamp can be trusted: Fivetran loads most of these tables anew every time.
WITH employees AS (
  SELECT
    1 AS choice,
    LOWER(TRIM(u.email_address)) AS email,
    NULLIF(TRIM(CONCAT(COALESCE(u.first_name, ''), ' ', COALESCE(u.last_name, ''))), '') AS name,
    u.title AS title,
    LOWER(TRIM(um.email_address)) AS manager_email,
    u.active AND NOT u.is_deleted AS is_active,
    u.is_deleted AS is_deleted
  FROM gong.users AS u
  LEFT JOIN gong.users AS um ON um.id = u.manager_id
  UNION ALL
  -- Guests, partners and customers with a portal login are users to Salesforce too, and none of ours.
  SELECT
    2 AS choice,
    LOWER(TRIM(s.email)) AS email,
    COALESCE(s.name, NULLIF(TRIM(CONCAT(COALESCE(s.first_name, ''), ' ', COALESCE(s.last_name, ''))), '')) AS name,
    s.title AS title,
    LOWER(TRIM(sm.email)) AS manager_email,
    s.is_active AND NOT s.is_deleted AS is_active,
    s.is_deleted AS is_deleted
  FROM salesforce.staff AS s
  LEFT JOIN salesforce.staff AS sm ON sm.id_key = s.manager_id_key
  WHERE COALESCE(s.user_type, 'Standard') = 'Standard'
),
aliases AS (
  SELECT LOWER(TRIM(l.email)) AS email, MIN(LOWER(TRIM(lu.email_address))) AS main
  FROM gong.user_email_alias AS l
  JOIN gong.users AS lu ON lu.id = l.user_id
  LEFT JOIN gong.users AS taken ON LOWER(TRIM(taken.email_address)) = LOWER(TRIM(l.email))
  WHERE NOT l.is_deleted AND lu.email_address IS NOT NULL AND taken.id IS NULL
  GROUP BY LOWER(TRIM(l.email))
),
participants AS (
  SELECT
    LOWER(TRIM(p.email_address)) AS email,
    p.name AS name,
    p.title AS title,
    CASE LOWER(p.affiliation) WHEN 'internal' THEN TRUE WHEN 'external' THEN FALSE END AS is_internal,
    p.is_deleted AS is_deleted,
    c.started AS seen_at
  FROM gong.call_participant AS p
  LEFT JOIN gong.call AS c ON c.id = p.call_id
),
correspondents AS (
  SELECT LOWER(TRIM(m.from_address)) AS email, m.from_name AS name, m.is_deleted AS is_deleted
  FROM salesforce.correspondence AS m
  UNION ALL
  SELECT address AS email, CAST(NULL AS STRING) AS name, r.is_deleted AS is_deleted
  FROM salesforce.correspondence AS r
  CROSS JOIN UNNEST(REGEXP_EXTRACT_ALL(
    LOWER(CONCAT(COALESCE(r.to_address, ''), ';', COALESCE(r.cc_address, ''))),
    r'[^\s@<>()\[\],;:"\']+@[^\s@<>()\[\],;:"\']+'
  )) AS address
  UNION ALL
  SELECT LOWER(TRIM(gs.email_address)) AS email, CAST(NULL AS STRING) AS name, gs.is_deleted AS is_deleted
  FROM gong.sender AS gs
  UNION ALL
  SELECT LOWER(TRIM(gr.email_address)) AS email, CAST(NULL AS STRING) AS name, gr.is_deleted AS is_deleted
  FROM gong.recipient AS gr
),
met AS (
  SELECT
    e.choice AS choice,
    e.email AS email,
    e.name AS name,
    e.title AS title,
    e.manager_email AS manager_email,
    TRUE AS is_internal,
    e.is_active AS is_active,
    e.is_deleted AS is_deleted,
    CAST(NULL AS TIMESTAMP) AS seen_at
  FROM employees AS e
  UNION ALL
  SELECT 3, q.email, q.name, q.title, NULL, q.is_internal, NULL, q.is_deleted, q.seen_at
  FROM participants AS q
  UNION ALL
  SELECT 4, w.email, w.name, NULL, NULL, NULL, NULL, w.is_deleted, NULL
  FROM (SELECT DISTINCT o.email AS email, o.name AS name, o.is_deleted AS is_deleted FROM correspondents AS o) AS w
),
known AS (
  SELECT * FROM met
  UNION ALL
  SELECT
    5,
    LOWER(TRIM(k.email)),
    COALESCE(k.name, NULLIF(TRIM(CONCAT(COALESCE(k.first_name, ''), ' ', COALESCE(k.last_name, ''))), '')),
    k.title,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL
  FROM salesforce.contact AS k
  JOIN (SELECT DISTINCT d.email AS email FROM met AS d) AS seen ON seen.email = LOWER(TRIM(k.email))
  WHERE NOT k.is_deleted
),
-- Somebody without a seat in Gong or Salesforce is ours by the domain, unless Gong calls others of that domain
-- strangers: then it is a domain that anybody can have an address of.
domains AS (
  SELECT REGEXP_EXTRACT(h.email, r'@(.+)$') AS domain FROM employees AS h WHERE NOT h.is_deleted
  EXCEPT DISTINCT
  SELECT REGEXP_EXTRACT(x.email, r'@(.+)$') AS domain FROM participants AS x WHERE NOT x.is_internal
),
told AS (
  SELECT
    COALESCE(a.main, n.email) AS email,
    FIRST_VALUE(n.name IGNORE NULLS) OVER best AS name,
    FIRST_VALUE(n.title IGNORE NULLS) OVER best AS title,
    FIRST_VALUE(n.manager_email IGNORE NULLS) OVER best AS manager_email,
    FIRST_VALUE(n.is_internal IGNORE NULLS) OVER best AS is_internal,
    MAX(CAST(n.is_active AS INT64)) OVER best AS is_active,
    MIN(CAST(n.is_deleted AS INT64)) OVER best AS is_deleted,
    ROW_NUMBER() OVER (PARTITION BY COALESCE(a.main, n.email) ORDER BY n.choice) AS nth
  FROM known AS n
  LEFT JOIN aliases AS a ON a.email = n.email
  WHERE REGEXP_CONTAINS(n.email, r'^[^\s@]+@[^\s@]+$')
  WINDOW best AS (
    PARTITION BY COALESCE(a.main, n.email)
    ORDER BY n.choice, n.seen_at DESC, n.name, n.title, n.manager_email
    ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
  )
)
SELECT
  t.email AS id,
  CAST(NULL AS TIMESTAMP) AS stamp,
  TO_JSON_STRING(STRUCT(
    t.email AS id,
    t.email AS email,
    t.name AS name,
    t.title AS title,
    COALESCE(b.main, t.manager_email) AS manager_email,
    COALESCE(t.is_internal, g.domain IS NOT NULL) AS is_internal,
    t.is_active = 1 AS is_active,
    other.emails AS aliases,
    t.is_deleted = 1 AS is_deleted
  )) AS document,
  CAST(NULL AS TIMESTAMP) AS touched
FROM told AS t
LEFT JOIN aliases AS b ON b.email = t.manager_email
LEFT JOIN domains AS g ON g.domain = REGEXP_EXTRACT(t.email, r'@(.+)$')
LEFT JOIN (
  SELECT z.main AS main, ARRAY_AGG(z.email ORDER BY z.email) AS emails FROM aliases AS z GROUP BY z.main
) AS other ON other.main = t.email
WHERE t.nth = 1
