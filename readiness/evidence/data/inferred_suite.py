"""An expectation suite inferred from the training table, as Great Expectations 1.x writes it."""

from __future__ import annotations

import json
import math
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from readiness.domain.evidence import Absence, Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.data.expectations import Expectation, Suite
from readiness.evidence.data.expectations_results import ExpectationResult, evaluate
from readiness.evidence.data.tables import Column, Table, Tables, model_inputs
from readiness.evidence.data.tables_profile import ColumnProfile, Profiles
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.model.statistics import wilson_interval

FORMAT = "1.24.0"
NAME = "inferred_from_training_data"
FEWEST_ROWS = 100
MOST_CATEGORIES = 20
# Of rows from one source two in n lie beyond the ends of n: one in a hundred may, and a few more where n is small.
BEYOND = 0.01
STRAY_ROWS = 5
# A mean that moves by half a deviation is a change worth stopping for; that of 100 rows strays by a tenth.
MEAN_STEP = 0.5
GAP_CONFIDENCE = 0.999


@dataclass(frozen=True)
class InferredSuite(Fact):
    """The suite, and by dataset (all but train) the outcome of its rules."""

    suite: Suite
    results: dict[str, tuple[ExpectationResult, ...]]
    paths: dict[str, str]


@provides("data")
def inferred_suite(tables: Tables, profiles: Profiles, manifest: Manifest) -> InferredSuite | Absent:
    """Return rules that hold on the training table, run on every other table."""
    train = tables.tables.get("train")
    if train is None:
        return Absent("there is no training table to infer rules from", Absence.CANNOT_TELL)
    if train.rows < FEWEST_ROWS:
        return Absent(f"fewer than {FEWEST_ROWS} training rows to infer rules from", Absence.CANNOT_TELL)
    rules = tuple(_rules(train, profiles, manifest))
    if not rules:
        return Absent(f"no input of {train.location.path} gives a rule", Absence.CANNOT_TELL)
    suite = Suite(NAME, Location(train.location.path), rules)
    others = {name: table for name, table in tables.tables.items() if name != "train"}
    results = {
        name: evaluate(rules, tables.expression(name), {c.name: c.kind for c in table.columns}, tables.rows_of)
        for name, table in others.items()
    }
    return InferredSuite(suite, results, {name: table.location.path for name, table in others.items()})


def _rules(train: Table, profiles: Profiles, manifest: Manifest) -> Iterator[Expectation]:
    found = profiles.profiles["train"].columns
    if manifest.data.id and train.column(manifest.data.id) and found[manifest.data.id].distinct == train.rows:
        yield Expectation("expect_column_values_to_be_unique", {"column": manifest.data.id})
    for name in model_inputs(train, manifest.data):
        column = train.column(name)
        if column is not None and column.kind != "other":
            yield Expectation("expect_column_to_exist", {"column": name})
            yield from _column_rules(column, found[name])


def _column_rules(column: Column, profile: ColumnProfile) -> Iterator[Expectation]:
    name = {"column": column.name}
    if not profile.filled:
        return
    most = wilson_interval(profile.missing, profile.rows, GAP_CONFIDENCE)[1]
    yield Expectation("expect_column_values_to_not_be_null", {**name, "mostly": math.floor((1 - most) * 1_000) / 1_000})
    if column.is_number and isinstance(profile.minimum, float) and isinstance(profile.maximum, float):
        bounds = {"min_value": profile.minimum, "max_value": profile.maximum}
        yield Expectation("expect_column_values_to_be_between", {**name, **bounds, "mostly": _within(profile.filled)})
        if profile.mean is not None and profile.deviation:
            step = MEAN_STEP * profile.deviation
            mean = {"min_value": _short(profile.mean - step), "max_value": _short(profile.mean + step)}
            yield Expectation("expect_column_mean_to_be_between", {**name, **mean})
    if column.kind == "text" and 0 < profile.distinct <= MOST_CATEGORIES and len(profile.top) == profile.distinct:
        values = sorted(value for value, _ in profile.top)
        yield Expectation(
            "expect_column_values_to_be_in_set", {**name, "value_set": values, "mostly": _within(profile.filled)}
        )


def _within(rows: int) -> float:
    return math.floor((1 - min(0.05, BEYOND + STRAY_ROWS / rows)) * 1_000) / 1_000


def _short(value: float) -> float:
    return float(f"{value:.6g}")


def suite_json(suite: Suite) -> str:
    """Return a suite as the JSON of Great Expectations 1.x, the same text for the same rules.

    It can be stored as ``gx/expectations/<name>.json`` of a file context, or handed to ``ExpectationSuite``.
    """
    rules = [_entry(rule, f"{suite.name} {number}") for number, rule in enumerate(suite.expectations)]
    content = {
        "name": suite.name,
        "id": str(uuid.uuid5(uuid.NAMESPACE_OID, json.dumps([suite.name, rules], sort_keys=True))),
        "expectations": rules,
        "meta": {"great_expectations_version": FORMAT, "inferred_from": suite.location.path},
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _entry(rule: Expectation, seed: str) -> dict[str, Any]:
    kwargs = dict(rule.kwargs)
    text = json.dumps([seed, rule.type, kwargs], sort_keys=True)
    return {
        "type": rule.type,
        "kwargs": kwargs,
        "meta": {},
        "id": str(uuid.uuid5(uuid.NAMESPACE_OID, text)),
        "severity": "critical",
    }
