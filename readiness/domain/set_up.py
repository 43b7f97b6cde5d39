"""What is known about a project before it is assessed, for a person to confirm or correct."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

TASKS = ("binary-classification", "multiclass-classification", "regression", "ranking")
SERVINGS = ("online", "batch", "serverless", "managed", "edge", "embedded")
RISK_TIERS = ("critical", "standard", "experimental")
PERSONAL_DATA = ("none", "personal", "special-category")
# The questions of the form, as dotted keys of the manifest.
ASKED = (
    "task",
    "serving",
    "risk_tier",
    "people.decisions",
    "people.personal_data",
    "people.reason",
    "data.train",
    "data.test",
    "data.production",
    "data.target",
    "data.positive",
    "data.sensitive",
    "model.path",
)
# The answers of one run, beside the run and never in the project; evidence from them is named so.
ANSWERS_FILE = "set-up-answers.yaml"

Answer = str | int | float | bool | tuple[str, ...] | None


@dataclass(frozen=True)
class SetUp:
    """The declared and inferred values of a project's manifest, and what may be chosen instead.

    Attributes
    ----------
    declared
        Path of the project's own manifest, or None.
    values
        Value by dotted key of ``ASKED``; None where nothing is known.
    reasons
        Why a value was inferred, by the same keys; a declared one has none.
    tables
        Table path to its columns, each with its few distinct values among the first rows (empty when there are many).
    models
        Files that look like a trained model.
    connections
        Connection as the manifest names it (``env:DATABASE_URL``) to the tables behind it, each as dataset and name.
    problems
        What is wrong in the declared manifest: place, what, way out.
    """

    name: str
    declared: str | None = None
    values: Mapping[str, Answer] = field(default_factory=lambda: MappingProxyType({}))
    reasons: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    tables: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=lambda: MappingProxyType({}))
    models: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    connections: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
