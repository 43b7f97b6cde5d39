"""One assessment from folder to record: providers and checks are handed to the engine, nothing is decided here."""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TypeVar

import readiness.evidence
from checks import Catalogue, providers_in
from readiness import __version__, remeasuring
from readiness.domain import assessment as records
from readiness.domain.attestation import Signatures, Subject
from readiness.domain.check import Check, Outcome
from readiness.domain.evidence import Absent, Fact, FactSheet, Provider
from readiness.domain.isolation import Isolation
from readiness.domain.progress import Listener, Progress, silent
from readiness.domain.rubric import Rubric
from readiness.domain.settings import Settings
from readiness.engine import advise, record
from readiness.engine.gather import close, gather
from readiness.engine.indicators import indicators
from readiness.engine.run import CheckRun
from readiness.engine.score import scorecard
from readiness.engine.signed_records import attestation_records, waiver_records
from readiness.engine.snippets import with_snippets
from readiness.engine.table_records import table_records
from readiness.engine.unfolding import Declared, Unfolding
from readiness.engine.verdicts import practice_results
from readiness.evidence.declared.conditions import profile, variant
from readiness.evidence.declared.manifest import Domains, Manifest
from readiness.evidence.files.git import Git
from readiness.evidence.files.project import Project, ProjectUnreadable
from readiness.evidence.files.secrets import SecretScan
from readiness.evidence.files.signatures import SignatureFiles
from readiness.evidence.signals.printed import plain
from readiness.evidence.signals.signal import Signals
from readiness.history.measured import Measured

F = TypeVar("F", bound=Fact)
NO_DOMAINS = Domains(MappingProxyType({}))


def evidence_providers() -> dict[type[Fact], Provider]:
    """Return the providers of `readiness.evidence` by the fact they make."""
    found: dict[type[Fact], Provider] = {}
    for entry in pkgutil.walk_packages(readiness.evidence.__path__, f"{readiness.evidence.__name__}."):
        providers_in(importlib.import_module(entry.name), found)
    return found


@dataclass
class _Clock:
    """Seconds per stage, heard from the progress events on their way to the listener."""

    listener: Callable[[Progress], None]
    spans: dict[str, list[float]] = field(default_factory=dict)
    steps: tuple[int, int] = (0, 0)
    start: float = field(default_factory=time.monotonic)

    def __call__(self, event: Progress) -> None:
        span = self.spans.setdefault(event.stage, [event.seconds, event.seconds])
        span[1] = event.seconds
        self.steps = (event.done, event.total)
        self.listener(event)

    @contextmanager
    def stage(self, name: str, detail: str) -> Iterator[None]:
        """Report a stage that is no provider's."""
        self(Progress(name, "started", detail, *self.steps, time.monotonic() - self.start))
        yield
        self(Progress(name, "finished", detail, *self.steps, time.monotonic() - self.start))

    def seconds(self) -> dict[str, float]:
        """Return seconds from first to last event per stage; stages overlap, so ``total`` is less than their sum."""
        stages = {stage: round(end - start, 3) for stage, (start, end) in self.spans.items()}
        return {**stages, "total": round(time.monotonic() - self.start, 3)}


