"""Signals on open deals: rules, thresholds, typical stage times, and deals with their signals."""
