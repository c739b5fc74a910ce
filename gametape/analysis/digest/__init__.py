"""Weekly digest: what changed on the deals of a rep or a team, and what needs a person, in five lines."""
