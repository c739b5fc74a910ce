"""Rows out of a warehouse: one .sql per source of an entity, written once in BigQuery SQL, run on any engine."""
