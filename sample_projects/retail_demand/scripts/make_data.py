"""Writes the sales export of this project: synthetic stand-ins for the till data of eight shops.

    python scripts/make_data.py [--out data]

writes `raw/sales.csv.gz`, as untidy as the export. The seed fixes every value.
"""

from __future__ import annotations

import argparse
import gzip
from pathlib import Path

import numpy as np
import pandas as pd

SEED = 20267
FIRST, LAST = "2026-02-01", "2026-10-31"
SHOPS = {f"S{number:02d}": "north" if number < 5 else "south" for number in range(1, 9)}
PRODUCTS = {"bread": (54, 2.4), "milk": (56, 1.2), "salad": (50, 3.1), "ice_cream": (48, 4.5), "coffee": (50, 6.9)}
WEEK = np.array([0.95, 0.93, 0.96, 1.0, 1.1, 1.18, 0.88])
HOLIDAYS = ("2026-04-03", "2026-04-06", "2026-05-01", "2026-05-14", "2026-05-25", "2026-10-03")
REPEATED_ROWS = 30
RETURNS = 12


def season(days: pd.DatetimeIndex) -> np.ndarray:
    """Returns the normal temperature of each day of the year in degrees Celsius."""
    return 11 - 10 * np.cos(2 * np.pi * (days.day_of_year.to_numpy() - 20) / 365)


def weather(rng: np.random.Generator, days: pd.DatetimeIndex) -> np.ndarray:
    """Returns by how many degrees each day is warmer than normal."""
    return rng.normal(0, 1.2, len(days))


def series(rng: np.random.Generator, shop: str, product: str, days: pd.DatetimeIndex, heat: np.ndarray) -> pd.DataFrame:
    """Returns one shop's daily sales of one product."""
    level, price = PRODUCTS[product]
    size = 0.9 + 0.025 * int(shop[1:])
    heat = np.round(2 * (heat + rng.normal(0, 2.6, len(days)))) / 2
    promotion = (rng.random(len(days)) < 0.12).astype(int)
    paid = np.round(price * np.where(promotion == 1, 0.8, 1.0), 2)
    holiday = days.isin(pd.to_datetime(HOLIDAYS)).astype(int)
    warm = {"ice_cream": 0.03, "salad": 0.02, "coffee": -0.012}.get(product, 0.0)
    mean = (
        level
        * size
        * WEEK[days.day_of_week]
        * np.exp(0.3 * promotion - 0.15 * holiday + warm * (heat + 0.1 * (season(days) - 12)))
    )
    return pd.DataFrame(
        {
            "sale_date": days.strftime("%Y-%m-%d"),
            "shop": shop,
            "region": SHOPS[shop],
            "product": product,
            "price": paid,
            "promotion": promotion,
            "holiday": holiday,
            "warmth": heat,
            "units_sold": rng.poisson(mean * rng.gamma(250, 1 / 250, len(days))),
        }
    )


def as_exported(rng: np.random.Generator, clean: pd.DataFrame) -> pd.DataFrame:
    """Returns the table as the tills export it: repeated rows, and returns booked as negative sales."""
    raw = clean.copy()
    returned = rng.choice(raw.index, RETURNS, replace=False)
    extra = raw.loc[returned].assign(units_sold=-1)
    again = raw.loc[rng.choice(raw.index, REPEATED_ROWS, replace=False)]
    return pd.concat([raw, extra, again]).sort_values(["sale_date", "shop", "product"], kind="stable")


def write_csv_gz(table: pd.DataFrame, path: Path) -> None:
    """Writes a gzip file whose bytes depend on the rows only (no name, no time in its header)."""
    text = table.to_csv(index=False, lineterminator="\n")
    with path.open("wb") as handle, gzip.GzipFile("", "wb", 9, handle, mtime=0) as packed:
        packed.write(text.encode("utf-8"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parents[1] / "data")
    out: Path = parser.parse_args().out
    (out / "raw").mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(SEED)
    days = pd.date_range(FIRST, LAST, freq="D")
    heat = {region: weather(rng, days) for region in ("north", "south")}
    parts = [series(rng, shop, product, days, heat[SHOPS[shop]]) for shop in SHOPS for product in PRODUCTS]
    write_csv_gz(as_exported(rng, pd.concat(parts, ignore_index=True)), out / "raw" / "sales.csv.gz")


if __name__ == "__main__":
    main()