def assess_project(
    project: Project,
    settings: Settings,
    catalogue: Catalogue,
    rubric: Rubric,
    listener: Listener = silent,
    cancelled: Callable[[], bool] = lambda: False,
    measured: Measured | None = None,
) -> records.Assessment:
    """Return the assessment of an open project.

    Parameters
    ----------
    measured
        Where check results are kept; an unchanged project takes its own from there. None measures everything.

    Raises
    ------
    Cancelled
        ``cancelled`` answered True while facts were gathered.
    ProjectUnreadable
        The folder holds nothing that belongs to a machine-learning project.
    """
    clock = _Clock(listener)
    chosen = [c for c in catalogue.checks.values() if not settings.families or c.family in settings.families]
    key = remeasuring.key(project, settings) if measured is not None else ""
    kept = measured.recall(key) if measured is not None else None
    known = remeasuring.unpacked(kept) if kept is not None else None
    wanted = {Manifest, Domains, SignatureFiles, Git}
    if known is None:
        wanted |= {SecretScan, Signals, *(need.fact for check in chosen for need in check.needs)}
    providers = {**evidence_providers(), **catalogue.providers}
    unfolding = Unfolding(tuple(chosen), rubric, lambda facts: _declared(project, settings, facts), listener)
    arrived = unfolding if known is None else (lambda facts: None)
    sheet = gather({Project: project, Settings: settings}, providers, wanted, clock, cancelled, arrived)
    try:
        _something_to_assess(project, sheet)
        if known is None:
            with clock.stage("checks", f"{len(chosen)} checks"):
                runs = with_snippets(unfolding.finished(sheet), project.text, _secret_lines(sheet))
            known = remeasuring.Results(runs, _isolation(sheet), _signals(sheet), table_records(sheet))
            if measured is not None and not any(run.result.outcome is Outcome.ERROR for run in runs):
                measured.keep(key, remeasuring.packed(known))
        with clock.stage("score", rubric.title):
            recorded = _recorded(project, settings, rubric, catalogue.checks, sheet, known)
        return record.sealed(replace(recorded, duration_seconds=clock.seconds()))
    finally:
        close(sheet.entries.values())


def signals_of(project: Project, settings: Settings) -> dict[str, object]:
    """Return the signals of an open project (contract section 5)."""
    sheet = gather({Project: project, Settings: settings}, evidence_providers(), {Signals})
    try:
        return _signals(sheet)
    finally:
        close(sheet.entries.values())


def _declared(project: Project, settings: Settings, facts: dict[type[Fact], Fact | Absent]) -> Declared | None:
    """Return what the verdicts need besides the checks, None until all of it is there."""
    if not facts.keys() >= {Manifest, Domains, SignatureFiles}:
        return None
    sheet = FactSheet(facts)
    manifest, domains = _or_empty(sheet.get(Manifest), Manifest()), _or_empty(sheet.get(Domains), NO_DOMAINS)
    subject = Subject(_model_digest(project, manifest), _data_digest(project, manifest))
    return Declared(manifest, domains.places, _signatures(sheet, subject), settings.now.date())


def _something_to_assess(project: Project, sheet: FactSheet) -> None:
    manifest, domains = sheet.get(Manifest), sheet.get(Domains)
    declared = isinstance(manifest, Manifest) and manifest.path is not None
    if declared or isinstance(domains, Absent):
        return
    if not any(domain.place == "in-folder" for name, domain in domains.places.items() if name != "docs"):
        raise ProjectUnreadable(
            f"{project.root} holds no part of a machine-learning project: no code, table, model or configuration",
            "Name the project's folder, or add a readiness.yaml that says what it is",
        )


def _recorded(
    project: Project,
    settings: Settings,
    rubric: Rubric,
    checks: Mapping[str, Check],
    sheet: FactSheet,
    known: remeasuring.Results,
) -> records.Assessment:
    runs = known.runs
    manifest = _or_empty(sheet.get(Manifest), Manifest())
    domains = _or_empty(sheet.get(Domains), NO_DOMAINS)
    subject = Subject(_model_digest(project, manifest), _data_digest(project, manifest))
    signatures = _signatures(sheet, subject)
    results = practice_results(rubric, runs, manifest, domains.places, signatures, settings.now.date())
    card = scorecard(rubric, results, manifest.risk_tier)
    plan = advise.plan(rubric, results)
    wording = {p.id: text for _, p in rubric.practices() if (text := variant(p.variants, profile(manifest)))}
    run = record.Run(rubric, checks, runs, card, plan)
    return records.Assessment(
        id="",
        schema_version=records.SCHEMA_VERSION,
        created_at=settings.now.isoformat(timespec="seconds"),
        tool=records.Tool("readiness", __version__),
        project=_project(project, manifest, domains, subject, sheet),
        rubric=records.RubricRecord(rubric.id, rubric.version, rubric.digest),
        trust=settings.trust.value,
        isolation=known.isolation,
        engine=settings.engine,
        seed=settings.seed,
        duration_seconds={},
        overall=record.interval(card.overall),
        machine=record.interval(card.machine),
        completeness=card.completeness,
        weakest=card.weakest,
        criteria=record.criterion_records(run, wording),
        measurements=record.measurement_records(runs),
        findings=record.finding_records(runs, rubric),
        signals=known.signals,
        indicators=indicators(rubric.crosswalks, results),
        advice=record.step_records(plan, rubric, results),
        errors=_errors(runs),
        skipped=tuple(records.ProblemRecord(s.path, s.reason) for s in project.skipped)
        + tuple(records.ProblemRecord(str(p.location), f"{p.message}. {p.fix}") for p in manifest.problems),
        attestations=attestation_records(rubric, signatures, settings.now.date()),
        waivers=waiver_records(rubric, signatures, settings.now.date()),
        sole_developer=signatures.developers[0] if len(signatures.developers) == 1 else "",
        tables=known.tables,
    )


