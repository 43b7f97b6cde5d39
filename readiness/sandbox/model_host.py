"""What the worker can do with a model: load it once, say what it is, predict. Runs in the worker only.

`shelf["admitted"]` holds the names a person admitted; `shelf["model"]` the loaded model.
"""

from __future__ import annotations

import sys
import warnings
from typing import Any

from readiness.sandbox.frames import Answer, Json

MOST_WARNINGS = 20
MOST_NAMES = 10_000
LIBRARIES = (
    *("scikit-learn", "numpy", "pandas", "scipy", "xgboost", "xgboost-cpu", "lightgbm", "onnxruntime", "skops"),
    *("catboost", "keras", "tensorflow", "torch"),
)


def load(shelf: dict[str, Any], path: str, format: str, code: list[str] | None = None) -> Json:
    """What the model at a path of the worker's folder is, after loading it for later calls.

    Parameters
    ----------
    path : str
        Relative name under which the file was copied in.
    format : str
        A `ModelFormat` value.
    code : list of str, optional
        Relative names of copied folders that hold the project's own modules, for files whose classes were admitted and
        for entry points, whose ``path`` is ``package.module:function``.

    Returns
    -------
    dict
        `class_name`, `module`, `steps` (class names of a pipeline), `n_features_in`, `feature_names_in`, `classes`,
        `kind` (classifier, regressor, clusterer, ... or null), `methods`, `libraries` (name to required and
        installed version, null where not known) and `warnings`.
    """
    from readiness.sandbox import entry_point, loaders

    if format == "entry-point":
        shelf["model"], shelf["made_with"] = entry_point.EntryPointModel(path, code or []), {}
        return {**describe(shelf), "warnings": []}
    sys.path[:0] = [folder for folder in code or [] if folder not in sys.path]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        shelf["model"], shelf["made_with"] = loaders.load(path, format, shelf["admitted"])
    texts = list(dict.fromkeys(str(warning.message)[:300] for warning in caught))[:MOST_WARNINGS]
    return {**describe(shelf), "warnings": texts}


def versions(names: list[str]) -> Json:
    """Library to the version installed here, None where it is not."""
    from importlib import metadata

    found: dict[str, Json] = {}
    for name in names:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = None
    return found


def describe(shelf: dict[str, Any]) -> Json:
    """What the loaded model is; the same as `load` gives, without warnings."""
    model = shelf["model"]
    steps = getattr(model, "steps", None)
    names = _listed(getattr(model, "feature_names_in_", None)) or _boosted_names(model)
    return {
        "class_name": type(model).__name__,
        "module": type(model).__module__,
        "steps": [type(step[1]).__name__ for step in steps] if isinstance(steps, list) else [],
        "n_features_in": _whole(getattr(model, "n_features_in_", None)) or (None if names is None else len(names)),
        "feature_names_in": names,
        "classes": _listed(getattr(model, "classes_", None)),
        "kind": _kind(model),
        "methods": [name for name in ("predict", "predict_proba", "decision_function") if hasattr(model, name)],
        "libraries": _libraries(model, shelf["made_with"]),
    }


def predict(shelf: dict[str, Any], table: Any) -> Answer:
    """`prediction`: one label or number per row, shape (n,) or (n, outputs)."""
    return Answer({"rows": len(table)}, {"prediction": _rows(shelf["model"].predict(table), len(table))})


def predict_proba(shelf: dict[str, Any], table: Any) -> Answer:
    """`probability`: shape (n, classes), in the order of `classes` (also in the values)."""
    model = shelf["model"]
    array = _rows(model.predict_proba(table), len(table))
    return Answer({"rows": len(table), "classes": _listed(getattr(model, "classes_", None))}, {"probability": array})


def decision_function(shelf: dict[str, Any], table: Any) -> Answer:
    """`score`: shape (n,) or (n, classes), for classifiers without probabilities."""
    return Answer({"rows": len(table)}, {"score": _rows(shelf["model"].decision_function(table), len(table))})


def _rows(result: Any, rows: int) -> Any:
    """The result as an array with one entry per row; raises ValueError when it has another length."""
    import numpy as np

    array = np.asarray(result)
    if array.ndim == 0 or array.shape[0] != rows:
        raise ValueError(f"the model answered shape {array.shape} for {rows} rows")
    return array


def _boosted_names(model: Any) -> list[Json] | None:
    """The column names that a CatBoost file keeps under its own word; numbers in order are none."""
    names = _listed(getattr(model, "feature_names_", None)) if type(model).__module__.startswith("catboost") else None
    return None if not names or names == [str(place) for place in range(len(names))] else names


def _whole(value: Any) -> int | None:
    try:
        return None if value is None else int(value)
    except (TypeError, ValueError):
        return None


def _listed(values: Any) -> list[Json] | None:
    """The values of an array as JSON; None when there is none, or it is no flat list."""
    if values is None or callable(values):
        return None
    import numpy as np

    from readiness.sandbox.columns import encode_array

    array = np.asarray(values)
    if array.ndim != 1 or array.size > MOST_NAMES:
        return None
    if array.dtype.kind in "OUS":
        described = encode_array(array)
        codes = np.frombuffer(described.buffers[0], dtype="<i4")
        return [described.descriptor["categories"][code] if code >= 0 else None for code in codes]
    listed: list[Json] = array.tolist() if array.dtype.kind in "biuf" else [str(value) for value in array]
    return listed


def _kind(model: Any) -> str | None:
    """What scikit-learn says the estimator is: classifier, regressor and so on."""
    kind = getattr(model, "kind", None) or getattr(model, "_estimator_type", None)
    if isinstance(kind, str):
        return kind
    if "sklearn" not in sys.modules:
        return None
    try:
        from sklearn.utils import get_tags

        found = get_tags(model).estimator_type
    except Exception:
        return None
    return str(found) if found else None


def _libraries(model: Any, required: dict[str, str]) -> Json:
    """Version that the model was made with, where it says so, and version here."""
    from importlib import metadata

    roots = {type(part).__module__.partition(".")[0] for part in _parts(model)}
    found: dict[str, Json] = {}
    for name in LIBRARIES:
        root = {"scikit-learn": "sklearn", "xgboost-cpu": "xgboost"}.get(name, name)
        if root not in roots | {"numpy"} and not required.get(name):
            continue
        try:
            installed: str | None = metadata.version(name)
        except metadata.PackageNotFoundError:
            installed = None
        if installed or required.get(name):
            found[name] = {"required": required.get(name), "installed": installed}
    return found


def _parts(model: Any) -> list[Any]:
    steps = getattr(model, "steps", None)
    own = [step[1] for step in steps] if isinstance(steps, list) else []
    return [model, *own, *[part for part in (getattr(model, "inner", None),) if part is not None]]
