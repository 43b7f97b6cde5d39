"""Lineage: five links, each followed on a small project."""

import hashlib
import json

import pytest

from checks.data_quality._lineage_facts import LINKS, lineage
from checks.data_quality.traced_links import traced_links
from readiness.domain.evidence import Absence, Absent
from readiness.evidence.data.data_pins import read_data_pins
from readiness.evidence.declared.manifest import DataManifest, Manifest, ModelManifest, TableSource
from readiness.evidence.files.git import git
from readiness.evidence.model.model_metadata import read_model_metadata

MANIFEST = Manifest(data=DataManifest(train=TableSource("data/train.csv")), model=ModelManifest("model.json"))
ROWS, MODEL = "a,y\n1,0\n", '{"learner": 1}'
STAGE = """stages:
  prepare:
    cmd: python prepare.py
    deps:
      - data/raw.csv
    outs:
      - data/train.csv
"""
WRITER = """import pandas as pd
def main():
    pd.read_csv("data/raw.csv").dropna().to_csv("data/train.csv")
if __name__ == "__main__":
    main()
"""


def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()


def record(**more):
    return json.dumps(
        {"version": "1", "model": {"sha256": sha(MODEL)}, "data": {"sha256": sha(ROWS)}, **more}, indent=1
    )


@pytest.fixture
def links(code_of):
    """Return a function from files to link name and whether it was followed."""

    def walked(files):
        code = code_of({"data/train.csv": ROWS, "model.json": MODEL, **files})
        metadata = read_model_metadata(code.project, MANIFEST)
        pins = read_data_pins(code.project, MANIFEST)
        return lineage(code.project, MANIFEST, metadata, pins, git(code.project), code.reach)

    return walked


def followed(found):
    return {link.name: link.traced for link in found.links}


def test_good_a_dvc_stage_and_a_full_record(links):
    found = links({"dvc.yaml": STAGE, "model_metadata.json": record(commit="a" * 40), "data/raw.csv": ROWS})
    # the folder is no repository of its own, so the commit cannot be looked up
    assert followed(found) == {LINKS[0]: True, LINKS[1]: True, LINKS[2]: None, LINKS[3]: True, LINKS[4]: True}
    measure = traced_links(found).measurements[0]
    assert (measure.value, measure.low, measure.high) == (0.8, 0.8, 1.0)


def test_good_code_that_runs_names_table_and_source(links):
    found = links({"prepare.py": WRITER, "model_metadata.json": record(), "data/raw.csv": ROWS})
    assert followed(found) == {LINKS[0]: True, LINKS[1]: True, LINKS[2]: False, LINKS[3]: True, LINKS[4]: True}
    places = {link.name: str(link.location) for link in found.links}
    assert (places[LINKS[3]], places[LINKS[4]]) == ("prepare.py:2", "prepare.py:3")
    result = traced_links(found)
    assert result.measurements[0].low is None
    assert "git rev-parse HEAD" in result.findings[0].fix


def test_good_an_openlineage_event(links):
    event = {
        "run": {"runId": "1"},
        "inputs": [{"name": "s3://lake/raw.parquet"}],
        "outputs": [{"name": "data/train.csv"}],
    }
    found = links({"lineage_events.json": json.dumps(event)})
    assert (followed(found)[LINKS[3]], followed(found)[LINKS[4]]) == (True, True)


def test_bad_a_record_of_other_files(links):
    found = links({"model_metadata.json": record().replace(sha(MODEL), "0" * 64).replace(sha(ROWS), "1" * 64)})
    assert set(followed(found).values()) == {False}
    assert traced_links(found).measurements[0].value == 0.0


def test_edge_a_stage_that_makes_something_else(links):
    found = links({"dvc.yaml": STAGE.replace("data/train.csv", "data/other.csv")})
    assert followed(found)[LINKS[3]] is False


def test_absent_without_a_model(project_of):
    project = project_of({"data/train.csv": ROWS})
    found = lineage(project, MANIFEST, Absent(""), Absent(""), Absent(""), Absent(""))
    assert isinstance(found, Absent)
    assert found.kind is Absence.CANNOT_TELL
