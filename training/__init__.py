"""Training: makes the models that ship with gametape out of labelled sentences (`scripts/train`)."""
