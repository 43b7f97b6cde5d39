"""How much of the target single inputs give away."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from readiness.domain.evidence import Absence, Absent, Fact, provides
from readiness.domain.settings import Settings
from readiness.evidence.data.tables import Column, Tables, model_inputs
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.model.roc_area import roc_area
from readiness.evidence.model.statistics import Estimate

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

SAMPLE_ROWS = 20_000
MODEL_ROWS = 5_000
CLASSES = 10
BINS = 20
LEAST_ROWS = 50
# AUC above which one input proves leakage; AUC and loss from which it is suspected: the rubric's wording.
PROVEN_AUC = 0.98
SUSPECT_AUC = 0.75
SUSPECT_LOSS = 0.1
CANDIDATES = 3
FOLDS = 3
NEWTON_STEPS = 8
_HINT = re.compile(
    r"(^|[_. ])(after|post|outcome|result|resolution|resolved|closed|final|settled|actual|decision|label)([_. ]|$)",
    re.I,
)


@dataclass(frozen=True)
class FeatureAuc:
    """What one input alone says about the target.

    Attributes
    ----------
    auc
        0.5 to 1 after choosing the direction, DeLong interval; for a number as target, of being above its median.
    hint
        The name speaks of the time after the outcome, or holds the target's name.
    loss
        AUC an additive model on all inputs loses without it; None where not tried.
    """

    column: str
    auc: Estimate
    label: str
    hint: bool = False
    loss: float | None = None

    @property
    def proven(self) -> bool:
        """Return whether the whole interval lies above `PROVEN_AUC`."""
        return self.auc.low is not None and self.auc.low > PROVEN_AUC

    @property
    def suspected(self) -> bool:
        """Return whether it is strong, and the model rests on it or its name is telling."""
        strong = self.auc.value is not None and self.auc.value >= SUSPECT_AUC
        return strong and (self.hint or (self.loss is not None and self.loss >= SUSPECT_LOSS))


@dataclass(frozen=True)
class TargetGiveaway(Fact):
    """Inputs by how much they give away, strongest first; ``classes`` is False for a number as target."""

    features: tuple[FeatureAuc, ...]
    target: str
    path: str
    rows: int
    sampled: bool
    classes: bool


@provides("data")
def target_giveaway(tables: Tables, manifest: Manifest, settings: Settings) -> TargetGiveaway | Absent:
    """Return how well each model input alone separates the target, on the training table."""
    import numpy as np

    found = tables.get("train")
    if isinstance(found, Absent):
        return Absent(found.reason, found.kind, found.own_fault, location=found.location, fix=found.fix)
    target = found.column(manifest.data.target or "")
    if target is None:
        return Absent("no target column is declared that the training table holds", Absence.CANNOT_TELL)
    inputs = [column for column in found.columns if column.name in model_inputs(found, manifest.data)]
    used = [column for column in inputs if column.kind != "other"]
    rows = tables.sample("train", SAMPLE_ROWS, settings.seed, [target.name, *(column.name for column in used)])
    labels, names = _labels(rows.column(target.name), target, manifest.task)
    if labels is None:
        return Absent(
            f"{target.name} has fewer than two values with {LEAST_ROWS} rows in all", Absence.NOTHING_FOUND,
            location=found.location,
        )  # fmt: skip
    rng = np.random.default_rng(settings.seed)
    fold = rng.permutation(len(labels)) % 2 == 0
    features = [_feature(column, rows.column(column.name), labels, names, fold, target.name) for column in used]
    features.sort(key=lambda feature: (-(feature.auc.value or 0.0), feature.column))
    classes = not _predicts_number(target, manifest.task, rows.column(target.name))
    tried = _with_losses(features, rows, used, labels, names, settings.seed) if classes else features
    return TargetGiveaway(
        tuple(tried), target.name, found.location.path, len(labels), found.rows > SAMPLE_ROWS, classes
    )


def _predicts_number(target: Column, task: str | None, cells: Any) -> bool:
    if task is not None:
        return task == "regression"
    return target.kind == "number" and len(cells.unique()) > CLASSES


def _labels(cells: Any, target: Column, task: str | None) -> tuple[Any, list[str]]:
    """Return an int array of class codes (-1 unlabelled) and the class names, most frequent first."""
    import numpy as np

    if _predicts_number(target, task, cells):
        values = np.asarray(cells.cast("float64").to_numpy(zero_copy_only=False), dtype=float)
        codes = np.where(np.isfinite(values), values > np.nanmedian(values), -1).astype(int)
        return (codes if len(values) >= LEAST_ROWS and len(set(codes[codes >= 0])) > 1 else None), ["low", "high"]
    texts = np.array(["" if value is None else str(value) for value in cells.to_pylist()])
    found, counts = np.unique(texts[texts != ""], return_counts=True)
    order = [str(name) for name in found[np.argsort(-counts, kind="stable")][:CLASSES]]
    if len(order) < 2 or counts.sum() < LEAST_ROWS:
        return None, []
    lookup = {name: code for code, name in enumerate(order)}
    return np.array([lookup.get(text, -1) for text in texts]), order


def _feature(column: Column, cells: Any, labels: Any, names: list[str], fold: Any, target: str) -> FeatureAuc:
    hint = bool(_HINT.search(column.name)) or (len(target) > 3 and target.lower() in column.name.lower())
    best: tuple[float, Estimate, str] = (-1.0, Estimate(None, reason="too few rows of each class"), "")
    for code in range(len(names)) if len(names) > 2 else (1,):
        wanted, known = labels == code, labels >= 0
        for scores in _scores(column, cells, wanted, known, fold):
            estimate = auc_of(scores[known], wanted[known])
            if estimate.value is not None and estimate.value > best[0]:
                best = (estimate.value, estimate, names[code])
    return FeatureAuc(column.name, best[1], best[2], hint)


def _scores(column: Column, cells: Any, wanted: Any, known: Any, fold: Any) -> list[Any]:
    """Return scores to rank by: the value itself with gaps at either end, and label rates learned on the other half."""
    import numpy as np

    rates = _rates(_groups(column, cells), wanted, known, fold)
    if column.kind in ("text", "boolean"):
        return [rates]
    values = _numbers(column, cells)
    finite = np.isfinite(values)
    ends = (0.0,) if finite.all() else (-np.inf, np.inf)
    return [*(np.where(finite, values, end) for end in ends), rates]


def _groups(column: Column, cells: Any) -> Any:
    """Return an int array of group codes: each text, or one of `BINS` ranges of a number; gaps are a group."""
    import numpy as np

    if column.kind in ("text", "boolean"):
        return np.unique(np.array(["" if v is None else str(v) for v in cells.to_pylist()]), return_inverse=True)[1]
    values = _numbers(column, cells)
    finite = np.isfinite(values)
    if not finite.any():
        return np.zeros(len(values), dtype=int)
    edges = np.unique(np.quantile(values[finite], np.linspace(0, 1, BINS + 1)[1:-1]))
    return np.where(finite, np.searchsorted(edges, values, side="right"), len(edges) + 1)


def _numbers(column: Column, cells: Any) -> Any:
    import numpy as np

    if column.kind == "datetime":
        cells = cells.cast("timestamp[us]").cast("int64")
    return np.asarray(cells.cast("float64").to_numpy(zero_copy_only=False), dtype=float)


def _rates(groups: Any, wanted: Any, known: Any, fold: Any) -> Any:
    """Return each row's label rate of its group, smoothed and learned on the other half only."""
    import numpy as np

    size = int(groups.max()) + 1 if len(groups) else 1
    scores = np.zeros(len(groups))
    for half in (fold, ~fold):
        learn = ~half & known
        overall = wanted[learn].mean() if learn.any() else 0.5
        hits = np.bincount(groups[learn], weights=wanted[learn], minlength=size)
        seen = np.bincount(groups[learn], minlength=size)
        scores[half] = ((hits + overall) / (seen + 1.0))[groups[half]]
    return scores


