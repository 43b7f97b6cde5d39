"""The manifest as written: values are taken, faults are named with their line."""

import pytest

from readiness.evidence.declared.manifest import TableSource
from readiness.evidence.declared.manifest_reading import manifest_as_written
from readiness.evidence.files.yaml_lines import read_yaml


def read(text):
    return manifest_as_written("readiness.yaml", read_yaml(text), "folder")


def test_a_full_manifest_is_taken_with_lines():
    found = read(
        "version: 1\nname: mortgage\ntask: binary-classification\nserving: online\nplatform: kubernetes\n"
        "risk_tier: critical\npeople:\n  decisions: true\n  personal_data: personal\ndomains: {infra: elsewhere}\n"
        "data:\n  train: ./data/train.parquet\n  test: {connection: env:DB, table: s.t}\n  positive: 1\n"
        "  ignore: [notes]\n  sensitive: [race, sex]\n  limits: {missing: 0.1}\n"
        'model: {path: m.joblib, format: joblib}\ntargets: {roc_auc: ">=0.75"}\n'
    )
    assert found.problems == ()
    assert (found.name, found.task, found.risk_tier) == ("mortgage", "binary-classification", "critical")
    assert found.people.decisions is True
    assert found.data.train == TableSource("data/train.parquet")
    assert found.data.test == TableSource(None, "env:DB", "s.t")
    assert found.data.limits == {"missing": 0.1, "duplicates": 0.01}
    assert found.data.sensitive == ("race", "sex")
    assert found.targets == {"roc_auc": ">= 0.75"}
    assert found.lines["data.train"] == 12
    assert str(found.location("people.decisions")) == "readiness.yaml:8"
    assert not found.declares("data.limits.duplicates")


@pytest.mark.parametrize(
    ("text", "line", "words", "fix"),
    [
        ("nme: x", 1, "unknown key nme", "Write name"),
        ("task: binary-clasification", 1, "not known", "Write binary-classification"),
        ("people:\n  decisions: maybe", 2, "neither true nor false", "Write true or false"),
        ("people:\n  decisions: false", 2, "without a reason", "Write people.reason"),
        ("data: [a]", 1, "data is not a mapping", "Write keys and values below it"),
        ("data:\n  limits:\n    missing: 5", 3, "no share", "Write a number from 0 to 1"),
        ("data:\n  train: ../x.csv", 2, "leads out", "Name a path inside the folder"),
        ("data:\n  train: {table: t}", 2, "names no table", "Write a file, or both connection and table"),
        ("data:\n  target: [a, b]", 2, "not a single value", "Write one value"),
        ("targets:\n  f1: good", 2, "no bound", 'Write an operator and a number: ">= 0.75"'),
        ("model: {entry_point: os.system}", 1, "package.module:function", "Write package.module:predict"),
        ("name: a\nname: b", 2, "stands twice", "Keep one of them"),
    ],
)
def test_faults_are_named_with_line_and_way_out(text, line, words, fix):
    (problem,) = read(text).problems
    assert problem.location.line == line
    assert words in problem.message
    assert problem.fix == fix


@pytest.mark.parametrize(
    ("written", "label"), [("yes", "yes"), ("true", True), ("1", 1), ("'1'", "1"), ("0.5", 0.5), ("denied", "denied")]
)
def test_the_positive_label_is_the_word_in_the_table(written, label):
    found = read(f"data: {{positive: {written}}}").data.positive
    assert found == label
    assert type(found) is type(label)


def test_the_rest_of_a_faulty_manifest_is_used():
    found = read("bogus: 1\nname: kept\ndata: 7\nmodel: {path: m.pkl, formt: x}\n")
    assert found.name == "kept"
    assert found.model.path == "m.pkl"
    assert len(found.problems) == 3
