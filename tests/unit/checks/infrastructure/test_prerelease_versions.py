"""Versions that have not been released."""

import pytest

from checks.infrastructure.prerelease_versions import prerelease_versions
from readiness.domain.check import Outcome
from readiness.evidence.delivery.requirement_lists import parse_pip_list
from readiness.evidence.delivery.requirements import LockFile, Requirements


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("a==1.0\nb==2.1.post1\n", 0.0),
        ("a==1.0rc1\nb==2.0\n", 0.5),
        ("a==1.0.dev3\n", 1.0),
        ("a==1.0b2\nb>=2.0a1\n", 1.0),
        ("opentelemetry-sdk==1.40.0\nopentelemetry-semantic-conventions==0.61b0\n", 0.0),
        ("opentelemetry-sdk==1.41.0rc1\nopentelemetry-semantic-conventions==0.61b0\n", 0.5),
    ],
)
def test_good_and_bad(text, share):
    result = prerelease_versions(Requirements(tuple(parse_pip_list(text, "r.txt"))))
    assert result.measurements[0].value == share
    assert len(result.findings) == round(share * result.measurements[0].n)


def test_locked_versions_count_too():
    lock = LockFile("uv.lock", "uv", {"a": ("1.0a1",), "b": ("1.0",)}, True)
    assert prerelease_versions(Requirements((), (lock,))).measurements[0].value == 0.5


def test_nothing_is_fixed():
    assert prerelease_versions(Requirements(tuple(parse_pip_list("a\n", "r.txt")))).outcome is Outcome.NO_EVIDENCE
