"""What is guessed from a folder, and what is left unsaid because it is not safe."""

from datetime import UTC, datetime

import pytest

from readiness.domain.settings import Settings
from readiness.evidence.declared.manifest_inference import manifest
from readiness.evidence.files.project_index import open_project

NOW = Settings(datetime(2026, 11, 20, tzinfo=UTC))
TABLE = "customer_id,age,churn\n" + "".join(f"{i},{20 + i % 50},{i % 2}\n" for i in range(100))


def guessed(tmp_path, files):
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    found = manifest(open_project(tmp_path, NOW), NOW)
    return found, {guess.key: guess.value for guess in found.guesses}


def test_a_single_table_is_the_training_data_and_its_header_says_the_rest(tmp_path):
    found, guesses = guessed(tmp_path, {"customers.csv": TABLE, "model.pkl": "x"})
    assert guesses == {
        "data.train": "customers.csv",
        "data.target": "churn",
        "data.positive": 1,
        "data.id": "customer_id",
        "task": "binary-classification",
        "model.path": "model.pkl",
    }
    assert found.guesses[0].reason == "the only table of the project"
    assert not found.declares("data.train")


def test_names_and_folders_say_which_table_is_which(tmp_path):
    _, guesses = guessed(
        tmp_path,
        {
            "data/train.csv": TABLE,
            "data/test/part-00.csv": TABLE,
            "data/test/part-01.csv": TABLE,
            "data/current.csv": TABLE,
            "tests/fixtures/train.csv": TABLE,
            "reports/test_predictions.csv": TABLE,
        },
    )
    assert guesses["data.train"] == "data/train.csv"
    assert guesses["data.test"] == "data/test/*.csv"
    assert guesses["data.production"] == "data/current.csv"


@pytest.mark.parametrize(
    "files",
    [
        {"a.csv": TABLE, "b.csv": TABLE},
        {"x/train.csv": TABLE, "y/train.csv": TABLE},
        {"train.csv": "", "other.csv": "a\n"},
    ],
    ids=["two tables", "two trains", "empty"],
)
def test_ambiguity_is_left_unsaid(tmp_path, files):
    _, guesses = guessed(tmp_path, files)
    assert "data.target" not in guesses
    assert guesses.get("data.train") in (None, "train.csv")


@pytest.mark.parametrize(
    ("column", "task"),
    [
        ([f"{i / 7:.3f}" for i in range(60)], "regression"),
        (["a", "b", "c"] * 30, "multiclass-classification"),
        (["0", "1"] * 30, "binary-classification"),
        (["1", "2", "3", "4", "5"] * 4, None),
        (["0", "1", "2"] * 30, "multiclass-classification"),
    ],
)
def test_the_task_follows_from_the_values_of_the_target(tmp_path, column, task):
    table = "a,target\n" + "".join(f"{i},{value}\n" for i, value in enumerate(column))
    found, _ = guessed(tmp_path, {"d.csv": table})
    assert found.task == task


def test_what_is_declared_is_never_overridden_and_missing_files_are_named(tmp_path):
    found, guesses = guessed(
        tmp_path, {"readiness.yaml": "data:\n  train: data/gone.csv\n  target: age\n", "customers.csv": TABLE}
    )
    assert found.data.target == "age"
    assert "data.train" not in guesses
    (problem,) = found.problems
    assert str(problem.location) == "readiness.yaml:2"
    assert "data/gone.csv" in problem.message


def test_several_models_are_not_chosen_between(tmp_path):
    _, guesses = guessed(tmp_path, {"a.pkl": "x", "b.pkl": "x"})
    assert "model.path" not in guesses
    _, guesses = guessed(tmp_path, {"a.pkl": "x", "b.pkl": "x", "model_final.joblib": "x", "scaler.pkl": "x"})
    assert guesses["model.path"] == "model_final.joblib"


def test_a_manifest_kept_elsewhere_is_read(tmp_path):
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "a.py").write_text("x = 1\n")
    (tmp_path / "m.yaml").write_text("name: kept elsewhere\n")
    settings = Settings(NOW.now, manifest=tmp_path / "m.yaml")
    assert manifest(open_project(tmp_path / "project", settings), settings).name == "kept elsewhere"
