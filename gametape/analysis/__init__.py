"""Analysis of deals, calls and reps. It works without API key and network; every quote in a result is verified."""
