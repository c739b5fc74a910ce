-- One person per email address: our people from Gong and Salesforce, customer contacts from calls and emails. Each
-- value comes from the best source that has it; of several users with the same address, from the active user. Our own
-- person stays ours wherever the address appears. All addresses of a person belong to that person: Gong's aliases,
-- other addresses of the same Gong user, and addresses with a tag after a plus sign (`ana+crm@x.com` is `ana@x.com`).
-- Salesforce's contacts add names and titles, but a contact who was in no call or email is left out. No stamp can be
-- trusted, because Fivetran reloads most of these tables completely each time.
WITH employees AS (
  SELECT
    IF(u.is_deleted OR NOT COALESCE(u.active, TRUE), 3, 1) AS choice,
    u.id AS source_id,
    LOWER(TRIM(u.email_address)) AS email,
    NULLIF(TRIM(CONCAT(COALESCE(u.first_name, ''), ' ', COALESCE(u.last_name, ''))), '') AS name,
    u.title AS title,
    LOWER(TRIM(um.email_address)) AS manager_email,
    u.active AND NOT u.is_deleted AS is_active,
    u.is_deleted AS is_deleted
  FROM gong.users AS u
  LEFT JOIN gong.users AS um ON um.id = u.manager_id
  UNION ALL
  -- Salesforce also has users who are guests, partners and customers with a portal login; these are not our people.
  SELECT
    IF(s.is_deleted OR NOT COALESCE(s.is_active, TRUE), 4, 2) AS choice,
    s.id AS source_id,
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
-- Further addresses of Gong's users. An address of another existing user is no alias.
claims AS (
  SELECT LOWER(TRIM(l.email)) AS email, l.user_id AS user_id FROM gong.user_email_alias AS l WHERE NOT l.is_deleted
  UNION ALL
  SELECT LOWER(TRIM(i.email_address)) AS email, i.user_id AS user_id
  FROM gong.call_participant AS i
  WHERE NOT i.is_deleted AND COALESCE(LOWER(i.affiliation), '') <> 'external'
),
aliases AS (
  SELECT
    cl.email AS email,
    REGEXP_REPLACE(LOWER(TRIM(lu.email_address)), r'^([^+@]+)\+[^@]*@', r'\1@') AS main
  FROM claims AS cl
  JOIN gong.users AS lu ON lu.id = cl.user_id
  LEFT JOIN gong.users AS taken
    ON LOWER(TRIM(taken.email_address)) = cl.email AND NOT taken.is_deleted AND COALESCE(taken.active, TRUE)
  WHERE lu.email_address IS NOT NULL AND taken.id IS NULL AND cl.email <> LOWER(TRIM(lu.email_address))
  QUALIFY ROW_NUMBER() OVER (
    PARTITION BY cl.email ORDER BY lu.is_deleted, IF(COALESCE(lu.active, TRUE), 0, 1), lu.email_address, lu.id
  ) = 1
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
-- From, To and Cc as written: `Ana <ana@x.com>`, `ana@x.com (Ana)`, in a row.
headers AS (
  SELECT m.from_address AS written, m.from_name AS name, m.is_deleted AS is_deleted FROM salesforce.correspondence AS m
  UNION ALL
  SELECT r.to_address, NULL, r.is_deleted FROM salesforce.correspondence AS r
  UNION ALL
  SELECT v.cc_address, NULL, v.is_deleted FROM salesforce.correspondence AS v
  UNION ALL
  SELECT gs.email_address, NULL, gs.is_deleted FROM gong.sender AS gs
  UNION ALL
  SELECT gr.email_address, NULL, gr.is_deleted FROM gong.recipient AS gr
  UNION ALL
  SELECT gc.email_address, gc.name, gc.is_deleted FROM gong.cloud_correspondent AS gc
  UNION ALL
  SELECT tk.email, NULL, ta.is_deleted
  FROM salesforce.logged_email AS ta
  JOIN salesforce.contact AS tk ON tk.id_key = ta.who_id_key
  WHERE LOWER(ta.type) = 'email' OR LOWER(ta.task_subtype) = 'email'
  UNION ALL
  SELECT line, NULL, ty.is_deleted
  FROM (
    SELECT
      REGEXP_EXTRACT_ALL(tl.description, r'(?im)^(?:additional to|cc):.*$') AS lines,
      tl.is_deleted AS is_deleted
    FROM salesforce.logged_email AS tl
    WHERE LOWER(tl.type) = 'email' OR LOWER(tl.task_subtype) = 'email'
  ) AS ty
  CROSS JOIN UNNEST(ty.lines) AS line
),
entries AS (
  SELECT
    REGEXP_EXTRACT(LOWER(entry), r'[^\s@<>()\[\],;:"\']+@[^\s@<>()\[\],;:"\']+') AS email,
    hs.name AS name,
    IF(
      REGEXP_CONTAINS(entry, r'[<(\[]'),
      REGEXP_REPLACE(
        REGEXP_REPLACE(entry, r'(?i)(?:mailto:)?[^\s@<>()\[\],;:"\']+@[^\s@<>()\[\],;:"\']+', ''),
        r'^[\s<>\[\]"\',;:]+|[\s<>\[\]"\',;]+$',
        ''
      ),
      NULL
    ) AS written_name,
    hs.is_deleted AS is_deleted
  -- The entries are extracted before the text becomes rows: DuckDB would otherwise copy the whole text into each row.
  FROM (
    SELECT
      REGEXP_EXTRACT_ALL(h.written, r'(?i)[^;@<>]*<?(?:mailto:)?[^\s@<>()\[\],;:"\']+@[^\s@<>()\[\],;:"\']+>?(?:\s*\([^()]*\))?') AS written_entries,
      h.name AS name,
      h.is_deleted AS is_deleted
    FROM headers AS h
  ) AS hs
  CROSS JOIN UNNEST(hs.written_entries) AS entry
),
correspondents AS (
  SELECT
    x.email AS email,
    COALESCE(x.name, NULLIF(REGEXP_REPLACE(x.written_name, r'^\(([^()]*)\)$', r'\1'), '')) AS name,
    x.is_deleted AS is_deleted
  FROM entries AS x
),
met AS (
  SELECT
    e.choice AS choice,
    e.source_id AS source_id,
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
  SELECT 5, NULL, q.email, q.name, q.title, NULL, q.is_internal, NULL, q.is_deleted, q.seen_at
  FROM participants AS q
  UNION ALL
  SELECT 7, NULL, w.email, w.name, NULL, NULL, NULL, NULL, w.is_deleted, NULL
  FROM (SELECT DISTINCT o.email AS email, o.name AS name, o.is_deleted AS is_deleted FROM correspondents AS o) AS w
),
known AS (
  SELECT * FROM met
  UNION ALL
  SELECT
    6,
    k.id,
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
placed AS (
  SELECT
    n.*,
    COALESCE(a.main, REGEXP_REPLACE(n.email, r'^([^+@]+)\+[^@]*@', r'\1@')) AS main
  FROM known AS n
  LEFT JOIN aliases AS a ON a.email = REGEXP_REPLACE(n.email, r'^([^+@]+)\+[^@]*@', r'\1@')
  WHERE REGEXP_CONTAINS(n.email, r'^[^\s@]+@[^\s@]+$')
),
-- A person without a user in Gong or Salesforce can be ours by the domain of the address, unless Gong calls other
-- people of that domain external: then the domain is open to anybody. The record also excludes the known public
-- domains.
domains AS (
  SELECT REGEXP_EXTRACT(h.email, r'@(.+)$') AS domain FROM employees AS h WHERE NOT h.is_deleted
  EXCEPT DISTINCT
  SELECT REGEXP_EXTRACT(x.email, r'@(.+)$') AS domain FROM participants AS x WHERE NOT x.is_internal
),
told AS (
  SELECT
    n.main AS email,
    FIRST_VALUE(n.name IGNORE NULLS) OVER best AS name,
    FIRST_VALUE(n.title IGNORE NULLS) OVER best AS title,
    FIRST_VALUE(n.manager_email IGNORE NULLS) OVER best AS manager_email,
    FIRST_VALUE(n.is_internal IGNORE NULLS) OVER best AS is_internal,
    MAX(CAST(n.is_active AS INT64)) OVER best AS is_active,
    MIN(CAST(n.is_deleted AS INT64)) OVER best AS is_deleted,
    ROW_NUMBER() OVER (PARTITION BY n.main ORDER BY n.choice) AS nth
  FROM placed AS n
  WINDOW best AS (
    PARTITION BY n.main
    ORDER BY n.choice, n.seen_at DESC, n.source_id, n.name, n.title, n.manager_email
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
    COALESCE(b.main, REGEXP_REPLACE(t.manager_email, r'^([^+@]+)\+[^@]*@', r'\1@')) AS manager_email,
    t.is_internal AS is_internal,
    g.domain IS NOT NULL AS shares_our_domain,
    t.is_active = 1 AS is_active,
    other.emails AS aliases,
    t.is_deleted = 1 AS is_deleted
  )) AS document,
  CAST(NULL AS TIMESTAMP) AS touched
FROM told AS t
LEFT JOIN aliases AS b ON b.email = t.manager_email
LEFT JOIN domains AS g ON g.domain = REGEXP_EXTRACT(t.email, r'@(.+)$')
LEFT JOIN (
  SELECT z.main AS main, ARRAY_AGG(z.email ORDER BY z.email) AS emails
  FROM (
    SELECT y.main AS main, y.email AS email FROM aliases AS y
    UNION DISTINCT
    SELECT pl.main AS main, pl.email AS email FROM placed AS pl WHERE pl.email <> pl.main
  ) AS z
  GROUP BY z.main
) AS other ON other.main = t.email
WHERE t.nth = 1
