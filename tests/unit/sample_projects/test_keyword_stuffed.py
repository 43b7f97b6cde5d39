"""sample_projects/keyword_stuffed names every tool and does nothing: both halves, checked without the product."""

import ast
import json
import pickle
import re

import pandas as pd
import pytest
import yaml

SAMPLE = "keyword_stuffed"
TOOLS = """
MLflow; Weights & Biases; Neptune; DVC; Git; MLflow Model Registry; Vertex AI Model Registry; SageMaker Model Registry;
Airflow; Prefect; Kubeflow; cron; Spark; Feast; Tecton; SageMaker Feature Store; Flask; FastAPI; Django REST;
TensorFlow Serving; Seldon Core; BentoML; SageMaker; Vertex AI; Azure ML; Wallaroo; Lambda; Azure Functions;
Google Cloud Functions; pickle; joblib; ONNX; SavedModel; TF Lite; Core ML; TF.js; PyTorch Mobile; TensorRT;
requirements.txt; environment.yml; Conda; Poetry; Docker; Kubernetes; Istio; Prometheus; Grafana; CloudWatch;
Elasticsearch; Logstash; Kibana; Evidently; WhyLabs; Arize; locust; SHAP; LIME; XGBoost; Python; Jupyter; Streamlit
"""


@pytest.fixture(scope="module")
def folder(samples):
    return samples / SAMPLE


@pytest.fixture(scope="module")
def manifest(folder):
    return yaml.safe_load((folder / "readiness.yaml").read_text())


def test_every_tool_is_named(folder, truth):
    readme = (folder / "README.md").read_text(encoding="utf-8")
    named = [tool for tool in re.split(r";\s+", TOOLS.strip()) if tool in readme]
    assert len(named) == len(re.split(r";\s+", TOOLS.strip())) == truth(SAMPLE, "tools_named")


def test_every_domain_is_declared_in_the_folder(manifest):
    domains = ["data", "model", "code", "serving", "pipeline", "infra", "ci", "monitoring", "experiments", "docs"]
    assert manifest["domains"] == dict.fromkeys(domains, "in-folder")


def test_the_data_has_no_row_or_is_missing(folder, manifest, truth):
    assert len(pd.read_csv(folder / manifest["data"]["train"])) == truth(SAMPLE, "rows")
    missing = [manifest["data"][name] for name in ("test", "production")]
    assert missing == truth(SAMPLE, "missing_files")
    assert not any((folder / name).exists() for name in missing)


def test_no_model_file_can_predict(folder, manifest):
    with pytest.raises((pickle.UnpicklingError, ValueError, EOFError, IndexError, KeyError)):
        pickle.loads((folder / manifest["model"]["path"]).read_bytes())
    others = [path for path in (folder / "models").iterdir() if path.name != "model_final_v2_new.pkl"]
    assert len(others) == 5
    assert not any(path.stat().st_size for path in [*others, folder / "saved_model" / "1" / "saved_model.pb"])
    assert set(json.loads((folder / manifest["model"]["metrics"]).read_text()).values()) == {None}


def test_no_python_does_anything(folder, truth):
    trees = {path: ast.parse(path.read_text()) for path in folder.rglob("*.py")}
    asserting = [node for tree in trees.values() for node in ast.walk(tree) if isinstance(node, ast.Assert)]
    assert len(asserting) == truth(SAMPLE, "assertions")
    calls = {
        ast.unparse(node.func).rsplit(".", 1)[-1]
        for tree in trees.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
    }
    updates = calls & {"inc", "observe", "set", "labels", "info", "warning", "error", "exception", "log"}
    assert len(updates) == truth(SAMPLE, "metric_updates")
    assert not calls & {"fit", "load", "dump", "read_csv", "train_test_split", "cross_val_score", "MetricFrame"}
    predict = next(
        node for node in ast.walk(trees[folder / "src" / "app.py"]) if getattr(node, "name", None) == "predict"
    )
    returned = next(node for node in ast.walk(predict) if isinstance(node, ast.Return))
    assert ast.literal_eval(returned.value) == {"prediction": 1}


def test_the_schedule_is_none_over_empty_tasks(folder):
    tree = ast.parse((folder / "dags" / "retrain.py").read_text())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    dag = next(call for call in calls if ast.unparse(call.func) == "DAG")
    assert [word.value.value for word in dag.keywords if word.arg == "schedule"] == [None]
    assert sum(ast.unparse(call.func) == "EmptyOperator" for call in calls) == 5
    crontab = (folder / "scripts" / "crontab").read_text().splitlines()
    assert all(line.startswith("#") for line in crontab)


def test_nothing_is_pinned(folder, truth):
    lines = (folder / "requirements.txt").read_text().split()
    assert sum(any(sign in line for sign in "=<>~@") for line in lines) == truth(SAMPLE, "pinned_requirements")
    assert "[[package]]" not in (folder / "poetry.lock").read_text()
    assert yaml.safe_load((folder / "dvc.lock").read_text())["stages"] == {}


def test_automation_only_echoes(folder, truth):
    jobs = yaml.safe_load((folder / ".github" / "workflows" / "ci.yml").read_text())["jobs"]
    commands = [step["run"] for job in jobs.values() for step in job["steps"]]
    real = [command for command in commands if not re.fullmatch(r'echo "[^"]*"', command)]
    assert len(real) == truth(SAMPLE, "workflow_commands_other_than_echo")
    recipes = [line.strip() for line in (folder / "Makefile").read_text().splitlines() if line.startswith("\t")]
    assert all(re.fullmatch(r'@echo "[^"]*"', recipe) for recipe in recipes)
    dockerfile = (folder / "Dockerfile").read_text()
    assert "COPY" not in dockerfile and "ADD" not in dockerfile
    assert not re.search(r"^USER", dockerfile, re.M)


def test_manifests_point_at_nothing(folder):
    parts = {path.stem: yaml.safe_load(path.read_text()) for path in (folder / "k8s").glob("*.yaml")}
    spec = parts["deployment"]["spec"]
    labels = spec["template"]["metadata"]["labels"]
    assert spec["selector"]["matchLabels"] != labels != parts["service"]["spec"]["selector"]
    assert parts["hpa"]["spec"]["scaleTargetRef"]["name"] != parts["deployment"]["metadata"]["name"]
    routes = yaml.safe_load((folder / "istio" / "virtual_service.yaml").read_text())["spec"]["http"][0]["route"]
    assert sum(route["weight"] for route in routes) != 100
    assert yaml.safe_load((folder / "charts" / "platform" / "templates" / "deployment.yaml").read_text()) is None


def test_rules_suites_and_documents_are_empty(folder, truth):
    suite = json.loads((folder / "great_expectations" / "expectations" / "suite.json").read_text())
    assert len(suite["expectations"]) == truth(SAMPLE, "expectations")
    assert yaml.safe_load((folder / "monitoring" / "alerts.yml").read_text()) == {"groups": []}
    for document in (folder / "docs").glob("*.md"):
        body = [line for line in document.read_text().splitlines() if line and not line.startswith("#")]
        assert all("TODO" in line or line.startswith("<insert") for line in body)


def test_nothing_that_could_count_by_itself_is_there(folder):
    names = {path.name for path in folder.rglob("*")}
    assert names.isdisjoint({"LICENSE", ".git", ".gitignore", ".dockerignore", ".env", "readiness-attestations.yaml"})
    assert "```" not in (folder / "README.md").read_text()
