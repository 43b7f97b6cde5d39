"""The manifest `readiness.yaml`: what the owner declares, with line numbers, and what was inferred."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from readiness.domain.evidence import Fact
from readiness.domain.finding import Location


@dataclass(frozen=True)
class TableSource:
    """Where a table comes from: a file or glob of the project, or a connection the user must name."""

    path: str | None = None
    connection: str | None = None
    table: str | None = None


@dataclass(frozen=True)
class DataManifest:
    """The ``data`` part; names are the contract's."""

    train: TableSource | None = None
    test: TableSource | None = None
    production: TableSource | None = None
    reference: TableSource | None = None
    target: str | None = None
    positive: str | int | float | bool | None = None
    id: str | None = None
    group: str | None = None
    time: str | None = None
    ignore: tuple[str, ...] = ()
    sensitive: tuple[str, ...] = ()
    prediction: str | None = None
    score: str | None = None
    limits: Mapping[str, float] = field(default_factory=lambda: {"missing": 0.05, "duplicates": 0.01})

    def tables(self) -> dict[str, TableSource]:
        """Return the declared or inferred tables by dataset name, train first."""
        named = {"train": self.train, "test": self.test, "production": self.production, "reference": self.reference}
        return {name: source for name, source in named.items() if source is not None}


@dataclass(frozen=True)
class ModelManifest:
    """The ``model`` part; ``format`` is None until inferred from content."""

    path: str | None = None
    format: str | None = None
    entry_point: str | None = None
    metrics: str | None = None


@dataclass(frozen=True)
class People:
    """The ``people`` part; None where the owner did not say."""

    decisions: bool | None = None
    personal_data: str | None = None
    reason: str = ""


@dataclass(frozen=True)
class Problem:
    """Something wrong in the manifest: where, what, and the way out; the rest of it is still used."""

    location: Location
    message: str
    fix: str


@dataclass(frozen=True)
class Guess:
    """A value inferred from the folder, with its reason."""

    key: str
    value: object
    reason: str


@dataclass(frozen=True)
class Manifest(Fact):
    """The manifest after inference.

    Attributes
    ----------
    path
        File it was read from, relative to the root where it lies there; None when there is none.
    task
        binary-classification, multiclass-classification, regression, ranking, or None.
    targets
        Measurement name to text such as ``>= 0.75``.
    domains
        Declared domains: name to ``in-folder`` or ``elsewhere``.
    lines
        Dotted key to the line it stands on.
    guesses, problems
        What was inferred; what is wrong.
    """

    path: str | None = None
    name: str = ""
    task: str | None = None
    serving: str | None = None
    platform: str | None = None
    risk_tier: str = "standard"
    people: People = People()
    domains: Mapping[str, str] = field(default_factory=dict)
    data: DataManifest = DataManifest()
    model: ModelManifest = ModelManifest()
    targets: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    guesses: tuple[Guess, ...] = ()
    problems: tuple[Problem, ...] = ()

    def declares(self, key: str) -> bool:
        """Return whether the owner wrote this dotted key (inferred values do not count)."""
        return key in self.lines

    def location(self, key: str) -> Location | None:
        """Return where a dotted key stands, or None when it is not declared."""
        return Location(self.path, self.lines[key]) if self.path and key in self.lines else None


DOMAINS = ("data", "model", "code", "serving", "pipeline", "infra", "ci", "monitoring", "experiments", "docs")


@dataclass(frozen=True)
class Domain:
    """Where one domain of the project lives.

    ``place`` is in-folder, elsewhere or unknown; ``reason`` names the file or the declaration that says so.
    """

    place: str
    reason: str
    location: Location | None = None


@dataclass(frozen=True)
class Domains(Fact):
    """Place of every domain in ``DOMAINS``."""

    places: Mapping[str, Domain]
