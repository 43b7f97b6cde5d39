"""Credentials in the files."""

from checks.infrastructure.committed_secrets import committed_secrets
from readiness.domain.finding import Severity
from readiness.evidence.files.secrets import Secret, SecretScan


def test_good():
    result = committed_secrets(SecretScan((), (Secret("x", "a.py", 1, "ab…"),), 12, 1))
    assert result.measurements[0].value == 0
    assert result.findings == ()
    assert "12 text files were searched, 1 too large" in result.evidence[0].why


def test_bad():
    result = committed_secrets(SecretScan((Secret("AWS Access Key", "config.py", 7, "AKIA…"),), (), 3))
    assert result.measurements[0].value == 1
    (finding,) = result.findings
    assert finding.severity is Severity.CRITICAL
    assert str(finding.location) == "config.py:7"
    assert "AKIA…" in finding.message
