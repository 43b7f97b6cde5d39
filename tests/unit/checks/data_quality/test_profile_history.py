"""Profiles on record count by day, with the digest of their data."""

import json

import pytest

from checks.data_quality._profile_facts import profile_runs
from checks.data_quality.profile_history import profile_history
from readiness.domain.evidence import Absent
from readiness.evidence.declared.manifest import Manifest

NO = Absent("")


def profile(day, digest="a" * 64, columns=("age", "income")):
    return json.dumps(
        {
            "created_at": f"{day}T03:00:00+00:00",
            "data": {"sha256": digest},
            "columns": {n: {"mean": 1.0} for n in columns},
        }
    )


@pytest.fixture
def history(project_of):
    return lambda files: profile_runs(project_of(files), Manifest(), NO, NO, NO)


def test_good_two_days(history):
    result = profile_history(
        history({"p/profile_1.json": profile("2026-01-01"), "p/profile_2.json": profile("2026-02-01")})
    )
    assert result.measurements[0].value == 2.0
    assert result.evidence[0].why == "Profile of 2026-02-01 with 2 columns."


def test_bad_one_day_twice_is_one(history):
    result = profile_history(
        history({"p/profile_1.json": profile("2026-01-01"), "p/profile_2.json": profile("2026-01-01")})
    )
    assert result.measurements[0].value == 1.0


def test_edge_without_the_digest_of_its_data(history):
    result = profile_history(history({"p/profile_1.json": profile("2026-01-01", digest="latest")}))
    assert result.measurements[0].value == 0.0
    assert "does not say which data" in result.findings[0].message


@pytest.mark.parametrize("text", ["{}", "[1]", "{", '{"created_at": "2026-01-01", "columns": {"a": {"mean": 1}}}'])
def test_absent_other_files(history, text):
    assert isinstance(history({"profile.json": text}), Absent)
