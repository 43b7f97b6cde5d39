"""Tools, ways of serving and pitfalls that the sources name: each has a recogniser."""

import pytest

from checks import catalogue
from readiness import api
from readiness.evidence.signals.catalogue import DETECTORS
from readiness.evidence.signals.inventory import inventory
from readiness.evidence.signals.tools import TOOLS

# the tools of the five sources, as they write them, to the name in our inventory
NAMED = {
    "MLflow": "MLflow", "Weights & Biases": "Weights & Biases", "Neptune": "Neptune", "DVC": "DVC", "Git": "Git",
    "Airflow": "Airflow", "Prefect": "Prefect", "Kubeflow": "Kubeflow", "cron": "cron", "Spark": "Spark",
    "Feast": "Feast", "Tecton": "Tecton", "SageMaker Feature Store": "SageMaker Feature Store",
    "Flask": "Flask", "FastAPI": "FastAPI", "Django REST": "Django REST framework",
    "TensorFlow Serving": "TensorFlow Serving", "Seldon Core": "Seldon Core", "BentoML": "BentoML",
    "SageMaker": "SageMaker", "Vertex AI": "Vertex AI", "Azure ML": "Azure Machine Learning", "Wallaroo": "Wallaroo",
    "Lambda": "AWS Lambda", "Azure Functions": "Azure Functions", "Google Cloud Functions": "Google Cloud Functions",
    "pickle": "pickle", "joblib": "joblib", "ONNX": "ONNX", "SavedModel": "SavedModel",
    "TF Lite": "TF Lite", "Core ML": "Core ML", "TF.js": "TensorFlow.js", "PyTorch Mobile": "PyTorch Mobile",
    "TensorRT": "TensorRT", "requirements.txt": "pip", "environment.yml": "conda", "Conda": "conda", "Poetry": "Poetry",
    "Docker": "Docker", "Kubernetes": "Kubernetes", "Istio": "Istio", "Prometheus": "Prometheus", "Grafana": "Grafana",
    "CloudWatch": "CloudWatch", "Elasticsearch": "Elasticsearch", "Logstash": "Logstash", "Kibana": "Kibana",
    "Evidently": "Evidently", "WhyLabs": "WhyLabs", "Arize": "Arize", "locust": "Locust", "SHAP": "SHAP", "LIME": "LIME",
    "XGBoost": "XGBoost", "Python": "Python", "Jupyter": "Jupyter", "Streamlit": "Streamlit",
}  # fmt: skip
# ways of serving to the signals and checks that tell them
SERVED = {
    "batch": ("batch-prediction", "continuous_learning.retraining_schedule"),
    "real-time": ("serving-api", "infrastructure.api_contract"),
    "serverless": ("serverless-or-managed-deploy", "infrastructure.autoscaling"),
    "containers": ("infrastructure.multi_stage_build",),
    "managed": ("serverless-or-managed-deploy", "infrastructure.deployment_consistency"),
    "edge": ("infrastructure.artifact_format",),
    "embedded": ("infrastructure.serving_entrypoint",),
}
# pitfalls to the checks that find them; people answer for those whose practice is signed only
PITFALLS = {
    "data leakage": ("model_validation.target_leakage", "model_validation.row_overlap"),
    "feedback loops": ("continuous_learning.feedback_loop_control",),
    "feature availability": ("data_quality.late_inputs",),
    "dependency hell": ("infrastructure.locked_dependencies",),
    "data drift": ("monitoring.scheduled_drift", "data_quality.population_drift"),
    "scalability": ("infrastructure.autoscaling", "infrastructure.load_test"),
    "lack of explainability": ("explainability.local_explanations",),
    "inadequate monitoring": ("monitoring.joined_signals",),
    "it works on my machine": ("infrastructure.image_installs_lock",),
    "versioning hell": ("continuous_learning.four_part_version",),
    "silos": ("governance.one_tool_per_job",),
    "security": ("infrastructure.committed_secrets",),
    "good in tests, bad in production": ("model_validation.metric_reproduced", "monitoring.live_performance"),
}
SIGNED = {"ethical blind spots": "ec-ethics-board", "compliance": "ec-regulatory-mapping"}


@pytest.mark.parametrize("named", NAMED)
def test_a_tool_of_the_sources_has_a_signature(named):
    assert NAMED[named] in {tool.name for tool in TOOLS}


@pytest.mark.parametrize("thing", [*SERVED, *PITFALLS])
def test_a_way_of_serving_or_a_pitfall_has_its_detectors(thing):
    known = {name for name, _ in DETECTORS} | set(catalogue().checks)
    assert set({**SERVED, **PITFALLS}[thing]) <= known


@pytest.mark.parametrize("practice", SIGNED.values())
def test_what_people_answer_for_is_a_practice(practice):
    assert practice in {one.id for _, one in api.rubric().practices()}


def test_git_and_python_are_named_by_their_files(seen):
    found = {tool.name for tool in inventory(seen({".gitignore": "*.pyc\n", "a.py": "x = 1\n"}))}
    assert {"Git", "Python"} <= found
