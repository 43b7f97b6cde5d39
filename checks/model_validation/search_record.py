"""Search record: the model was chosen from several, by a criterion, among recorded trials."""

from __future__ import annotations

from checks.model_validation._search_facts import ModelSearch
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Severity
from readiness.domain.measure import Measure, Measurement, Unit


@check(
    title="Search on record",
    effort=Effort.MEDIUM,
    measures=(
        Measure("trial_count", Unit.COUNT),
        Measure("algorithm_count", Unit.COUNT),
        Measure("criterion_count", Unit.COUNT),
    ),
)
def search_record(search: ModelSearch) -> CheckResult:
    """Return how many different trials, algorithms and stated criteria the record of the model search holds (counts).

    What it measures
    ----------------
    Result files of a search (JSON, YAML or CSV with one entry per candidate, its algorithm or parameters and a score)
    and tracked runs. The record with the most different candidates counts; simple baselines and repeated candidates do
    not. The criterion is a key of the file, the ranked score of a table, or a metric that all runs share.

    Why it matters
    --------------
    The first model that works is seldom the best choice, and a record saves the next person from repeating the search.

    How to fix
    ----------
    Try two algorithms in a small search and write every trial with its parameters and score, and the criterion, to a
    file such as ``reports/model_selection.json``, or log them to a tracker.

    Limits
    ------
    The scores are taken as written. Whether the criterion was fixed before the search cannot be seen from the files.

    Source
    ------
    Breck et al., "The ML Test Score", IEEE Big Data 2017, Model 3.
    """
    names = [name for name in search.algorithms if name]
    words = f"{len(search.trials)} different trials" + (f" of {', '.join(names[:5])}" if names else "")
    evidence = [Evidence(search.location, f"Keeps {words}.")]
    if search.criterion_place is not None:
        evidence.append(Evidence(search.criterion_place, f"Chooses by {search.criterion[:80]}."))
    counts = {
        "trial_count": len(search.trials),
        "algorithm_count": len(search.algorithms),
        "criterion_count": int(search.criterion_place is not None),
    }
    findings = []
    if len(search.algorithms) < 2:
        fix = f"Try a second algorithm and add its trials to {search.location.path}."
        findings.append(Finding(Severity.LOW, f"{search.location.path} names one algorithm.", search.location, fix=fix))
    if search.criterion_place is None:
        fix = f"Write the criterion of the choice into {search.location.path}."
        message = f"{search.location.path} does not say by what the model was chosen."
        findings.append(Finding(Severity.LOW, message, search.location, fix=fix))
    values = [Measurement(name, float(count), Unit.COUNT) for name, count in counts.items()]
    return measured(measurements=values, findings=findings, evidence=evidence, strength=Strength.E1, reason=words)
