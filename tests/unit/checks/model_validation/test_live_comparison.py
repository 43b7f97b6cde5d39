"""Recorded live tests: plan, effect, sizes and power, against published and hand-computed values."""

import json

import pytest

from checks.model_validation._experiment_facts import Arm, interval, live_test, power_of, ratio_p
from checks.model_validation.live_comparison import live_comparison
from readiness.domain.evidence import Absent
from readiness.domain.finding import Location

PLAN = (
    "randomization_unit: user\nprimary_metric: reply within a week\nsample_size_per_arm: 5000\nalpha: 0.05\n"
    "minimum_detectable_effect: 0.03\ndecision_rule: ship if the interval lies above 0\n"
)
COUNTS = {"arms": {"control": {"n": 5000, "conversions": 1000}, "treatment": {"n": 5050, "conversions": 1111}}}


def share(hits, n, expected=None):
    rate = hits / n
    return Arm("a", n, rate, (rate * (1 - rate)) ** 0.5, hits, expected, Location("a"))


def values(result):
    return {m.name: m.value for m in result.measurements}


def test_good(project_of):
    files = {"experiments/ab_test_plan.yaml": PLAN, "experiments/ab_test_result.json": json.dumps(COUNTS)}
    result = live_comparison(live_test(project_of(files)))
    found = values(result)
    assert found["planned_part_share"] == 1.0
    assert found["live_effect"] == pytest.approx(0.02)
    assert found["reached_sample_ratio"] == 1.0
    assert found["sample_ratio_p_value"] == pytest.approx(0.6180, abs=5e-4)
    assert found["live_test_power"] == pytest.approx(0.957, abs=2e-3)
    assert not result.findings


def test_interval_of_shares_is_newcombes():
    # Newcombe 1998, table II, method 10, contrast (a): 56/70 against 48/80
    low, high = interval(share(48, 80), share(56, 70))
    assert (low, high) == (pytest.approx(0.0524, abs=5e-5), pytest.approx(0.3339, abs=5e-5))


def test_interval_of_means_is_welchs():
    arms = (Arm("a", 100, 10.0, 2.0, None, None, Location("a")), Arm("b", 400, 11.0, 4.0, None, None, Location("b")))
    low, high = interval(*arms)
    # standard error: sqrt(4 / 100 + 16 / 400) = 0.2828
    assert (low, high) == (pytest.approx(1 - 0.5544, abs=1e-3), pytest.approx(1 + 0.5544, abs=1e-3))


@pytest.mark.parametrize(
    ("sizes", "expected", "p"),
    [
        pytest.param((821588, 815482), (None, None), 1.8e-6, id="Kohavi's example of a mismatch"),
        pytest.param((900, 100), (90, 10), 1.0, id="as planned 9 to 1"),
        pytest.param((5000, 5000), (None, None), 1.0, id="even"),
    ],
)
def test_sample_ratio(sizes, expected, p):
    arms = [share(0, n, e) for n, e in zip(sizes, expected, strict=True)]
    assert ratio_p(*arms) == pytest.approx(p, rel=0.05)


def test_power_of_the_textbook_sample():
    # 16 s^2 / d^2 units per arm give a power of about 0.8 at 5 %: 16 * 0.25 / 0.01
    assert power_of(0.1, share(200, 400), share(200, 400), 0.05) == pytest.approx(0.807, abs=5e-3)


@pytest.mark.parametrize(
    ("files", "planned", "findings"),
    [
        pytest.param({"experiment.json": json.dumps(COUNTS)}, 0.0, 4, id="no plan"),
        pytest.param({"experiment.json": json.dumps(COUNTS | {"metric": "clicks", "unit": "user"})}, 0.5, 2, id="half"),
    ],
)
def test_plans_with_gaps(project_of, files, planned, findings):
    result = live_comparison(live_test(project_of(files)))
    assert values(result)["planned_part_share"] == planned
    assert values(result)["live_test_power"] is None
    assert len(result.findings) == findings


@pytest.mark.parametrize(
    "files",
    [
        {"experiment.yaml": PLAN},
        {"ab_test.yaml": "arms: {control: {weight: 90}, treatment: {weight: 10}}\n"},
        {"experiment.json": "[[["},
        {"experiment.json": '{"arms": {"a": {"n": 10, "conversions": 11}, "b": {"n": 10, "conversions": 1}}}'},
    ],
    ids=["plan only", "a route without outcomes", "junk", "more successes than units"],
)
def test_absent(project_of, files):
    assert isinstance(live_test(project_of(files)), Absent)
