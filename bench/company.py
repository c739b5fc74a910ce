"""Create a warehouse of many opportunities of about 1 kB of JSON each, with DuckDB alone."""

from pathlib import Path

import duckdb

_CUSTOM_COLUMNS = 16

# Salesforce ids: three letters, nine digits, a zero for the object, and three characters for the capitals.
_OPPORTUNITIES = """
    CREATE TABLE salesforce.opportunity AS
    SELECT
        '006' || lpad(i::VARCHAR, 12, '0') || 'AAA' AS id,
        ['Platform', 'Renewal', 'Pilot', 'Expansion'][1 + i % 4] || ' for ' || md5(i::VARCHAR)[:8] AS name,
        '001' || lpad((i % 20000)::VARCHAR, 12, '0') || 'AAA' AS account_id,
        '005' || lpad((i % 200)::VARCHAR, 12, '0') || 'AAA' AS owner_id,
        (1 + i % 6) || '. Stage' AS stage_name,
        (DATE '2025-01-01' + (i % 700)::INTEGER)::TIMESTAMPTZ AS close_date,
        (i * 1.37 % 900000)::DECIMAL(18, 2) AS amount,
        'USD' AS currency_iso_code,
        i % 6 >= 4 AS is_closed,
        i % 6 = 4 AS is_won,
        false AS is_deleted,
        TIMESTAMPTZ '2024-01-01 00:00:00+00' AS created_date,
        TIMESTAMPTZ '2026-01-01 00:00:00+00' + to_microseconds(i * 1000003) AS last_modified_date,
        TIMESTAMPTZ '2026-06-01 00:00:00+00' AS _fivetran_synced,
        {custom}
    FROM range({rows}) AS numbers (i)
"""
_ACCOUNTS = """
    CREATE TABLE salesforce.account AS
    SELECT
        '001' || lpad(i::VARCHAR, 12, '0') || 'AAA' AS id,
        'Account ' || md5(i::VARCHAR)[:6] AS name,
        ['Food', 'Retail', 'Software', 'Health'][1 + i % 4] AS industry,
        TIMESTAMPTZ '2025-01-01 00:00:00+00' AS last_modified_date,
        false AS is_deleted
    FROM range(20000) AS numbers (i)
"""
_USERS = """
    CREATE TABLE salesforce.user AS
    SELECT
        '005' || lpad(i::VARCHAR, 12, '0') || 'AAA' AS id,
        'rep' || i || '@example.com' AS email,
        'Rep ' || i AS name,
        TIMESTAMPTZ '2025-01-01 00:00:00+00' AS last_modified_date
    FROM range(200) AS numbers (i)
"""


def make(path: Path, rows: int) -> None:
    """Write a warehouse of `rows` opportunities, 20,000 accounts and 200 owners to a DuckDB file."""
    custom = ",\n".join(f"md5((i + {n})::VARCHAR) AS detail_{n}_c" for n in range(_CUSTOM_COLUMNS))
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE SCHEMA salesforce")
        for statement in (_OPPORTUNITIES.format(custom=custom, rows=rows), _ACCOUNTS, _USERS):
            connection.execute(statement)


def touch(path: Path, *, every: int) -> int:
    """Change one of every `every` opportunities and its stamp, as a day at the source does.

    Return the number changed.
    """
    with duckdb.connect(str(path)) as connection:
        result = connection.execute(
            """
            UPDATE salesforce.opportunity
            SET amount = amount + 1, last_modified_date = TIMESTAMPTZ '2026-10-01 00:00:00+00'
            WHERE substr(id, 4, 12)::BIGINT % $every = 0
            """,
            {"every": every},
        ).fetchone()
    return int(result[0]) if result else 0
