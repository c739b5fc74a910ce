"""Benchmarks: each is a program that prints a table, and with `--json` a JSON object as its last line."""
