"""Postgres: tables, merge, migrations, and the embedded server that is used when no other is named."""
