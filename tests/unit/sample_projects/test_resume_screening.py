"""The planted truths of sample_projects/resume_screening, recomputed by pandas and NumPy from the shipped files."""

import hashlib
import json
import re
import subprocess
import sys

import joblib
import numpy as np
import pandas as pd
import pytest
import yaml
from pandas.testing import assert_frame_equal
from sklearn.metrics import accuracy_score, brier_score_loss, f1_score, precision_score, recall_score, roc_auc_score

SAMPLE = "resume_screening"
SENSITIVE = ["sex", "age_group", "nationality"]


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_json(path):
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def folder(samples):
    return samples / SAMPLE


@pytest.fixture(scope="module")
def tables(folder):
    return {name: pd.read_parquet(folder / "data" / f"{name}.parquet") for name in ("train", "test", "production")}


@pytest.fixture(scope="module")
def inputs(folder):
    return read_json(folder / "models" / "model.json")["inputs"]


@pytest.fixture(scope="module")
def scored(folder, tables, inputs):
    model = joblib.load(folder / "models" / "model.joblib")
    return tables["test"].assign(
        score=model.predict_proba(tables["test"][inputs])[:, 1], chosen=model.predict(tables["test"][inputs])
    )


@pytest.mark.slow
def test_the_seeded_script_writes_the_shipped_data(folder, tmp_path):
    subprocess.run([sys.executable, folder / "scripts" / "make_data.py", "--out", tmp_path], check=True)
    for name, read in (("raw/applications.csv.gz", pd.read_csv), ("production.parquet", pd.read_parquet)):
        assert_frame_equal(read(tmp_path / name), read(folder / "data" / name))


def test_pins_and_digests_name_the_shipped_files(folder):
    pins = dict(line.split()[::-1] for line in (folder / "data" / "SHA256SUMS").read_text().splitlines())
    assert set(pins) == {"train.parquet", "test.parquet", "production.parquet", "raw/applications.csv.gz"}
    assert pins == {name: sha256(folder / "data" / name) for name in pins}
    about = read_json(folder / "models" / "model.json")
    for part in ("model", "data", "config"):
        assert about[part]["sha256"] == sha256(folder / about[part]["path"])
    code = hashlib.sha256()
    for path in sorted((folder / "src" / "screening").glob("*.py")):
        code.update(path.name.encode() + b"\0" + path.read_bytes())
    assert about["code"]["sha256"] == code.hexdigest()
    for report in ("metrics", "explanations"):
        assert read_json(folder / "reports" / f"{report}.json")["model"]["sha256"] == about["model"]["sha256"]
    for report in ("cross_validation", "model_selection"):
        assert read_json(folder / "reports" / f"{report}.json")["model_sha256"] == about["model"]["sha256"]


def test_rows_missing_cells_and_labels(tables, truth):
    for name, table in tables.items():
        assert len(table) == truth(SAMPLE, "rows", dataset=name)
        assert not table.duplicated().any()
    for name in ("train", "test"):
        assert tables[name]["test_score"].isna().mean() == truth(SAMPLE, "missing_share", dataset=name)
        assert tables[name]["invited"].mean() == truth(SAMPLE, "positive_share", dataset=name)
        assert tables[name].drop(columns="test_score").notna().all(axis=None)


def test_no_row_is_in_both_tables_and_no_label_contradicts(tables, inputs, truth):
    train, test = tables["train"], tables["test"]
    assert train["applied_at"].max() < test["applied_at"].min()
    assert set(train["application_id"]).isdisjoint(test["application_id"])
    assert len(test.merge(train, on=inputs)) / len(test) == truth(SAMPLE, "train_test_overlap_share")
    labels = train.groupby(inputs, dropna=False)["invited"].transform("nunique")
    assert (labels > 1).mean() == truth(SAMPLE, "conflicting_label_share")


def test_the_raw_export_is_untidy_as_documented(folder, truth):
    raw = pd.read_csv(folder / "data" / "raw" / "applications.csv.gz")
    assert raw.duplicated().sum() == truth(SAMPLE, "raw_repeated_rows")
    assert (raw.drop_duplicates()["years_experience"] > 45).sum() == truth(SAMPLE, "raw_months_for_years")


def test_the_model_takes_documented_inputs_and_no_sensitive_one(folder, inputs, truth):
    assert len(inputs) == truth(SAMPLE, "model_inputs")
    assert set(inputs).isdisjoint(SENSITIVE)
    dictionary = (folder / "docs" / "data_dictionary.md").read_text(encoding="utf-8")
    assert all(f"| `{name}` |" in dictionary for name in [*inputs, "invited", *SENSITIVE])


def test_reported_metrics_are_the_models(folder, scored, truth):
    label, chosen = scored["invited"], scored["chosen"]
    found = {
        "roc_auc": roc_auc_score(label, scored["score"]),
        "brier_score": brier_score_loss(label, scored["score"]),
        "accuracy": accuracy_score(label, chosen),
        "precision": precision_score(label, chosen),
        "recall": recall_score(label, chosen),
        "f1": f1_score(label, chosen),
    }
    reported = read_json(folder / "reports" / "metrics.json")["metrics"]
    for name, value in found.items():
        assert value == truth(SAMPLE, name)
        assert round(value, 4) == reported[name]
    card = (folder / "docs" / "model_card.md").read_text(encoding="utf-8")
    assert all(f"| {value:.4f} |" in card for value in reported.values())


