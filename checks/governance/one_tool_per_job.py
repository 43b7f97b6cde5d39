"""One tool per job: where two are named, the meeting hears which is meant."""

from __future__ import annotations

from checks.governance._tool_facts import SharedJob, SharedJobs
from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Severity


@check(title="One tool per job", effort=Effort.SMALL, states_fact=True)
def one_tool_per_job(jobs: SharedJobs) -> CheckResult:
    """Return that each job has one named tool, or that it cannot be told which of several is meant.

    What it measures
    ----------------
    Tools that the project names by import, requirement, file or command, grouped by what they are for: tracking
    experiments, running pipelines, serving, drift, data validation, infrastructure and others. Two for one job become
    a question for the review; that is no fault in itself.

    Why it matters
    --------------
    Two trackers or two orchestrators mean two truths, and mostly one of them is no longer kept up. People from several
    functions can tell in a minute; the files cannot.

    How to fix
    ----------
    Say which one is meant, and remove the imports, requirements and files of the other.

    Limits
    ------
    Being named is all that is looked at: a tool kept for a comparison reads the same as one in use.

    Source
    ------
    Sculley et al., "Hidden Technical Debt in Machine Learning Systems", 2015, section 6 (dead experimental codepaths).
    """
    if not jobs.shared:
        reason = f"one tool is named for each of {jobs.jobs} jobs"
        return measured(holds=True, strength=Strength.E1, reason=reason)
    findings = [_question(shared) for shared in jobs.shared]
    evidence = [
        Evidence(tool.evidence[0].location, f"Names {tool.name} for {shared.job}.")
        for shared in jobs.shared
        for tool in shared.tools
    ]
    return measured(holds=None, findings=findings, evidence=evidence, strength=Strength.E1, reason=findings[0].message)


def _question(shared: SharedJob) -> Finding:
    tools = [f"{tool.name} ({tool.evidence[0].location})" for tool in shared.tools]
    message = f"{', '.join(tools[:-1])} and {tools[-1]} are both for {shared.job}: which one is meant?"
    if len(tools) > 2:
        message = message.replace(" are both for ", " are all for ")
    fix = f"Say which of them is meant, and remove the traces of {shared.tools[-1].name} or the other."
    return Finding(Severity.INFO, message, shared.tools[-1].evidence[0].location, fix=fix)
