"""Drift on schedule: a timer compares current rows with a stored reference and holds the difference to a limit."""

from __future__ import annotations

from checks.monitoring._drift_facts import InputDrift
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.evidence import Absent
from readiness.domain.finding import Evidence, Finding, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.code.drift_jobs import DriftJob, DriftJobs


@check(title="Drift measured on schedule", effort=Effort.MEDIUM, measures=(Measure("drift_job_parts", Unit.COUNT),))
def scheduled_drift(jobs: DriftJobs, drift: InputDrift | Absent) -> CheckResult:
    """Return how many of four parts the best drift job has (count, 1 to 4): statistic, samples, limit, timer.

    What it measures
    ----------------
    A drift statistic, of a library (Evidently, NannyML, Alibi Detect, SciPy ...) or of the project's own with
    arithmetic in it, that a script, task or service reaches. Then: whether the comparison is between reference and
    current rows, whether the result is held to a limit, and whether an active timer leads there over calls and
    commands. A notebook does not count.

    Why it matters
    --------------
    The world moves and the model does not. A comparison that somebody has to remember is not made.

    How to fix
    ----------
    Let a flow, CronJob or crontab line call the drift function with a stored reference, and fail or alert when an index
    is over the limit.

    Limits
    ------
    Read from the code; the job is not run. Reference and current rows are told by their names. Monitoring of a managed
    platform is seen only where code sets it up. The evidence is E2 where the shipped tables could be compared here.

    Source
    ------
    Breck et al., "The ML Test Score", 2017, Monitor 2 and 3; Klaise et al., "Monitoring and explainability of models
    in production", 2020.
    """
    job = jobs.jobs[0]
    value = Measurement("drift_job_parts", float(job.parts), Unit.COUNT, n=4)
    evidence = [Evidence(job.statistic, f"{job.how} measures the difference of two samples.")]
    if job.reference:
        evidence.append(Evidence(job.reference, "Reference and current rows are compared."))
    if job.limit:
        evidence.append(Evidence(job.limit, "The difference is held to a limit."))
    if job.scheduled and job.schedule is not None:
        evidence.append(Evidence(job.schedule.location, f"{job.schedule.kind} starts it: {job.schedule.times}."))
    strength = Strength.E1 if isinstance(drift, Absent) else Strength.E2
    gaps = _gaps(job)
    reason = (
        f"the drift job at {job.statistic} {'lacks ' + ', '.join(name for name, _ in gaps) if gaps else 'is whole'}"
    )
    findings = [
        Finding(Severity.MEDIUM, f"The drift job at {job.statistic} lacks {name}.", job.statistic, fix=fix)
        for name, fix in gaps
    ]
    return measured(measurements=[value], findings=findings, evidence=evidence, strength=strength, reason=reason)


def _gaps(job: DriftJob) -> list[tuple[str, str]]:
    place = job.statistic.path
    gaps = []
    if job.reference is None:
        gaps.append(
            ("a stored reference", f"Read a stored reference and the recent requests, and hand both to {place}.")
        )
    if job.limit is None:
        gaps.append(("a limit", f"Compare the result of {job.how} in {place} with a limit, and fail or alert over it."))
    if not job.scheduled:
        why = f" ({job.schedule.location}: {job.schedule.reason})" if job.schedule is not None else ""
        gaps.append((f"a timer{why}", f"Let a scheduled task start {place}."))
    return gaps
