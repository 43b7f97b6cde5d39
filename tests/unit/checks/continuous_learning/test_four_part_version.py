"""Versions in one record that agree with what they name."""

import hashlib
import json

import pygit2
import pytest

from checks.continuous_learning._version_facts import four_versions
from checks.continuous_learning.four_part_version import four_part_version
from readiness.domain.evidence import Absent
from readiness.evidence.declared.manifest import DataManifest, Manifest, ModelManifest, TableSource
from readiness.evidence.files.git import git

MANIFEST = Manifest(data=DataManifest(train=TableSource("train.csv")), model=ModelManifest(path="m.bin"))
TEXTS = {"m.bin": "weights", "train.csv": "a\n1\n", "params.yaml": "seed: 1\n"}
PACKAGE = {"pyproject.toml": '[project]\nname = "a"\nversion = "1.2.0"\n'}


def sha(name):
    return hashlib.sha256(TEXTS[name].encode()).hexdigest()


GOOD = {
    "version": "1.2.0",
    "model": {"sha256": sha("m.bin")},
    "data": {"sha256": sha("train.csv")},
    "code": {"version": "1.2.0"},
    "config": {"sha256": sha("params.yaml")},
}


@pytest.mark.parametrize(
    ("record", "count"),
    [
        pytest.param(GOOD, 4, id="good"),
        pytest.param({"model_sha256": sha("m.bin"), "data_sha256": sha("train.csv")}, 2, id="flat keys, two parts"),
        pytest.param(GOOD | {"data": {"sha256": "0" * 64}}, 3, id="other data"),
        pytest.param(GOOD | {"code": {"version": "1.1.0"}}, 3, id="other code"),
        pytest.param(GOOD | {"config": {"version": "3.0"}}, 3, id="configuration not comparable"),
        pytest.param(dict.fromkeys(("model", "data", "code", "config"), "latest"), None, id="words"),
        pytest.param({"model": {"sha256": sha("m.bin")}}, None, id="model only"),
    ],
)
def test_count(project_of, record, count):
    project = project_of(TEXTS | PACKAGE | {"model.json": json.dumps(record)})
    found = four_versions(project, MANIFEST, Absent("no repository"))
    if count is None:
        assert isinstance(found, Absent)
        return
    result = four_part_version(found)
    assert result.measurements[0].value == count
    assert len(result.findings) == 4 - count


@pytest.mark.parametrize(("real", "agrees"), [(True, True), (False, False)], ids=["commit exists", "made up"])
def test_a_commit_is_looked_up(project_of, tmp_path, real, agrees):
    repository = pygit2.init_repository(str(tmp_path))
    author = pygit2.Signature("a", "a@example.com", 1, 0)
    tree = repository.TreeBuilder().write()
    first = repository.create_commit("HEAD", author, author, "one", tree, [])
    repository.create_commit("HEAD", author, author, "two", tree, [first])
    commit = str(first) if real else "1" * 39 + "a"
    record = {"model": {"sha256": sha("m.bin")}, "commit": commit}
    project = project_of(TEXTS | {"model.json": json.dumps(record)})
    assert four_versions(project, MANIFEST, git(project)).parts["code"].agrees is agrees
