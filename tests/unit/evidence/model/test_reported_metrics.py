from pathlib import Path

import pytest

from readiness.domain.evidence import Absence, Absent
from readiness.evidence.declared.manifest import Manifest, ModelManifest
from readiness.evidence.files.project import Project, ProjectFile
from readiness.evidence.model.reported_metrics import ReportedMetrics, half_digit, read_metrics, reported_metrics


def project(folder: Path, **files: str) -> Project:
    entries = []
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        entries.append(ProjectFile(path.relative_to(folder).as_posix(), path.stat().st_size))
    return Project(folder, "p", tuple(entries))


def read(folder: Path, text: str, name: str = "metrics_dot_json") -> ReportedMetrics:
    found = read_metrics(project(folder, **{name: text}), name.replace("_dot_", "."))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "half"), [("0.83", 0.005), ("0.830", 0.0005), ("12", 0.5), ("1.23e-03", 5e-6), ("-4.5", 0.05)]
)
def test_half_digit_is_half_a_unit_of_the_last_printed_digit(text: str, half: float) -> None:
    assert half_digit(text) == pytest.approx(half)


def test_nested_json_keeps_key_line_dataset_and_digits(tmp_path: Path) -> None:
    found = read(tmp_path, '{\n "train": {"roc_auc": 0.99},\n\t"test": {\n  "ROC-AUC": 0.830,\n  "f1_score": 0.7}\n}')
    auc = found.on_test()[0]
    assert (auc.name, auc.key, auc.value, auc.half_digit, auc.location.line) == (
        "roc_auc",
        "test.ROC-AUC",
        0.83,
        0.0005,
        4,
    )
    assert [metric.name for metric in found.on_test()] == ["roc_auc", "f1"]
    assert [metric.dataset for metric in found.metrics] == ["train", "test", "test"]


def test_flat_names_percentages_and_averages(tmp_path: Path) -> None:
    found = read(
        tmp_path, '{"test_accuracy": 83.2, "macro_f1": 0.6, "val_auc": 0.8, "n_estimators": 100, "acc_std": 0.1}'
    )
    assert [(m.name, m.value, m.dataset, m.average) for m in found.metrics] == [
        ("accuracy", pytest.approx(0.832), "test", None),
        ("f1", 0.6, None, "macro"),
        ("roc_auc", 0.8, "validation", None),
    ]
    assert found.metrics[0].half_digit == pytest.approx(0.0005)


def test_a_classification_report_names_its_classes(tmp_path: Path) -> None:
    text = (
        '{"0": {"precision": 0.9}, "1": {"precision": 0.5, "support": 2}, "macro avg": {"precision": 0.7}, "acc": 0.8}'
    )
    assert [(m.name, m.average) for m in read(tmp_path, text).metrics] == [
        ("precision", "0"), ("precision", "1"), ("precision", "macro"), ("accuracy", None)
    ]  # fmt: skip


def test_a_list_of_names_and_values(tmp_path: Path) -> None:
    found = read(tmp_path, "metrics:\n- name: rmse\n  value: 12.5\n- name: r2\n  value: 0.9\n", "metrics_dot_yaml")
    assert [(m.name, m.value, m.location.line) for m in found.metrics] == [("rmse", 12.5, 3), ("r2", 0.9, 5)]


def test_what_the_file_says_about_its_model(tmp_path: Path) -> None:
    digest = "ab" * 32
    found = read(tmp_path, f'{{"model": {{"sha256": "{digest}", "version": "1.2"}}, "date": "2026-03-01", "auc": 0.8}}')
    assert (found.model_digest, found.model_version, found.date) == (digest, "1.2", "2026-03-01")
    bare = read(tmp_path, '{"auc": 0.8, "model": "random forest"}')
    assert (bare.model_digest, bare.model_version, bare.date) == (None, None, None)


@pytest.mark.parametrize(
    "text", ["", "[", "\x00\x01", "[" * 5000, '{"accuracy": "high"}', '{"epochs": 5}', "{a: &a [*a]}"]
)
def test_junk_gives_nothing(tmp_path: Path, text: str) -> None:
    assert read_metrics(project(tmp_path, metrics_dot_json=text), "metrics.json") is None


def test_a_named_file_that_is_missing_is_the_projects_own_mistake(tmp_path: Path) -> None:
    manifest = Manifest(
        path="readiness.yaml", model=ModelManifest(metrics="reports/m.json"), lines={"model.metrics": 7}
    )
    found = reported_metrics(project(tmp_path), manifest)
    assert isinstance(found, Absent) and found.kind is Absence.BLOCKED and found.own_fault
    assert str(found.location) == "readiness.yaml:7"


def test_without_a_name_the_fullest_file_is_taken(tmp_path: Path) -> None:
    folder = project(
        tmp_path, out__metrics_dot_json='{"auc": 0.8}', reports__test_metrics_dot_json='{"auc": 0.8, "f1": 0.7}'
    )
    found = reported_metrics(folder, Manifest())
    assert isinstance(found, ReportedMetrics) and found.path == "reports/test_metrics.json"
    none = reported_metrics(project(tmp_path / "empty"), Manifest())
    assert isinstance(none, Absent) and none.kind is Absence.NOTHING_FOUND and "metrics.json" in none.fix


def test_an_mlflow_run_is_read_from_its_files(tmp_path: Path) -> None:
    folder = project(
        tmp_path,
        mlruns__0__abc__metrics__test_auc="1700000000000 0.71 0\n1700000000001 0.75 1\n",
        mlruns__0__old__metrics__test_auc="1600000000000 0.5 0\n",
        mlruns__0__abc__metrics__loss="1700000000000 0.4 0\n",
    )
    found = reported_metrics(folder, Manifest())
    assert isinstance(found, ReportedMetrics)
    assert [(m.name, m.value, m.dataset) for m in found.metrics] == [("roc_auc", 0.75, "test")]
    assert (found.model_version, found.path) == ("abc", "mlruns/0/abc")


def test_intervals_folds_and_groups_are_not_taken_for_the_metric(tmp_path: Path) -> None:
    text = """{"metrics": {"roc_auc": 0.83}, "intervals": {"roc_auc": [0.81, 0.85]}, "roc_auc_ci": {"low": 0.8},
        "accuracy": [0.7, 0.8], "groups": {"sex": {"female": {"accuracy": 0.6}}}}"""
    assert [(m.key, m.value) for m in read(tmp_path, text).metrics] == [("metrics.roc_auc", 0.83)]
