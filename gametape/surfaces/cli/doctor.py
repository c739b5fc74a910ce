"""`gametape doctor`."""
