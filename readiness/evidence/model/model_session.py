"""The live worker that holds the loaded model, once loading it is allowed."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from readiness.domain.evidence import Absence, Absent, Fact, provides
from readiness.domain.isolation import Isolation, Trust
from readiness.domain.settings import Settings
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.files.project import Project
from readiness.evidence.model.model import ModelFile

LOAD_SECONDS = 120.0
MOST_CODE_FILES = 2_000
MODEL_SUFFIXES = ("pkl", "pickle", "joblib", "skops", "onnx", "ubj", "cbm")
ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
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
        return tuple(f"{name}=={made}" for name, (made, here) in self.libraries.items() if made and made != here)

    def close(self) -> None:
        """End the worker."""
        self.worker.close()


@provides("model")
def model_session(file: ModelFile, project: Project, manifest: Manifest, settings: Settings) -> ModelSession | Absent:
    """Return a worker with the model loaded, or why it was not loaded: consent, isolation, library or damage."""
    refusal = _refusal(file, manifest, settings)
    if refusal is not None:
        return refusal
    from readiness.sandbox.errors import SandboxError, WeakIsolation
    from readiness.sandbox.worker import Worker

    name = f"model/{file.path.rpartition('/')[2]}"
    files = {name: project.located(file.path)}
    code = []
    if settings.admitted:
        sources = [entry.path for entry in project.matching("*.py")][:MOST_CODE_FILES]
        files |= {f"code/{source}": project.located(source) for source in sources}
        code = ["code", "code/src"] if sources else []
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
        worker.close()
        return not_loaded(file, error)
    return _session(file, reply.values, worker)


def _refusal(file: ModelFile, manifest: Manifest, settings: Settings) -> Absent | None:
    """Return why the file must not or cannot be loaded, before anything is started."""
    from readiness.sandbox.model_format import LOADABLE, ModelFormat

    if manifest.model.entry_point:
        return Absent(
            f"the model is reached through {manifest.model.entry_point}, which would run the project's code",
            Absence.CANNOT_TELL,
            fix="Record its answers on the test table and name them: data: {prediction: ..., score: ...}.",
        )
    suffix = file.path.rpartition(".")[2].lower()
    if file.format == ModelFormat.UNKNOWN.value and suffix in MODEL_SUFFIXES:
        return Absent(
            f"{file.path} is called .{suffix}, and its content is no model of any known format",
            Absence.BLOCKED,
            own_fault=True,
            fix=f"Save the model again and replace {file.path}.",
        )
    if ModelFormat(file.format) not in LOADABLE:
        return Absent(
            f"{file.path} is of the format {file.format}, which is not loaded here",
            Absence.CANNOT_TELL,
            fix="Export it to ONNX, or record its answers on the test table: data: {prediction: ..., score: ...}.",
        )
    if not file.inert and not settings.trust.covers(Trust.MODEL):
        return Absent(
            f"loading {file.path} ({file.format}) can run code, so it is loaded only with your consent",
            Absence.CANNOT_TELL,
            fix="Run again with --trust model, or tick the model in the app.",
        )
    return _unadmitted(file, file.not_admitted)


def _unadmitted(file: ModelFile, names: tuple[str, ...]) -> Absent | None:
    if not names:
        return None
    shown = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
    return Absent(
        f"{file.path} would import {shown}, which is not on the list of admitted names",
        Absence.CANNOT_TELL,
        fix="Read what these names do; then admit them in the app, or save the model from library classes only.",
    )


def not_loaded(file: ModelFile, error: Exception) -> Absent:
    """Return why loading failed: names, a library or its version (cannot be told), or damage (the project's own)."""
    from readiness.sandbox.errors import WorkerFailed, WorkerRefused

    if isinstance(error, WorkerRefused):
        return _unadmitted(file, error.names) or Absent(str(error), Absence.CANNOT_TELL)
    if not isinstance(error, WorkerFailed):
        return Absent(f"{file.path} was not loaded: {error}", Absence.CANNOT_TELL)
    if error.kind in ("ModuleNotFoundError", "ImportError"):
        found = re.search(r"No module named '([\w.]+)'", error.message)
        library = found[1].partition(".")[0] if found else "the model's library"
        package = {"sklearn": "scikit-learn"}.get(library, library)
        return Absent(
            f"{file.path} needs {package}, which is not installed here",
            Absence.CANNOT_TELL,
            fix=f"pip install {package}, or name the model's own interpreter with --python.",
        )
    other = other_versions(file)
    if other:
        return Absent(
            f"{file.path} was made with {' '.join(other)} and does not load in the version here ({error})",
            Absence.CANNOT_TELL,
            fix=f"pip install {' '.join(other)} in an environment of its own and name it with --python.",
        )
    return Absent(
        f"{file.path} cannot be loaded: {ADDRESS.sub('', str(error))}",
        Absence.BLOCKED,
        own_fault=True,
        fix=f"Save the model again and replace {file.path}.",
    )


def other_versions(file: ModelFile) -> tuple[str, ...]:
    """Return ``library==version`` for every library that the file was made with in another version than is here."""
    from importlib import metadata

    found = []
    for name, version in file.made_with.items():
        try:
            here = metadata.version(name)
        except metadata.PackageNotFoundError:
            here = ""
        if here != version:
            found.append(f"{name}=={version}")
    return tuple(found)


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
