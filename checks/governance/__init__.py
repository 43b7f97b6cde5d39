"""Checks of the family shown as Governance on the Evidence page."""

TITLE = "Governance"
ORDER = 8
