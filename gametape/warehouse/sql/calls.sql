-- Calls with their participants. A call in several workspaces is one call, and exists while one workspace has it.
-- Gong's call tables are among the few that Fivetran loads incrementally, so the load time is the time of the last
-- change. A call that is scheduled but never started was not held, and is left out.
WITH our_addresses AS (
  SELECT LOWER(TRIM(g.email_address)) AS email FROM gong.users AS g
  UNION DISTINCT
  SELECT LOWER(TRIM(a.email)) AS email FROM gong.user_email_alias AS a WHERE NOT a.is_deleted
  UNION DISTINCT
  SELECT LOWER(TRIM(s.email)) AS email FROM salesforce.staff AS s WHERE COALESCE(s.user_type, 'Standard') = 'Standard'
)
SELECT
  c.id AS id,
  c.synced AS stamp,
  TO_JSON_STRING(STRUCT(
    c.id AS id,
    c.title AS title,
    c.started_at AS started_at,
    c.duration AS duration,
    c.direction AS direction,
    c.scope AS scope,
    c.is_private AS is_private,
    c.languages AS languages,
    c.purpose AS purpose,
    c.outcome AS outcome,
    c.url AS url,
    c.meeting_url AS meeting_url,
    c.calendar_event_id AS calendar_event_id,
    -- a single name, or the first name of a JSON list
    REGEXP_EXTRACT(c.systems, r'[^\s",\[\]][^",\[\]]*') AS system,
    o.email_address AS owner_email,
    c.brief AS brief,
    c.is_deleted AS is_deleted,
    w.people AS participants,
    c.fields AS fields
  )) AS document,
  IF(c.is_deleted, c.synced, NULL) AS touched
FROM gong.call AS c
LEFT JOIN gong.users AS o ON o.id = c.primary_user_id
LEFT JOIN (
  SELECT
    p.call_id AS call_id,
    ARRAY_AGG(
      STRUCT(
        p.id AS id,
        p.user_id AS user_id,
        COALESCE(p.name, NULLIF(TRIM(CONCAT(COALESCE(u.first_name, ''), ' ', COALESCE(u.last_name, ''))), '')) AS name,
        COALESCE(p.email_address, u.email_address) AS email,
        COALESCE(p.title, u.title) AS title,
        p.affiliation AS affiliation,
        u.id IS NOT NULL OR h.email IS NOT NULL AS is_user,
        p.methods AS methods,
        p.speaker_id AS speaker_id,
        t.talk_time AS talk_time
      )
      ORDER BY p.id, p.speaker_id, p.email_address, p.name
    ) AS people
  FROM gong.call_participant AS p
  LEFT JOIN gong.users AS u ON u.id = p.user_id
  -- text after a plus sign in an address is its owner's tag
  LEFT JOIN our_addresses AS h
    ON h.email = REGEXP_REPLACE(LOWER(TRIM(p.email_address)), r'^([^+@]+)\+[^@]*@', r'\1@')
  LEFT JOIN (
    SELECT s.call_id AS call_id, s.id AS id, MAX(s.talk_time) AS talk_time
    FROM gong.call_speaker AS s
    WHERE NOT s.is_deleted
    GROUP BY s.call_id, s.id
  ) AS t ON t.call_id = p.call_id AND t.id = p.id
  WHERE NOT p.is_deleted
  GROUP BY p.call_id
) AS w ON w.call_id = c.id
WHERE c.started_at IS NOT NULL OR c.scheduled IS NULL OR c.is_deleted
QUALIFY c.id IS NULL OR ROW_NUMBER() OVER (PARTITION BY c.id ORDER BY c.is_deleted, c.workspace_id) = 1
