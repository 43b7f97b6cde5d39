"""Four versions together: one record ties the shipped model to its data, code and configuration."""

from __future__ import annotations

from checks.continuous_learning._version_facts import PARTS, FourVersions
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit


@check(title="Four versions together", effort=Effort.SMALL, measures=(Measure("agreeing_version_count", Unit.COUNT),))
def four_part_version(record: FourVersions) -> CheckResult:
    """Return how many of four versions (model, data, code, configuration) one record gives that agree (count, 0 to 4).

    What it measures
    ----------------
    In the file that records the most of them: the SHA-256 of the model against the shipped file, of the data against
    the training table, of the configuration against the configuration files, and the code's commit against the history
    (or its version against the Git tags and pyproject.toml). Computed now; a version that differs from what it names,
    or that cannot be compared, does not count.

    Why it matters
    --------------
    A model's version alone does not bring it back. The four together do.

    How to fix
    ----------
    Have the training script write version and SHA-256 of model, data and configuration and the commit of the code into
    one file beside the model.

    Limits
    ------
    Digests made by a recipe of the project (over several files, say) are not recomputed. That a release of the code
    keeps its version number while files change is not noticed; a commit tells more.

    Source
    ------
    Breck et al., "The ML Test Score", 2017, Infra 1; SE4ML practice "Use versioning for data, model, configurations
    and training scripts" (2020).
    """
    agreeing = [part for part in record.parts.values() if part.agrees]
    evidence = [
        Evidence(part.location, f"The version of the {part.name} is that of {part.named}.") for part in agreeing
    ]
    findings = []
    for name in PARTS:
        part = record.parts.get(name)
        if part is not None and part.agrees:
            continue
        if part is None:
            message = f"{record.path} records no version of the {name}."
        elif part.agrees is False:
            message = f"{record.path} records another version of the {name} than {part.named or 'any file here'} has."
        else:
            message = f"{record.path} records a version of the {name} that cannot be compared with anything here."
        place = part.location if part is not None else Location(record.path)
        what = "commit" if name == "code" else "SHA-256"
        fix = f"Let the training script write the {what} of the {name} into {record.path}."
        findings.append(Finding(Severity.MEDIUM, message, place, fix=fix))
    value = Measurement("agreeing_version_count", float(len(agreeing)), Unit.COUNT, n=len(PARTS))
    reason = f"{len(agreeing)} of {len(PARTS)} versions in {record.path} agree with what they name"
    return measured(measurements=[value], findings=findings, evidence=evidence, strength=Strength.E2, reason=reason)
