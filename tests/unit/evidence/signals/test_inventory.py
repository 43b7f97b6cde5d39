"""Tools that are named: by import, requirement, file, word in YAML or command."""

import pytest

from readiness.evidence.signals.inventory import inventory


@pytest.mark.parametrize(
    ("tool", "files"),
    [
        ("MLflow", {"a.py": "import mlflow.sklearn\n"}),
        ("Weights & Biases", {"requirements.txt": "wandb==0.16\n"}),
        ("DVC", {"data.csv.dvc": "outs: []\n"}),
        ("Airflow", {"docker-compose.yml": "services:\n  a:\n    image: apache/airflow:2.9\n"}),
        ("Istio", {"vs.yaml": "apiVersion: networking.istio.io/v1\nkind: VirtualService\n"}),
        ("Helm", {"chart/Chart.yaml": "name: a\n"}),
        ("Terraform", {"deploy.sh": "terraform apply\n"}),
        ("SHAP", {"a.py": "from shap import TreeExplainer\n"}),
        ("SageMaker", {"a.py": "import sagemaker\n"}),
        ("Locust", {"locustfile.py": "x = 1\n"}),
        ("ONNX", {"m.onnx": "x"}),
        ("Evidently", {"pyproject.toml": '[project]\nname = "a"\nversion = "1"\ndependencies = ["evidently"]\n'}),
    ],
)
def test_a_tool_is_named(seen, tool, files):
    found = {one.name: one for one in inventory(seen(files))}
    assert tool in found
    assert found[tool].strength == "E0"
    assert found[tool].evidence[0].location.path in files


def test_a_word_in_prose_names_no_tool(seen):
    files = {
        "README.md": "# Churn\n\nWe plan MLflow, Kubernetes, SHAP and Airflow.\n",
        "a.py": "# import mlflow\nx = 1\n",
    }
    assert [tool.name for tool in inventory(seen(files))] == ["Python"]
