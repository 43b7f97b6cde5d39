"""Two tools for one job as a question."""

from checks.governance._tool_facts import JOBS, SharedJobs, shared_jobs
from checks.governance.one_tool_per_job import one_tool_per_job
from readiness.domain.evidence import Absent
from readiness.domain.finding import Evidence, Location, Severity
from readiness.evidence.signals.signal import Signals, Tool
from readiness.evidence.signals.tools import TOOLS


def tool(name, path):
    return Tool(name, (Evidence(Location(path, 1), f"imports {name}"),))


MLFLOW, WANDB, SHAP = tool("MLflow", "a.py"), tool("Weights & Biases", "b.py"), tool("SHAP", "c.py")


def test_good():
    result = one_tool_per_job(shared_jobs(Signals({}, (MLFLOW, SHAP))))
    assert result.holds is True
    assert result.findings == ()


def test_two_are_a_question():
    result = one_tool_per_job(shared_jobs(Signals({}, (MLFLOW, WANDB, SHAP))))
    assert result.holds is None
    (finding,) = result.findings
    assert finding.severity is Severity.INFO
    assert finding.message == (
        "MLflow (a.py:1) and Weights & Biases (b.py:1) are both for tracking experiments: which one is meant?"
    )


def test_no_tool():
    assert isinstance(shared_jobs(Signals({}, (SHAP,))), Absent)
    assert one_tool_per_job(SharedJobs((), 0)).holds is True


def test_every_tool_of_a_job_is_one_that_is_looked_for():
    known = {one.name for one in TOOLS}
    assert {name for names in JOBS.values() for name in names} <= known
