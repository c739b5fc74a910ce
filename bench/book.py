"""Fill a store with many deals and their calls, emails and changes, by SQL alone and without the sync."""

import sqlalchemy as sa

from gametape.store.limits import LIMITS

BUSY = 2000  # extra emails on one deal: fifty pages of its timeline, and fifty more

_STEPS = (
    """
    INSERT INTO opportunities (id, gong_opportunity_id, name, account_name, owner_email, stage, close_date, amount,
                               currency, health_score, is_closed, is_won, opened_at, last_activity_at, metadata,
                               content_hash, source_modified_at)
    SELECT md5('deal' || n)::uuid, 'id' || n,
           (ARRAY['Platform', 'Renewal', 'Pilot', 'Expansion'])[1 + n % 4] || ' for ' || left(md5(n::text), 8),
           'Account ' || left(md5((n / 7)::text), 8), 'rep' || n % 300 || '@ours.example', n % 8 || '. Stage',
           DATE '2026-01-01' + n % 400, n::bigint * 37 % 900000, 'USD', CASE WHEN n % 4 > 0 THEN n * 13 % 101 END,
           n % 3 = 0, n % 6 = 0, now() - n % 700 * INTERVAL '1 day',
           CASE WHEN n % 20 > 0 THEN now() - n::bigint * 7919 % 5000000 * INTERVAL '1 second' END,
           '{"owner_name": "Dana Okafor", "account": {"industry": "Energy"}}', '',
           now() - n::bigint * 104729 % 30000000 * INTERVAL '1 second'
    FROM generate_series(1, :deals) AS n
    """,
    """
    INSERT INTO people (email, name, title, is_internal, content_hash)
    SELECT 'rep' || n || '@ours.example', 'Rep ' || left(md5(n::text), 6), 'AE', true, ''::bytea
    FROM generate_series(0, 299) AS n
    UNION ALL
    SELECT 'buyer' || n || '@customer' || n % 20000 || '.example', 'Buyer ' || left(md5(n::text), 6), 'CFO', false, ''
    FROM generate_series(1, :deals) AS n
    """,
    """
    INSERT INTO calls (id, gong_call_id, title, started_at, duration_seconds, is_internal, content_hash)
    SELECT md5('call' || n)::uuid, n::text, 'Call ' || left(md5(n::text), 8) || ' about the rollout',
           now() - n::bigint * 7919 % 40000000 * INTERVAL '1 second', 600 + n % 3000, n % 10 = 0, ''
    FROM generate_series(1, :calls) AS n
    """,
    """
    INSERT INTO call_opportunities (call_id, opportunity_id, origin)
    SELECT md5('call' || n)::uuid, md5('deal' || 1 + n % :deals)::uuid, 'bench' FROM generate_series(1, :calls) AS n
    """,
    """
    INSERT INTO call_participants (call_id, participant_id, name, email, side, talk_seconds)
    SELECT md5('call' || n)::uuid, side, 'Somebody', CASE side WHEN 'ours' THEN 'rep' || n % 300 || '@ours.example'
           ELSE 'buyer' || 1 + n % :deals || '@customer' || (1 + n % :deals) % 20000 || '.example' END, side, n % 900
    FROM generate_series(1, :calls) AS n CROSS JOIN (VALUES ('ours'), ('theirs')) AS sides (side)
    """,
    """
    INSERT INTO emails (id, gong_email_id, opportunity_id, subject, sender_email, recipients, sent_at, direction,
                        body_snippet, content_hash)
    SELECT md5('email' || n)::uuid, n::text, md5('deal' || CASE WHEN n <= :busy THEN 1 ELSE 1 + n % :deals END)::uuid,
           'Re: the quote', CASE WHEN is_theirs THEN buyer ELSE rep END,
           ARRAY[CASE WHEN is_theirs THEN rep ELSE buyer END],
           now() - n::bigint * 104729 % 40000000 * INTERVAL '1 second',
           CASE WHEN is_theirs THEN 'theirs' ELSE 'ours' END, repeat(md5(n::text), 8), ''
    FROM generate_series(1, :emails) AS n CROSS JOIN LATERAL (
        SELECT n / :deals % 3 = 0 AS is_theirs, 'rep' || n % 300 || '@ours.example' AS rep,
               'buyer' || n % 9999 || '@customer.example' AS buyer
    ) AS who
    """,
    """
    INSERT INTO opportunity_changes (source_id, opportunity_id, field, old_value, new_value, changed_at, origin)
    SELECT n || field, md5('deal' || n)::uuid, field, 'one', 'two', now() - n % 700 * INTERVAL '1 day', 'bench'
    FROM generate_series(1, :deals) AS n CROSS JOIN (VALUES ('stage'), ('amount'), ('close_date')) AS fields (field)
    """,
)


def fill(engine: sa.Engine, *, deals: int, calls: int, emails: int) -> None:
    """Insert that many rows into an empty store, and run `VACUUM ANALYZE`."""
    patient = engine.execution_options(**{LIMITS: None})  # millions of rows in a statement
    for step in _STEPS:
        with patient.begin() as connection:
            connection.execute(sa.text(step), {"deals": deals, "calls": calls, "emails": emails, "busy": BUSY})
    with patient.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("VACUUM ANALYZE"))
