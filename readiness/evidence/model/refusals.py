"""Why a model is not loaded: consent, format, names, a library or its version, or damage."""

from __future__ import annotations

import re
from collections.abc import Mapping

from readiness.domain.evidence import Absence, Absent
from readiness.domain.isolation import Trust
from readiness.domain.settings import Settings
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.model.model import ModelFile

MODEL_SUFFIXES = ("pkl", "pickle", "joblib", "skops", "onnx", "ubj", "cbm", "keras", "h5", "pt")
ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
PACKAGES = {"sklearn": "scikit-learn", "cv2": "opencv-python", "PIL": "pillow", "yaml": "pyyaml", "keras": "tensorflow"}


def refusal(file: ModelFile, manifest: Manifest, settings: Settings) -> Absent | None:
    """Return why the file must not or cannot be loaded, before anything is started."""
    from readiness.sandbox.model_format import LOADABLE, ModelFormat

    if file.format == ModelFormat.ENTRY_POINT.value:
        if settings.trust.covers(Trust.RUN):
            return None
        return Absent(
            f"the model is reached through {manifest.model.entry_point}, which runs the project's own code",
            Absence.CANNOT_TELL,
            fix="Run again with --trust run, or record its answers: data: {prediction: ..., score: ...}.",
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
    return unadmitted(file, file.not_admitted)


def unadmitted(file: ModelFile, names: tuple[str, ...]) -> Absent | None:
    """Return the absence that names what a person would have to admit, None when that is nothing."""
    if not names:
        return None
    shown = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
    return Absent(
        f"{file.path} would import {shown}, which is not on the list of admitted names",
        Absence.CANNOT_TELL,
        fix="Read what these names do; then admit them in the app, or save the model from library classes only.",
    )


def not_loaded(file: ModelFile, error: Exception, here: Mapping[str, str | None] | None = None) -> Absent:
    """Return why loading failed: names, a library or its version (cannot be told), or damage (the project's own).

    Parameters
    ----------
    here
        Library to its version in the interpreter that tried, None where not installed; by default those of ours.
    """
    from readiness.sandbox.errors import WorkerFailed, WorkerRefused

    if isinstance(error, WorkerRefused):
        return unadmitted(file, error.names) or Absent(str(error), Absence.CANNOT_TELL)
    if not isinstance(error, WorkerFailed):
        return Absent(f"{file.path} was not loaded: {error}", Absence.CANNOT_TELL)
    told = f"loading ended with `{ADDRESS.sub('', str(error)).replace('`', chr(39))}`"
    other = other_versions(file, here)
    lacking = _lacking(error.message) if error.kind in ("ModuleNotFoundError", "ImportError") else None
    if error.kind == "NotSelfContained":
        return Absent(
            f"{file.path} was not loaded: {error.message}", Absence.CANNOT_TELL, fix="Save it as TorchScript."
        )
    if lacking is not None and not _installed(lacking, here):
        line = f"{lacking}=={file.made_with[lacking]}" if lacking in file.made_with else lacking
        return Absent(
            f"{file.path} needs {lacking}, which is not installed here",
            Absence.CANNOT_TELL,
            fix=f"pip install {line}, or name the model's own interpreter with --python.",
        )
    if other:
        return Absent(
            f"{file.path} was made with {' '.join(other)} and does not load in the version here ({told})",
            Absence.CANNOT_TELL,
            fix=f"pip install {' '.join(other)} in an environment of its own and name it with --python.",
        )
    if lacking is not None and lacking not in file.made_with:
        return Absent(
            f"{file.path} needs a part of {lacking} that the version here does not have ({told})",
            Absence.CANNOT_TELL,
            fix=f"pip install {lacking} in the version that trained it, and name that interpreter with --python.",
        )
    if file.format == "entry-point" and error.kind in (
        "ImportError",
        "AttributeError",
        "TypeError",
        "FileNotFoundError",
    ):
        return Absent(
            f"the entry point in {file.path} could not be reached; {told}",
            Absence.BLOCKED,
            own_fault=True,
            fix="Correct model.entry_point in readiness.yaml, or the files that it reads.",
        )
    return Absent(
        f"{file.path} cannot be loaded; {told}",
        Absence.BLOCKED,
        own_fault=True,
        fix=f"Save the model again and replace {file.path}.",
    )


def _lacking(message: str) -> str | None:
    """Return the package that an import error names; None when it names a part of one that is there."""
    found = re.search(r"No module named '([\w.]+)'", message)
    library = found[1].partition(".")[0] if found else "the model's library"
    return PACKAGES.get(library, library)


def other_versions(file: ModelFile, here: Mapping[str, str | None] | None = None) -> tuple[str, ...]:
    """Return ``library==version`` for every library that the file was made with in another version than is here."""
    return tuple(f"{name}=={version}" for name, version in file.made_with.items() if _installed(name, here) != version)


def _installed(name: str, here: Mapping[str, str | None] | None) -> str:
    """Return the version of a library in the interpreter that tried, empty where it is not installed."""
    from importlib import metadata

    if here is not None and name in here:
        return here[name] or ""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""
