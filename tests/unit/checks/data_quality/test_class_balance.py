"""Class balance: the rarest class with its Wilson interval."""

import pytest

from checks.data_quality.class_balance import class_balance
from readiness.domain.check import Outcome

BINARY = "binary-classification"


def test_good(result):
    found = result(class_balance, BINARY, train="a,y\n" + "1,0\n2,1\n" * 50, target="y")
    share = found.measurements[0]
    # Wilson 1927 for 50 of 100 at 95 %: 0.4038 to 0.5962
    assert (share.value, share.low, share.high) == (
        0.5, pytest.approx(0.4038, abs=1e-4), pytest.approx(0.5962, abs=1e-4),
    )  # fmt: skip


def test_bad_one_in_twenty(result, of):
    found = result(class_balance, BINARY, train="a,y\n" + "1,no\n" * 95 + "2,yes\n" * 5, target="y")
    assert of(found) == {"y": 0.05}
    assert of(found, "minority_class_rows") == {"y": 5.0}
    assert found.measurements[0].group == "yes"


def test_edge_a_single_class_has_no_balance(result):
    found = result(class_balance, BINARY, train="a,y\n1,0\n2,0\n", target="y")
    assert found.measurements[0].value is None
    assert found.measurements[0].reason


def test_absent_for_a_number(result):
    found = result(class_balance, "regression", train="a,y\n1,0.5\n2,0.7\n", target="y")
    assert found.outcome is Outcome.NOT_APPLICABLE
