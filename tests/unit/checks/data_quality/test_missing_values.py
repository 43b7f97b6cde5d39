"""Missing values: a null, an empty and a blank cell are gaps; a word is not."""

from checks.data_quality.missing_values import missing_values
from readiness.domain.check import Outcome
from readiness.domain.finding import Severity


def test_good(result, of):
    found = result(missing_values, train="a,b\n1,x\n2,y\n")
    assert of(found) == {"a": 0.0, "b": 0.0}
    assert found.findings == ()


def test_bad_counts_empty_and_blank_cells(result, of):
    # a: row 2 empty; b: row 2 empty, row 3 two blanks -> 1/4 and 2/4
    found = result(missing_values, train='a,b\n1,x\n,\n3,"  "\n4,y\n')
    assert of(found) == {"a": 0.25, "b": 0.5}
    assert [(f.column, f.severity) for f in found.findings] == [("b", Severity.MEDIUM), ("a", Severity.MEDIUM)]
    assert "2 of 4 cells" in found.findings[0].message
    assert "train.csv" in found.findings[0].fix


def test_edge_below_the_declared_limit_is_information(result):
    found = result(missing_values, train="a,b\n1,2\n,2\n", limits={"missing": 0.5})
    assert found.findings[0].severity is Severity.INFO


def test_edge_words_are_not_counted_here(result, of):
    assert of(result(missing_values, train="a\n1\nN/A\nunknown\n4\n")) == {"a": 0.0}


def test_edge_an_unlabelled_production_table_has_no_gap(result):
    found = result(missing_values, train="a,y\n1,0\n2,1\n", production="a,y\n1,\n2,\n", target="y")
    assert [(m.dataset, m.column) for m in found.measurements] == [("train", "a"), ("train", "y"), ("production", "a")]
    assert found.outcome is Outcome.MEASURED
