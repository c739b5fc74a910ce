"""Train the models that ship with gametape from labelled sentences (`scripts/train`)."""
