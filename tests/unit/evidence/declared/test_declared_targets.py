import pytest

from readiness.evidence.declared.declared_targets import Side, declared_target, side_of
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.model.statistics import Estimate


@pytest.mark.parametrize(
    ("text", "operator", "number"), [(">= 0.8", ">=", 0.8), ("<0.1", "<", 0.1), (" <= 2e2 ", "<=", 200.0)]
)
def test_a_target_is_an_operator_and_a_number(text: str, operator: str, number: float) -> None:
    target = declared_target(Manifest(targets={"m": text}), "m")
    assert target is not None and (target.operator, target.number) == (operator, number)


@pytest.mark.parametrize("text", ["0.8", "at least 0.8", ">= high", ">= 1.2.3", ""])
def test_anything_else_is_no_target(text: str) -> None:
    assert declared_target(Manifest(targets={"m": text}), "m") is None
    assert declared_target(Manifest(), "m") is None


@pytest.mark.parametrize(
    ("estimate", "side"),
    [
        (Estimate(0.9, 0.85, 0.95), Side.INSIDE),
        (Estimate(0.8, 0.8, 0.9), Side.INSIDE),
        (Estimate(0.8, 0.79, 0.9), Side.ACROSS),
        (Estimate(0.7, 0.6, 0.79), Side.OUTSIDE),
        (Estimate(0.8), Side.INSIDE),
        (Estimate(None, reason="too few"), Side.UNKNOWN),
    ],
)
def test_the_whole_interval_decides(estimate: Estimate, side: Side) -> None:
    target = declared_target(Manifest(targets={"m": ">= 0.8"}), "m")
    assert target is not None and side_of(target, estimate) is side
