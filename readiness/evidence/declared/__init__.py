"""What the owner declares, and what may be inferred where nothing is declared."""
