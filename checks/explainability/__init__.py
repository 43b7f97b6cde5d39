"""Checks of the family shown as Explain on the Evidence page."""

TITLE = "Explain"
ORDER = 3
