"""Mixed types: the minority in a column of numbers or dates."""

import csv
import os
from pathlib import Path

import pytest

from checks.data_quality.mixed_types import mixed_types


def test_good(result, of):
    assert of(result(mixed_types, train="a,b\n1,x\nN/A,y\n3,z\n")) == {"a": 0.0, "b": 0.0}


def test_bad_text_among_numbers_and_among_dates(result, of):
    # a: 'three' of 4 meaningful cells (the word ? is left out); d: 'soon' of 5
    found = result(mixed_types, train="a,d\n1,2024-01-01\n2,2024-01-02\nthree,soon\n?,2024-01-04\n4.5,2024-01-05\n")
    assert of(found) == {"a": 0.25, "d": 0.2}
    assert "1 of 4 cells" in found.findings[0].message


def test_edge_text_in_the_majority_and_codes_are_no_mix(result, of):
    assert of(result(mixed_types, train="t,c\nA1,00123\n7,00124\nB2,X\nC3,00126\n")) == {"t": 0.0, "c": 0.0}


def test_edge_no_text_column(result, of):
    assert of(result(mixed_types, train="a\n1\n2\n")) == {None: 0.0}


def test_published_hospital_errors(published, check_on, of):
    facts = published("raha_hospital/dirty.csv")
    found = of(check_on(mixed_types, facts))
    with Path(os.environ["READINESS_PUBLISHED_DATA"], "raha_hospital/errors.csv").open() as file:
        errors = list(csv.DictReader(file))
    for column in ("zip", "phone", "provider_number"):
        letters = [error for error in errors if error["column"] == column and not error["dirty"].isdigit()]
        assert found[column] == pytest.approx(len(letters) / 1000)
