"""Reps who speak with customers, each compared with the team."""
