"""Scoring of calls: rubrics, the protocol of scorers, the local scorer, and the scores as they are shown."""
