"""Being written in this minute."""
