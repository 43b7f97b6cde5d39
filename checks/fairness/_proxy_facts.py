"""How well the model's inputs tell a sensitive attribute, together and one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from checks.fairness._facts import attribute_groups
from checks.fairness._group_rates import MINIMUM_GROUP_ROWS
from readiness.domain.evidence import Absence, Absent, Fact, provides
from readiness.domain.settings import Settings
from readiness.evidence.declared.manifest import Manifest
from readiness.evidence.model.predictions import Predictions
from readiness.evidence.model.quality_metrics import binary_estimates, roc_auc
from readiness.evidence.model.statistics import Estimate

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ROWS = 5_000
FOLDS = 5
LEVELS = 20
RIDGE = 1.0


@dataclass(frozen=True)
class Proxy:
    """AUC with which one input column alone tells a group from all others, 0.5 to 1."""

    column: str
    auc: float


@dataclass(frozen=True)
class AttributeProxies:
    """How well the inputs tell a group of one attribute.

    ``group`` is the group that is told best; ``together`` the AUC of all inputs; ``proxies`` the single columns, best
    first.
    """

    attribute: str
    group: str
    together: Estimate
    proxies: tuple[Proxy, ...]


@dataclass(frozen=True)
class Proxies(Fact):
    """Proxies of every declared attribute among the model's inputs."""

    path: str
    dataset: str
    columns: int
    n: int
    attributes: tuple[AttributeProxies, ...]
    model: str | None = None


@provides("fairness")
def proxies(predictions: Predictions, manifest: Manifest, settings: Settings) -> Proxies | Absent:
    """Return how well a linear model on the inputs, without the attribute itself, tells each declared attribute."""
    import numpy as np

    if not manifest.data.sensitive:
        return Absent(
            "no sensitive attribute is declared",
            fix="Name the attributes in readiness.yaml: data: {sensitive: [...]}; the model need not read them.",
        )
    rows = predictions.sets.get("train") or predictions.sets.get("test")
    if predictions.inputs is None or rows is None:
        return Absent("the model's input columns are not known", Absence.CANNOT_TELL)
    attributes, _ = attribute_groups(rows, manifest.data.sensitive)
    chosen = np.sort(np.random.default_rng(settings.seed).permutation(rows.n)[:ROWS])
    blocks = {name: block(rows.rows.column(name).take(chosen)) for name in predictions.inputs.columns}
    found = []
    for name, groups in attributes.items():
        own = {column: part for column, part in blocks.items() if column != name and part.shape[1]}
        told = _told_best(name, groups[chosen], own, settings.seed)
        if told is not None:
            found.append(told)
    if not found:
        return Absent(f"no declared attribute has two groups with {MINIMUM_GROUP_ROWS} rows", Absence.CANNOT_TELL)
    return Proxies(rows.path, rows.dataset, len(blocks), len(chosen), tuple(found), predictions.model)


def _told_best(
    attribute: str, groups: NDArray[np.str_], blocks: dict[str, NDArray[np.float64]], seed: int
) -> AttributeProxies | None:
    import numpy as np

    names, count = np.unique(groups, return_counts=True)
    enough = [
        str(name)
        for name, rows in zip(names, count, strict=True)
        if MINIMUM_GROUP_ROWS <= rows <= len(groups) - MINIMUM_GROUP_ROWS
    ]
    if not enough or not blocks:
        return None
    every = np.concatenate(list(blocks.values()), axis=1)
    told = np.stack([groups == name for name in enough], axis=1)
    scores = cross_fitted(every, told, seed)
    best = max(range(len(enough)), key=lambda place: roc_auc(told[:, place], scores[:, place]) or 0.5)
    group, inside, score = enough[best], told[:, best], scores[:, best]
    together = binary_estimates(inside, score > 0.5, score, seed, resamples=500)["roc_auc"]
    single = [
        Proxy(column, max(0.5, roc_auc(inside, cross_fitted(part, inside[:, None], seed)[:, 0]) or 0.5))
        for column, part in blocks.items()
    ]
    return AttributeProxies(attribute, group, together, tuple(sorted(single, key=lambda proxy: -proxy.auc)))


def block(column: Any) -> NDArray[np.float64]:
    """Return a column as standardised numbers, float64, shape (rows, width): ranks or dummies, and a mark for gaps.

    Numbers become ranks (so that scale and outliers do not matter) with their square; text becomes one column for each
    of its 20 most frequent values.
    """
    import numpy as np

    values = column.to_numpy(zero_copy_only=False)
    gaps = np.array([value is None or value != value for value in values.tolist()])
    parts = [gaps.astype(np.float64)] if gaps.any() else []
    if values.dtype.kind in "iufb":
        _, place, count = np.unique(np.where(gaps, 0, values), return_inverse=True, return_counts=True)
        rank = (np.cumsum(count) - count / 2)[place] / len(values) - 0.5
        parts += [rank, rank**2]
    elif values.dtype.kind not in "Mm":
        texts = np.array([str(value) for value in values.tolist()])
        names, count = np.unique(texts, return_counts=True)
        parts += [(texts == name).astype(np.float64) for name in names[np.argsort(-count, kind="stable")][:LEVELS]]
    made = np.stack(parts, axis=1) if parts else np.empty((len(values), 0))
    spread = made.std(axis=0)
    kept: NDArray[np.float64] = (made - made.mean(axis=0))[:, spread > 0] / spread[spread > 0]
    return kept


def cross_fitted(features: NDArray[np.float64], labels: NDArray[np.bool_], seed: int) -> NDArray[np.float64]:
    """Return scores of a ridge regression on each label, from a fit that did not see the row, shape (rows, labels).

    With 0 and 1 as the target this is Fisher's linear discriminant; it ranks rows, it gives no probabilities.
    """
    import numpy as np

    fold = np.random.default_rng(seed).integers(0, FOLDS, len(labels))
    target = labels.astype(np.float64)
    scores = np.zeros(target.shape)
    parts = [fold == number for number in range(FOLDS)]
    grams = [features[part].T @ features[part] for part in parts]
    total = np.sum(grams, axis=0) + RIDGE * np.eye(features.shape[1])
    for part, gram in zip(parts, grams, strict=True):
        if not part.any() or features.shape[1] == 0:
            continue
        rest = ~part
        # The fold's own mean is left out: between folds it would leak the labels of the others into the ranking.
        centred = target[rest] - target[rest].mean(axis=0)
        scores[part] = features[part] @ np.linalg.solve(total - gram, features[rest].T @ centred)
    return scores
