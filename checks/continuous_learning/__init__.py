"""Checks of the family shown as Learning on the Evidence page."""

TITLE = "Learning"
ORDER = 7
