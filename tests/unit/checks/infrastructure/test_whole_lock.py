"""A lock with hashes covers the indirect packages."""

from checks.infrastructure.whole_lock import whole_lock
from readiness.evidence.delivery.requirements import LockFile, Requirement, Requirements

DIRECT = (Requirement("a", "==1", "requirements.txt", 1, exact=True),)


def test_good():
    result = whole_lock(Requirements(DIRECT, (LockFile("uv.lock", "uv", {"a": ("1",), "b": ("2",)}, True),)))
    assert result.holds is True
    assert result.evidence[0].location.path == "uv.lock"


def test_bad():
    result = whole_lock(Requirements(DIRECT))
    assert result.holds is False
    assert "requirements.txt" in result.reason


def test_a_lock_without_hashes():
    assert whole_lock(Requirements(DIRECT, (LockFile("r.lock", "compiled list", {"a": ("1",)}, False),))).holds is False
