"""Text as such: spelling of letters, and safe display of hostile text."""
