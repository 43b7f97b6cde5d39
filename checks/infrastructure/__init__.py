"""Checks of the family shown as Infrastructure on the Evidence page."""

TITLE = "Infrastructure"
ORDER = 5
