"""The only door: everything the command line and the dashboard may ask for."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from readiness.domain.progress import Listener, silent
from readiness.failures import Failure as Failure
from readiness.failures import expected_failure as expected_failure
from readiness.opening import opened as opened
from readiness.samples import SAMPLES as SAMPLES
from readiness.samples import Sample as Sample
from readiness.samples import samples as samples

if TYPE_CHECKING:
    from readiness.domain.assessment import Assessment
    from readiness.domain.check import Check
    from readiness.domain.comparison import Comparison
    from readiness.domain.evidence import Absent
    from readiness.domain.remediation import Plan
    from readiness.domain.rubric import Rubric
    from readiness.domain.settings import Settings
    from readiness.evidence.model.model import ModelFile
    from readiness.history.runs import Runs
    from readiness.report.view import ReportView


def assess(
    path: Path,
    settings: Settings,
    *,
    rubric_folder: Path | None = None,
    listener: Listener = silent,
    cancelled: Callable[[], bool] = lambda: False,
    remember: bool = False,
) -> Assessment:
    """Return the assessment of a project folder or .zip.

    With ``remember`` the check results are kept in the user's data folder, and an unchanged project takes them from
    there.

    Raises
    ------
    ProjectUnreadable
        The project cannot be read or holds nothing to assess.
    ManifestInvalid, RubricInvalid
        The manifest or the rubric cannot be used.
    Cancelled
        ``cancelled`` answered True.
    """
    from checks import catalogue
    from readiness import rubrics
    from readiness.assessing import assess_project
    from readiness.history.measured import Measured

    known = catalogue()
    rubric_ = rubrics.load(known.checks, rubric_folder or rubrics.DEFAULT)
    with opened(path, settings) as project:
        kept = Measured.of(os.environ) if remember else None
        return assess_project(project, settings, known, rubric_, listener, cancelled, kept)


def rubric(folder: Path | None = None) -> Rubric:
    """Return the rubric of a folder, ours by default.

    Raises
    ------
    RubricInvalid
        A file of it cannot be used; the message names file and line.
    """
    from readiness import rubrics

    return rubrics.load(checks(), folder or rubrics.DEFAULT)


def glossary() -> Mapping[str, str]:
    """Return our rubric's terms with their meanings; quicker than the whole rubric.

    Raises
    ------
    RubricInvalid
        ``rubric.yaml`` cannot be used.
    """
    from readiness import rubrics

    return rubrics.glossary()


def checks() -> dict[str, Check]:
    """Return every check by its id."""
    from checks import catalogue

    return catalogue().checks


def plan_to(assessment: Assessment, target: float, folder: Path | None = None) -> Plan:
    """Return the cheapest set of changes that brings every criterion of an assessment to ``target`` (1 to 10).

    Raises
    ------
    ValueError
        The assessment was made under another rubric than the one in ``folder``.
    """
    from readiness.engine.advise import plan_to as cheapest_plan
    from readiness.engine.restore import results_of

    known = rubric(folder)
    if known.digest != assessment.rubric.digest:
        raise ValueError("the assessment was made under another rubric; assess the project again")
    return cheapest_plan(known, results_of(assessment), target)


def compare(older: Assessment, newer: Assessment, folder: Path | None = None) -> Comparison:
    """Return what changed between two assessments; one made under another rubric is re-scored, and said so."""
    from readiness.engine.compare import compare as compared

    known = rubric(folder)
    return compared(older, newer, known.scale, known.digest)


def remember(assessment: Assessment, path: Path) -> None:
    """Keep an assessment where the dashboard lists recent ones."""
    from readiness.history import runs

    runs.remember(as_json(assessment), path)


def runs() -> Runs:
    """Return the runs of this machine: start, follow, stop and read assessments made by processes of their own."""
    from readiness.history.runs import Runs

    return Runs.of(os.environ)


def changed_since(path: Path, moment: str) -> bool | None:
    """Return whether a file of a project was written after an ISO time; None where that is not quickly told."""
    from readiness.history.freshness import changed_since as changed

    return changed(path, moment)


def consent(path: Path, settings: Settings) -> ModelFile | Absent:
    """Return what loading the project's model would import, read as bytes only; Absent where there is no model.

    Raises
    ------
    ProjectUnreadable
        The project cannot be read or holds nothing to assess.
    """
    from readiness.assessing import evidence_providers
    from readiness.engine.gather import gather
    from readiness.evidence.files.project import Project
    from readiness.evidence.model.model import ModelFile

    with opened(path, settings) as project:
        sheet = gather({Project: project, type(settings): settings}, evidence_providers(), {ModelFile})
        return sheet.get(ModelFile)


def signals(path: Path, settings: Settings) -> dict[str, Any]:
    """Return what is detected in a project (contract section 5); a manifest is not needed.

    Raises
    ------
    ProjectUnreadable
        The project cannot be read or holds nothing to assess.
    """
    from readiness.assessing import signals_of

    with opened(path, settings) as project:
        return signals_of(project, settings)


def signal_texts() -> dict[str, str]:
    """Return the meaning of every signal, by its id."""
    from readiness.evidence.signals.catalogue import DETECTORS

    return {name: inspect.getdoc(detector) or "" for name, detector in DETECTORS}


def report_view(assessment: Assessment) -> ReportView:
    """Return an assessment as its readers see it."""
    from readiness.report.view import report_view as view

    return view(assessment)


def as_json(assessment: Assessment) -> bytes:
    """Return the assessment as JSON (contract section 4)."""
    from readiness.report import json

    return json.as_json(assessment)


def read(data: bytes) -> Assessment:
    """Return a stored assessment.

    Raises
    ------
    AssessmentUnreadable
        The bytes are no assessment.
    """
    from readiness.report import json

    return json.read(data)


def pdf(assessment: Assessment) -> bytes:
    """Return the assessment as a tagged PDF; the same assessment gives the same bytes."""
    from readiness.report.pdf import pdf as typeset

    return typeset(report_view(assessment), assessment)


def markdown(assessment: Assessment) -> str:
    """Return the assessment as Markdown."""
    from readiness.report.markdown import markdown as written

    return written(report_view(assessment), assessment)


def sarif(assessment: Assessment) -> bytes:
    """Return the findings as SARIF 2.1.0."""
    import msgspec

    from readiness.report.sarif import sarif as log

    return msgspec.json.format(msgspec.json.encode(log(assessment)), indent=1) + b"\n"


def proposed_manifest(path: Path, settings: Settings) -> str:
    """Return a manifest inferred from the folder, each guess with its reason as a comment.

    Raises
    ------
    ProjectUnreadable
        The project cannot be read or holds nothing to assess.
    """
    from readiness.domain.evidence import Absent
    from readiness.evidence.declared import manifest_inference

    with opened(path, settings) as project:
        found = manifest_inference.manifest(project, settings)
        return "version: 1\n" if isinstance(found, Absent) else manifest_inference.proposed_manifest(found)
