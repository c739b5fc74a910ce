"""A manager's week: the brief for a 1:1, the team side by side, and what changed."""
