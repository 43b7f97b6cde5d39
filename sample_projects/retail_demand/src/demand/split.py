"""Writes the training, test and production table once, by date; later steps only read them.

python -m demand.split [--force]
"""

from __future__ import annotations

import argparse
import logging

import pandas as pd

from demand.config import Settings, load_settings
from demand.data import clean, read_raw, write_pins
from demand.logs import configure_logging

log = logging.getLogger(__name__)


def split_by_date(table: pd.DataFrame, settings: Settings) -> dict[str, pd.DataFrame]:
    """Returns the training rows, the test rows after them and the rows that production saw after those."""
    day = table[settings["columns"]["time"]]
    first, test, production = (
        pd.Timestamp(settings["split"][name]) for name in ("first", "test_from", "production_from")
    )
    parts = {
        "train": (day >= first) & (day < test),
        "test": (day >= test) & (day < production),
        "production": day >= production,
    }
    return {name: table[chosen].reset_index(drop=True) for name, chosen in parts.items()}


def write_split(settings: Settings, force: bool = False) -> dict[str, int]:
    """Writes the three tables and their pins and returns their row counts.

    Raises FileExistsError when the split is already on disk: a second split would make old metrics incomparable.
    """
    if not force and (settings.path("train").exists() or settings.path("test").exists()):
        raise FileExistsError(
            f"{settings.path('train')} or {settings.path('test')} exists; pass --force to split again"
        )
    parts = split_by_date(clean(read_raw(settings.path("raw")), settings), settings)
    for name, table in parts.items():
        table.to_parquet(settings.path(name), index=False, compression="zstd")
    write_pins(settings.path("pins"), [settings.path(name) for name in ("raw", *parts)])
    return {name: len(table) for name, table in parts.items()}


def main() -> None:
    configure_logging()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--force", action="store_true", help="replace the split that is on disk")
    log.info("split written", extra=write_split(load_settings(), parser.parse_args().force))


if __name__ == "__main__":
    main()
