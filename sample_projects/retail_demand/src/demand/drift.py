"""Compares recent requests with the training rows and fails when an input has moved too far.

python -m demand.drift        writes reports/drift.json; exit code 1 when an input is over the limit
"""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd

from demand.config import Settings, file_sha256, load_settings
from demand.data import read_pinned, read_table
from demand.logs import configure_logging
from demand.train import write_json

log = logging.getLogger(__name__)
FLOOR = 1e-4


def shares(reference: pd.Series, recent: pd.Series, bins: int) -> tuple[np.ndarray, np.ndarray]:
    """Returns the shares of both samples over the same cells: quantile bins of the reference, or its values."""
    if pd.api.types.is_numeric_dtype(reference) and reference.nunique() > bins:
        edges = np.unique(np.nanquantile(reference.to_numpy(dtype=float), np.linspace(0, 1, bins + 1)))
        edges[0], edges[-1] = -np.inf, np.inf
        reference, recent = pd.cut(reference, edges.tolist()), pd.cut(recent, edges.tolist())
    before = reference.value_counts(normalize=True, dropna=False)
    after = recent.value_counts(normalize=True, dropna=False)
    cells = before.index.union(after.index)
    return before.reindex(cells, fill_value=0).to_numpy(), after.reindex(cells, fill_value=0).to_numpy()


def population_stability_index(reference: pd.Series, recent: pd.Series, bins: int) -> float:
    """Returns the PSI (at least 0; 0.2 is the usual alarm) of `recent` against `reference`."""
    before, after = (np.maximum(part, FLOOR) for part in shares(reference, recent, bins))
    return float(np.sum((after - before) * np.log(after / before)))


def drift_report(settings: Settings) -> dict[str, Any]:
    """Returns the PSI of every model input between the training rows and the recent requests."""
    reference, recent = read_pinned(settings, "train"), read_table(settings.path("production"))
    limits = settings["drift"]
    found = {
        name: round(population_stability_index(reference[name], recent[name], limits["bins"]), 4)
        for name in settings.inputs
    }
    return {
        "reference_sha256": file_sha256(settings.path("train")),
        "recent_sha256": file_sha256(settings.path("production")),
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "rows": {"reference": len(reference), "recent": len(recent)},
        "limit": limits["max_psi"],
        "population_stability_index": found,
        "over_limit": [name for name, value in found.items() if value > limits["max_psi"]],
    }


def check_drift(settings: Settings) -> dict[str, float]:
    """Writes the report and returns the index of every input."""
    report = drift_report(settings)
    write_json(settings.path("drift"), report)
    level = logging.WARNING if report["over_limit"] else logging.INFO
    log.log(level, "drift measured", extra={"over_limit": report["over_limit"]})
    return dict(report["population_stability_index"])


def main() -> None:
    configure_logging()
    settings = load_settings()
    limit = settings["drift"]["max_psi"]
    sys.exit(1 if max(check_drift(settings).values()) > limit else 0)


if __name__ == "__main__":
    main()
