"""The record beside the shipped model: version, date, libraries, inputs, digests of model and data."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from readiness.domain.evidence import Absence, Absent, Fact, provides
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.files.bounded_yaml import YamlRefused, load_document
from readiness.evidence.files.project import Project

TEXT_LIMIT = 300_000
ENTRY_LIMIT = 5_000
_DIGEST = re.compile(r"(?:sha256:)?([0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})", re.IGNORECASE)
_VERSION = re.compile(r"^(?:(?:model|metadata|info)\.)?(?:model_)?version$|(?:^|\.)model_uuid$|^run_id$", re.IGNORECASE)
_CREATED = re.compile(
    r"(?:^|[._])(?:created|trained|training|date|timestamp|utc_time_created)(?:$|_|\.)", re.IGNORECASE
)
_LIBRARIES = re.compile(
    r"librar|dependenc|packages|environment|requirements|sklearn_version|scikit|python_version|_version$|loader_module",
    re.IGNORECASE,
)
_INPUTS = re.compile(r"(?:^|\.)(?:inputs?|features?|feature_names(?:_in_?)?|columns|signature)(?:$|\.)", re.IGNORECASE)


@dataclass(frozen=True)
class ModelMetadata(Fact):
    """What a file beside the model records; each entry is the line it stands on, or None where it is not recorded.

    Attributes
    ----------
    version
        The model's own version as written, empty where none is.
    digests
        Every digest in the file: hexadecimal text to its line.
    names_model
        Line of a digest that equals the shipped model's SHA-256, or None.
    checksum
        Path and line of the file that holds the model's SHA-256 (this one or a checksum list), or None.
    """

    path: str
    version: str = ""
    version_line: int | None = None
    created_line: int | None = None
    libraries_line: int | None = None
    inputs_line: int | None = None
    digests: Mapping[str, int] = field(default_factory=dict)
    names_model: int | None = None
    checksum: tuple[str, int] | None = None


@provides("files")
def read_model_metadata(project: Project, manifest: Manifest) -> ModelMetadata | Absent:
    """Return the best record beside the shipped model; absent when the model is not known or has none."""
    model = manifest.model.path
    if not model or model not in project:
        return Absent("the shipped model is not known", Absence.CANNOT_TELL)
    digest = project.digest(model) or ""
    checksum = _listed_checksum(project, model, digest)
    found = [
        parsed
        for path in _candidates(project, model)
        if (parsed := parse_metadata(project.text(path, TEXT_LIMIT) or "", path, digest)) is not None
    ]
    if not found:
        if checksum is not None:
            return ModelMetadata(checksum[0], checksum=checksum)
        return Absent(f"no metadata file lies beside {model}")
    best = max(found, key=_completeness)
    own = (best.path, best.names_model) if best.names_model is not None else None
    return replace(best, checksum=own or checksum)


def _completeness(metadata: ModelMetadata) -> int:
    lines = (metadata.created_line, metadata.libraries_line, metadata.inputs_line, metadata.version_line)
    return 3 * (metadata.names_model is not None) + sum(line is not None for line in lines)


def _candidates(project: Project, model: str) -> Iterator[str]:
    folder, stem = posixpath.dirname(model), posixpath.basename(model).split(".")[0].lower()
    for file in project.matching("*.json", "*.yaml", "*.yml", "MLmodel"):
        name = file.name.lower()
        beside = posixpath.dirname(file.path) == folder and bool(folder)
        named = stem in name and "model" in f"{stem}{name}"
        if beside or named or name in ("model_metadata.json", "metadata.json", "model.json", "mlmodel"):
            yield file.path


def parse_metadata(text: str, path: str, model_digest: str) -> ModelMetadata | None:
    """Return what a JSON or YAML text records of a model, or None when it records nothing of the kind."""
    entries = list(_entries(text, path))
    if not entries:
        return None
    digests = {
        match.group(1).lower(): line for _, value, line in entries if (match := _DIGEST.fullmatch(str(value).strip()))
    }
    version = next(((str(value), line) for key, value, line in entries if _VERSION.search(key) and value), ("", None))
    created, libraries, inputs = (
        next((line for key, value, line in entries if pattern.search(key) and value not in (None, "")), None)
        for pattern in (_CREATED, _LIBRARIES, _INPUTS)
    )
    named = digests.get(model_digest)
    metadata = ModelMetadata(path, version[0], version[1], created, libraries, inputs, digests, named)
    return metadata if _completeness(metadata) >= 2 else None


def _entries(text: str, path: str) -> Iterator[tuple[str, Any, int]]:
    """Yield dotted keys, values and lines of a nested mapping, at most ``ENTRY_LIMIT``."""
    try:
        document = json.loads(text) if path.lower().endswith(".json") else load_document(text)
    except (ValueError, RecursionError, YamlRefused):
        return
    lines = text.splitlines()
    waiting: list[tuple[str, Any, int]] = [("", document, 0)]
    count = 0
    while waiting and count < ENTRY_LIMIT:
        key, value, line = waiting.pop(0)
        count += 1
        if isinstance(value, dict):
            inner_line = line
            for name, inner in list(value.items())[:ENTRY_LIMIT]:
                inner_line = _line(str(name), lines, inner_line)
                waiting.append((f"{key}.{name}".lstrip("."), inner, inner_line))
        elif isinstance(value, list):
            yield key, value[:1] and value, max(line, 1)
            waiting += ((key, item, line) for item in value[:50] if isinstance(item, dict))
        else:
            yield key, value, max(line, 1)


def _line(name: str, lines: list[str], after: int) -> int:
    pattern = re.compile(rf"[\"']?{re.escape(name)}[\"']?\s*:")
    for number in range(max(after - 1, 0), len(lines)):
        if pattern.search(lines[number]):
            return number + 1
    return after


def _listed_checksum(project: Project, model: str, digest: str) -> tuple[str, int] | None:
    for file in project.matching("*SHA256SUMS*", "*.sha256", "*checksums*", "*sha256sums*"):
        for number, line in enumerate((project.text(file.path, TEXT_LIMIT) or "").splitlines(), start=1):
            if digest and digest in line.lower():
                return file.path, number
    return None
