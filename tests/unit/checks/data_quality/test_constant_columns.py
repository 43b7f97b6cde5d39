"""Constant columns: among the model inputs only."""

import pytest

from checks.data_quality.constant_columns import constant_columns


def test_good(result, of):
    found = result(constant_columns, train="a,b\n1,x\n2,x\n3,y\n")
    assert of(found, "constant_column_share") == {None: 0.0}
    assert of(found, "most_frequent_share") == {"a": pytest.approx(1 / 3), "b": pytest.approx(2 / 3)}


def test_bad_one_of_three_inputs(result, of):
    found = result(constant_columns, train="a,b,c,d\n1,x,5,7\n2,y,5,7\n", ignore=("d",))
    assert of(found, "constant_column_share") == {None: pytest.approx(1 / 3)}
    assert [finding.column for finding in found.findings] == ["c"]


def test_edge_an_empty_column_holds_nothing(result):
    found = result(constant_columns, train="a,b\n1,\n2,\n")
    assert "b holds nothing in all 2 rows" in found.findings[0].message


def test_edge_one_value_and_gaps_is_constant(result):
    assert [f.column for f in result(constant_columns, train="a,b\n1,5\n2,\n3,5\n").findings] == ["b"]