def test_selection_rates_and_the_interval_below_the_limit(scored, truth):
    groups = scored.groupby("sex")["chosen"].agg(["size", "mean"])
    for group in ("female", "male"):
        assert groups.loc[group, "size"] == truth(SAMPLE, "group_rows", group=group)
        assert groups.loc[group, "mean"] == truth(SAMPLE, "selection_rate", group=group)
    rates = groups["mean"]
    assert rates["female"] / rates["male"] == truth(SAMPLE, "demographic_parity_ratio", attribute="sex")
    assert rates["male"] - rates["female"] == truth(SAMPLE, "demographic_parity_difference")
    rng = np.random.default_rng(7)
    women, men = (rng.binomial(groups.loc[g, "size"], rates[g], 40_000) / groups.loc[g, "size"] for g in rates.index)
    low, high = np.quantile(women / men, [0.025, 0.975])
    assert low == truth(SAMPLE, "demographic_parity_ratio_low")
    assert high == truth(SAMPLE, "demographic_parity_ratio_high")
    assert np.quantile(women / men, 1 - 0.025 / 3) < 0.8


def test_error_rates_differ_by_sex(scored, truth):
    gaps = [abs(np.subtract(*scored[scored["invited"] == label].groupby("sex")["chosen"].mean())) for label in (0, 1)]
    assert max(gaps) == truth(SAMPLE, "equalized_odds_difference")


def test_one_group_is_tiny_and_one_straddles_the_limit(scored, truth):
    groups = scored.groupby("nationality")["chosen"].agg(["size", "mean"])
    assert groups.loc["oceania", "size"] == truth(SAMPLE, "group_rows", group="oceania")
    assert groups.drop("oceania")["size"].min() >= 100
    rng = np.random.default_rng(7)
    draws = {name: rng.binomial(row["size"], row["mean"], 40_000) / row["size"] for name, row in groups.iterrows()}
    low, high = np.quantile(draws["africa"] / draws["domestic"], [0.025, 0.975])
    assert low < 0.8 < high


def test_a_plausible_feature_dominates(folder, truth):
    importance = read_json(folder / "reports" / "explanations.json")["mean_abs_shap"]
    assert max(importance, key=importance.get) == truth(SAMPLE, "top_feature")
    assert list(importance.values()) == sorted(importance.values(), reverse=True)


def test_no_feature_gives_the_target_away(tables, inputs):
    train = tables["train"]
    numbers = [name for name in inputs if pd.api.types.is_numeric_dtype(train[name])]
    areas = [roc_auc_score(train["invited"], train[name].fillna(train[name].median())) for name in numbers]
    assert max(max(area, 1 - area) for area in areas) < 0.75


def test_recent_requests_have_not_drifted(folder, truth):
    drift = read_json(folder / "reports" / "drift.json")["population_stability_index"]
    assert max(drift.values()) == truth(SAMPLE, "largest_population_stability_index")


def test_deployment_parts_agree(folder):
    parts = {path.stem: yaml.safe_load(path.read_text()) for path in (folder / "k8s").glob("*.yaml")}
    deployment, service = parts["deployment"], parts["service"]
    pod = deployment["spec"]["template"]
    container = pod["spec"]["containers"][0]
    labels = pod["metadata"]["labels"]
    assert deployment["spec"]["selector"]["matchLabels"] == service["spec"]["selector"] == labels
    assert parts["pdb"]["spec"]["selector"]["matchLabels"] == labels
    assert service["spec"]["ports"][0]["targetPort"] == container["ports"][0]["name"] == "http"
    assert parts["hpa"]["spec"]["scaleTargetRef"]["name"] == deployment["metadata"]["name"]
    backend = parts["ingress"]["spec"]["rules"][0]["http"]["paths"][0]["backend"]["service"]
    assert backend["name"] == service["metadata"]["name"]
    version = read_json(folder / "models" / "model.json")["version"]
    assert container["image"].endswith(f":{version}")
    dockerfile = (folder / "Dockerfile").read_text()
    assert f"EXPOSE {container['ports'][0]['containerPort']}" in dockerfile
    assert all(f" {name}" in dockerfile for name in ("models/model.joblib", "requirements.lock", "src/"))


def test_alerts_and_dashboard_ask_for_metrics_the_code_moves(folder):
    serve = (folder / "src" / "screening" / "serve.py").read_text()
    exported = set(re.findall(r'"(screening_[a-z_]+)"', serve))
    default = {"up", "process_cpu_seconds_total", "process_resident_memory_bytes"}
    rules = yaml.safe_load((folder / "monitoring" / "prometheus" / "alerts.yml").read_text())["groups"][0]["rules"]
    panels = read_json(folder / "monitoring" / "grafana" / "resume_screening.json")["panels"]
    queries = [rule["expr"] for rule in rules] + [target["expr"] for panel in panels for target in panel["targets"]]
    asked = {name for query in queries for name in re.findall(r"\b(?:screening_\w+|process_\w+|up)\b", query)}
    asked = {re.sub(r"_(bucket|sum|count)$", "", name) for name in asked}
    assert asked <= exported | default
    assert exported <= asked
    runbook = (folder / "docs" / "runbook.md").read_text()
    for rule in rules:
        assert f"## {rule['alert']}\n" in runbook
        assert rule["annotations"]["runbook_url"] == f"docs/runbook.md#{rule['alert'].lower()}"


def test_every_declared_dependency_is_locked_exactly(folder):
    for name in ("requirements", "requirements-dev"):
        wanted = re.findall(r"^([a-z][\w-]*)", (folder / f"{name}.in").read_text(), re.M)
        locked = set(re.findall(r"^([a-z][\w-]*)==[\w.]+", (folder / f"{name}.lock").read_text(), re.M))
        assert set(wanted) <= locked
    about = read_json(folder / "models" / "model.json")["libraries"]
    lock = (folder / "requirements.lock").read_text()
    assert all(f"\n{name}=={version} " in lock for name, version in about.items() if name != "python")
