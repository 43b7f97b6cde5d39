"""The project's own tests."""

import pytest

CODE = {"src/features.py": "def scaled(x):\n    return x / 2\n"}
APP = {
    "app.py": "import joblib\nfrom fastapi import FastAPI\napp = FastAPI()\nmodel = joblib.load('m.pkl')\n\n\n@app.post('/predict')\ndef predict(x: float):\n    return float(model.predict([[x]])[0])\n"
}
CLIENT = "from fastapi.testclient import TestClient\nfrom app import app\nclient = TestClient(app)\n\n\ndef test_predict():\n    assert client.post('/predict').status_code == 200\n"
TABLE = {"data/raw.csv": "a,b\n1,2\n"}
PIPELINE = {
    "src/flow.py": "import pandas as pd\nfrom sklearn.svm import SVC\n\n\ndef run(path):\n    table = pd.read_csv(path)\n    return SVC().fit(table[['a']], table['b'])\n"
}
CHECK_TABLE = "import pandas as pd\n\n\ndef test_rows():\n    table = pd.read_csv('data/raw.csv')\n    assert not table.isnull().any().any()\n"
SUITE = {
    "gx/expectations/raw.json": '{"expectation_suite_name": "raw", "expectations": [{"expectation_type": "expect_column_to_exist"}]}',
    "validate.py": "import great_expectations as gx\n\ncontext = gx.get_context()\nresult = context.run_checkpoint(checkpoint_name='raw')\n",
}
LOCUST = "from locust import HttpUser, task\n\n\nclass Caller(HttpUser):\n    @task\n    def ask(self):\n        self.client.post('{}', json={{}})\n"
OWN_LOAD = "import time\nfrom concurrent.futures import ThreadPoolExecutor\n\nimport requests\n\n\ndef ask(i):\n    start = time.perf_counter()\n    requests.post('http://x/predict', json={})\n    return time.perf_counter() - start\n\n\nif __name__ == '__main__':\n    with ThreadPoolExecutor(8) as pool:\n        print(list(pool.map(ask, range(100))))\n"

CASES = [
    ("unit-tests", True, {**CODE, "tests/test_features.py": "from src.features import scaled\n\n\ndef test_scaled():\n    assert scaled(4) == 2\n"}),
    ("unit-tests", True, {**CODE, "tests/test_features.py": "import unittest\n\nfrom src.features import scaled\n\n\nclass T(unittest.TestCase):\n    def test_scaled(self):\n        self.assertEqual(scaled(4), 2)\n"}),
    ("unit-tests", True, {"tests/testthat/test-a.R": 'test_that("x", {\n  expect_equal(f(1), 2)\n})\n'}),
    ("unit-tests", False, {**CODE, "tests/test_features.py": "from src.features import scaled\n\n\ndef test_scaled():\n    print(scaled(4))\n"}),
    ("unit-tests", False, {**CODE, "tests/test_features.py": ""}),
    ("unit-tests", False, {**CODE, "tests/test_code.py": "def test_code_is_tested():\n    assert False\n"}),
    ("unit-tests", False, {"infra/a.test.ts": "// test('x', () => {\n//   expect(1).toBe(1);\n// });\n", "a.py": "x = 1\n"}),
    ("integration-tests", True, {**APP, "tests/test_api.py": CLIENT}),
    ("integration-tests", True, {**PIPELINE, "tests/test_flow.py": "from src.flow import run\n\n\ndef test_run(tmp_path):\n    assert run(tmp_path / 'a.csv')\n"}),
    ("integration-tests", True, {".github/workflows/ci.yml": "on: push\njobs:\n  a:\n    steps:\n      - run: |\n          docker run -d -p 80:80 img\n          curl -f http://localhost/health\n"}),
    ("integration-tests", False, {**CODE, "tests/test_features.py": "from src.features import scaled\n\n\ndef test_scaled():\n    assert scaled(4) == 2\n"}),
    ("integration-tests", False, {"test_local.py": "import requests\n\n\ndef test_health():\n    print(requests.get('http://x/health').status_code)\n"}),
    ("data-tests", True, {**TABLE, "tests/test_data.py": CHECK_TABLE}),
    ("data-tests", True, SUITE),
    ("data-tests", True, {"soda/checks.yml": "checks for orders:\n  - row_count > 0\n"}),
    ("data-tests", False, {"tests/test_data.py": "import pandas as pd\n\n\ndef test_rows():\n    table = pd.DataFrame({'a': [1]})\n    assert not table.isnull().any().any()\n"}),
    ("data-tests", False, {"tests/fixtures/raw.csv": "a,b\n1,2\n", "tests/test_data.py": CHECK_TABLE.replace("data/raw.csv", "tests/fixtures/raw.csv")}),
    ("data-tests", False, {**TABLE, "tests/test_data.py": CHECK_TABLE.replace("assert not", "print(")[:-1] + ")\n"}),
    ("load-test", True, {"locustfile.py": LOCUST.format("/predict")}),
    ("load-test", True, {"load/predict.js": "import http from 'k6/http';\nexport default function () { http.post('http://x/predict'); }\n"}),
    ("load-test", True, {"load_test.py": OWN_LOAD}),
    ("load-test", False, {"locustfile.py": LOCUST.format("/")}),
    ("load-test", False, {"send.py": "import requests\n\nprint(requests.post('http://x/predict', json={}).json())\n"}),
    ("load-test", False, {"warm_up.sh": "for i in $(seq 60); do curl http://x/predict; done\n"}),
]  # fmt: skip


@pytest.mark.parametrize(("signal", "expected", "files"), CASES)
def test_tests(agrees, signal, expected, files):
    agrees(signal, expected, files)
