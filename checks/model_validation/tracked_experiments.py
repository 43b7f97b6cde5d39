"""Experiments tracked: runs are kept, the training code logs them, and one of them made the shipped model."""

from __future__ import annotations

import re

from checks.model_validation._run_facts import TrackedRuns
from readiness.domain.check import CheckResult, Effort, Strength, check, measured, no_evidence
from readiness.domain.evidence import Absent
from readiness.domain.finding import Evidence, Finding, Location, Severity
from readiness.domain.measure import Measure, Measurement, Unit
from readiness.evidence.code.call_graph import ReachedCall
from readiness.evidence.code.code_paths import TrainingPath, shown
from readiness.evidence.declared.manifest import Manifest

LOGS = re.compile(
    r"^(mlflow\..*(log_\w+|autolog)|wandb\..*(log|log_artifact|init|watch)|neptune\..*(log|append|upload|init_run)"
    r"|comet_ml\..*log_\w+|clearml\..*(connect|report_\w+|upload_artifact)|dvclive\..*log_\w+|aim\..*track"
    r"|sacred\..*log_scalar|azureml\..*log\w*|sagemaker\..*log_\w+)$"
)
RUNS, SHIPPED, LOGGED = "runs with parameters and metrics", "a run that made the shipped model", "training that logs"


@check(title="Experiments tracked", effort=Effort.SMALL, measures=(Measure("tracking_part_share", Unit.SHARE),))
def tracked_experiments(runs: TrackedRuns | Absent, training: TrainingPath | Absent, manifest: Manifest) -> CheckResult:
    """Return the share (0 to 1) of three parts of tracking: runs kept, the shipped model among them, code that logs.

    What it measures
    ----------------
    Runs with parameters and metrics in an MLflow file store or Weights & Biases folders; a run that holds a file with
    the SHA-256 of the shipped model, or recorded that SHA-256; and logging calls that the training code reaches. The
    last part is left out where no training code is in the folder.

    Why it matters
    --------------
    Without a record nobody knows why this model was chosen, and a record that does not hold it is about other models.

    How to fix
    ----------
    Switch on logging (``mlflow.autolog()``) in the training script, log the model file, and keep or export the store.

    Limits
    ------
    A tracking server is not asked: where only the logging calls are here, the answer is open until runs are exported
    into the folder. SQLite stores are not read. Whether every experiment was logged cannot be seen.

    Source
    ------
    Google Cloud, "MLOps: Continuous delivery and automation pipelines in machine learning", 2020, level 2; SE4ML
    practice "Share status and outcomes of experiments" (2020).
    """
    calls: list[ReachedCall] = []
    if isinstance(training, TrainingPath):
        calls = [call for call in (*training.calls, *training.notebook_calls) if LOGS.match(call.name)]
    if isinstance(runs, Absent):
        return _elsewhere(calls) if calls else no_evidence(f"{runs.reason}, and no training code logs one")
    full = [run for run in runs.runs if run.parameters and run.metrics]
    made = [run for run in runs.runs if run.made_shipped]
    parts = {RUNS: bool(full), SHIPPED: bool(made)}
    if isinstance(training, TrainingPath):
        parts[LOGGED] = bool(calls)
    evidence = (
        [Evidence(full[0].location, f"The first of {len(full)} runs with parameters and metrics.")] if full else []
    )
    evidence += [Evidence(run.location, f"Made {manifest.model.path}, by its SHA-256.") for run in made[:1]]
    evidence += [shown(call, f"Training logs: {call.call.written}().") for call in calls[:1]]
    findings = [_finding(part, runs, training, manifest) for part, there in parts.items() if not there]
    share = Measurement("tracking_part_share", sum(parts.values()) / len(parts), Unit.SHARE, n=len(parts))
    return measured(measurements=[share], findings=findings, evidence=evidence, strength=Strength.E1)


def _elsewhere(calls: list[ReachedCall]) -> CheckResult:
    reason = f"{calls[0].place} logs runs to a store that is not in the folder"
    share = Measurement("tracking_part_share", None, Unit.SHARE, reason=reason)
    place = Location(calls[0].module.path, calls[0].call.line)
    fix = "Export the runs into the folder (mlflow: copy mlruns/), with the run that made the shipped model."
    finding = Finding(Severity.LOW, f"{reason[0].upper()}{reason[1:]}.", place, fix=fix)
    return measured(measurements=[share], findings=[finding], strength=Strength.E1, reason=reason)


def _finding(part: str, runs: TrackedRuns, training: TrainingPath | Absent, manifest: Manifest) -> Finding:
    where = training.where if isinstance(training, TrainingPath) else "the training script"
    model = manifest.model.path or "the shipped model"
    how = {
        RUNS: f"Log parameters and metrics of every run in {where}.",
        SHIPPED: f"Log {model} as an artifact of the run that trains it, or its SHA-256 as a tag.",
        LOGGED: f"Call the tracker in {where}; the runs found were made by other code.",
    }
    return Finding(Severity.MEDIUM, f"The tracking lacks {part}.", runs.runs[0].location, fix=how[part])
