"""Expectation suites of the project, read as data: types and arguments, never a context, plugin or class."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from readiness.domain.evidence import Absence, Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.code.syntax_tree import syntax_tree
from readiness.evidence.data.contracts import data_contracts
from readiness.evidence.files.project import Project

SUITE_LIMIT_BYTES = 2_000_000
SUITE_LIMIT = 200
EXPECTATION_LIMIT = 5_000
_TYPE = re.compile(r"(expect|unexpected)_[a-z0-9_]{3,120}")
_OTHER_TOOLS = {
    "Pandera": re.compile(r"^\s*(import|from)\s+pandera\b", re.M),
    "TensorFlow Data Validation": re.compile(r"^\s*(import|from)\s+tensorflow_data_validation\b", re.M),
}
_POSITIONAL = {
    "expect_column_values_to_be_between": ("column", "min_value", "max_value"),
    "expect_column_values_to_be_in_set": ("column", "value_set"),
    "expect_column_values_to_match_regex": ("column", "regex"),
    "expect_column_values_to_be_of_type": ("column", "type_"),
    "expect_table_row_count_to_be_between": ("min_value", "max_value"),
}


@dataclass(frozen=True)
class Expectation:
    """One rule: its snake-case type, its arguments as plain data, and the line it stands on where known."""

    type: str
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    line: int | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns it speaks of."""
        single = [self.kwargs.get(key) for key in ("column", "column_A", "column_B")]
        several = self.kwargs.get("column_list") or self.kwargs.get("column_set") or []
        named = [*single, *(several if isinstance(several, list) else [])]
        return tuple(dict.fromkeys(name for name in named if isinstance(name, str)))


@dataclass(frozen=True)
class Suite:
    """A named list of rules and the file it stands in; ``in_code`` when they are written as Python calls."""

    name: str
    location: Location
    expectations: tuple[Expectation, ...]
    in_code: bool = False


@dataclass(frozen=True)
class ExpectationSuites(Fact):
    """The suites found; ``unreadable`` lists files that look like one and are not, each with the reason."""

    suites: tuple[Suite, ...]
    unreadable: tuple[tuple[Location, str], ...] = ()


@provides("data")
def expectation_suites(project: Project) -> ExpectationSuites | Absent:
    """Return the suites of the project (Great Expectations JSON of 0.x and 1.x, calls in Python), or why none."""
    suites: list[Suite] = []
    unreadable: list[tuple[Location, str]] = []
    for path, text in _candidates(project, "*.json"):
        try:
            suite = suite_of(json.loads(text), path)
        except (ValueError, RecursionError) as error:
            if "expect_" in text:
                unreadable.append((Location(path), f"is no valid JSON ({str(error)[:80]})"))
            continue
        if suite is not None:
            suites.append(suite)
    for path, text in _candidates(project, "*.py"):
        written = tuple(_called(text))
        if written:
            suites.append(Suite(path, Location(path, written[0].line), written, in_code=True))
    if suites:
        return ExpectationSuites(tuple(suites[:SUITE_LIMIT]), tuple(unreadable))
    return _other_tool(project) or Absent(
        "no expectation suite was found",
        Absence.NOTHING_FOUND,
        fix="Write a Great Expectations suite for the model inputs and keep its JSON beside the code.",
    )


def _candidates(project: Project, pattern: str) -> Iterator[tuple[str, str]]:
    for file in project.matching(pattern):
        if file.size > SUITE_LIMIT_BYTES:
            continue
        text = project.text(file.path, SUITE_LIMIT_BYTES)
        marks = ('"expectations"',) if pattern == "*.json" else ("great_expectations",)
        if text is not None and any(mark in text for mark in marks):
            yield file.path, text


def suite_of(document: Any, path: str) -> Suite | None:
    """Return the suite a JSON document holds, or None when it is something else (a validation result, a checkpoint)."""
    if not isinstance(document, dict) or not isinstance(document.get("expectations"), list):
        return None
    name = document.get("name") or document.get("expectation_suite_name")
    if not isinstance(name, str):
        return None
    found = []
    for entry in document["expectations"][:EXPECTATION_LIMIT]:
        kind = entry.get("type") or entry.get("expectation_type") if isinstance(entry, dict) else None
        if not isinstance(kind, str) or not _TYPE.fullmatch(kind):
            kind = "unknown"
        kwargs = entry.get("kwargs") if isinstance(entry, dict) else None
        found.append(Expectation(kind, kwargs if isinstance(kwargs, dict) else {}))
    return Suite(name[:200], Location(path), tuple(found))


def _called(text: str) -> Iterator[Expectation]:
    """Yield the rules written as calls whose arguments are literals, in order of line."""
    try:
        tree = syntax_tree(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        kind = _snake(name) if name.startswith("Expect") else name
        if not _TYPE.fullmatch(kind) or not kind.startswith("expect_") or kind == "expect_suite":
            continue
        arguments = _literals(call, kind)
        if arguments is not None:
            yield Expectation(kind, arguments, call.lineno)


def _literals(call: ast.Call, kind: str) -> dict[str, Any] | None:
    names = _POSITIONAL.get(kind, ("column",))
    pairs = [*zip(names, call.args, strict=False), *((word.arg, word.value) for word in call.keywords)]
    arguments: dict[str, Any] = {}
    for name, value in pairs:
        if name is None:
            return None
        try:
            arguments[name] = ast.literal_eval(value)
        except (ValueError, TypeError, RecursionError, MemoryError, SyntaxError):
            return None
    if not arguments and not kind.startswith("expect_table"):
        return None
    return {
        name: sorted(value, key=str) if isinstance(value, (set, tuple)) else value for name, value in arguments.items()
    }


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def _other_tool(project: Project) -> Absent | None:
    for file in project.matching("*.py"):
        text = project.text(file.path) or ""
        for tool, pattern in _OTHER_TOOLS.items():
            hit = pattern.search(text)
            if hit:
                return _not_run(tool, Location(file.path, text.count("\n", 0, hit.start()) + 1))
    found = data_contracts(project)
    for contract in () if isinstance(found, Absent) else found.contracts:
        if contract.tool != "JSON Schema":  # which may describe a request or a report as well
            return _not_run(contract.tool, contract.location)
    return None


def _not_run(tool: str, place: Location) -> Absent:
    return Absent(
        f"rules are written with {tool} ({place}), which is not evaluated yet",
        Absence.CANNOT_TELL,
        location=place,
        fix="Export the rules as a Great Expectations suite, or sign for this practice.",
    )
