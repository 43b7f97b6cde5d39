"""The only door to foreign code: a locked worker process, static listings of what a file would import, and limits."""
