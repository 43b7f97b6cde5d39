"""Impossible values: dates and ranges, counted exactly; the assessment is of 2 January 2026."""

import datetime as dt

from checks.data_quality._value_facts import impossible_values as fact
from checks.data_quality.impossible_values import impossible_values
from readiness.domain.evidence import Absent
from readiness.domain.settings import Settings
from readiness.evidence.data.tables import Tables
from readiness.evidence.data.tables_profile import Profiles

SETTINGS = Settings(now=dt.datetime(2026, 1, 2, tzinfo=dt.UTC))


def values(found):
    return fact(found[Tables], found[Profiles], SETTINGS)


def test_good(facts, of):
    table = "age,born,lat,due_date\n40,1986-01-01,48.2,2031-01-01\n0,2025-12-31,-33,2027-01-01\n"
    result = impossible_values(values(facts(train=table)))
    assert of(result) == {"age": 0.0, "born": 0.0, "lat": 0.0, "due_date": 0.0}
    assert result.findings == ()


def test_bad(facts, of):
    table = "age,born,hour\n340,2087-05-01,25\n-1,1890-05-01,3\n30,1990-01-01,23\n41,1990-01-01,0\n"
    result = impossible_values(values(facts(train=table)))
    assert of(result) == {"age": 0.5, "born": 0.5, "hour": 0.25}
    assert "2 of 4 values of the train table are outside 0 to 125 for an age in years, such as -1" in (
        result.findings[0].message
    )


def test_edge_gaps_are_not_counted(facts, of):
    assert of(impossible_values(values(facts(train="age,x\n,1\n130,2\n")))) == {"age": 1.0}


def test_edge_a_name_that_only_contains_a_word_has_no_rule(facts):
    assert isinstance(values(facts(train="image,page\n-1,-2\n")), Absent)
