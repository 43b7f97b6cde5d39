"""Artefact format: the model file can be loaded, and it is known what it is."""

from __future__ import annotations

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.evidence import Absent
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.model.model import ModelFile
from readiness.evidence.model.model_metadata import ModelMetadata

SELF_DESCRIBING = ("onnx", "mlflow", "skops")


@check(title="Artefact format and metadata", effort=Effort.SMALL, measures=(Measure("recorded_share", Unit.SHARE),))
def artifact_format(model: ModelFile, metadata: ModelMetadata | Absent) -> CheckResult:
    """Return the share (0 to 1) of five facts about the model file: format, libraries, inputs, date, checksum.

    What it measures
    ----------------
    The format has to be one that is known by the file's content. Beside it, a metadata file (JSON, YAML or MLflow's
    ``MLmodel``) or a checksum list is looked for: library versions (those a file states itself count), names of the
    inputs, a date of training, and a SHA-256 that equals the file's.

    Why it matters
    --------------
    A pickle loads only with the libraries it was made with, and without a checksum nobody can say whether the file in
    production is the one that was evaluated.

    How to fix
    ----------
    Write ``model.json`` beside the model in the training script: library versions, input names, date, and the
    SHA-256 of the file. Where possible save a format that runs no code when loaded (ONNX, skops, the library's own).

    Limits
    ------
    Reading a file's header does not show that it loads; that is tried when models may be loaded. Pickle-like files
    can run code: the listing of their imports is part of the evidence and no verdict on their harmlessness.

    Source
    ------
    Breck et al., "The ML Test Score", 2017; ISO/IEC 5259-2, portability (2024).
    """
    found = metadata if isinstance(metadata, ModelMetadata) else None
    recorded = {
        "known format": model.format != "unknown",
        "library versions": bool(model.made_with) or (found is not None and found.libraries_line is not None),
        "names of the inputs": model.format in SELF_DESCRIBING or (found is not None and found.inputs_line is not None),
        "date of training": found is not None and found.created_line is not None,
        "matching SHA-256": found is not None and found.checksum is not None,
    }
    lacking = [name for name, there in recorded.items() if not there]
    evidence = [Evidence(Location(model.path), f"The file is {model.format}. {model.listing}".strip())]
    if found is not None and found.checksum is not None:
        why = "The recorded SHA-256 equals that of the model file."
        evidence.append(Evidence(Location(*found.checksum), why))
    place = Location(found.path) if found is not None else Location(model.path)
    findings = [
        Finding(
            Severity.LOW,
            f"No {name} is recorded for {model.path}.",
            place,
            fix=f"Write the {name} beside {model.path} when the model is saved.",
        )
        for name in lacking
    ]
    if not model.inert:
        findings.append(
            Finding(
                Severity.INFO,
                f"{model.path} can run code when it is loaded. {model.listing}".strip(),
                Location(model.path),
                fix="Where the library allows, save ONNX, skops or the library's own format instead.",
            )
        )
    share = Measurement(
        "recorded_share", 1 - len(lacking) / len(recorded), Unit.SHARE, n=len(recorded), model=model.path
    )
    return measured(measurements=[share], findings=findings, evidence=evidence, strength=Strength.E1)
