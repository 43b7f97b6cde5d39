"""Metric reported: a file for machines holds the test metric and says which model it belongs to."""

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.evidence import Absent
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.model.model import ModelFile
from readiness.evidence.model.reported_metrics import ReportedMetrics

UNVERIFIED = 0.5


@check(
    title="Metric in a file",
    effort=Effort.SMALL,
    measures=(Measure("metric_record_share", Unit.SHARE),),
)
def metric_reported(reported: ReportedMetrics, file: ModelFile | Absent) -> CheckResult:
    """Return how much of a usable record the metrics file holds: metric, model and date, 0 to 1.

    What it measures
    ----------------
    Three parts of equal weight in the project's metrics file: a test metric, the identity of the model, and a date. The
    identity counts in full when a digest in the file matches the model file (SHA-256, or its beginning), and by half
    when only a version or run is named, which cannot be held against the file. A digest of another file counts nothing.

    Why it matters
    --------------
    A number without its model cannot be checked or compared. The next step of a pipeline can read a file.

    How to fix
    ----------
    Write metrics.json in the training script with model_sha256, date and the metrics of the test set.

    Limits
    ------
    Only JSON, YAML and MLflow's file store are read. Numbers in notebooks and documents do not count.

    Source
    ------
    Breck et al. 2017, The ML Test Score; DVC and MLflow keep metrics in such files.
    """
    place = Location(reported.path)
    metrics = reported.on_test()
    parts = [1.0 if metrics else 0.0, 0.0, 1.0 if reported.date else 0.0]
    findings, evidence = [], []
    if metrics:
        first = metrics[0]
        evidence.append(Evidence(first.location, f"{first.key} is {first.text}."))
    else:
        shown = reported.metrics[0]
        message = f"{reported.path} holds {shown.key}, but no metric of the test set."
        findings.append(Finding(Severity.MEDIUM, message, shown.location, fix="Report the metrics of the test set."))
    digest = (reported.model_digest or "").lower()
    known = file.sha256 if not isinstance(file, Absent) else ""
    if digest and known.startswith(digest):
        parts[1] = 1.0
        evidence.append(Evidence(place, f"Its model digest {digest[:12]} is that of the shipped model file."))
    elif digest and known and len(digest) == len(known):
        message = f"{reported.path} belongs to another model: it names {digest[:12]}, the shipped file is {known[:12]}."
        findings.append(
            Finding(Severity.HIGH, message, place, fix=f"Evaluate the shipped model and rewrite {reported.path}.")
        )
    elif digest or reported.model_version:
        parts[1] = UNVERIFIED
        named = digest[:12] or reported.model_version
        evidence.append(Evidence(place, f"It names the model {named}, which cannot be held against the shipped file."))
    else:
        message = f"{reported.path} does not say which model it belongs to."
        fix = f'Add "model_sha256" to {reported.path}' + (f" (now {known[:12]}...)." if known else ".")
        findings.append(Finding(Severity.MEDIUM, message, place, fix=fix))
    if not reported.date:
        findings.append(
            Finding(Severity.LOW, f"{reported.path} has no date.", place, fix='Add "date" when it is written.')
        )
    share = Measurement("metric_record_share", sum(parts) / 3, Unit.SHARE)
    return measured(measurements=[share], findings=findings, evidence=evidence, strength=Strength.E1)
