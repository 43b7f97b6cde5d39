"""Live quality: outcomes are joined with the predictions made, and the quality is held to a limit on schedule."""

from __future__ import annotations

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.code.live_quality import LiveQuality, QualityJob


@check(title="Live quality tracked", effort=Effort.LARGE, measures=(Measure("live_quality_parts", Unit.COUNT),))
def live_performance(quality: LiveQuality) -> CheckResult:
    """Return how many of four parts tracking of live quality has (count, 2 to 4): join, metric, limit, timer.

    What it measures
    ----------------
    A join (merge of tables, SQL) in a function that names both predictions and outcomes, a quality metric computed in
    that function, one that calls it or one beside it, a comparison of the metric with a limit, and an active timer
    that leads there over calls and commands. Metrics on a test split have no such join and do not count.

    Why it matters
    --------------
    Only true outcomes tell whether the model is still right. Drift of the inputs is a hint, not proof.

    How to fix
    ----------
    Log an id with every prediction, join the labels every night by that id, and alert when the metric drops below a
    limit.

    Limits
    ------
    Read from the code; the job is not run and the metric not recomputed. Predictions and outcomes are told by the names
    in the code. Joins made in a warehouse outside the folder are not seen.

    Source
    ------
    Breck et al., "The ML Test Score", 2017, Monitor 7; Gama et al., "A survey on concept drift adaptation", 2014.
    """
    job = quality.jobs[0]
    value = Measurement("live_quality_parts", float(job.parts), Unit.COUNT, n=4)
    evidence = [
        Evidence(job.join, "Predictions are joined with outcomes."),
        Evidence(job.metric, f"{job.how} measures the quality of the joined rows."),
    ]
    if job.limit:
        evidence.append(Evidence(job.limit, "The quality is held to a limit."))
    if job.scheduled and job.schedule is not None:
        evidence.append(Evidence(job.schedule.location, f"{job.schedule.kind} starts it: {job.schedule.times}."))
    findings = [
        Finding(Severity.MEDIUM, f"The measurement of live quality at {job.metric} lacks {name}.", job.metric, fix=fix)
        for name, fix in _gaps(job)
    ]
    reason = f"live quality is measured at {job.metric}" + "".join(f", without {name}" for name, _ in _gaps(job))
    return measured(measurements=[value], findings=findings, evidence=evidence, strength=Strength.E1, reason=reason)


def _gaps(job: QualityJob) -> list[tuple[str, str]]:
    gaps = []
    if job.limit is None:
        gaps.append(("a limit", f"Compare {job.how} in {job.metric.path} with a limit, and alert below it."))
    if not job.scheduled:
        why = f" ({job.schedule.location}: {job.schedule.reason})" if job.schedule is not None else ""
        gaps.append((f"a timer{why}", f"Let a scheduled task start {job.metric.path}."))
    return gaps
