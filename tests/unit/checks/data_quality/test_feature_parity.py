"""Feature parity: one piece of code for both paths, or two that only look alike."""

import pytest

from checks.data_quality._parity_facts import RecordedParity, feature_paths
from checks.data_quality.feature_parity import feature_parity
from readiness.domain.check import Strength
from readiness.domain.evidence import Absent
from readiness.domain.finding import Location
from readiness.evidence.code.served_model import ServedModel

NO = Absent("not loaded")
SAME = ServedModel(True, why="The serving code names model.joblib.", location=Location("serve.py", 3))
TRAIN = """import joblib, pandas as pd
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
def main():
    t = pd.read_csv("a.csv")
    m = make_pipeline(StandardScaler(), SVC())
    joblib.dump(m.fit(t, t["y"]), "model.joblib")
if __name__ == "__main__":
    main()
"""
SERVE = """import joblib, pandas as pd
from fastapi import FastAPI
model = joblib.load("model.joblib")
app = FastAPI()
@app.post("/predict")
def predict(body: dict):
    row = pd.DataFrame([body])
    return model.predict(row)[0]
"""
ADDED = "    row = add(row)"
RATIO = '    t["ratio"] = t["debt"] / t["income"]\n'


@pytest.fixture
def parity(code_of):
    """Return a function from files (and recorded answers) to the check's result."""

    def run(files, served=SAME, recorded=NO):
        code = code_of(files)
        paths = feature_paths(code.training, code.serving, code.reach, code.project)
        return feature_parity(paths, served, recorded, NO, NO)

    return run


def test_good_the_transformers_are_in_the_stored_pipeline(parity):
    result = parity({"train.py": TRAIN, "serve.py": SERVE})
    assert result.holds is True
    assert result.strength is Strength.E1
    assert str(result.evidence[0].location) == "train.py:7"


def test_good_both_call_one_function(parity):
    train = TRAIN.replace("def main():", "from feats import add\ndef main():").replace(
        "    m = make_pipeline(StandardScaler(), SVC())\n    joblib.dump(m", "    t = add(t)\n    joblib.dump(SVC()"
    )
    serve = SERVE.replace("app = ", "from feats import add\napp = ").replace(
        "DataFrame([body])", f"DataFrame([body])\n{ADDED}"
    )
    result = parity({"train.py": train, "serve.py": serve, "feats.py": f"def add(t):\n{RATIO}    return t\n"})
    assert result.holds is True
    assert str(result.evidence[0].location) == "feats.py:2"


def test_bad_two_versions_of_one_column(parity):
    train = TRAIN.replace('csv("a.csv")\n', 'csv("a.csv")\n' + RATIO)
    serve = SERVE.replace("DataFrame([body])\n", "DataFrame([body])\n" + RATIO.replace("t[", "row["))
    result = parity({"train.py": train, "serve.py": serve})
    assert result.holds is False
    (finding,) = result.findings
    assert "ratio is computed in train.py:7" in finding.message
    assert str(finding.location) == "serve.py:8"


def test_bad_the_service_fits_a_scaler_on_the_request(parity):
    serve = SERVE.replace("import FastAPI", "import FastAPI\nfrom sklearn.preprocessing import StandardScaler").replace(
        "model.predict(row)", "model.predict(StandardScaler().fit_transform(row))"
    )
    result = parity({"train.py": TRAIN, "serve.py": serve})
    assert result.holds is False
    assert "anew on the rows of a request" in result.findings[0].message


def test_edge_computed_for_training_only_is_a_question(parity):
    result = parity({"train.py": TRAIN.replace('csv("a.csv")\n', 'csv("a.csv")\n' + RATIO), "serve.py": SERVE})
    assert result.holds is None
    assert "ratio (train.py:7)" in result.reason


def test_edge_another_model_is_served(parity):
    result = parity({"train.py": TRAIN, "serve.py": SERVE}, ServedModel(False, why="it names other.joblib"))
    assert result.holds is None


def test_recorded_answers_that_differ_refute_it(parity):
    recorded = RecordedParity(90, 100, "production", "prod.csv", "score")
    result = parity({"train.py": TRAIN, "serve.py": SERVE}, recorded=recorded)
    assert result.holds is False
    measure = result.measurements[0]
    assert measure.value == 0.9
    # Wilson's interval of 90 of 100, by hand: 0.8256 to 0.9448
    assert (measure.low, measure.high) == (pytest.approx(0.8256, abs=5e-5), pytest.approx(0.9448, abs=5e-5))


def test_recorded_answers_that_agree_are_the_strongest_evidence(parity):
    recorded = RecordedParity(100, 100, "production", "prod.csv", "score")
    result = parity({"train.py": TRAIN, "serve.py": SERVE}, recorded=recorded)
    assert result.holds is True
    assert result.strength is Strength.E3


def test_absent_without_a_serving_path(code_of):
    assert isinstance(code_of({"train.py": TRAIN}).serving, Absent)
