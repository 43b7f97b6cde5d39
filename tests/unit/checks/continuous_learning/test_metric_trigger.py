"""Starts of training that a measured figure decides."""

import pytest

from checks.continuous_learning._trigger_facts import metric_triggers
from checks.continuous_learning.metric_trigger import metric_trigger
from readiness.domain.evidence import Absent

HEAD = "import requests, subprocess\ndef stability(): return 0.3\nLIMIT = 0.2\n"
RUN = "if __name__ == '__main__':\n    watch()\n"
POST = "requests.post('http://airflow/api/v2/dags/retrain/dagRuns', json={})"
DIRECT = HEAD + f"def watch():\n    psi = stability()\n    if psi > LIMIT:\n        {POST}\n" + RUN
ASKED = (
    HEAD + "def degraded(auc): return auc < 0.7\ndef watch(last_run=0):\n    if degraded(0.6):\n        last_run = 1\n"
    "        subprocess.run(['python', '-m', 'src.train'])\n" + RUN
)
OWN = (
    HEAD + "from sklearn.linear_model import LinearRegression\ndef refit(): LinearRegression().fit([[1]], [1])\n"
    "def watch():\n    drifted = stability() > LIMIT and stability_drift > LIMIT\n    if drifted:\n        refit()\n"
    + RUN
)
MAIL = (
    HEAD + "def watch():\n    psi = stability()\n    if psi > LIMIT:\n        print('retrain')  # retrain here\n" + RUN
)
ALWAYS = HEAD + f"def watch():\n    {POST}\n" + RUN
SEARCH = OWN.replace("stability() > LIMIT and stability_drift > LIMIT", "stability() > best_score").replace(
    "drifted", "better"
)
UNREACHED = DIRECT.replace(RUN, "")


@pytest.mark.parametrize(
    ("source", "findings"),
    [
        pytest.param(ASKED, 0, id="good, with a cool-down"),
        pytest.param(DIRECT, 1, id="request to the orchestrator"),
        pytest.param(OWN, 1, id="a function of the project that trains"),
    ],
)
def test_holds(code_of, source, findings):
    code = code_of({"watch.py": source})
    result = metric_trigger(metric_triggers(code.project, code.reach))
    assert result.holds is True
    assert len(result.findings) == findings


@pytest.mark.parametrize("source", [MAIL, ALWAYS, SEARCH], ids=["a message", "no condition", "a search"])
def test_absent(code_of, source):
    code = code_of({"watch.py": source})
    assert isinstance(metric_triggers(code.project, code.reach), Absent)


def test_unreached_code_does_not_count(code_of):
    code = code_of({"watch.py": UNREACHED, "run.py": "print(1)\nprint(2)\n"})
    assert isinstance(metric_triggers(code.project, code.reach), Absent)
