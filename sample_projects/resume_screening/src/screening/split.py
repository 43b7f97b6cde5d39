"""Writes the training and the test table once, by date; later steps only read them.

python -m screening.split [--force]
"""

from __future__ import annotations

import argparse
import logging

import pandas as pd

from screening.config import Settings, load_settings
from screening.data import clean, read_raw, write_pins
from screening.logs import configure_logging

log = logging.getLogger(__name__)


def split_by_date(table: pd.DataFrame, settings: Settings) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Returns the rows before `split.test_from` and the rows from that day on."""
    first_test_day = pd.Timestamp(settings["split"]["test_from"])
    earlier = table[settings["columns"]["time"]] < first_test_day
    return table[earlier].reset_index(drop=True), table[~earlier].reset_index(drop=True)


def write_split(settings: Settings, force: bool = False) -> tuple[int, int]:
    """Writes both tables and their pins and returns their row counts.

    Raises FileExistsError when the split is already on disk: a second split would make old metrics incomparable.
    """
    train_path, test_path = settings.path("train"), settings.path("test")
    if not force and (train_path.exists() or test_path.exists()):
        raise FileExistsError(f"{train_path} or {test_path} exists; pass --force to split again")
    train, test = split_by_date(clean(read_raw(settings.path("raw")), settings), settings)
    for table, path in ((train, train_path), (test, test_path)):
        table.to_parquet(path, index=False, compression="zstd")
    pinned = [path for path in (settings.path("raw"), train_path, test_path, settings.path("production"))]
    write_pins(settings.path("pins"), [path for path in pinned if path.exists()])
    return len(train), len(test)


def main() -> None:
    configure_logging()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--force", action="store_true", help="replace the split that is on disk")
    train, test = write_split(load_settings(), parser.parse_args().force)
    log.info("split written", extra={"train_rows": train, "test_rows": test})


if __name__ == "__main__":
    main()
