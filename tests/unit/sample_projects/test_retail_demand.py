"""The planted truths of sample_projects/retail_demand, recomputed by pandas from the shipped files."""

import csv
import hashlib
import json

import joblib
import numpy as np
import pandas as pd
import pytest

SAMPLE = "retail_demand"


@pytest.fixture(scope="module")
def folder(samples):
    return samples / SAMPLE


@pytest.fixture(scope="module")
def tables(folder):
    return {name: pd.read_parquet(folder / "data" / f"{name}.parquet") for name in ("train", "test", "production")}


@pytest.fixture(scope="module")
def raw(folder):
    return pd.read_csv(folder / "data" / "raw" / "sales.csv.gz")


@pytest.mark.parametrize("name", ["train", "test", "production"])
def test_rows(tables, truth, name):
    assert len(tables[name]) == truth(SAMPLE, "rows", dataset=name)


def test_model_inputs(folder, truth):
    about = json.loads((folder / "models" / "model.json").read_text())
    assert len(about["inputs"]) == truth(SAMPLE, "model_inputs", dataset="train")


def test_split_is_clean_and_in_order(tables, truth):
    train, test = tables["train"], tables["test"]
    assert test["row_id"].isin(train["row_id"]).mean() == truth(SAMPLE, "train_test_overlap_share", dataset="test")
    assert train.duplicated().mean() == truth(SAMPLE, "duplicate_row_share", dataset="train")
    assert train["sale_date"].max() < test["sale_date"].min() < tables["production"]["sale_date"].min()


def test_untidy_export(raw, truth):
    assert raw.duplicated().sum() == truth(SAMPLE, "raw_repeated_rows", dataset="raw")
    assert (raw["units_sold"] < 0).sum() == truth(SAMPLE, "raw_returns", dataset="raw")


def test_reported_and_recorded_forecasts_are_the_models(folder, tables):
    model = joblib.load(folder / "models" / "model.joblib")
    inputs = json.loads((folder / "models" / "model.json").read_text())["inputs"]
    test, production = tables["test"], tables["production"]
    errors = test["units_sold"] - model.predict(test[inputs]).clip(0)
    reported = json.loads((folder / "reports" / "metrics.json").read_text())
    assert reported["metrics"]["rmse"] == pytest.approx(np.sqrt((errors**2).mean()), abs=5e-5)
    assert reported["metrics"]["wape"] == pytest.approx(errors.abs().sum() / test["units_sold"].sum(), abs=5e-5)
    assert reported["metrics"]["wape"] < 0.13 < 0.17 < reported["baseline"]["wape"]
    assert production["forecast"].to_numpy() == pytest.approx(model.predict(production[inputs]).clip(0))


def test_digests_name_the_shipped_files(folder):
    about = json.loads((folder / "models" / "model.json").read_text())
    for part in ("model", "data", "config"):
        path = folder / about[part]["path"]
        assert hashlib.sha256(path.read_bytes()).hexdigest() == about[part]["sha256"]


def test_live_test_counts_shop_days_that_did_not_sell_out(folder, tables):
    arms = json.loads((folder / "experiments" / "ab_test_result.json").read_text())["arms"]
    assert arms["control"]["n"] + arms["treatment"]["n"] == len(tables["production"])
    shares = {name: arm["successes"] / arm["n"] for name, arm in arms.items()}
    assert shares["treatment"] - shares["control"] > 0.05


def test_releases_got_better_and_wasted_less(folder):
    with (folder / "reports" / "releases.csv").open(encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    wape, waste = ([float(row[name]) for row in rows] for name in ("wape", "waste_share"))
    assert len(rows) == 5
    assert wape == sorted(wape, reverse=True)
    assert np.corrcoef(wape, waste)[0, 1] > 0.85
