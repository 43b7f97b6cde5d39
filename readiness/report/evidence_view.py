"""The evidence of a project by segment: which practices belong to it, what was found where, and the tools it names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from readiness.domain.assessment import Assessment, MeasurementRecord, PracticeRecord
from readiness.report import numbers
from readiness.report.practice_view import PracticeView, practice_view
from readiness.report.reasons import sentence, told

SEGMENTS: Mapping[str, str] = MappingProxyType(
    {
        "data": "Data",
        "model": "Model",
        "explain": "Explain",
        "fairness": "Fairness",
        "infrastructure": "Infrastructure",
        "monitoring": "Monitoring",
        "learning": "Learning",
        "governance": "Governance",
    }
)
PROJECT_SEGMENTS = ("infrastructure", "monitoring", "learning", "governance")
QUESTIONS: Mapping[str, str] = MappingProxyType(
    {
        "data": "What is wrong with the tables, where, and how sure are we?",
        "model": "What is the model worth, where is it weak, and what does an answer cost?",
        "explain": "What drives the model's answers, and does that explanation hold?",
        "fairness": "Whom does the model treat worse, by how much, and how sure are we?",
        "infrastructure": "Can it be built, shipped and run again by someone else, under load?",
        "monitoring": "Would anyone notice when it breaks or goes wrong?",
        "learning": "How does the next model come about, and what keeps a worse one out?",
        "governance": "Who answers for it, for whom does it decide, and where is that written?",
    }
)
_OF_CRITERION: Mapping[str, str] = MappingProxyType(
    {"IS": "infrastructure", "MO": "monitoring", "CL": "learning", "DQ": "data", "MV": "model"}
)
# What families of checks measure, for practices of the criterion Ethics.
_OF_FAMILY: Mapping[str, str] = MappingProxyType({"explainability": "explain", "fairness": "fairness"})
MOST_TOOL_PLACES = 3
# One job, the tools that do it: more than one of them in a project is worth a question.
JOBS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("learning", "experiment tracking", ("MLflow", "Weights & Biases", "Neptune", "Comet", "ClearML", "TensorBoard")),
    (
        "learning",
        "workflow orchestration",
        ("Airflow", "Prefect", "Kubeflow", "Dagster", "ZenML", "Metaflow", "Argo", "Kedro", "Luigi", "Flyte", "TFX"),
    ),
    ("infrastructure", "web frameworks", ("Flask", "FastAPI", "Django REST framework", "Litestar")),
    (
        "infrastructure",
        "model servers",
        (
            "TensorFlow Serving",
            "TorchServe",
            "Seldon Core",
            "KServe",
            "BentoML",
            "Ray Serve",
            "Triton",
            "MLServer",
            "LitServe",
            "vLLM",
        ),
    ),
    (
        "infrastructure",
        "managed platforms",
        ("SageMaker", "Vertex AI", "Azure Machine Learning", "Databricks", "Wallaroo"),
    ),
    ("infrastructure", "infrastructure as code", ("Terraform", "CloudFormation", "Bicep", "Pulumi", "Ansible")),
    ("infrastructure", "environments", ("pip", "conda", "Poetry", "uv", "Pipenv")),
    (
        "infrastructure",
        "continuous integration",
        ("GitHub Actions", "GitLab CI", "Azure Pipelines", "CircleCI", "Jenkins", "Bitbucket Pipelines"),
    ),
    ("monitoring", "metrics and dashboards", ("Prometheus", "Datadog", "CloudWatch", "New Relic", "StatsD")),
    ("monitoring", "log collection", ("Filebeat", "Fluentd", "Logstash", "Loki")),
    ("monitoring", "drift and model monitoring", ("Evidently", "WhyLabs", "Arize", "NannyML", "Alibi Detect")),
    ("learning", "feature stores", ("Feast", "Tecton", "Hopsworks", "SageMaker Feature Store")),
    (
        "learning",
        "data validation",
        ("Great Expectations", "Pandera", "TensorFlow Data Validation", "Soda", "Deepchecks", "dbt"),
    ),
    ("governance", "explanation libraries", ("SHAP", "LIME", "ELI5", "Captum", "InterpretML")),
    ("governance", "fairness libraries", ("Fairlearn", "AIF360", "Aequitas")),
)
_OF_TOOL: Mapping[str, str] = MappingProxyType(
    {
        **{tool: segment for segment, _, tools in JOBS for tool in tools},
        "Grafana": "monitoring", "OpenTelemetry": "monitoring", "Sentry": "monitoring", "Kibana": "monitoring",
        "Elasticsearch": "monitoring", "DVC": "learning", "Git LFS": "learning", "lakeFS": "learning",
        "scikit-learn": "learning", "XGBoost": "learning", "LightGBM": "learning", "CatBoost": "learning",
        "PyTorch": "learning", "TensorFlow": "learning", "Keras": "learning", "Jupyter": "learning",
        "Optuna": "learning", "Spark": "learning", "cron": "learning",
    }
)  # fmt: skip


@dataclass(frozen=True)
class VerdictView:
    """A practice of the segment with its criterion."""

    criterion: str
    practice: PracticeView


@dataclass(frozen=True)
class ToolView:
    """A tool that the project names, and where; naming it earns nothing."""

    name: str
    places: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ToolsView:
    """The tools of a segment, and a question for each job that more than one of them does."""

    tools: tuple[ToolView, ...]
    questions: tuple[str, ...]


def verdicts(assessment: Assessment, segment: str) -> tuple[VerdictView, ...]:
    """Return the practices of a segment in the rubric's order."""
    return tuple(
        VerdictView(criterion.id, practice_view(practice, assessment.project))
        for criterion in assessment.criteria
        for practice in criterion.practices
        if segment_of(criterion.code, practice) == segment
    )


