"""Steps of retraining that follow each other."""

import pytest

from checks.continuous_learning._step_facts import pipeline_steps
from checks.continuous_learning.connected_steps import connected_steps
from readiness.domain.evidence import Absent
from readiness.evidence.code.promotion import promotion_gate

STEPS = """\
import pandas as pd, joblib, shutil
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
def collect_production():
    pd.read_parquet("live").to_parquet("new")
def check_table(t):
    if t.empty:
        raise ValueError("no rows")
def validate_data():
    check_table(pd.read_parquet("build"))
def train():
    joblib.dump(LogisticRegression().fit([[1]], [1]), "candidate")
def better():
    candidate_auc = roc_auc_score([1], joblib.load("candidate").predict([[1]]))
    current_auc = roc_auc_score([1], joblib.load("current").predict([[1]]))
    return candidate_auc > current_auc
def promote():
    shutil.copy("candidate", "current")
"""
DAG = """\
from airflow import DAG
from airflow.operators.python import PythonOperator, ShortCircuitOperator
import steps
with DAG("r", schedule="@daily") as dag:
    c = PythonOperator(task_id="c", python_callable=steps.collect_production)
    v = PythonOperator(task_id="v", python_callable=steps.validate_data)
    t = PythonOperator(task_id="t", python_callable=steps.train)
    g = ShortCircuitOperator(task_id="g", python_callable=steps.better)
    p = PythonOperator(task_id="p", python_callable=steps.promote{rule})
    {order}
"""
ORDER = "c >> v >> t >> g >> p"
MAIN = "import steps\ndef main():\n{body}\nif __name__ == '__main__':\n    main()\n"
CALLS = (
    "    steps.collect_production()\n    steps.validate_data()\n    steps.train()\n    if steps.better():\n"
    "        steps.promote()"
)
TRY = "    try:\n        steps.validate_data()\n    except ValueError:\n        pass\n"


def flow(order=ORDER, rule=""):
    return {"steps.py": STEPS, "dags/r.py": DAG.format(order=order, rule=rule)}


def script(body):
    return {"steps.py": STEPS, "run.py": MAIN.format(body=body)}


@pytest.mark.parametrize(
    ("files", "count", "ignored"),
    [
        pytest.param(flow(), 5, 0, id="good flow"),
        pytest.param(script(CALLS), 5, 0, id="good script"),
        pytest.param(flow("v >> c >> t >> g >> p"), 4, 0, id="validated before collecting"),
        pytest.param(flow("c >> t >> g >> p"), 4, 0, id="validation not connected"),
        pytest.param(flow(rule=", trigger_rule='all_done'"), 4, 0, id="deployed whatever happens"),
        pytest.param(script(CALLS.replace("    steps.validate_data()\n", TRY)), 5, 1, id="failure ignored"),
        pytest.param(script("    steps.train()\n    steps.promote()"), 2, 0, id="train and release only"),
    ],
)
def test_counts(code_of, files, count, ignored):
    code = code_of(files)
    result = connected_steps(pipeline_steps(code.project, code.reach, promotion_gate(code.project, code.reach)))
    assert [m.value for m in result.measurements] == [count, ignored]
    assert len(result.findings) == 5 - count + ignored


@pytest.mark.parametrize(
    "source",
    [
        "from airflow import DAG\nfrom airflow.operators.empty import EmptyOperator\nwith DAG('r') as d:\n"
        "    a = EmptyOperator(task_id='train')\n    b = EmptyOperator(task_id='deploy')\n    a >> b\n",
        "def train(): print('train')\ndef deploy(): print('deploy')\ntrain()\ndeploy()\n",
    ],
    ids=["empty operators", "prints"],
)
def test_absent_names_only(code_of, source):
    code = code_of({"dags/r.py": source})
    assert isinstance(pipeline_steps(code.project, code.reach, Absent("none")), Absent)
