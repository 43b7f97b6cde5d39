"""Domain classifier: a shift only all columns show is seen, equal tables are not told apart."""

import numpy as np
import pytest

from checks.data_quality._domain_facts import domain_classifier as fact
from checks.data_quality.domain_classifier import domain_classifier
from readiness.domain.evidence import Absence, Absent
from readiness.domain.settings import Settings
from readiness.evidence.data.tables import Tables
from readiness.evidence.declared.manifest import Manifest

NAMES = ("a", "b", "c", "d")


def csv(columns):
    rows = zip(*columns.values(), strict=True)
    return ",".join(columns) + "\n" + "".join(",".join(map(str, row)) + "\n" for row in rows)


def sample(rng, rows, correlation=0.0, shift=0.0, category=("x", "y", "z")):
    a = rng.normal(size=rows)
    b = correlation * a + np.sqrt(1 - correlation**2) * rng.normal(size=rows)
    c = rng.normal(size=rows) + shift
    return {"a": a.round(4), "b": b.round(4), "c": c.round(4), "d": rng.choice(list(category), rows)}


@pytest.fixture
def told(facts):
    """Return a function from two samples to the classifier's fact."""

    def made(train, production):
        found = facts(train=csv(train), production=csv(production))
        import datetime as dt

        return fact(found[Tables], found[Manifest], Settings(now=dt.datetime(2026, 1, 2, tzinfo=dt.UTC)))

    return made


def test_good_equal_tables(told):
    rng = np.random.default_rng(0)
    result = domain_classifier(told(sample(rng, 2_000), sample(rng, 2_000)))
    measure = result.measurements[0]
    assert measure.low < 0.5 < measure.high
    assert result.findings == ()


def test_bad_a_shifted_column_is_named_first(told):
    rng = np.random.default_rng(0)
    result = domain_classifier(told(sample(rng, 1_000), sample(rng, 1_000, shift=1.0)))
    # the best possible AUC of a normal moved by one deviation is Phi(1 / sqrt 2) = 0.760
    assert 0.70 < result.measurements[0].value < 0.78
    assert [finding.column for finding in result.findings] == ["c"]


def test_bad_a_change_no_single_column_shows(told):
    rng = np.random.default_rng(0)
    result = domain_classifier(told(sample(rng, 2_000), sample(rng, 2_000, correlation=0.9)))
    assert result.measurements[0].low > 0.6
    assert {finding.column for finding in result.findings} == {"a", "b"}


def test_edge_a_new_category(told):
    rng = np.random.default_rng(0)
    result = domain_classifier(told(sample(rng, 600), sample(rng, 600, category=("new",))))
    assert result.measurements[0].low > 0.9
    assert result.findings[0].column == "d"


def test_absent_too_few_rows_is_its_own_answer(told):
    rng = np.random.default_rng(0)
    found = told(sample(rng, 600), sample(rng, 50))
    assert isinstance(found, Absent)
    assert found.kind is Absence.CANNOT_TELL


@pytest.mark.slow
def test_equal_tables_are_told_apart_in_at_most_five_of_a_hundred(told):
    """60 pairs: a two-sided 95 % interval lies above 0.5 in 2.5 %; the binomial 99 % bound is 5."""
    rng = np.random.default_rng(5)
    alarms = 0
    for turn in range(60):
        rows = (200, 500, 1_500)[turn % 3]
        found = told(sample(rng, rows), sample(rng, rows))
        alarms += found.auc.low > 0.5
    assert alarms <= 5
