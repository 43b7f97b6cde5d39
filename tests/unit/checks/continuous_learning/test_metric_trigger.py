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


DECISION = (
    "PSI_LIMIT = 0.25\nCOOL_DOWN_DAYS = 3\n"
    "def should_retrain(psi, wape, baseline_wape, days_since):\n"
    "    if days_since < COOL_DOWN_DAYS:\n        return False\n"
    "    return psi > PSI_LIMIT or wape > 1.2 * baseline_wape\n"
)
LINKED = (
    "from airflow.api.client.local_client import Client\nfrom decide import should_retrain\n"
    "def watch(report):\n    if should_retrain(report['psi'], report['wape'], 0.1, 9):\n"
    "        Client().trigger_dag('retrain')\n" + RUN
)
LOOPED = DECISION.replace("    return psi", "    for _ in [1]:\n        psi = psi\n    return psi")


@pytest.mark.parametrize(
    ("decision", "holds", "strength"),
    [
        pytest.param(DECISION, True, "E2", id="good"),
        pytest.param(DECISION.replace("psi > PSI", "psi < PSI"), False, "E2", id="the wrong way round"),
        pytest.param(DECISION.replace("or wape", "and wape"), True, "E2", id="both needed"),
        pytest.param(DECISION.replace("1.2 *", "3 *"), True, "E2", id="a limit that is computed"),
        pytest.param(LOOPED, True, "E1", id="cannot be followed"),
    ],
)
def test_decision_is_followed_for_bad_and_ordinary_values(code_of, decision, holds, strength):
    code = code_of({"watch.py": LINKED, "decide.py": decision})
    result = metric_trigger(metric_triggers(code.project, code.reach))
    assert result.holds is holds
    assert result.strength.value == strength
    assert (str(result.findings[0].location) == "decide.py:6") if not holds else not result.findings


def test_falling_quality_fires_when_low(code_of):
    decision = "def degraded(auc): return auc < 0.7\n"
    result = metric_trigger(metric_triggers(*_read(code_of, ASKED)))
    assert result.strength.value == "E2"
    assert "auc" in result.evidence[-1].why
    turned = metric_trigger(
        metric_triggers(*_read(code_of, ASKED.replace(decision[:-1], decision[:-1].replace("<", ">"))))
    )
    assert turned.holds is False


def _read(code_of, source):
    code = code_of({"watch.py": source})
    return code.project, code.reach
