"""Duplicate rows: every row beyond the first of a set of equal ones."""

from checks.data_quality.duplicate_rows import duplicate_rows
from readiness.domain.finding import Severity


def test_good(result, of):
    found = result(duplicate_rows, train="a,b\n1,x\n1,y\n2,x\n")
    assert of(found) == {None: 0.0}
    assert found.findings == ()


def test_bad(result, of):
    # rows 1, 3, 4 are equal, as are 2 and 5: three rows repeat an earlier one
    found = result(duplicate_rows, train="a,b\n1,x\n2,y\n1,x\n1,x\n2,y\n")
    assert of(found) == {None: 0.6}
    assert found.findings[0].severity is Severity.MEDIUM
    assert "3 of 5 rows" in found.findings[0].message


def test_edge_empty_cells_are_equal_and_the_id_is_set_aside(result, of):
    found = result(duplicate_rows, train="id,a,b\n1,,x\n2,,x\n3,1,x\n", id="id")
    assert of(found, "duplicate_row_share") == {None: 0.0}
    assert of(found, "repeated_without_id_share") == {None: 1 / 3}
    assert "all but id" in found.findings[0].message


def test_edge_within_the_declared_limit(result):
    found = result(duplicate_rows, train="a\n1\n1\n", limits={"duplicates": 0.5})
    assert found.findings[0].severity is Severity.LOW
