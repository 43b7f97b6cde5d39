from datetime import UTC, datetime

import numpy as np
import pytest

from checks.fairness._curve_facts import AS_SHIPPED, MitigationCurve, point_of
from checks.fairness._curve_facts import mitigation_curve as provider
from checks.fairness._group_thresholds import OPPORTUNITY, PARITY, threshold_decisions
from checks.fairness._timed_copy import weight_name
from checks.fairness.mitigation_curve import mitigation_curve
from readiness.domain.evidence import Absence, Absent
from readiness.domain.settings import Settings
from readiness.evidence.model.predicted import Predicted

GROUPS = np.array(["a", "b"] * 2000)


def scored() -> tuple[np.ndarray, np.ndarray]:
    """Return labels, and scores of two groups of which b scores 0.2 lower than a."""
    draw = np.random.default_rng(1)
    scores = draw.random(4000) * 0.8 + np.where(GROUPS == "a", 0.2, 0.0)
    return draw.random(4000) < scores, scores


def predicted(labels: np.ndarray, answer: np.ndarray, scores: np.ndarray) -> Predicted:
    n = len(labels)
    return Predicted("test", "model", "binary", n, n, answer, labels, scores, ("0", "1"), "1", None, "test.csv")


def rate(decided: np.ndarray, group: str) -> float:
    return float(decided[group == GROUPS].mean())


def test_thresholds_by_group_reach_equal_selection_rates() -> None:
    labels, scores = scored()
    shipped = scores >= 0.5
    full = threshold_decisions(labels, scores, shipped, GROUPS, PARITY, 1.0, seed=1)
    assert rate(full, "a") == pytest.approx(rate(full, "b"), abs=0.03)
    assert full.mean() == pytest.approx(shipped.mean(), abs=0.02)
    half = threshold_decisions(labels, scores, shipped, GROUPS, PARITY, 0.5, seed=1)
    assert rate(half, "a") - rate(half, "b") == pytest.approx((rate(shipped, "a") - rate(shipped, "b")) / 2, abs=0.03)


def test_thresholds_by_group_reach_equal_true_positive_rates() -> None:
    labels, scores = scored()
    full = threshold_decisions(labels, scores, scores >= 0.5, GROUPS, OPPORTUNITY, 1.0, seed=1)
    found = [full[(group == GROUPS) & labels].mean() for group in ("a", "b")]
    assert found[0] == pytest.approx(found[1], abs=0.05)


def test_a_point_has_accuracy_its_paired_change_and_gaps() -> None:
    groups = np.array(["a"] * 100 + ["b"] * 100)
    labels = np.array(([True] * 50 + [False] * 50) * 2)
    shipped = labels.copy()
    shipped[100:120] = False  # 20 of b's 50 are missed: accuracy 0.9, rates 0.5 and 0.3
    point = point_of("sex", "x", predicted(labels, shipped, labels * 1.0), groups, np.full(200, True), labels)
    assert (point.accuracy.value, point.change.value) == (1.0, pytest.approx(0.1))
    # Paired differences: 20 ones among 200; standard deviation 0.3008, half width 1.96 * 0.3008 / sqrt 200 = 0.0417.
    assert point.change.low == pytest.approx(0.0583, abs=1e-4)
    assert point.gaps["demographic_parity_ratio"].value == 1.0


def test_the_curve_names_each_point_and_says_what_the_fairest_costs() -> None:
    labels, scores = scored()
    shipped = scores >= 0.5
    rows, kept = predicted(labels, shipped, scores), np.full(4000, True)
    full = threshold_decisions(labels, scores, shipped, GROUPS, PARITY, 1.0, seed=1)
    points = (
        point_of("sex", AS_SHIPPED, rows, GROUPS, kept, shipped),
        point_of("sex", "thresholds by group", rows, GROUPS, kept, full),
    )
    result = mitigation_curve(MitigationCurve("test.csv", "m.joblib", 4000, points, ("3 s did not suffice",)))
    named = {(m.name, m.method): m for m in result.measurements}
    ratio, other = (named["mitigation_selection_ratio", name].value for name in (AS_SHIPPED, "thresholds by group"))
    assert result.holds and ratio is not None and other is not None and ratio < 0.7 < 0.95 < other
    assert named["mitigation_accuracy", AS_SHIPPED].attribute == "sex"
    assert ("mitigation_accuracy_change", AS_SHIPPED) not in named
    assert "with thresholds by group; accuracy changes by -0.0" in result.evidence[0].why
    assert "cut: 3 s did not suffice" in result.findings[0].message


def test_the_shipped_model_alone_is_no_curve() -> None:
    labels, scores = scored()
    rows = predicted(labels, scores >= 0.5, scores)
    point = point_of("sex", AS_SHIPPED, rows, GROUPS, np.full(4000, True), scores >= 0.5)
    result = mitigation_curve(MitigationCurve("test.csv", None, 4000, (point,), ("no scores",)))
    assert result.holds is None and result.reason == "no scores"


def test_it_is_not_applicable_where_no_time_was_asked_for() -> None:
    settings = Settings(now=datetime(2026, 1, 1, tzinfo=UTC))
    found = provider(None, None, None, settings, None, Absent(""))  # type: ignore[arg-type]
    assert isinstance(found, Absent) and found.kind is Absence.NOT_APPLICABLE


def test_a_model_without_weights_or_fit_is_named() -> None:
    class Unweighted:
        def get_params(self, deep: bool = True) -> dict[str, object]:
            return {}

        def fit(self, table: object, label: object) -> None: ...

    with pytest.raises(TypeError, match="Unweighted takes no row weights"):
        weight_name(Unweighted(), 0.0)
    with pytest.raises(TypeError, match="keeps no way to be fitted anew"):
        weight_name(object(), 0.0)


@pytest.mark.slow
def test_fairlearns_reduction_brings_selection_rates_together() -> None:
    import pandas as pd
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    from checks.fairness._worker import constrained

    draw = np.random.default_rng(2)
    group = draw.integers(0, 2, 2000)
    table = pd.DataFrame({"x": draw.normal(size=2000) + 0.8 * group, "g": group})
    label = (table["x"] + draw.normal(size=2000) > 0.4).astype(int).to_numpy()
    model = make_pipeline(StandardScaler(), LogisticRegression()).fit(table, label)
    reply = constrained({"model": model}, table, label, group, table, [0.02], 1, 60.0)
    decided = reply.arrays["decided_0"]
    before = model.predict(table)
    gaps = [abs(answer[group == 1].mean() - answer[group == 0].mean()) for answer in (before, decided)]
    assert gaps[0] > 0.2 and gaps[1] < 0.1
    assert constrained({"model": model}, table, label, group, table, [0.02], 1, -1.0).values == {"done": 0}
