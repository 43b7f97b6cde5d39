"""Committed secrets: no credential that looks real lies in the files of the project."""

from __future__ import annotations

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.files.secrets import SecretScan

SHOWN = 20


@check(title="Committed secrets", effort=Effort.SMALL, measures=(Measure("secret_count", Unit.COUNT),))
def committed_secrets(scan: SecretScan) -> CheckResult:
    """Return the number of credentials that look real in the text files of the project that are not ignored.

    What it measures
    ----------------
    Keys and tokens of known form, private keys with a body, passwords in connection addresses to other hosts, and
    generated-looking values given to names such as password, token or api_key. Documented example keys, placeholders,
    local defaults (``admin``, ``postgres``) and values in tests, examples and documents are left out.

    Why it matters
    --------------
    Whoever can read the repository, a copy or an image of it can use the key; keys in public code are tried within
    minutes.

    How to fix
    ----------
    Revoke the key first, then read it from a secret store or the environment, and remove it from the history.

    Limits
    ------
    The files as they are; earlier commits have a check of their own. Nothing is tried out, so a key that was revoked
    still counts, and a made-up one that looks real does too. A password in plain words is only found in a committed
    ``.env``.

    Source
    ------
    Meli et al., "How Bad Can It Git?", NDSS 2019; detect-secrets 1.5 (2024) for the forms of known keys.
    """
    findings = [
        Finding(
            Severity.CRITICAL,
            f"{secret.kind} ({secret.masked}) stands in {secret.path}.",
            Location(secret.path, secret.line),
            fix=f"Revoke it, use a secret store, and clear line {secret.line} of {secret.path} from the history.",
        )
        for secret in scan.found[:SHOWN]
    ]
    count = Measurement("secret_count", float(len(scan.found)), Unit.COUNT, n=scan.files)
    evidence = []
    if not scan.found:
        left = f", {scan.unread} too large ones were not" if scan.unread else ""
        read = f"{scan.files} text files were searched{left}"
        evidence = [Evidence(Location("."), f"{read}; no credential that looks real was found.")]
    return measured(measurements=[count], findings=findings, evidence=evidence, strength=Strength.E2)
