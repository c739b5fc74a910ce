"""Measures of a call: languages, trackers, metrics, objections."""
