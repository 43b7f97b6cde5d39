"""Contracts of data that other tools than Great Expectations check: which columns they rule, and by which kinds."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from readiness.domain.evidence import Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.data.contracts_pandera import pandera_schemas
from readiness.evidence.data.contracts_soda import soda_checks
from readiness.evidence.data.contracts_tfdv import tfdv_features
from readiness.evidence.files.own_files import own_files
from readiness.evidence.files.project import Project

KINDS = ("type", "gaps", "range", "values", "pattern", "length", "unique", "own check")
LIMIT_BYTES = 1_000_000
CONTRACT_LIMIT = 200
COLUMN_LIMIT = 5_000
Ruled = tuple[int, Mapping[str, frozenset[str]]]
_TESTS = re.compile(r"(^|/)(tests?|testing)/|(^|/)(test_[^/]*|conftest)\.py$")
_JSON_KINDS = {
    "values": ("enum", "const"),
    "range": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    "pattern": ("pattern", "format"),
    "length": ("minLength", "maxLength"),
}


@dataclass(frozen=True)
class Contract:
    """One schema: the tool that checks it, where it starts, and by column the kinds of its rules (see ``KINDS``).

    A column that is only named, with no rule of its own, has an empty set.
    """

    tool: str
    location: Location
    columns: Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class DataContracts(Fact):
    """The contracts found, by path."""

    contracts: tuple[Contract, ...]


@provides("data")
def data_contracts(project: Project) -> DataContracts | Absent:
    """Return the contracts in Pandera, TFDV, Soda and JSON Schema outside tests; they are read, nothing is run."""
    found = [
        Contract(tool, Location(path, line), dict(list(columns.items())[:COLUMN_LIMIT]))
        for tool, pattern, mark, reader in _READERS
        for path, text in _texts(project, pattern, mark)
        for line, columns in reader(text)
        if columns
    ]
    if not found:
        return Absent("no contract in Pandera, TensorFlow Data Validation, Soda or JSON Schema was found")
    return DataContracts(tuple(found[:CONTRACT_LIMIT]))


def _texts(project: Project, patterns: tuple[str, ...], mark: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    for file in own_files(project, *patterns):
        text = None if _TESTS.search(file.path) else project.text(file.path, LIMIT_BYTES)
        if text is not None and mark.search(text):
            yield file.path, text


def json_schema_properties(text: str) -> Iterator[Ruled]:
    """Yield the line and the ruled properties of a JSON Schema's object, or of the items of its list."""
    try:
        root = json.loads(text)
    except (ValueError, RecursionError):
        return
    if not isinstance(root, dict) or "json-schema.org" not in str(root.get("$schema")):
        return
    row = _resolved(root, root)
    if isinstance(row.get("items"), dict):
        row = _resolved(row["items"], root)
    properties, required = row.get("properties"), row.get("required")
    if not isinstance(properties, dict):
        return
    needed = {name for name in required if isinstance(name, str)} if isinstance(required, list) else set()
    line = text.count("\n", 0, max(text.find('"properties"'), 0)) + 1
    yield line, {name: _json_kinds(_resolved(rule, root), name in needed) for name, rule in properties.items()}


def _resolved(rule: Any, root: dict[str, Any]) -> dict[str, Any]:
    """Return a rule, one step along a reference within the document."""
    if isinstance(rule, dict) and isinstance(rule.get("$ref"), str) and rule["$ref"].startswith("#/"):
        place: Any = root
        for part in rule["$ref"][2:].split("/"):
            place = place.get(part) if isinstance(place, dict) else None
        rule = place
    return rule if isinstance(rule, dict) else {}


def _json_kinds(rule: dict[str, Any], needed: bool) -> frozenset[str]:
    kinds = {kind for kind, words in _JSON_KINDS.items() if any(word in rule for word in words)}
    types = rule.get("type")
    named = types if isinstance(types, list) else [types] if isinstance(types, str) else []
    if named:
        kinds.add("type")
    if needed and named and "null" not in named:
        kinds.add("gaps")
    return frozenset(kinds)


_READERS: tuple[tuple[str, tuple[str, ...], re.Pattern[str], Callable[[str], Iterator[Ruled]]], ...] = (
    ("Pandera", ("*.py",), re.compile(r"^\s*(import|from)\s+pandera\b", re.M), pandera_schemas),
    ("TensorFlow Data Validation", ("*.pbtxt",), re.compile(r"^\s*feature\s*:?\s*\{", re.M), tfdv_features),
    ("Soda", ("*.yml", "*.yaml"), re.compile(r"^checks for [^:\n]{1,200}:", re.M), soda_checks),
    ("JSON Schema", ("*.json",), re.compile(r"json-schema\.org"), json_schema_properties),
)
