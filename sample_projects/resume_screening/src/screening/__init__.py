"""Ranks applications for a first interview: data, training, evaluation, serving."""
