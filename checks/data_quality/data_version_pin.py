"""Data version pin: it can be shown which data trained the model."""

from __future__ import annotations

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.evidence.data.data_pins import DataPins


@check(title="Data version pin", effort=Effort.SMALL, states_fact=True)
def data_version_pin(pins: DataPins) -> CheckResult:
    """Return whether a recorded digest of the training data equals that of the shipped files.

    What it measures
    ----------------
    Digests of the training table in hash manifests (``SHA256SUMS``), ``.dvc`` files, ``dvc.lock`` and Git LFS pointers
    are compared with the digest of the files that lie here, computed now.

    Why it matters
    --------------
    Without a pin that still matches, nobody can say on which rows a figure was measured, or train the model again.

    How to fix
    ----------
    Run ``sha256sum data/*.parquet > data/SHA256SUMS`` (or ``dvc add data``) whenever the data change, commit it, and
    check it in CI.

    Limits
    ------
    DVC's digest of a whole folder is not recomputed. Table versions of Delta or Iceberg are not read.

    Source
    ------
    ISO/IEC 5259-3, traceability (2024); SE4ML practice "Use versioning for data" (2020).
    """
    matching = pins.matching
    if matching:
        why = f"The recorded digest of {matching[0].file} equals that of the shipped file."
        place = Location(matching[0].path, matching[0].line)
        return measured(holds=True, evidence=[Evidence(place, why)], strength=Strength.E2, reason=why)
    compared = [pin for pin in pins.pins if pin.matches is False]
    if not compared:
        pin = pins.pins[0]
        reason = f"{pin.path} pins {pin.file}, which is not here to be compared"
        return measured(holds=None, strength=Strength.E1, reason=reason)
    pin = compared[0]
    reason = f"{pin.path} pins another version of {pin.file} than the one shipped"
    finding = Finding(
        Severity.MEDIUM,
        reason + ".",
        Location(pin.path, pin.line),
        fix=f"Restore the pinned version of {pin.file}, or train again and update line {pin.line} of {pin.path}.",
    )
    return measured(holds=False, findings=[finding], strength=Strength.E2, reason=reason)
