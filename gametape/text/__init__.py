"""Text itself: how letters are spelled, and how hostile text is shown without doing anything."""
