"""Joins of predictions with outcomes, measured and held to a limit."""

import pytest

from checks.monitoring.live_performance import live_performance
from readiness.domain.evidence import Absent
from readiness.evidence.code.entry_points import EntryPoints
from readiness.evidence.code.live_quality import live_quality
from readiness.evidence.code.schedules import schedules
from readiness.evidence.delivery.pipeline_files import read_pipelines

QUALITY = """import pandas as pd
from sklearn.metrics import roc_auc_score
def joined():
    predictions, outcomes = pd.read_parquet("predictions.parquet"), pd.read_parquet("outcomes.parquet")
    return predictions.merge(outcomes, on="request_id")
def track(minimum=0.7):
    rows = joined()
    auc = roc_auc_score(rows["label"], rows["score"])
    if auc < minimum:
        raise RuntimeError("quality fell")
if __name__ == "__main__":
    track()
"""
SQL = """import pandas as pd
from sklearn.metrics import f1_score
def main(connection):
    rows = pd.read_sql("SELECT p.prediction, l.label FROM predictions p JOIN labels l ON p.id = l.id", connection)
    if f1_score(rows.label, rows.prediction) < 0.5:
        print("alert")
if __name__ == "__main__":
    main(None)
"""
CRON = "15 3 * * * python quality.py\n"
TEST_SET = """import pandas as pd
from sklearn.metrics import roc_auc_score
test = pd.read_csv("test.csv")
model = __import__("joblib").load("m")
if roc_auc_score(test.label, model.predict(test)) < 0.7:
    raise SystemExit(1)
"""


@pytest.fixture
def judged(code_of):
    def run(files):
        code = code_of(files)
        entries = EntryPoints(code.reach.entries)
        timers = schedules(code.project, code.reach.sources, entries, read_pipelines(code.project))
        found = live_quality(code.project, code.reach, timers)
        return found if isinstance(found, Absent) else live_performance(found)

    return run


def test_good(judged):
    result = judged({"quality.py": QUALITY, "crontab": CRON})
    assert result.measurements[0].value == 4
    assert [str(item.location) for item in result.evidence] == [
        "quality.py:5",
        "quality.py:8",
        "quality.py:9",
        "crontab:1",
    ]


@pytest.mark.parametrize(
    ("files", "parts", "lacking"),
    [
        ({"quality.py": SQL, "crontab": CRON}, 4, []),
        ({"quality.py": QUALITY}, 3, ["a timer"]),
        ({"quality.py": QUALITY.replace("if auc < minimum", "if auc"), "crontab": CRON}, 3, ["a limit"]),
        ({"quality.py": SQL.replace(" < 0.5", "")}, 2, ["a limit", "a timer"]),
    ],
)
def test_parts(judged, files, parts, lacking):
    result = judged(files)
    assert result.measurements[0].value == parts
    assert [finding.message.partition(" lacks ")[2].rstrip(".") for finding in result.findings] == lacking


@pytest.mark.parametrize(
    "files",
    [
        {"quality.py": TEST_SET, "crontab": CRON},
        {"quality.py": "import nannyml\nprint(1)\n", "crontab": CRON},
        {"quality.py": QUALITY.partition("if __name__")[0], "main.py": "print(1)\n"},
        {"quality.py": QUALITY.replace("outcomes", "customers").replace("label", "x"), "crontab": CRON},
    ],
)
def test_absent(judged, files):
    assert isinstance(judged(files), Absent)
