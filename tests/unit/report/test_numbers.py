from __future__ import annotations

import math

import pytest

from readiness.domain.assessment import Interval
from readiness.report import numbers
from tests.unit.report.assessments import measurement


@pytest.mark.parametrize(
    ("value", "text"), [(1.0, "1.0"), (6.99, "6.9"), (7.0, "7.0"), (2.9999999999, "3.0"), (10.0, "10.0"), (2.55, "2.5")]
)
def test_a_score_is_floored_so_that_a_gate_is_never_claimed_early(value: float, text: str) -> None:
    assert numbers.score(value) == text


def test_a_span_with_equal_ends_reads_as_one_number() -> None:
    assert numbers.score_span(Interval(2.5, 6.0)) == "2.5 to 6.0"
    assert numbers.score_span(Interval(2.51, 2.59)) == "2.5"


def test_percent_is_100_only_for_all_of_it() -> None:
    assert [numbers.percent(share) for share in (0, 0.5, 0.999, 1)] == ["0 %", "50 %", "99 %", "100 %"]


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (None, "share", "none"),
        (0.0, "share", "0 %"),
        (0.0512, "share", "5.12 %"),
        (1.0, "share", "100 %"),
        (0.9996, "share", "99.96 %"),
        (0.99999, "share", "99.999 %"),
        (0.0000123, "share", "0.00123 %"),
        (12345.0, "count", "12,345"),
        (1_500_000.0, "bytes", "1.5 MB"),
        (999.9, "bytes", "1 KB"),
        (12.0, "bytes", "12 B"),
        (3_210_000_000.0, "bytes", "3.21 GB"),
        (12.345, "ms", "12.3 ms"),
        (1234.5, "ms", "1,234 ms"),
        (0.61, "ratio", "0.610"),
        (-0.1, "difference", "-0.100"),
        (0.91234, "auc", "0.912"),
        (0.123456, "score", "0.1235"),
        (123456.7, "error", "123,457"),
        (math.inf, "ratio", "without bound"),
    ],
)
def test_value_with_its_unit(value: float | None, unit: str, text: str) -> None:
    assert numbers.value(value, unit) == text


def test_interval_names_its_level_and_is_empty_without_ends() -> None:
    assert numbers.interval(measurement()) == "0.530 to 0.700 (95 %)"
    assert numbers.interval(measurement(confidence=None)) == "0.530 to 0.700"
    assert numbers.interval(measurement(low=None)) == ""
    assert numbers.span(measurement(high=None)) == ""


def test_times() -> None:
    assert numbers.moment("2026-11-20T16:42:00+00:00") == "20 Nov 2026, 16:42 UTC"
    assert numbers.moment("2026-11-21T00:30:00+02:00") == "20 Nov 2026, 22:30 UTC"
    assert numbers.moment("2026-11-20T16:42:00") == "20 Nov 2026, 16:42 UTC"
    assert numbers.day("2026-01-02T03:04:05+00:00") == "2 Jan 2026"
    assert numbers.seconds(8.34) == "8.3 s"
    assert numbers.seconds(125) == "2 min 5 s"
    assert numbers.short("0123456789") == "0123456"