def segment_of(code: str, practice: PracticeRecord) -> str:
    """Return the one segment a practice stands in."""
    if code == "EC":
        families = [line.check.partition(".")[0] for line in practice.checks]
        return next((_OF_FAMILY[f] for f in families if f in _OF_FAMILY and practice.domain == "model"), "governance")
    if practice.domain == "people" and code in ("DQ", "MV"):
        return "governance"
    return _OF_CRITERION.get(code, "governance")


def counted(found: Iterable[VerdictView]) -> str:
    """Return how the practices of a segment stand, in words: ``12 pass, 1 fails, 5 are unknown``."""
    shapes = [verdict.practice.shape for verdict in found]
    said = []
    for kinds, one, many in (
        (("pass",), "passes", "pass"),
        (("partial", "pending"), "is partial", "are partial"),
        (("fail", "waived"), "fails", "fail"),
        (("unknown",), "is unknown", "are unknown"),
        (("not_applicable",), "does not apply", "do not apply"),
    ):
        number = sum(shapes.count(kind) for kind in kinds)
        said += [f"{number} {one if number == 1 else many}"] if number else []
    practices = "practice" if len(shapes) == 1 else "practices"
    return f"{len(shapes)} {practices}: {', '.join(said)}." if said else "No practice of the rubric belongs here."


def tools_view(assessment: Assessment, segment: str) -> ToolsView:
    """Return the tools the project names that belong to a segment."""
    named = {str(entry["tool"]): entry for entry in assessment.signals.get("inventory", ())}
    tools = tuple(
        ToolView(
            name,
            tuple(
                (f"{e['path']}:{e['line']}" if e.get("line") else str(e["path"]), str(e.get("why", "")))
                for e in entry.get("evidence", ())[:MOST_TOOL_PLACES]
            ),
        )
        for name, entry in named.items()
        if _OF_TOOL.get(name, "infrastructure") == segment
    )
    questions = []
    for belongs, job, members in JOBS:
        present = [member for member in members if member in named]
        if belongs == segment and len(present) > 1:
            questions.append(
                f"{len(present)} tools for {job}: {', '.join(present)}. Which one is in use, and why the rest?"
            )
    return ToolsView(tools, tuple(questions))


def why_absent(assessment: Assessment, *checks: str) -> str:
    """Return why checks gave no number, in the words of the first verdict that says so; empty where none does."""
    for criterion in assessment.criteria:
        for practice in criterion.practices:
            for line in practice.checks:
                if line.check in checks and line.reason:
                    return sentence(told(line.reason))
    return ""


def links_to(assessment: Assessment, *identities: str) -> tuple[tuple[str, str], ...]:
    """Return id and title of the practices among these that the rubric holds."""
    found = (assessment.practice(identity) for identity in identities)
    return tuple((practice.id, practice.title) for practice in found if practice is not None)


def rows_text(rows: int | None) -> str:
    """Return a number of rows in words, or nothing."""
    return "" if rows is None else f"{rows:,} row{'' if rows == 1 else 's'}"


def in_brackets(measurement: MeasurementRecord) -> str:
    """Return the interval as it stands behind a number: `` (95 % interval 0.82 to 0.85)``, or nothing."""
    level = f"{measurement.confidence * 100:g} % " if measurement.confidence else ""
    span = numbers.span(measurement)
    if span:
        return f" ({level}interval {span})"
    if measurement.high is not None:
        return f" (at most {numbers.value(measurement.high, measurement.unit)}, {level.strip()} one-sided)"
    return ""
