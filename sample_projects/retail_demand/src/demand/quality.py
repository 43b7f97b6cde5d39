"""Live quality and the shop's own measures: what was forecast is joined with what the tills report, every night.

python -m demand.quality        writes reports/live_quality.json and pushes the figures to $PUSHGATEWAY_URL
"""

from __future__ import annotations

import logging
import os
from datetime import UTC, datetime
from typing import Any

import pandas as pd
from prometheus_client import CollectorRegistry, Gauge, push_to_gateway
from sklearn.metrics import mean_absolute_error, root_mean_squared_error

from demand.config import Settings, file_sha256, load_settings
from demand.data import read_table
from demand.evaluate import wape
from demand.logs import configure_logging
from demand.train import write_json

log = logging.getLogger(__name__)
WAPE_LIMIT = 0.25
FIGURES = CollectorRegistry()
LIVE_WAPE = Gauge("demand_live_wape", "Weighted absolute percentage error of served forecasts", registry=FIGURES)
STOCKOUT_SHARE = Gauge("demand_stockout_share", "Share of shop-days that sold out", registry=FIGURES)
WASTE_SHARE = Gauge("demand_waste_share", "Share of ordered units that were thrown away", registry=FIGURES)


def joined(predictions: pd.DataFrame, outcomes: pd.DataFrame) -> pd.DataFrame:
    """Returns one row per forecast whose outcome the tills have reported."""
    return predictions.merge(outcomes, on="row_id", how="inner", validate="one_to_one")


def live_quality(predictions: pd.DataFrame, outcomes: pd.DataFrame) -> dict[str, Any]:
    """Returns error measures, stock-outs and waste over the joined rows; a shop orders 1.1 times the forecast."""
    rows = joined(predictions, outcomes)
    truth, forecast = rows["units_sold"].to_numpy(), rows["forecast"].to_numpy()
    ordered = 1.1 * forecast
    return {
        "n": len(rows),
        "rmse": round(float(root_mean_squared_error(truth, forecast)), 4),
        "mae": round(float(mean_absolute_error(truth, forecast)), 4),
        "wape": round(wape(truth, forecast), 4),
        "stockout_share": round(float((truth >= ordered).mean()), 4),
        "waste_share": round(float((ordered - truth).clip(0).sum() / ordered.sum()), 4),
    }


def measure_live_quality(settings: Settings) -> dict[str, Any]:
    """Writes the report on the recent forecasts, pushes the figures and returns the report; warns over the limit."""
    recent = read_table(settings.path("production"))
    predictions = recent[["row_id", "forecast"]]
    found = live_quality(predictions, recent[["row_id", "units_sold"]])
    report = {
        "data": {"path": settings.values["paths"]["production"], "sha256": file_sha256(settings.path("production"))},
        "model_sha256": file_sha256(settings.path("model")),
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "limit": {"wape": WAPE_LIMIT},
        "metrics": found,
    }
    write_json(settings.path("live"), report)
    LIVE_WAPE.set(found["wape"])
    STOCKOUT_SHARE.set(found["stockout_share"])
    WASTE_SHARE.set(found["waste_share"])
    if os.environ.get("PUSHGATEWAY_URL"):
        push_to_gateway(os.environ["PUSHGATEWAY_URL"], job="retail-demand-quality", registry=FIGURES)
    if found["wape"] > WAPE_LIMIT:
        log.warning("live quality is over the limit", extra=found)
    return report


def main() -> None:
    configure_logging()
    measure_live_quality(load_settings())


if __name__ == "__main__":
    main()
