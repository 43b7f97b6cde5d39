"""The live worker that holds the loaded model, once loading it is allowed."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from readiness.domain.evidence import Absence, Absent, Fact, provides
from readiness.domain.isolation import Isolation
from readiness.domain.settings import Settings
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.files.project import Project
from readiness.evidence.model.entry_point import entry_point_files
from readiness.evidence.model.model import ModelFile
from readiness.evidence.model.refusals import not_loaded, refusal

LOAD_SECONDS = 120.0
MOST_CODE_FILES = 2_000
CODE = ["code", "code/src"]
WORKER_MODULES = (
    "readiness.sandbox.model_host",
    "checks.model_validation._worker",
    "checks.model_validation._stress_worker",
    "checks.model_validation._deep_worker",
    "checks.explainability._worker",
    "checks.explainability._permutation_worker",
    "checks.fairness._worker",
)


@dataclass(frozen=True)
class ModelSession(Fact):
    """A live worker that has loaded the model; calls from several threads wait for each other.

    Attributes
    ----------
    class_name, steps
        Class of the model; classes of its steps for a pipeline.
    kind
        classifier, regressor or what else the library says; None when it does not.
    features
        Names of the columns it was fitted on, where it kept them.
    feature_count
        Number of columns it was fitted on, where known.
    classes
        Class labels, where it kept them.
    methods
        Those of predict, predict_proba and decision_function that it has.
    libraries
        Library to (version the file was made with, version here), None where not known.
    warnings
        What the libraries said while loading.
    """

    file: ModelFile
    class_name: str = ""
    module: str = ""
    steps: tuple[str, ...] = ()
    kind: str | None = None
    features: tuple[str, ...] | None = None
    feature_count: int | None = None
    classes: tuple[Any, ...] | None = None
    methods: tuple[str, ...] = ()
    libraries: Mapping[str, tuple[str | None, str | None]] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    worker: Any = field(default=None, compare=False, repr=False)
    lock: Any = field(default_factory=threading.Lock, compare=False, repr=False)

    def call(
        self,
        function: str,
        arguments: Mapping[str, Any] | None = None,
        tables: Mapping[str, Any] | None = None,
        timeout_seconds: float = 60.0,
    ) -> Any:
        """Return the worker's reply (`.values`, `.arrays`) to ``package.module:function``.

        Raises
        ------
        readiness.sandbox.errors.SandboxError
            The function failed, or the worker ended.
        """
        with self.lock:
            return self.worker.call(function, arguments, tables, timeout_seconds)

    @property
    def isolation(self) -> Isolation:
        """Return the guards that hold the worker."""
        isolation: Isolation = self.worker.isolation
        return isolation

    @property
    def other_versions(self) -> tuple[str, ...]:
        """Return ``library==version`` for every library whose version here is not the one the file was made with."""
        known = [(name, pair) for name, pair in self.libraries.items() if all(pair)]
        return tuple(f"{name}=={made}" for name, (made, here) in known if made != here)

    def close(self) -> None:
        """End the worker."""
        self.worker.close()


@provides("model")
def model_session(file: ModelFile, project: Project, manifest: Manifest, settings: Settings) -> ModelSession | Absent:
    """Return a worker with the model loaded, or why it was not loaded: consent, isolation, library or damage."""
    refused = refusal(file, manifest, settings)
    if refused is not None:
        return refused
    from readiness.sandbox.errors import SandboxError, WeakIsolation
    from readiness.sandbox.worker import Worker

    name, files, code = _copies(file, project, manifest, settings)
    worker = Worker(
        files,
        python=settings.python,
        admitted=settings.admitted,
        modules=WORKER_MODULES,
        accept_weak=settings.accept_weak_isolation,
    )
    try:
        worker.__enter__()
    except WeakIsolation as error:
        return Absent(
            f"{error}; the model was not loaded",
            Absence.CANNOT_TELL,
            fix="Run on Linux with Landlock and seccomp, or go on with --accept-weak-isolation.",
        )
    except SandboxError as error:
        return Absent(f"the worker could not start: {error}", Absence.CANNOT_TELL)
    try:
        arguments = {"path": name, "format": file.format, "code": code}
        reply = worker.call("readiness.sandbox.model_host:load", arguments, timeout_seconds=LOAD_SECONDS)
    except SandboxError as error:
        here = _installed(worker, file)
        worker.close()
        return not_loaded(file, error, here)
    return _session(file, reply.values, worker)


def _copies(
    file: ModelFile, project: Project, manifest: Manifest, settings: Settings
) -> tuple[str, dict[str, Path], list[str]]:
    """Return what the worker is told to load, the copies it needs by name, and folders of the project's own modules."""
    if file.format == "entry-point":
        copied = entry_point_files(project, manifest)
        return str(manifest.model.entry_point), {f"code/{path}": project.located(path) for path in copied}, CODE
    name = f"model/{file.path.rpartition('/')[2]}"
    files = {name: project.located(file.path)}
    sources = [entry.path for entry in project.matching("*.py")][:MOST_CODE_FILES] if settings.admitted else []
    files |= {f"code/{source}": project.located(source) for source in sources}
    return name, files, CODE if sources else []


def _installed(worker: Any, file: ModelFile) -> Mapping[str, str | None] | None:
    """Return the versions in the worker's interpreter of what the file was made with; None when it does not answer."""
    from readiness.sandbox.errors import SandboxError

    try:
        answer = worker.call("readiness.sandbox.model_host:versions", {"names": list(file.made_with)}).values
    except SandboxError:
        return None
    return answer if isinstance(answer, dict) else None


def _session(file: ModelFile, values: Mapping[str, Any], worker: Any) -> ModelSession:
    libraries = {name: (entry["required"], entry["installed"]) for name, entry in values["libraries"].items()}
    for name, version in file.made_with.items():
        made, here = libraries.get(name, (None, None))
        libraries[name] = (made or version, here)
    features, classes = values["feature_names_in"], values["classes"]
    return ModelSession(
        file,
        values["class_name"],
        values["module"],
        tuple(values["steps"]),
        values["kind"],
        None if features is None else tuple(str(name) for name in features),
        values["n_features_in"],
        None if classes is None else tuple(classes),
        tuple(values["methods"]),
        libraries,
        tuple(values["warnings"]),
        worker,
    )
