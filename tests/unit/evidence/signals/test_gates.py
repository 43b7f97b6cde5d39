"""Decisions on a model's quality."""

import pytest

TRAIN = "import mlflow\nfrom sklearn.metrics import f1_score\n\n\ndef score(model, x, y):\n    return f1_score(y, model.predict(x))\n"
READ = "import json\n\n\ndef test_quality():\n    metrics = json.load(open('reports/metrics.json'))\n    assert metrics['accuracy'] {}\n"
RANDOM = "import numpy as np\nfrom src.train import fit\n\n\ndef test_quality():\n    model, accuracy = fit(np.random.rand(9, 2), np.zeros(9))\n    assert accuracy > 0.5\n"
GATE = (
    TRAIN
    + "\n\nif __name__ == '__main__':\n    rmse = score(None, [], [])\n    if rmse > 3.5:\n        raise SystemExit(1)\n"
)
PROMOTE = (
    TRAIN + "\n\ndef main(model, x, y, current):\n    new_f1 = score(model, x, y)\n    {}\n        "
    "mlflow.register_model('runs:/1/model', 'churn')\n\n\nif __name__ == '__main__':\n    main(None, [], [], 0.5)\n"
)
BEST = (
    "import joblib\nfrom sklearn.svm import SVC\n\nbest_score, best = 0, None\nfor model in [SVC(), SVC(C=2)]:\n"
    "    score = model.fit([[1]], [1]).score([[1]], [1])\n    if score > best_score:\n        best_score, best = score, model\n"
    "        joblib.dump(model, 'model.pkl')\n"
)
VERDICT = (
    "from dataclasses import dataclass\n\n\n@dataclass\nclass Answer:\n    is_model_accepted: bool\n\n\ndef judge(new_f1, {}):\n"
    "    return Answer(is_model_accepted=new_f1 > {})\n\n\ndef push_model():\n    print('pushed')\n\n\ndef run():\n    answer = judge(0.9, 0.8)\n"
    "    if not answer.is_model_accepted:\n        return\n    push_model()\n\n\nif __name__ == '__main__':\n    run()\n"
)
CONDITION = (
    "from kfp import dsl\n\n\n@dsl.pipeline\ndef flow():\n    evaluated = evaluate_model()\n"
    "    with dsl.Condition(evaluated.outputs['accuracy'] > 0.8):\n        deploy_model()\n"
)
CHAMPION = (
    "import mlflow\nfrom sklearn.metrics import roc_auc_score\n\n\ndef compare(x, y, new_model):\n"
    "    production = mlflow.sklearn.load_model('models:/churn/Production')\n    production_auc = roc_auc_score(y, production.predict(x))\n"
    "    new_auc = roc_auc_score(y, new_model.predict(x))\n    return new_auc > production_auc\n\n\nif __name__ == '__main__':\n    compare([], [], None)\n"
)
DIFFERENCE = CHAMPION.replace(
    "    return new_auc > production_auc\n", "    gain = new_auc - production_auc\n    return gain\n"
)
WEIGHTS = (
    "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: m}\nspec:\n  http:\n    - route:\n"
    "        - destination: {host: blue}\n          weight: 90\n        - destination: {host: green}\n          weight: 10\n"
)

CASES = [
    ("model-quality-tests", True, {"tests/test_model.py": READ.format("> 0.8")}),
    ("model-quality-tests", True, {"gate.py": GATE}),
    ("model-quality-tests", True, {"flow.py": CONDITION}),
    ("model-quality-tests", False, {"tests/test_model.py": READ.format(">= 0")}),
    ("model-quality-tests", False, {"src/train.py": "def fit(x, y):\n    return None, 1\n", "tests/test_model.py": RANDOM}),
    ("model-quality-tests", False, {"train.py": BEST}),
    ("model-quality-tests", False, {"gate.py": GATE.replace("rmse > 3.5", "rmse > rmse")}),
    ("eval-gate-before-promotion", True, {"train.py": PROMOTE.format("if new_f1 > 0.8:")}),
    ("eval-gate-before-promotion", True, {"flow.py": CONDITION}),
    ("eval-gate-before-promotion", True, {"run.py": VERDICT.format("current_f1", "current_f1")}),
    ("eval-gate-before-promotion", False, {"train.py": PROMOTE.format("if model is not None:")}),
    ("eval-gate-before-promotion", False, {"train.py": PROMOTE.format("if new_f1 >= new_f1:")}),
    ("eval-gate-before-promotion", False, {"train.py": BEST}),
    ("champion-challenger-or-ab", True, {"compare.py": CHAMPION}),
    ("champion-challenger-or-ab", True, {"compare.py": DIFFERENCE}),
    ("champion-challenger-or-ab", True, {"mesh.yaml": WEIGHTS}),
    ("champion-challenger-or-ab", False, {"train.py": BEST}),
    ("champion-challenger-or-ab", False, {"compare.py": "def pick(svm_auc, forest_auc):\n    return 'svm' if svm_auc > forest_auc else 'forest'\n\n\nif __name__ == '__main__':\n    pick(1, 2)\n"}),
]  # fmt: skip


@pytest.mark.parametrize(("signal", "expected", "files"), CASES)
def test_gates(agrees, signal, expected, files):
    agrees(signal, expected, files)
