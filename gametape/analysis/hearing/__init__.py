"""Hearing: tells what a sentence does. A small model, learned from the labelled sentences in `training/`."""
