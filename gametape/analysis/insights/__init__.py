"""Insights on a deal: what goes in, who reads it, what is kept, and what is shown."""
