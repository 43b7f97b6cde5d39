"""Readiness: an evidenced production-readiness assessment of a machine-learning project."""

__version__ = "0.1.0"
