"""Launchers of the daily sync for a checkout: one run, or a run every day with Prefect."""