def auc_of(scores: Floats, wanted: Any) -> Estimate:
    """Return the area under the ROC curve in its better direction (0.5 to 1) with DeLong's 95 % interval.

    Parameters
    ----------
    scores, wanted
        float64 and bool, shape (n_rows,); ties count half.
    """
    found = roc_area(scores, wanted)
    if found.value is None or found.low is None or found.high is None or found.value >= 0.5:
        return found
    return replace(found, value=1 - found.value, low=1 - found.high, high=1 - found.low)


def _with_losses(
    features: list[FeatureAuc], rows: Any, inputs: list[Column], labels: Any, names: list[str], seed: int
) -> list[FeatureAuc]:
    """Return the features, the strong ones with what a model loses without them."""
    import numpy as np

    strong = [f for f in features if (f.auc.value or 0.0) >= SUSPECT_AUC and not f.proven][:CANDIDATES]
    if not strong or len(inputs) < 2:
        return features
    head = rows.slice(0, MODEL_ROWS)
    known = labels[:MODEL_ROWS] >= 0
    groups = [_groups(column, head.column(column.name))[known] for column in inputs]
    folds = np.random.default_rng(seed).integers(0, FOLDS, int(known.sum()))
    losses: dict[str, float | None] = {}
    for feature in strong:
        wanted = labels[:MODEL_ROWS][known] == names.index(feature.label)
        others = [codes for column, codes in zip(inputs, groups, strict=True) if column.name != feature.column]
        whole, without = _model_auc(groups, wanted, folds), _model_auc(others, wanted, folds)
        losses[feature.column] = None if whole is None or without is None else whole - without
    return [
        FeatureAuc(f.column, f.auc, f.label, f.hint, losses[f.column]) if f.column in losses else f for f in features
    ]


