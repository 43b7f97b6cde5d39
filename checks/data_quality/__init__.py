"""Checks of the family shown as Data on the Evidence page."""

TITLE = "Data"
ORDER = 1
