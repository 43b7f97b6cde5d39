"""Boosted trees: what they can learn, what they cannot, and that equal input gives equal trees."""

import numpy as np
import pyarrow as pa
import pytest

from readiness.evidence.data.boosted_trees import BINS, boosted, coded, cross_fitted
from readiness.evidence.model.roc_area import roc_area


def numbers(values):
    return coded(pa.chunked_array([pa.array(values)]))


def test_codes_of_few_values_texts_and_gaps():
    assert numbers([3.0, 1.0, None, 3.0]).tolist() == [1, 0, BINS - 1, 1]
    assert numbers(["b", "a", "b", None]).tolist() == [0, 1, 0, BINS - 1]
    assert numbers([True, False]).tolist() == [1, 0]


def test_codes_of_many_values_hold_about_equal_rows():
    counts = np.bincount(numbers(np.random.default_rng(0).normal(size=3_100)))
    assert len(counts) == BINS - 1
    assert counts.min() >= 99
    assert counts.max() <= 101


def test_an_interaction_is_learned_and_chance_is_not():
    rng = np.random.default_rng(0)
    columns = rng.normal(size=(4_000, 3))
    codes = np.column_stack([numbers(column) for column in columns.T])
    folds = rng.permutation(4_000) % 3
    both = columns[:, 0] * columns[:, 1] > 0
    scores, shares = cross_fitted(codes, both, folds)
    assert roc_area(scores, both).value > 0.95
    assert shares[2] < 0.1
    assert shares.sum() == pytest.approx(1.0)
    chance = rng.random(4_000) < 0.5
    found = roc_area(cross_fitted(codes, chance, folds)[0], chance)
    assert found.low < 0.5 < found.high


def test_equal_input_gives_equal_trees():
    rng = np.random.default_rng(1)
    codes, wanted = rng.integers(0, BINS, (500, 4)).astype(np.uint8), rng.random(500) < 0.4
    assert (boosted(codes, wanted).scores(codes) == boosted(codes, wanted).scores(codes)).all()
