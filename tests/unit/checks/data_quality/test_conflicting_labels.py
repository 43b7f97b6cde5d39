"""Conflicting labels: all rows of a set of equal inputs with several labels."""

from checks.data_quality.conflicting_labels import conflicting_labels
from readiness.domain.evidence import Absence


def test_good(result, of):
    found = result(conflicting_labels, "binary-classification", train="a,y\n1,0\n1,0\n2,1\n", target="y")
    assert of(found) == {"y": 0.0}


def test_bad(result, of):
    # rows 1, 2, 4 share a=1,b=x with labels 0, 1, 0: 3 of 5 rows, one set
    found = result(
        conflicting_labels, "binary-classification", train="a,b,y\n1,x,0\n1,x,1\n2,x,1\n1,x,0\n3,z,0\n", target="y"
    )
    assert of(found) == {"y": 0.6}
    assert "3 of 5 rows" in found.findings[0].message
    assert "rows 1 and 2 and 4" in found.findings[0].message


def test_edge_the_id_does_not_tell_rows_apart_and_empty_labels_do_not_count(result, of):
    found = result(
        conflicting_labels, "binary-classification", train="id,a,y\n1,5,0\n2,5,1\n3,6,\n4,6,1\n", target="y", id="id"
    )
    assert of(found) == {"y": 2 / 3}


def test_absent_for_a_number_as_target(facts):
    found = facts("regression", train="a,y\n1,0.5\n1,0.7\n", target="y")
    assert any(getattr(fact, "kind", None) is Absence.NOT_APPLICABLE for fact in found.values())


def test_absent_without_a_target(facts):
    found = facts(train="a,y\n1,0\n")
    assert any(getattr(fact, "kind", None) is Absence.CANNOT_TELL for fact in found.values())


def test_edge_inputs_called_like_our_own_names(result):
    found = result(conflicting_labels, train="a,b,k,y\n1,2,3,0\n1,2,3,1\n4,5,6,0\n", target="y")
    assert found.measurements[0].value == 2 / 3
