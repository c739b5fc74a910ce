"""Evidence: quotes looked up in the transcript, and orders to machines recognised in it."""
