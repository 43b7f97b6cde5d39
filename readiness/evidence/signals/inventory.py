"""Which tools a project names: by import, requirement, file, image or command. Being named shows no
use (strength E0).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.domain.finding import Evidence
from readiness.evidence.signals.seen import Seen
from readiness.evidence.signals.signal import Tool, place

EVIDENCE_LIMIT = 3


@dataclass(frozen=True)
class Signature:
    """How a tool shows: packages (imports and requirements), file names or endings, words in YAML, commands, images.

    Attributes
    ----------
    packages
        Import roots and distribution names, dots for sub-packages.
    files
        Lower-case file names, or endings that begin with a dot.
    words
        Expression looked for in YAML and JSON files.
    programs
        First words of commands.
    """

    name: str
    packages: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    words: str = ""
    programs: tuple[str, ...] = ()


TOOLS = (
    Signature("MLflow", ("mlflow",), ("mlproject", "mlmodel"), r"ghcr\.io/mlflow|mlflow server", ("mlflow",)),
    Signature("Weights & Biases", ("wandb",)),
    Signature("Neptune", ("neptune", "neptune-client")),
    Signature("Comet", ("comet_ml", "comet-ml")),
    Signature("ClearML", ("clearml",)),
    Signature("TensorBoard", ("tensorboard", "torch.utils.tensorboard", "tensorboardx")),
    Signature("DVC", ("dvc", "dvclive"), ("dvc.yaml", "dvc.lock", ".dvc", ".dvcignore"), "", ("dvc",)),
    Signature("Git LFS", (), (), "", ("git-lfs",)),
    Signature("Airflow", ("airflow", "apache-airflow"), (), r"apache/airflow", ("airflow",)),
    Signature("Prefect", ("prefect",), ("prefect.yaml",), r"prefecthq/prefect", ("prefect",)),
    Signature("Kubeflow", ("kfp", "kubeflow"), (), r"kubeflow\.org", ("kfp",)),
    Signature("Dagster", ("dagster",), ("dagster.yaml",), "", ("dagster",)),
    Signature("ZenML", ("zenml",), (), "", ("zenml",)),
    Signature("Metaflow", ("metaflow",)),
    Signature("Argo", ("hera", "hera-workflows"), (), r"argoproj\.io", ("argo", "argocd")),
    Signature("Kedro", ("kedro",), (), "", ("kedro",)),
    Signature("Luigi", ("luigi",)),
    Signature("Flyte", ("flytekit",)),
    Signature("TFX", ("tfx",)),
    Signature("cron", ("apscheduler", "crontab", "schedule"), ("crontab",), r"kind:\s*CronJob"),
    Signature("Spark", ("pyspark",), (), r"sparkoperator\.k8s\.io", ("spark-submit",)),
    Signature("Ray", ("ray",), (), r"ray\.io", ("ray",)),
    Signature("Dask", ("dask",)),
    Signature("Celery", ("celery",), (), "", ("celery",)),
    Signature("Kafka", ("kafka", "kafka-python", "confluent_kafka", "confluent-kafka"), (), r"cp-kafka|/kafka:"),
    Signature("Feast", ("feast",), ("feature_store.yaml",), "", ("feast",)),
    Signature("Tecton", ("tecton",)),
    Signature("Hopsworks", ("hopsworks", "hsfs")),
    Signature("SageMaker Feature Store", ("sagemaker.feature_store",), (), r"SageMaker::FeatureGroup"),
    Signature("Flask", ("flask",)),
    Signature("FastAPI", ("fastapi",)),
    Signature("Django REST framework", ("rest_framework", "djangorestframework")),
    Signature("Litestar", ("litestar",)),
    Signature("Streamlit", ("streamlit",), (), "", ("streamlit",)),
    Signature("Gradio", ("gradio",)),
    Signature("Dash", ("dash",)),
    Signature("TensorFlow Serving", (), ("saved_model.pb",), r"tensorflow/serving", ("tensorflow_model_server",)),
    Signature(
        "TorchServe", ("ts.torch_handler",), (".mar",), r"pytorch/torchserve", ("torchserve", "torch-model-archiver")
    ),
    Signature("Seldon Core", ("seldon_core", "seldon-core"), (), r"machinelearning\.seldon\.io"),
    Signature("KServe", ("kserve",), (), r"serving\.kserve\.io"),
    Signature("BentoML", ("bentoml",), ("bentofile.yaml",), "", ("bentoml",)),
    Signature("Ray Serve", ("ray.serve",), (), "", ("serve",)),
    Signature("Triton", ("tritonclient",), ("config.pbtxt",), r"tritonserver", ("tritonserver",)),
    Signature("MLServer", ("mlserver",), ("model-settings.json",), "", ("mlserver",)),
    Signature("LitServe", ("litserve",)),
    Signature("vLLM", ("vllm",), (), r"vllm/vllm", ("vllm",)),
    Signature("Vetiver", ("vetiver",)),
    Signature("gRPC", ("grpc", "grpcio"), (".proto",)),
    Signature("SageMaker", ("sagemaker",), (), r"AWS::SageMaker|aws_sagemaker"),
    Signature("Vertex AI", ("google.cloud.aiplatform", "google-cloud-aiplatform", "vertexai"), (), r"google_vertex_ai"),
    Signature(
        "Azure Machine Learning",
        ("azureml", "azureml-sdk", "azureml-core", "azure.ai.ml", "azure-ai-ml"),
        (),
        r"azureml",
        (),
    ),
    Signature("Databricks", ("databricks", "databricks-sdk"), ("databricks.yml",), "", ("databricks", "dbx")),
    Signature("Wallaroo", ("wallaroo",)),
    Signature(
        "AWS Lambda",
        ("aws_lambda_powertools", "chalice", "zappa"),
        ("samconfig.toml", "zappa_settings.json"),
        r"Serverless::Function|Lambda::Function|aws/lambda",
        ("sam",),
    ),
    Signature("Azure Functions", ("azure.functions", "azure-functions"), ("host.json",), "", ("func",)),
    Signature("Google Cloud Functions", ("functions_framework", "functions-framework")),
    Signature("Serverless Framework", (), ("serverless.yml", "serverless.yaml"), "", ("serverless", "sls")),
    Signature("Heroku", (), ("procfile", "heroku.yml"), "", ("heroku",)),
    Signature("Modal", ("modal",), (), "", ("modal",)),
    Signature("Hugging Face Hub", ("huggingface_hub", "huggingface-hub"), (), "", ("huggingface-cli", "hf")),
    Signature("pickle", ("pickle", "cloudpickle", "dill"), (".pkl", ".pickle")),
    Signature("joblib", ("joblib",), (".joblib",)),
    Signature("ONNX", ("onnx", "onnxruntime", "skl2onnx"), (".onnx",)),
    Signature("SavedModel", (), ("saved_model.pb",)),
    Signature("safetensors", ("safetensors",), (".safetensors",)),
    Signature("skops", ("skops",), (".skops",)),
    Signature("TF Lite", ("tflite_runtime",), (".tflite",)),
    Signature("Core ML", ("coremltools",), (".mlmodel", ".mlpackage")),
    Signature("TensorFlow.js", ("tensorflowjs",)),
    Signature("PyTorch Mobile", (), (".ptl",)),
    Signature("TensorRT", ("tensorrt",), (".plan", ".engine"), "", ("trtexec",)),
    Signature("OpenVINO", ("openvino",)),
    Signature("pip", (), ("requirements.txt", "requirements.in")),
    Signature(
        "conda", (), ("environment.yml", "environment.yaml", "conda.yaml", "conda-lock.yml"), "", ("conda", "mamba")
    ),
    Signature("Poetry", (), ("poetry.lock",), "", ("poetry",)),
    Signature("uv", (), ("uv.lock",), "", ("uv",)),
    Signature("Pipenv", (), ("pipfile", "pipfile.lock"), "", ("pipenv",)),
    Signature("renv", (), ("renv.lock",)),
    Signature(
        "Docker",
        ("docker",),
        ("dockerfile", "containerfile", ".dockerfile", ".dockerignore"),
        "",
        ("docker", "docker-compose", "podman"),
    ),
    Signature(
        "Kubernetes", ("kubernetes",), (), r"^kind:\s*(Deployment|StatefulSet|Service|Job)\b", ("kubectl", "minikube")
    ),
    Signature("Helm", (), ("chart.yaml",), "", ("helm",)),
    Signature("Kustomize", (), ("kustomization.yaml", "kustomization.yml"), "", ("kustomize",)),
    Signature("Istio", (), (), r"networking\.istio\.io", ("istioctl",)),
    Signature("KEDA", (), (), r"keda\.sh"),
    Signature("Terraform", (), (".tf", ".tofu"), "", ("terraform", "tofu")),
    Signature("CloudFormation", ("aws_cdk", "aws-cdk-lib"), ("cdk.json",), r"AWSTemplateFormatVersion", ("cdk",)),
    Signature("Bicep", (), (".bicep",)),
    Signature("Pulumi", ("pulumi",), ("pulumi.yaml",), "", ("pulumi",)),
    Signature("Ansible", (), ("ansible.cfg",), "", ("ansible-playbook",)),
    Signature("GitHub Actions", (), (), r"^\s+runs-on:"),
    Signature("GitLab CI", (), (".gitlab-ci.yml",)),
    Signature("Azure Pipelines", (), ("azure-pipelines.yml",), r"^\s*vmImage:"),
    Signature("CircleCI", (), (), r"circleci/|cimg/"),
    Signature("Jenkins", (), ("jenkinsfile",)),
    Signature("Bitbucket Pipelines", (), ("bitbucket-pipelines.yml",)),
    Signature(
        "Prometheus",
        (
            "prometheus_client",
            "prometheus-client",
            "prometheus_fastapi_instrumentator",
            "prometheus-fastapi-instrumentator",
        ),
        ("prometheus.yml",),
        r"prom/prometheus|monitoring\.coreos\.com",
    ),
    Signature("Grafana", (), (), r"grafana/grafana|\"panels\"", ("grafana-cli",)),
    Signature("CloudWatch", ("watchtower", "aws_embedded_metrics"), (), r"CloudWatch::|aws_cloudwatch"),
    Signature("Datadog", ("datadog", "ddtrace"), (), r"datadog/agent"),
    Signature("StatsD", ("statsd",)),
    Signature("OpenTelemetry", ("opentelemetry", "opentelemetry-api", "opentelemetry-sdk"), (), r"otel/opentelemetry"),
    Signature("Sentry", ("sentry_sdk", "sentry-sdk")),
    Signature("New Relic", ("newrelic",)),
    Signature(
        "Application Insights",
        ("applicationinsights", "opencensus.ext.azure", "opencensus-ext-azure"),
        (),
        r"appInsightsEnabled",
    ),
    Signature("Elasticsearch", ("elasticsearch",), (), r"elasticsearch/elasticsearch|/elasticsearch:"),
    Signature("Logstash", ("logstash", "python-logstash"), ("logstash.conf",), r"logstash/logstash|/logstash:"),
    Signature("Kibana", (), (), r"kibana/kibana|/kibana:"),
    Signature("Filebeat", (), ("filebeat.yml",)),
    Signature("Fluentd", ("fluent",), ("fluent.conf", "fluent-bit.conf"), r"fluent/fluent"),
    Signature("Loki", ("logging_loki",), (), r"grafana/loki|grafana/promtail"),
    Signature("Evidently", ("evidently",)),
    Signature("WhyLabs", ("whylogs",)),
    Signature("Arize", ("arize", "phoenix")),
    Signature("NannyML", ("nannyml",)),
    Signature("Alibi Detect", ("alibi_detect", "alibi-detect")),
    Signature("Deepchecks", ("deepchecks",)),
    Signature(
        "Great Expectations",
        ("great_expectations", "great-expectations"),
        ("great_expectations.yml",),
        "",
        ("great_expectations", "gx"),
    ),
    Signature("Pandera", ("pandera",)),
    Signature("TensorFlow Data Validation", ("tensorflow_data_validation", "tensorflow-data-validation")),
    Signature("Soda", ("soda", "soda-core"), (), r"^checks for ", ("soda",)),
    Signature("dbt", (), ("dbt_project.yml",), "", ("dbt",)),
    Signature("pydantic", ("pydantic",)),
    Signature("Locust", ("locust",), ("locustfile.py",), "", ("locust",)),
    Signature("k6", (), (), "", ("k6",)),
    Signature("JMeter", (), (".jmx",), "", ("jmeter",)),
    Signature("SHAP", ("shap",)),
    Signature("LIME", ("lime",)),
    Signature("ELI5", ("eli5",)),
    Signature("Captum", ("captum",)),
    Signature("InterpretML", ("interpret",)),
    Signature("Fairlearn", ("fairlearn",)),
    Signature("AIF360", ("aif360",)),
    Signature("Aequitas", ("aequitas",)),
    Signature("Optuna", ("optuna",)),
    Signature("Hyperopt", ("hyperopt",)),
    Signature("Keras Tuner", ("keras_tuner", "kerastuner", "keras-tuner")),
    Signature("Ray Tune", ("ray.tune",)),
    Signature("scikit-learn", ("sklearn", "scikit-learn")),
    Signature("XGBoost", ("xgboost",)),
    Signature("LightGBM", ("lightgbm",)),
    Signature("CatBoost", ("catboost",)),
    Signature("PyTorch", ("torch",)),
    Signature("PyTorch Lightning", ("pytorch_lightning", "lightning", "pytorch-lightning")),
    Signature("TensorFlow", ("tensorflow",)),
    Signature("Keras", ("keras",)),
    Signature("Transformers", ("transformers",)),
    Signature("Hydra", ("hydra", "hydra-core")),
    Signature("Jupyter", ("jupyter", "notebook"), (".ipynb",), "", ("jupyter", "papermill")),
    Signature("pytest", ("pytest",), ("pytest.ini", "conftest.py"), "", ("pytest",)),
    Signature("pre-commit", (), (".pre-commit-config.yaml",), "", ("pre-commit",)),
    Signature("Dependabot", (), ("dependabot.yml",)),
    Signature("lakeFS", ("lakefs", "lakefs_client")),
    Signature("Delta Lake", ("delta", "deltalake", "delta-spark")),
    Signature("LocalStack", ("localstack",), (), r"localstack/localstack"),
)


def inventory(seen: Seen) -> tuple[Tool, ...]:
    """Return every tool the project names, in the order of the table, with the first places that name it."""
    packages = _packages(seen)
    programs = _programs(seen)
    words = _words(seen)
    found = []
    for tool in TOOLS:
        places: dict[str, Evidence] = {}
        for evidence in _places(seen, tool, packages, programs, words):
            places.setdefault(str(evidence.location), evidence)
            if len(places) >= EVIDENCE_LIMIT:
                break
        if places:
            found.append(Tool(tool.name, tuple(places.values())))
    return tuple(found)


def _places(
    seen: Seen,
    tool: Signature,
    packages: dict[str, list[Evidence]],
    programs: dict[str, list[Evidence]],
    words: dict[str, list[Evidence]],
) -> Iterator[Evidence]:
    for name in tool.packages:
        yield from packages.get(name, ())
    for name in tool.files:
        held = seen.files.by_suffix.get(name, ()) if name.startswith(".") else ()
        for path in (*seen.files.by_name.get(name, ()), *held):
            yield place(path, 1, f"file {path.rpartition('/')[2]}")
    for name in tool.programs:
        yield from programs.get(name, ())
    yield from words.get(tool.name, ())


def _packages(seen: Seen) -> dict[str, list[Evidence]]:
    """Return imports by every leading part of their name, and requirements by their name."""
    found: dict[str, list[Evidence]] = {}
    for module in seen.modules:
        for name, line in module.import_lines.items():
            parts = name.split(".")
            for end in range(1, min(len(parts), 3) + 1):
                held = found.setdefault(".".join(parts[:end]), [])
                if len(held) < EVIDENCE_LIMIT:
                    held.append(place(module.path, line, f"imports {name}"))
    for requirement in seen.requirements.declared if seen.requirements is not None else ():
        for name in {requirement.name, requirement.name.replace("-", "_")}:
            held = found.setdefault(name, [])
            if len(held) < 2 * EVIDENCE_LIMIT:
                held.append(place(requirement.path, requirement.line, f"requires {requirement.name}"))
    return found


def _programs(seen: Seen) -> dict[str, list[Evidence]]:
    found: dict[str, list[Evidence]] = {}
    for written in seen.commands:
        if written.kind != "document" and written.command.words:
            words = [
                word
                for word in written.command.words
                if word not in ("sudo", "run", "poetry", "pipenv", "-m", "python", "python3")
            ]
            held = found.setdefault(words[0].rpartition("/")[2] if words else "", [])
            if len(held) < EVIDENCE_LIMIT:
                held.append(written.at(f"runs {written.text[:40]}"))
    return found


def _words(seen: Seen) -> dict[str, list[Evidence]]:
    expressions = [(tool.name, re.compile(tool.words, re.MULTILINE)) for tool in TOOLS if tool.words]
    anything = re.compile("|".join(f"(?:{tool.words})" for tool in TOOLS if tool.words), re.MULTILINE)
    found: dict[str, list[Evidence]] = {}
    for path in seen.files.ending(".yml", ".yaml", ".tf"):
        text = seen.files.text(path)
        if not anything.search(text):
            continue
        for name, expression in expressions:
            match = expression.search(text)
            if match and len(found.setdefault(name, [])) < EVIDENCE_LIMIT:
                line = text.count("\n", 0, match.start()) + 1
                found[name].append(place(path, line, f"names {match.group().strip()[:40]}"))
    return found
