"""The inferred suite: its rules, what breaks them, and that Great Expectations itself runs the file."""

import json

import numpy as np
import pandas as pd
import pytest

from checks.data_quality.inferred_rules import inferred_rules
from readiness.domain.evidence import Absence, Absent
from readiness.domain.settings import Settings
from readiness.evidence.data.inferred_suite import inferred_suite, suite_json
from readiness.evidence.data.tables import tables
from readiness.evidence.data.tables_profile import table_profiles
from readiness.evidence.declared.manifest import DataManifest, Manifest, TableSource
from readiness.suite_api import NoSuite
from readiness.suite_api import inferred_suite as as_text


def table(rng, rows, shift=0.0, names=("x", "y")):
    gap = rng.random(rows) < 0.1
    frame = pd.DataFrame(
        {
            "id": np.arange(rows),
            "a": (rng.normal(size=rows) + shift).round(4),
            "b": np.where(gap, "", rng.integers(0, 50, rows).astype(str)),
            "c": rng.choice(names, rows),
        }
    )
    return frame.to_csv(index=False)


@pytest.fixture
def inferred(project_of):
    """Return a function from train and production to the fact."""

    def made(train, production=None):
        files = {"train.csv": train} | ({"production.csv": production} if production else {})
        sources = {name.removesuffix(".csv"): TableSource(name) for name in files}
        manifest = Manifest(data=DataManifest(**sources, id="id"))
        found = tables(project_of(files), manifest)
        return inferred_suite(found, table_profiles(found, manifest), manifest)

    return made


def test_rules_of_every_input(inferred):
    rules = inferred(table(np.random.default_rng(0), 500)).suite.expectations
    kinds = [(rule.type.removeprefix("expect_"), rule.kwargs.get("column")) for rule in rules]
    assert ("column_values_to_be_unique", "id") in kinds
    assert ("column_values_to_be_in_set", "c") in kinds
    assert ("column_mean_to_be_between", "a") in kinds
    gaps = next(rule for rule in rules if rule.type.endswith("not_be_null") and rule.kwargs["column"] == "b")
    assert 0.82 < gaps.kwargs["mostly"] < 0.9


def test_a_shift_a_new_category_and_lost_columns_break_rules(inferred):
    rng = np.random.default_rng(0)
    result = inferred_rules(inferred(table(rng, 1_000), table(rng, 1_000, shift=1.0, names=("x", "z"))))
    assert {finding.column for finding in result.findings} == {"a", "c"}
    assert 0 < result.measurements[0].value < 0.5
    lost = inferred_rules(inferred(table(rng, 1_000), "id,a\n1,0.5\n2,-0.5\n"))
    assert {"b", "c"} <= {finding.column for finding in lost.findings}


def test_equal_sources_break_at_most_one_rule_in_a_hundred(inferred):
    rng = np.random.default_rng(3)
    broken = judged = 0
    for turn in range(30):
        rows = (300, 2_000)[turn % 2]
        results = inferred(table(rng, rows), table(rng, rows)).results["production"]
        judged += len(results)
        broken += sum(result.success is False for result in results)
    assert broken <= judged / 100


def test_too_few_rows_and_no_table(inferred, tmp_path, settings):
    found = inferred(table(np.random.default_rng(0), 50))
    assert isinstance(found, Absent)
    assert found.kind is Absence.CANNOT_TELL
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "train.py").write_text("import sklearn\n")
    with pytest.raises(NoSuite):
        as_text(tmp_path / "empty", settings)


@pytest.fixture
def settings():
    import datetime as dt

    return Settings(now=dt.datetime(2026, 1, 2, tzinfo=dt.UTC))


def test_great_expectations_loads_and_runs_it_in_a_plain_project(inferred, tmp_path, monkeypatch):
    monkeypatch.setenv("GX_ANALYTICS_ENABLED", "false")
    import io

    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    rng = np.random.default_rng(0)
    text = table(rng, 500)
    content = suite_json(inferred(text).suite)
    assert content == suite_json(inferred(text).suite)
    project = gx.get_context(mode="file", project_root_dir=tmp_path / "plain")
    project.variables.progress_bars = ProgressBarsConfig(globally=False)
    name = json.loads(content)["name"]
    (tmp_path / "plain" / "gx" / "expectations" / f"{name}.json").write_text(content)
    suite = project.suites.get(name)
    assert len(suite.expectations) == len(json.loads(content)["expectations"])
    asset = project.data_sources.add_pandas("rows").add_dataframe_asset("train")
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": pd.read_csv(io.StringIO(text))})
    assert batch.validate(suite).success
    moved = pd.read_csv(io.StringIO(table(rng, 500, shift=2.0)))
    assert not asset.get_batch_definition("all").get_batch({"dataframe": moved}).validate(suite).success
