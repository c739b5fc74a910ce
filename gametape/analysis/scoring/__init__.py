"""How calls are scored: rubrics, the scorers' protocol, the local scorer, and what is shown of it."""
