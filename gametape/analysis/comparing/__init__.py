"""Comparison of won and lost deals: statistics, dimensions, strata, verdicts."""
