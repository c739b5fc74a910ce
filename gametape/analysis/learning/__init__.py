"""Learning insights of a rep from the peers' won and lost deals: facts, moments, task for the week, coaching goals."""
