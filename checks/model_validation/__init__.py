"""Checks of the family shown as Model on the Evidence page."""

TITLE = "Model"
ORDER = 2
