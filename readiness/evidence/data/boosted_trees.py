"""Small boosted trees over coded columns, for questions put to the data itself (not for the project's model).

scikit-learn would do the same, but importing it takes longer than everything asked here (2.9 s of a 10 s budget).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

BINS = 32
ROUNDS = 30
DEPTH = 3
RATE = 0.2
RIDGE = 1.0
FEWEST = 20


@dataclass(frozen=True)
class BoostedTrees:
    """Additive trees for a yes/no question.

    Attributes
    ----------
    base
        Log-odds without any column.
    trees
        Per tree the column and cut of every inner node, level by level, and the value of every leaf.
    gains
        float64, shape (columns,): what the splits on each column gained in log-likelihood (to second order).
    """

    base: float
    trees: tuple[tuple[Any, Any, Any], ...]
    gains: Any = field(repr=False)

    def scores(self, codes: Any) -> Any:
        """Return the log-odds of every row, float64, shape (rows,)."""
        import numpy as np

        total = np.full(len(codes), self.base)
        rows = np.arange(len(codes))
        for columns, cuts, leaves in self.trees:
            node = np.zeros(len(codes), dtype=np.int64)
            for level in range(DEPTH):
                place = node + (1 << level) - 1
                node = 2 * node + (codes[rows, columns[place]] > cuts[place])
            total += leaves[node]
        return total


def coded(column: Any) -> Any:
    """Return a pyarrow column as codes 0 to 31, uint8: ranges of equal rows for numbers, rank by frequency for texts.

    Gaps are the last code. Numbers with few values keep each as a code; of texts the 30 most frequent do.
    """
    import numpy as np
    import pyarrow as pa

    if pa.types.is_temporal(column.type):
        column = column.cast("timestamp[us]").cast("int64")
    if pa.types.is_boolean(column.type):
        column = column.cast("int8")
    if pa.types.is_integer(column.type) or pa.types.is_floating(column.type):
        values = np.asarray(column.cast("float64").to_numpy(zero_copy_only=False), dtype=float)
        known = np.isfinite(values)
        distinct = np.unique(values[known])
        edges = (
            distinct[1:]
            if len(distinct) < BINS
            else np.unique(np.quantile(values[known], np.arange(1, BINS - 1) / (BINS - 1)))
        )
        return np.where(known, np.searchsorted(edges, values, side="right"), BINS - 1).astype(np.uint8)
    texts = np.array(["" if value is None else str(value) for value in column.to_pylist()], dtype=object)
    names, places, counts = np.unique(texts.astype(str), return_inverse=True, return_counts=True)
    rank = np.empty(len(names), dtype=np.int64)
    rank[np.argsort(np.where(names == "", 1, -counts), kind="stable")] = np.arange(len(names))
    rank = np.minimum(rank, BINS - 2)
    rank[names == ""] = BINS - 1
    return rank[places].astype(np.uint8)


def boosted(codes: Any, wanted: Any) -> BoostedTrees:
    """Return trees that tell rows with ``wanted`` from the others; the same for the same input.

    Parameters
    ----------
    codes
        uint8, shape (rows, columns), values 0 to 31.
    wanted
        bool, shape (rows,), both values present.

    Source: Friedman 2001 with second-order leaves (Chen and Guestrin 2016); 30 trees of depth 3, rate 0.2.
    """
    import numpy as np

    rows, columns = codes.shape
    flat = codes.astype(np.int64) + np.arange(columns) * BINS
    base = float(np.log(wanted.mean() / (1 - wanted.mean())))
    total = np.full(rows, base)
    gains = np.zeros(columns)
    trees = []
    for _ in range(ROUNDS):
        chance = 1 / (1 + np.exp(-total))
        slope, curve = wanted - chance, chance * (1 - chance)
        node = np.zeros(rows, dtype=np.int64)
        splits, cuts = [], []
        for level in range(DEPTH):
            column, cut, gain = _splits(flat, node, slope, curve, 1 << level, columns)
            np.add.at(gains, column, gain)
            splits.append(column)
            cuts.append(cut)
            node = 2 * node + (codes[np.arange(rows), column[node]] > cut[node])
        size = 1 << DEPTH
        up, down = np.bincount(node, slope, size), np.bincount(node, curve, size)
        leaves = RATE * up / (down + RIDGE)
        trees.append((np.concatenate(splits), np.concatenate(cuts), leaves))
        total += leaves[node]
    return BoostedTrees(base, tuple(trees), gains)


def _splits(flat: Any, node: Any, slope: Any, curve: Any, nodes: int, columns: int) -> tuple[Any, Any, Any]:
    """Return the best column, cut and gain of every node; a node that must not be split sends all rows to the left."""
    import numpy as np

    key = (flat + node[:, None] * (columns * BINS)).ravel()
    size = nodes * columns * BINS
    shape = (nodes, columns, BINS)
    weights = (np.repeat(slope, columns), np.repeat(curve, columns))
    up, down = (np.cumsum(np.bincount(key, part, size).reshape(shape), axis=2) for part in weights)
    seen = np.cumsum(np.bincount(key, minlength=size).reshape(shape), axis=2)
    whole_up, whole_down, whole = up[..., -1:], down[..., -1:], seen[..., -1:]
    right = (whole_up - up) ** 2 / (whole_down - down + RIDGE)
    gain = up**2 / (down + RIDGE) + right - whole_up**2 / (whole_down + RIDGE)
    gain[(seen < FEWEST) | (whole - seen < FEWEST)] = 0.0
    best = gain.reshape(nodes, -1).argmax(axis=1)
    found = np.maximum(gain.reshape(nodes, -1)[np.arange(nodes), best], 0.0)
    return best // BINS, np.where(found > 0, best % BINS, BINS), found


def cross_fitted(codes: Any, wanted: Any, folds: Any) -> tuple[Any, Any]:
    """Return log-odds of every row from trees fitted on the other folds, and the mean share of gain of each column.

    Parameters
    ----------
    folds
        int, shape (rows,): fold of each row, from 0.
    """
    import numpy as np

    scores = np.zeros(len(wanted))
    shares = np.zeros(codes.shape[1])
    count = int(folds.max()) + 1
    for fold in range(count):
        model = boosted(codes[folds != fold], wanted[folds != fold])
        scores[folds == fold] = model.scores(codes[folds == fold])
        shares += model.gains / max(float(model.gains.sum()), 1e-12) / count
    return scores, shares
