"""Late inputs: dates after the time of the row are counted exactly."""

from checks.data_quality import _time_facts
from checks.data_quality.late_inputs import late_inputs
from readiness.domain.evidence import Absence, Absent
from readiness.evidence.data.tables import Tables
from readiness.evidence.declared.manifest import Manifest

HEADER = "at,opened,closed,y\n"


def dates(found):
    return _time_facts.late_inputs(found[Tables], found[Manifest])


def test_good(facts, of):
    found = facts(train=HEADER + "2024-05-01,2024-04-01,2024-05-01,1\n", time="at", target="y")
    result = late_inputs(dates(found))
    assert of(result) == {"opened": 0.0, "closed": 0.0}
    assert not result.findings


def test_bad_one_of_two_rows_is_late(facts, of):
    rows = "2024-05-01,2024-04-01,2024-06-01,1\n2024-05-01,2024-04-01,2024-04-30,0\n"
    result = late_inputs(dates(facts(train=HEADER + rows, time="at", target="y")))
    assert of(result) == {"opened": 0.0, "closed": 0.5}
    assert "closed is later than at in 1 of 2 training rows" in result.findings[0].message


def test_edge_gaps_are_left_out(facts):
    rows = "2024-05-01,,2024-06-01,1\n,,2024-04-30,0\n"
    result = late_inputs(dates(facts(train=HEADER + rows, time="at", target="y")))
    assert {m.column: m.n for m in result.measurements}["closed"] == 1


def test_absent_without_dates_or_without_a_time(facts):
    without = dates(facts(train="a,y\n1,0\n", target="y"))
    assert isinstance(without, Absent)
    assert without.kind is Absence.NOT_APPLICABLE
    undeclared = dates(facts(train="at,y\n2024-05-01,0\n", target="y"))
    assert isinstance(undeclared, Absent)
    assert undeclared.kind is Absence.CANNOT_TELL
