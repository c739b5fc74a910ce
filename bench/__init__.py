"""Measurements: each a program that prints a table, and one JSON object as its last line with `--json`."""
