"""From the manifest as written to a `Manifest`: every value checked, every fault a `Problem` with its line."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from readiness.domain.finding import Location
from readiness.evidence.declared.manifest import (
    DOMAINS,
    DataManifest,
    Manifest,
    ModelManifest,
    People,
    Problem,
    TableSource,
)
from readiness.evidence.files.yaml_lines import Written

TASKS = ("binary-classification", "multiclass-classification", "regression", "ranking")
SERVINGS = ("online", "batch", "serverless", "managed", "edge", "embedded")
PLATFORMS = ("kubernetes", "vm", "cloud-managed", "none")
RISK_TIERS = ("critical", "standard", "experimental")
PERSONAL_DATA = ("none", "personal", "special-category")
FORMATS = (
    "pickle",
    "joblib",
    "onnx",
    "skops",
    "xgboost",
    "lightgbm",
    "catboost",
    "mlflow",
    "keras",
    "torch",
    "entry-point",
)
TABLES = ("train", "test", "production", "reference")
COLUMNS = ("target", "id", "group", "time", "prediction", "score")
COLUMN_LISTS = ("ignore", "sensitive")
TOP_KEYS = (
    "version",
    "name",
    "task",
    "serving",
    "platform",
    "risk_tier",
    "people",
    "domains",
    "data",
    "model",
    "targets",
)
BOUND = re.compile(r"\s*(>=|<=|>|<|==)\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*")
MAX_PROBLEMS = 200


def manifest_as_written(path: str, written: Written, name: str) -> Manifest:
    """Return what the owner declared; what cannot be used is left out and listed in ``problems``.

    Whether the files it names exist is not looked at here.
    """
    reading = _Reading(path)
    top = reading.section(written, "", TOP_KEYS)
    reading.integer(top, "version")
    people = reading.section(top.get("people"), "people.", ("decisions", "personal_data", "reason"))
    found = Manifest(
        path=path,
        name=reading.text(top, "name") or name,
        task=reading.choice(top, "task", TASKS),
        serving=reading.choice(top, "serving", SERVINGS),
        platform=reading.choice(top, "platform", PLATFORMS),
        risk_tier=reading.choice(top, "risk_tier", RISK_TIERS) or "standard",
        people=People(
            reading.boolean(people, "people.decisions"),
            reading.choice(people, "people.personal_data", PERSONAL_DATA),
            reading.text(people, "people.reason") or "",
        ),
        domains=reading.places(top.get("domains")),
        data=reading.data(top.get("data")),
        model=reading.model(top.get("model")),
        targets=reading.targets(top.get("targets")),
    )
    reading.unexplained(found.people)
    return _with(found, reading)


def _with(found: Manifest, reading: _Reading) -> Manifest:
    from dataclasses import replace

    problems = sorted(reading.problems, key=lambda problem: (problem.location.line or 0, problem.message))
    return replace(found, lines=reading.lines, problems=tuple(problems[:MAX_PROBLEMS]))


@dataclass
class _Reading:
    """One pass over a manifest: gathers lines and problems."""

    path: str
    lines: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def problem(self, line: int | None, message: str, fix: str) -> None:
        self.problems.append(Problem(Location(self.path, line), message, fix))

    def section(self, written: Written | None, prefix: str, keys: Iterable[str]) -> dict[str, Written]:
        if written is None or written.value is None:
            return {}
        if not isinstance(written.value, dict):
            self.problem(written.line, f"{prefix.rstrip('.')} is not a mapping", "Write keys and values below it")
            return {}
        for key, line in written.repeated.items():
            self.problem(line, f"{prefix}{key} stands twice; the last one counts", "Keep one of them")
        known = tuple(keys)
        for key, value in written.value.items():
            if known and key not in known:
                near = difflib.get_close_matches(key, known, 1)
                fix = f"Write {prefix}{near[0]}" if near else f"Known here: {', '.join(known)}"
                self.problem(value.line, f"unknown key {prefix}{key}", fix)
        return {key: value for key, value in written.value.items() if not known or key in known}

    def _scalar(self, section: Mapping[str, Written], key: str) -> Written | None:
        written = section.get(key.rsplit(".", 1)[-1])
        if written is None or written.value is None:
            return None
        if isinstance(written.value, (list, dict)):
            self.problem(written.line, f"{key} is not a single value", "Write one value")
            return None
        return written

    def text(self, section: Mapping[str, Written], key: str) -> str | None:
        written = self._scalar(section, key)
        if written is None or not written.text.strip():
            return None
        self.lines[key] = written.line
        return written.text.strip()

    def integer(self, section: Mapping[str, Written], key: str) -> None:
        written = self._scalar(section, key)
        if written is not None:
            self.lines[key] = written.line

    def boolean(self, section: Mapping[str, Written], key: str) -> bool | None:
        written = self._scalar(section, key)
        if written is None:
            return None
        if not isinstance(written.value, bool):
            self.problem(written.line, f"{key} is neither true nor false", "Write true or false")
            return None
        self.lines[key] = written.line
        return written.value

    def choice(self, section: Mapping[str, Written], key: str, options: tuple[str, ...]) -> str | None:
        written = self._scalar(section, key)
        if written is None:
            return None
        text = written.text.strip().lower()
        if text not in options:
            near = difflib.get_close_matches(text, options, 1)
            fix = f"Write {near[0]}" if near else f"One of: {', '.join(options)}"
            self.problem(written.line, f"{key} is {written.text[:60]!r}, which is not known", fix)
            return None
        self.lines[key] = written.line
        return text

    def texts(self, section: Mapping[str, Written], key: str) -> tuple[str, ...]:
        written = section.get(key.rsplit(".", 1)[-1])
        if written is None or written.value is None:
            return ()
        items = written.value if isinstance(written.value, list) else [written]
        if any(isinstance(item.value, (list, dict)) or item.value is None for item in items):
            self.problem(written.line, f"{key} is not a list of column names", "Write [name, name]")
        self.lines[key] = written.line
        return tuple(item.text for item in items if item.text)

    def places(self, written: Written | None) -> dict[str, str]:
        section = self.section(written, "domains.", DOMAINS)
        chosen = {
            name: self.choice(section, f"domains.{name}", ("in-folder", "elsewhere"))
            for name in DOMAINS
            if name in section
        }
        return {name: place for name, place in chosen.items() if place is not None}

    def data(self, written: Written | None) -> DataManifest:
        section = self.section(written, "data.", (*TABLES, *COLUMNS, *COLUMN_LISTS, "positive", "limits"))
        train, test, production, reference = (self.table(section.get(name), f"data.{name}") for name in TABLES)
        target, row_id, group, time, prediction, score = (self.text(section, f"data.{name}") for name in COLUMNS)
        return DataManifest(
            train=train,
            test=test,
            production=production,
            reference=reference,
            target=target,
            positive=self.label(section, "data.positive"),
            id=row_id,
            group=group,
            time=time,
            ignore=self.texts(section, "data.ignore"),
            sensitive=self.texts(section, "data.sensitive"),
            prediction=prediction,
            score=score,
            limits={**DataManifest().limits, **self.limits(section.get("limits"))},
        )

    def label(self, section: Mapping[str, Written], key: str) -> str | int | float | bool | None:
        written = self._scalar(section, key)
        if written is None:
            return None
        self.lines[key] = written.line
        value = written.value
        # YAML 1.1 reads yes, no, on and off as booleans; as a label they are the words in the table.
        if isinstance(value, bool) and written.text.lower() not in ("true", "false"):
            return written.text
        return value if isinstance(value, (bool, int, float)) else written.text

    def table(self, written: Written | None, key: str) -> TableSource | None:
        if written is None or written.value is None:
            return None
        if not isinstance(written.value, dict):
            path = self.inside({key: written}, key)
            return None if path is None else TableSource(path=path)
        section = self.section(written, f"{key}.", ("path", "connection", "table"))
        path = self.inside(section, f"{key}.path")
        connection, table = self.text(section, f"{key}.connection"), self.text(section, f"{key}.table")
        if path is None and (connection is None or table is None):
            self.problem(written.line, f"{key} names no table", "Write a file, or both connection and table")
            return None
        self.lines[key] = written.line
        return TableSource(path, connection, table)

    def inside(self, section: Mapping[str, Written], key: str) -> str | None:
        section = section if key not in section else {key.rsplit(".", 1)[-1]: section[key]}
        path = self.text(section, key)
        if path is None:
            return None
        if path.startswith(("/", "~")) or ".." in path.split("/") or re.match(r"[A-Za-z]:|\w+://", path):
            self.problem(self.lines[key], f"{key} leads out of the project", "Name a path inside the folder")
        return path.removeprefix("./")

    def limits(self, written: Written | None) -> dict[str, float]:
        found: dict[str, float] = {}
        section = self.section(written, "data.limits.", tuple(DataManifest().limits))
        for name, limit in section.items():
            number = limit.value
            if isinstance(number, bool) or not isinstance(number, (int, float)) or not 0 <= number <= 1:
                self.problem(limit.line, f"data.limits.{name} is no share", "Write a number from 0 to 1")
                continue
            self.lines[f"data.limits.{name}"] = limit.line
            found[name] = float(number)
        return found

    def model(self, written: Written | None) -> ModelManifest:
        section = self.section(written, "model.", ("path", "format", "entry_point", "metrics"))
        entry_point = self.text(section, "model.entry_point")
        if entry_point is not None and not re.fullmatch(r"[\w.]+:[\w.]+", entry_point):
            line = self.lines.pop("model.entry_point")
            self.problem(line, "model.entry_point is no package.module:function", "Write package.module:predict")
            entry_point = None
        return ModelManifest(
            path=self.inside(section, "model.path"),
            format=self.choice(section, "model.format", FORMATS),
            entry_point=entry_point,
            metrics=self.inside(section, "model.metrics"),
        )

    def targets(self, written: Written | None) -> dict[str, str]:
        found: dict[str, str] = {}
        for name, bound in self.section(written, "targets.", ()).items():
            match = BOUND.fullmatch(bound.text)
            if match is None:
                self.problem(bound.line, f"targets.{name} is no bound", 'Write an operator and a number: ">= 0.75"')
                continue
            self.lines[f"targets.{name}"] = bound.line
            found[name] = f"{match[1]} {match[2]}"
        return found

    def unexplained(self, people: People) -> None:
        said: list[tuple[Literal["people.decisions", "people.personal_data"], bool]] = [
            ("people.decisions", people.decisions is False),
            ("people.personal_data", people.personal_data == "none"),
        ]
        for key, needs_reason in said:
            if needs_reason and not people.reason:
                self.problem(self.lines[key], f"{key} is declined without a reason", "Write people.reason")