def _or_empty(fact: F | Absent, empty: F) -> F:
    return empty if isinstance(fact, Absent) else fact


def _signatures(sheet: FactSheet, subject: Subject) -> Signatures:
    files = sheet.get(SignatureFiles)
    if isinstance(files, Absent):
        return Signatures(subject=subject)
    return Signatures(files.attestations, files.waivers, subject, files.developers)


def _model_digest(project: Project, manifest: Manifest) -> str:
    return (manifest.model.path and project.digest(manifest.model.path)) or ""


def _data_digest(project: Project, manifest: Manifest) -> str:
    """Return one SHA-256 over the content digests of the declared tables' files, empty when there are none."""
    lines = [
        f"{name} {file.path} {project.digest(file.path)}"
        for name, source in manifest.data.tables().items()
        if source.path
        for file in sorted(project.matching(source.path), key=lambda file: file.path)
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest() if lines else ""


def _project(
    project: Project, manifest: Manifest, domains: Domains, subject: Subject, sheet: FactSheet
) -> records.ProjectRecord:
    return records.ProjectRecord(
        name=manifest.name or project.name,
        root_digest=project.root_digest,
        commit=_commit(sheet),
        manifest=manifest.path,
        model=subject.model,
        data=subject.data,
        task=manifest.task,
        serving=manifest.serving,
        risk_tier=manifest.risk_tier,
        decides_about_people=manifest.people.decisions,
        files=len(project.files),
        domains={name: domain.place for name, domain in domains.places.items()},
        guesses=tuple(records.GuessRecord(g.key, str(g.value), g.reason) for g in manifest.guesses),
        targets=dict(manifest.targets),
        limits=dict(manifest.data.limits),
    )


def _commit(sheet: FactSheet) -> str | None:
    git = sheet.get(Git)
    return None if isinstance(git, Absent) else git.commit


def _signals(sheet: FactSheet) -> dict[str, object]:
    found = sheet.get(Signals)
    return {} if isinstance(found, Absent) else plain(found)


def _isolation(sheet: FactSheet) -> records.IsolationRecord:
    """Return what held the worker in, from whichever fact ran one."""
    seen = (getattr(sheet.get(kind), "isolation", None) for kind in sheet)
    isolation = next((found for found in seen if isinstance(found, Isolation)), None)
    if isolation is None:
        return records.IsolationRecord(False, False, "")
    guards = tuple(records.GuardRecord(guard.name, guard.in_force, guard.detail) for guard in isolation.guards)
    return records.IsolationRecord(True, isolation.isolated, isolation.platform, guards)


def _secret_lines(sheet: FactSheet) -> frozenset[tuple[str, int]]:
    scan = sheet.get(SecretScan)
    if isinstance(scan, Absent):
        return frozenset()
    return frozenset((secret.path, secret.line) for secret in (*scan.found, *scan.dismissed))


def _errors(runs: Iterable[CheckRun]) -> tuple[records.ProblemRecord, ...]:
    return tuple(
        records.ProblemRecord(run.id, run.result.reason) for run in runs if run.result.outcome is Outcome.ERROR
    )
