"""Absent steps of hourly and daily series; events are no series."""

import datetime as dt

import numpy as np

from checks.data_quality._series_facts import series_steps
from checks.data_quality.absent_steps import absent_steps
from readiness.domain.evidence import Absence
from readiness.evidence.data.tables import Tables
from readiness.evidence.declared.manifest import Manifest

START = dt.datetime(2024, 1, 1)


def steps(found):
    return series_steps(found[Tables], found[Manifest])


def hourly(left_out=()):
    moments = [START + dt.timedelta(hours=h) for h in range(240) if h not in left_out]
    return "day,hr,x\n" + "".join(f"{m:%Y-%m-%d},{m.hour},1\n" for m in moments)


def test_good(facts, of):
    result = absent_steps(steps(facts(train=hourly(), time="day")))
    assert of(result) == {None: 0.0}
    assert result.findings == ()


def test_bad_five_hours_lack(facts, of):
    result = absent_steps(steps(facts(train=hourly({10, 50, 51, 52, 100}), time="day")))
    assert of(result) == {None: 5 / 240}
    assert "5 of 240 steps of 1 hours" in result.findings[0].message
    assert "ends at 2024-01-03 05:00" in result.findings[0].message


def test_edge_events_are_no_series(facts):
    rng = np.random.default_rng(0)
    days = sorted(START + dt.timedelta(days=int(d)) for d in rng.integers(0, 200, 600))
    found = facts(train="at,x\n" + "".join(f"{d:%Y-%m-%d},1\n" for d in days), time="at")
    assert steps(found).kind is Absence.NOT_APPLICABLE


def test_absent_without_a_time(facts):
    assert steps(facts(train="x\n1\n")).kind is Absence.NOT_APPLICABLE
