"""Training ends before the test begins, where a time is declared."""

import pytest

from checks.model_validation.time_order import time_order
from readiness.domain.check import Outcome


def test_good(split):
    result = time_order(split("t,a\n2024-01-01,1\n2024-02-01,2\n", "t,a\n2024-02-02,3\n", time="t"))
    assert result.holds is True


def test_bad(split, value):
    # two of three train rows lie at or after 2024-02-01
    result = time_order(split("t,a\n2024-01-01,1\n2024-02-01,2\n2024-03-01,2\n", "t,a\n2024-02-01,3\n", time="t"))
    assert result.holds is False
    assert value(result, "late_train_share").value == pytest.approx(2 / 3)


def test_edge_an_undeclared_date_is_a_question(split):
    assert time_order(split("t,a\n2024-01-01,1\n", "t,a\n2024-02-02,3\n")).holds is None


def test_absent(split):
    assert time_order(split("a\n1\n", "a\n2\n")).outcome is Outcome.NOT_APPLICABLE
