"""Comparing won with lost deals: statistics, dimensions, strata, verdicts."""
