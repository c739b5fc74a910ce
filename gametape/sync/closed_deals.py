"""Parts of SQL for retention: which deals are over, whose a call is, and what a value takes on disk."""


def on_disk(value: str) -> str:
    """Bytes that a value takes: beyond 2 kB it lies outside of its row in pieces of 1996 bytes, four to a page."""
    size = f"pg_column_size({value})"
    return f"coalesce(CASE WHEN {size} > 2000 THEN ceil({size} / 1996.0) * 2048 ELSE {size} END, 0)"


DEALS = """
    deals AS (
        SELECT id, name, account_name, is_closed IS TRUE OR deleted_at IS NOT NULL AS is_over,
               coalesce(close_date, CAST(coalesce(deleted_at, source_modified_at, created_at) AS date)) AS closed_on
        FROM opportunities
    )
"""

# A call on several deals is as young as the youngest of them, and open while one is.
DEAL_OF_TRANSCRIPT = """
    CROSS JOIN LATERAL (
        SELECT deals.id, bool_and(deals.is_over) OVER () AS are_over
        FROM call_opportunities AS linked JOIN deals ON deals.id = linked.opportunity_id
        WHERE linked.call_id = said.call_id ORDER BY deals.closed_on DESC, deals.id LIMIT 1
    ) AS deal
"""
