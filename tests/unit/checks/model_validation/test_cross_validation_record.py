from collections.abc import Callable, Mapping

import pytest

from checks.model_validation._fold_facts import CrossValidation, FoldRecord, cross_validation, fold_records
from checks.model_validation.cross_validation_record import cross_validation_record
from readiness.domain.check import Strength
from readiness.domain.evidence import Absent
from readiness.domain.finding import Location
from readiness.evidence.declared.manifest import DataManifest, Manifest
from readiness.evidence.files.project import Project

PLAIN = Manifest()
GROUPED = Manifest(path="readiness.yaml", data=DataManifest(group="household"), lines={"data.group": 8})
ORDERED = Manifest(data=DataManifest(time="day"))


def record(method: str = "") -> CrossValidation:
    return CrossValidation((FoldRecord("roc_auc", (0.8, 0.7, 0.9), Location("cv.json", 3), method),))


def test_fold_scores_on_record_hold() -> None:
    result = cross_validation_record(record("StratifiedKFold"), PLAIN)
    assert (result.holds, result.strength) == (True, Strength.E2)
    assert "3 fold scores of roc_auc by StratifiedKFold" in result.evidence[0].why


def test_calls_alone_are_declared_not_exercised() -> None:
    result = cross_validation_record(CrossValidation(calls=(("cross_val_score", Location("train.py", 9)),)), PLAIN)
    assert (result.holds, result.strength) == (True, Strength.E1)


@pytest.mark.parametrize(
    ("method", "manifest", "holds"),
    [
        pytest.param("GroupKFold", GROUPED, True, id="groups kept together"),
        pytest.param("KFold", GROUPED, False, id="groups torn apart"),
        pytest.param("", GROUPED, None, id="splitter not named"),
        pytest.param("Time Series Split", ORDERED, True, id="folds in order"),
        pytest.param("StratifiedKFold", ORDERED, False, id="trained on the future"),
    ],
)
def test_folds_must_suit_the_declared_data(method: str, manifest: Manifest, holds: bool | None) -> None:
    assert cross_validation_record(record(method), manifest).holds is holds


@pytest.mark.parametrize(
    ("text", "scores"),
    [
        (
            '{"method": "GroupKFold(5)", "folds": [{"roc_auc": 0.8}, {"roc_auc": 0.7}, {"roc_auc": 0.9}]}',
            (0.8, 0.7, 0.9),
        ),
        ('{"test_roc_auc": [0.8, 0.7, 0.9]}', (0.8, 0.7, 0.9)),
        ('{"roc_auc": {"folds": [0.8, 0.7, 0.9], "mean": 0.8}}', (0.8, 0.7, 0.9)),
        ('{"roc_auc": [0.8, 0.7]}', None),
        ('{"roc_auc": 0.8}', None),
        ("[[[", None),
    ],
)
def test_fold_scores_are_read_from_files(
    project_of: Callable[[Mapping[str, str]], Project], text: str, scores: tuple[float, ...] | None
) -> None:
    found = fold_records(project_of({"cv_scores.json": text}), "cv_scores.json")
    assert [entry.scores for entry in found] == ([scores] if scores else [])


def test_lists_in_other_files_are_no_folds(project_of: Callable[[Mapping[str, str]], Project]) -> None:
    folder = project_of({"metrics.json": '{"roc_auc": [0.8, 0.7, 0.9]}'})
    assert fold_records(folder, "metrics.json") == []
    assert isinstance(cross_validation(folder, Absent("no training code")), Absent)
