"""Explains the shipped model: mean |SHAP| over test rows, or the contributions to one application's score.

python -m screening.explain                            writes reports/explanations.json
python -m screening.explain --application A106001      prints one explanation
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any

import joblib
import numpy as np
import pandas as pd
from sklearn.pipeline import Pipeline

from screening.config import Settings, file_sha256, load_settings
from screening.data import read_pinned
from screening.logs import configure_logging
from screening.train import write_json

log = logging.getLogger(__name__)
ROWS = 1000


def contributions(model: Pipeline, table: pd.DataFrame, settings: Settings) -> tuple[pd.DataFrame, float]:
    """Returns SHAP values in log-odds, one column per model input, and the base value.

    Indicator columns are summed back to the input they come from, so each row adds up to its log-odds.
    """
    import shap  # seconds to import: only explanations pay for it

    prepared = model[:-1].transform(table[settings.inputs])
    explainer = shap.TreeExplainer(model[-1])
    values = np.asarray(explainer.shap_values(prepared))
    origin = [source(name, settings) for name in model[:-1].get_feature_names_out()]
    by_input = pd.DataFrame(values, columns=origin, index=table.index).T.groupby(level=0).sum().T
    return by_input[settings.inputs], float(np.ravel(explainer.expected_value)[0])


def source(feature: str, settings: Settings) -> str:
    """Returns the model input that a prepared feature was made from."""
    words = [name for name in settings["columns"]["categorical"] if feature.startswith(f"{name}_")]
    return words[0] if words else feature


def global_explanation(settings: Settings) -> dict[str, Any]:
    """Returns mean |SHAP| per input over the first ROWS test rows, largest first, with the model's digest."""
    table = read_pinned(settings, "test").head(ROWS)
    model = joblib.load(settings.path("model"))
    values, base = contributions(model, table, settings)
    importance = values.abs().mean().sort_values(ascending=False)
    gap = np.abs(values.sum(axis=1) + base - model.decision_function(table[settings.inputs]))
    return {
        "model": {"version": settings["model_version"], "sha256": file_sha256(settings.path("model"))},
        "data": {
            "path": settings.values["paths"]["test"],
            "sha256": file_sha256(settings.path("test")),
            "rows": len(table),
        },
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "method": "shap.TreeExplainer, tree_path_dependent, log-odds",
        "base_value": round(base, 4),
        "largest_additivity_gap": float(f"{gap.max():.1e}"),
        "mean_abs_shap": {name: round(float(value), 4) for name, value in importance.items()},
    }


def local_explanation(settings: Settings, application: str) -> dict[str, Any]:
    """Returns the score of one test application and what each input adds to its log-odds."""
    table = read_pinned(settings, "test")
    row = table[table[settings["columns"]["id"]] == application]
    if row.empty:
        raise KeyError(f"no application {application} in the test table")
    model = joblib.load(settings.path("model"))
    values, base = contributions(model, row, settings)
    ranked = values.iloc[0].sort_values(key=abs, ascending=False)
    return {
        "application": application,
        "score": round(float(model.predict_proba(row[settings.inputs])[0, 1]), 4),
        "base_value": round(base, 4),
        "contributions": {name: round(float(value), 4) for name, value in ranked.items()},
    }


def main() -> None:
    configure_logging()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--application", help="explain one application of the test table")
    application = parser.parse_args().application
    settings = load_settings()
    if application:
        json.dump(local_explanation(settings, application), sys.stdout, indent=2)
        return
    write_json(settings.path("explanations"), global_explanation(settings))
    log.info("explanations written", extra={"file": settings.values["paths"]["explanations"]})


if __name__ == "__main__":
    main()
