"""Secrets in the history: what was deleted later can still be read."""

from __future__ import annotations

from readiness.domain.check import CheckResult, Effort, Strength, check, measured, not_applicable
from readiness.domain.evidence import Absent
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.files.history_secrets import HistorySecrets

SHOWN = 10


@check(title="Secrets in the history", effort=Effort.MEDIUM, measures=(Measure("history_secret_count", Unit.COUNT),))
def secrets_in_history(history: HistorySecrets | Absent) -> CheckResult:
    """Return the number of credentials that look real in earlier versions of files and in no file of today.

    What it measures
    ----------------
    The versions that the last 300 commits added are searched as the files of today are: keys and tokens of known form,
    private keys, passwords in addresses, generated-looking values.

    Why it matters
    --------------
    A key deleted in a later commit stays in every clone. It has to be revoked, not removed.

    How to fix
    ----------
    Revoke the key. Where nobody else has the history, rewrite it (``git filter-repo``); otherwise revoking is the fix.

    Limits
    ------
    At most 300 commits, 1,500 versions of up to 200 kB and 8 MB; merges and other branches are not walked. Whether a
    key was revoked cannot be seen: one that was still counts, so this alone never fails the practice.

    Source
    ------
    Meli et al., "How Bad Can It Git?", NDSS 2019, section 5 (secrets remain after removal).
    """
    if isinstance(history, Absent):
        return not_applicable(f"no history to search: {history.reason}")
    findings = [
        Finding(
            Severity.HIGH,
            f"{past.secret.kind} ({past.secret.masked}) stood in {past.secret.path}:{past.secret.line} in commit "
            f"{past.commit[:10]}.",
            Location(past.secret.path),
            fix="Revoke it; removing the file does not remove it from the history.",
        )
        for past in history.found[:SHOWN]
    ]
    count = Measurement("history_secret_count", float(len(history.found)), Unit.COUNT, n=history.versions)
    evidence = []
    if not history.found:
        walked = f"{history.commits} commits with {history.versions} earlier versions were searched"
        rest = "" if history.whole else "; older ones were not"
        evidence = [Evidence(Location("."), f"{walked}{rest}; no credential that looks real was found.")]
    return measured(measurements=[count], findings=findings, evidence=evidence, strength=Strength.E2)
