"""What a rep can learn from won and lost deals of peers: facts, moments, one thing to work on, and what was agreed."""
