"""Checks of the family shown as Fairness on the Evidence page."""

TITLE = "Fairness"
ORDER = 4
