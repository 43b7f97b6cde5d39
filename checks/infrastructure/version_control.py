"""Code under Git with a history; data and models are kept outside it."""

from __future__ import annotations

from readiness.domain.check import CheckResult, Effort, Strength, check, measured
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.files.git import Git
from readiness.evidence.files.ignore_rules import is_model, is_table
from readiness.evidence.files.project import Project


@check(
    title="Code under Git",
    effort=Effort.SMALL,
    states_fact=True,
    measures=(Measure("commits", Unit.COUNT), Measure("largest_tracked_artefact_bytes", Unit.BYTES)),
)
def version_control(project: Project, git: Git) -> CheckResult:
    """Return whether an ignore file is kept, the number of commits, and the largest data or model file in Git (bytes).

    What it measures
    ----------------
    Whether the repository holds a ``.gitignore``, how many commits lead to its present state, and the size of the
    largest table or model file that Git tracks (0 when it tracks none).

    Why it matters
    --------------
    History lets a team see who changed what and go back; large binaries make every clone slow and cannot be reviewed.

    How to fix
    ----------
    Commit code and configuration in small steps, ignore data and models, and keep them in versioned storage (DVC, a
    registry, object storage).

    Limits
    ------
    Commits are counted up to 5,000; files that were removed from the present state but remain in the history are not
    seen, nor are branch rules of the hosting service.

    Source
    ------
    Chacon and Straub, "Pro Git", 2nd edition, 2014; ML Test Score (Breck et al., 2017), Model 1.
    """
    ignores = ".gitignore" in git.tracked
    tracked = [f for f in project.files if f.path in git.tracked and (is_table(f.path) or is_model(f.path))]
    largest = max(tracked, key=lambda file: file.size, default=None)
    size = largest.size if largest is not None else 0
    findings = []
    if not ignores:
        fix = "Add a .gitignore that names data, models, environments and caches, and commit it."
        findings.append(Finding(Severity.LOW, "The repository tracks no .gitignore.", Location(".gitignore"), fix=fix))
    if largest is not None:
        message = f"Git tracks {len(tracked)} data or model files; the largest, {largest.path}, has {size:,} bytes."
        fix = f"Keep {largest.path} in versioned storage, remove it with git rm --cached and ignore it."
        findings.append(Finding(Severity.LOW, message, Location(largest.path), fix=fix))
    why = f"{git.commits} commits from {git.first:%Y-%m-%d} to {git.last:%Y-%m-%d} by {len(git.authors)} people."
    more = "at least " if git.commits >= 5_000 or git.shallow else ""
    return measured(
        holds=ignores,
        measurements=[
            Measurement("commits", float(git.commits), Unit.COUNT, method=f"{more}{git.commits} reachable from HEAD"),
            Measurement("largest_tracked_artefact_bytes", float(size), Unit.BYTES, n=len(tracked)),
        ],
        findings=findings,
        evidence=[Evidence(Location(".gitignore" if ignores else "."), why)],
        strength=Strength.E1,
        reason=why.rstrip("."),
    )
