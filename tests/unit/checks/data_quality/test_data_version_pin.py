"""Pins that match the shipped data."""

import pytest

from checks.data_quality.data_version_pin import data_version_pin
from readiness.domain.check import Strength
from readiness.evidence.data.data_pins import DataPins, Pin


def result(*matches):
    pins = tuple(Pin("data/train.csv", "SHA256SUMS", line, "aa", found) for line, found in enumerate(matches, 1))
    return data_version_pin(DataPins(("data/train.csv",), pins, ("aa",)))


def test_good():
    found = result(False, True)
    assert (found.holds, found.strength) == (True, Strength.E2)
    assert found.evidence[0].location.line == 2


@pytest.mark.parametrize(("matches", "holds"), [((False,), False), ((None,), None), ((None, False), False)])
def test_bad_and_not_comparable(matches, holds):
    assert result(*matches).holds is holds
