"""Data age: days from the newest row to the assessment."""

import datetime as dt

from checks.data_quality._table_facts import data_ages
from checks.data_quality.data_age import data_age
from readiness.domain.evidence import Absence
from readiness.domain.settings import Settings
from readiness.evidence.data.tables import Tables
from readiness.evidence.declared.manifest import Manifest

SETTINGS = Settings(now=dt.datetime(2026, 1, 2, tzinfo=dt.UTC))


def ages(found):
    return data_ages(found[Tables], found[Manifest], SETTINGS)


def test_good_a_day_old(facts):
    result = data_age(ages(facts(train="at,x\n2025-01-01,1\n2026-01-01,2\n", time="at")))
    assert [(m.dataset, m.value) for m in result.measurements] == [("train", 1.0)]
    assert "2026-01-01" in result.evidence[0].why


def test_bad_a_year_old_and_a_date_in_the_future_is_set_aside(facts):
    result = data_age(ages(facts(train="at,x\n2025-01-02,1\n2031-01-01,2\n", time="at")))
    assert result.measurements[0].value == 365.0


def test_absent_without_a_time(facts):
    assert ages(facts(train="x\n1\n")).kind is Absence.NOT_APPLICABLE
