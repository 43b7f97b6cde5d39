"""Pure functions from views to HTML; whatever came from a project is escaped."""
