"""Which entries train, which answer with predictions."""

import pytest

from readiness.domain.evidence import Absent
from readiness.evidence.code.code_paths import serving_path, training_path

TRAIN = (
    "import joblib\nfrom sklearn.svm import SVC\nfrom sklearn.preprocessing import StandardScaler\n"
    "def main():\n    StandardScaler().fit(1)\n    model = SVC()\n    model.fit(1, 2)\n    joblib.dump(model, 'm')\n"
    "if __name__ == '__main__':\n    main()\n"
)
SERVE = (
    "import joblib\nfrom fastapi import FastAPI\napp = FastAPI()\nmodel = None\n@app.on_event('startup')\n"
    "def load():\n    global model\n    model = joblib.load('m')\n@app.get('/health')\ndef health(): return 1\n"
    "@app.post('/predict')\ndef predict(x): return model.predict(x)\n"
)
BATCH = (
    "import joblib\nimport pandas as pd\nm = joblib.load('m')\nd = pd.read_csv('a')\nd['p'] = m.predict(d)\n"
    "d.to_csv('out.csv')\n"
)
EVALUATE = (
    "import joblib\nimport pandas as pd\nfrom sklearn.metrics import roc_auc_score\nm = joblib.load('m')\n"
    "d = pd.read_csv('a')\nroc_auc_score(d.y, m.predict(d))\nd.to_csv('b')\n"
)
SCALE_ONLY = (
    "from sklearn.preprocessing import StandardScaler\nimport joblib\ns = StandardScaler()\ns.fit(1)\nprint(1)\n"
)


def test_the_training_script_is_found_with_its_fit_and_store(reached):
    found = training_path(reached({"train.py": TRAIN, "scale.py": SCALE_ONLY}))
    assert [entry.title for entry in found.entries] == ["train.py"]
    assert [call.place for call in found.fits] == ["train.py:7"]
    assert [call.place for call in found.stores] == ["train.py:8"]


def test_a_notebook_that_trains_is_named_apart(reached):
    cells = '{"cells": [{"cell_type": "code", "source": "from sklearn.svm import SVC\\nSVC().fit(1)"}]}'
    found = training_path(reached({"a.ipynb": cells}))
    assert (found.entries, found.notebooks, found.where) == ((), ("a.ipynb",), "a.ipynb")


def test_the_route_that_predicts_is_the_serving_path(reached):
    found = serving_path(reached({"app.py": SERVE}))
    assert found.kind == "online"
    assert [entry.title for entry in found.entries] == ["POST /predict"]
    assert [call.place for call in found.predicts] == ["app.py:12"]
    assert [call.place for call in found.loads] == ["app.py:8"]


def test_a_batch_script_writes_predictions_and_an_evaluation_does_not_count(reached):
    found = serving_path(reached({"score.py": BATCH, "evaluate.py": EVALUATE, "train.py": TRAIN}))
    assert (found.kind, [entry.title for entry in found.entries]) == ("batch", ["score.py"])


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"app.py": SERVE.replace("model.predict(x)", "0.5")}, "none of 2 routes"),
        ({"train.py": TRAIN, "evaluate.py": EVALUATE}, "no route, handler or batch script"),
    ],
)
def test_no_serving_path_says_why(reached, files, words):
    found = serving_path(reached(files))
    assert isinstance(found, Absent)
    assert words in found.reason
