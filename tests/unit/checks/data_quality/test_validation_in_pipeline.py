"""Validation counts when it comes first and its failure ends the run."""

import json

import pytest

from checks.data_quality.validation_in_pipeline import validation_in_pipeline
from readiness.domain.evidence import Absent
from readiness.evidence.data.expectations_order import validation_order

HEAD = (
    "import joblib\nimport pandas as pd\nimport pandera as pa\nfrom sklearn.linear_model import LogisticRegression\n"
    "schema = pa.DataFrameSchema({})\n"
)
TAIL = "    model = LogisticRegression().fit(table, table['y'])\n    joblib.dump(model, 'm.joblib')\n"
MAIN = "\nif __name__ == '__main__':\n    main()\n"


def script(*before: str, after: str = "", extra: str = "") -> dict[str, str]:
    lines = "".join(f"    {line}\n" for line in ("table = pd.read_csv('t.csv')", *before))
    return {"train.py": f"{HEAD}{extra}def main():\n{lines}{TAIL}{after}{MAIN}"}


OWN = "def validate_table(t):\n    if t.empty:\n        raise ValueError('empty')\n"
GX = (
    "import great_expectations as gx\ndef validate_table(t):\n    context = gx.get_context()\n"
    "    result = context.run_checkpoint('c')\n"
)
STOPPED = GX + "    if not result.success:\n        raise SystemExit(1)\n"


@pytest.fixture
def result(code_of):
    """Return a function from files to the check's result, or the absence of its fact."""

    def made(files):
        code = code_of(files)
        found = validation_order(code.project, code.reach, code.training, code.serving)
        return found if isinstance(found, Absent) else validation_in_pipeline(found)

    return made


@pytest.mark.parametrize(
    "files",
    [
        script("schema.validate(table)"),
        script("validate_table(table)", extra=OWN),
        script("validate_table(table)", extra=STOPPED),
        script("try:", "    schema.validate(table)", "except Exception:", "    print('bad')", "    raise"),
    ],
    ids=["pandera", "own function", "great expectations acted on", "logged and raised again"],
)
def test_good(result, files):
    found = result(files)
    assert found.holds is True
    assert found.evidence[0].location.path == "train.py"


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (script(), "no data validation is reached"),
        (script("try:", "    schema.validate(table)", "except Exception:", "    pass"), "caught and ignored"),
        (script("validate_table(table)", extra=GX), "not acted on"),
        (script(after="    schema.validate(table)\n"), "comes after it"),
    ],
    ids=["none", "swallowed", "result ignored", "too late"],
)
def test_bad(result, files, said):
    found = result(files)
    assert found.holds is False
    assert said in found.findings[0].message


def test_edge_a_way_in_of_its_own_is_a_question(result):
    check = f"{HEAD}def main():\n    schema.validate(pd.read_csv('t.csv'))\n{MAIN}"
    found = result({**script(), "check_data.py": check, "Makefile": "check:\n\tpython check_data.py\n"})
    assert found.holds is None
    assert "check_data.py" in found.reason


def test_absent_when_only_a_notebook_trains(result):
    source = (
        "from sklearn.linear_model import LogisticRegression\nmodel = LogisticRegression().fit([[0], [1]], [0, 1])\n"
    )
    cell = {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], "execution_count": None}
    notebook = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [cell]}
    found = result({"train.ipynb": json.dumps(notebook)})
    assert isinstance(found, Absent)
    assert "train.ipynb" in found.reason


STEPS = (
    f"{HEAD}def collect():\n    pass\ndef validate():\n    schema.validate(pd.read_csv('t.csv'))\n"
    f"def train():\n    table = pd.read_csv('t.csv')\n{TAIL}"
)
DAG = (
    "from airflow import DAG\nfrom airflow.operators.python import PythonOperator\nimport steps\n"
    "with DAG('d') as dag:\n"
    "    a = PythonOperator(task_id='a', python_callable=steps.collect)\n"
    "    b = PythonOperator(task_id='b', python_callable=steps.validate)\n"
    "    c = PythonOperator(task_id='c', python_callable=steps.train{rule})\n"
    "    {order}\n"
)


@pytest.mark.parametrize(
    ("order", "rule", "holds"),
    [
        ("a >> b >> c", "", True),
        ("c << b", "", True),
        ("b.set_downstream(c)", "", True),
        ("a >> [b, c]", "", False),
        ("a >> b >> c", ", trigger_rule='all_done'", False),
    ],
)
def test_tasks_in_order(result, order, rule, holds):
    found = result({"dags/d.py": DAG.format(order=order, rule=rule), "steps.py": STEPS})
    assert (found.holds is True) is holds
