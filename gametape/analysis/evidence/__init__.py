"""Evidence: quotes checked against the transcript, and prompt injection recognised in it."""
