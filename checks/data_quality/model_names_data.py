"""Model names its data: from the model one gets to the rows it was trained on."""

from __future__ import annotations

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.evidence import Absent
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.evidence.data.data_pins import DataPins
from readiness.evidence.model.model_metadata import ModelMetadata


@check(title="Model names its data", effort=Effort.SMALL, states_fact=True)
def model_names_data(metadata: ModelMetadata, pins: DataPins | Absent) -> CheckResult:
    """Return whether the model's metadata repeat the digest of the shipped training data.

    What it measures
    ----------------
    Whether one of the digests in the metadata file beside the model is the SHA-256 of a training file that lies here,
    or one that a pin of the data records.

    Why it matters
    --------------
    A pin says what the data are; only the model's own record says that these data made this model.

    How to fix
    ----------
    Let the training script write the SHA-256 of the table it read into the model's metadata.

    Limits
    ------
    The record is taken at its word: that these rows really made the model is shown by training again.

    Source
    ------
    ISO/IEC 5259-3, traceability (2024); EU AI Act, Annex IV 2(d) (2024).
    """
    known = set(pins.digests) | {pin.digest for pin in pins.pins} if isinstance(pins, DataPins) else set()
    if not known:
        return measured(
            holds=None, strength=Strength.E1, reason="no digest of the training data is known to compare with"
        )
    named = [(digest, line) for digest, line in metadata.digests.items() if digest in known]
    if named:
        why = f"{metadata.path} repeats the digest of the training data."
        place = Location(metadata.path, named[0][1])
        return measured(holds=True, evidence=[Evidence(place, why)], strength=Strength.E2, reason=why)
    reason = f"{metadata.path} does not name the version of the training data"
    finding = Finding(
        Severity.LOW,
        reason + ".",
        Location(metadata.path),
        fix=f"Write the SHA-256 of the training table into {metadata.path} when the model is saved.",
    )
    return measured(holds=False, findings=[finding], strength=Strength.E2, reason=reason)
