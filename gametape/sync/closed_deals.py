"""Parts of SQL for retention: closed or deleted deals, the deal that a transcript belongs to, and sizes on disk."""


def on_disk(value: str) -> str:
    """Return SQL for the bytes that a value takes on disk; 0 for NULL.

    Postgres (TOAST) stores a value over 2 kB outside its row, in pieces of 1996 bytes, four to a page of 8 kB.
    """
    size = f"pg_column_size({value})"
    return f"coalesce(CASE WHEN {size} > 2000 THEN ceil({size} / 1996.0) * 2048 ELSE {size} END, 0)"


DEALS = """
    deals AS (
        SELECT id, name, account_name, is_closed IS TRUE OR deleted_at IS NOT NULL AS is_over,
               coalesce(close_date, CAST(coalesce(deleted_at, source_modified_at, created_at) AS date)) AS closed_on
        FROM opportunities
    )
"""

# A call on several deals belongs to the deal that closed last, and counts as open while any of its deals is open.
DEAL_OF_TRANSCRIPT = """
    CROSS JOIN LATERAL (
        SELECT deals.id, bool_and(deals.is_over) OVER () AS are_over
        FROM call_opportunities AS linked JOIN deals ON deals.id = linked.opportunity_id
        WHERE linked.call_id = said.call_id ORDER BY deals.closed_on DESC, deals.id LIMIT 1
    ) AS deal
"""
