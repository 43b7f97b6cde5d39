"""Offline metric and business measure of past releases."""

import pytest

from checks.model_validation._release_facts import release_history
from checks.model_validation.offline_online_link import offline_online_link
from readiness.domain.evidence import Absent

HEAD = "version,wape,stockout_share\n"
FALLING = HEAD + "1.0.0,0.30,0.10\n1.1.0,0.28,0.09\n1.2.0,0.25,0.08\n1.3.0,0.20,0.05\n"
JSON = '{"releases": [{"version": "1", "offline": {"auc": 0.7}, "online": {"conversion_rate": 0.02}}, \
{"version": "2", "offline": {"auc": 0.75}, "online": {"conversion_rate": 0.03}}, \
{"version": "3", "offline": {"auc": 0.8}, "online": {"conversion_rate": 0.025}}]}'


def judged(project_of, files):
    found = release_history(project_of(files))
    return found if isinstance(found, Absent) else offline_online_link(found)


@pytest.mark.parametrize(
    ("files", "count", "correlation"),
    [
        pytest.param({"reports/releases.csv": FALLING}, 4, 0.9934, id="good"),
        pytest.param({"reports/releases.json": JSON}, 3, 0.5, id="three, without an interval"),
        pytest.param({"releases.csv": FALLING.replace("1.3.0,0.20,0.05", "1.3.0,0.20,0.20")}, 4, -0.8029, id="apart"),
        pytest.param({"releases.csv": HEAD + "1,0.3,0.1\n2,0.2,0.1\n3,0.1,0.1\n"}, 3, None, id="never changes"),
    ],
)
def test_correlation(project_of, files, count, correlation):
    result = judged(project_of, files)
    paired, linked = result.measurements
    assert paired.value == count
    assert linked.value == (None if correlation is None else pytest.approx(correlation, abs=5e-5))
    assert (linked.low is None) is (count < 4)
    assert bool(result.findings) is (correlation is not None and correlation < 0)


@pytest.mark.parametrize(
    "text",
    [HEAD + "1,0.3,0.1\n", "version,wape\n1,0.3\n2,0.2\n3,0.1\n", "a,b\n1,2\n", ""],
    ids=["one release", "no business measure", "another table", "empty"],
)
def test_absent(project_of, text):
    assert isinstance(judged(project_of, {"releases.csv": text}), Absent)
