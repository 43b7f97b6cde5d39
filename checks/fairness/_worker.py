"""Fairlearn beside the loaded model: values by group, and copies of the model fitted under a constraint."""

from __future__ import annotations

import time
from typing import Any

from readiness.sandbox.frames import Answer

MOST_ROUNDS = 8


def point_values(table: Any) -> dict[str, Any]:
    """Return rates by group and the gaps between groups as Fairlearn's MetricFrame gives them.

    Equal rows go in once, weighted by their number, which gives the same rates at a cost that does not grow with rows.

    Parameters
    ----------
    table
        Mapping or frame of ``label`` and ``predicted`` (0 or 1) and ``group`` (text), one entry per row.

    Returns
    -------
    dict
        ``by_group`` (rate to group to value), ``difference`` and ``ratio`` (rate to value); undefined values are None.
    """
    import warnings

    import numpy as np
    from fairlearn.metrics import (
        MetricFrame,
        false_negative_rate,
        false_positive_rate,
        selection_rate,
        true_positive_rate,
    )
    from sklearn.metrics import precision_score

    def positive_predictive_value(label: Any, predicted: Any, sample_weight: Any) -> float:
        return float(precision_score(label, predicted, zero_division=np.nan, sample_weight=sample_weight))

    metrics = {
        "selection_rate": selection_rate,
        "true_positive_rate": true_positive_rate,
        "false_positive_rate": false_positive_rate,
        "false_negative_rate": false_negative_rate,
        "positive_predictive_value": positive_predictive_value,
    }
    label, predicted = np.asarray(table["label"]), np.asarray(table["predicted"])
    names, group = np.unique(np.asarray(table["group"], dtype=object).astype(str), return_inverse=True)
    _, first, count = np.unique(group * 4 + label * 2 + predicted, return_index=True, return_counts=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frame = MetricFrame(
            metrics=metrics,
            y_true=label[first],
            y_pred=predicted[first],
            sensitive_features=names[group[first]].astype(object),
            sample_params={name: {"sample_weight": count} for name in metrics},
        )
        difference, ratio = frame.difference(method="between_groups"), frame.ratio(method="between_groups")
    groups = frame.by_group
    return {
        "by_group": {name: {str(group): _plain(value) for group, value in groups[name].items()} for name in metrics},
        "difference": {name: _plain(difference[name]) for name in metrics},
        "ratio": {name: _plain(ratio[name]) for name in metrics},
    }


def _plain(value: Any) -> float | None:
    number = float(value)
    return number if number == number and abs(number) != float("inf") else None


def constrained(
    shelf: dict[str, Any], table: Any, label: Any, group: Any, test: Any, bounds: list[float], seed: int, seconds: float
) -> Answer:
    """Decisions for the test rows of copies fitted by Fairlearn's ExponentiatedGradient under demographic parity.

    Parameters
    ----------
    table, label, group
        Train rows, 0 or 1, and group numbers.
    bounds
        Largest allowed difference of a group's selection rate from that of all, one copy for each.

    Returns
    -------
    Answer
        Array ``decided_0``, ... (rows,) by place in ``bounds``; values ``done``: how many there was time for. A copy
        that is not ready in time is dropped.
    """
    import warnings

    import numpy as np
    from fairlearn.reductions import DemographicParity, ExponentiatedGradient

    from checks.fairness._timed_copy import OutOfTime, weight_name

    end = time.perf_counter() + seconds
    arrays: dict[str, Any] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for place, bound in enumerate(bounds):
            copy, name = weight_name(shelf["model"], end)
            reduction = ExponentiatedGradient(
                copy, DemographicParity(difference_bound=bound), max_iter=MOST_ROUNDS, sample_weight_name=name
            )
            try:
                reduction.fit(table, np.asarray(label), sensitive_features=np.asarray(group))
            except OutOfTime:
                break
            decided = reduction.predict(test, random_state=seed)
            arrays[f"decided_{place}"] = np.asarray(decided, dtype=np.float64).reshape(len(test))
    return Answer({"done": len(arrays)}, arrays)
