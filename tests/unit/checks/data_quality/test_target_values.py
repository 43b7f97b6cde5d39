"""Target values: present, valid, of more than one class, and the same classes on both sides."""

import pytest

from checks.data_quality.target_values import same_label, target_values

BINARY = "binary-classification"


def test_good(result, of):
    found = result(target_values, BINARY, train="a,y\n1,no\n2,yes\n", target="y", positive="yes")
    assert found.holds is True
    assert of(found, "missing_label_share") == {"y": 0.0}
    assert of(found, "class_count") == {None: 2.0}
    assert found.evidence


def test_bad_gaps_and_words(result, of):
    found = result(target_values, BINARY, train="a,y\n1,0\n2,\n3,1\n4,\n", target="y")
    assert found.holds is False
    assert of(found, "missing_label_share") == {"y": 0.5}
    found = result(target_values, BINARY, train="a,y\n1,no\n2,unknown\n3,yes\n", target="y")
    assert of(found, "missing_label_share") == {"y": pytest.approx(1 / 3)}


@pytest.mark.parametrize(
    ("train", "test", "positive", "said"),
    [
        ("a,y\n1,0\n2,0\n", None, None, "single value"),
        ("a,y\n1,0\n2,1\n", "a,y\n1,0\n2,0\n", None, "test table holds a single value"),
        ("a,y\n1,0\n2,1\n3,2\n", None, None, "declared binary"),
        ("a,y\n1,no\n2,yes\n", None, "denied", "positive label denied"),
        ("a,y\n1,no\n2,yes\n", "a,y\n1,no\n2,maybe\n", None, "classes that train does not: maybe"),
    ],
)
def test_bad_labels(result, train, test, positive, said):
    data = {"train": train, "target": "y", "positive": positive} | ({"test": test} if test else {})
    found = result(target_values, BINARY, **data)
    assert found.holds is False
    assert any(said in finding.message for finding in found.findings)


def test_edge_a_number_as_target(result, of):
    found = result(target_values, "regression", train="a,y\n1,0.5\n2,0.7\n", test="a,y\n1,9.5\n2,3\n", target="y")
    assert found.holds is True
    assert of(found, "class_count") == {}


@pytest.mark.parametrize(("value", "declared"), [("1", 1), ("1.0", 1), ("true", True), ("True", "true")])
def test_edge_labels_spelled_in_two_ways_are_the_same(value, declared):
    assert same_label(value, declared)
    assert not same_label("2", 1)
