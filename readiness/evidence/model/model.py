"""The model file: what it is and what loading it would import; read as bytes only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from readiness.domain.evidence import Absence, Absent, Fact, provides
from readiness.domain.isolation import Trust
from readiness.domain.settings import Settings
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.files.project import Project
from readiness.evidence.model.entry_point import entry_point_module
from readiness.evidence.model.mlflow_folder import mlflow_folder

HEAD_BYTES = 64 << 20
MADE_WITH = re.compile(rb"_sklearn_version.{1,16}?(\d+\.\d+(?:\.\d+)?(?:rc\d+)?)", re.DOTALL)


@dataclass(frozen=True)
class ModelFile(Fact):
    """The model file of the project; nothing of it was run.

    Attributes
    ----------
    path
        Relative to the project's root.
    format
        By content: a value of `readiness.sandbox.model_format.ModelFormat`.
    size, sha256
        In bytes; 64 hexadecimal digits.
    inert
        True when a library reads it as data, so that it may be loaded without consent.
    imports
        Names that a pickle or skops file would import.
    not_admitted
        Those among them that a person would have to admit.
    listing
        Why the list of names is incomplete; empty when it is whole.
    made_with
        Library to the version that the file says it was made with.
    """

    path: str
    format: str
    size: int
    sha256: str
    inert: bool = False
    imports: tuple[str, ...] = ()
    not_admitted: tuple[str, ...] = ()
    listing: str = ""
    made_with: Mapping[str, str] = field(default_factory=dict)


@provides("model")
def model_file(project: Project, manifest: Manifest, settings: Settings) -> ModelFile | Absent:
    """Return what the model file is, read as bytes only."""
    from readiness.sandbox.model_format import INERT, ModelFormat, detect_format, needed_trust
    from readiness.sandbox.pickle_scan import Listing, scan, scan_skops

    named = manifest.model.path
    if manifest.model.entry_point:
        return _reached(project, manifest, manifest.model.entry_point)
    if named is None:
        return Absent(
            "no trained model is declared, and none was found in the folder",
            fix="Add the model file and name it in readiness.yaml: model: {path: models/model.joblib}.",
        )
    path, told = _artefact(project, named)
    if path is None:
        return _missing(manifest, named)
    located = project.located(path)
    kind = detect_format(located)
    listing = Listing((), True)
    if kind in (ModelFormat.PICKLE, ModelFormat.JOBLIB):
        listing = scan(located, settings.admitted)
    elif kind is ModelFormat.SKOPS:
        listing = scan_skops(located, settings.admitted)
    return ModelFile(
        path,
        kind.value,
        project.by_path[path].size,
        project.digest(path) or "",
        kind in INERT or needed_trust(kind, listing.not_admitted) is Trust.READ,
        tuple(name.dotted for name in listing.names),
        listing.not_admitted,
        "" if listing.complete else listing.reason,
        {**told, **_made_with(project, path)},
    )


def _artefact(project: Project, named: str) -> tuple[str | None, Mapping[str, str]]:
    """Return the file that a declared path means, itself or the data file of an MLflow model folder, and versions."""
    path = named.removeprefix("./").rstrip("/")
    if path in project and path.rpartition("/")[2] != "MLmodel":
        return path, {}
    folder = mlflow_folder(project, path)
    return (None, {}) if folder is None else (folder.data, folder.made_with)


def _reached(project: Project, manifest: Manifest, entry_point: str) -> ModelFile | Absent:
    """Return the file that stands for a model reached through a function: the artefact, else the function's module."""
    module = entry_point_module(project, entry_point)
    place = manifest.location("model.entry_point")
    if module is None:
        return Absent(
            f"the module of the entry point {entry_point} is not there",
            Absence.BLOCKED,
            own_fault=place is not None,
            location=place,
            fix=f"Add it, or correct model.entry_point in {manifest.path or 'readiness.yaml'}.",
        )
    named = (manifest.model.path or "").removeprefix("./")
    path = named if named in project else module
    return ModelFile(path, "entry-point", project.by_path[path].size, project.digest(path) or "")


def _missing(manifest: Manifest, named: str) -> Absent:
    place = manifest.location("model.path")
    return Absent(
        f"the model file {named} is not there",
        Absence.BLOCKED,
        own_fault=place is not None,
        location=place,
        fix=f"Add {named}, or correct model.path in {manifest.path or 'readiness.yaml'}.",
    )


def _made_with(project: Project, path: str) -> dict[str, str]:
    """Return the scikit-learn version written into a pickle, found as bytes; compressed files give none here."""
    content = project.head(path, HEAD_BYTES) or b""
    found = MADE_WITH.search(content)
    return {"scikit-learn": found[1].decode()} if found else {}
