"""Ranks rows for a first interview: data, training, evaluation, serving."""
