import pytest

from checks.fairness.declared_limits import declared_limits
from readiness.domain.check import Outcome
from readiness.domain.evidence import Absent
from readiness.domain.finding import Severity
from readiness.evidence.declared.manifest import Manifest, People

FAIR = (("female", 300, 100, 100, 500), ("male", 300, 100, 100, 500))
BIASED = (("female", 120, 280, 60, 540), ("male", 280, 120, 180, 420))
CLOSE = (("female", 100, 100, 30, 170), ("male", 110, 90, 35, 165))


def manifest(people: bool | None = True, **targets: str) -> Manifest:
    lines = {f"targets.{name}": 20 + place for place, name in enumerate(targets)}
    return Manifest(path="readiness.yaml", targets=targets, lines=lines, people=People(decisions=people))


def test_a_gap_wholly_outside_the_limit_is_critical_where_people_are_decided_about(rates_of) -> None:
    result = declared_limits(rates_of(*BIASED), manifest(demographic_parity_ratio=">= 0.8"))
    finding = result.findings[0]
    assert finding.severity is Severity.CRITICAL
    assert "female (sex) is selected (hired = 1) at 0.39 of the rate of male (95 % interval" in finding.message
    assert "your limit >= 0.8; 1,000 and 1,000 rows" in finding.message
    assert str(finding.location) == "readiness.yaml:20"
    ratio = result.measurements[0]
    assert ratio.value == pytest.approx(0.18 / 0.46) and ratio.high is not None and ratio.high < 0.8


def test_a_gap_wholly_inside_is_evidence(rates_of) -> None:
    result = declared_limits(rates_of(*FAIR), manifest(demographic_parity_ratio=">= 0.8"))
    assert not result.findings and "your limit >= 0.8" in result.evidence[0].why


def test_an_interval_across_the_limit_stays_open(rates_of) -> None:
    result = declared_limits(rates_of(*CLOSE), manifest(demographic_parity_ratio=">= 0.8"))
    assert [f.severity for f in result.findings] == [Severity.MEDIUM]
    assert "crosses the limit" in result.findings[0].message and not result.evidence


def test_only_declared_limits_are_returned_and_others_stay_out(rates_of) -> None:
    result = declared_limits(rates_of(*BIASED), manifest(equalized_odds_difference="<= 0.1", roc_auc=">= 0.7"))
    assert {m.name for m in result.measurements} == {"equalized_odds_difference"}
    assert "is found where the label is positive 0.40 less often" in result.findings[0].message


def test_without_a_declared_limit_nothing_is_judged(rates_of) -> None:
    result = declared_limits(rates_of(*BIASED), manifest())
    assert result.outcome is Outcome.MEASURED and result.holds is None and not result.measurements
    assert "No fairness limit is declared" in result.findings[0].message


def test_missing_rates_are_unknown_not_failed() -> None:
    result = declared_limits(Absent("no sensitive attribute is declared"), manifest(demographic_parity_ratio=">= 0.8"))
    assert result.outcome is Outcome.MEASURED and result.measurements[0].value is None
    assert "no sensitive attribute is declared" in result.reason


def test_a_group_too_small_is_said_to_be_undecided(rates_of) -> None:
    small = rates_of(("female", 5, 5, 2, 8), ("male", 80, 20, 40, 60))
    result = declared_limits(small, manifest(demographic_parity_ratio=">= 0.8"))
    assert "cannot be judged for sex: fewer than two groups with 50 rows" in result.findings[0].message
