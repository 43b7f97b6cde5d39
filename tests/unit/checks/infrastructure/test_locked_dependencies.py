"""Share of direct dependencies that are fixed."""

import pytest

from checks.infrastructure.locked_dependencies import locked_dependencies
from readiness.domain.check import Outcome
from readiness.evidence.delivery.requirement_lists import parse_pip_list
from readiness.evidence.delivery.requirements import LockFile, Requirements


def facts(text, locked=None, path="requirements.txt", lock_path="uv.lock"):
    locks = () if locked is None else (LockFile(lock_path, "uv", {k: (v,) for k, v in locked.items()}, True),)
    return Requirements(tuple(parse_pip_list(text, path)), locks, (path,))


@pytest.mark.parametrize(
    ("text", "locked", "share"),
    [
        ("a==1\nb==2\nsetuptools>=68\n", None, 1.0),
        ("a\nb>=2\n", {"a": "1", "b": "2.1"}, 1.0),
        ("a==1\nb>=2\n", None, 0.5),
        ("a\nb\nc\nd\n", None, 0.0),
        # the lock lacks one, and its version of the other lies outside the declared range
        ("a>=2\nb\n", {"a": "1.9"}, 0.0),
    ],
)
def test_good_and_bad(text, locked, share):
    (measurement,) = locked_dependencies(facts(text, locked)).measurements
    assert (measurement.name, measurement.value) == ("locked_share", share)


def test_a_lock_out_of_date_is_named():
    result = locked_dependencies(facts("a>=2\nb\n", {"a": "1.9"}))
    messages = [finding.message for finding in result.findings]
    assert messages == [
        "uv.lock locks a 1.9, which >=2 in requirements.txt excludes.",
        "b is open (any version); uv.lock does not name it.",
    ]


def test_a_lock_of_another_sub_project_does_not_count():
    (measurement,) = locked_dependencies(facts("a\n", {"a": "1"}, lock_path="web/uv.lock")).measurements
    assert measurement.value == 0.0


def test_nothing_declared():
    assert locked_dependencies(Requirements(())).outcome is Outcome.NO_EVIDENCE
