from checks.fairness.group_rates import group_rates
from readiness.domain.check import Outcome, Strength


def test_rates_and_gaps_are_measured_with_rows_and_intervals(rates_of) -> None:
    result = group_rates(rates_of(("female", 50, 50, 20, 80), ("male", 80, 20, 40, 60)))
    assert (result.outcome, result.holds, result.strength) == (Outcome.MEASURED, True, Strength.E2)
    selected = {m.group: m for m in result.measurements if m.name == "selection_rate"}
    assert (selected["female"].value, selected["female"].n, selected["female"].attribute) == (0.35, 200, "sex")
    ratio = next(m for m in result.measurements if m.name == "demographic_parity_ratio")
    assert ratio.value is not None and abs(ratio.value - 0.35 / 0.6) < 1e-9
    assert ratio.low is not None and ratio.high is not None and ratio.low < ratio.value < ratio.high
    assert ratio.group is None and ratio.model == "m.joblib"
    assert "female (sex) is selected (hired = 1) at 0.58 of the rate of male" in result.evidence[0].why


def test_small_groups_are_named_and_nothing_is_claimed(rates_of) -> None:
    result = group_rates(rates_of(("female", 5, 5, 2, 8), ("male", 80, 20, 40, 60)))
    assert result.holds is None and "two groups with 50 rows" in result.reason
    assert "female (sex): 20 rows" in result.findings[0].message
    value = next(m for m in result.measurements if m.group == "female" and m.name == "selection_rate")
    assert value.value is None and value.reason == "too few rows: 20 of the 50 a group needs"


def test_a_declared_column_that_the_table_lacks_is_a_finding(rates_of) -> None:
    rates = rates_of(
        ("female", 50, 50, 20, 80), ("male", 80, 20, 40, 60), lacking={"age": "test.csv has no such column"}
    )
    finding = group_rates(rates).findings[0]
    assert finding.column == "age" and "test.csv has no such column" in finding.message
