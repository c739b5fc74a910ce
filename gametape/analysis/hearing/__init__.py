"""Hearing: a small model that classifies what a sentence does, trained on the labelled sentences in `training/`."""
