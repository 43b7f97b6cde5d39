"""What runs beside the loaded model: perturbed inputs and repeated cross-validation."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

from readiness.sandbox.frames import Answer, Json

NOISE = 0.1
EXTREME = 1e6
UNSEEN = "a value never seen in training"
MOST_COLUMNS = 40
LARGER = 20
ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")


def perturbed(shelf: dict[str, Any], table: Any, seed: int, seconds: float) -> Json:
    """How the predictions react to damaged inputs, one entry per perturbation.

    Each entry: ``kind``, ``column`` (None for all at once), ``error`` (text of the exception, None if there was none),
    ``finite`` (share of finite answers) and ``changed`` (share of answers that differ: another class, or a number off
    by over a tenth of the answers' standard deviation). ``left_out`` counts what the time did not allow.
    """
    import numpy as np

    model = shelf["model"]
    base = _answers(model, table)
    end = time.perf_counter() + seconds
    damages = list(_damages(table, np.random.default_rng(seed)))
    tried: list[Json] = []
    for kind in dict.fromkeys(damage[0] for damage in damages):
        same = [damage for damage in damages if damage[0] == kind]
        if time.perf_counter() > end:
            break
        tried += _reactions(model, base, same, end)
    steps = _worst_steps(model, table, base) if time.perf_counter() < end else None
    return {"tried": tried, "left_out": len(damages) - len(tried), "rows": len(table), "steps": steps}


def _answers(model: Any, table: Any) -> Any:
    import numpy as np

    return np.asarray(model.predict(table)).reshape(len(table), -1)[:, 0]


def _reactions(model: Any, base: Any, damages: list[tuple[str, str | None, Any]], end: float) -> list[Json]:
    """Reactions to damages of one kind: all in one call, or where that fails each in its own."""
    import numpy as np
    import pandas as pd

    together = pd.concat([damaged for _, _, damaged in damages], ignore_index=True)
    try:
        answers = np.split(_quiet(model, together), len(damages))
        found = [_reaction(base, answer) for answer in answers]
    except Exception:
        found = []
        for _, _, damaged in damages:
            if time.perf_counter() > end:
                break
            try:
                found.append(_reaction(base, _quiet(model, damaged)))
            except Exception as error:
                message = ADDRESS.sub("", f"{type(error).__name__}: {error}")[:200]
                found.append({"error": message, "finite": 0.0, "changed": None})
    return [{"kind": kind, "column": column, **entry} for (kind, column, _), entry in zip(damages, found, strict=False)]


def _quiet(model: Any, table: Any) -> Any:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _answers(model, table)


def _reaction(base: Any, answer: Any) -> dict[str, Json]:
    import numpy as np

    finite = np.isfinite(answer) if answer.dtype.kind == "f" else np.ones(len(answer), dtype=bool)
    return {"error": None, "finite": float(finite.mean()), "changed": float(_differs(base, answer).mean())}


def _damages(table: Any, generator: Any) -> Iterator[tuple[str, str | None, Any]]:
    import numpy as np

    numbers = [name for name in table.columns if table[name].dtype.kind in "iuf"]
    words = [name for name in table.columns if table[name].dtype.kind not in "biufMm"]
    noisy = table.copy()
    for name in numbers:
        values = table[name].astype(float)
        noisy[name] = values + generator.normal(0, NOISE * float(np.nanstd(values)), len(table))
    if numbers:
        yield "noise", None, noisy
    for name in [*numbers, *words][:MOST_COLUMNS]:
        damaged = table.copy()
        damaged[name] = np.nan if name in numbers else None
        yield "missing", str(name), damaged
    for name in numbers[:MOST_COLUMNS]:
        damaged = table.copy()
        damaged[name] = (table[name].astype(float).abs().max() + 1) * EXTREME
        yield "extreme", str(name), damaged
    for name in words[:MOST_COLUMNS]:
        damaged = table.copy()
        damaged[name] = UNSEEN
        yield "unseen", str(name), damaged


def _differs(base: Any, answer: Any) -> Any:
    import numpy as np

    if base.dtype.kind == "f" and len(np.unique(base)) > 20:
        with np.errstate(invalid="ignore"):
            return ~(np.abs(answer - base) <= 0.1 * base.std())
    return base.astype(str) != answer.astype(str)


def _worst_steps(model: Any, table: Any, base: Any) -> Json:
    """Share of rows whose answer changes when one number moves by a tenth of its spread: a search, not a proof."""
    import numpy as np
    import pandas as pd

    numbers = [name for name in table.columns if table[name].dtype.kind in "iuf"][:MOST_COLUMNS]
    steps = {name: NOISE * float(np.nanstd(table[name].astype(float))) for name in numbers}
    moved = [table.assign(**{name: table[name] + sign * steps[name]}) for name in numbers for sign in (-1, 1)]
    if not moved:
        return None
    try:
        answers = np.split(_quiet(model, pd.concat(moved, ignore_index=True)), len(moved))
    except Exception:
        return None
    flipped = np.logical_or.reduce([_differs(base, answer) for answer in answers])
    return {"share": float(flipped.mean()), "columns": len(numbers), "rows": len(table)}


def folds(
    shelf: dict[str, Any], table: Any, label: Any, kind: str, seed: int, seconds: float, group: Any = None
) -> Answer:
    """`score`: headline metric of the model's clone on each of five folds (roc_auc, macro f1 or r2).

    Folds keep groups together where ``group`` is given, else class shares. Stops when the time is over, and raises
    TimeoutError before the first fold where a fit on a tenth of the rows says that one would not end in time.
    """
    import warnings

    import numpy as np
    from sklearn.base import clone
    from sklearn.metrics import f1_score, r2_score, roc_auc_score
    from sklearn.model_selection import GroupKFold, KFold, StratifiedKFold

    model, codes = shelf["model"], np.asarray(label)
    if not hasattr(model, "get_params") or not hasattr(model, "fit"):
        raise TypeError(f"{type(model).__name__} keeps no way to be fitted anew")
    if group is not None:
        splits = GroupKFold(5).split(table, codes, np.asarray(group))
    elif kind == "regression":
        splits = KFold(5, shuffle=True, random_state=seed).split(table)
    else:
        splits = StratifiedKFold(5, shuffle=True, random_state=seed).split(table, codes)
    scores: list[float] = []
    end = time.perf_counter() + seconds
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _tried(model, table, codes, seconds, seed)
        for fit, rest in splits:
            if time.perf_counter() > end:
                break
            fitted = clone(model).fit(table.iloc[fit], codes[fit])
            if kind == "binary":
                scored = fitted.predict_proba(table.iloc[rest])[:, 1]
                scores.append(float(roc_auc_score(codes[rest], scored)))
            else:
                answer = fitted.predict(table.iloc[rest])
                both = (codes[rest], answer)
                scores.append(float(r2_score(*both) if kind == "regression" else f1_score(*both, average="macro")))
    return Answer({"folds": len(scores)}, {"score": np.array(scores)})


def _tried(model: Any, table: Any, codes: Any, seconds: float, seed: int) -> None:
    """Fits a copy on a tenth of the rows and raises TimeoutError where all of them would take longer than ``seconds``.

    Twenty times the trial's time is reckoned with, because many models need more than in proportion to their rows.
    """
    import numpy as np
    from sklearn.base import clone

    few = np.sort(np.random.default_rng(seed).permutation(len(codes))[: max(50, len(codes) // 10)])
    start = time.perf_counter()
    clone(model).fit(table.iloc[few], codes[few])
    spent = time.perf_counter() - start
    if spent * LARGER > seconds:
        raise TimeoutError(f"a fit on {len(few)} of {len(codes)} rows takes too long for {seconds:g} s")
