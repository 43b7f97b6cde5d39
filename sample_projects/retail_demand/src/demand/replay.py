"""Writes beside every row of data/production.parquet what the model in service forecast for it.

python -m demand.replay
"""

from __future__ import annotations

import logging

import joblib
import numpy as np

from demand.config import load_settings
from demand.data import read_table, write_pins
from demand.logs import configure_logging

log = logging.getLogger(__name__)


def main() -> None:
    configure_logging()
    settings = load_settings()
    table = read_table(settings.path("production"))
    answers = joblib.load(settings.path("model")).predict(table[settings.inputs])
    table["forecast"] = np.clip(answers, 0, None)
    table.to_parquet(settings.path("production"), index=False, compression="zstd")
    write_pins(settings.path("pins"), [settings.path(name) for name in ("raw", "train", "test", "production")])
    log.info("forecasts written", extra={"rows": len(table)})


if __name__ == "__main__":
    main()
