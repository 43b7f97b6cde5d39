"""Metrics that the project reports in a file: JSON, YAML or an MLflow run, with their printed digits and lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.domain.evidence import Absence, Absent, Fact, provides
from readiness.domain.finding import Location
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.files.project import Project
from readiness.evidence.files.yaml_lines import Written, YamlUnreadable, read_yaml

PATTERNS = ("*metrics*.json", "*metrics*.yaml", "*metrics*.yml", "*scores*.json", "*eval*.json", "*results*.json")
MOST_FILES = 20
MOST_LETTERS = 300_000
NAMES = {
    "accuracy": "accuracy acc accuracyscore",
    "balanced_accuracy": "balancedaccuracy balancedaccuracyscore bacc",
    "precision": "precision precisionscore ppv",
    "recall": "recall recallscore sensitivity tpr",
    "f1": "f1 f1score fscore fmeasure",
    "roc_auc": "rocauc auc auroc rocaucscore aucroc areaunderroc",
    "average_precision": "averageprecision prauc aucpr auprc averageprecisionscore",
    "brier_score": "brierscore brier brierscoreloss brierloss",
    "expected_calibration_error": "expectedcalibrationerror ece",
    "log_loss": "logloss crossentropy",
    "mae": "mae meanabsoluteerror meanabserror",
    "rmse": "rmse rootmeansquarederror rootmeansquareerror",
    "mse": "mse meansquarederror",
    "r2": "r2 r2score rsquared",
    "mape": "mape meanabsolutepercentageerror",
}
CANONICAL = {alias: name for name, aliases in NAMES.items() for alias in aliases.split()}
SHARES = frozenset(NAMES) - {"log_loss", "mae", "rmse", "mse", "r2", "mape"}
DATASETS = {
    "train": "train training fit insample",
    "validation": "val valid validation dev cv crossval crossvalidation oof fold folds mean std",
    "test": "test testing holdout heldout final evaluation eval",
    "production": "production prod live online",
}
DATASET_WORDS = {word: name for name, words in DATASETS.items() for word in words.split()}
AVERAGES = ("macro", "weighted", "micro")
OTHER_NUMBERS = {
    "spread": "std stdev sd stderr se var low high lower upper ci min max low95 high95 cilow cihigh n",
    "part": "interval intervals bounds ci group groups subgroup subgroups slice slices segment segments by",
}
SPREADS, PARTS = (frozenset(words.split()) for words in OTHER_NUMBERS.values())
DIGEST_KEYS = re.compile(
    r"(model|artifact|artefact).*(sha|hash|digest|md5|checksum)|^(sha256|model_?sha)$", re.IGNORECASE
)
VERSION_KEYS = re.compile(
    r"^(model_?)?(version|run_?id|model_?id|model_?version|git_?(sha|commit)|commit)$", re.IGNORECASE
)
DATE_KEYS = re.compile(r"date|timestamp|trained_?at|created_?at|evaluated_?at|generated_?at|^time$|_at$", re.IGNORECASE)
A_DATE = re.compile(r"\d{4}-\d{2}-\d{2}|^\d{10}(\d{3})?$")


@dataclass(frozen=True)
class ReportedMetric:
    """One reported number.

    Attributes
    ----------
    name
        The field's name, as in the assessment (``roc_auc``).
    key
        Dotted key it stands under.
    value
        A share is 0 to 1 even where it was written in percent.
    half_digit
        Half a unit of the last printed digit, in the unit of ``value``.
    dataset
        test, train, validation or production; None where the key does not say.
    average
        macro, weighted, micro or the class it belongs to; None where the key does not say.
    """

    name: str
    key: str
    value: float
    text: str
    half_digit: float
    location: Location
    dataset: str | None = None
    average: str | None = None


@dataclass(frozen=True)
class ReportedMetrics(Fact):
    """What the project reports about its model.

    Attributes
    ----------
    path
        File they were read from.
    metrics
        In file order.
    model_digest, model_version, date
        What the file says about the model it belongs to; None where it does not.
    """

    path: str
    metrics: tuple[ReportedMetric, ...]
    model_digest: str | None = None
    model_version: str | None = None
    date: str | None = None

    def on_test(self) -> tuple[ReportedMetric, ...]:
        """Return the metrics of the test set; those without a dataset count when none names the test set."""
        named = tuple(metric for metric in self.metrics if metric.dataset == "test")
        return named or tuple(metric for metric in self.metrics if metric.dataset is None)


@provides("files")
def reported_metrics(project: Project, manifest: Manifest) -> ReportedMetrics | Absent:
    """Return the metrics of the file the manifest names, else of the file that reports the most."""
    named = manifest.model.metrics
    if named is not None and named not in project:
        place = manifest.location("model.metrics")
        return Absent(
            f"the metrics file {named} is not there",
            Absence.BLOCKED,
            own_fault=place is not None,
            location=place,
            fix=f"Write {named} in the training script, or correct model.metrics in the manifest.",
        )
    paths = [named] if named is not None else [file.path for file in project.matching(*PATTERNS)][:MOST_FILES]
    found = [read for path in paths if (read := read_metrics(project, path)) is not None]
    run = None if named is not None else mlflow_run(project)
    found += [run] if run is not None else []
    if found:
        return max(found, key=lambda read: len(read.metrics))
    where = f"{named} holds no metric this tool knows" if named else "no file of metrics was found"
    return Absent(
        where,
        location=Location(named) if named else None,
        fix='Write metrics.json in the training script: {"model_sha256": ..., "date": ..., "test": {"roc_auc": ...}}.',
    )


def read_metrics(project: Project, path: str) -> ReportedMetrics | None:
    """Return the metrics of one file, or None when it holds none or cannot be read."""
    text = project.text(path, MOST_LETTERS)
    if text is None:
        return None
    try:
        # JSON is YAML but for tabs between its tokens.
        document = read_yaml(text.replace("\t", " "))
    except YamlUnreadable:
        return None
    if document is None:
        return None
    entries = list(_scalars(document, ()))
    metrics = tuple(metric for keys, leaf in entries if (metric := _metric(path, keys, leaf)) is not None)
    if not metrics:
        return None
    return ReportedMetrics(
        path,
        metrics,
        _named(entries, DIGEST_KEYS, re.compile(r"^[0-9a-fA-F]{8,64}$")),
        _named(entries, VERSION_KEYS, re.compile(r".")),
        _named(entries, DATE_KEYS, A_DATE),
    )


def _scalars(written: Written, keys: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Written]]:
    if isinstance(written.value, dict):
        pairs = written.value
        name, value = pairs.get("name") or pairs.get("metric"), pairs.get("value")
        if name is not None and value is not None and isinstance(name.value, str):
            yield (*keys, name.value), value
        for key, inner in pairs.items():
            yield from _scalars(inner, (*keys, key))
    elif isinstance(written.value, list):
        # Bare numbers in a list are bounds, curves or folds, not the metric itself.
        for inner in written.value:
            if isinstance(inner.value, (dict, list)):
                yield from _scalars(inner, keys)
    else:
        yield keys, written


def _named(entries: list[tuple[tuple[str, ...], Written]], key: re.Pattern[str], value: re.Pattern[str]) -> str | None:
    """Return the first value under a key of this kind; nested ones count under ``model`` too."""
    for keys, leaf in entries:
        names = [keys[-1], "_".join(keys[-2:])] if keys else []
        text = leaf.text.removeprefix("sha256:").removeprefix("md5:")
        if any(key.search(name) for name in names) and value.search(text):
            return text
    return None


def _metric(path: str, keys: tuple[str, ...], leaf: Written) -> ReportedMetric | None:
    if isinstance(leaf.value, bool) or not isinstance(leaf.value, (int, float)) or not keys:
        return None
    tokens = [word for key in keys for word in re.split(r"[^A-Za-z0-9]+", key.lower()) if word]
    if PARTS.intersection(tokens):
        return None
    last = [word for word in re.split(r"[^A-Za-z0-9]+", keys[-1].lower()) if word]
    if last and last[-1] in SPREADS and last[-1] != "mean":
        return None
    # classification_report: {"1": {"f1-score": ...}, "macro avg": {...}}
    name = _metric_name(last) or (_metric_name(tokens) if last in (["value"], ["mean"], ["score"], ["point"]) else None)
    if name is None:
        return None
    dataset = next((DATASET_WORDS[word] for word in reversed(tokens) if word in DATASET_WORDS), None)
    average = next((word for word in tokens if word in AVERAGES), None)
    if average is None and len(keys) > 1 and re.fullmatch(r"-?\d+(\.0)?|true|false|yes|no", keys[-2].lower()):
        average = keys[-2]
    value, half = float(leaf.value), half_digit(leaf.text)
    if name in SHARES and 1 < value <= 100:
        value, half = value / 100, half / 100
    return ReportedMetric(name, ".".join(keys), value, leaf.text, half, Location(path, leaf.line), dataset, average)


def _metric_name(words: list[str]) -> str | None:
    """Return the metric that a run of words spells, such as ``test roc auc`` or ``f1 macro``; the longest wins."""
    kept = [word for word in words if word not in DATASET_WORDS and word not in (*AVERAGES, "avg")]
    for length in range(min(5, len(kept)), 0, -1):
        for start in range(len(kept) - length + 1):
            found = CANONICAL.get("".join(kept[start : start + length]))
            if found is not None and length >= len(kept) - 1:
                return found
    return None


def half_digit(text: str) -> float:
    """Return half a unit of the last printed digit: 0.005 for ``0.83``, 0.5 for ``12``, 5e-06 for ``1.23e-03``."""
    mantissa, _, exponent = text.strip().lower().replace("_", "").partition("e")
    decimals = len(mantissa.partition(".")[2])
    power = int(exponent) if re.fullmatch(r"[+-]?\d{1,3}", exponent) else 0
    return float(0.5 * 10.0 ** (power - decimals))


def mlflow_run(project: Project) -> ReportedMetrics | None:
    """Return the latest run of an MLflow file store: each metric's last line is "timestamp value step"."""
    runs: dict[str, list[ReportedMetric]] = {}
    latest: dict[str, int] = {}
    for file in project.matching("**/mlruns/*/*/metrics/*", "mlruns/*/*/metrics/*"):
        lines = (project.text(file.path, MOST_LETTERS) or "").splitlines()
        parts = lines[-1].split() if lines else []
        if len(parts) != 3 or not parts[0].isdigit():
            continue
        run, key = file.path.split("/")[-3], file.path.rpartition("/")[2]
        try:
            leaf = Written(float(parts[1]), len(lines), parts[1])
        except ValueError:
            continue
        metric = _metric(file.path, (key,), leaf)
        if metric is not None:
            runs.setdefault(run, []).append(metric)
            latest[run] = max(latest.get(run, 0), int(parts[0]))
    if not runs:
        return None
    run = max(runs, key=lambda name: (latest[name], name))
    path = runs[run][0].location.path.rpartition("/metrics/")[0]
    return ReportedMetrics(path, tuple(runs[run]), model_version=run, date=str(latest[run]))
