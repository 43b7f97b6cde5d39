"""Concept drift: the same inputs come to mean something else."""

import datetime as dt

import numpy as np
import pytest

from checks.data_quality._outcome_facts import concept_shift
from checks.data_quality.concept_drift import concept_drift
from readiness.domain.evidence import Absence
from readiness.domain.settings import Settings
from readiness.evidence.data.tables import Tables
from readiness.evidence.declared.manifest import Manifest

SETTINGS = Settings(now=dt.datetime(2026, 1, 2, tzinfo=dt.UTC))


@pytest.fixture
def concept(facts):
    """Return a function from rows and the row from which the link is reversed to the fact."""

    def made(rng, rows, turned=None):
        x, noise = rng.normal(size=rows).round(3), rng.random(rows) < 0.15
        y = (x > 0) ^ noise
        if turned is not None:
            y[turned:] = (x[turned:] < 0) ^ noise[turned:]
        days = [(dt.date(2024, 1, 1) + dt.timedelta(days=i)).isoformat() for i in range(rows)]
        text = "at,x,y\n" + "".join(f"{d},{a},{int(b)}\n" for d, a, b in zip(days, x, y, strict=True))
        found = facts("binary-classification", train=text, target="y", time="at")
        return concept_shift(found[Tables], found[Manifest], SETTINGS)

    return made


def test_good(concept):
    result = concept_drift(concept(np.random.default_rng(0), 2_000))
    measure = result.measurements[0]
    assert measure.low < 0 < measure.high
    assert result.findings == ()


def test_bad_the_link_turns_while_the_inputs_stay(concept):
    result = concept_drift(concept(np.random.default_rng(0), 2_000, turned=1_000))
    # 15 % wrong before, 85 % after: a rise of 0.7
    assert result.measurements[0].value == pytest.approx(0.7, abs=0.06)
    assert "The link to the target has changed" in result.findings[0].message


def test_edge_too_few_rows(concept):
    assert concept(np.random.default_rng(0), 300).kind is Absence.CANNOT_TELL


def test_absent_without_a_time(facts):
    found = facts(train="x,y\n1,0\n", target="y")
    assert concept_shift(found[Tables], found[Manifest], SETTINGS).kind is Absence.NOT_APPLICABLE


@pytest.mark.slow
def test_no_change_raises_an_alarm_in_at_most_five_of_a_hundred(concept):
    """60 tables: a two-sided 95 % interval lies above 0 in 2.5 %; the binomial 99 % bound is 5."""
    rng = np.random.default_rng(6)
    alarms = sum(concept(rng, (600, 1_500)[turn % 2]).rise.low > 0 for turn in range(60))
    assert alarms <= 5