def _model_auc(groups: list[Any], wanted: Any, folds: Any) -> float | None:
    """Return the cross-validated AUC of a logistic model on the log-odds of each input's groups, or None.

    The groups' log-odds (weight of evidence, Good 1950) follow any shape of one input; interactions are not modelled.
    """
    import numpy as np

    if min(int(wanted.sum()), int((~wanted).sum())) < 30:
        return None
    scores = np.zeros(len(wanted))
    for fold in range(FOLDS):
        learn = folds != fold
        columns = np.column_stack([_log_odds(codes, wanted, learn) for codes in groups])
        scores[~learn] = columns[~learn] @ _logistic_weights(columns[learn], wanted[learn])
    return auc_of(scores, wanted).value


def _log_odds(codes: Any, wanted: Any, learn: Any) -> Any:
    """Return each row's centred log-odds of its group, learned on some rows, shape (n_rows,) float64."""
    import numpy as np

    size = int(codes.max()) + 1
    share = wanted[learn].mean()
    hits = np.bincount(codes[learn], weights=wanted[learn], minlength=size) + 2 * share
    seen = np.bincount(codes[learn], minlength=size) + 2.0
    rate = np.clip(hits / seen, 1e-6, 1 - 1e-6)
    return (np.log(rate / (1 - rate)) - math.log(share / (1 - share)))[codes]


def _logistic_weights(columns: Any, wanted: Any) -> Any:
    """Return weights (n_columns,) of a ridge logistic regression by Newton's method."""
    import numpy as np

    offset = math.log(wanted.mean() / (1 - wanted.mean()))
    weights = np.zeros(columns.shape[1])
    ridge = np.eye(columns.shape[1])
    for _ in range(NEWTON_STEPS):
        chance = 1 / (1 + np.exp(-np.clip(columns @ weights + offset, -30, 30)))
        slope = columns.T @ (wanted - chance) - ridge @ weights
        curve = (columns * (chance * (1 - chance))[:, None]).T @ columns + ridge
        weights += np.linalg.solve(curve, slope)
    return weights
