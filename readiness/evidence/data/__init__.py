"""The tables, what they look like, and the rules they are held to."""
