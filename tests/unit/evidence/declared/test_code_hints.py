"""Training and serving code say which column is the target, which model is served, and how."""

from datetime import UTC, datetime

from readiness.domain.settings import Settings
from readiness.evidence.code.code_paths import serving_path, training_path
from readiness.evidence.declared.code_hints import code_hints, hints_of
from readiness.evidence.declared.manifest_inference import manifest

TRAIN = (
    "import joblib, pandas as pd\nfrom sklearn.ensemble import RandomForestClassifier\nLABEL = 'left'\n"
    "df = pd.read_csv('people.csv')\ny = df['left']\n"
    "joblib.dump(RandomForestClassifier().fit(df.drop(columns=['left']), y), 'out/b.pkl')\n"
)
SERVE = (
    "import joblib\nfrom fastapi import FastAPI\napp = FastAPI()\nmodel = joblib.load('out/b.pkl')\n"
    "@app.post('/predict')\ndef predict(x): return model.predict(x)\n"
)
TABLE = "age,left,tenure\n" + "".join(f"{i},{i % 2},{i}\n" for i in range(60))


def test_hints_carry_their_places(reached):
    found = reached({"train.py": TRAIN, "serve.py": SERVE})
    hints = code_hints(training_path(found), serving_path(found))
    assert hints.targets == (("left", "train.py"), ("left", "train.py:5"))
    assert hints.models == (("out/b.pkl", "serve.py:4"),)
    assert hints.estimators == ("RandomForestClassifier",)
    assert (hints.serving, hints.serving_place) == ("online", "POST /predict in serve.py:6")


def test_hints_decide_what_names_leave_open(written):
    project = written({"train.py": TRAIN, "serve.py": SERVE, "people.csv": TABLE, "out/a.pkl": "x", "out/b.pkl": "x"})
    found = manifest(project, Settings(datetime(2026, 11, 20, tzinfo=UTC)), hints_of(project))
    assert (found.data.target, found.model.path, found.serving) == ("left", "out/b.pkl", "online")
    reasons = {guess.key: guess.reason for guess in found.guesses}
    assert reasons["model.path"] == "serving code loads it (serve.py:4)"


def test_no_code_no_hints(written):
    hints = hints_of(written({"a.csv": TABLE}))
    assert (hints.targets, hints.models, hints.serving) == ((), (), "")
