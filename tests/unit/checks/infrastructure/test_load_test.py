"""Load tests that ask the prediction route, and what their results say."""

import pytest

from checks.infrastructure.load_test import load_test
from readiness.domain.evidence import Absent
from readiness.evidence.code.notebooks import notebooks
from readiness.evidence.code.python_source import python_sources
from readiness.evidence.documents.document_reading import read_documents
from readiness.evidence.operation.load_results import load_results
from readiness.evidence.operation.load_tests import LoadRequest, load_tests

APP = """import joblib
from fastapi import FastAPI
app = FastAPI()
model = joblib.load("m.joblib")
@app.post("/v1/predict")
def predict(x):
    return model.predict(x)
"""
LOCUST = """from locust import HttpUser, task
class Caller(HttpUser):
    @task
    def predict(self):
        self.client.post("/v1/predict", json={"a": 1})
"""
K6 = "import http from 'k6/http';\nconst url = `${__ENV.HOST}/v1/predict`;\nexport default function () {\n" \
     "  http.post(url, JSON.stringify({a: 1}));\n}\n"  # fmt: skip
JMETER = """<HTTPSamplerProxy enabled="true">
<stringProp name="Argument.value">{}</stringProp>
<stringProp name="HTTPSampler.path">/v1/predict</stringProp>
<stringProp name="HTTPSampler.method">POST</stringProp>
</HTTPSamplerProxy>
"""
ARTILLERY = "config: {target: x}\nscenarios:\n  - flow:\n      - post: {url: /v1/predict, json: {a: 1}}\n"
STATS = """Type,Name,Request Count,Failure Count,50%,95%
POST,/v1/predict,1000,10,28,84
,Aggregated,1000,10,28,84
"""
HISTORY = "Timestamp,User Count,Type,Name\n1763600000,10,,Aggregated\n1763600001,20,,Aggregated\n"
SUMMARY = '{"metrics": {"http_req_duration": {"p(95)": 120.5}, "http_req_failed": {"value": 0.02}, ' \
          '"http_reqs": {"count": 500}, "vus_max": {"max": 30}}}'  # fmt: skip


@pytest.fixture
def judged(code_of):
    def run(files):
        code = code_of({"app.py": APP, **files})
        project = code.project
        tests = load_tests(project, python_sources(project, notebooks(project)))
        if isinstance(tests, Absent):
            return tests, {}
        result = load_test(tests, code.serving, load_results(project, read_documents(project)))
        return result, {item.name: item.value for item in result.measurements}

    return run


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [("locustfile.py", LOCUST, 5), ("a.js", K6, 4), ("a.jmx", JMETER, 3), ("a.yml", ARTILLERY, 4)],
)
def test_tools(judged, name, text, line):
    result, values = judged({f"load/{name}": text})
    assert values == {"loaded_route_share": 1, "load_result_facts": 0}
    assert str(result.evidence[0].location) == f"load/{name}:{line}"
    assert "No result" in result.findings[0].message


def test_result_with_history(judged):
    result, values = judged({"locustfile.py": LOCUST, "l/r_stats.csv": STATS, "l/r_stats_history.csv": HISTORY})
    assert values == {
        "loaded_route_share": 1, "load_result_facts": 4, "load_failure_share": 0.01, "latency_p95_ms": 84,
    }  # fmt: skip
    assert "20 callers, 2025-11-20" in result.evidence[-1].why
    assert not result.findings


@pytest.mark.parametrize(
    ("files", "facts"),
    [
        ({"l/r_stats.csv": STATS}, 2),
        ({"l/r_stats.csv": STATS, "Makefile": "load:\n\tlocust --users 10 --csv l/r\n"}, 3),
        ({"l/r_stats.csv": STATS, "README.md": "# A\n\n`l/r_stats.csv` is of 3 May 2026, with 10 users.\n"}, 4),
        ({"summary.json": SUMMARY}, 3),
    ],
)
def test_what_is_on_record(judged, files, facts):
    _, values = judged({"locustfile.py": LOCUST, **files})
    assert values["load_result_facts"] == facts


def test_k6_summary(judged):
    _, values = judged({"a.js": K6, "summary.json": SUMMARY})
    assert (values["latency_p95_ms"], values["load_failure_share"]) == (120.5, 0.02)


def test_jmeter_log_by_hand(judged):
    rows = "".join(
        f"{1700000000000 + n},{n},POST /v1/predict,200,{'true' if n > 2 else 'false'},5\n" for n in range(1, 21)
    )
    head = "timeStamp,elapsed,label,responseCode,success,allThreads\n"
    _, values = judged({"a.jmx": JMETER, "r.jtl": head + rows})
    # nearest rank: the 19th of 20
    assert (values["latency_p95_ms"], values["load_failure_share"], values["load_result_facts"]) == (19, 0.1, 4)


@pytest.mark.parametrize(
    "text",
    [
        LOCUST.replace("/v1/predict", "/"),
        LOCUST.replace("post(", "get("),
        LOCUST.replace(', json={"a": 1}', ""),
        LOCUST.replace("    @task\n", ""),
    ],
)
def test_start_page_only(judged, text):
    result, values = judged({"locustfile.py": text, "r_stats.csv": STATS})
    assert values["loaded_route_share"] == 0
    assert "No load test asks POST /v1/predict" in result.findings[0].message
    assert "latency_p95_ms" not in values


def test_absent(judged):
    assert isinstance(judged({"a.py": "import locust\n", "requirements.txt": "locust\nk6\n"})[0], Absent)


@pytest.mark.parametrize(
    ("address", "path", "hits"),
    [
        ("/predict", "/predict", True),
        ("/predict", "/api/v1/predict", True),
        ("/items/{item}", "/items/7", True),
        ("/items/{item}", "/items/7/more", False),
        ("/", "/", True),
        ("/", "/predict", False),
        ("/predict", "/predictions", False),
    ],
)
def test_hits(address, path, hits):
    assert LoadRequest("k6", "GET", path, False, None).hits("GET", address) is hits
