"""Promotion counts by the conditions it stands behind."""

import pytest

from checks.continuous_learning.evaluation_gate import evaluation_gate
from readiness.domain.evidence import Absent
from readiness.evidence.code.promotion import promotion_gate

HEAD = "def promote(m): pass\ndef evaluate(m): return m.auc\nMIN_AUC = 0.8\n"
BRANCH = HEAD + (
    "def main(new, current):\n    new_auc, current_auc = evaluate(new), evaluate(current)\n"
    "{body}\nmain(1, 2)\nmain(1, 2)\n"
)
CHAMPION_ONLY = "    if new_auc > current_auc:\n        promote(new)"
BOTH = "    if new_auc > current_auc and new_auc >= MIN_AUC:\n        promote(new)"
EARLY = (
    "    if new_auc < MIN_AUC:\n        raise SystemExit(1)\n    gain = new_auc - current_auc\n"
    "    if gain < 0:\n        return\n    promote(new)"
)
LOGGED = "    print(new_auc > current_auc)\n    promote(new)"
FUNCTION = (
    HEAD + "def compare(new, current):\n    if new['auc'] < MIN_AUC:\n        return False\n"
    "    return new['auc'] > current['auc']\ndef main():\n    ok = compare(evaluate(1), evaluate(2))\n"
    "    if ok:\n        promote(1)\nmain()\nmain()\n"
)


@pytest.mark.parametrize(
    ("source", "count"),
    [
        (BRANCH.format(body=BOTH), 2),
        (BRANCH.format(body=EARLY), 2),
        (FUNCTION, 2),
        (BRANCH.format(body=CHAMPION_ONLY), 1),
        (BRANCH.format(body=LOGGED), 0),
        (BRANCH.format(body="    promote(new)"), 0),
    ],
    ids=["good", "early exit", "through a function", "edge-no limit", "bad-only logged", "bad-no branch"],
)
def test_conditions(code_of, source, count):
    code = code_of({"promote.py": source})
    result = evaluation_gate(promotion_gate(code.project, code.reach))
    assert result.measurements[0].value == count
    assert bool(result.findings) is (count < 2)


def test_a_gate_task_of_a_schedule(code_of):
    dag = (
        "from airflow import DAG\nimport gate\n"
        "from airflow.operators.python import PythonOperator, ShortCircuitOperator\n"
        "with DAG('a') as d:\n    g = ShortCircuitOperator(task_id='g', python_callable=gate.better)\n"
        "    p = PythonOperator(task_id='p', python_callable=gate.promote)\n    g >> p\n"
    )
    gate = "def better():\n    return candidate_auc > production_auc and candidate_auc > 0.7\ndef promote(): pass\n"
    code = code_of({"dags/d.py": dag, "gate.py": gate})
    result = evaluation_gate(promotion_gate(code.project, code.reach))
    assert result.measurements[0].value == 2


def test_absent_nothing_promotes(code_of):
    code = code_of({"a.py": "def run(): pass\nrun()\nrun()\n"})
    assert isinstance(promotion_gate(code.project, code.reach), Absent)
