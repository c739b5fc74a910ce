"""Our people who speak with customers, each beside the team."""
