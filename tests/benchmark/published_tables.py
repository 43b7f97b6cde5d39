"""What the data checks say of two published tables: leak and stand-ins of one, drift between months of the other.

python -m tests.benchmark.published_tables FOLDER    (FOLDER holds bank_additional and bike_sharing)
"""
# ruff: noqa: T201

from __future__ import annotations

import csv
import datetime as dt
import sys
import tempfile
from pathlib import Path

from checks.data_quality._domain_facts import domain_classifier
from checks.data_quality._facts import sentinels, words_and_sentinels
from checks.data_quality._outcome_facts import concept_shift, label_shift
from checks.data_quality._population_facts import population_shifts
from checks.data_quality._series_facts import series_steps
from checks.model_validation._leakage_facts import target_giveaway
from readiness.domain.settings import Settings
from readiness.evidence.data.tables import tables
from readiness.evidence.data.tables_profile import table_profiles
from readiness.evidence.declared.manifest import DataManifest, Manifest, TableSource
from readiness.evidence.files.project_index import open_project

SETTINGS = Settings(now=dt.datetime(2026, 11, 20, tzinfo=dt.UTC))
HOURS = ["dteday", "season", "holiday", "weekday", "workingday", "weathersit", "temp", "atemp", "hum", "windspeed",
         "hr", "cnt"]  # fmt: skip
MONTHS = (("2011-01", "2011-02"), ("2011-01", "2011-04"), ("2011-07", "2012-07"))


def bank(folder: Path) -> None:
    """Print the strongest inputs with what a model loses without them, and the values that stand for no value."""
    manifest = Manifest(
        task="binary-classification",
        data=DataManifest(TableSource("bank-additional.csv"), target="y", positive="yes"),
    )
    found = tables(open_project(folder, SETTINGS), manifest)
    profiles = table_profiles(found, manifest)
    for feature in target_giveaway(found, manifest, SETTINGS).features[:3]:
        print(feature.column, feature.auc, "loss", feature.loss, "suspected" if feature.suspected else "")
    signs = sentinels(found, profiles).found["train"]
    for name, column in profiles.profiles["train"].columns.items():
        for value, cells, why in words_and_sentinels(column, signs):
            print(name, value, cells, why)


def bike(folder: Path) -> None:
    """Print drift between pairs of months, and of the link to the target over the whole."""
    with (folder / "hour.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for before, after in MONTHS:
        parts = {"train": before, "production": after}
        manifest, found = _written({n: [r for r in rows if r["dteday"].startswith(m)] for n, m in parts.items()})
        profiles = table_profiles(found, manifest)
        domain = domain_classifier(found, manifest, SETTINGS)
        shifts = population_shifts(found, profiles, manifest, SETTINGS).shifts
        moved = {s.column: round(s.index.value, 2) for s in shifts if s.index.low > 0 and s.p_value < 0.05}
        label = label_shift(found, manifest, SETTINGS).shift.effects["stability_index"]
        print(before, after, "AUC", domain.auc, [name for name, _ in domain.columns[:3]], moved, "label", label)
    manifest, found = _written({"train": rows})
    print(series_steps(found, manifest))
    print(concept_shift(found, manifest, SETTINGS))


def _written(parts: dict[str, list[dict[str, str]]]):
    folder = Path(tempfile.mkdtemp())
    for name, rows in parts.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, HOURS, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)
    sources = {name: TableSource(f"{name}.csv") for name in parts}
    manifest = Manifest(task="regression", data=DataManifest(**sources, target="cnt", time="dteday"))
    return manifest, tables(open_project(folder, SETTINGS), manifest)


if __name__ == "__main__":
    bank(Path(sys.argv[1], "bank_additional"))
    bike(Path(sys.argv[1], "bike_sharing"))
