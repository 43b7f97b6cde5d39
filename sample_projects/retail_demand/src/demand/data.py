"""Reading, cleaning and pinning of the sales tables."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from demand.config import Settings, file_sha256


class PinMismatch(ValueError):
    """A table is not the version that data/SHA256SUMS pins."""


def read_raw(path: Path) -> pd.DataFrame:
    """Returns the export of the tills as it is."""
    return pd.read_csv(path)


def read_table(path: Path) -> pd.DataFrame:
    """Returns a cleaned table; text columns come back as plain Python strings."""
    table: pd.DataFrame = pq.read_table(path).to_pandas()
    words = [name for name in table if pd.api.types.is_string_dtype(table[name])]
    return table.astype(dict.fromkeys(words, "object"))


def read_pinned(settings: Settings, name: str) -> pd.DataFrame:
    """Returns the table that params.yaml calls `name`, refusing any bytes but the pinned ones."""
    path = settings.path(name)
    pins = read_pins(settings.path("pins"))
    pinned = pins.get(path.relative_to(settings.path("pins").parent).as_posix())
    if pinned != file_sha256(path):
        raise PinMismatch(f"{path} is not the version pinned in {settings.path('pins')}")
    return read_table(path)


def read_pins(path: Path) -> dict[str, str]:
    """Returns {file: SHA-256} of a `sha256sum` listing; files are relative to the listing's folder."""
    pairs = (line.split(maxsplit=1) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return {name.strip().lstrip("*"): digest for digest, name in pairs}


def write_pins(path: Path, files: list[Path]) -> None:
    """Writes the digests of `files` in the format of `sha256sum`."""
    lines = [f"{file_sha256(file)}  {file.relative_to(path.parent).as_posix()}\n" for file in sorted(files)]
    path.write_text("".join(lines), encoding="utf-8")


def clean(raw: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Returns one row per shop, product and day: repeated rows and returns dropped, types set, sales of the past added.

    `units_last_week` and `mean_units_28d` look back seven days and more, so a forecast for tomorrow can be made today.
    """
    table = raw.drop_duplicates().query("units_sold >= 0").copy()
    table["sale_date"] = pd.to_datetime(table["sale_date"])
    for name in ("shop", "region", "product"):
        table[name] = table[name].astype("object").str.strip()
    table = table.sort_values(["shop", "product", "sale_date"])
    table["row_id"] = table["shop"] + "-" + table["product"] + "-" + table["sale_date"].dt.strftime("%Y%m%d")
    table["weekday"] = table["sale_date"].dt.day_of_week
    sold = table.groupby(["shop", "product"], sort=False)["units_sold"]
    table["units_last_week"] = sold.shift(7)
    table["mean_units_28d"] = sold.transform(lambda units: units.shift(7).rolling(22, min_periods=7).mean()).round(2)
    table = table.dropna(subset=["units_last_week", "mean_units_28d"])
    columns = settings["columns"]
    whole = ["promotion", "holiday", "weekday", "units_last_week", "units_sold"]
    order = [columns["id"], columns["time"], "region", *settings.inputs, columns["target"]]
    table = table.astype(dict.fromkeys(whole, "int64"))[order]
    return table.sort_values([columns["time"], columns["id"]]).reset_index(drop=True)
