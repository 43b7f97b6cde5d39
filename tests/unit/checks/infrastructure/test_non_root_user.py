"""The user in force when the service starts."""

import pytest

from checks.infrastructure.non_root_user import non_root_user


@pytest.mark.parametrize(
    ("tail", "holds"),
    [
        ("USER app", True),
        ("USER 10001:0", True),
        ("USER root", False),
        ("USER 0:0", False),
        ("RUN useradd app", False),
        ("USER app\nUSER root", False),
        ("USER $WHO", None),
    ],
)
def test_good_and_bad(serving_of, tail, holds):
    result = non_root_user(serving_of(f"FROM python:3.11\n{tail}\nCMD x\n"))
    assert result.holds is holds
    assert bool(result.findings) is (holds is False)


def test_a_user_of_an_earlier_stage_or_of_the_base(serving_of):
    inherited = non_root_user(serving_of("FROM a:1 AS base\nUSER app\nFROM base\nCMD x\n"))
    assert inherited.holds is True
    assert inherited.evidence[0].location.line == 2
    assert non_root_user(serving_of("FROM gcr.io/distroless/python3:nonroot\nCMD x\n")).holds is True


def test_a_user_in_a_stage_that_is_only_copied_from(serving_of):
    assert non_root_user(serving_of("FROM a:1 AS b\nUSER app\nFROM a:1\nCOPY --from=b /x /x\n")).holds is False
