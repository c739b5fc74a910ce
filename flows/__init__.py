"""What a scheduler runs."""
