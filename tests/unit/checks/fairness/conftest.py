"""Facts about groups, made of counts."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from checks.fairness._facts import GroupRates
from checks.fairness._group_gaps import compare_groups

Counts = tuple[str, int, int, int, int]


def rows_of(*groups: Counts) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return names, labels and predictions of groups given as (name, tp, fn, fp, tn)."""
    names, labels, predicted = [], [], []
    for name, tp, fn, fp, tn in groups:
        names += [name] * (tp + fn + fp + tn)
        labels += [True] * (tp + fn) + [False] * (fp + tn)
        predicted += [True] * tp + [False] * fn + [True] * fp + [False] * tn
    return np.array(names), np.array(labels), np.array(predicted)


@pytest.fixture
def rates_of() -> Callable[..., GroupRates]:
    """Return a function from groups of one attribute, sex, to its rates."""

    def build(*groups: Counts, lacking: dict[str, str] | None = None) -> GroupRates:
        names, labels, predicted = rows_of(*groups)
        found = compare_groups({"sex": names}, labels, predicted, seed=1, resamples=500)
        n = len(names)
        return GroupRates(found, "binary", "hired = 1", lacking or {}, "test", "test.csv", n, n, "model", "m.joblib")

    return build
