"""Sync: reads rows from a source, turns them into records, merges the records, and keeps a ledger of the result."""
