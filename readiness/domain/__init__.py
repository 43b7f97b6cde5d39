"""The vocabulary of an assessment: frozen dataclasses on the standard library alone."""
