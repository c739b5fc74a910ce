"""Launchers of the daily sync that work from a checkout: once, or every day with Prefect."""
