"""Checks of the family shown as Monitoring on the Evidence page."""

TITLE = "Monitoring"
ORDER = 6
