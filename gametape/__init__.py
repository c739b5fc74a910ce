"""The whole story of every sales opportunity, in your own Postgres, and coaching that quotes only what was said."""
