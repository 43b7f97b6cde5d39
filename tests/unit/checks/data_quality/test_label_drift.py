"""Label drift: shares of the target before and since."""

import datetime as dt

import numpy as np
import pytest

from checks.data_quality._outcome_facts import label_shift
from checks.data_quality.label_drift import label_drift
from readiness.domain.evidence import Absence, Absent
from readiness.domain.settings import Settings
from readiness.evidence.data.tables import Tables
from readiness.evidence.declared.manifest import Manifest

SETTINGS = Settings(now=dt.datetime(2026, 1, 2, tzinfo=dt.UTC))


def labels(facts, train, production, task=None):
    text = ["x,y\n" + "".join(f"{i},{value}\n" for i, value in enumerate(part)) for part in (train, production)]
    found = facts(task, train=text[0], production=text[1], target="y")
    return label_shift(found[Tables], found[Manifest], SETTINGS)


def test_good(facts):
    result = label_drift(labels(facts, [0, 1] * 500, [0, 1] * 400))
    assert result.measurements[0].value == 0.0
    assert result.findings == ()


def test_bad(facts):
    result = label_drift(labels(facts, [0, 1] * 500, [0, 0, 0, 0, 1] * 200))
    # shares .5/.5 against .8/.2: 0.3 ln 1.6 + 0.3 ln 2.5 = 0.3 ln 4
    assert result.measurements[0].value == pytest.approx(0.3 * np.log(4))
    assert result.measurements[0].low > 0.25
    assert result.findings[0].column == "y"


def test_edge_a_number_is_compared_over_deciles(facts):
    rng = np.random.default_rng(0)
    result = label_drift(labels(facts, rng.normal(size=1_000), rng.normal(1, 1, 1_000), "regression"))
    found = {m.name: m.value for m in result.measurements}
    assert found["label_kolmogorov_smirnov_distance"] == pytest.approx(0.383, abs=0.06)
    assert "mean -" in result.findings[0].message


def test_edge_too_few_rows(facts):
    found = labels(facts, [0, 1] * 500, [0, 1] * 20)
    assert isinstance(found, Absent)
    assert found.kind is Absence.CANNOT_TELL


def test_absent_without_labels_since(facts):
    found = facts(train="x,y\n1,0\n", production="x\n1\n", target="y")
    assert label_shift(found[Tables], found[Manifest], SETTINGS).kind is Absence.NOT_APPLICABLE


def test_equal_targets_raise_an_alarm_in_at_most_five_of_a_hundred():
    """200 pairs of one source; binomial 99 % bound: 18."""
    from checks.data_quality._outcome_facts import _shift
    from checks.data_quality._outcome_wording import moved

    rng = np.random.default_rng(4)
    alarms = 0
    for turn in range(200):
        rows = (120, 1_000, 8_000)[turn % 3]
        parts = [rng.choice(["a", "b", "c"], rows, p=[0.7, 0.2, 0.1]) for _ in range(2)]
        alarms += moved(_shift("y", ("train", "production"), "p.csv", parts, False, turn))
    assert alarms <= 18
