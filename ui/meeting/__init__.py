"""The readiness review in the browser: one person writes, the others watch the same meeting live."""
