"""Postgres store: tables, merge, migrations, and the embedded server that runs if no other server is configured."""
