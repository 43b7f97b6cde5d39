"""The planted truths of sample_projects/churn_notebook, recomputed by plain pandas from the shipped files."""

import hashlib
import pickle
import re
import subprocess
import sys

import nbformat
import pandas as pd
import pytest
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split

SAMPLE = "churn_notebook"


@pytest.fixture(scope="module")
def folder(samples):
    return samples / SAMPLE


@pytest.fixture(scope="module")
def table(folder):
    return pd.read_csv(folder / "churn.csv")


@pytest.fixture(scope="module")
def model(folder):
    return pickle.loads((folder / "model.pkl").read_bytes())


@pytest.mark.slow
def test_the_seeded_script_writes_the_shipped_table(folder, tmp_path):
    subprocess.run([sys.executable, folder / "generate.py", "--data-only", "--out", tmp_path], check=True)
    digests = [hashlib.sha256((place / "churn.csv").read_bytes()).hexdigest() for place in (folder, tmp_path)]
    assert digests[0] == digests[1]


def test_shape(table, truth):
    assert len(table) == truth(SAMPLE, "rows")
    assert len(table.columns) == truth(SAMPLE, "columns")


def test_missing_shares(table, truth):
    share = table.isna().mean()
    for column in ("total_charges", "monthly_charges"):
        assert share[column] == truth(SAMPLE, "missing_share", column=column)
    assert share.drop("total_charges").max() == 0


def test_duplicate_rows(table, truth):
    assert table.duplicated().mean() == truth(SAMPLE, "duplicate_row_share")


def test_conflicting_labels(table, truth):
    inputs = [column for column in table.columns if column != "churn"]
    labels = table.groupby(inputs, dropna=False)["churn"].transform("nunique")
    assert (labels > 1).mean() == truth(SAMPLE, "conflicting_label_share")


def test_constant_columns(table, truth):
    assert [column for column in table if table[column].nunique() == 1] == truth(SAMPLE, "constant_columns")


def test_mixed_types_and_disguised_missing(table, truth):
    numbers = pd.to_numeric(table["avg_download_gb"], errors="coerce")
    assert numbers.isna().mean() == truth(SAMPLE, "mixed_type_share")
    assert table.loc[numbers.isna(), "avg_download_gb"].str.fullmatch(r"\d+,\d").all()
    assert (table["payment_method"] == "?").mean() == truth(SAMPLE, "disguised_missing_share")


def test_outliers_are_far_from_the_rest(table, truth):
    extreme = table["monthly_charges"] > 700
    assert extreme.sum() == truth(SAMPLE, "outlier_count")
    assert table.loc[~extreme, "monthly_charges"].max() <= 125


def test_label_balance(table, truth):
    assert (table["churn"] == "Yes").mean() == truth(SAMPLE, "positive_share")


def test_the_printed_accuracy_comes_from_the_shipped_model(folder, table, model, truth):
    outputs = [
        output["text"]
        for cell in nbformat.read(folder / "churn.ipynb", as_version=4).cells
        for output in cell.get("outputs", [])
        if output["output_type"] == "stream"
    ]
    printed = re.search(r"Accuracy: ([\d.]+)", "\n".join(outputs))
    train, test = train_test_split(table, test_size=0.25, random_state=42)
    recomputed = accuracy_score(test["churn"], model.predict(test[list(model.feature_names_in_)]))
    assert float(printed[1]) == truth(SAMPLE, "printed_accuracy")
    assert round(recomputed, 3) == float(printed[1])
    known = set(map(tuple, train.astype(str).to_numpy()))
    assert sum(tuple(row) in known for row in test.astype(str).to_numpy()) == truth(SAMPLE, "notebook_overlap_rows")


def test_the_model_takes_columns_of_the_table(table, model, truth):
    assert len(model.feature_names_in_) == truth(SAMPLE, "model_inputs")
    assert set(model.feature_names_in_) <= set(table.columns)
    assert list(model.classes_) == ["No", "Yes"]


def test_nothing_but_the_notebook_work_is_in_the_folder(folder):
    names = {path.name for path in folder.iterdir() if not path.name.startswith(("__", "."))}
    assert names == {
        "README.md",
        "SAMPLE.md",
        "churn.csv",
        "churn.ipynb",
        "generate.py",
        "model.pkl",
        "requirements.txt",
    }
